namespace Longlin.Geo.Planning.Trees;

/// <summary>
/// A Steiner tree hung up at a terminal. Key nodes are its terminals and the nodes where three or more edges meet; a
/// key path leads from a key node up to the next.
/// </summary>
internal sealed class RootedTree
{
    private readonly SteinerGraph _graph;
    private readonly int[] _position;
    private readonly int[] _last;
    private readonly int[] _up;
    private readonly int[] _degree;

    /// <summary>Hangs the tree up at the first terminal.</summary>
    public RootedTree(SteinerGraph graph, int[] edges)
    {
        _graph = graph;
        Edges = edges;
        (_position, _last) = (new int[graph.NodeCount], new int[graph.NodeCount]);
        (_up, _degree) = (new int[graph.NodeCount], new int[graph.NodeCount]);
        Array.Fill(_position, -1);
        Array.Fill(_up, -1);
        var chosen = new bool[graph.EdgeCount];
        foreach (var e in edges)
            chosen[e] = true;
        Stack<int> open = new([graph.Terminals[0]]);
        List<int> order = [];
        while (open.TryPop(out var node))
        {
            _position[node] = order.Count;
            order.Add(node);
            foreach (var arc in graph.ArcsFrom(node))
                if (chosen[arc >> 1])
                {
                    _degree[node]++;
                    if (_up[node] >= 0 && arc >> 1 == _up[node] >> 1)
                        continue;
                    _up[graph.Heads[arc]] = arc ^ 1;
                    open.Push(graph.Heads[arc]);
                }
        }

        Order = [.. order];
        for (var i = Order.Length - 1; i >= 0; i--)
        {
            _last[Order[i]] = Math.Max(_last[Order[i]], i);
            if (_up[Order[i]] >= 0)
                _last[Parent(Order[i])] = Math.Max(_last[Parent(Order[i])], _last[Order[i]]);
        }
    }

    /// <summary>The edges, ascending.</summary>
    public int[] Edges { get; }

    /// <summary>The nodes, each before those below it; those below a node follow it directly.</summary>
    public int[] Order { get; }

    /// <summary>Whether the node is in the tree.</summary>
    public bool Contains(int node) => _position[node] >= 0;

    /// <summary>Whether the node is a terminal or a fork of the tree, and not the top.</summary>
    public bool IsKey(int node) => _up[node] >= 0 && (_graph.IsTerminal[node] || _degree[node] > 2);

    /// <summary>The node with all below it.</summary>
    public ReadOnlySpan<int> Below(int node) => Order.AsSpan(_position[node]..(_last[node] + 1));

    /// <summary>The nodes that are below none of some nodes, none of which is below another.</summary>
    public int[] Beside(List<int> nodes)
    {
        List<int> beside = [];
        var next = 0;
        foreach (var node in nodes.OrderBy(n => _position[n]))
        {
            beside.AddRange(Order.AsSpan(next.._position[node]));
            next = _last[node] + 1;
        }

        beside.AddRange(Order.AsSpan(next..));
        return [.. beside];
    }

    /// <summary>The key path above a key node: its edges, the nodes between, and the key node at its top.</summary>
    public int PathUp(int node, List<int> edges, List<int> between)
    {
        for (; ; )
        {
            edges.Add(_up[node] >> 1);
            node = Parent(node);
            if (_graph.IsTerminal[node] || _degree[node] > 2 || _up[node] < 0)
                return node;
            between.Add(node);
        }
    }

    /// <summary>The key paths below a node, each named by the key node at its lower end.</summary>
    public List<int> KeysBelow(int node, List<int> edges, List<int> between)
    {
        List<int> keys = [];
        for (var i = _position[node] + 1; i <= _last[node]; i = _last[Order[i]] + 1)
        {
            var at = i;
            edges.Add(_up[Order[at]] >> 1);
            while (!IsKey(Order[at]))
            {
                between.Add(Order[at]);
                at++;
                edges.Add(_up[Order[at]] >> 1);
            }

            keys.Add(Order[at]);
        }

        return keys;
    }

    private int Parent(int node) => _graph.Heads[_up[node]];
}
