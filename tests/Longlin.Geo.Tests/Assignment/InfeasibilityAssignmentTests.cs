using Longlin.Geo.Assignment;

namespace Longlin.Geo.Tests.Assignment;

public class InfeasibilityAssignmentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_demand_larger_than_all_its_allowed_sites_is_named_with_the_shortfall()
    {
        var reason = Assert.Single(
            Why(
                new()
                {
                    Demand = [3, 9],
                    Capacity = [8, 20],
                    OpeningCost = [1, 1],
                    Cost =
                    [
                        [1, 1],
                        [1, double.PositiveInfinity],
                    ],
                }
            )
        );
        Assert.Equal((InfeasibilityReason.TooLarge, 1.0), (reason.Reason, reason.Shortfall));
        Assert.Equal([1], reason.Demands);
        Assert.Equal([0], reason.Sites);
        Assert.Equal([new(0, 1)], reason.Change!.Added!);
        Assert.Equal([1], reason.Change.LeftOut!);
        Assert.True(reason.Change.Proven);
    }

    [Fact]
    public void A_demand_without_an_allowed_site_is_named_and_more_capacity_does_not_help()
    {
        var reason = Assert.Single(
            Why(
                new()
                {
                    Demand = [3, 4],
                    Capacity = [8, 8],
                    OpeningCost = [1, 1],
                    Cost =
                    [
                        [1, double.PositiveInfinity],
                        [1, 1],
                    ],
                    Forbidden =
                    [
                        [0, 0],
                    ],
                }
            )
        );
        Assert.Equal(InfeasibilityReason.Forbidden, reason.Reason);
        Assert.Equal([0], reason.Demands);
        Assert.Null(reason.Change!.Added);
        Assert.Equal([0], reason.Change.LeftOut!);
    }

    [Fact]
    public void Too_little_total_capacity_is_reported_with_the_shortfall()
    {
        var reason = Assert.Single(
            Why(
                new()
                {
                    Demand = [4, 4, 4.5],
                    Capacity = [6, 5],
                    OpeningCost = [1, 1],
                    Cost =
                    [
                        [1, 1],
                        [1, 1],
                        [1, 1],
                    ],
                }
            )
        );
        Assert.Equal((InfeasibilityReason.TooLittle, 1.5), (reason.Reason, reason.Shortfall));
        Assert.Equal(2, reason.Change!.Added!.Sum(a => a.Capacity));
        Assert.Equal(4, reason.Change.LeftOut!.Sum(i => i < 2 ? 4 : 4.5));
    }

    [Fact]
    public void A_group_that_fits_no_site_is_named_even_when_given_in_two_parts()
    {
        var reason = Assert.Single(
            Why(
                new()
                {
                    Demand = [4, 4, 4],
                    Capacity = [8, 9],
                    OpeningCost = [1, 1],
                    Cost =
                    [
                        [1, 1],
                        [1, 1],
                        [1, 1],
                    ],
                    Groups =
                    [
                        [0, 1],
                        [1, 2],
                    ],
                }
            )
        );
        Assert.Equal((InfeasibilityReason.GroupTooLarge, 3.0), (reason.Reason, reason.Shortfall));
        Assert.Equal([0, 1, 2], reason.Demands);
        Assert.Equal([1], reason.Sites);
    }

    [Fact]
    public void Capacity_that_suffices_only_for_split_demands_is_distinguished_from_missing_capacity()
    {
        var reason = Assert.Single(
            Why(
                new()
                {
                    Demand = [3, 3, 3],
                    Capacity = [5, 5],
                    OpeningCost = [1, 1],
                    Cost =
                    [
                        [1, 1],
                        [1, 1],
                        [1, 1],
                    ],
                }
            )
        );
        Assert.Equal(InfeasibilityReason.Packing, reason.Reason);
        Assert.Equal(1, Assert.Single(reason.Change!.Added!).Capacity);
        Assert.Single(reason.Change.LeftOut!);
        Assert.Contains("smallest change", reason.Message.En, StringComparison.Ordinal);
        Assert.Contains("最小的改变", reason.Message.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void The_smallest_change_makes_the_table_feasible_and_matches_brute_force()
    {
        for (var (seed, seen) = (1000, 0); seen < 40; seed++)
        {
            var table = SmallTables.Random(seed);
            if (SiteAssignment.Solve(table, null, Token) is not { Status: AssignmentStatus.Infeasible } answer)
                continue;
            seen++;
            var change = answer.Infeasible[0].Change!;
            Assert.True(change.Proven);
            if (change.Added is { } added)
            {
                double[] more = [.. table.Capacity];
                foreach (var a in added)
                    more[a.Site] += a.Capacity;
                Assert.Equal(
                    AssignmentStatus.Optimal,
                    SiteAssignment.Solve(table with { Capacity = more }, null, Token).Status
                );
                Assert.Equal(LeastAdded(table)!.Value, added.Sum(a => a.Capacity), 1e-9);
            }
            else
            {
                Assert.Null(LeastAdded(table));
            }
        }
    }

    private static double? LeastAdded(AssignmentTable table)
    {
        var endless = table with { Capacity = [.. table.Capacity.Select(_ => 1e6)] };
        double? least = null;
        foreach (var sites in SmallTables.All(table).Where(s => SmallTables.CostOf(endless, s) is not null))
        {
            var lacking = table
                .Capacity.Select((c, j) => Math.Max(0, sites.Select((s, i) => s == j ? table.Demand[i] : 0).Sum() - c))
                .Sum();
            if (!(lacking >= least))
                least = lacking;
        }

        return least;
    }

    private static IReadOnlyList<Infeasibility> Why(AssignmentTable table)
    {
        var answer = SiteAssignment.Solve(table, null, Token);
        Assert.Equal(AssignmentStatus.Infeasible, answer.Status);
        Assert.Null(answer.Objective);
        Assert.Null(answer.Bound);
        Assert.Empty(answer.Assignment);
        return answer.Infeasible;
    }
}
