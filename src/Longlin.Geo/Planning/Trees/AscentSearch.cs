namespace Longlin.Geo.Planning.Trees;

/// <summary>
/// Bounds and trees from dual ascents: each ascent from another root gives a bound, and its arcs with nothing left give
/// a tree, which exchanges improve. Edges that no better tree uses are dropped, after which the next bounds are better.
/// </summary>
internal sealed class AscentSearch
{
    // In larger graphs exchanges over the whole tree take longer than regions, which find more.
    private const int SmallGraph = 3000;

    private readonly SteinerGraph _graph;
    private readonly Func<bool> _stop;
    private readonly TreePool _pool = new();
    private readonly List<ProofStage> _proof = [];
    private Subgraph _part;
    private ProofStage? _bestOfPart;

    /// <summary>Starts with a tree.</summary>
    /// <param name="graph">A graph; all its terminals are joined.</param>
    /// <param name="tree">Edges of a tree that joins them, ascending; null: the search makes one.</param>
    /// <param name="stop">Whether time is up.</param>
    public AscentSearch(SteinerGraph graph, int[]? tree, Func<bool> stop)
    {
        (_graph, _stop) = (graph, stop);
        var reached = graph.Reach(graph.Terminals[0]);
        _part = Subgraph.Of(graph, e => reached[graph.Heads[2 * e]]);
        Offer(tree ?? Map(_part, TreeBuilder.JoinTerminals(_part.Graph, 0)));
    }

    /// <summary>What every tree costs at least.</summary>
    public long Bound { get; private set; }

    /// <summary>The cheapest tree so far.</summary>
    public (long Cost, int[] Edges) Best => _pool.Best;

    /// <summary>Whether no tree is cheaper than the best.</summary>
    public bool Proven => Bound >= Best.Cost;

    /// <summary>The edges that a better tree may use.</summary>
    public IReadOnlyList<int> Left => _part.Edges;

    /// <summary>The packings that prove the bound, in order.</summary>
    public IReadOnlyList<ProofStage> Proof => _bestOfPart is null ? _proof : [.. _proof, _bestOfPart];

    /// <summary>One ascent, and a tree from the mixed edges of the best.</summary>
    /// <returns>Whether anything became better.</returns>
    public bool Step(int round)
    {
        var (bound, cost, edges) = (Bound, Best.Cost, _part.Graph.EdgeCount);
        Ascend(round);
        if (_graph.EdgeCount <= SmallGraph && !_stop() && !Proven)
            Mix(round);
        return Bound > bound || Best.Cost < cost || _part.Graph.EdgeCount < edges;
    }

    /// <summary>Takes over a tree found elsewhere.</summary>
    public void Offer(int[] edges) => _pool.Add(_graph.Cost(edges), edges);

    private void Ascend(int round)
    {
        var graph = _part.Graph;
        var root = (int)((uint)round * 2654435761u % (uint)graph.Terminals.Length);
        var ascent = DualAscent.Run(graph, root, (uint)round, Guide(round), round == 0 ? () => false : _stop);
        ProofStage stage = new(ascent.Packing, _part.Nodes);
        if (ascent.Packing.Bound > Bound)
            (Bound, _bestOfPart) = (ascent.Packing.Bound, stage);
        if (round > 0 && _stop())
            return;
        var open = Subgraph.Of(graph, e => ascent.Left[2 * e] == 0 || ascent.Left[(2 * e) + 1] == 0);
        var tree = Map(open, TreeBuilder.JoinTerminals(open.Graph, root));
        if (round == 0 || graph.EdgeCount <= SmallGraph)
            KeepTree(_part, tree);
        else
            Offer(Map(_part, tree));
        Drop(EdgeFixing.Keep(graph, ascent, Best.Cost), stage);
    }

    // The first ascent makes trees that differ from the best; the others aim at a bound close to the best.
    private int[] Guide(int round)
    {
        if (round == 0)
            return [];
        List<int> guide = [];
        foreach (var e in Best.Edges)
            if (Array.BinarySearch(_part.Edges, e) is >= 0 and var at)
                guide.Add(at);
        return [.. guide];
    }

    // A stage must drop a fiftieth of the edges to be worth its place in the proof.
    private void Drop(bool[] keep, ProofStage stage)
    {
        var kept = keep.Count(k => k);
        if (kept * 50L > keep.Length * 49L)
            return;
        if (_bestOfPart is not null && _bestOfPart != stage)
            _proof.Add(_bestOfPart);
        _proof.Add(stage);
        _bestOfPart = null;
        _part = _part.Part(e => keep[e]);
        var reached = _part.Graph.Reach(0);
        if (_part.Graph.Terminals.Any(t => !reached[t]))
            Bound = Best.Cost;
    }

    private void Mix(int round)
    {
        if (_pool.Mix(round) is not { } mixed)
            return;
        var part = Subgraph.Of(_graph, mixed.Contains);
        var root = (int)((uint)round * 40503u % (uint)part.Graph.Terminals.Length);
        var ascent = DualAscent.Run(part.Graph, root, (uint)round, [], _stop);
        if (_stop())
            return;
        var open = Subgraph.Of(part.Graph, e => ascent.Left[2 * e] == 0 || ascent.Left[(2 * e) + 1] == 0);
        KeepTree(part, Map(open, TreeBuilder.JoinTerminals(open.Graph, root)));
    }

    private void KeepTree(Subgraph part, int[] tree)
    {
        var edges = Map(part, TreeExchange.Improve(part.Graph, tree, _stop));
        _pool.Add(_graph.Cost(edges), edges);
    }

    private static int[] Map(Subgraph part, int[] edges)
    {
        var mapped = Array.ConvertAll(edges, e => part.Edges[e]);
        Array.Sort(mapped);
        return mapped;
    }
}
