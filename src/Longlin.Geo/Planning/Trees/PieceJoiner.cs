namespace Longlin.Geo.Planning.Trees;

/// <summary>
/// Joins the pieces of a tree again: shortest paths grow from all pieces but the largest, and a minimum spanning tree
/// over the ways where they meet joins the pieces (K. Mehlhorn, "A faster approximation algorithm for the Steiner
/// problem in graphs", Information Processing Letters 27, 1988).
/// </summary>
internal sealed class PieceJoiner(SteinerGraph graph)
{
    private readonly int[] _round = new int[graph.NodeCount];
    private readonly int[] _piece = new int[graph.NodeCount];
    private readonly long[] _distance = new long[graph.NodeCount];
    private readonly int[] _before = new int[graph.NodeCount];
    private readonly int[] _free = new int[graph.NodeCount];
    private readonly PriorityQueue<int, long> _queue = new();
    private readonly List<(long Length, int Arc, bool Largest)> _meetings = [];
    private RootedTree? _tree;
    private int _now;
    private int _pieces;

    /// <summary>Starts anew.</summary>
    /// <param name="tree">The tree that is taken apart.</param>
    /// <param name="free">Its nodes that belong to no piece any more.</param>
    public void Start(RootedTree tree, List<int> free)
    {
        (_tree, _pieces) = (tree, 0);
        _now++;
        _queue.Clear();
        _meetings.Clear();
        foreach (var node in free)
            _free[node] = _now;
    }

    /// <summary>Adds a piece; the largest is never added: every other node of the tree belongs to it.</summary>
    public void AddPiece(ReadOnlySpan<int> nodes)
    {
        _pieces++;
        foreach (var node in nodes)
            if (_free[node] != _now)
                Reach(node, 0, _pieces, -1);
    }

    /// <summary>The edges that join the pieces for less than the limit; null where there are none.</summary>
    public List<int>? Join(int pieces, long limit)
    {
        Grow(pieces, limit);
        var union = Enumerable.Range(0, pieces).ToArray();
        int Find(int piece) => union[piece] == piece ? piece : union[piece] = Find(union[piece]);
        List<int> edges = [];
        long cost = 0;
        _meetings.Sort();
        foreach (var (length, arc, largest) in _meetings)
        {
            var (tail, head) = (graph.Heads[arc ^ 1], graph.Heads[arc]);
            var (from, to) = (Find(_piece[tail]), Find(largest ? 0 : _piece[head]));
            if (from == to)
                continue;
            union[from] = to;
            cost += length;
            if (cost >= limit)
                return null;
            edges.Add(arc >> 1);
            AddWay(tail, edges);
            if (!largest)
                AddWay(head, edges);
            if (--pieces == 1)
                return edges;
        }

        return null;
    }

    // Piece 0 is the largest. With two pieces the first meeting that nothing shorter can follow is enough.
    private void Grow(int pieces, long limit)
    {
        while (_queue.TryDequeue(out var node, out var at) && at < limit)
        {
            if (at > _distance[node])
                continue;
            foreach (var arc in graph.ArcsFrom(node))
            {
                var (head, reached) = (graph.Heads[arc], at + graph.Weights[arc >> 1]);
                if (reached >= limit)
                    continue;
                if (_round[head] == _now)
                {
                    if (_piece[head] != _piece[node] && reached + _distance[head] < limit)
                        _meetings.Add((reached + _distance[head], arc, false));
                    if (reached < _distance[head])
                        Reach(head, reached, _piece[node], arc);
                }
                else if (_tree!.Contains(head) && _free[head] != _now)
                {
                    _meetings.Add((reached, arc, true));
                    if (pieces == 2)
                        limit = reached;
                }
                else
                {
                    Reach(head, reached, _piece[node], arc);
                }
            }
        }
    }

    private void Reach(int node, long distance, int piece, int arc)
    {
        _round[node] = _now;
        _piece[node] = piece;
        _distance[node] = distance;
        _before[node] = arc;
        _queue.Enqueue(node, distance);
    }

    private void AddWay(int node, List<int> edges)
    {
        for (; _before[node] >= 0; node = graph.Heads[_before[node] ^ 1])
            edges.Add(_before[node] >> 1);
    }
}
