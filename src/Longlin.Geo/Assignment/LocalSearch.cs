namespace Longlin.Geo.Assignment;

/// <summary>
/// Completes assignments and improves them by local search; a heuristic, always within the capacities.
/// </summary>
internal sealed class LocalSearch(ScaledTable table, Func<bool> timeIsUp)
{
    private const double OneChoiceLeft = 1e18;
    private readonly long[] _room = new long[table.Sites];
    private readonly int[] _users = new int[table.Sites];

    /// <summary>
    /// Places the units that have no site (-1), the unit with the largest regret first; null where one finds no room.
    /// </summary>
    public int[]? Complete(int[] siteOf)
    {
        siteOf = [.. siteOf];
        Count(siteOf);
        List<int> waiting = [.. Enumerable.Range(0, table.Units).Where(u => siteOf[u] < 0)];
        while (waiting.Count > 0)
        {
            var (unit, site, regret) = (-1, -1, double.NegativeInfinity);
            foreach (var u in waiting)
            {
                var (at, loss) = FindSite(u);
                if (at < 0)
                    return null;
                if (loss > regret)
                    (unit, site, regret) = (u, at, loss);
            }

            siteOf[unit] = site;
            Take(unit, site);
            waiting.Remove(unit);
        }

        return siteOf;
    }

    // The cheapest site with room, -1 where there is none; and the regret: what the unit would pay more at its second
    // choice.
    private (int Site, double Regret) FindSite(int unit)
    {
        var (best, second, at) = (double.PositiveInfinity, double.PositiveInfinity, -1);
        for (var j = 0; j < table.Sites; j++)
        {
            if (!table.Fits(unit, j) || _room[j] < table.Demand[unit])
                continue;
            // A unit pays the share of the opening cost that it takes of the site's room.
            var share = (double)table.Demand[unit] / Math.Max(1, table.Capacity[j]);
            var cost = table.Cost[unit][j] + (_users[j] > 0 ? 0 : table.Opening[j] * share);
            if (cost < best)
                (second, best, at) = (best, cost, j);
            else if (cost < second)
                second = cost;
        }

        // A unit with one choice left goes first, the largest of them before the others.
        return (at, double.IsPositiveInfinity(second) ? OneChoiceLeft + table.Demand[unit] : second - best);
    }

    /// <summary>
    /// Best fit decreasing: the largest units first, each to the site with the least room left. Finds room where going
    /// by cost does not; null where it does not either.
    /// </summary>
    public int[]? Pack()
    {
        var siteOf = new int[table.Units];
        Array.Fill(siteOf, -1);
        Count(siteOf);
        foreach (var u in Enumerable.Range(0, table.Units).OrderByDescending(u => table.Demand[u]).ThenBy(u => u))
        {
            var at = -1;
            for (var j = 0; j < table.Sites; j++)
                if (table.Fits(u, j) && _room[j] >= table.Demand[u] && (at < 0 || _room[j] < _room[at]))
                    at = j;
            if (at < 0)
                return null;
            siteOf[u] = at;
            Take(u, at);
        }

        return siteOf;
    }

    /// <summary>Moves one unit, swaps two, closes a site, until none of it lowers the cost.</summary>
    public void Improve(int[] siteOf)
    {
        Count(siteOf);
        for (var better = true; better && !timeIsUp(); )
            better = Shift(siteOf) | Swap(siteOf) || CloseSite(siteOf);
    }

    private bool Shift(int[] siteOf)
    {
        var moved = false;
        for (var u = 0; u < siteOf.Length; u++)
        {
            var from = siteOf[u];
            var leaving = table.Cost[u][from] + (_users[from] == 1 ? table.Opening[from] : 0);
            var (to, gain) = (-1, 0L);
            for (var j = 0; j < table.Sites; j++)
            {
                if (j == from || _room[j] < table.Demand[u] || !table.Fits(u, j))
                    continue;
                var saved = leaving - table.Cost[u][j] - (_users[j] == 0 ? table.Opening[j] : 0);
                if (saved > gain)
                    (to, gain) = (j, saved);
            }

            if (to < 0)
                continue;
            Leave(u, from);
            Take(u, to);
            siteOf[u] = to;
            moved = true;
        }

        return moved;
    }

    private bool Swap(int[] siteOf)
    {
        var moved = false;
        for (var u = 0; u < siteOf.Length; u++)
        {
            for (var v = u + 1; v < siteOf.Length; v++)
            {
                var (a, b) = (siteOf[u], siteOf[v]);
                if (a == b || !table.Fits(u, b) || !table.Fits(v, a))
                    continue;
                if (table.Cost[u][b] + table.Cost[v][a] >= table.Cost[u][a] + table.Cost[v][b])
                    continue;
                var change = table.Demand[v] - table.Demand[u];
                if (_room[a] < change || _room[b] < -change)
                    continue;
                (siteOf[u], siteOf[v]) = (b, a);
                _room[a] -= change;
                _room[b] += change;
                moved = true;
            }
        }

        return moved;
    }

    private bool CloseSite(int[] siteOf)
    {
        for (var site = 0; site < table.Sites; site++)
        {
            if (_users[site] == 0 || table.Opening[site] <= 0 || FindMovesOut(site, siteOf) is not { } moves)
                continue;
            foreach (var (unit, to) in moves)
            {
                Leave(unit, site);
                Take(unit, to);
                siteOf[unit] = to;
            }

            return true;
        }

        return false;
    }

    // Where the units of a site go when it is closed; null where one finds no room or nothing is saved.
    private List<(int Unit, int To)>? FindMovesOut(int site, int[] siteOf)
    {
        var room = (long[])_room.Clone();
        var saved = table.Opening[site];
        List<(int Unit, int To)> moves = [];
        var users = Enumerable.Range(0, siteOf.Length).Where(u => siteOf[u] == site);
        foreach (var u in users.OrderByDescending(u => table.Demand[u]).ThenBy(u => u))
        {
            var to = -1;
            for (var j = 0; j < table.Sites; j++)
                if (
                    j != site
                    && _users[j] > 0
                    && room[j] >= table.Demand[u]
                    && table.Fits(u, j)
                    && (to < 0 || table.Cost[u][j] < table.Cost[u][to])
                )
                    to = j;
            if (to < 0)
                return null;
            saved += table.Cost[u][site] - table.Cost[u][to];
            if (saved <= 0)
                return null;
            room[to] -= table.Demand[u];
            moves.Add((u, to));
        }

        return moves;
    }

    private void Count(int[] siteOf)
    {
        table.Capacity.CopyTo(_room, 0);
        Array.Clear(_users);
        for (var u = 0; u < siteOf.Length; u++)
            if (siteOf[u] >= 0)
                Take(u, siteOf[u]);
    }

    private void Take(int unit, int site)
    {
        _room[site] -= table.Demand[unit];
        _users[site]++;
    }

    private void Leave(int unit, int site)
    {
        _room[site] += table.Demand[unit];
        _users[site]--;
    }
}
