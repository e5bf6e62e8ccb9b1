namespace Longlin.Geo.Assignment;

/// <summary>
/// Looks for a cheap assignment to a given set of open sites by simulated annealing (S. Kirkpatrick, C. Gelatt and
/// M. Vecchi, 1983): random moves and swaps, of which the ones that raise the cost are accepted ever more rarely. A
/// site may be overfull for a while, at a penalty that rises. A heuristic; the same seed gives the same result unless
/// time runs out.
/// </summary>
internal sealed class SimulatedAnnealing(ScaledTable table)
{
    private const int Batch = 5000;
    private const long MovesPerUnit = 200_000;

    // A good assignment hardly ever uses a site farther down a unit's list; with few choices most moves are worth a
    // try.
    private const int MostChoices = 12;

    // Tuned on tables of 400 x 40 with one to two per cent of spare room: hot enough to mix, cold enough to settle, and
    // at the end no overfull site pays.
    private const double StartTemperature = 0.2;
    private const double EndTemperature = 0.002;
    private const double StartPenalty = 1.2;
    private const double EndPenalty = 13;

    // A loss of this many temperatures is never accepted: exp(-30) is below the resolution of the random numbers.
    private const double HopelessLoss = 30;
    private readonly long[] _room = new long[table.Sites];
    private readonly List<int>[] _users = [.. Enumerable.Range(0, table.Sites).Select(_ => new List<int>())];
    private readonly int[] _place = new int[table.Units];
    private int[][] _choices = [];
    private int[] _siteOf = [];
    private long _total;
    private long _over;
    private ulong _random;

    /// <summary>
    /// The cheapest assignment within the capacities that came up; null where none did, or a unit has no open site to
    /// go to.
    /// </summary>
    /// <param name="open">The sites that may be used.</param>
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="used">The share of its time that has passed: it cools faster where time does not suffice for all
    /// its moves.</param>
    public int[]? Run(bool[] open, int seed, Func<double> used)
    {
        _choices = [.. Enumerable.Range(0, table.Units).Select(u => FindChoices(u, open))];
        if (_choices.Any(c => c.Length == 0))
            return null;
        int[] movable = [.. Enumerable.Range(0, table.Units).Where(u => _choices[u].Length > 1)];
        if (movable.Length == 0)
            return null;
        Start(seed);
        var spread = MeanExtraCost(movable);
        var penaltyUnit = spread * table.Units / Math.Max(1, table.TotalDemand);
        int[]? best = null;
        var (bestTotal, moves) = (long.MaxValue, MovesPerUnit * table.Units);
        for (var (done, part) = (0L, 0.0); part < 1; done += Batch, part = Math.Max((double)done / moves, used()))
        {
            var temperature = StartTemperature * spread * Math.Pow(EndTemperature / StartTemperature, part);
            var penalty = penaltyUnit * (StartPenalty + (EndPenalty - StartPenalty) * part);
            for (var k = 0; k < Batch; k++)
            {
                // Three in four swap two units: a unit alone seldom finds room.
                var changed = TryMove(movable[Next(movable.Length)], (k & 3) != 0, temperature, penalty);
                if (changed && _over == 0 && _total < bestTotal)
                    (best, bestTotal) = ([.. _siteOf], _total);
            }
        }

        return best;
    }

    private int[] FindChoices(int unit, bool[] open) =>
        [
            .. Enumerable
                .Range(0, table.Sites)
                .Where(j => open[j] && table.Fits(unit, j))
                .OrderBy(j => table.Cost[unit][j])
                .ThenBy(j => j)
                .Take(MostChoices),
        ];

    // What a unit pays more at one of its choices than at the cheapest, on average: the scale of all moves.
    private double MeanExtraCost(int[] movable) =>
        Math.Max(
            1,
            movable.Average(u => _choices[u].Average(j => (double)table.Cost[u][j] - table.Cost[u][_choices[u][0]]))
        );

    private void Start(int seed)
    {
        _random = unchecked((ulong)seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D);
        foreach (var users in _users)
            users.Clear();
        table.Capacity.CopyTo(_room, 0);
        _siteOf = [.. _choices.Select(c => c[0])];
        _total = 0;
        for (var u = 0; u < _siteOf.Length; u++)
        {
            Put(u, _siteOf[u]);
            _total += table.Cost[u][_siteOf[u]];
        }

        _over = _room.Sum(Overload);
    }

    // Moves a unit to one of its choices, or swaps it with a unit there; whether the assignment changed.
    private bool TryMove(int unit, bool swap, double temperature, double penalty)
    {
        var to = _choices[unit][Next(_choices[unit].Length)];
        var from = _siteOf[unit];
        if (to == from)
            return false;
        var (other, demand, change) = (-1, table.Demand[unit], table.Cost[unit][to] - table.Cost[unit][from]);
        if (swap && _users[to].Count > 0)
        {
            other = _users[to][Next(_users[to].Count)];
            if (!table.Fits(other, from))
                return false;
            demand -= table.Demand[other];
            change += table.Cost[other][from] - table.Cost[other][to];
        }

        var overChange =
            Overload(_room[to] - demand) - Overload(_room[to]) + Overload(_room[from] + demand) - Overload(_room[from]);
        if (!Accepts(change + penalty * overChange, temperature))
            return false;
        Remove(unit, from);
        if (other >= 0)
        {
            Remove(other, to);
            Put(other, from);
            _siteOf[other] = from;
        }

        Put(unit, to);
        _siteOf[unit] = to;
        (_total, _over) = (_total + change, _over + overChange);
        return true;
    }

    private bool Accepts(double loss, double temperature) =>
        !(loss > 0)
        || !(loss > HopelessLoss * temperature || Next(1 << 30) >= (1 << 30) * Math.Exp(-loss / temperature));

    // G. Marsaglia's xorshift (2003) with S. Vigna's multiplier: a better generator would take half of the time.
    private int Next(int below)
    {
        _random ^= _random >> 12;
        _random ^= _random << 25;
        _random ^= _random >> 27;
        return (int)(((unchecked(_random * 0x2545F4914F6CDD1D) >> 32) * (uint)below) >> 32);
    }

    private static long Overload(long room) => room < 0 ? -room : 0;

    private void Put(int unit, int site)
    {
        _place[unit] = _users[site].Count;
        _users[site].Add(unit);
        _room[site] -= table.Demand[unit];
    }

    private void Remove(int unit, int site)
    {
        var last = _users[site][^1];
        _users[site][_place[unit]] = last;
        _place[last] = _place[unit];
        _users[site].RemoveAt(_users[site].Count - 1);
        _room[site] += table.Demand[unit];
    }
}
