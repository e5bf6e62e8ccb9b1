using System.Globalization;
using System.Text;
using NetTopologySuite.IO;

namespace Longlin.Geo.Features.Cql2;

/// <summary>
/// Reads the text encoding. Precedence from loose to tight: or, and, not, comparison, sum, product, power, sign.
/// </summary>
public sealed class CqlText
{
    private static readonly HashSet<string> Shapes =
    [
        "POINT",
        "LINESTRING",
        "POLYGON",
        "MULTIPOINT",
        "MULTILINESTRING",
        "MULTIPOLYGON",
        "GEOMETRYCOLLECTION",
    ];
    private static readonly HashSet<string> Reserved =
    [
        "AND",
        "OR",
        "NOT",
        "LIKE",
        "BETWEEN",
        "IN",
        "IS",
        "NULL",
        "DIV",
    ];
    private readonly string _text;
    private int _at;
    private int _depth;
    private int _nodes;

    private CqlText(string text) => _text = text;

    /// <summary>Reads a filter.</summary>
    /// <exception cref="CqlException">It is malformed, too long or too deep.</exception>
    public static CqlNode Parse(string text)
    {
        if (text.Length > CqlOperators.MaxLength)
            throw CqlException.Of(
                $"过滤条件超过 {CqlOperators.MaxLength} 个字符",
                $"the filter has over {CqlOperators.MaxLength} characters"
            );
        CqlText parser = new(text);
        var node = parser.Or();
        parser.Skip();
        return parser._at == text.Length ? node : throw parser.Unexpected();
    }

    private CqlNode Or() => Chain("OR", "or", And);

    private CqlNode And() => Chain("AND", "and", Not);

    private CqlNode Chain(string word, string op, Func<CqlNode> part)
    {
        Deeper();
        List<CqlNode> parts = [part()];
        while (Word(word))
            parts.Add(part());
        _depth--;
        return parts.Count == 1 ? parts[0] : CqlOperators.Make(op, parts);
    }

    private CqlNode Not()
    {
        Deeper();
        var node = Word("NOT") ? CqlOperators.Make("not", [Not()]) : Compare();
        _depth--;
        return node;
    }

    private CqlNode Compare()
    {
        var left = Sum();
        foreach (var op in (ReadOnlySpan<string>)["<>", "<=", ">=", "=", "<", ">"])
        {
            if (Sign(op))
                return CqlOperators.Make(op, [left, Sum()]);
        }

        if (Word("IS"))
        {
            var negated = Word("NOT");
            Need("NULL");
            return Negate(negated, CqlOperators.Make("isNull", [left]));
        }

        var not = Word("NOT");
        if (Word("LIKE"))
            return Negate(not, CqlOperators.Make("like", [left, Sum()]));
        if (Word("BETWEEN"))
        {
            var low = Sum();
            Need("AND");
            return Negate(not, CqlOperators.Make("between", [left, low, Sum()]));
        }

        if (Word("IN"))
        {
            NeedSign("(");
            List<CqlNode> all = [left, Sum()];
            while (Sign(","))
                all.Add(Sum());
            NeedSign(")");
            return Negate(not, CqlOperators.Make("in", all));
        }

        return not ? throw Unexpected() : left;
    }

    private static CqlNode Negate(bool negated, CqlNode node) => negated ? CqlOperators.Make("not", [node]) : node;

    private CqlNode Sum()
    {
        Deeper();
        var left = Product();
        for (var links = 0; ; links++)
        {
            if (links > 4 * CqlOperators.MaxDepth)
                throw TooDeep();
            if (Sign("+"))
                left = CqlOperators.Make("+", [left, Product()]);
            else if (Sign("-"))
                left = CqlOperators.Make("-", [left, Product()]);
            else
                break;
            Count();
        }

        _depth--;
        return left;
    }

