namespace Longlin.Geo.Assignment;

/// <summary>
/// Branch and bound over the open sites (K. Holmberg, M. Rönnqvist and D. Yuan, 1999). It raises the bound, because a
/// relaxation loses most by opening sites in part: a site that the prices leave undecided is tried open and closed, the
/// prices are adjusted in both cases, and the case with the lowest bound is branched next. The least bound of all cases
/// holds for the table.
/// </summary>
internal sealed class SiteBranchAndBound
{
    private const int Rounds = 120;

    // The subgradient method starts nearer to its end than at the root, and takes fewer steps.
    private const double FirstStep = 0.5;
    private const int RoundsWithoutProgress = 12;
    private const double StepShrink = 0.6;
    private const double SmallestStep = 0.01;
    private const double Smoothing = 0.1;
    private const int MostPromising = 4;
    private readonly ScaledTable _table;
    private readonly LagrangianRelaxation _prices;
    private readonly LagrangianSubproblem _subproblem;
    private readonly PriorityQueue<Case, (long Bound, int Number)> _cases = new();
    private readonly List<(long Bound, bool[] Open)> _decided = [];
    private readonly double[] _share;
    private int _numbered;

    public SiteBranchAndBound(ScaledTable table, LagrangianRelaxation prices)
    {
        (_table, _prices) = (table, prices);
        _subproblem = new(table, prices.Possible);
        _share = new double[table.Sites];
        Add(new bool?[table.Sites], prices.Prices, prices.Bound);
    }

    /// <summary>Lower bound of every assignment that is cheaper than the best one known.</summary>
    public long Bound =>
        Math.Min(
            LeastDecided,
            Math.Min(_prices.BestCost, _cases.TryPeek(out _, out var least) ? least.Bound : long.MaxValue)
        );

    /// <summary>
    /// The sets of open sites to try, lowest bound first: as decided, or where sites are undecided as the relaxation
    /// opens them.
    /// </summary>
    public IReadOnlyList<bool[]> Promising =>
        [
            .. _decided
                .Concat(_cases.UnorderedItems.Select(c => (c.Priority.Bound, c.Element.Open)))
                .OrderBy(c => c.Item1)
                .Select(c => c.Item2)
                .Take(MostPromising),
        ];

    private long LeastDecided => _decided.Count == 0 ? long.MaxValue : _decided.Min(d => d.Bound);

    /// <summary>
    /// Branches until deciding more sites cannot raise the bound, there are too many cases to keep, or time is up.
    /// </summary>
    public void Run(int most, Func<bool> timeIsUp)
    {
        while (
            _cases.Count < most
            && !timeIsUp()
            && _cases.TryPeek(out var next, out var least)
            && least.Bound < Math.Min(LeastDecided, _prices.BestCost)
        )
        {
            bool?[] open = [.. next.Must],
                closed = [.. next.Must];
            (open[next.Site], closed[next.Site]) = (true, false);
            _cases.Dequeue();
            Add(open, next.Price, least.Bound);
            Add(closed, next.Price, least.Bound);
        }
    }

    private sealed record Case(bool?[] Must, int Site, bool[] Open, double[] Price);

    private void Add(bool?[] must, double[] price, long bound)
    {
        must.CopyTo(_subproblem.Must, 0);
        var best = (double[])price.Clone();
        bound = Math.Max(bound, Ascend(best));
        if (bound >= _prices.BestCost)
            return;
        var (_, error) = _subproblem.Evaluate(best);
        bool[] open = [.. _subproblem.Open];
        var (at, doubtAt) = (-1, double.NegativeInfinity);
        for (var j = 0; j < _table.Sites; j++)
        {
            if (must[j] is not null)
                continue;
            // A site that, when flipped, raises the bound above the best assignment is decided.
            if (_subproblem.ValueFlipped(j) - error > _prices.BestCost)
                must[j] = open[j];
            else if (Math.Min(_share[j], 1 - _share[j]) is var doubt && doubt > doubtAt)
                (at, doubtAt) = (j, doubt);
        }

        if (at < 0)
            _decided.Add((bound, open));
        else
            _cases.Enqueue(new(must, at, open, best), (bound, _numbered++));
    }

    // Subgradient steps from given prices, which become the best ones; the bound, or the largest number where the case
    // cannot hold a better assignment.
    private long Ascend(double[] price)
    {
        var trial = (double[])price.Clone();
        var (surplus, direction) = (new int[_table.Units], new double[_table.Units]);
        var (best, bound, step, since) = (double.NegativeInfinity, long.MinValue, FirstStep, 0);
        Array.Clear(_share);
        for (var round = 0; round < Rounds; round++)
        {
            var (value, error) = _subproblem.Evaluate(trial);
            if (value - error > _prices.BestCost)
                return long.MaxValue;
            if (value > best)
            {
                if (value > best + 1e-6 * Math.Abs(best))
                    since = 0;
                (best, bound) = (value, Math.Max(bound, LagrangianRelaxation.RoundUp(value, error)));
                trial.CopyTo(price, 0);
            }

            // The smoothed mean of the rounds is close to the share that the linear relaxation would open.
            for (var j = 0; j < _table.Sites; j++)
                _share[j] += Smoothing * ((_subproblem.Open[j] ? 1 : 0) - _share[j]);
            if (++since > RoundsWithoutProgress)
            {
                (step, since) = (step * StepShrink, 0);
                if (step < SmallestStep)
                    break;
                price.CopyTo(trial, 0);
            }

            var norm = LagrangianRelaxation.FindDirection(_subproblem, surplus, direction);
            if (norm == 0)
                break;
            var length = step * Math.Max(_prices.BestCost * 1.002 - value, 1e-4 * Math.Abs(value)) / norm;
            for (var u = 0; u < trial.Length; u++)
                trial[u] -= length * direction[u];
        }

        _prices.OfferAgreed(_subproblem);
        return bound;
    }
}
