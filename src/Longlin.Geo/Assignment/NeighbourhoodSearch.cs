using Google.OrTools.Sat;

namespace Longlin.Geo.Assignment;

/// <summary>
/// Improves an assignment by large neighbourhood search (P. Shaw, 1998): solves a few sites near one another exactly
/// while all other units stay where they are. A heuristic.
/// </summary>
internal sealed class NeighbourhoodSearch
{
    // About this many pairs are decided within a second; the larger neighbourhoods follow when the smaller ones bring
    // no further improvement.
    private static readonly (int Pairs, double Work)[] Sizes = [(900, 1.5), (2000, 4)];
    private readonly ScaledTable _table;
    private readonly int[][] _nearest;

    public NeighbourhoodSearch(ScaledTable table)
    {
        _table = table;
        _nearest =
        [
            .. Enumerable
                .Range(0, table.Sites)
                .Select(j =>
                    Enumerable.Range(0, table.Sites).OrderBy(k => k == j ? -1 : Distance(j, k)).ThenBy(k => k).ToArray()
                ),
        ];
    }

    /// <summary>Visits the neighbourhoods of all sites in turn until none can be improved or time is up.</summary>
    public int[] Improve(int[] siteOf, Func<double> secondsLeft, CancellationToken cancellationToken)
    {
        var best = siteOf;
        foreach (var (pairs, work) in Sizes)
        {
            for (
                var (at, idle) = (0, 0);
                idle < _table.Sites && secondsLeft() > 0;
                at = (at + 1) % _table.Sites, idle++
            )
            {
                var (status, found, _) = IntegerProgramme.Solve(
                    _table,
                    Around(at, best, pairs),
                    best,
                    long.MinValue,
                    secondsLeft(),
                    work,
                    cancellationToken
                );
                if (
                    status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible)
                    || _table.CostOf(found!) >= _table.CostOf(best)
                )
                    continue;
                (best, idle) = (found!, 0);
            }
        }

        return best;
    }

    // The pairs of the neighbourhood: sites from the centre outwards, with their units, up to the given number.
    private bool[][] Around(int centre, int[] siteOf, int pairs)
    {
        var users = new int[_table.Sites];
        foreach (var site in siteOf)
            users[site]++;
        var free = new bool[_table.Sites];
        var (sites, units) = (0, 0);
        foreach (var site in _nearest[centre])
        {
            if (sites > 1 && (sites + 1) * (units + users[site]) > pairs)
                break;
            free[site] = true;
            sites++;
            units += users[site];
        }

        return
        [
            .. Enumerable
                .Range(0, _table.Sites)
                .Select(j =>
                    Enumerable
                        .Range(0, _table.Units)
                        .Select(u => siteOf[u] == j || free[j] && free[siteOf[u]] && _table.Fits(u, j))
                        .ToArray()
                ),
        ];
    }

    // Two sites are near when the units that could go to both would pay much the same.
    private double Distance(int a, int b)
    {
        var (sum, count) = (0.0, 0);
        for (var u = 0; u < _table.Units; u++)
        {
            if (!_table.Fits(u, a) || !_table.Fits(u, b))
                continue;
            sum += Math.Abs((double)_table.Cost[u][a] - _table.Cost[u][b]);
            count++;
        }

        return count == 0 ? double.PositiveInfinity : sum / count;
    }
}