    private CqlNode Product()
    {
        var left = Power();
        for (var links = 0; ; links++)
        {
            if (links > 4 * CqlOperators.MaxDepth)
                throw TooDeep();
            if (Sign("*"))
                left = CqlOperators.Make("*", [left, Power()]);
            else if (Sign("/"))
                left = CqlOperators.Make("/", [left, Power()]);
            else if (Sign("%"))
                left = CqlOperators.Make("%", [left, Power()]);
            else if (Word("DIV"))
                left = CqlOperators.Make("div", [left, Power()]);
            else
                return left;
            Count();
        }
    }

    private CqlNode Power()
    {
        Deeper();
        var left = Unary();
        var node = Sign("^") ? CqlOperators.Make("^", [left, Power()]) : left;
        _depth--;
        return node;
    }

    private CqlNode Unary()
    {
        Deeper();
        CqlNode node;
        if (Sign("-"))
            node = Unary() is CqlLiteral { Value: double number }
                ? new CqlLiteral(-number)
                : throw CqlException.Of("负号只能用于数", "a sign stands before a number only");
        else if (Sign("+"))
            node = Unary();
        else
            node = Primary();
        _depth--;
        return node;
    }

    private CqlNode Primary()
    {
        Count();
        Skip();
        if (_at >= _text.Length)
            throw Unexpected();
        var c = _text[_at];
        if (c == '(')
        {
            _at++;
            var inner = Or();
            NeedSign(")");
            return inner;
        }

        if (c == '\'')
            return new CqlLiteral(Quoted('\''));
        if (char.IsAsciiDigit(c) || c == '.')
            return Number();
        if (c == '"')
            return new CqlProperty(Quoted('"'));
        var start = _at;
        if (Name() is not { } name)
            throw Unexpected();
        var upper = name.ToUpperInvariant();
        if (upper is "TRUE" or "FALSE")
            return new CqlLiteral(upper == "TRUE");
        if (Reserved.Contains(upper))
        {
            _at = start;
            throw Unexpected();
        }

        if (Shapes.Contains(upper))
            return Wkt(start);
        if (!Sign("("))
            return new CqlProperty(name);
        return upper switch
        {
            "DATE" => Closed(() => CqlOperators.Date(Text())),
            "TIMESTAMP" => Closed(() => CqlOperators.Timestamp(Text())),
            "INTERVAL" => Closed(() =>
            {
                var from = Bound();
                NeedSign(",");
                return new CqlInterval(from, Bound());
            }),
            "BBOX" => Closed(() =>
            {
                List<double> numbers = [Signed()];
                while (Sign(","))
                    numbers.Add(Signed());
                return CqlOperators.Box(numbers);
            }),
            _ => Call(name),
        };
    }

