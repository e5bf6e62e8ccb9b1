namespace Longlin.Geo.Assignment;

/// <summary>
/// A lower bound and an assignment by Lagrangian relaxation: the constraint that each unit goes to exactly one site is
/// relaxed with a price per unit, so that each site chooses its units independently; subgradient steps adjust the
/// prices until the choices agree. That the open sites have room for all units together stays a constraint
/// (M. Held, P. Wolfe and H. Crowder, 1974; for this problem R. Sridharan, 1993, and K. Holmberg, M. Rönnqvist and
/// D. Yuan, 1999).
/// </summary>
/// <remarks>
/// At the best prices the bound is at least that of the linear relaxation with x ≤ y. A pair that would raise the bound
/// above the cost of the best assignment cannot be in a better one and is ruled out.
/// </remarks>
internal sealed class LagrangianRelaxation
{
    private const int MostRounds = 3000;

    // The step of the subgradient method shrinks after this many rounds without progress, and ends when it is small.
    private const int RoundsWithoutProgress = 30;
    private const double StepShrink = 0.7;
    private const double SmallestStep = 2e-3;
    private const double Momentum = 0.3;
    private readonly ScaledTable _table;
    private readonly Func<bool> _timeIsUp;
    private readonly LocalSearch _search;
    private readonly bool[][] _fits;
    private readonly LagrangianSubproblem _subproblem;
    private readonly double[] _price;
    private readonly double[] _bestPrice;
    private readonly HashSet<string> _tried = [];

    /// <param name="timeIsUp">Stops adjusting the prices.</param>
    /// <param name="searchIsOver">Stops the local search that improves an assignment, also after the prices.</param>
    public LagrangianRelaxation(ScaledTable table, Func<bool> timeIsUp, Func<bool> searchIsOver)
    {
        (_table, _timeIsUp) = (table, timeIsUp);
        _search = new(table, searchIsOver);
        _fits =
        [
            .. Enumerable
                .Range(0, table.Sites)
                .Select(j => Enumerable.Range(0, table.Units).Select(u => table.Fits(u, j)).ToArray()),
        ];
        _subproblem = new(table, _fits);
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

    /// <summary>How many pairs are still possible.</summary>
    public int PossiblePairs => _fits.Sum(row => row.Count(possible => possible));

    /// <summary>The pairs that an assignment cheaper than the best, or as cheap, may use.</summary>
    public bool[][] Possible => _fits;

    /// <summary>Raises the bound to one proven elsewhere.</summary>
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
            var (value, error) = _subproblem.Evaluate(_price);
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
                OfferAgreed(_subproblem);
            if (++since > RoundsWithoutProgress)
            {
                (step, since) = (step * StepShrink, 0);
                _bestPrice.CopyTo(_price, 0);
                if (step < SmallestStep)
                    break;
                continue;
            }

            var norm = FindDirection(_subproblem, surplus, direction);
            if (norm == 0)
                break;
            var length = step * Math.Max(Target(best) - value, 1e-4 * Math.Abs(value)) / norm;
            for (var u = 0; u < surplus.Length; u++)
                _price[u] -= length * direction[u];
        }
    }

    // The value that a step aims at: a little above the best assignment, or above the bound where there is none.
    private double Target(double bound) =>
        Best is null ? bound + 0.05 * Math.Abs(bound) : BestCost + 0.002 * Math.Abs((double)BestCost);

    /// <summary>
    /// Improves an assignment found elsewhere; where it is now the best, rules out the pairs that are too expensive at
    /// the best prices.
    /// </summary>
    public void Take(int[] siteOf)
    {
        if (!Improve(siteOf))
            return;
        _bestPrice.CopyTo(_price, 0);
        var (value, error) = _subproblem.Evaluate(_price);
        Exclude(value, error);
    }

    /// <summary>The value as a lower bound, less the error; costs are whole numbers.</summary>
    public static long RoundUp(double value, double error) => (long)Math.Ceiling(value - error);

    private int[] Unplaced() => [.. Enumerable.Repeat(-1, _table.Units)];

    // The first prices: the cost of the second cheapest site, which a unit would pay without its cheapest.
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
    /// The subgradient, by how many sites more than one each unit is chosen, and the direction of the next step: the
    /// subgradient with momentum.
    /// </summary>
    /// <returns>The square of the direction's length; 0 where every unit is chosen exactly once.</returns>
    public static double FindDirection(LagrangianSubproblem subproblem, int[] surplus, double[] direction)
    {
        Array.Fill(surplus, -1);
        foreach (var chosen in subproblem.Chosen)
        foreach (var u in chosen)
            surplus[u]++;
        var (all, length) = (0.0, 0.0);
        for (var u = 0; u < surplus.Length; u++)
        {
            all += Math.Abs(surplus[u]);
            direction[u] = surplus[u] + Momentum * direction[u];
            length += direction[u] * direction[u];
        }

        return all == 0 ? 0 : length;
    }

    /// <summary>Completes what the sites chose to an assignment, and keeps it if it is better.</summary>
    public void OfferAgreed(LagrangianSubproblem subproblem) => Offer(Agreed(subproblem));

    // Each unit at the cheapest of the sites that chose it.
    private int[] Agreed(LagrangianSubproblem subproblem)
    {
        var siteOf = Unplaced();
        for (var j = 0; j < _table.Sites; j++)
            foreach (var u in subproblem.Chosen[j])
                if (siteOf[u] < 0 || _table.Cost[u][j] < _table.Cost[u][siteOf[u]])
                    siteOf[u] = j;
        return siteOf;
    }

    private void Offer(int[] partial)
    {
        if (!_tried.Add(string.Join(',', partial)) || _search.Complete(partial) is not { } complete)
            return;
        // Local search seldom makes up for a start that is far from the best.
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

    // Rules out each pair that, when forced into the relaxation, raises its value above the best assignment.
    private void Exclude(double value, double error)
    {
        if (value < BestCost - 0.2 * Math.Abs((double)BestCost))
            return;
        for (var j = 0; j < _table.Sites; j++)
        {
            var others = _subproblem.ValueWithout(j);
            for (var u = 0; u < _price.Length; u++)
            {
                if (!_fits[j][u] || Best![u] == j)
                    continue;
                var forced = _subproblem.ValueWithPair(u, j, _price[u]);
                if (others + forced - error > BestCost)
                    _fits[j][u] = false;
            }
        }
    }
}
