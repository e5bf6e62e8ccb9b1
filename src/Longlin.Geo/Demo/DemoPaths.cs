namespace Longlin.Geo.Demo;

/// <summary>What stands on a node of the ground.</summary>
internal enum DemoUse : byte
{
    Free,

    /// <summary>A place that is not joined yet: nothing passes through.</summary>
    Reserved,

    /// <summary>A road that others may join.</summary>
    Road,

    /// <summary>A road or track that ends here and that nothing joins.</summary>
    Closed,
}

/// <summary>
/// Cheapest ways over the ground: gentle slopes rather than short cuts. Costs are whole numbers, and of equal ways the
/// same one is found on every machine.
/// </summary>
internal sealed class DemoPaths(DemoGround ground)
{
    // Where a way takes a diagonal, the other diagonal of that cell would cross it.
    private const byte Rising = 1;
    private const byte Falling = 2;
    private readonly byte[] _diagonals = new byte[ground.Count];
    private readonly int[] _costs = new int[ground.Count];
    private readonly int[] _from = new int[ground.Count];
    private readonly int[] _seen = new int[ground.Count];
    private readonly PriorityQueue<int, long> _queue = new();
    private int _search;

    /// <summary>What stands where.</summary>
    public DemoUse[] Use { get; } = new DemoUse[ground.Count];

    /// <summary>The nodes from a goal back to the start, or null where none is within the limit.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="isGoal">Where it may end.</param>
    /// <param name="mayPass">What lies between.</param>
    /// <param name="steepness">Metres of way that a metre of height is worth.</param>
    /// <param name="limit">Largest cost, metres.</param>
    /// <param name="isOverRoads">Whether it may cross roads, as a pipe does.</param>
    /// <param name="toward">A node in whose direction to look first, or -1: quicker over long ways, and near the best.
    /// </param>
    public List<int>? Find(
        int start,
        Func<int, bool> isGoal,
        Func<int, bool> mayPass,
        int steepness = 5,
        int limit = int.MaxValue,
        bool isOverRoads = false,
        int toward = -1
    )
    {
        _search++;
        _queue.Clear();
        (_costs[start], _from[start], _seen[start]) = (0, -1, _search);
        _queue.Enqueue(start, start);
        while (_queue.TryDequeue(out var node, out var priority))
        {
            var cost = _costs[node];
            if ((int)(priority >> 32) > cost + Ahead(node))
                continue;
            if (cost > limit)
                return null;
            if (node != start && isGoal(node))
                return Trace(node);
            for (var direction = 0; direction < 8; direction++)
            {
                var next = ground.Next(node, direction);
                if (next < 0 || ground.MarginAt(next) == 0)
                    continue;
                if (!isOverRoads && IsCrossed(node, direction))
                    continue;
                if (!mayPass(next) && !isGoal(next))
                    continue;
                var total = cost + Cost(node, next, direction, steepness);
                if (_seen[next] == _search && _costs[next] <= total)
                    continue;
                (_costs[next], _from[next], _seen[next]) = (total, node, _search);
                _queue.Enqueue(next, ((long)(total + Ahead(next)) << 32) | (uint)next);
            }
        }

        return null;

        int Ahead(int node)
        {
            if (toward < 0)
                return 0;
            var (x, y) = (
                Math.Abs(node % ground.Columns - toward % ground.Columns),
                Math.Abs(node / ground.Columns - toward / ground.Columns)
            );
            return (int)(1.5 * ground.Cell * (Math.Max(x, y) + 0.414 * Math.Min(x, y)));
        }
    }

    /// <summary>Whether a step would cross a way that is there already.</summary>
    public bool IsCrossed(int node, int direction) =>
        direction % 2 == 1 && (_diagonals[Cell(node, direction)] & (IsRising(direction) ? Falling : Rising)) != 0;

    /// <summary>Remembers that a way takes these nodes, and what may be done with them.</summary>
    public void Lay(IReadOnlyList<int> nodes, DemoUse use)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            if (Use[nodes[i]] is DemoUse.Free or DemoUse.Reserved)
                Use[nodes[i]] = use;
            if (i == 0)
                continue;
            var direction = Direction(nodes[i - 1], nodes[i]);
            if (direction % 2 == 1)
                _diagonals[Cell(nodes[i - 1], direction)] |= IsRising(direction) ? Rising : Falling;
        }
    }

    /// <summary>The direction from a node to its neighbour.</summary>
    public int Direction(int from, int to) =>
        Array.IndexOf(
            DemoGround.Steps,
            (to % ground.Columns - from % ground.Columns, to / ground.Columns - from / ground.Columns)
        );

    private int Cost(int node, int next, int direction, int steepness)
    {
        var metres = (int)(direction % 2 == 1 ? ground.Cell * 1.414 : ground.Cell);
        var climb = Math.Abs(ground.HeightAt(next) - ground.HeightAt(node));
        // Some ground is easier than other: without that, ways over a plain follow the lattice.
        metres = metres * (8 + (int)(DemoRandom.Mix((ulong)next) & 7)) / 8;
        return metres + steepness * climb + 4 * steepness * Math.Max(0, climb - metres / 12);
    }

    private static bool IsRising(int direction) => direction is 1 or 5;

    // The cell is named by its south-west corner.
    private int Cell(int node, int direction) =>
        direction switch
        {
            1 => node,
            3 => node - 1,
            5 => node - ground.Columns - 1,
            _ => node - ground.Columns,
        };

    private List<int> Trace(int node)
    {
        List<int> way = [];
        for (var at = node; at >= 0; at = _from[at])
            way.Add(at);
        return way;
    }
}
