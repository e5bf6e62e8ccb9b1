namespace Longlin.Geo.Features.Cql2;

/// <summary>Relations between two spans of time, whose first and last instants are part of them.</summary>
internal static class CqlRelations
{
    /// <summary>What holds of instants too; every other relation is between intervals only (OGC 21-065r2,
    /// 7.8).</summary>
    public static bool TakesInstants(string op) =>
        op is "t_after" or "t_before" or "t_disjoint" or "t_equals" or "t_intersects";

    /// <summary>The condition, in Allen's terms.</summary>
    public static string Condition(string op, (string From, string To) a, (string From, string To) b)
    {
        var ((a1, a2), (b1, b2)) = (a, b);
        return op switch
        {
            "t_after" => $"({a1} > {b2})",
            "t_before" => $"({a2} < {b1})",
            "t_intersects" => $"({a1} <= {b2} and {a2} >= {b1})",
            "t_disjoint" => $"(not ({a1} <= {b2} and {a2} >= {b1}))",
            "t_equals" => $"({a1} = {b1} and {a2} = {b2})",
            "t_contains" => $"({a1} < {b1} and {a2} > {b2})",
            "t_during" => $"({a1} > {b1} and {a2} < {b2})",
            "t_finishedBy" => $"({a1} < {b1} and {a2} = {b2})",
            "t_finishes" => $"({a1} > {b1} and {a2} = {b2})",
            "t_meets" => $"({a2} = {b1})",
            "t_metBy" => $"({a1} = {b2})",
            "t_overlappedBy" => $"({a1} > {b1} and {a1} < {b2} and {a2} > {b2})",
            "t_overlaps" => $"({a1} < {b1} and {a2} > {b1} and {a2} < {b2})",
            "t_startedBy" => $"({a1} = {b1} and {a2} > {b2})",
            "t_starts" => $"({a1} = {b1} and {a2} < {b2})",
            _ => throw new ArgumentException(op),
        };
    }
}
