using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>The ways of the days asked about, kept in the store until the coverage changes.</summary>
public sealed class WayStoreTests(TestCluster cluster)
{
    private static readonly DateOnly Day = new(2018, 12, 31);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ways_follow_an_edit_name_a_closure_and_are_kept_for_a_limited_number_of_days()
    {
        await using var database = await cluster.DemoAsync();
        using var ways = new WayStore(database, TestCluster.Standard, TimeProvider.System);
        CoverageMemory memory = new();
        await ComputeAsync(database, memory);
        ways.Remember(memory.Latest!);
        var before = await AskAsync(ways);
        Assert.All(before.Values, g => Assert.True(g.Verdict != Verdict.NotMet || g.MetresToBuild is not null));
        Assert.All(before.Values.Where(g => g.Verdict == Verdict.Met), g => Assert.NotNull(g.DistanceM));

        // A road that serves somebody is closed; the hamlets it cut off wait for it and build nothing.
        var road = await database.ScalarAsync<string>(
            """
            insert into longlin.closures (code, layer, asset_code, closed_from, closed_to, reason)
            select 'WAY-1', 'roads', r.code, '2018-12-01', '2019-02-01', 'landslide'
            from longlin.roads r where r.class = 'C' and r.status = 'open' and r.surface = 'concrete'
              and r.surfaced_on < '2018-01-01'
            order by st_length(r.geom) desc limit 1
            returning asset_code
            """
        );
        await ComputeAsync(database, memory);
        // This store was told of the coverage before; a new one reads the county itself.
        var after = await AskAsync(ways);
        using var fresh = new WayStore(database, TestCluster.Standard, TimeProvider.System);
        await database.RunAsync("delete from longlin.way_days");
        Assert.Equal((await AskAsync(fresh)).Values.Select(Facts), after.Values.Select(Facts));
        var waiting = after.Values.Where(g => g.Reason == VerdictReason.Closed && g.Closed.Contains(road)).ToList();
        Assert.NotEmpty(waiting);
        Assert.All(
            waiting,
            g =>
            {
                Assert.Equal((0, 0), (g.MetresToUpgrade, g.MetresToBuild));
                Assert.Equal([road], g.Closed);
                Assert.Contains(road, g.Blocking);
                Assert.Equal([new DateOnly(2019, 2, 1)], g.ReopensOn);
                Assert.Equal(Verdict.Met, before[g.Code].Verdict);
            }
        );

        // Another price makes other ways.
        var costs = TestCluster.Standard.Costs!;
        var prices = costs.Services.ToDictionary();
        prices["road"] = prices["road"] with { BuildYuanPerMetre = 40_000 };
        using var dear = new WayStore(
            database,
            TestCluster.Standard with
            {
                Costs = costs with { Services = prices },
            },
            TimeProvider.System
        );
        Assert.True((await AskAsync(dear)).Values.Sum(g => g.MetresToBuild) < after.Values.Sum(g => g.MetresToBuild));

        for (var month = 1; month <= 30; month++)
            await fresh.EnsureAsync("451031", ["piped", "no such service"], Day.AddMonths(month), Token);
        Assert.InRange(await database.ScalarAsync<long>("select count(*) from longlin.way_days"), 2, 25);
        Assert.Equal(
            0,
            await database.ScalarAsync<long>(
                "select count(*) from longlin.ways w where not exists (select from longlin.way_days d "
                    + "where d.county_code = w.county_code and d.service = w.service and d.day = w.day)"
            )
        );
    }

    [Fact]
    public async Task Two_stores_that_compute_the_same_day_at_once_leave_one_set_of_ways()
    {
        await using var database = await cluster.DemoAsync();
        await ComputeAsync(database, new());
        WayStore[] stores =
        [
            .. Enumerable.Range(0, 4).Select(_ => new WayStore(database, TestCluster.Standard, TimeProvider.System)),
        ];
        await Task.WhenAll(stores.Select(s => s.EnsureAsync("451031", ["power"], Day, Token)));
        Array.ForEach(stores, s => s.Dispose());
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from longlin.way_days"));
        Assert.Equal(
            await database.ScalarAsync<long>(
                "select count(*) from longlin.coverage c join longlin.hamlets h on h.id = c.subject_id "
                    + "where c.service = 'power' and c.subject = 'hamlet' "
                    + "and longlin.stands_on(h.status, h.opened_on, h.closed_on, '2018-12-31')"
            ),
            await database.ScalarAsync<long>(
                "select count(distinct subject_id) from longlin.ways where subject = 'hamlet'"
            )
        );
    }

    private static (string, Verdict, VerdictReason, double?, double?, double?, string) Facts(Gap g) =>
        (g.Code, g.Verdict, g.Reason, g.DistanceM, g.MetresToUpgrade, g.MetresToBuild, string.Join(' ', g.Blocking));

    private static async Task<SortedDictionary<string, Gap>> AskAsync(WayStore ways)
    {
        var answer = await GapQuery.RunAsync(
            ways,
            "451031",
            new GapQuestion
            {
                Service = "road",
                AsOf = Day,
                Verdicts = [Verdict.Met, Verdict.NotMet, Verdict.Unknown],
                Limit = 10_000,
            },
            Token
        );
        Assert.True(answer.WaysKnown);
        return new(answer.Items.ToDictionary(g => g.Code), StringComparer.Ordinal);
    }

    private static Task<CoverageRun> ComputeAsync(Database database, CoverageMemory memory) =>
        CoverageComputation.RunAsync(database, TestCluster.Standard, "451031", TimeProvider.System, Token, memory);
}
