namespace Longlin.Geo.Planning.Trees;

/// <summary>
/// Local search over key paths and key nodes (E. Uchoa, R. Werneck, "Fast local search for the Steiner problem in
/// graphs", ACM Journal of Experimental Algorithmics 17, 2012; first in ALENEX 2010): a key path, or a fork with all
/// its key paths, is taken out and the pieces are joined again as cheaply as possible.
/// </summary>
internal sealed class TreeExchange
{
    private readonly SteinerGraph _graph;
    private readonly PieceJoiner _joiner;
    private readonly List<int> _edges = [];
    private readonly List<int> _between = [];
    private RootedTree _tree;
    private long _cost;

    private TreeExchange(SteinerGraph graph, int[] edges)
    {
        _graph = graph;
        _joiner = new(graph);
        _tree = new(graph, edges);
        _cost = graph.Cost(edges);
    }

    /// <summary>Improves a tree until no exchange helps.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="edges">The tree; it joins all terminals.</param>
    /// <param name="stop">Asked now and then; the tree is whole whenever it ends.</param>
    /// <returns>The edges of a tree that costs at most as much, ascending.</returns>
    public static int[] Improve(SteinerGraph graph, int[] edges, Func<bool> stop)
    {
        if (graph.Terminals.Length < 2)
            return [];
        TreeExchange search = new(graph, edges);
        while (search.Pass(stop)) { }
        return search._tree.Edges;
    }

    private bool Pass(Func<bool> stop)
    {
        var before = _cost;
        foreach (var node in _tree.Order)
        {
            if (stop())
                return false;
            if (_tree.Contains(node) && _tree.IsKey(node))
                ExchangePath(node);
            if (_tree.Contains(node) && _tree.IsKey(node) && !_graph.IsTerminal[node])
                TakeOutFork(node);
        }

        return _cost < before;
    }

    private void ExchangePath(int node)
    {
        _edges.Clear();
        _between.Clear();
        _tree.PathUp(node, _edges, _between);
        Rejoin([node]);
    }

    private void TakeOutFork(int node)
    {
        _edges.Clear();
        _between.Clear();
        var lower = _tree.KeysBelow(node, _edges, _between);
        _tree.PathUp(node, _edges, _between);
        _between.Add(node);
        Rejoin(lower);
    }

    // The pieces: below each lower node, and what is left at the top.
    private void Rejoin(List<int> lower)
    {
        var largest = -1;
        var top = _tree.Order.Length - _between.Count;
        foreach (var key in lower)
        {
            var size = _tree.Below(key).Length;
            top -= size;
            if (largest < 0 || size > _tree.Below(lower[largest]).Length)
                largest = lower.IndexOf(key);
        }

        _joiner.Start(_tree, _between);
        var below = _tree.Below(lower[largest]).Length;
        for (var i = 0; i < lower.Count; i++)
            if (i != largest || below <= top)
                _joiner.AddPiece(_tree.Below(lower[i]));
        if (below > top)
            _joiner.AddPiece(_tree.Beside(lower));
        var removed = _graph.Cost(_edges);
        if (_joiner.Join(lower.Count + 1, removed) is not { } added)
            return;
        var nodes = new bool[_graph.NodeCount];
        foreach (var e in _tree.Edges.Except(_edges).Concat(added))
            (nodes[_graph.Heads[2 * e]], nodes[_graph.Heads[(2 * e) + 1]]) = (true, true);
        foreach (var terminal in _graph.Terminals)
            nodes[terminal] = true;
        var edges = TreeBuilder.SpanAndPrune(_graph, nodes);
        var cost = _graph.Cost(edges);
        if (cost >= _cost)
            return;
        (_cost, _tree) = (cost, new(_graph, edges));
    }
}
