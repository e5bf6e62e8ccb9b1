namespace Longlin.Geo.Network;

/// <summary>Shortest ways over usable edges from some nodes to all others.</summary>
public sealed class ShortestPaths
{
    private readonly NodedGraph _graph;
    private readonly int[] _edge;
    private readonly bool[] _seeded;

    private ShortestPaths(NodedGraph graph, double[] metres, int[] edge, bool[] seeded) =>
        (_graph, Metres, _edge, _seeded) = (graph, metres, edge, seeded);

    /// <summary>Metres to each node; infinite where no way leads.</summary>
    public double[] Metres { get; }

    /// <summary>The nodes within some metres of one, with their metres.</summary>
    /// <param name="graph">The noded links.</param>
    /// <param name="around">The edges at each node.</param>
    /// <param name="from">The node.</param>
    /// <param name="limit">Metres at most.</param>
    /// <param name="usable">Whether an edge may be used; null: every one.</param>
    public static Dictionary<int, double> Within(
        NodedGraph graph,
        List<int>[] around,
        int from,
        double limit,
        Func<int, bool>? usable = null
    )
    {
        Dictionary<int, double> reached = new() { [from] = 0 };
        PriorityQueue<int, double> queue = new();
        queue.Enqueue(from, 0);
        while (queue.TryDequeue(out var node, out var metres))
        {
            if (metres > reached[node])
                continue;
            foreach (var e in around[node])
            {
                if (usable is not null && !usable(e))
                    continue;
                var (other, far) = (
                    graph.EdgeFrom[e] == node ? graph.EdgeTo[e] : graph.EdgeFrom[e],
                    metres + graph.EdgeMetres[e]
                );
                if (far > limit || far >= reached.GetValueOrDefault(other, double.PositiveInfinity))
                    continue;
                reached[other] = far;
                queue.Enqueue(other, far);
            }
        }

        return reached;
    }

    /// <summary>Searches (E. W. Dijkstra, 1959).</summary>
    /// <param name="graph">The noded links.</param>
    /// <param name="usable">Whether each edge may be used.</param>
    /// <param name="around">The edges at each node.</param>
    /// <param name="from">Where the ways begin: a node, the metres up to it, and the edge that these metres run along
    /// (−1: none).</param>
    /// <param name="enough">Told each node and its metres when its way is known, nearest first; the search ends when it
    /// says so. Null searches all.</param>
    public static ShortestPaths Find(
        NodedGraph graph,
        bool[] usable,
        List<int>[] around,
        IEnumerable<(int Node, double Metres, int Edge)> from,
        Func<int, double, bool>? enough = null
    )
    {
        var metres = new double[graph.NodeCount];
        var edge = new int[graph.NodeCount];
        var seeded = new bool[graph.NodeCount];
        Array.Fill(metres, double.PositiveInfinity);
        Array.Fill(edge, -1);
        PriorityQueue<int, double> queue = new();
        foreach (var (node, far, along) in from)
        {
            if (far >= metres[node])
                continue;
            (metres[node], edge[node], seeded[node]) = (far, along, true);
            queue.Enqueue(node, far);
        }

        while (queue.TryDequeue(out var node, out var so))
        {
            if (so > metres[node])
                continue;
            if (enough?.Invoke(node, so) is true)
                break;
            foreach (var e in around[node])
            {
                if (!usable[e])
                    continue;
                var (other, far) = (
                    graph.EdgeFrom[e] == node ? graph.EdgeTo[e] : graph.EdgeFrom[e],
                    so + graph.EdgeMetres[e]
                );
                if (far >= metres[other])
                    continue;
                (metres[other], edge[other], seeded[other]) = (far, e, false);
                queue.Enqueue(other, far);
            }
        }

        return new(graph, metres, edge, seeded);
    }

    /// <summary>The edges of the way from a node back to where it began.</summary>
    public IEnumerable<int> Way(int node)
    {
        while (_edge[node] >= 0)
        {
            var e = _edge[node];
            yield return e;
            if (_seeded[node])
                yield break;
            node = _graph.EdgeFrom[e] == node ? _graph.EdgeTo[e] : _graph.EdgeFrom[e];
        }
    }

    /// <summary>The edges at each node.</summary>
    public static List<int>[] Around(NodedGraph graph)
    {
        var around = new List<int>[graph.NodeCount];
        for (var n = 0; n < around.Length; n++)
            around[n] = [];
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            around[graph.EdgeFrom[e]].Add(e);
            if (graph.EdgeTo[e] != graph.EdgeFrom[e])
                around[graph.EdgeTo[e]].Add(e);
        }

        return around;
    }
}
