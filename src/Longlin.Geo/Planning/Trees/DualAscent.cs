using System.Runtime.InteropServices;

namespace Longlin.Geo.Planning.Trees;

/// <summary>
/// Dual ascent (R. T. Wong, "A dual ascent approach for Steiner tree problems on a directed graph", Mathematical
/// Programming 28, 1984): a packing of cuts, and the weight of each arc that it leaves over. The cut with the fewest
/// arcs goes first, its size estimated from below (T. Pajor, E. Uchoa, R. Werneck, "A robust and scalable algorithm for
/// the Steiner problem in graphs", Mathematical Programming Computation 10, 2018).
/// </summary>
internal sealed class DualAscent
{
    private readonly SteinerGraph _graph;
    private readonly List<int>[] _members;
    private readonly int[] _recorded;
    private readonly int[] _stamp;
    private readonly bool[] _active;
    private readonly bool[] _guide;
    private long _guideWeight;
    private readonly List<int> _entering = [];
    private int _now;

    private DualAscent(SteinerGraph graph, int root, int[] guide)
    {
        _graph = graph;
        Packing = new(root);
        Left = new long[graph.Heads.Length];
        for (var a = 0; a < Left.Length; a++)
            Left[a] = graph.Weights[a >> 1];
        _members = new List<int>[graph.NodeCount];
        _recorded = new int[graph.NodeCount];
        _stamp = new int[graph.NodeCount];
        _active = new bool[graph.NodeCount];
        _guide = Orient(guide);
    }

    /// <summary>The cuts and the bound.</summary>
    public CutPacking Packing { get; }

    /// <summary>The weight of each arc less the values of the cuts it enters.</summary>
    public long[] Left { get; }

    /// <summary>Runs until every terminal can be reached from the root by arcs with nothing left.</summary>
    /// <param name="graph">A graph in which all terminals are joined.</param>
    /// <param name="root">A terminal.</param>
    /// <param name="salt">Above 0: breaks ties between cuts in another order.</param>
    /// <param name="guide">Edges of a good tree, or none: cuts that it enters once go first, since the bound can reach
    /// the tree's cost only by such cuts (M. Poggi de Aragão, E. Uchoa, R. Werneck, "Dual heuristics on the exact
    /// solution of large Steiner problems", 2001).</param>
    /// <param name="stop">Asked now and then; the packing is valid whenever it ends.</param>
    public static DualAscent Run(SteinerGraph graph, int root, uint salt, int[] guide, Func<bool> stop)
    {
        DualAscent ascent = new(graph, root, guide) { _guideWeight = salt % 2 == 0 ? 20 : 1000 };
        ascent.Run(salt, stop);
        return ascent;
    }

    private void Run(uint salt, Func<bool> stop)
    {
        PriorityQueue<int, (long Size, uint Tie)> queue = new();
        uint Tie(int node) => salt == 0 ? (uint)node : (uint)node * 2654435761u * ((2 * salt) + 1);
        foreach (var terminal in _graph.Terminals)
            if (terminal != Packing.Root)
            {
                _members[terminal] = [terminal];
                _active[terminal] = true;
                queue.Enqueue(terminal, (_graph.ArcsFrom(terminal).Length, Tie(terminal)));
            }

        for (var round = 0; queue.TryDequeue(out var terminal, out _); round++)
        {
            if ((round & 255) == 0 && stop())
                return;
            if (!Grow(terminal))
            {
                _active[terminal] = false;
                _members[terminal] = [];
                continue;
            }

            var size = Size();
            if (!queue.TryPeek(out _, out var next) || size <= next.Size + (next.Size >> 2))
                Raise(terminal);
            queue.Enqueue(terminal, (size, Tie(terminal)));
        }
    }

    // All nodes that reach the terminal by arcs with nothing left, and the arcs that enter from outside. False where
    // the root or another terminal that is still to be reached is among them.
    private bool Grow(int terminal)
    {
        var members = _members[terminal];
        _now++;
        foreach (var node in members)
            _stamp[node] = _now;
        _entering.Clear();
        for (var i = 0; i < members.Count; i++)
            foreach (var arc in _graph.ArcsFrom(members[i]))
            {
                var tail = _graph.Heads[arc];
                if (_stamp[tail] == _now)
                    continue;
                if (Left[arc ^ 1] > 0)
                {
                    _entering.Add(arc ^ 1);
                    continue;
                }

                if (tail == Packing.Root || _active[tail])
                    return false;
                _stamp[tail] = _now;
                members.Add(tail);
            }

        _entering.RemoveAll(a => _stamp[_graph.Heads[a ^ 1]] == _now);
        return true;
    }

    // The number of arcs; each arc of the guide but one weighs as much as many others.
    private long Size()
    {
        long arcs = 0;
        foreach (var arc in _entering)
            arcs += _guide[arc] ? 1 : 0;
        return _entering.Count + (Math.Max(0, arcs - 1) * _guideWeight);
    }

    // The arcs of the tree that lead away from the root.
    private bool[] Orient(int[] edges)
    {
        var chosen = new bool[_graph.EdgeCount];
        foreach (var e in edges)
            chosen[e] = true;
        var guide = new bool[Left.Length];
        Stack<int> open = new([Packing.Root]);
        while (edges.Length > 0 && open.TryPop(out var node))
            foreach (var arc in _graph.ArcsFrom(node))
                if (chosen[arc >> 1] && !guide[arc ^ 1])
                {
                    guide[arc] = true;
                    open.Push(_graph.Heads[arc]);
                }

        return guide;
    }

    private void Raise(int terminal)
    {
        var value = long.MaxValue;
        foreach (var arc in _entering)
            value = Math.Min(value, Left[arc]);
        foreach (var arc in _entering)
            Left[arc] -= value;
        var members = CollectionsMarshal.AsSpan(_members[terminal]);
        Packing.Add(terminal, value, members[_recorded[terminal]..]);
        _recorded[terminal] = members.Length;
    }
}
