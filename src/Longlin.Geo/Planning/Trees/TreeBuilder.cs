namespace Longlin.Geo.Planning.Trees;

/// <summary>Trees from shortest paths (H. Takahashi, A. Matsuyama, 1980), and what makes a tree as small as its nodes
/// allow.</summary>
internal static class TreeBuilder
{
    /// <summary>Joins the terminals one by one, each by the shortest path to what is joined already.</summary>
    /// <returns>The edges of the tree, ascending.</returns>
    public static int[] JoinTerminals(SteinerGraph graph, int start)
    {
        var distance = new long[graph.NodeCount];
        Array.Fill(distance, long.MaxValue);
        var before = new int[graph.NodeCount];
        var joined = new bool[graph.NodeCount];
        PriorityQueue<int, long> queue = new();
        void Join(int node)
        {
            joined[node] = true;
            distance[node] = 0;
            queue.Enqueue(node, 0);
        }

        Join(start);
        var missing = graph.Terminals.Length - 1;
        while (missing > 0 && queue.TryDequeue(out var node, out var at))
        {
            if (at > distance[node])
                continue;
            if (graph.IsTerminal[node] && !joined[node])
            {
                for (var on = node; !joined[on]; on = graph.Heads[before[on] ^ 1])
                {
                    missing -= graph.IsTerminal[on] ? 1 : 0;
                    Join(on);
                }

                continue;
            }

            foreach (var arc in graph.ArcsFrom(node))
            {
                var (head, reached) = (graph.Heads[arc], at + graph.Weights[arc >> 1]);
                if (reached >= distance[head])
                    continue;
                distance[head] = reached;
                before[head] = arc;
                queue.Enqueue(head, reached);
            }
        }

        return SpanAndPrune(graph, joined);
    }

    /// <summary>The minimum spanning tree of some nodes, without ends that are no terminals.</summary>
    public static int[] SpanAndPrune(SteinerGraph graph, bool[] nodes)
    {
        var union = Enumerable.Range(0, graph.NodeCount).ToArray();
        int Find(int node)
        {
            while (union[node] != node)
                node = union[node] = union[union[node]];
            return node;
        }

        List<int> edges = [];
        var degree = new int[graph.NodeCount];
        foreach (var e in graph.ByWeight)
        {
            var (u, v) = (graph.Heads[2 * e], graph.Heads[(2 * e) + 1]);
            if (!nodes[u] || !nodes[v])
                continue;
            var (a, b) = (Find(u), Find(v));
            if (a == b)
                continue;
            union[a] = b;
            edges.Add(e);
            degree[u]++;
            degree[v]++;
        }

        return Prune(graph, edges, degree);
    }

    private static int[] Prune(SteinerGraph graph, List<int> edges, int[] degree)
    {
        var chosen = new bool[graph.EdgeCount];
        foreach (var e in edges)
            chosen[e] = true;
        for (var v = 0; v < graph.NodeCount; v++)
        for (var end = v; degree[end] == 1 && !graph.IsTerminal[end]; )
        {
            var next = end;
            foreach (var arc in graph.ArcsFrom(end))
                if (chosen[arc >> 1])
                {
                    chosen[arc >> 1] = false;
                    next = graph.Heads[arc];
                    break;
                }

            degree[end]--;
            degree[next]--;
            end = next;
        }

        return [.. edges.Where(e => chosen[e]).Order()];
    }
}
