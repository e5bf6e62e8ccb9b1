namespace Longlin.Geo.Network;

/// <summary>An edge whose loss cuts places off.</summary>
/// <param name="Edge">Its number in the graph.</param>
/// <param name="Weight">The weight, such as households, of the places that only it joins.</param>
/// <param name="Places">How many places that is.</param>
public sealed record CriticalEdge(int Edge, double Weight, int Places);

/// <summary>
/// Finds the bridges of the served network (R. E. Tarjan, A note on finding the bridges of a graph, 1974) and what
/// hangs on each. A place that several edges serve hangs
/// on the bridges that all their ways to a source have in common: those above their lowest common ancestor.
/// </summary>
public static class CriticalEdges
{
    /// <summary>Finds them, the heaviest first.</summary>
    /// <param name="graph">The noded links.</param>
    /// <param name="served">Whether each edge is served on the day.</param>
    /// <param name="sources">Nodes where a source joins.</param>
    /// <param name="places">For each place its weight and the edges that serve it on the day.</param>
    public static IReadOnlyList<CriticalEdge> Find(
        NodedGraph graph,
        bool[] served,
        IEnumerable<int> sources,
        IReadOnlyList<(double Weight, int[] Edges)> places
    )
    {
        var root = graph.NodeCount;
        List<(int Node, int Edge)>[] around = new List<(int, int)>[graph.NodeCount + 1];
        for (var n = 0; n <= root; n++)
            around[n] = [];
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            if (!served[e])
                continue;
            around[graph.EdgeFrom[e]].Add((graph.EdgeTo[e], e));
            around[graph.EdgeTo[e]].Add((graph.EdgeFrom[e], e));
        }

        // Two arcs to the root for each source: losing a source is no loss of an edge.
        var virtualEdge = graph.EdgeCount;
        foreach (var source in sources.Distinct())
        {
            for (var twice = 0; twice < 2; twice++, virtualEdge++)
            {
                around[root].Add((source, virtualEdge));
                around[source].Add((root, virtualEdge));
            }
        }

        var (parent, parentEdge, depth, order, low) = Search(around, root);
        var isBridge = new bool[graph.EdgeCount];
        var number = new int[root + 1];
        for (var i = 0; i < order.Count; i++)
            number[order[i]] = i;
        foreach (var n in order)
        {
            if (parentEdge[n] is >= 0 and var e && e < graph.EdgeCount)
                isBridge[e] = low[n] > number[parent[n]];
        }

        var weight = new double[root + 1];
        var count = new int[root + 1];
        foreach (var (own, edges) in places)
        {
            var at = -1;
            foreach (var e in edges)
            {
                if (!served[e])
                    continue;
                var (a, b) = (graph.EdgeFrom[e], graph.EdgeTo[e]);
                if (depth[a] < 0 || depth[b] < 0)
                    continue;
                // The deeper end: on a bridge that is the side away from the source.
                var here = depth[a] >= depth[b] ? a : b;
                if (!isBridge[e])
                    here = Common(a, b);
                at = at < 0 ? here : Common(at, here);
            }

            if (at < 0)
                continue;
            weight[at] += own;
            count[at]++;
        }

        List<CriticalEdge> found = [];
        for (var i = order.Count - 1; i > 0; i--)
        {
            var n = order[i];
            weight[parent[n]] += weight[n];
            count[parent[n]] += count[n];
            if (parentEdge[n] < graph.EdgeCount && isBridge[parentEdge[n]] && count[n] > 0)
                found.Add(new(parentEdge[n], weight[n], count[n]));
        }

        found.Sort((a, b) => (b.Weight, b.Places, a.Edge).CompareTo((a.Weight, a.Places, b.Edge)));
        return found;

        int Common(int a, int b)
        {
            while (a != b)
            {
                if (depth[a] >= depth[b])
                    a = parent[a];
                else
                    b = parent[b];
            }

            return a;
        }
    }

    // Depth first without recursion; low is the least number that a node's subtree reaches by an edge that is not the
    // one above it.
    private static (int[] Parent, int[] ParentEdge, int[] Depth, List<int> Order, int[] Low) Search(
        List<(int Node, int Edge)>[] around,
        int root
    )
    {
        var (parent, parentEdge, depth, low, next, number) = (
            new int[around.Length],
            new int[around.Length],
            new int[around.Length],
            new int[around.Length],
            new int[around.Length],
            new int[around.Length]
        );
        Array.Fill(depth, -1);
        Array.Fill(parentEdge, -1);
        List<int> order = [root];
        Stack<int> stack = new([root]);
        (depth[root], parent[root]) = (0, root);
        while (stack.TryPeek(out var n))
        {
            if (next[n] < around[n].Count)
            {
                var (other, edge) = around[n][next[n]++];
                if (edge == parentEdge[n])
                    continue;
                if (depth[other] >= 0)
                {
                    low[n] = Math.Min(low[n], number[other]);
                    continue;
                }

                (depth[other], parent[other], parentEdge[other]) = (depth[n] + 1, n, edge);
                number[other] = low[other] = order.Count;
                order.Add(other);
                stack.Push(other);
                continue;
            }

            stack.Pop();
            if (n != root)
                low[parent[n]] = Math.Min(low[parent[n]], low[n]);
        }

        return (parent, parentEdge, depth, order, low);
    }
}
