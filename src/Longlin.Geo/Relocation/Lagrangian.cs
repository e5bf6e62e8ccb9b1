namespace Longlin.Geo.Relocation;

/// <summary>
/// A bound from below and an assignment from above: that everyone goes somewhere is priced instead of required, so that each site chooses for itself, and the prices are
/// adjusted until the choices agree; the sites that open have room for all together (M. Held, P. Wolfe and H. Crowder, 1974; for this problem R. Sridharan, 1993, and K. Holmberg, M. Rönnqvist and D. Yuan, 1999).
/// </summary>
/// <remarks>The bound is never below that of the linear relaxation with x ≤ y at the best prices; pairs that would lift it above the best assignment cannot be in a better one.</remarks>
internal sealed class Lagrangian
{
    private const int MostRounds = 3000;
    private readonly ScaledTable _table;
    private readonly Func<bool> _timeIsUp;
    private readonly LocalSearch _search;
    private readonly Knapsack _knapsack;
    private readonly bool[][] _fits;
    private readonly double[] _price;
    private readonly double[] _bestPrice;
    private readonly double[] _profit;
    private readonly double[] _siteValue;
    private readonly double[] _dividedValue;
    private readonly double[] _roomPrice;
    private readonly List<int>[] _chosen;
    private readonly Knapsack _closing;
    private readonly double[] _kept;
    private readonly bool[] _closable;
    private readonly long _spare;
    private double _allOpen;
    private readonly HashSet<string> _tried = [];

    public Lagrangian(ScaledTable table, Func<bool> timeIsUp)
    {
        (_table, _timeIsUp) = (table, timeIsUp);
        _search = new(table, timeIsUp);
        _knapsack = new(table.Units);
        _fits = [.. Enumerable.Range(0, table.Sites).Select(j => Enumerable.Range(0, table.Units).Select(u => table.Fits(u, j)).ToArray())];
        _price = new double[table.Units];
        _bestPrice = new double[table.Units];
        _profit = new double[table.Units];
        (_siteValue, _dividedValue, _roomPrice) = (new double[table.Sites], new double[table.Sites], new double[table.Sites]);
        _closing = new(table.Sites);
        _kept = new double[table.Sites];
        _closable = [.. Enumerable.Repeat(true, table.Sites)];
        _spare = table.Capacity.Sum() - table.TotalDemand;
        _chosen = [.. Enumerable.Range(0, table.Sites).Select(_ => new List<int>())];
    }

    /// <summary>The best assignment found; null where none was.</summary>
    public int[]? Best { get; private set; }

    /// <summary>Its cost.</summary>
    public long BestCost { get; private set; } = long.MaxValue;

    /// <summary>No assignment costs less.</summary>
    public long Bound { get; private set; } = long.MinValue;

    /// <summary>Whether a cheaper assignment than the best may exist.</summary>
    public bool Open => BestCost > Bound;

    /// <summary>How many pairs are possible still.</summary>
    public int PossiblePairs => _fits.Sum(row => row.Count(possible => possible));

    /// <summary>The pairs that an assignment cheaper than the best, or as cheap, may use.</summary>
    public bool[][] Possible => _fits;

    /// <summary>Adjusts the prices until they settle, the time is up, or the bound meets the best assignment.</summary>
    public void Run()
    {
        Offer(Unplaced());
        if (_search.Pack() is { } packed) Improve(packed);
        Start();
        var (best, step, since) = (double.NegativeInfinity, 1.0, 0);
        var surplus = new int[_table.Units];
        for (var round = 0; round < MostRounds && !_timeIsUp() && Open; round++)
        {
            var (value, error) = Evaluate();
            if (value > best)
            {
                if (value > best + 1e-6 * Math.Abs(best)) since = 0;
                best = value;
                _price.CopyTo(_bestPrice, 0);
                Bound = Math.Max(Bound, RoundUp(value, error));
            }

            if (Best is not null && (value >= best || round % 10 == 0)) Exclude(value, error);
            if (round % 5 == 0 || value >= best) Offer(Agreed());
            if (++since > 30)
            {
                (step, since) = (step * 0.7, 0);
                _bestPrice.CopyTo(_price, 0);
                if (step < 2e-3) break;
                continue;
            }

            var norm = Surplus(surplus);
            if (norm == 0) break;
            var target = Best is null ? best + 0.05 * Math.Abs(best) : BestCost + 0.002 * Math.Abs((double)BestCost);
            var length = step * Math.Max(target - value, 1e-4 * Math.Abs(value)) / norm;
            for (var u = 0; u < surplus.Length; u++) _price[u] -= length * surplus[u];
        }
    }

