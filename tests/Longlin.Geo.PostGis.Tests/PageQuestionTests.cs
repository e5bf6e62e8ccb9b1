using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using static Longlin.Geo.PostGis.Tests.PageWalk;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// The twenty questions of the bureaus, each that the page answers walked by clicking and typing, what stands on the
/// screen compared with the API's to the digit. Here: transport.
/// Not answered by the page, since the service has no answer to show yet: (5) what to build with so much money in which
/// year, (9) which hamlets a source can feed by gravity,
/// (15) which planned roads share a trench with fibre, (20) a township's wall map with its report id (its standing by
/// rule is on the dashboard, see <see cref="PageTests"/>).
/// (17), a drawn site, is walked in <see cref="PageRelocationTests"/>; the other questions in
/// <see cref="PageUtilityQuestionTests"/>.
/// </summary>
public sealed class PageQuestionTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Q1_Hamlets_of_50_without_a_hardened_path_with_metres_and_blocking_segments()
    {
        await using var walk = await StartAsync(service);
        await walk.Page.SelectOptionAsync("#rule", "ROAD-H50-HARD");
        await walk.DayAsync("2018-12-31");
        var answer = await service.JsonAsync(
            "/api/coverage/gaps?rule=ROAD-H50-HARD&asOf=2018-12-31&verdict=not_met&sort=households&limit=200"
        );
        var totals = answer.GetProperty("totals");
        await Assertions.Expect(walk.Page.Locator("#gap-count")).ToHaveTextAsync(N(totals.GetProperty("hamlets")));
        await Assertions
            .Expect(walk.Page.Locator("#gap-people"))
            .ToContainTextAsync(
                $"{N(totals.GetProperty("households"))} 户，{N(totals.GetProperty("population"))} 人，占 "
                    + $"{N(totals.GetProperty("assessed"))} 个"
            );
        await Assertions
            .Expect(walk.Page.Locator("#deadline-text"))
            .ToHaveTextAsync("ROAD-H50-HARD · 目标期限 2019-12-31");
        var items = answer.GetProperty("items").EnumerateArray().ToList();
        await Assertions.Expect(walk.Page.Locator("#list .metres >> nth=0")).Not.ToBeEmptyAsync();
        var shown = await walk.Page.EvaluateAsync<string[][]>(
            "() => [...document.querySelectorAll('#list .row')].map(r => [...r.children].map(c => c.textContent))"
        );
        string[] Line(JsonElement g) =>
            [
                g.GetProperty("name").GetString()!,
                g.GetProperty("village").GetString()!,
                N(g.GetProperty("households")),
                Metres(g),
            ];
        Assert.Equal(
            items.Select(Line).Select(l => string.Join('|', l)).Order(StringComparer.Ordinal),
            shown.Select(l => string.Join('|', l)).Order(StringComparer.Ordinal)
        );
        Assert.Equal(items.Select(g => N(g.GetProperty("households"))), shown.Select(l => l[2]));

        var blocked = items.First(g => g.GetProperty("blocking").GetArrayLength() > 0);
        await walk.Page.FillAsync("#search", blocked.GetProperty("code").GetString()!);
        await walk.Page.PressAsync("#search", "Enter");
        foreach (var segment in blocked.GetProperty("blocking").EnumerateArray().Take(12))
            await Assertions.Expect(walk.Page.Locator("#why .asked")).ToContainTextAsync(segment.GetString()!);
        await walk.ShotAsync("question-1");
        Assert.Empty(walk.Faults);

        static string Metres(JsonElement g) =>
            g.GetProperty("metresToUpgrade").ValueKind == JsonValueKind.Null
            || g.GetProperty("metresToBuild").ValueKind == JsonValueKind.Null
                ? "—"
                : Math.Round(
                        g.GetProperty("metresToUpgrade").GetDouble() + g.GetProperty("metresToBuild").GetDouble(),
                        MidpointRounding.AwayFromZero
                    )
                    .ToString("#,0", CultureInfo.InvariantCulture) + " 米";
    }

    [Fact]
    public async Task Q2_Hamlets_of_20_without_a_passable_path_by_township_poor_villages_first()
    {
        await using var walk = await StartAsync(service);
        await walk.Page.SelectOptionAsync("#rule", "ROAD-H20-ACCESS");
        await walk.DayAsync("2018-12-31");
        var summary = await service.JsonAsync("/api/coverage/summary?rule=ROAD-H20-ACCESS&asOf=2018-12-31&by=township");
        var bars = await walk.Page.EvaluateAsync<string[][]>(
            "() => [...document.querySelectorAll('#bars .bar')].map(r => "
                + "[r.querySelector('.name').textContent, r.querySelector('.count').textContent])"
        );
        Assert.Equal(
            summary
                .GetProperty("items")
                .EnumerateArray()
                .Select(i =>
                    $"{i.GetProperty("name").GetString()} {N(i.GetProperty("notMet"))} / {N(i.GetProperty("total"))}"
                )
                .Order(StringComparer.Ordinal),
            bars.Select(b => $"{b[0]} {b[1]}").Order(StringComparer.Ordinal)
        );
        await walk.Page.SelectOptionAsync("#list-sort", "poor");
        var first = (
            await service.JsonAsync(
                "/api/coverage/gaps?rule=ROAD-H20-ACCESS&asOf=2018-12-31&verdict=not_met&sort=poor&limit=10000"
            )
        )
            .GetProperty("items")
            .EnumerateArray()
            .Take(200)
            .Select(g => g.GetProperty("name").GetString())
            .ToList();
        await Assertions
            .Expect(walk.Page.Locator("#list .row .name"))
            .ToHaveTextAsync(first!, new() { Timeout = 20_000 });
        await walk.ShotAsync("question-2");
        Assert.Empty(walk.Faults);
    }

    [Theory]
    [InlineData("ROAD-V-HARD", "question-3")] // (3) which villages fail the 2016 rule, and why
    [InlineData("BUS-V", "question-7")] // (7) villages without a bus stop
    public async Task Q3_and_Q7_Villages_that_fail_a_rule_and_why(string rule, string shot)
    {
        await using var walk = await StartAsync(service, "/#date=2018-12-31");
        await walk.TopicAsync("villages", rule);
        var answer = await service.JsonAsync(
            $"/api/coverage/gaps?rule={rule}&asOf=2018-12-31&verdict=not_met&limit=10000"
        );
        await walk.SaysAsync(
            $"{N(answer.GetProperty("totals").GetProperty("hamlets"))} 个行政村未达标，共评 "
                + $"{N(answer.GetProperty("totals").GetProperty("assessed"))} 个"
        );
        var items = answer.GetProperty("items").EnumerateArray().ToList();
        Assert.NotEmpty(items);
        Assert.Equal(
            items.Select(i =>
                $"{i.GetProperty("name").GetString()} {N(i.GetProperty("metresToUpgrade"))} "
                + $"{N(i.GetProperty("metresToBuild"))}"
            ),
            (await walk.RowsAsync()).Select(r => $"{r[0]} {r[3]} {r[4]}")
        );
        await walk.Page.ClickAsync("#topics-table tbody tr >> nth=0 >> button");
        var place = await service.JsonAsync(
            $"/api/areas/{items[0].GetProperty("code").GetString()}/coverage?asOf=2018-12-31"
        );
        var asked = place
            .GetProperty("services")
            .EnumerateArray()
            .Single(s => s.GetProperty("service").GetString() == answer.GetProperty("service").GetString());
        await Assertions
            .Expect(walk.Page.Locator("#why"))
            .ToContainTextAsync(asked.GetProperty("sentence").GetProperty("zh").GetString()!);
        await walk.ShotAsync(shot);
        Assert.Empty(walk.Faults);
    }

    [Theory]
    [InlineData("dead-ends")]
    [InlineData("bottlenecks")]
    public async Task Q4_Dead_ends_and_bottlenecks_open_and_cleared(string finding)
    {
        await using var walk = await StartAsync(service, "/#date=2018-12-31");
        await walk.Page.ClickAsync("#layers-open");
        await walk.Page.CheckAsync("#layers input[data-layers=findings]");
        await walk.TopicAsync("findings", finding);
        var items = (await service.JsonAsync($"/api/network/road/{finding}?asOf=2018-12-31&limit=10000"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        var open = items.Count(i => i.GetProperty("state").GetString() == "open");
        await walk.SaysAsync(
            $"未打通 {open.ToString("#,0", CultureInfo.InvariantCulture)} 处，已打通 "
                + $"{(items.Count - open).ToString("#,0", CultureInfo.InvariantCulture)} 处"
        );
        var rows = await walk.RowsAsync();
        Assert.Equal(Math.Min(300, items.Count), rows.Length);
        var byCode = items.ToLookup(i => i.GetProperty("code").GetString()!);
        Assert.All(
            rows,
            r =>
                Assert.Contains(
                    byCode[r[0]],
                    i => N(i.GetProperty("missingMetres")) == r[5] && Text(i.GetProperty("clearedOn")) == r[4]
                )
        );
        await walk.Page.WaitForFunctionAsync(
            "kind => window.longlin.map.getSource(`finding-${kind}`)?.serialize().data.features.filter(f => "
                + "f.properties.state === 'open').length > 0",
            finding,
            new() { Timeout = 30_000 }
        );
        Assert.Equal(
            open,
            await walk.Page.EvaluateAsync<int>(
                "kind => window.longlin.map.getSource(`finding-${kind}`).serialize().data.features.filter(f => "
                    + "f.properties.state === 'open').length",
                finding
            )
        );
        await walk.Page.ClickAsync("#topics-table tbody tr >> nth=0 >> button");
        await walk.Page.ClickAsync("#topics-close");
        await walk.Page.EvaluateAsync(
            "() => new Promise(done => { window.longlin.map.once('idle', () => "
                + "done()); window.longlin.map.triggerRepaint(); })"
        );
        await walk.ShotAsync($"question-4-{finding}");
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task Q6_Who_loses_access_when_a_bridge_closes()
    {
        await using var walk = await StartAsync(service, "/#date=2018-12-31");
        await walk.TopicAsync("closure");
        await walk.SaysAsync("关键路段");
        var worst = (await service.JsonAsync("/api/network/access/critical?asOf=2018-12-31&limit=200")).GetProperty(
            "items"
        )[0];
        Assert.Equal(
            [
                worst.GetProperty("code").GetString()!,
                N(worst.GetProperty("placeCount")),
                N(worst.GetProperty("households")),
            ],
            (await walk.RowsAsync())[0]
        );
        await walk.Page.ClickAsync("#topics-table tbody tr >> nth=0 >> button");
        using StringContent body = new(
            """{"asOf":"2018-12-31","closed":[{"layer":"roads","""
                + $$""" "code":"{{worst.GetProperty("code").GetString()}}"}]}""",
            Encoding.UTF8,
            "application/json"
        );
        using var response = await service.Client.PostAsync(
            "/api/what-if",
            body,
            TestContext.Current.CancellationToken
        );
        var effects = JsonDocument
            .Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .RootElement.GetProperty("services")
            .EnumerateArray()
            .Where(s => s.GetProperty("lose").GetArrayLength() > 0)
            .ToList();
        Assert.Contains(effects, e => e.GetProperty("service").GetString() == "access");
        foreach (var effect in effects)
            await walk.SaysAsync(
                $"{effect.GetProperty("title").GetProperty("zh").GetString()} {Hamlets(effect)} 个自然屯 "
                    + $"{N(effect.GetProperty("householdsLosing"))} 户"
            );
        await walk.ShotAsync("question-6");
        Assert.Empty(walk.Faults);

        static int Hamlets(JsonElement effect) =>
            effect.GetProperty("lose").EnumerateArray().Count(p => p.GetProperty("subject").GetString() == "hamlet");
    }
}
