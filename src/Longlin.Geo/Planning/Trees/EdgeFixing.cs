namespace Longlin.Geo.Planning.Trees;

/// <summary>
/// Which edges no better tree uses. A tree with an arc holds a way from the root over the arc to a terminal; it costs
/// at least the bound and what the ascent left over on that way (T. Polzin, S. Vahdati Daneshmand, "Improved algorithms
/// for the Steiner problem in networks", Discrete Applied Mathematics 112, 2001).
/// </summary>
internal static class EdgeFixing
{
    /// <summary>True for each edge that may be part of a tree cheaper than <paramref name="objective"/>.</summary>
    public static bool[] Keep(SteinerGraph graph, DualAscent ascent, long objective)
    {
        var slack = objective - ascent.Packing.Bound;
        var fromRoot = Distances(graph, [ascent.Packing.Root], a => ascent.Left[a], slack);
        var toTerminal = Distances(
            graph,
            graph.Terminals.Where(t => t != ascent.Packing.Root),
            a => ascent.Left[a ^ 1],
            slack
        );
        var keep = new bool[graph.EdgeCount];
        for (var arc = 0; arc < graph.Heads.Length; arc++)
        {
            var (from, to) = (fromRoot[graph.Heads[arc ^ 1]], toTerminal[graph.Heads[arc]]);
            if (from < slack && to < slack && from + ascent.Left[arc] + to < slack)
                keep[arc >> 1] = true;
        }

        return keep;
    }

    // Distances at or above the limit are left at the largest number.
    private static long[] Distances(SteinerGraph graph, IEnumerable<int> from, Func<int, long> length, long limit)
    {
        var distance = new long[graph.NodeCount];
        Array.Fill(distance, long.MaxValue);
        PriorityQueue<int, long> queue = new();
        foreach (var node in from)
        {
            distance[node] = 0;
            queue.Enqueue(node, 0);
        }

        while (queue.TryDequeue(out var node, out var at))
        {
            if (at > distance[node])
                continue;
            foreach (var arc in graph.ArcsFrom(node))
            {
                var (head, reached) = (graph.Heads[arc], at + length(arc));
                if (reached >= distance[head] || reached >= limit)
                    continue;
                distance[head] = reached;
                queue.Enqueue(head, reached);
            }
        }

        return distance;
    }
}
