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

    private readonly CqlScanner _scan;
    private int _depth;
    private int _nodes;

    private CqlText(string text) => _scan = new(text);

    /// <summary>Reads a filter.</summary>
    /// <exception cref="CqlException">It is malformed, too long or too deep.</exception>
    public static CqlNode Parse(string text)
    {
        if (text.Length > CqlOperators.MaxLength)
            throw CqlException.Of(
                default,
                $"过滤条件超过 {CqlOperators.MaxLength} 个字符",
                $"the filter has over {CqlOperators.MaxLength} characters"
            );
        CqlText parser = new(text);
        var node = parser.Or();
        return parser._scan.IsAtEnd
            ? node
            : throw parser._scan.Unexpected("AND、OR、运算符或结尾", "AND, OR, an operator or the end");
    }

    private CqlNode Or() => Chain("OR", "or", And);

    private CqlNode And() => Chain("AND", "and", Not);

    private CqlNode Chain(string word, string op, Func<CqlNode> part)
    {
        Deeper();
        var place = _scan.Place;
        List<CqlNode> parts = [part()];
        while (_scan.Word(word))
            parts.Add(part());
        _depth--;
        return parts.Count == 1 ? parts[0] : CqlOperators.Make(op, parts, place);
    }

    private CqlNode Not()
    {
        Deeper();
        var place = _scan.Place;
        var node = _scan.Word("NOT") ? CqlOperators.Make("not", [Not()], place) : Compare();
        _depth--;
        return node;
    }

    private CqlNode Compare()
    {
        var left = Sum();
        var place = _scan.Place;
        foreach (var op in (ReadOnlySpan<string>)["<>", "<=", ">=", "=", "<", ">"])
        {
            if (_scan.Sign(op))
                return CqlOperators.Make(op, [left, Sum()], place);
        }

        if (_scan.Word("IS"))
        {
            var negated = _scan.Word("NOT");
            _scan.Need("NULL");
            return Negate(negated, "isNull", [left], place);
        }

        var not = _scan.Word("NOT");
        if (_scan.Word("LIKE"))
            return Negate(not, "like", [left, Sum()], place);
        if (_scan.Word("BETWEEN"))
        {
            var low = Sum();
            _scan.Need("AND");
            return Negate(not, "between", [left, low, Sum()], place);
        }

        if (_scan.Word("IN"))
        {
            _scan.NeedSign("(");
            List<CqlNode> all = [left, Sum()];
            while (_scan.Sign(","))
                all.Add(Sum());
            _scan.NeedSign(")");
            return Negate(not, "in", all, place);
        }

        return not ? throw _scan.Unexpected("LIKE、BETWEEN 或 IN", "LIKE, BETWEEN or IN") : left;
    }

    private static CqlOperation Negate(bool negated, string op, List<CqlNode> arguments, CqlPlace place)
    {
        var node = CqlOperators.Make(op, arguments, place);
        return negated ? CqlOperators.Make("not", [node], place) : node;
    }

    private CqlNode Sum()
    {
        Deeper();
        var node = LeftToRight(["+", "-"], Product);
        _depth--;
        return node;
    }

    private CqlNode Product() => LeftToRight(["*", "/", "%", "div"], Power);

    private CqlNode LeftToRight(string[] signs, Func<CqlNode> part)
    {
        var left = part();
        for (var links = 0; ; links++)
        {
            if (links > 4 * CqlOperators.MaxDepth)
                throw TooDeep();
            var place = _scan.Place;
            if (Array.Find(signs, s => s == "div" ? _scan.Word(s) : _scan.Sign(s)) is not { } op)
                return left;
            left = CqlOperators.Make(op, [left, part()], place);
            Count();
        }
    }

    private CqlNode Power()
    {
        Deeper();
        var left = Unary();
        var place = _scan.Place;
        var node = _scan.Sign("^") ? CqlOperators.Make("^", [left, Unary()], place) : left;
        _depth--;
        return node;
    }

    private CqlNode Unary()
    {
        Deeper();
        var place = _scan.Place;
        CqlNode node;
        if (_scan.Sign("-"))
            node = Unary() switch
            {
                CqlLiteral { Value: double number } => new CqlLiteral(-number) { Place = place },
                var other => CqlOperators.Make("*", [new CqlLiteral(-1d) { Place = place }, other], place),
            };
        else if (_scan.Sign("+"))
            node = Unary();
        else
            node = Primary();
        _depth--;
        return node;
    }

    private CqlNode Primary()
    {
        Count();
        var place = _scan.Place;
        switch (_scan.Next)
        {
            case '(':
                _scan.NeedSign("(");
                var inner = Or();
                _scan.NeedSign(")");
                return inner;
            case '\'':
                return new CqlLiteral(_scan.Text()) { Place = place };
            case '"':
                return new CqlProperty(_scan.QuotedName()) { Place = place };
            case '.' or (>= '0' and <= '9'):
                return new CqlLiteral(_scan.Number()) { Place = place };
        }

        var start = _scan.At;
        if (_scan.Name() is not { } name)
            throw Operand();
        var upper = name.ToUpperInvariant();
        if (upper is "TRUE" or "FALSE")
            return new CqlLiteral(upper == "TRUE") { Place = place };
        if (Reserved.Contains(upper))
        {
            _scan.At = start;
            throw Operand();
        }

        if (Shapes.Contains(upper) || (upper.EndsWith('Z') && Shapes.Contains(upper[..^1])))
            return Shape(start, place);
        return _scan.Sign("(") ? Call(name, upper, place) : new CqlProperty(name) { Place = place };
    }

    private CqlNode Call(string name, string upper, CqlPlace place)
    {
        switch (upper)
        {
            case "DATE":
                return Closed(CqlValues.Date(_scan.Text(), place));
            case "TIMESTAMP":
                return Closed(CqlValues.Timestamp(_scan.Text(), place));
            case "INTERVAL":
                var from = End();
                _scan.NeedSign(",");
                return Closed(CqlValues.Interval(from, End(), place));
            case "BBOX":
                List<double> numbers = [_scan.SignedNumber()];
                while (_scan.Sign(","))
                    numbers.Add(_scan.SignedNumber());
                return Closed(CqlValues.Box(numbers, place));
        }

        var op = CqlOperators.Function(name, place);
        Func<CqlNode> argument = CqlOperators.Arrays.Contains(op) ? Set : Or;
        return CqlOperators.Make(op, List(argument), place);
    }

    // The closing parenthesis is taken too.
    private List<CqlNode> List(Func<CqlNode> part)
    {
        List<CqlNode> all = [];
        if (_scan.Sign(")"))
            return all;
        do all.Add(part());
        while (_scan.Sign(","));
        _scan.NeedSign(")");
        return all;
    }

    private CqlNode Set()
    {
        var place = _scan.Place;
        return _scan.Sign("(") ? new CqlArray(List(Sum)) { Place = place } : Sum();
    }

    private CqlNode? End()
    {
        var place = _scan.Place;
        if (_scan.Next == '\'')
            return CqlValues.End(_scan.Text(), place);
        return Primary() is var end and (CqlProperty or CqlDate or CqlTimestamp)
            ? end
            : throw CqlException.Of(
                place,
                "INTERVAL 的一端应为日期、时刻、'..' 或属性",
                "an end of an INTERVAL is a date, a timestamp, '..' or a property"
            );
    }

    private CqlNode Closed(CqlNode node)
    {
        _scan.NeedSign(")");
        return node;
    }

    private CqlGeometry Shape(int start, CqlPlace place)
    {
        var wkt = _scan.Parenthesised(start, 16);
        try
        {
            // A height may stand without the Z that announces it, as in the standard's grammar.
            return CqlValues.Geometry(new WKTReader { IsOldNtsCoordinateSyntaxAllowed = true }.Read(wkt), place);
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
                place,
                "不是有效的 WKT，应如 POINT(105 24)",
                "not valid WKT; write it as POINT(105 24)"
            );
        }
    }

    private void Deeper()
    {
        // Each level of the text passes several levels of the grammar.
        if (++_depth > 7 * CqlOperators.MaxDepth)
            throw TooDeep();
    }

    private CqlException TooDeep() =>
        CqlException.Of(
            _scan.Place,
            $"过滤条件嵌套超过 {CqlOperators.MaxDepth} 层",
            $"the filter is nested deeper than {CqlOperators.MaxDepth} levels"
        );

    private void Count()
    {
        if (++_nodes > CqlOperators.MaxNodes)
            throw CqlException.Of(
                _scan.Place,
                $"过滤条件超过 {CqlOperators.MaxNodes} 项",
                $"the filter has over {CqlOperators.MaxNodes} parts"
            );
    }

    private CqlException Operand() =>
        _scan.Unexpected("属性、值、函数或括号", "a property, a value, a function or a parenthesis");
}
