namespace Longlin.Geo.Planning.Trees;

/// <summary>
/// An undirected graph with whole weights and terminals that a tree must join. Nodes and edges are numbered from 0;
/// edge e is the two arcs 2e (from its first end to its second) and 2e + 1 (back).
/// </summary>
public sealed class SteinerGraph
{
    private readonly int[] _start;
    private readonly int[] _arcs;
    private readonly Lazy<int[]> _byWeight;

    /// <summary>Builds the graph.</summary>
    /// <param name="nodeCount">Number of nodes.</param>
    /// <param name="ends">The two ends of each edge; an edge from a node to itself is allowed and never useful.</param>
    /// <param name="weights">What each edge costs, at least 0.</param>
    /// <param name="terminals">Nodes to be joined, each once.</param>
    public SteinerGraph(
        int nodeCount,
        IReadOnlyList<(int From, int To)> ends,
        IReadOnlyList<long> weights,
        IReadOnlyList<int> terminals
    )
    {
        NodeCount = nodeCount;
        Weights = [.. weights];
        Terminals = [.. terminals.Order()];
        IsTerminal = new bool[nodeCount];
        foreach (var terminal in Terminals)
            IsTerminal[terminal] = true;
        Heads = new int[2 * ends.Count];
        _start = new int[nodeCount + 1];
        for (var e = 0; e < ends.Count; e++)
        {
            (Heads[(2 * e) + 1], Heads[2 * e]) = ends[e];
            _start[ends[e].From + 1]++;
            _start[ends[e].To + 1]++;
        }

        for (var v = 0; v < nodeCount; v++)
            _start[v + 1] += _start[v];
        _arcs = new int[Heads.Length];
        var next = _start.AsSpan(0, nodeCount).ToArray();
        for (var a = 0; a < Heads.Length; a++)
            _arcs[next[Heads[a ^ 1]]++] = a;
        _byWeight = new(() =>
        {
            var order = Enumerable.Range(0, Weights.Length).ToArray();
            Array.Sort((long[])Weights.Clone(), order);
            return order;
        });
    }

    /// <summary>Number of nodes.</summary>
    public int NodeCount { get; }

    /// <summary>Number of edges.</summary>
    public int EdgeCount => Weights.Length;

    /// <summary>What each edge costs.</summary>
    public long[] Weights { get; }

    /// <summary>Nodes to be joined, ascending.</summary>
    public int[] Terminals { get; }

    /// <summary>Whether a node is to be joined.</summary>
    public bool[] IsTerminal { get; }

    /// <summary>The node that each arc leads to; arc a ^ 1 leads back.</summary>
    public int[] Heads { get; }

    /// <summary>Edges, the cheapest first.</summary>
    public int[] ByWeight => _byWeight.Value;

    /// <summary>The arcs that leave a node.</summary>
    public ReadOnlySpan<int> ArcsFrom(int node) => _arcs.AsSpan(_start[node].._start[node + 1]);

    /// <summary>The edges together.</summary>
    public long Cost(IEnumerable<int> edges) => edges.Sum(e => Weights[e]);

    /// <summary>Which nodes can be reached from a node.</summary>
    public bool[] Reach(int from)
    {
        var reached = new bool[NodeCount];
        Stack<int> open = new([from]);
        reached[from] = true;
        while (open.TryPop(out var node))
            foreach (var arc in ArcsFrom(node))
                if (!reached[Heads[arc]])
                {
                    reached[Heads[arc]] = true;
                    open.Push(Heads[arc]);
                }

        return reached;
    }
}
