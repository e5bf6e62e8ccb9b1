using System.Globalization;
using System.Text;

namespace Longlin.Geo.Features.Cql2;

/// <summary>The words, signs, names and literals of the text encoding, and where they stand.</summary>
internal sealed class CqlScanner(string text)
{
    /// <summary>The next character.</summary>
    public int At { get; set; }

    /// <summary>Where the next word stands.</summary>
    public CqlPlace Place
    {
        get
        {
            Skip();
            return CqlPlace.Text(At);
        }
    }

    /// <summary>The next character that is no blank; NUL at the end.</summary>
    public char Next
    {
        get
        {
            Skip();
            return At < text.Length ? text[At] : '\0';
        }
    }

    /// <summary>Whether nothing but blanks follows.</summary>
    public bool IsAtEnd
    {
        get
        {
            Skip();
            return At >= text.Length;
        }
    }

    /// <summary>Takes a word, in any case of its letters.</summary>
    public bool Word(string word)
    {
        Skip();
        var end = At + word.Length;
        if (
            string.Compare(text, At, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0
            || (end < text.Length && IsPart(text[end]))
        )
            return false;
        At = end;
        return true;
    }

    /// <summary>Takes a word that has to follow.</summary>
    public void Need(string word)
    {
        if (!Word(word))
            throw Unexpected(word, word);
    }

    /// <summary>Takes a sign.</summary>
    public bool Sign(string sign)
    {
        Skip();
        if (string.CompareOrdinal(text, At, sign, 0, sign.Length) != 0)
            return false;
        At += sign.Length;
        return true;
    }

    /// <summary>Takes a sign that has to follow.</summary>
    public void NeedSign(string sign)
    {
        if (!Sign(sign))
            throw Unexpected(sign, sign);
    }

    /// <summary>Takes a name without quotes; null where none follows.</summary>
    public string? Name()
    {
        Skip();
        var start = At;
        if (At >= text.Length || !(char.IsLetter(text[At]) || text[At] is '_' or ':'))
            return null;
        while (At < text.Length && IsPart(text[At]))
            At++;
        return text[start..At];
    }

    /// <summary>Takes a number without a sign.</summary>
    public double Number()
    {
        var start = At;
        while (
            At < text.Length
            && (
                char.IsAsciiDigit(text[At])
                || text[At] is '.' or 'e' or 'E'
                || (text[At] is '+' or '-' && At > start && text[At - 1] is 'e' or 'E')
            )
        )
            At++;
        return
            double.TryParse(
                text.AsSpan(start, At - start),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var number
            ) && double.IsFinite(number)
            ? number
            : throw CqlException.Of(
                CqlPlace.Text(start),
                $"\"{Shown(start)}\" 不是数",
                $"\"{Shown(start)}\" is not a number"
            );
    }

    /// <summary>Takes a number that may have a sign.</summary>
    public double SignedNumber()
    {
        var negative = Sign("-");
        if (!negative)
            Sign("+");
        if (!(char.IsAsciiDigit(Next) || Next == '.'))
            throw Unexpected("数", "a number");
        return negative ? -Number() : Number();
    }

    /// <summary>Takes a text in single quotes.</summary>
    public string Text() => Next == '\'' ? Quoted('\'') : throw Unexpected("单引号中的文本", "a text in single quotes");

    /// <summary>Takes a name in double quotes.</summary>
    public string QuotedName() => Quoted('"');

    /// <summary>Takes what lies in parentheses from a word on, the word included.</summary>
    public string Parenthesised(int start, int depthAllowed)
    {
        var open = text.IndexOf('(', start);
        if (open < 0)
            throw Unexpected("(", "(");
        var depth = 0;
        for (At = open; At < text.Length; At++)
        {
            if (text[At] == '(' && ++depth > depthAllowed)
                throw CqlException.Of(CqlPlace.Text(start), "几何嵌套过深", "the geometry is nested too deep");
            if (text[At] == ')' && --depth == 0)
                return text[start..++At];
        }

        throw Unexpected(")", ")");
    }

    /// <summary>What stands next is not what may stand there.</summary>
    public CqlException Unexpected(string zh, string en)
    {
        Skip();
        var place = CqlPlace.Text(At);
        return At >= text.Length
            ? CqlException.Of(place, $"过滤条件没有写完，这里应为{zh}", $"the filter ends too early; expected {en}")
            : CqlException.Of(place, $"这里应为{zh}，而不是 \"{Shown(At)}\"", $"expected {en}, not \"{Shown(At)}\"");
    }

    // A backslash escapes the quote, itself and the control characters (OGC 21-065r2, /req/cql2-text/escaping); before
    // anything else it stands for itself, so that a pattern of LIKE keeps its own escapes.
    private string Quoted(char quote)
    {
        var start = At;
        StringBuilder written = new();
        for (At++; At < text.Length; At++)
        {
            var next = At + 1 < text.Length ? text[At + 1] : '\0';
            if (text[At] == '\\' && Escaped(next, quote) is { } meant)
            {
                written.Append(meant);
                At++;
            }
            else if (text[At] != quote)
                written.Append(text[At]);
            else if (next == quote)
                written.Append(text[At++]);
            else
            {
                At++;
                return written.ToString();
            }
        }

        throw CqlException.Of(
            CqlPlace.Text(start),
            $"从这里开始的引号 {quote} 没有结束",
            $"the quotation that begins here with {quote} does not end"
        );
    }

    private static char? Escaped(char letter, char quote) =>
        letter switch
        {
            'a' => '\a',
            'b' => '\b',
            't' => '\t',
            'n' => '\n',
            'v' => '\v',
            'f' => '\f',
            'r' => '\r',
            '\\' => '\\',
            _ when letter == quote => quote,
            _ => null,
        };

    private void Skip()
    {
        while (At < text.Length && char.IsWhiteSpace(text[At]))
            At++;
    }

    // Names take the letters of every language, and the marks that combine with them.
    private static bool IsPart(char c) =>
        char.IsLetterOrDigit(c)
        || c is '_' or ':' or '.' or '\u203f' or '\u2040'
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark;

    private string Shown(int start) => text[start..Math.Min(text.Length, start + 20)];
}
