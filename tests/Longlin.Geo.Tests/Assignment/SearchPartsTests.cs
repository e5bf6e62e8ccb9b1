using Longlin.Geo.Assignment;

namespace Longlin.Geo.Tests.Assignment;

/// <summary>
/// The parts of the solver by themselves: a fault in one of them would only make the whole slower, since another part
/// makes up for it.
/// </summary>
public class SearchPartsTests
{
    [Fact]
    public void A_knapsack_matches_brute_force_and_its_bound_holds()
    {
        Random random = new(1);
        Knapsack knapsack = new(9);
        for (var round = 0; round < 3000; round++)
        {
            var count = random.Next(1, 10);
            double[] profit = [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(-5, 40))];
            long[] weight = [.. Enumerable.Range(0, count).Select(_ => (long)random.Next(0, 12))];
            bool[] allowed = [.. Enumerable.Range(0, count).Select(_ => random.Next(6) > 0)];
            var room = (long)random.Next(0, 40);
            knapsack.Solve(profit, weight, allowed, room);
            var best = 0.0;
            for (var set = 0; set < 1 << count; set++)
            {
                var taken = Enumerable.Range(0, count).Where(i => (set >> i & 1) == 1).ToArray();
                if (taken.All(i => allowed[i]) && taken.Sum(i => weight[i]) <= room)
                    best = Math.Max(best, taken.Sum(i => profit[i]));
            }

            Assert.Equal(best, knapsack.Profit, 1e-6);
            Assert.Equal(best, knapsack.Chosen.Sum(i => profit[i]), 1e-6);
            Assert.All(knapsack.Chosen, i => Assert.True(allowed[i] && profit[i] > 0));
            Assert.Equal(knapsack.Chosen.Count, knapsack.Chosen.Distinct().Count());
            Assert.True(knapsack.Chosen.Sum(i => weight[i]) <= room);
            // Divided, the items are worth at least as much, and what more room adds is the price.
            Assert.True(knapsack.FractionalProfit >= best - 1e-9);
            Assert.Equal(Divided(profit, weight, allowed, room), knapsack.FractionalProfit, 1e-6);
            var more = Divided(profit, weight, allowed, room + 1);
            if (!Enumerable.Range(0, count).Any(i => allowed[i] && profit[i] > 0 && weight[i] == room + 1))
                Assert.True(more <= knapsack.FractionalProfit + knapsack.Price + 1e-6);
        }
    }

    // The items of most profit for their weight, the last of them in part; none that is too large by itself.
    private static double Divided(double[] profit, long[] weight, bool[] allowed, long room)
    {
        var (sum, left) = (0.0, (double)room);
        foreach (
            var i in Enumerable
                .Range(0, profit.Length)
                .Where(i => allowed[i] && profit[i] > 0 && weight[i] <= room)
                .OrderByDescending(i => weight[i] == 0 ? double.PositiveInfinity : profit[i] / weight[i])
        )
        {
            var part = weight[i] == 0 ? 1 : Math.Min(1, left / weight[i]);
            sum += part * profit[i];
            left -= part * weight[i];
        }

        return sum;
    }

    [Fact]
    public void Local_search_ends_where_no_move_swap_or_closure_lowers_the_cost()
    {
        var improved = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var table = new ScaledTable(SmallTables.Random(seed));
            LocalSearch search = new(table, () => false);
            foreach (
                var start in (int[]?[])
                    [search.Complete([.. Enumerable.Repeat(-1, table.Units)]), search.Pack(), First(table)]
            )
            {
                if (start is null)
                    continue;
                Assert.True(Holds(table, start), $"seed {seed}: the start is too full");
                var before = table.CostOf(start);
                search.Improve(start);
                Assert.True(Holds(table, start), $"seed {seed}: the end is too full");
                Assert.True(table.CostOf(start) <= before);
                improved += table.CostOf(start) < before ? 1 : 0;
                Assert.All(
                    Neighbours(table, start).Where(n => Holds(table, n)),
                    n => Assert.True(table.CostOf(n) >= table.CostOf(start), $"seed {seed}: {string.Join(' ', n)}")
                );
            }
        }

        Assert.True(improved > 100, $"{improved}");
    }

    // The first assignment that holds, in the order of counting.
    private static int[]? First(ScaledTable table)
    {
        for (var code = 0; code < Math.Pow(table.Sites, table.Units); code++)
        {
            var siteOf = new int[table.Units];
            for (var (u, rest) = (0, code); u < siteOf.Length; u++, rest /= table.Sites)
                siteOf[u] = rest % table.Sites;
            if (Holds(table, siteOf))
                return siteOf;
        }

        return null;
    }

    private static bool Holds(ScaledTable table, int[] siteOf) =>
        siteOf.Select((s, u) => table.Cost[u][s] != ScaledTable.Forbidden).All(allowed => allowed)
        && Enumerable
            .Range(0, table.Sites)
            .All(j => siteOf.Select((s, u) => s == j ? table.Demand[u] : 0).Sum() <= table.Capacity[j]);

    private static IEnumerable<int[]> Neighbours(ScaledTable table, int[] siteOf)
    {
        for (var u = 0; u < siteOf.Length; u++)
        {
            for (var j = 0; j < table.Sites; j++)
                yield return [.. siteOf.Select((s, i) => i == u ? j : s)];
            // A swap pays by what its two units cost; it does not look at opening costs, which stay the same.
            for (var v = u + 1; v < siteOf.Length; v++)
                yield return
                [
                    .. siteOf.Select(
                        (s, i) =>
                            i == u ? siteOf[v]
                            : i == v ? siteOf[u]
                            : s
                    ),
                ];
        }
    }

    [Fact]
    public void The_relaxation_is_a_lower_bound_at_any_prices_and_so_is_each_of_its_variants()
    {
        Random random = new(2);
        var tight = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var given = SmallTables.Random(seed);
            var table = new ScaledTable(given);
            bool[][] fits =
            [
                .. Enumerable
                    .Range(0, table.Sites)
                    .Select(j => Enumerable.Range(0, table.Units).Select(u => table.Fits(u, j)).ToArray()),
            ];
            int[][] all = [.. Assignments(table)];
            if (all.Length == 0)
                continue;
            LagrangianSubproblem subproblem = new(table, fits);
            for (var round = 0; round < 4; round++)
            {
                double[] price =
                [
                    .. Enumerable
                        .Range(0, table.Units)
                        .Select(u => random.NextDouble() * 1.5 * table.Cost[u].Where(c => c != long.MaxValue).Max()),
                ];
                var (value, error) = subproblem.Evaluate(price);
                var least = all.Min(table.CostOf);
                AssertBelow(value, least, error, $"seed {seed}");
                tight += value > 0.5 * least ? 1 : 0;
                for (var j = 0; j < table.Sites; j++)
                {
                    var flipped = subproblem.Open[j] ? all.Where(a => !a.Contains(j)) : all.Where(a => a.Contains(j));
                    AssertBelow(subproblem.ValueFlipped(j), Least(flipped), error, $"seed {seed}, site {j} flipped");
                    var others = subproblem.ValueWithout(j);
                    for (var u = 0; u < table.Units; u++)
                        AssertBelow(
                            others + subproblem.ValueWithPair(u, j, price[u]),
                            Least(all.Where(a => a[u] == j)),
                            error,
                            $"seed {seed}, unit {u} at {j}"
                        );
                }
            }

            double? Least(IEnumerable<int[]> some) => some.Select(a => (double?)table.CostOf(a)).Min();
        }

        Assert.True(tight > 50, $"{tight}");

        // With no assignment left any bound holds.
        static void AssertBelow(double bound, double? least, double error, string what) =>
            Assert.True(
                least is null || bound <= least + error + 1e-6 * Math.Abs(least.Value),
                $"{what}: {bound} > {least}"
            );
    }

    private static IEnumerable<int[]> Assignments(ScaledTable table)
    {
        for (var code = 0; code < Math.Pow(table.Sites, table.Units); code++)
        {
            var siteOf = new int[table.Units];
            for (var (u, rest) = (0, code); u < siteOf.Length; u++, rest /= table.Sites)
                siteOf[u] = rest % table.Sites;
            if (Holds(table, siteOf))
                yield return siteOf;
        }
    }

    [Fact]
    public void Annealing_finds_the_cheapest_assignment_of_small_tables_to_open_sites()
    {
        var found = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var table = new ScaledTable(SmallTables.Random(seed));
            int[][] all = [.. Assignments(table)];
            if (all.Length == 0)
                continue;
            long Without(int[] siteOf) => siteOf.Select((s, u) => table.Cost[u][s]).Sum();
            bool[] open = [.. Enumerable.Repeat(true, table.Sites)];
            // It looks at its start too seldom to count it: a table whose best is the start gives null or the best.
            var calls = 0;
            if (new SimulatedAnnealing(table).Run(open, seed, () => calls++ / 20.0) is not { } best)
                continue;
            Assert.True(Holds(table, best), $"seed {seed}");
            Assert.True(Without(best) <= all.Min(Without) * 1.2, $"seed {seed}: {Without(best)}, {all.Min(Without)}");
            found++;
        }

        Assert.True(found > 8, $"{found}");
    }
}
