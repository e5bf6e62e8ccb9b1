using System.Globalization;
using System.Net;
using System.Text.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Persons moved, houses removed, land reclaimed, and the readiness of sites.</summary>
public sealed class MoveProgressTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Day = "2019-12-31";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Persons_moved_by_site_township_and_month_match_the_ledger()
    {
        foreach (var day in (string[])["2018-06-30", Day])
        {
            var moved = (
                await service.RowsAsync(
                    "select coalesce(sum(persons), 0)::bigint, coalesce(sum(households), "
                        + "0)::bigint, coalesce(sum(persons) filter (where s.mode = 'concentrated'), 0)::bigint "
                        + "from longlin.moves m left join longlin.sites s on s.code = m.site_code "
                        + $"where moved_on <= '{day}'",
                    r => (Persons: r.GetInt64(0), Households: r.GetInt64(1), Concentrated: r.GetInt64(2))
                )
            )[0];
            Assert.True(moved.Persons > 0 && moved.Concentrated < moved.Persons);
            foreach (var by in (string[])["site", "township", "month"])
            {
                var answer = await service.JsonAsync($"/api/relocation/progress?asOf={day}&by={by}");
                Assert.Equal(
                    (moved.Persons, moved.Households, 20859.0),
                    (
                        answer.GetProperty("persons").GetInt64(),
                        answer.GetProperty("households").GetInt64(),
                        answer.GetProperty("target").GetDouble()
                    )
                );
                var groups = answer.GetProperty("groups").EnumerateArray().ToList();
                Assert.Equal(moved.Persons, groups.Sum(g => g.GetProperty("persons").GetInt64()));
                Assert.Equal(moved.Persons, groups[^1].GetProperty("personsUntil").GetInt64());
                Assert.Equal(
                    Math.Round(moved.Concentrated / (double)moved.Persons, 4),
                    answer.GetProperty("concentratedShare").GetDouble(),
                    4
                );
                var months =
                    (new DateOnly(2020, 12, 31).DayNumber - DateOnly.Parse(day, CultureInfo.InvariantCulture).DayNumber)
                    / 30.4375;
                Assert.Equal((20859 - moved.Persons) / months, answer.GetProperty("perMonth").GetDouble(), 0.1);
            }
        }

        using var wrong = await service.Client.GetAsync("/api/relocation/progress?by=village", Token);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Removed_houses_reclaimed_land_and_land_used_are_counted_as_of_the_date()
    {
        var before = await service.JsonAsync("/api/relocation/progress?asOf=2019-06-30");
        await service.Database.RunAsync(
            """
            insert into longlin.moves (code, hamlet_code, households, persons, moved_on, house_removed_on)
              values ('BAL1', 'X', 7, 20, '2019-01-01', '2019-06-30'), ('BAL2', 'X', 5, 12, '2019-01-01', '2019-07-01'),
              ('BAL3', 'X', 3, 9, '2019-01-01', null);
            insert into longlin.zones (code, kind, opened_on, reclaimed_m2, geom)
              values
              ('BAL1', 'vacated', '2019-01-01', 6600, st_setsrid(st_makeenvelope(100, 20, 100.001, 20.001), 4490)),
              ('BAL2', 'vacated', '2019-07-01', 999, st_setsrid(st_makeenvelope(100, 20, 100.001, 20.001), 4490)),
              ('BAL3', 'vacated', '2019-01-01', null, st_setsrid(st_makeenvelope(100, 20, 100.001, 20.001), 4490));
            insert into longlin.sites (code, opened_on, geom)
              values ('BAL1', '2019-01-01', st_setsrid(st_makeenvelope(100, 20, 100.001, 20.001), 4490)),
              ('BAL2', '2019-07-01', st_setsrid(st_makeenvelope(100, 20, 100.001, 20.001), 4490)),
              ('BAL3', '2019-01-01', st_setsrid(st_makepoint(100, 20), 4490));
            """
        );
        try
        {
            var after = await service.JsonAsync("/api/relocation/progress?asOf=2019-06-30");
            Assert.Equal((15, 7), (Grown("households"), Grown("housesRemoved")));
            JsonElement was = before.GetProperty("land"),
                land = after.GetProperty("land");
            Assert.Equal(
                6600,
                land.GetProperty("reclaimedM2").GetDouble() - was.GetProperty("reclaimedM2").GetDouble(),
                0.2
            );
            // A thousandth of a degree each way at 20° N: 104.6 m by 110.7 m.
            Assert.Equal(
                104.6 * 110.7,
                land.GetProperty("usedM2").GetDouble() - was.GetProperty("usedM2").GetDouble(),
                30.0
            );
            foreach (var untold in (string[])["reclaimedUntold", "usedUntold"])
                Assert.Equal(1, land.GetProperty(untold).GetInt64() - was.GetProperty(untold).GetInt64());

            long Grown(string name) => after.GetProperty(name).GetInt64() - before.GetProperty(name).GetInt64();
        }
        finally
        {
            await service.Database.RunAsync(
                "delete from longlin.moves where code like 'BAL%'; delete from longlin.zones "
                    + "where code like 'BAL%'; delete from longlin.sites where code like 'BAL%'"
            );
        }
    }

    [Fact]
    public async Task Sites_show_budgets_late_works_and_services_on_the_move_in_date()
    {
        var answer = await service.JsonAsync($"/api/relocation/progress?asOf={Day}&by=site");
        var sites = answer.GetProperty("sites").EnumerateArray().ToList();
        Assert.Equal(16, sites.Count);
        var money = (
            await service.RowsAsync(
                "select sum(budget_yuan), sum(paid_yuan), count(*) from longlin.works "
                    + "where exists (select from longlin.sites s where s.code = any(assets))",
                r => (r.GetDecimal(0), r.GetDecimal(1), r.GetInt64(2))
            )
        )[0];
        var funds = answer.GetProperty("funds");
        Assert.Equal(
            (money.Item1, money.Item2, (int)money.Item3),
            (
                funds.GetProperty("budgetYuan").GetDecimal(),
                funds.GetProperty("paidYuan").GetDecimal(),
                funds.GetProperty("works").GetInt32()
            )
        );
        Assert.Equal(money.Item1, sites.Sum(s => s.GetProperty("funds").GetProperty("budgetYuan").GetDecimal()));
        Assert.Equal(
            sites.Sum(s =>
                s.GetProperty("works")
                    .EnumerateArray()
                    .Count(w => w.GetProperty("state").GetString() is "late" or "overdue")
            ),
            funds.GetProperty("late").GetInt32()
        );
        Assert.True(funds.GetProperty("late").GetInt32() > 0);

        // The same sites taken for hamlets: the county's own computation tells of all dates.
        await using var connection = await service.Database.Source.OpenConnectionAsync(Token);
        var county = await CountyReader.ReadAsync(
            connection,
            service.Database.Catalog,
            TestCluster.Standard,
            "451031",
            DateOnly.Parse(Day, CultureInfo.InvariantCulture),
            Token
        );
        SubjectPlace[] places =
        [
            .. sites.Select(
                (s, i) =>
                    new SubjectPlace(
                        "hamlet",
                        i,
                        s.GetProperty("code").GetString()!,
                        s.GetProperty("lon").GetDouble(),
                        s.GetProperty("lat").GetDouble(),
                        null,
                        false,
                        DateSet.Always
                    )
            ),
        ];
        var timelines = CoverageComputation
            .Compute(TestCluster.Standard, county with { Places = places }, Token)
            .ToDictionary(t => t.Service, t => t.Places);
        HashSet<string> seen = [];
        for (var i = 0; i < sites.Count; i++)
        {
            var day = DateOnly.Parse(sites[i].GetProperty("openedOn").GetString()!, CultureInfo.InvariantCulture);
            Assert.Equal(
                day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                sites[i].GetProperty("moveInDay").GetString()
            );
            foreach (var item in sites[i].GetProperty("readiness").EnumerateArray())
            {
                var (name, verdict) = (item.GetProperty("item").GetString()!, item.GetProperty("verdict").GetString());
                seen.Add($"{name} {verdict}");
                if (timelines.TryGetValue(name, out var found) && found[i] is { } pieces)
                    Assert.Equal(
                        (name, PublishedMapping.Word(PlaceTimeline.At(pieces, day.DayNumber).Verdict)),
                        (name, verdict)
                    );
                else
                    Assert.Equal(
                        verdict == "met",
                        item.GetProperty("metres").ValueKind == JsonValueKind.Number
                            && item.GetProperty("metres").GetDouble() <= item.GetProperty("withinMetres").GetDouble()
                    );
            }

            var verdicts = sites[i]
                .GetProperty("readiness")
                .EnumerateArray()
                .Select(r => r.GetProperty("verdict").GetString())
                .ToList();
            Assert.Equal(
                verdicts.Contains("not_met") ? "not_met"
                    : verdicts.Contains("unknown") ? "unknown"
                    : "met",
                sites[i].GetProperty("ready").GetString()
            );
        }

        Assert.Equal(
            ["access", "broadband", "clinic", "piped", "power", "road", "school"],
            seen.Select(s => s.Split(' ')[0]).Distinct().Order()
        );
        Assert.Contains(seen, s => s.EndsWith("not_met", StringComparison.Ordinal));
        Assert.Contains(seen, s => s.EndsWith(" met", StringComparison.Ordinal));
    }
}
