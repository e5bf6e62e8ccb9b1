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

    private static async Task<AssignmentTable> ReadAsync(string json)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));
        return await AssignmentTable.ReadAsync(stream, TestContext.Current.CancellationToken);
    }
}
