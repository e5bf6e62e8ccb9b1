using Longlin.Geo.Assignment;

namespace Longlin.Geo.Tests.Assignment;

public class AssignmentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("cap71", 932615.750)]
    [InlineData("cap72", 977799.400)]
    [InlineData("cap73", 1010641.450)]
    [InlineData("cap74", 1034976.975)]
    public void A_published_instance_gets_its_published_optimum(string name, double optimum)
    {
        var answer = SiteAssignment.Solve(LargeTables.OrLibrary(SharedData.Need($"benchmark/{name}.txt")), null, Token);
        Assert.Equal(AssignmentStatus.Optimal, answer.Status);
        Assert.Equal(optimum, answer.Objective!.Value, 1e-6);
        Assert.Equal(optimum, answer.Bound!.Value, 1e-6);
        Assert.Equal(0, answer.Gap);
    }

    [Fact]
    public void Small_tables_match_brute_force()
    {
        var (optimal, infeasible) = (0, 0);
        for (var seed = 0; seed < 500; seed++)
        {
            var table = SmallTables.Random(seed);
            var answer = SiteAssignment.Solve(table, null, Token);
            var cheapest = SmallTables.Cheapest(table);
            Assert.True(
                answer.Status == (cheapest is null ? AssignmentStatus.Infeasible : AssignmentStatus.Optimal),
                $"seed {seed}: {answer.Status}, trying gives {cheapest}"
            );
            if (cheapest is { } least)
            {
                Assert.True(
                    Math.Abs(least - answer.Objective!.Value) < 1e-9,
                    $"seed {seed}: {answer.Objective} instead of {least}"
                );
                Assert.Equal(least, SmallTables.CostOf(table, [.. answer.Assignment])!.Value, 1e-9);
                optimal++;
            }
            else
            {
                Assert.NotEmpty(answer.Infeasible);
                infeasible++;
            }
        }

        Assert.True(optimal > 150 && infeasible > 80, $"{optimal} optimal, {infeasible} infeasible");
    }

    [Fact]
    public void The_same_table_gives_the_same_assignment()
    {
        var table = LargeTables.Planar(40, 10, 7, 1.3);
        var first = SiteAssignment.Solve(table, null, Token);
        Assert.Equal(AssignmentStatus.Optimal, first.Status);
        Assert.Equal(first.Assignment, SiteAssignment.Solve(table, null, Token).Assignment);
    }

    [Fact]
    public void After_the_time_limit_the_answer_is_feasible_and_its_bound_is_valid()
    {
        var table = LargeTables.Planar(150, 25, 3, 1.4);
        var answer = SiteAssignment.Solve(table, TimeSpan.FromSeconds(2), Token);
        Assert.Equal(answer.Objective!.Value, SmallTables.CostOf(table, [.. answer.Assignment])!.Value, 1e-6);
        Assert.True(answer.Bound <= answer.Objective);
        Assert.InRange(answer.Gap!.Value, 0, 0.05);
    }

    [Fact]
    public void A_cancelled_assignment_stops()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            SiteAssignment.Solve(LargeTables.Planar(40, 10, 1, 1.3), null, cancelled.Token)
        );
    }

    [Fact]
    public void Decimal_demands_fill_a_site_exactly()
    {
        AssignmentTable tenths = new()
        {
            Demand = [0.1, 0.2],
            Capacity = [0.3],
            OpeningCost = [0],
            Cost =
            [
                [1],
                [1],
            ],
        };
        Assert.Equal(AssignmentStatus.Optimal, SiteAssignment.Solve(tenths, null, Token).Status);
        double[] demand = [12.345678901234567, 98.76543210987654, 1 / 3.0, Math.PI];
        AssignmentTable digits = new()
        {
            Demand = demand,
            Capacity = [demand.Sum()],
            OpeningCost = [Math.E],
            Cost = [.. demand.Select(d => new[] { d * Math.Sqrt(2) })],
        };
        var answer = SiteAssignment.Solve(digits, null, Token);
        Assert.Equal(AssignmentStatus.Optimal, answer.Status);
        Assert.Equal(demand.Sum() * Math.Sqrt(2) + Math.E, answer.Objective!.Value, 1e-9);
    }

    [Fact]
    public void An_unused_site_earns_nothing_even_if_its_opening_cost_is_negative()
    {
        AssignmentTable table = new()
        {
            Demand = [1],
            Capacity = [1, 1],
            OpeningCost = [-5, -4],
            Cost =
            [
                [0],
                [0],
            ],
        };
        table = table with
        {
            Cost =
            [
                [0, 0],
            ],
        };
        var answer = SiteAssignment.Solve(table, null, Token);
        Assert.Equal(-5, answer.Objective);
        Assert.Equal([0], answer.Assignment);
    }
}
