using System.Text.Json;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Gaps, summary and progress over HTTP agree with each other and with the contract.</summary>
[Collection(SharedService.Name)]
public sealed class GapAnswerTests(RunningService service)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gaps_have_every_field_of_the_contract()
    {
        var answer = await service.JsonAsync(
            "/api/coverage/gaps?service=road&minHouseholds=20&asOf=2016-12-31&limit=5"
        );
        Assert.Empty(
            new[] { "standard", "asOf", "forecast", "service", "minHouseholds", "totals", "next", "items" }.Except(
                answer.EnumerateObject().Select(p => p.Name)
            )
        );
        Assert.Empty(
            new[] { "hamlets", "households", "population", "poorPopulation", "assessed" }.Except(
                answer.GetProperty("totals").EnumerateObject().Select(p => p.Name)
            )
        );
        Assert.Equal(5, answer.GetProperty("items").GetArrayLength());
        Assert.All(
            answer.GetProperty("items").EnumerateArray(),
            i =>
                Assert.Empty(
                    new[]
                    {
                        "subject",
                        "code",
                        "name",
                        "villageCode",
                        "township",
                        "households",
                        "population",
                        "poorPopulation",
                        "verdict",
                        "reason",
                        "evidence",
                        "nearRoad",
                        "distanceM",
                        "metresToUpgrade",
                        "metresToBuild",
                        "blocking",
                        "lon",
                        "lat",
                    }.Except(i.EnumerateObject().Select(p => p.Name))
                )
        );
        Assert.True(answer.GetProperty("synthetic").GetBoolean());
    }

    [Fact]
    public async Task Following_the_cursor_returns_every_row_once()
    {
        foreach (var sort in (string[])["code", "households", "poor"])
        {
            List<string> codes = [];
            for (string? cursor = ""; cursor is not null; )
            {
                var page = await service.JsonAsync(
                    $"/api/coverage/gaps?service=road&minHouseholds=5&asOf=2016-12-31&limit=37&sort={sort}"
                        + $"{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}"
                );
                codes.AddRange(
                    page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("code").GetString()!)
                );
                cursor = page.GetProperty("next").GetString();
                if (cursor is null)
                    Assert.Equal(page.GetProperty("totals").GetProperty("hamlets").GetInt32(), codes.Count);
            }

            Assert.Equal(codes.Count, codes.Distinct().Count());
        }
    }

    [Theory]
    [InlineData("road", 20)]
    [InlineData("access", 50)]
    [InlineData("power", 20)]
    [InlineData("broadband", 1)]
    public async Task Gaps_summary_and_timeline_agree_on_every_date(string name, int households)
    {
        var timeline = (await service.JsonAsync("/api/coverage/timeline")).GetProperty("hamlets");
        var sizes = timeline
            .GetProperty("households")
            .EnumerateArray()
            .Select(h => h.ValueKind == JsonValueKind.Null ? (int?)null : h.GetInt32())
            .ToArray();
        // A place left behind is in no total from the day on which it was left.
        var closed = timeline.GetProperty("to").EnumerateArray().Select(d => d.GetInt32()).ToArray();
        var changes = timeline
            .GetProperty("verdicts")
            .GetProperty(name)
            .EnumerateArray()
            .Select(l => l.EnumerateArray().Select(v => v.GetInt32()).ToArray())
            .ToArray();
        Assert.Equal(TestCluster.DemoHamlets, sizes.Length);
        foreach (
            var day in (string[])["2010-06-30", "2015-01-01", "2016-12-31", "2018-07-15", "2019-12-31", "2020-12-31"]
        )
        {
            var number = int.Parse(
                day.Replace("-", "", StringComparison.Ordinal),
                System.Globalization.CultureInfo.InvariantCulture
            );
            var counts = new int[3];
            for (var i = 0; i < sizes.Length; i++)
            {
                if (sizes[i] < households || closed[i] <= number)
                    continue;
                var at = 0;
                while (at + 2 < changes[i].Length && changes[i][at + 2] <= number)
                    at += 2;
                counts[sizes[i] is null ? 2 : changes[i][at + 1]]++;
            }

            foreach (var (verdict, index) in ((string, int)[])[("not_met", 0), ("met", 1), ("unknown", 2)])
                Assert.Equal(
                    counts[index],
                    Totals(
                        await service.JsonAsync(
                            $"/api/coverage/gaps?service={name}&minHouseholds={households}&asOf={day}&verdict="
                                + $"{verdict}&limit=1"
                        )
                    )
                );
            var summary = (
                await service.JsonAsync($"/api/coverage/summary?service={name}&minHouseholds={households}&asOf={day}")
            )
                .GetProperty("items")
                .EnumerateArray()
                .ToList();
            Assert.Equal(
                (counts[0], counts[1], counts[2]),
                (
                    summary.Sum(s => s.GetProperty("notMet").GetInt32()),
                    summary.Sum(s => s.GetProperty("met").GetInt32()),
                    summary.Sum(s => s.GetProperty("unknown").GetInt32())
                )
            );
        }

        static int Totals(JsonElement answer) => answer.GetProperty("totals").GetProperty("hamlets").GetInt32();
    }

    [Theory]
    [InlineData("2016-12-31")]
    [InlineData("2019-12-31")]
    public async Task Progress_matches_the_gap_list_for_every_rule_and_townships_add_up(string day)
    {
        var progress = await service.JsonAsync($"/api/progress?asOf={day}&by=township");
        var rules = progress.GetProperty("rules").EnumerateArray().ToList();
        Assert.Equal(
            TestCluster.Standard.Rules.Select(r => r.Rule),
            rules.Select(r => r.GetProperty("rule").GetString()!)
        );
        foreach (var rule in rules.Where(r => r.GetProperty("service").ValueKind != JsonValueKind.Null))
        {
            var name = rule.GetProperty("rule").GetString();
            var gaps = (await service.JsonAsync($"/api/coverage/gaps?rule={name}&asOf={day}&limit=1")).GetProperty(
                "totals"
            );
            long Count(string field) => rule.GetProperty(field).GetInt64();
            Assert.True(Count("total") > 0, name);
            Assert.Equal(
                (name, gaps.GetProperty("assessed").GetInt64(), gaps.GetProperty("hamlets").GetInt64()),
                (name, Count("total"), Count("notMet") + Count("unknown"))
            );
            Assert.Equal(Count("total"), Count("met") + Count("notMet") + Count("unknown"));
            foreach (var field in (string[])["total", "met", "notMet", "unknown", "households", "poorPopulationMet"])
                Assert.Equal(
                    (name, field, Count(field)),
                    (name, field, rule.GetProperty("areas").EnumerateArray().Sum(a => a.GetProperty(field).GetInt64()))
                );
        }

        Assert.All(
            progress.GetProperty("rates").EnumerateArray(),
            r => Assert.InRange(r.GetProperty("share").GetDouble(), 0, 1)
        );
    }

    [Fact]
    public async Task Links_are_listed_as_gaps_and_their_pages_are_complete()
    {
        List<string> codes = [];
        for (string? cursor = ""; cursor is not null; )
        {
            var page = await service.JsonAsync(
                "/api/coverage/gaps?rule=ROAD-LINK-OPEN&asOf=2019-12-31&limit=25"
                    + $"{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}"
            );
            codes.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("code").GetString()!));
            Assert.All(
                page.GetProperty("items").EnumerateArray(),
                i => Assert.Equal("link", i.GetProperty("subject").GetString())
            );
            cursor = page.GetProperty("next").GetString();
            if (cursor is null)
                Assert.Equal(page.GetProperty("totals").GetProperty("hamlets").GetInt32(), codes.Count);
        }

        Assert.True(codes.Count > 25);
        Assert.Equal(codes.Distinct(), codes);
        var township = codes[0][..9];
        Assert.All(
            (await service.JsonAsync($"/api/coverage/gaps?rule=ROAD-LINK-OPEN&asOf=2019-12-31&area={township}"))
                .GetProperty("items")
                .EnumerateArray(),
            i => Assert.Contains(township, i.GetProperty("code").GetString(), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task One_request_lists_where_straight_line_and_path_disagree()
    {
        var answer = await service.JsonAsync(
            "/api/coverage/gaps?service=access&asOf=2016-12-31&verdict=not_met&nearRoad=true&limit=10000"
        );
        Assert.NotEmpty(answer.GetProperty("items").EnumerateArray());
        Assert.All(
            answer.GetProperty("items").EnumerateArray(),
            i =>
                Assert.Equal(
                    (true, "not_met"),
                    (i.GetProperty("nearRoad").GetBoolean(), i.GetProperty("verdict").GetString())
                )
        );
        var all = await service.JsonAsync(
            "/api/coverage/gaps?service=access&asOf=2016-12-31&verdict=not_met&limit=10000"
        );
        Assert.Equal(
            all.GetProperty("items").EnumerateArray().Count(i => i.GetProperty("nearRoad").GetBoolean()),
            answer.GetProperty("items").GetArrayLength()
        );
    }

    [Fact]
    public async Task Poor_villages_come_first_when_asked_for()
    {
        List<string> codes = [];
        for (string? cursor = ""; cursor is not null; )
        {
            var page = await service.JsonAsync(
                "/api/coverage/gaps?rule=ROAD-H20-ACCESS&asOf=2016-12-31&sort=poor&limit=17"
                    + $"{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}"
            );
            codes.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("code").GetString()!));
            cursor = page.GetProperty("next").GetString();
        }

        Assert.Equal(codes.Count, codes.Distinct().Count());
        var second = codes.FindIndex(1, c => string.CompareOrdinal(c, codes[codes.IndexOf(c) - 1]) < 0);
        Assert.True(
            second > 0
                && codes[..second].SequenceEqual(codes[..second].Order(StringComparer.Ordinal))
                && codes[second..].SequenceEqual(codes[second..].Order(StringComparer.Ordinal)),
            "poor villages, then the others, each by code"
        );
    }

    [Fact]
    public async Task A_date_after_the_data_is_a_forecast_and_says_so()
    {
        Assert.False(
            (await service.JsonAsync("/api/coverage/gaps?service=road&asOf=2019-12-31"))
                .GetProperty("forecast")
                .GetBoolean()
        );
        Assert.True(
            (await service.JsonAsync("/api/coverage/gaps?service=road&asOf=2020-12-31"))
                .GetProperty("forecast")
                .GetBoolean()
        );
    }

    [Theory]
    [InlineData("csv", "合成演示数据")]
    [InlineData("geojson", "合成演示数据")]
    public async Task Every_export_says_that_it_is_synthetic(string format, string note) =>
        Assert.Contains(
            note,
            await service.Client.GetStringAsync(
                $"/api/coverage/gaps?service=road&minHouseholds=20&asOf=2016-12-31&f={format}",
                Token
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_workbook_holds_all_rows_and_not_the_first_page()
    {
        using MemoryStream workbook = new(
            await service.Client.GetByteArrayAsync(
                "/api/coverage/gaps?service=road&minHouseholds=20&asOf=2016-12-31&f=xlsx",
                Token
            )
        );
        var rows = MiniExcelLibs
            .MiniExcel.Query(workbook, useHeaderRow: true)
            .Cast<IDictionary<string, object>>()
            .ToList();
        var items = (
            await service.JsonAsync("/api/coverage/gaps?service=road&minHouseholds=20&asOf=2016-12-31&limit=10000")
        ).GetProperty("items");
        Assert.True(rows.Count > 100, "the county has more gaps than a page");
        Assert.Equal(items.GetArrayLength(), rows.Count);
        Assert.Equal("合成演示数据", rows[0]["备注"]);
        Assert.Equal(items[0].GetProperty("code").GetString(), rows[0]["编码"]);
    }
}
