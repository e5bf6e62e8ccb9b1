namespace Longlin.Geo.Planning.Trees;

/// <summary>
/// Improves a tree region by region: around a node of the tree the edges between the nearest nodes are free, the rest
/// of the tree is contracted, and the small problem that remains is solved by ascents, mostly to its optimum.
/// </summary>
internal sealed class RegionSearch(SteinerGraph graph, Func<bool> stop)
{
    private const int Patience = 3;

    // Forks in a region.
    private static readonly int[] Sizes = [150, 300, 600];
    private uint _turn;

    /// <summary>Looks at the next region.</summary>
    /// <param name="tree">The edges of a tree, ascending.</param>
    /// <param name="left">Edges that a better tree may use, besides those of the tree.</param>
    /// <returns>A cheaper tree, or null.</returns>
    public int[]? Improve(int[] tree, IReadOnlyList<int> left)
    {
        _turn++;
        var usable = new bool[graph.EdgeCount];
        foreach (var e in left.Concat(tree))
            usable[e] = true;
        var centre = graph.Heads[2 * tree[(int)((_turn * 2654435761u) % (uint)tree.Length)]];
        var inside = Nearest(centre, Sizes[_turn % Sizes.Length], usable);
        var (part, start) = Contract(tree, usable, inside);
        if (part.Graph.Terminals.Length < 2)
            return null;
        AscentSearch search = new(part.Graph, start, stop);
        for (var (round, idle) = (0, 0); idle < Patience && !search.Proven && !stop(); round++)
            idle = search.Step(round) ? 0 : idle + 1;
        return search.Best.Cost < part.Graph.Cost(start) ? Put(tree, part, start, search.Best.Edges) : null;
    }

    private bool[] Nearest(int centre, int size, bool[] usable)
    {
        var inside = new bool[graph.NodeCount];
        Queue<int> open = new([centre]);
        inside[centre] = true;
        for (var count = 1; count < size && open.TryDequeue(out var node); )
            foreach (var arc in graph.ArcsFrom(node))
                if (usable[arc >> 1] && !inside[graph.Heads[arc]])
                {
                    inside[graph.Heads[arc]] = true;
                    open.Enqueue(graph.Heads[arc]);
                    count += graph.ArcsFrom(graph.Heads[arc]).Length > 2 ? 1 : 0;
                }

        return inside;
    }

    // Nodes that edges of the tree outside the region join become one terminal.
    private (Subgraph Part, int[] Start) Contract(int[] tree, bool[] usable, bool[] inside)
    {
        bool Free(int e) => inside[graph.Heads[2 * e]] && inside[graph.Heads[(2 * e) + 1]];
        var union = Enumerable.Range(0, graph.NodeCount).ToArray();
        int Find(int node)
        {
            while (union[node] != node)
                node = union[node] = union[union[node]];
            return node;
        }

        var terminal = new bool[graph.NodeCount];
        foreach (var e in tree)
            if (!Free(e))
                union[Find(graph.Heads[2 * e])] = Find(graph.Heads[(2 * e) + 1]);
        var inTree = new bool[graph.EdgeCount];
        foreach (var e in tree)
        {
            inTree[e] = true;
            if (!Free(e))
                terminal[Find(graph.Heads[2 * e])] = true;
        }

        foreach (var t in graph.Terminals)
            if (inside[t])
                terminal[Find(t)] = true;
        Dictionary<int, int> number = [];
        List<int> edges = [];
        List<(int From, int To)> ends = [];
        List<int> start = [];
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            if (!usable[e] || !Free(e))
                continue;
            var (from, to) = (Find(graph.Heads[(2 * e) + 1]), Find(graph.Heads[2 * e]));
            if (from == to)
                continue;
            if (inTree[e])
                start.Add(edges.Count);
            edges.Add(e);
            ends.Add((Number(from), Number(to)));
        }

        int Number(int node) => number.TryGetValue(node, out var known) ? known : number[node] = number.Count;
        SteinerGraph part = new(
            number.Count,
            ends,
            [.. edges.Select(e => graph.Weights[e])],
            [.. number.Where(n => terminal[n.Key]).Select(n => n.Value)]
        );
        return (new(part, [], [.. edges]), [.. start]);
    }

    private int[] Put(int[] tree, Subgraph part, int[] start, int[] better)
    {
        HashSet<int> edges = [.. tree];
        edges.ExceptWith(start.Select(e => part.Edges[e]));
        edges.UnionWith(better.Select(e => part.Edges[e]));
        var nodes = new bool[graph.NodeCount];
        foreach (var e in edges)
            (nodes[graph.Heads[2 * e]], nodes[graph.Heads[(2 * e) + 1]]) = (true, true);
        return TreeBuilder.SpanAndPrune(graph, nodes);
    }
}
