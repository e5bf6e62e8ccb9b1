using System.Runtime.InteropServices;

namespace Longlin.Geo.Planning.Trees;

/// <summary>
/// Values for cuts, each a set of nodes with a terminal and without the root, such that the values of the cuts an arc
/// enters do not exceed its weight. Every tree that joins the terminals enters each cut, so the sum is a lower bound.
/// </summary>
/// <remarks>
/// The cuts of one terminal grow: each is the one before and the nodes <see cref="Cut.Count"/> more.
/// </remarks>
/// <param name="root">The terminal that no cut contains.</param>
internal sealed class CutPacking(int root)
{
    private readonly List<Cut> _cuts = [];
    private readonly List<int> _added = [];

    /// <summary>The terminal that no cut contains.</summary>
    public int Root { get; } = root;

    /// <summary>The sum of the values.</summary>
    public long Bound { get; private set; }

    /// <summary>The cuts in the order in which they were made.</summary>
    public IReadOnlyList<Cut> Cuts => _cuts;

    /// <summary>The nodes by which a cut is larger than the one before of its terminal.</summary>
    public ReadOnlySpan<int> Added(Cut cut) => CollectionsMarshal.AsSpan(_added).Slice(cut.Start, cut.Count);

    /// <summary>Adds a cut.</summary>
    public void Add(int terminal, long value, ReadOnlySpan<int> added)
    {
        _cuts.Add(new(terminal, value, _added.Count, added.Length));
        CollectionExtensions.AddRange(_added, added);
        Bound += value;
    }

    /// <summary>One cut.</summary>
    /// <param name="Terminal">The terminal it grew from.</param>
    /// <param name="Value">Its value, above 0.</param>
    /// <param name="Start">Where its nodes start.</param>
    /// <param name="Count">How many nodes are added to the cut before.</param>
    internal readonly record struct Cut(int Terminal, long Value, int Start, int Count);
}
