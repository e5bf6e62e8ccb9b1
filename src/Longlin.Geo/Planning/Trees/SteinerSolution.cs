namespace Longlin.Geo.Planning.Trees;

/// <summary>What is known about the cheapest tree.</summary>
public enum SteinerStatus
{
    /// <summary>No tree is cheaper: bound and objective are equal.</summary>
    Optimal,

    /// <summary>A tree, and a bound below its cost.</summary>
    Feasible,

    /// <summary>No tree joins the terminals.</summary>
    Infeasible,
}

/// <summary>A tree that joins the terminals, what it costs and what any tree costs at least.</summary>
/// <param name="Status">What is known.</param>
/// <param name="Objective">What the tree costs; null where there is none.</param>
/// <param name="Bound">What every tree costs at least; null where there is none.</param>
/// <param name="Edges">The edges of the tree, ascending.</param>
/// <param name="Unreachable">Terminals that no way joins to the first terminal, ascending.</param>
public sealed record SteinerSolution(
    SteinerStatus Status,
    long? Objective,
    long? Bound,
    IReadOnlyList<int> Edges,
    IReadOnlyList<int> Unreachable
)
{
    /// <summary>By how much of the objective a tree could be cheaper at most, from 0 to 1.</summary>
    public double? Gap =>
        this is { Objective: { } cost, Bound: { } bound } ? (cost == 0 ? 0 : (double)(cost - bound) / cost) : null;

    /// <summary>The packings that prove the bound, in the order in which they are checked.</summary>
    internal IReadOnlyList<ProofStage> Proof { get; init; } = [];
}

/// <summary>A packing on the edges that the stages before left over.</summary>
/// <param name="Packing">The cuts, in numbers of the part.</param>
/// <param name="Nodes">The original number of each node of the part.</param>
internal sealed record ProofStage(CutPacking Packing, int[] Nodes);
