using System.Text.RegularExpressions;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests;

/// <summary>
/// A message is either Chinese or English; a <see cref="Bilingual"/> holds the two languages separately.
/// </summary>
public sealed partial class OneLanguageTests
{
    [Fact]
    public void No_message_in_the_sources_mixes_Chinese_with_an_English_sentence()
    {
        var source = Path.Combine(ProjectRoot.Find(), "src");
        List<string> mixed = [];
        var looked = 0;
        foreach (var file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).Where(IsOurs))
        {
            foreach (var (text, _) in Texts(File.ReadAllText(file)))
            {
                looked++;
                if (IsMixed(text))
                    mixed.Add($"{Path.GetRelativePath(source, file)}: {text}");
            }
        }

        Assert.InRange(looked, 5000, int.MaxValue);
        Assert.Empty(mixed);
    }

    [Theory]
    [InlineData("\"没有图层。 There is no layer.\"", true)]
    [InlineData("$\"\\\"{text}\\\" 不是整数 is not a number\"", true)]
    [InlineData("\"第 3 行处\" + \"损坏 damaged at row\"", true)]
    [InlineData("\"请用 Excel 或 WPS 另存为 .xlsx\"", false)]
    [InlineData("\"There is no layer.\"", false)]
    [InlineData("$\"应为 {string.Join(\", \", names)}。\"", false)]
    public void A_mixed_message_is_recognised(string code, bool mixed) =>
        Assert.Equal(mixed, Texts(code).Any(t => IsMixed(t.Text)));

    private static bool IsOurs(string file) =>
        !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static bool IsMixed(string text) => Han().IsMatch(text) && Sentence().IsMatch(text);

    // Every string with the code before it; strings joined by + are one. Comments hold no messages.
    private static IEnumerable<(string Text, string Context)> Texts(string code)
    {
        code = Comment().Replace(code, "");
        var (text, context, end) = ("", "", -1);
        foreach (Match literal in Literal().Matches(code))
        {
            var between = end < 0 ? null : code[end..literal.Index];
            if (between is null || between.Trim() is not ("+" or "+ $"))
            {
                if (end >= 0)
                    yield return (text, context);
                (text, context) = ("", code[Math.Max(0, literal.Index - 120)..literal.Index]);
            }

            text += WithoutHoles(literal.Value.Trim('"'));
            end = literal.Index + literal.Length;
        }

        if (end >= 0)
            yield return (text, context);
    }

    // From the inside out: an interpolated expression may hold braces of its own.
    private static string WithoutHoles(string text)
    {
        for (var before = ""; before != text; )
            (before, text) = (text, Hole().Replace(text, ""));
        return text;
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();

    // Three English words in a row.
    [GeneratedRegex(@"(?<![\w./-])[A-Za-z']+[,;:]? +[A-Za-z']+[,;:]? +[A-Za-z']+(?![\w./-])")]
    private static partial Regex Sentence();

    [GeneratedRegex("\"(?:\\\\.|[^\"\\\\\n])*\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\{[^{}]*(\}|$)|^[^{}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"^\s*//.*$| // .*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
