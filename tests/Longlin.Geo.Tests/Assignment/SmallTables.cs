using Longlin.Geo.Assignment;

namespace Longlin.Geo.Tests.Assignment;

/// <summary>Tables from a seed, and the slow way to solve the small ones.</summary>
internal static class SmallTables
{
    /// <summary>
    /// Up to seven demands and three sites with room for little more than all of them, some pairs forbidden, some
    /// demands together.
    /// </summary>
    public static AssignmentTable Random(int seed)
    {
        Random random = new(seed);
        var (demands, sites) = (random.Next(3, 8), random.Next(2, 4));
        double[] demand =
        [
            .. Enumerable.Range(0, demands).Select(_ => (double)random.Next(0, 20) / (seed % 3 == 0 ? 4 : 1)),
        ];
        var room = demand.Sum() / sites * (0.9 + random.NextDouble() * 0.5);
        return new()
        {
            Demand = demand,
            Capacity =
            [
                .. Enumerable.Range(0, sites).Select(_ => Math.Round(room * (0.7 + random.NextDouble() * 0.6), 1)),
            ],
            OpeningCost = [.. Enumerable.Range(0, sites).Select(_ => (double)random.Next(-3, 40))],
            Cost =
            [
                .. demand.Select(_ =>
                    Enumerable
                        .Range(0, sites)
                        .Select(_ => random.Next(12) == 0 ? double.PositiveInfinity : random.Next(0, 50000) / 1000.0)
                        .ToArray()
                ),
            ],
            Groups =
                seed % 4 == 1
                    ?
                    [
                        [0, demands - 1],
                        [1, 1],
                    ]
                    : [],
            Forbidden =
                seed % 5 == 2
                    ?
                    [
                        [0, 0],
                        [demands - 1, 1],
                    ]
                    : [],
        };
    }

    /// <summary>The least cost of all assignments; null where none is allowed.</summary>
    public static double? Cheapest(AssignmentTable table)
    {
        double? best = null;
        foreach (var sites in All(table))
            if (CostOf(table, sites) is { } cost && !(cost >= best))
                best = cost;
        return best;
    }

    /// <summary>The cost of an assignment; null where it breaks a condition.</summary>
    public static double? CostOf(AssignmentTable table, int[] siteOf)
    {
        for (var j = 0; j < table.Capacity.Length; j++)
            if (siteOf.Select((s, i) => s == j ? (decimal)table.Demand[i] : 0).Sum() > (decimal)table.Capacity[j])
                return null;
        if (
            table.Groups.Any(g => g.Any(i => siteOf[i] != siteOf[g[0]]))
            || table.Forbidden.Any(f => siteOf[f[0]] == f[1])
        )
            return null;
        var cost = siteOf.Select((s, i) => table.Cost[i][s]).Sum() + siteOf.Distinct().Sum(j => table.OpeningCost[j]);
        return double.IsFinite(cost) ? cost : null;
    }

    /// <summary>Every way to give each demand a site.</summary>
    public static IEnumerable<int[]> All(AssignmentTable table)
    {
        var sites = table.Capacity.Length;
        for (var code = 0; code < Math.Pow(sites, table.Demand.Length); code++)
        {
            var siteOf = new int[table.Demand.Length];
            for (var (i, rest) = (0, code); i < siteOf.Length; i++, rest /= sites)
                siteOf[i] = rest % sites;
            yield return siteOf;
        }
    }
}
