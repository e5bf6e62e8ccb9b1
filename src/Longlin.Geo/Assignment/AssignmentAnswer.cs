namespace Longlin.Geo.Assignment;

/// <summary>What is proven about an answer.</summary>
public enum AssignmentStatus
{
    /// <summary>No assignment is cheaper: proven.</summary>
    Optimal,

    /// <summary>An assignment within every constraint; the gap says how much cheaper another can be at most.</summary>
    Feasible,

    /// <summary>No assignment keeps every constraint: proven, with the reasons.</summary>
    Infeasible,

    /// <summary>Time ran out before an assignment was found or ruled out.</summary>
    Unknown,
}

/// <summary>An allocation of demands to sites, with what is proven about it.</summary>
public sealed record AssignmentAnswer
{
    /// <summary>What is known about it.</summary>
    public required AssignmentStatus Status { get; init; }

    /// <summary>
    /// Cost of the assignment: every demand's cost and the opening cost of every site used, added up from the table in
    /// decimal; null where there is none.
    /// </summary>
    public double? Objective { get; init; }

    /// <summary>Proven lower bound of the cost; null where no assignment exists or nothing was proven.</summary>
    public double? Bound { get; init; }

    /// <summary>
    /// (objective − bound) / objective: 0.005 is half a per cent. 0 where the assignment is optimal, null where there
    /// is none.
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
