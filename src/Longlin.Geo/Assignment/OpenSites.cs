namespace Longlin.Geo.Assignment;

/// <summary>
/// Raises the bound by deciding which sites open: what a relaxation loses most by is that it opens sites in part. A
/// site that the prices cannot decide on is tried
/// open and closed, the prices adjust in both cases, and the case with the lowest bound is looked into next, so that
/// the least bound of all cases holds for the table
/// (branch and bound over the sites; K. Holmberg, M. Rönnqvist and D. Yuan, 1999).
/// </summary>
internal sealed class OpenSites
{
    private const int Rounds = 120;
    private readonly ScaledTable _table;
    private readonly Lagrangian _prices;
    private readonly PricedSites _priced;
    private readonly PriorityQueue<Case, (long Bound, int Number)> _cases = new();
    private readonly List<(long Bound, bool[] Open)> _decided = [];
    private readonly double[] _share;
    private int _numbered;

    public OpenSites(ScaledTable table, Lagrangian prices)
    {
        (_table, _prices) = (table, prices);
        _priced = new(table, prices.Possible);
        _share = new double[table.Sites];
        Add(new bool?[table.Sites], prices.Prices, prices.Bound);
    }

    /// <summary>No assignment cheaper than the best one known costs less than this.</summary>
    public long Bound =>
        Math.Min(
            LeastDecided,
            Math.Min(_prices.BestCost, _cases.TryPeek(out _, out var least) ? least.Bound : long.MaxValue)
        );

    /// <summary>
    /// The sites to try, those with the lowest bounds first: where every site is decided, else as the relaxation has
    /// them.
    /// </summary>
    public IReadOnlyList<bool[]> Promising =>
        [
            .. _decided
                .Concat(_cases.UnorderedItems.Select(c => (c.Priority.Bound, c.Element.Open)))
                .OrderBy(c => c.Item1)
                .Select(c => c.Item2)
                .Take(4),
        ];

    private long LeastDecided => _decided.Count == 0 ? long.MaxValue : _decided.Min(d => d.Bound);

    /// <summary>
    /// Looks into the cases until deciding more sites cannot lift the bound, there are too many cases to keep, or the
    /// time is up.
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
        must.CopyTo(_priced.Must, 0);
        var best = (double[])price.Clone();
        bound = Math.Max(bound, Ascend(best));
        if (bound >= _prices.BestCost)
            return;
        var (_, error) = _priced.Evaluate(best);
        bool[] open = [.. _priced.Open];
        var (at, doubtAt) = (-1, double.NegativeInfinity);
        for (var j = 0; j < _table.Sites; j++)
        {
            if (must[j] is not null)
                continue;
            // A site that would lift the bound over the best assignment when turned stays as it is.
            if (_priced.Turned(j) - error > _prices.BestCost)
                must[j] = open[j];
            else if (Math.Min(_share[j], 1 - _share[j]) is var doubt && doubt > doubtAt)
                (at, doubtAt) = (j, doubt);
        }

        if (at < 0)
            _decided.Add((bound, open));
        else
            _cases.Enqueue(new(must, at, open, best), (bound, _numbered++));
    }

    // Steps along the surplus, fewer than at the root; the prices become the best ones.
    private long Ascend(double[] price)
    {
        var trial = (double[])price.Clone();
        var (surplus, direction) = (new int[_table.Units], new double[_table.Units]);
        var (best, bound, step, since) = (double.NegativeInfinity, long.MinValue, 0.5, 0);
        Array.Clear(_share);
        for (var round = 0; round < Rounds; round++)
        {
            var (value, error) = _priced.Evaluate(trial);
            if (value - error > _prices.BestCost)
                return long.MaxValue;
            if (value > best)
            {
                if (value > best + 1e-6 * Math.Abs(best))
                    since = 0;
                (best, bound) = (value, Math.Max(bound, Lagrangian.RoundUp(value, error)));
                trial.CopyTo(price, 0);
            }

            // The mean of the rounds is close to what the linear relaxation would open.
            for (var j = 0; j < _table.Sites; j++)
                _share[j] += 0.1 * ((_priced.Open[j] ? 1 : 0) - _share[j]);
            if (++since > 12)
            {
                (step, since) = (step * 0.6, 0);
                if (step < 0.01)
                    break;
                price.CopyTo(trial, 0);
            }

            var norm = Lagrangian.Surplus(_priced, surplus, direction);
            if (norm == 0)
                break;
            var length = step * Math.Max(_prices.BestCost * 1.002 - value, 1e-4 * Math.Abs(value)) / norm;
            for (var u = 0; u < trial.Length; u++)
                trial[u] -= length * direction[u];
        }

        _prices.OfferAgreed(_priced);
        return bound;
    }
}
