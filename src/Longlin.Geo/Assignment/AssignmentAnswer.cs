namespace Longlin.Geo.Assignment;

/// <summary>What is known about an answer.</summary>
public enum AssignmentStatus
{
    /// <summary>No assignment is cheaper: proven.</summary>
    Optimal,

    /// <summary>An assignment that keeps every condition; how much cheaper another may be at most is its gap.</summary>
    Feasible,

    /// <summary>No assignment keeps every condition: proven, and explained.</summary>
    Infeasible,

    /// <summary>The time was up before an assignment was found or ruled out.</summary>
    Unknown,
}

/// <summary>Who goes where.</summary>
public sealed record AssignmentAnswer
{
    /// <summary>What is known about it.</summary>
    public required AssignmentStatus Status { get; init; }

    /// <summary>
    /// Cost of the assignment: every demand's cost and the opening cost of every site used, added up from the table in
    /// decimal; null where there is none.
    /// </summary>
    public double? Objective { get; init; }

    /// <summary>No assignment costs less than this: proven. Null where none exists or nothing was proven.</summary>
    public double? Bound { get; init; }

    /// <summary>
    /// What the objective lies above the bound, as a share of the objective: 0.005 is half a per cent; 0 where it is
    /// optimal, null where there is no assignment.
    /// </summary>
    public double? Gap =>
        Objective is { } objective && Bound is { } bound
            ? objective <= bound
                ? 0
                : (objective - bound) / Math.Max(Math.Abs(objective), 1e-9)
            : null;

    /// <summary>The site of each demand, in the order of the table; empty where there is none.</summary>
    public IReadOnlyList<int> Assignment { get; init; } = [];

    /// <summary>Why no assignment exists; empty where one does.</summary>
    public IReadOnlyList<Infeasibility> Infeasible { get; init; } = [];
}
