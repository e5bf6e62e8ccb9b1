using System.Text.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Store;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// A county with three earth roads from its seat to three hamlets, each to be hardened by a work due at the end of 2019.
/// On the data date the first work is ahead of its days, the second behind, and nothing was done on the third.
/// </summary>
public sealed class ForecastTests(TestCluster cluster)
{
    private static readonly DateOnly Before = new(2019, 6, 30);
    private static readonly DateOnly Deadline = new(2020, 1, 1);
    private static readonly DateOnly Later = new(2021, 1, 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Works_count_as_planned_at_their_pace_or_not_at_all_when_late()
    {
        await using var database = await CountyAsync();
        using WayStore ways = new(database, TestCluster.Standard, TimeProvider.System);
        foreach (
            var (forecast, atDeadline, later) in ((string?, string, string)[])
                [
                    (null, "AHEAD BEHIND IDLE", "AHEAD BEHIND IDLE"),
                    ("planned", "AHEAD BEHIND IDLE", "AHEAD BEHIND IDLE"),
                    ("pace", "AHEAD", "AHEAD BEHIND"),
                    ("no_late", "AHEAD", "AHEAD"),
                ]
        )
        {
            Assert.Equal((forecast, atDeadline), (forecast, await ServedAsync(ways, forecast, Deadline)));
            Assert.Equal((forecast, later), (forecast, await ServedAsync(ways, forecast, Later)));
            // What was before the data date, no forecast changes.
            Assert.Equal((forecast, ""), (forecast, await ServedAsync(ways, forecast, Before)));
        }
    }

    [Fact]
    public async Task Every_question_says_which_forecast_it_answers_and_all_agree()
    {
        await using var database = await CountyAsync();
        using WayStore ways = new(database, TestCluster.Standard, TimeProvider.System);
        foreach (var (forecast, met) in ((string, int)[])[("planned", 3), ("pace", 1), ("no_late", 1)])
        {
            var progress = await ProgressAsync(database, ways, forecast, Deadline);
            Assert.Equal((true, forecast), (progress.Forecast, progress.ForecastBy));
            Assert.Equal(met, progress.Rules.Single(r => r.Rule == "ROAD-H50-HARD").Met);
            // The hardened share follows the same works.
            var share = progress.Rates.Single(r => r.Rate == "hardened_share").Share;
            Assert.InRange(share!.Value, met / 3.0 - 0.01, met / 3.0 + 0.01);

            var summary = (
                await SummaryReport.RunAsync(
                    ways,
                    new()
                    {
                        Service = "road",
                        AsOf = Deadline,
                        Forecast = forecast,
                    },
                    Read(database),
                    Deadline,
                    Token
                )
            ).Document!;
            Assert.Equal((forecast, met), (summary.ForecastBy, summary.Totals.Met));

            var place = (
                await PlaceReport.RunAsync(
                    ways,
                    "451031100001002",
                    new() { AsOf = Deadline, Forecast = forecast },
                    Deadline,
                    Token
                )
            ).Document!;
            Assert.Equal(forecast, place.ForecastBy);
            Assert.Equal(met == 3 ? "met" : "not_met", place.Services.Single(s => s.Service == "road").Verdict);

            var county = (await CountyState.RunAsync(database, null, Token))!;
            using MemoryStream document = new();
            await TimelineReport.WriteAsync(document, database, TestCluster.Standard, county, null, forecast, Token);
            document.Position = 0;
            using var timeline = await JsonDocument.ParseAsync(document, default, Token);
            Assert.Equal(forecast, timeline.RootElement.GetProperty("forecastBy").GetString());
            var changes = timeline.RootElement.GetProperty("hamlets").GetProperty("verdicts").GetProperty("road");
            Assert.Equal(
                forecast == "planned" ? [4, 4, 4]
                    : forecast == "pace" ? [4, 4, 2]
                    : [4, 2, 2],
                changes.EnumerateArray().Select(c => c.GetArrayLength())
            );
        }

        Assert.Null((await ProgressAsync(database, ways, "pace", Before)).ForecastBy);
    }

    [Fact]
    public async Task A_forecast_is_computed_again_after_coverage_has_changed()
    {
        await using var database = await CountyAsync();
        using WayStore ways = new(database, TestCluster.Standard, TimeProvider.System);
        Assert.Equal("AHEAD", await ServedAsync(ways, "pace", Deadline));
        await database.RunAsync("update longlin.works set progress_pct = 99 where code = 'W3'");
        await CoverageComputation.RunAsync(database, TestCluster.Standard, "451031", TimeProvider.System, Token);
        Assert.Equal("AHEAD IDLE", await ServedAsync(ways, "pace", Deadline));
    }

    private static Func<CancellationToken, Task<CountyData>> Read(Database database) =>
        _ => StoredCounty.ReadAsync(database, Later);

    private static Task<ProgressDocument> ProgressAsync(
        Database database,
        WayStore ways,
        string forecast,
        DateOnly day
    ) => ProgressReport.RunAsync(ways, new() { AsOf = day, Forecast = forecast }, Read(database), day, Token);

    private static async Task<string> ServedAsync(WayStore ways, string? forecast, DateOnly day)
    {
        var (document, fault) = await GapReport.RunAsync(
            ways,
            new()
            {
                Service = "road",
                AsOf = day,
                Forecast = forecast,
                Verdict = new([Model.Verdict.Met]),
            },
            Read(ways.Database),
            day,
            Token
        );
        Assert.Null(fault);
        Assert.Equal(day > new DateOnly(2019, 7, 1) ? forecast ?? "planned" : null, document!.ForecastBy);
        return string.Join(' ', document.Items.Select(i => i.Name));
    }

    private async Task<Database> CountyAsync()
    {
        var database = await cluster.EmptyAsync();
        await database.RunAsync(
            """
            insert into longlin.areas (code, level, name, seat_lon, seat_lat, geom) values
              ('451031', 'county', 'C', null, null, st_setsrid(st_makeenvelope(104.9, 24.6, 105.1, 24.8, 4490), 4490)),
              ('451031100', 'township', 'T', 105, 24.7, st_setsrid(st_makeenvelope(104.9, 24.6, 105.1, 24.8, 4490), 4490));
            insert into longlin.hamlets (code, name, households, geom) values
              ('451031100001001', 'AHEAD', 60, 'srid=4490;point(105.02 24.7)'),
              ('451031100001002', 'BEHIND', 60, 'srid=4490;point(104.98 24.7)'),
              ('451031100001003', 'IDLE', 60, 'srid=4490;point(105 24.7182)');
            insert into longlin.roads (code, class, surface, geom) values
              ('R1', 'C', 'earth', 'srid=4490;linestring(105 24.7, 105.02 24.7)'),
              ('R2', 'C', 'earth', 'srid=4490;linestring(105 24.7, 104.98 24.7)'),
              ('R3', 'C', 'earth', 'srid=4490;linestring(105 24.7, 105 24.7182)');
            insert into longlin.works (code, status, starts_on, due_on, progress_pct, assets) values
              ('W1', 'building', '2019-01-01', '2019-12-31', 60, '{R1}'),
              ('W2', 'building', '2019-01-01', '2019-12-31', 30, '{R2}'),
              ('W3', 'building', '2019-01-01', '2019-12-31', 0, '{R3}');
            insert into longlin.settings (key, value) values ('data_date', '2019-07-01');
            """
        );
        await CoverageComputation.RunAsync(database, TestCluster.Standard, "451031", TimeProvider.System, Token);
        return database;
    }
}
