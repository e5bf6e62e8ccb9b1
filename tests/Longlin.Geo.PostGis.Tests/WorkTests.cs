using System.Net;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Works: finishing one, their budgets, and what closing a gap costs.</summary>
public sealed class WorkTests(TestCluster cluster, RunningService service) : IClassFixture<RunningService>
{
    private static readonly DateOnly Day = new(2019, 6, 30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_finished_work_opens_its_assets_closes_gaps_and_is_recorded()
    {
        await using var database = await cluster.DemoAsync();
        DateOnly finished = new(2019, 12, 1);
        var works = await WorksQuery.RunAsync(database, "451031", finished, "transport", null, Token);
        Assert.Contains(works, w => w.State == "late");
        var work = works.First(w => w.Assets.Count > 1 && w.Kind == "harden");
        // One of them was hard before; its past must not become hard for ever.
        await using (
            var paved = database.Source.CreateCommand(
                "update longlin.roads set status = 'open', opened_on = null, surface = 'asphalt', surfaced_on "
                    + $"= '2010-05-01', prior_surface = 'earth' where code = '{work.Assets[0]}'"
            )
        )
            await paved.ExecuteNonQueryAsync(Token);
        var done = await WorkCompletion.RunAsync(
            database,
            "451031",
            work.Code,
            finished,
            "concrete",
            ["asphalt", "concrete"],
            "tester",
            _ => true,
            Token
        );
        Assert.Equal(work.Assets.Skip(1).Order(), done!.Opened.Concat(done.Hardened).Distinct().Order());
        var roads = (await StoredCounty.ReadAsync(database, Day))
            .Assets["roads"]
            .Where(a => work.Assets.Contains(a.Code))
            .ToList();
        Assert.All(
            roads,
            r =>
                Assert.Equal(
                    ("open", r.Code == work.Assets[0] ? "asphalt" : "concrete"),
                    (r.Status, (string)r.Attributes["surface"]!)
                )
        );
        Assert.Equal(new DateOnly(2010, 5, 1), roads.Single(r => r.Code == work.Assets[0]).Attributes["surfaced_on"]);
        Assert.Equal(
            "finished",
            (await WorksQuery.RunAsync(database, "451031", finished, null, null, Token))
                .Single(w => w.Code == work.Code)
                .State
        );
        Assert.Equal(
            work.Assets.Count - 1,
            await database.ScalarAsync<long>(
                "select count(distinct code) from longlin.history where layer = 'roads' "
                    + "and actor = 'tester' and code = any(array["
                    + $"{string.Join(",", work.Assets.Select(a => $"'{a}'"))}])"
            )
        );
        await Assert.ThrowsAsync<UsageException>(() =>
            WorkCompletion.RunAsync(
                database,
                "451031",
                work.Code,
                finished,
                "concrete",
                ["asphalt", "concrete"],
                "tester",
                _ => true,
                Token
            )
        );
        await Assert.ThrowsAsync<OutsideScopeException>(() =>
            WorkCompletion.RunAsync(
                database,
                "451031",
                works.First(w => w.Code != work.Code && w.Assets.Count > 0).Code,
                finished,
                "concrete",
                ["asphalt", "concrete"],
                "tester",
                _ => false,
                Token
            )
        );
        Assert.Null(
            await WorkCompletion.RunAsync(
                database,
                "451031",
                "no such",
                finished,
                "concrete",
                ["asphalt", "concrete"],
                "tester",
                _ => true,
                Token
            )
        );
    }

    [Fact]
    public async Task Works_and_budgets_are_counted_by_every_grouping_and_finishing_a_work_needs_a_token()
    {
        var all = await service.JsonAsync("/api/works?asOf=2020-01-15");
        foreach (var by in (string[])["bureau", "township", "village", "year"])
        {
            var groups = (await service.JsonAsync($"/api/works?asOf=2020-01-15&by={by}"))
                .GetProperty("groups")
                .EnumerateArray()
                .ToList();
            Assert.Equal(all.GetProperty("items").GetArrayLength(), groups.Sum(g => g.GetProperty("total").GetInt32()));
            Assert.Equal(
                all.GetProperty("items").EnumerateArray().Sum(w => w.GetProperty("budgetYuan").GetDecimal()),
                groups.Sum(g => g.GetProperty("budgetYuan").GetDecimal())
            );
        }

        using StringContent body = new("{}", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await service.Client.PostAsync("/api/works/x/finish", body, Token)).StatusCode
        );
    }

    [Fact]
    public async Task A_gap_has_its_cost_at_the_current_unit_costs()
    {
        var costs = (await service.JsonAsync("/api/rules")).GetProperty("costs");
        Assert.False(costs.GetProperty("verified").GetBoolean());
        var road = costs.GetProperty("services").GetProperty("road");
        var items = (await service.JsonAsync("/api/coverage/gaps?service=road&asOf=2018-12-31&verdict=not_met"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        Assert.NotEmpty(items);
        Assert.All(
            items,
            i =>
                Assert.Equal(
                    i.GetProperty("metresToUpgrade").GetDouble() * road.GetProperty("upgradeYuanPerMetre").GetDouble()
                        + i.GetProperty("metresToBuild").GetDouble()
                            * road.GetProperty("buildYuanPerMetre").GetDouble(),
                    (double)i.GetProperty("costYuan").GetDecimal(),
                    1.0
                )
        );
    }

    [Theory]
    [InlineData("met")]
    [InlineData("not_met")]
    public async Task The_path_of_a_hamlet_has_the_lengths_of_its_gap(string verdict)
    {
        var items = (
            await service.JsonAsync($"/api/coverage/gaps?service=road&asOf=2019-06-30&verdict={verdict}&limit=12")
        )
            .GetProperty("items")
            .EnumerateArray()
            .Where(i => i.GetProperty("evidence").GetString() == "geometry")
            .ToList();
        Assert.NotEmpty(items);
        foreach (var item in items)
        {
            var path = await service.JsonAsync(
                $"/api/hamlets/{item.GetProperty("code").GetString()}/path?service=road&asOf=2019-06-30"
            );
            Assert.Equal(verdict == "met", path.GetProperty("served").GetBoolean());
            Assert.Equal(
                item.GetProperty("metresToUpgrade").GetDouble(),
                path.GetProperty("metresToUpgrade").GetDouble(),
                1.0
            );
            Assert.Equal(
                item.GetProperty("metresToBuild").GetDouble(),
                path.GetProperty("metresToBuild").GetDouble(),
                1.0
            );
            var links = path.GetProperty("links").EnumerateArray().Select(l => l.GetString()).ToList();
            Assert.Empty(item.GetProperty("blocking").EnumerateArray().Select(b => b.GetString()).Except(links));
        }
    }
}
