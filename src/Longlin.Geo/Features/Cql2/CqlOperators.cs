using NetTopologySuite.Geometries;

namespace Longlin.Geo.Features.Cql2;

/// <summary>The operators by group, and the bounds of a filter.</summary>
internal static class CqlOperators
{
    /// <summary>Deeper filters are refused: a parser that calls itself must not run out of stack.</summary>
    public const int MaxDepth = 64;

    /// <summary>Longer filters are refused.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Filters of more operators and values are refused.</summary>
    public const int MaxNodes = 5_000;

    public static readonly HashSet<string> Comparison = ["=", "<>", "<", ">", "<=", ">="];

    public static readonly HashSet<string> Arithmetic = ["+", "-", "*", "/", "%", "div", "^"];

    public static readonly HashSet<string> Spatial =
    [
        "s_intersects",
        "s_equals",
        "s_disjoint",
        "s_touches",
        "s_within",
        "s_overlaps",
        "s_crosses",
        "s_contains",
    ];

    public static readonly HashSet<string> Temporal =
    [
        "t_after",
        "t_before",
        "t_contains",
        "t_disjoint",
        "t_during",
        "t_equals",
        "t_finishedBy",
        "t_finishes",
        "t_intersects",
        "t_meets",
        "t_metBy",
        "t_overlappedBy",
        "t_overlaps",
        "t_startedBy",
        "t_starts",
    ];

    /// <summary>How many arguments an operator takes.</summary>
    public static (int Least, int Most)? Arity(string op) =>
        op switch
        {
            "and" or "or" => (2, int.MaxValue),
            "not" or "isNull" or "casei" => (1, 1),
            "-" => (1, 2),
            "like" => (2, 2),
            "between" => (3, 3),
            "in" => (2, int.MaxValue), // the value, then those it may be
            _ when Comparison.Contains(op)
                    || Arithmetic.Contains(op)
                    || Spatial.Contains(op)
                    || Temporal.Contains(op) => (2, 2),
            _ => null,
        };

    /// <summary>The operator, checked.</summary>
    public static CqlOperation Make(string op, IReadOnlyList<CqlNode> arguments)
    {
        if (Arity(op) is not { } arity)
            throw op is "accenti" or "a_contains" or "a_containedBy" or "a_equals" or "a_overlaps"
                ? CqlException.Of($"不支持 {op}", $"{op} is not supported")
                : CqlException.Of($"没有运算符或函数 {op}", $"there is no operator or function {op}");
        if (arguments.Count < arity.Least || arguments.Count > arity.Most)
            throw CqlException.Of(
                $"{op} 的参数个数不对：{arguments.Count}",
                $"{op} does not take {arguments.Count} arguments"
            );
        return new(op, arguments);
    }

    /// <summary>Reads a day.</summary>
    public static CqlDate Date(string text) =>
        DateOnly.TryParseExact(
            text,
            "yyyy-MM-dd",
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.None,
            out var day
        )
            ? new(day)
            : throw CqlException.Of($"\"{text}\" 不是日期", $"\"{text}\" is not a date");

    /// <summary>Reads a moment (RFC 3339).</summary>
    public static CqlTimestamp Timestamp(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"],
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal,
            out var moment
        )
            ? new(moment.UtcDateTime)
            : throw CqlException.Of($"\"{text}\" 不是时刻", $"\"{text}\" is not a timestamp");

    /// <summary>Reads an instant of either kind; null where it is open.</summary>
    public static CqlNode? Instant(string text) =>
        text is ".." or "" ? null
        : text.Contains('T', StringComparison.Ordinal) ? Timestamp(text)
        : Date(text);

    /// <summary>A box as a polygon.</summary>
    public static CqlGeometry Box(IReadOnlyList<double> numbers)
    {
        if (numbers.Count is not (4 or 6) || numbers.Any(n => !double.IsFinite(n)))
            throw CqlException.Of("BBOX 应有 4 个或 6 个数", "a box has 4 or 6 numbers");
        double west = numbers[0],
            south = numbers[1],
            east = numbers[numbers.Count / 2],
            north = numbers[numbers.Count / 2 + 1];
        if (south > north || west > east)
            throw CqlException.Of("BBOX 的下限大于上限", "the lower bounds of the box are above the upper ones");
        return Checked(new GeometryFactory().ToGeometry(new Envelope(west, east, south, north)));
    }

    /// <summary>A geometry that the store can compare with.</summary>
    public static CqlGeometry Checked(Geometry geometry)
    {
        if (geometry.IsEmpty)
            throw CqlException.Of("几何为空", "the geometry is empty");
        if (geometry.NumPoints > 100_000)
            throw CqlException.Of("几何的点超过 100000 个", "the geometry has over 100,000 points");
        if (geometry.Coordinates.Any(c => !double.IsFinite(c.X) || !double.IsFinite(c.Y)))
            throw CqlException.Of("几何的坐标不是有限数", "a coordinate of the geometry is no finite number");
        if (!geometry.IsValid)
            throw CqlException.Of("几何无效（如自相交）", "the geometry is not valid (it may cross itself)");
        return new(geometry);
    }
}
