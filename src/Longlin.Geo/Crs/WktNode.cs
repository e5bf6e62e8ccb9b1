using System.Globalization;
using System.Text;

namespace Longlin.Geo.Crs;

/// <summary>One element of well-known text, version 1 or 2: its keyword in capitals and what stands in its
/// brackets.</summary>
internal sealed class WktNode
{
    private const int MaxDepth = 32;

    private WktNode(string keyword, List<string> values, List<WktNode> children) =>
        (Keyword, Values, Children) = (keyword, values, children);

    public string Keyword { get; }

    /// <summary>Texts, numbers and bare words in their order, without quotes.</summary>
    public IReadOnlyList<string> Values { get; }

    public IReadOnlyList<WktNode> Children { get; }

    /// <summary>Its first value; empty where there is none.</summary>
    public string Name => Values.Count > 0 ? Values[0] : "";

    /// <summary>The element that a text holds; null where the text is none or is cut off.</summary>
    public static WktNode? Parse(string text)
    {
        var at = 0;
        var node = Element(text, ref at, 0);
        return node is not null && text.AsSpan(at).Trim().IsEmpty ? node : null;
    }

    /// <summary>The first child with one of these keywords.</summary>
    public WktNode? Child(params ReadOnlySpan<string> keywords)
    {
        foreach (var child in Children)
        {
            if (keywords.Contains(child.Keyword))
                return child;
        }

        return null;
    }

    /// <summary>Whether an element with this keyword stands anywhere in it.</summary>
    public bool Has(string keyword) => Keyword == keyword || Children.Any(c => c.Has(keyword));

    /// <summary>A value as a number; NaN where it is none.</summary>
    public double Number(int index) =>
        index < Values.Count
        && double.TryParse(Values[index], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : double.NaN;

    /// <summary>The code of its AUTHORITY or ID of EPSG; null where it has none.</summary>
    public int? EpsgCode =>
        Child("AUTHORITY", "ID") is { Values: [var authority, var code, ..] }
        && authority.Equals("EPSG", StringComparison.OrdinalIgnoreCase)
        && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static WktNode? Element(string text, ref int at, int depth)
    {
        var keyword = Word(text, ref at);
        if (keyword.Length == 0 || depth > MaxDepth || !Take(text, ref at, '[', '('))
            return null;
        List<string> values = [];
        List<WktNode> children = [];
        do
        {
            Blanks(text, ref at);
            if (at < text.Length && text[at] == '"')
            {
                if (Quoted(text, ref at) is not { } value)
                    return null;
                values.Add(value);
                continue;
            }

            var start = at;
            var word = Word(text, ref at);
            Blanks(text, ref at);
            if (at < text.Length && text[at] is '[' or '(')
            {
                at = start;
                if (Element(text, ref at, depth + 1) is not { } child)
                    return null;
                children.Add(child);
            }
            else if (word.Length > 0)
            {
                values.Add(word);
            }
            else
            {
                return null;
            }
        } while (Take(text, ref at, ',', ','));

        return Take(text, ref at, ']', ')') ? new(keyword.ToUpperInvariant(), values, children) : null;
    }

    private static string? Quoted(string text, ref int at)
    {
        StringBuilder value = new();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                value.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"') // a quote within is written twice
            {
                value.Append('"');
                at++;
            }
            else
            {
                at++;
                return value.ToString();
            }
        }

        return null;
    }

    private static string Word(string text, ref int at)
    {
        Blanks(text, ref at);
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '.' or '+' or '-' or ':'))
            at++;
        return text[start..at];
    }

    private static bool Take(string text, ref int at, char one, char other)
    {
        Blanks(text, ref at);
        if (at >= text.Length || (text[at] != one && text[at] != other))
            return false;
        at++;
        return true;
    }

    private static void Blanks(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }
}
