namespace Longlin.Geo.Assignment;

/// <summary>
/// A bound from below and an assignment from above: that everyone goes somewhere is priced instead of required, so that
/// each site chooses for itself, and the prices are
/// adjusted until the choices agree; the sites that open have room for all together (M. Held, P. Wolfe and H. Crowder,
/// 1974; for this problem R. Sridharan, 1993, and K. Holmberg, M. Rönnqvist and D. Yuan, 1999).
/// </summary>
/// <remarks>
/// The bound is never below that of the linear relaxation with x ≤ y at the best prices; pairs that would lift it above
/// the best assignment cannot be in a better one.
/// </remarks>
internal sealed class Lagrangian
{
    private const int MostRounds = 3000;
    private readonly ScaledTable _table;
    private readonly Func<bool> _timeIsUp;
    private readonly LocalSearch _search;
    private readonly bool[][] _fits;
    private readonly PricedSites _priced;
    private readonly double[] _price;
    private readonly double[] _bestPrice;
    private readonly HashSet<string> _tried = [];

    /// <param name="timeIsUp">For the prices.</param>
    /// <param name="searchIsOver">For the moves that improve an assignment, also later.</param>
    public Lagrangian(ScaledTable table, Func<bool> timeIsUp, Func<bool> searchIsOver)
    {
        (_table, _timeIsUp) = (table, timeIsUp);
        _search = new(table, searchIsOver);
        _fits =
        [
            .. Enumerable
                .Range(0, table.Sites)
                .Select(j => Enumerable.Range(0, table.Units).Select(u => table.Fits(u, j)).ToArray()),
        ];
        _priced = new(table, _fits);
        (_price, _bestPrice) = (new double[table.Units], new double[table.Units]);
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

    /// <summary>Takes a bound proven elsewhere.</summary>
    public void Raise(long bound) => Bound = Math.Max(Bound, bound);

    /// <summary>The prices of the best bound, by unit.</summary>
    public double[] Prices => _bestPrice;

    /// <summary>Adjusts the prices until they settle, the time is up, or the bound meets the best assignment.</summary>
    public void Run()
    {
        Offer(Unplaced());
        if (_search.Pack() is { } packed)
            Improve(packed);
        Start();
        var (best, step, since) = (double.NegativeInfinity, 1.0, 0);
        var surplus = new int[_table.Units];
        var direction = new double[_table.Units];
        for (var round = 0; round < MostRounds && !_timeIsUp() && Open; round++)
        {
            var (value, error) = _priced.Evaluate(_price);
            if (value > best)
            {
                if (value > best + 1e-6 * Math.Abs(best))
                    since = 0;
                best = value;
                _price.CopyTo(_bestPrice, 0);
                Bound = Math.Max(Bound, RoundUp(value, error));
            }

            if (Best is not null && (value >= best || round % 10 == 0))
                Exclude(value, error);
            if (round % 5 == 0 || value >= best)
                OfferAgreed(_priced);
            if (++since > 30)
            {
                (step, since) = (step * 0.7, 0);
                _bestPrice.CopyTo(_price, 0);
                if (step < 2e-3)
                    break;
                continue;
            }

            var norm = Surplus(_priced, surplus, direction);
            if (norm == 0)
                break;
            var target = Best is null ? best + 0.05 * Math.Abs(best) : BestCost + 0.002 * Math.Abs((double)BestCost);
            var length = step * Math.Max(target - value, 1e-4 * Math.Abs(value)) / norm;
            for (var u = 0; u < surplus.Length; u++)
                _price[u] -= length * direction[u];
        }
    }

    /// <summary>
    /// Takes an assignment found elsewhere, improved; where it is the best now, rules out what it makes too dear at the
    /// best prices.
    /// </summary>
    public void Take(int[] siteOf)
    {
        if (!Improve(siteOf))
            return;
        _bestPrice.CopyTo(_price, 0);
        var (value, error) = _priced.Evaluate(_price);
        Exclude(value, error);
    }

    /// <summary>A value as a bound: costs are whole numbers.</summary>
    public static long RoundUp(double value, double error) => (long)Math.Ceiling(value - error);

    private int[] Unplaced() => [.. Enumerable.Repeat(-1, _table.Units)];

    // The second cheapest site's cost: what a unit would lose without its cheapest.
    private void Start()
    {
        for (var u = 0; u < _price.Length; u++)
        {
            var costs = Enumerable
                .Range(0, _table.Sites)
                .Where(j => _fits[j][u])
                .Select(j => _table.Cost[u][j])
                .Order()
                .Take(2)
                .ToArray();
            _price[u] = costs.Length == 0 ? 0 : costs[^1];
        }
    }

    /// <summary>
    /// By how many more than one site each unit is chosen, smoothed over the rounds; returns the square of its length,
    /// 0 where everyone is chosen once.
    /// </summary>
    public static double Surplus(PricedSites priced, int[] surplus, double[] direction)
    {
        Array.Fill(surplus, -1);
        foreach (var chosen in priced.Chosen)
        foreach (var u in chosen)
            surplus[u]++;
        var (all, length) = (0.0, 0.0);
        for (var u = 0; u < surplus.Length; u++)
        {
            all += Math.Abs(surplus[u]);
            direction[u] = surplus[u] + 0.3 * direction[u];
            length += direction[u] * direction[u];
        }

        return all == 0 ? 0 : length;
    }

    /// <summary>Makes an assignment of what the sites chose, where they agree, and keeps it if it is better.</summary>
    public void OfferAgreed(PricedSites priced) => Offer(Agreed(priced));

    // Each unit at the cheapest of the sites that chose it.
    private int[] Agreed(PricedSites priced)
    {
        var siteOf = Unplaced();
        for (var j = 0; j < _table.Sites; j++)
            foreach (var u in priced.Chosen[j])
                if (siteOf[u] < 0 || _table.Cost[u][j] < _table.Cost[u][siteOf[u]])
                    siteOf[u] = j;
        return siteOf;
    }

    private void Offer(int[] partial)
    {
        if (!_tried.Add(string.Join(',', partial)) || _search.Complete(partial) is not { } complete)
            return;
        // A start that is far from the best is not worth its moves.
        if (Best is not null && _table.CostOf(complete) > BestCost + Math.Abs(BestCost) / 10)
            return;
        Improve(complete);
    }

    private bool Improve(int[] siteOf)
    {
        _search.Improve(siteOf);
        var cost = _table.CostOf(siteOf);
        if (cost >= BestCost)
            return false;
        (Best, BestCost) = (siteOf, cost);
        return true;
    }

    // What the relaxation would cost at least with one pair forced in; dearer than the best assignment means that no
    // better one has it.
    private void Exclude(double value, double error)
    {
        if (value < BestCost - 0.2 * Math.Abs((double)BestCost))
            return;
        for (var j = 0; j < _table.Sites; j++)
        {
            var others = _priced.Without(j);
            for (var u = 0; u < _price.Length; u++)
            {
                if (!_fits[j][u] || Best![u] == j)
                    continue;
                var forced = _priced.WithPair(u, j, _price[u]);
                if (others + forced - error > BestCost)
                    _fits[j][u] = false;
            }
        }
    }
}
