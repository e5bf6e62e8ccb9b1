namespace Longlin.Geo.Land;

/// <summary>Adjacent cells of a row.</summary>
/// <param name="From">First column.</param>
/// <param name="To">Column after the last.</param>
internal readonly record struct CellRun(int Row, int From, int To);

/// <summary>
/// Connected components (four neighbours) of runs added row by row, joined by union-find: runs are kept, not a label
/// for each cell. Components that can no longer grow and are too small are dropped on the way, so that memory holds
/// only the result and one row.
/// </summary>
/// <param name="minimumSquareMetres">Components below it are dropped.</param>
internal sealed class CellRuns(double minimumSquareMetres)
{
    private const int CompactAbove = 1 << 16;
    private Item[] _items = new Item[1 << 12];
    private int _count;
    private int _kept;
    private int _above; // first run of the row above
    private int _current; // first run of the row that is being added
    private int _touching;

    /// <summary>Begins a row, the one below the last.</summary>
    public void BeginRow()
    {
        if (_count > CompactAbove + 2 * _kept)
            Compact();
        (_above, _current) = (_current, _count);
        _touching = _above;
    }

    /// <summary>Adds a run of the row, from west to east.</summary>
    public void Add(CellRun run, double squareMetres, double slopes, double penalties)
    {
        if (_count == _items.Length)
            Array.Resize(ref _items, 2 * _count);
        var added = _count++;
        _items[added] = new()
        {
            Run = run,
            Parent = added,
            SquareMetres = squareMetres,
            Slopes = slopes,
            Penalties = penalties,
        };
        for (; _touching < _current && _items[_touching].Run.From < run.To; _touching++)
        {
            if (_items[_touching].Run.To > run.From)
                Join(added, _touching);
            // The last one above may also touch the next run of this row.
            if (_items[_touching].Run.To > run.To)
                break;
        }
    }

    /// <summary>The components that are large enough, each with its runs from the north-west.</summary>
    public IEnumerable<(List<CellRun> Runs, double SquareMetres, double Slopes, double Penalties)> Components()
    {
        Compact(isLast: true);
        Dictionary<int, List<CellRun>> runs = [];
        for (var i = 0; i < _count; i++)
        {
            var root = Find(i);
            if (!runs.TryGetValue(root, out var list))
                runs.Add(root, list = []);
            list.Add(_items[i].Run);
        }

        foreach (var (root, list) in runs)
            yield return (list, _items[root].SquareMetres, _items[root].Slopes, _items[root].Penalties);
    }

    private void Join(int a, int b)
    {
        (a, b) = (Find(a), Find(b));
        if (a == b)
            return;
        if (a > b)
            (a, b) = (b, a);
        // The first run of a component is its root and carries its sums.
        ref var root = ref _items[a];
        ref var other = ref _items[b];
        other.Parent = a;
        root.SquareMetres += other.SquareMetres;
        root.Slopes += other.Slopes;
        root.Penalties += other.Penalties;
    }

    private int Find(int run)
    {
        while (_items[run].Parent is var parent && parent != run)
        {
            _items[run].Parent = _items[parent].Parent;
            run = parent;
        }

        return run;
    }

    private void Compact(bool isLast = false)
    {
        var grows = new bool[_count];
        if (!isLast)
        {
            for (var i = _current; i < _count; i++)
                grows[Find(i)] = true;
        }

        var (moved, kept, lastRow) = (new int[_count], 0, _count - _current);
        for (var i = 0; i < _count; i++)
        {
            var root = Find(i);
            if (!grows[root] && _items[root].SquareMetres < minimumSquareMetres)
            {
                if (i >= _current)
                    lastRow--;
                moved[i] = -1;
                continue;
            }

            moved[i] = kept++;
        }

        for (var i = 0; i < _count; i++)
        {
            // A parent comes before its children and has been moved already: its new index counts.
            if (moved[i] >= 0)
                _items[moved[i]] = _items[i] with { Parent = moved[_items[i].Parent] };
        }

        (_count, _kept, _current) = (kept, kept, kept - lastRow);
    }

    private record struct Item
    {
        public CellRun Run;
        public int Parent;
        public double SquareMetres;
        public double Slopes;
        public double Penalties;
    }
}
