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

    /// <summary>Functions of two sets of texts.</summary>
    public static readonly HashSet<string> Arrays = ["a_contains", "a_containedBy", "a_equals", "a_overlaps"];

    private static readonly string[] Words = ["and", "or", "not", "like", "between", "in", "isNull"];

    /// <summary>What is written as a name and its arguments in the text encoding.</summary>
    private static IEnumerable<string> Functions => ["casei", .. Spatial, .. Temporal, .. Arrays];

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
                    || Temporal.Contains(op)
                    || Arrays.Contains(op) => (2, 2),
            _ => null,
        };

    /// <summary>The function that a text means, in any case of its letters.</summary>
    /// <exception cref="CqlException">There is none.</exception>
    public static string Function(string name, CqlPlace place) =>
        Functions.FirstOrDefault(f => f.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw Unknown(name, Functions.Select(f => f.ToUpperInvariant()), place);

    /// <summary>The operator, checked.</summary>
    /// <exception cref="CqlException">There is none, or it takes another number of arguments.</exception>
    public static CqlOperation Make(string op, IReadOnlyList<CqlNode> arguments, CqlPlace place)
    {
        if (Arity(op) is not var (least, most))
            throw Unknown(op, [.. Words, .. Comparison, .. Arithmetic, .. Functions], place);
        if (arguments.Count >= least && arguments.Count <= most)
            return new(op, arguments) { Place = place };
        var (zh, en) =
            most == int.MaxValue ? ($"至少 {least} 个", $"at least {least}")
            : least == most ? ($"{least} 个", $"{least}")
            : ($"{least} 或 {most} 个", $"{least} or {most}");
        throw CqlException.Of(
            place,
            $"{op} 应有{zh}参数，而这里有 {arguments.Count} 个",
            $"{op} takes {en} arguments, not {arguments.Count}"
        );
    }

    private static CqlException Unknown(string name, IEnumerable<string> known, CqlPlace place) =>
        CqlException.Of(
            place,
            $"没有运算符或函数 {name}，可用：{string.Join("、", known)}",
            $"there is no operator or function {name}; use one of: {string.Join(", ", known)}"
        );
}