    /// <summary>Takes a better assignment found elsewhere, and rules out what it makes too dear at the best prices.</summary>
    public void Take(int[] siteOf)
    {
        Keep(siteOf);
        _bestPrice.CopyTo(_price, 0);
        var (value, error) = Evaluate();
        Exclude(value, error);
    }

    private static long RoundUp(double value, double error) => (long)Math.Ceiling(value - error);

    private int[] Unplaced() => [.. Enumerable.Repeat(-1, _table.Units)];

    // The second cheapest site's cost: what a unit would lose without its cheapest.
    private void Start()
    {
        for (var u = 0; u < _price.Length; u++)
        {
            var costs = Enumerable.Range(0, _table.Sites).Where(j => _fits[j][u]).Select(j => _table.Cost[u][j]).Order().Take(2).ToArray();
            _price[u] = costs.Length == 0 ? 0 : costs[^1];
        }
    }

    // The value of the relaxation at the present prices, and by how much floating point may have erred.
    private (double Value, double Error) Evaluate()
    {
        var (value, size) = (0.0, 0.0);
        foreach (var price in _price)
        {
            value += price;
            size += Math.Abs(price);
        }

        for (var j = 0; j < _table.Sites; j++)
        {
            for (var u = 0; u < _profit.Length; u++) _profit[u] = _fits[j][u] ? _price[u] - _table.Cost[u][j] : 0;
            _knapsack.Solve(_profit, _table.Demand, _fits[j], _table.Capacity[j]);
            (_siteValue[j], _dividedValue[j], _roomPrice[j]) = (_table.Opening[j] - _knapsack.Most, _table.Opening[j] - _knapsack.MostDivided, _knapsack.Price);
            _chosen[j].Clear();
            _chosen[j].AddRange(_knapsack.Chosen);
            _kept[j] = Math.Max(0, _siteValue[j]);
            value += _siteValue[j];
            size += Math.Abs(_table.Opening[j]) + Math.Abs(_knapsack.Most);
        }

        // All open is the start; closing the sites that are not worth their cost is another knapsack, whose room is what the sites have more than is needed.
        _allOpen = value;
        _closing.Solve(_kept, _table.Capacity, _closable, _spare);
        foreach (var j in _closing.Chosen) _chosen[j].Clear();
        return (value - _closing.Most, 1e-12 * size);
    }

    private double Surplus(int[] surplus)
    {
        Array.Fill(surplus, -1);
        foreach (var chosen in _chosen) foreach (var u in chosen) surplus[u]++;
        return surplus.Sum(s => (double)s * s);
    }

    // Each unit at the cheapest of the sites that chose it.
    private int[] Agreed()
    {
        var siteOf = Unplaced();
        for (var j = 0; j < _chosen.Length; j++)
            foreach (var u in _chosen[j])
                if (siteOf[u] < 0 || _table.Cost[u][j] < _table.Cost[u][siteOf[u]]) siteOf[u] = j;
        return siteOf;
    }

    private void Offer(int[] partial)
    {
        if (!_tried.Add(string.Join(',', partial)) || _search.Complete(partial) is not { } complete) return;
        // A start that is far from the best is not worth its moves.
        if (Best is not null && _table.CostOf(complete) > BestCost + Math.Abs(BestCost) / 10) return;
        Improve(complete);
    }

    private void Improve(int[] siteOf)
    {
        _search.Improve(siteOf);
        Keep(siteOf);
    }

    private void Keep(int[] siteOf)
    {
        var cost = _table.CostOf(siteOf);
        if (cost < BestCost) (Best, BestCost) = (siteOf, cost);
    }

    // What the relaxation would cost at least with one pair forced in; dearer than the best assignment means that no better one has it.
    private void Exclude(double value, double error)
    {
        if (value < BestCost - 0.2 * Math.Abs((double)BestCost)) return;
        for (var j = 0; j < _table.Sites; j++)
        {
            _closable[j] = false;
            _closing.Solve(_kept, _table.Capacity, _closable, _spare);
            _closable[j] = true;
            var others = _allOpen - _siteValue[j] - _closing.Most;
            for (var u = 0; u < _price.Length; u++)
            {
                if (!_fits[j][u] || Best![u] == j) continue;
                var reduced = _table.Cost[u][j] - _price[u];
                var forced = Math.Max(_siteValue[j] + Math.Max(0, reduced), _dividedValue[j] + Math.Max(0, reduced + _roomPrice[j] * _table.Demand[u]));
                if (others + forced - error > BestCost) _fits[j][u] = false;
            }
        }
    }
}
