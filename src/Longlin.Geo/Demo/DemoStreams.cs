namespace Longlin.Geo.Demo;

/// <summary>
/// Where water runs: from every place to a sinkhole or the lowest way out of the county, small hollows filled (priority
/// flood: Barnes, Lehman, Mulla 2014). Streams begin where enough land drains to one place.
/// </summary>
internal sealed class DemoStreams
{
    private const double StepMetres = 200;
    private const double SquareKilometresOfStream = 8;
    private const int SinkReach = 12;
    private readonly DemoGround _ground;
    private readonly int _step;
    private readonly int _columns;
    private readonly int _rows;
    private readonly int[] _down;
    private readonly int[] _drained;

    public DemoStreams(DemoGround ground)
    {
        _ground = ground;
        _step = Math.Max(1, (int)Math.Round(StepMetres / ground.Cell));
        (_columns, _rows) = ((ground.Columns - 1) / _step + 1, (ground.Rows - 1) / _step + 1);
        (_down, _drained) = (new int[_columns * _rows], new int[_columns * _rows]);
        var order = Flood();
        for (var i = order.Count - 1; i >= 0; i--)
        {
            _drained[order[i]]++;
            if (_down[order[i]] >= 0)
                _drained[_down[order[i]]] += _drained[order[i]];
        }

        var least = (int)(SquareKilometresOfStream * 1e6 / Math.Pow(_step * ground.Cell, 2));
        Courses = [.. Trace(order, least)];
    }

    /// <summary>
    /// The nodes of each stream from its spring to the stream that it joins or to the border, the longest first.
    /// </summary>
    public IReadOnlyList<List<int>> Courses { get; }

    /// <summary>Square kilometres that drain through a node.</summary>
    public double DrainedAt(int node) =>
        _drained[node / _ground.Columns / _step * _columns + node % _ground.Columns / _step]
        * Math.Pow(_step * _ground.Cell / 1000, 2);

    private int NodeOf(int cell) => cell / _columns * _step * _ground.Columns + cell % _columns * _step;

    private List<int> Flood()
    {
        List<int> order = [];
        PriorityQueue<int, long> queue = new();
        var known = new bool[_down.Length];
        for (var cell = 0; cell < _down.Length; cell++)
        {
            // Out of the county, at its edge, or into a sinkhole, as in all karst: water leaves here.
            if (_ground.MarginAt(NodeOf(cell)) > _step && !IsSink(cell))
                continue;
            (known[cell], _down[cell]) = (true, -1);
            if (_ground.MarginAt(NodeOf(cell)) > 0)
                queue.Enqueue(cell, Rank(cell, 0));
        }

        while (queue.TryDequeue(out var cell, out var rank))
        {
            order.Add(cell);
            foreach (var (x, y) in DemoGround.Steps)
            {
                var (column, row) = (cell % _columns + x, cell / _columns + y);
                if (column < 0 || row < 0 || column >= _columns || row >= _rows || known[row * _columns + column])
                    continue;
                var next = row * _columns + column;
                (known[next], _down[next]) = (true, cell);
                queue.Enqueue(next, Rank(next, (int)(rank >> 32)));
            }
        }

        return order;

        // The ground is a little uneven: over smooth slopes, streams would run in straight lines side by side.
        long Rank(int cell, int least) =>
            ((long)Math.Max(least + 1, _ground.HeightAt(NodeOf(cell)) + (int)(DemoRandom.Mix((ulong)cell) & 31)) << 32)
            | (uint)cell;
    }

    // The lowest place far around.
    private bool IsSink(int cell)
    {
        var height = _ground.HeightAt(NodeOf(cell));
        for (var row = Math.Max(0, cell / _columns - SinkReach); row <= cell / _columns + SinkReach; row++)
        {
            for (var column = Math.Max(0, cell % _columns - SinkReach); column <= cell % _columns + SinkReach; column++)
            {
                if (row >= _rows || column >= _columns)
                    break;
                var other = row * _columns + column;
                if (_ground.MarginAt(NodeOf(other)) > 0 && _ground.HeightAt(NodeOf(other)) < height)
                    return false;
            }
        }

        return true;
    }

    private IEnumerable<List<int>> Trace(List<int> order, int least)
    {
        var length = new int[_down.Length];
        var fed = new bool[_down.Length];
        foreach (var cell in order.Where(c => _drained[c] >= least))
        {
            length[cell] = _down[cell] >= 0 ? length[_down[cell]] + 1 : 0;
            if (_down[cell] >= 0)
                fed[_down[cell]] = true;
        }

        var taken = new bool[_down.Length];
        foreach (
            var head in order
                .Where(c => _drained[c] >= least && !fed[c])
                .OrderByDescending(c => length[c])
                .ThenBy(c => c)
                .ToList()
        )
        {
            List<int> course = [];
            for (var cell = head; cell >= 0; cell = _down[cell])
            {
                course.Add(NodeOf(cell));
                if (taken[cell])
                    break;
                taken[cell] = true;
            }

            if (course.Count > 3)
                yield return course;
        }
    }
}
