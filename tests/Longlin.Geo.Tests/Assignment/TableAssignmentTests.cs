using System.Text;
using Longlin.Geo.Assignment;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests.Assignment;

public class TableAssignmentTests
{
    [Theory]
    [InlineData("""{"demand":[1],"capacity":[1,2],"openingCost":[1,2],"cost":[[1]]}""", "cost[0]")]
    [InlineData("""{"demand":[1,2],"capacity":[1],"openingCost":[1],"cost":[[1]]}""", "cost:")]
    [InlineData("""{"demand":[1],"capacity":[1],"openingCost":[1,1],"cost":[[1]]}""", "openingCost")]
    [InlineData("""{"demand":[-1],"capacity":[1],"openingCost":[1],"cost":[[1]]}""", "demand[0]")]
    [InlineData("""{"demand":[1],"capacity":[2,-0.5],"openingCost":[1,1],"cost":[[1,1]]}""", "capacity[1]")]
    [InlineData("""{"demand":[],"capacity":[1],"openingCost":[1],"cost":[]}""", "demand")]
    [InlineData("""{"demand":[1],"capacity":[],"openingCost":[],"cost":[[]]}""", "capacity")]
    [InlineData("""{"demand":[1],"capacity":[1],"openingCost":[1],"cost":[[1e13]]}""", "cost[0][0]")]
    [InlineData("""{"demand":[1],"capacity":[1],"openingCost":[1],"cost":[[1e400]]}""", "cost[0][0]")]
    [InlineData("""{"demand":[1],"capacity":[1],"openingCost":[1],"cost":[null]}""", "cost[0]")]
    [InlineData("""{"demand":[1],"capacity":[1],"openingCost":[1],"cost":[["1"]]}""", "cost[0][0]")]
    [InlineData("""{"demand":[null],"capacity":[1],"openingCost":[1],"cost":[[1]]}""", "demand[0]")]
    [InlineData("""{"demand":[NaN],"capacity":[1],"openingCost":[1],"cost":[[1]]}""", "demand[0]")]
    [InlineData("""{"demand":[1],"capacity":[1],"openingCost":[1],"cost":[[1]],"costs":1}""", "costs")]
    [InlineData("""{"demand":[1],"capacity":[1],"openingCost":[1]}""", "cost")]
    [InlineData("""{"demand":[1],"capacity":[1],"openingCost":[1],"cost":[[1]],"groups":[[0,1]]}""", "groups[0][1]")]
    [InlineData("""{"demand":[1],"capacity":[1],"openingCost":[1],"cost":[[1]],"groups":[null]}""", "groups[0]")]
    [InlineData("""{"demand":[1],"capacity":[1],"openingCost":[1],"cost":[[1]],"forbidden":[[0]]}""", "forbidden[0]")]
    [InlineData("null", "{demand")]
    [InlineData("", "line 1")]
    [InlineData("[1,2", "line 1")]
    public async Task An_invalid_table_is_refused_with_the_position(string json, string place)
    {
        var refused = await Assert.ThrowsAsync<UsageException>(() => ReadAsync(json));
        Assert.Contains(place, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_null_cost_forbids_the_pair()
    {
        var table = await ReadAsync("""{"demand":[1],"capacity":[0,1],"openingCost":[1,2],"cost":[[null,3.5]]}""");
        Assert.Equal(double.PositiveInfinity, table.Cost[0][0]);
        Assert.Equal(5.5, SiteAssignment.Solve(table, null, TestContext.Current.CancellationToken).Objective);
    }

    [Fact]
    public async Task A_site_without_capacity_gets_no_demand()
    {
        var table = await ReadAsync("""{"demand":[1],"capacity":[0,1],"openingCost":[0,9],"cost":[[0,9]]}""");
        Assert.Equal([1], SiteAssignment.Solve(table, null, TestContext.Current.CancellationToken).Assignment);
    }

    [Theory]
    [InlineData("1e12", "1e12", "1e12", "1e12", null)]
    [InlineData("0", "0", "-1e12", "-1e12", null)]
    [InlineData("1.001e12", "1", "1", "1", "demand[0]")]
    [InlineData("1", "1.001e12", "1", "1", "capacity[0]")]
    [InlineData("1", "1", "1.001e12", "1", "openingCost[0]")]
    [InlineData("1", "1", "-1.001e12", "1", "openingCost[0]")]
    [InlineData("1", "1", "1", "1.001e12", "cost[0][0]")]
    [InlineData("1", "1", "1", "-1.001e12", "cost[0][0]")]
    public async Task Numbers_up_to_the_largest_magnitude_are_taken_and_none_beyond(
        string demand,
        string capacity,
        string opening,
        string cost,
        string? refused
    )
    {
        var json =
            $$"""{"demand":[{{demand}}],"capacity":[{{capacity}}],"openingCost":[{{opening}}],"cost":[[{{cost}}]]}""";
        if (refused is null)
            await ReadAsync(json);
        else
            Assert.StartsWith(
                refused,
                (await Assert.ThrowsAsync<UsageException>(() => ReadAsync(json))).Message,
                StringComparison.Ordinal
            );
    }

    // The same limits for a table that was not read from JSON.
    [Fact]
    public void A_table_made_in_code_is_checked_the_same_way()
    {
        AssignmentTable table = new()
        {
            Demand = [1, 2],
            Capacity = [3, 4],
            OpeningCost = [5, 6],
            Cost =
            [
                [7, 8],
                [9, double.PositiveInfinity],
            ],
            Groups =
            [
                [0, 1],
                [],
            ],
            Forbidden =
            [
                [0, 0],
                [1, 1],
            ],
        };
        table.Check();
        foreach (
            var (wrong, field) in ((AssignmentTable, string)[])
                [
                    (table with { Demand = [1, 1.001e12] }, "demand[1]"),
                    (table with { Demand = [double.NaN, 2] }, "demand[0]"),
                    (table with { Demand = [double.PositiveInfinity, 2] }, "demand[0]"),
                    (table with { Capacity = [3, 1.001e12] }, "capacity[1]"),
                    (table with { Capacity = [3, double.NaN] }, "capacity[1]"),
                    (table with { OpeningCost = [5, -1.001e12] }, "openingCost[1]"),
                    (
                        table with
                        {
                            Cost =
                            [
                                [7, 8],
                                [9, 1.001e12],
                            ],
                        },
                        "cost[1][1]"
                    ),
                    (
                        table with
                        {
                            Cost =
                            [
                                [7, 8],
                                [double.NegativeInfinity, 1],
                            ],
                        },
                        "cost[1][0]"
                    ),
                    (
                        table with
                        {
                            Cost =
                            [
                                [7, 8],
                                null!,
                            ],
                        },
                        "cost[1]"
                    ),
                    (
                        table with
                        {
                            Groups =
                            [
                                [0, -1],
                            ],
                        },
                        "groups[0][1]"
                    ),
                    (
                        table with
                        {
                            Groups =
                            [
                                [0],
                                [2],
                            ],
                        },
                        "groups[1][0]"
                    ),
                    (
                        table with
                        {
                            Forbidden =
                            [
                                [2, 0],
                            ],
                        },
                        "forbidden[0][0]"
                    ),
                    (
                        table with
                        {
                            Forbidden =
                            [
                                [-1, 0],
                            ],
                        },
                        "forbidden[0][0]"
                    ),
                    (
                        table with
                        {
                            Forbidden =
                            [
                                [0, 2],
                            ],
                        },
                        "forbidden[0][1]"
                    ),
                    (
                        table with
                        {
                            Forbidden =
                            [
                                [0, 0, 0],
                            ],
                        },
                        "forbidden[0]"
                    ),
                ]
        )
            Assert.StartsWith(
                $"{field}: ",
                Assert.Throws<UsageException>(wrong.Check).Message,
                StringComparison.Ordinal
            );
    }

    // Beyond a total of 10^15 the last decimals are rounded.
    [Theory]
    [InlineData(99, 0.5, true)]
    [InlineData(99, 999_999_999_999.5, true)] // 10^14, times ten exactly the most
    [InlineData(100, 0.5, false)]
    [InlineData(105, 0.5, false)]
    [InlineData(105, 1, true)]
    public void Costs_keep_all_their_decimals_as_long_as_the_total_allows(int sites, double last, bool exact)
    {
        ScaledTable scaled = new(
            new()
            {
                Demand = [1],
                Capacity = [.. Enumerable.Repeat(1.0, sites + 1)],
                OpeningCost = [.. Enumerable.Repeat(1e12, sites), last],
                Cost = [new double[sites + 1]],
            }
        );
        Assert.Equal(exact, scaled.CostsExact);
    }

    // The larger of the two leaves exactly as much room as the smaller one gives.
    [Theory]
    [InlineData(3, 3, true)]
    [InlineData(3, 2, false)]
    public void Two_units_change_places_where_they_just_fit(double capacity, double other, bool swapped)
    {
        foreach (var (first, second) in ((double, double)[])[(3, 1), (1, 3)])
        {
            double[] room = first > second ? [capacity, other] : [other, capacity];
            ScaledTable table = new(
                new()
                {
                    Demand = [first, second],
                    Capacity = room,
                    OpeningCost = [0, 0],
                    Cost =
                    [
                        [10, 0],
                        [0, 10],
                    ],
                }
            );
            int[] siteOf = [0, 1];
            new LocalSearch(table, () => false).Improve(siteOf);
            Assert.Equal(swapped ? [1, 0] : [0, 1], siteOf);
        }
    }

    private static async Task<AssignmentTable> ReadAsync(string json)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));
        return await AssignmentTable.ReadAsync(stream, TestContext.Current.CancellationToken);
    }
}
