namespace Longlin.Geo.Assignment;

/// <summary>
/// Looks for a cheap assignment to sites that are given as open: units move and change places at random, dearer changes
/// ever more rarely (S. Kirkpatrick, C. Gelatt and M. Vecchi, 1983);
/// a site may be too full for a while, for a fee that rises. A heuristic; the same seed gives the same end, unless the
/// time is up.
/// </summary>
internal sealed class Annealing(ScaledTable table)
{
    private const int Batch = 5000;
    private const long MovesPerUnit = 200_000;

    // Nobody is well served by a site farther down the list; with few choices most moves are worth a try.
    private const int MostChoices = 12;

    // Tried on tables of 400 x 40 with one to two per cent of room to spare: hot enough to mix, cold enough to settle,
    // and at the end no overfull site pays.
    private const double Hot = 0.2;
    private const double Cold = 0.002;
    private const double FirstFee = 1.2;
    private const double LastFee = 13;
    private readonly long[] _room = new long[table.Sites];
    private readonly List<int>[] _users = [.. Enumerable.Range(0, table.Sites).Select(_ => new List<int>())];
    private readonly int[] _place = new int[table.Units];
    private ulong _random;

    /// <summary>
    /// The cheapest assignment within the capacities that was met; null where none was, or a unit has no open site to
    /// go to.
    /// </summary>
    /// <param name="open">The sites that may be used.</param>
    /// <param name="seed">Another seed, another way.</param>
    /// <param name="used">The share of its time that is gone: it cools faster where the time does not suffice for all
    /// its moves.</param>
    public int[]? Run(bool[] open, int seed, Func<double> used)
    {
        var choices = Enumerable
            .Range(0, table.Units)
            .Select(u =>
                Enumerable
                    .Range(0, table.Sites)
                    .Where(j => open[j] && table.Fits(u, j))
                    .OrderBy(j => table.Cost[u][j])
                    .ThenBy(j => j)
                    .Take(MostChoices)
                    .ToArray()
            )
            .ToArray();
        if (choices.Any(c => c.Length == 0))
            return null;
        var siteOf = choices.Select(c => c[0]).ToArray();
        var movable = Enumerable.Range(0, table.Units).Where(u => choices[u].Length > 1).ToArray();
        if (movable.Length == 0)
            return null;
        var (total, over) = Start(siteOf);
        // What a unit pays more at one of its choices than at the cheapest: the scale of all moves.
        var spread = Math.Max(
            1,
            movable.Average(u => choices[u].Average(j => (double)table.Cost[u][j] - table.Cost[u][choices[u][0]]))
        );
        var perDemand = spread * table.Units / Math.Max(1, table.TotalDemand);
        _random = unchecked((ulong)seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D);
        int[]? best = null;
        var (bestTotal, moves) = (long.MaxValue, MovesPerUnit * table.Units);
        for (var (done, part) = (0L, 0.0); part < 1; done += Batch, part = Math.Max((double)done / moves, used()))
        {
            var temperature = Hot * spread * Math.Pow(Cold / Hot, part);
            var fee = perDemand * (FirstFee + (LastFee - FirstFee) * part);
            for (var k = 0; k < Batch; k++)
            {
                var u = movable[Next(movable.Length)];
                var to = choices[u][Next(choices[u].Length)];
                var from = siteOf[u];
                if (to == from)
                    continue;
                var (v, demand, change) = (-1, table.Demand[u], table.Cost[u][to] - table.Cost[u][from]);
                // Three in four change places with somebody: alone, few find room.
                if ((k & 3) != 0 && _users[to].Count > 0)
                {
                    v = _users[to][Next(_users[to].Count)];
                    if (!table.Fits(v, from))
                        continue;
                    demand -= table.Demand[v];
                    change += table.Cost[v][from] - table.Cost[v][to];
                }

                var fuller =
                    Over(_room[to] - demand) - Over(_room[to]) + Over(_room[from] + demand) - Over(_room[from]);
                var loss = change + fee * fuller;
                if (loss > 0 && (loss > 30 * temperature || Next(1 << 30) >= (1 << 30) * Math.Exp(-loss / temperature)))
                    continue;
                Remove(u, from);
                if (v >= 0)
                {
                    Remove(v, to);
                    Put(v, from);
                    siteOf[v] = from;
                }

                Put(u, to);
                siteOf[u] = to;
                (total, over) = (total + change, over + fuller);
                if (over == 0 && total < bestTotal)
                    (best, bestTotal) = ([.. siteOf], total);
            }
        }

        return best;
    }

    // G. Marsaglia's xorshift (2003) with S. Vigna's multiplier: half of the time would go into a better one.
    private int Next(int below)
    {
        _random ^= _random >> 12;
        _random ^= _random << 25;
        _random ^= _random >> 27;
        return (int)(((unchecked(_random * 0x2545F4914F6CDD1D) >> 32) * (uint)below) >> 32);
    }

    private static long Over(long room) => room < 0 ? -room : 0;

    private (long Total, long Over) Start(int[] siteOf)
    {
        foreach (var users in _users)
            users.Clear();
        table.Capacity.CopyTo(_room, 0);
        var total = 0L;
        for (var u = 0; u < siteOf.Length; u++)
        {
            Put(u, siteOf[u]);
            total += table.Cost[u][siteOf[u]];
        }

        return (total, _room.Sum(Over));
    }

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