    private CqlOperation Call(string name)
    {
        List<CqlNode> arguments = [];
        if (!Sign(")"))
        {
            do arguments.Add(Or());
            while (Sign(","));
            NeedSign(")");
        }

        var op =
            CqlOperators.Temporal.FirstOrDefault(t => t.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? name.ToLowerInvariant();
        return op is "and" or "or" or "not" or "in" or "like" or "between" or "isnull"
            ? throw Unexpected()
            : CqlOperators.Make(op, arguments);
    }

    private CqlNode? Bound()
    {
        Skip();
        return _at < _text.Length && _text[_at] == '\'' ? CqlOperators.Instant(Quoted('\''))
            : Name() is { } name ? new CqlProperty(name)
            : throw Unexpected();
    }

    private CqlNode Closed(Func<CqlNode> inner)
    {
        var node = inner();
        NeedSign(")");
        return node;
    }

    private CqlGeometry Wkt(int start)
    {
        var open = _text.IndexOf('(', start);
        if (open < 0)
            throw Unexpected();
        var depth = 0;
        for (_at = open; _at < _text.Length; _at++)
        {
            if (_text[_at] == '(' && ++depth > 16)
                throw CqlException.Of("几何嵌套过深", "the geometry is nested too deep");
            if (_text[_at] == ')' && --depth == 0)
                break;
        }

        if (_at >= _text.Length)
            throw Unexpected();
        var wkt = _text[start..++_at];
        try
        {
            return CqlOperators.Checked(new WKTReader { IsOldNtsCoordinateSyntaxAllowed = false }.Read(wkt));
        }
        catch (Exception e)
            when (e
                    is ParseException
                        or ArgumentException
                        or FormatException
                        or InvalidOperationException
                        or OverflowException
            )
        {
            throw CqlException.Of(
                $"第 {start + 1} 个字符起不是有效的 WKT",
                $"no valid WKT begins at character {start + 1}"
            );
        }
    }

    private CqlLiteral Number()
    {
        var start = _at;
        while (
            _at < _text.Length
            && (
                char.IsAsciiDigit(_text[_at])
                || _text[_at] is '.' or 'e' or 'E'
                || (_text[_at] is '+' or '-' && _text[_at - 1] is 'e' or 'E' && _at > start)
            )
        )
            _at++;
        return
            double.TryParse(
                _text.AsSpan(start, _at - start),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var number
            ) && double.IsFinite(number)
            ? new(number)
            : throw CqlException.Of($"\"{Shown(start)}\" 不是数", $"\"{Shown(start)}\" is not a number");
    }

    private double Signed()
    {
        var negative = Sign("-");
        Skip();
        if (_at >= _text.Length || !(char.IsAsciiDigit(_text[_at]) || _text[_at] == '.'))
            throw Unexpected();
        var number = (double)Number().Value;
        return negative ? -number : number;
    }

    private string Text()
    {
        Skip();
        return _at < _text.Length && _text[_at] == '\'' ? Quoted('\'') : throw Unexpected();
    }

    private string Quoted(char quote)
    {
        var start = _at;
        StringBuilder text = new();
        for (_at++; _at < _text.Length; _at++)
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length && _text[_at + 1] == quote)
                text.Append(_text[++_at]);
            else if (_text[_at] != quote)
                text.Append(_text[_at]);
            else if (_at + 1 < _text.Length && _text[_at + 1] == quote)
                text.Append(_text[_at++]);
            else
            {
                _at++;
                return text.ToString();
            }
        }

        throw CqlException.Of(
            $"第 {start + 1} 个字符的引号没有结束",
            $"the quotation that begins at character {start + 1} does not end"
        );
    }

    private string? Name()
    {
        Skip();
        var start = _at;
        if (_at >= _text.Length || !(char.IsLetter(_text[_at]) || _text[_at] is '_' or ':'))
            return null;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or ':' or '.'))
            _at++;
        return _text[start.._at];
    }

    private bool Word(string word)
    {
        Skip();
        var end = _at + word.Length;
        if (
            string.Compare(_text, _at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0
            || (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] is '_' or ':' or '.'))
        )
            return false;
        _at = end;
        return true;
    }

    private void Need(string word)
    {
        if (!Word(word))
            throw Unexpected();
    }

    private bool Sign(string sign)
    {
        Skip();
        if (string.CompareOrdinal(_text, _at, sign, 0, sign.Length) != 0)
            return false;
        _at += sign.Length;
        return true;
    }

    private void NeedSign(string sign)
    {
        if (!Sign(sign))
            throw Unexpected();
    }

    private void Skip()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private void Deeper()
    {
        // Each level of the text passes several levels of the grammar.
        if (++_depth > 7 * CqlOperators.MaxDepth)
            throw TooDeep();
    }

    private static CqlException TooDeep() => CqlException.Of("过滤条件嵌套过深", "the filter is nested too deep");

    private void Count()
    {
        if (++_nodes > CqlOperators.MaxNodes)
            throw CqlException.Of(
                $"过滤条件超过 {CqlOperators.MaxNodes} 项",
                $"the filter has over {CqlOperators.MaxNodes} parts"
            );
    }

    private string Shown(int start) => _text[start..Math.Min(_text.Length, start + 20)];

    private CqlException Unexpected()
    {
        Skip();
        return _at >= _text.Length
            ? CqlException.Of("过滤条件没有写完", "the filter ends too early")
            : CqlException.Of(
                $"第 {_at + 1} 个字符处不应是 \"{Shown(_at)}\"",
                $"\"{Shown(_at)}\" is not expected at character {_at + 1}"
            );
    }
}
