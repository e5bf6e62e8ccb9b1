using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Drawing, changing and surveying in a real browser.</summary>
public sealed class PageEditTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<IPage> ShowAsync(IBrowser browser, string path, int width = 1366, int height = 768) =>
        PageBrowser.ShowAsync(service, browser, path, width, height);

    [Fact]
    public async Task A_drawn_road_joins_the_network_shows_its_effect_and_can_be_undone()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var page = await ShowAsync(browser, service.Link("#service=access&size=free&households=1&date=2020-06-30"));
        // A hamlet that lacks a passable road, and a point on a road from which a straight one would serve it, as a
        // supposition says.
        var gaps = (
            await service.JsonAsync(
                "/api/coverage/gaps?service=access&minHouseholds=1&asOf=2020-06-30&verdict=not_met&limit=1000"
            )
        )
            .GetProperty("items")
            .EnumerateArray()
            .Where(g =>
                g.GetProperty("distanceM") is { ValueKind: JsonValueKind.Number } d && d.GetDouble() is > 320 and < 600
            )
            .OrderBy(g => g.GetProperty("distanceM").GetDouble())
            .Take(4)
            .ToList();
        double[]? from = null,
            to = null;
        foreach (var gap in gaps)
        {
            var point =
                $"st_setsrid(st_makepoint({gap.GetProperty("lon").GetRawText()}, "
                + $"{gap.GetProperty("lat").GetRawText()}), 4490)";
            var ends = JsonDocument
                .Parse(
                    (
                        await service.Database.ScalarAsync<string>(
                            "select json_agg(array[st_x(p), st_y(p)])::text "
                                + $"from (select st_closestpoint(geom, {point}) as p from longlin.roads "
                                + "where surface in ('concrete', 'asphalt') "
                                + $"and st_dwithin(geom, {point}, 0.02) order by st_distance(geom, {point}) "
                                + "limit 20) x"
                        )
                    )!
                )
                .RootElement;
            foreach (var end in ends.EnumerateArray().Where(_ => to is null))
            {
                var supposed =
                    """{"asOf":"2020-06-30","added":[{"layer":"roads","set":{"surface":"concrete"},"geometry":"""
                    + $$$"""{"type":"LineString","coordinates":[[{{{gap.GetProperty("lon").GetRawText()}}},"""
                    + $$$"""{{{gap.GetProperty("lat").GetRawText()}}}],{{{end.GetRawText()}}}]}}]}""";
                using StringContent body = new(supposed, System.Text.Encoding.UTF8, "application/json");
                using var response = await service.Client.PostAsync("/api/what-if", body, Token);
                var gains = JsonDocument
                    .Parse(await response.Content.ReadAsStringAsync(Token))
                    .RootElement.GetProperty("services")
                    .EnumerateArray()
                    .Single(s => s.GetProperty("service").GetString() == "access")
                    .GetProperty("gain");
                if (
                    gains
                        .EnumerateArray()
                        .Any(g => g.GetProperty("code").GetString() == gap.GetProperty("code").GetString())
                )
                    (from, to) = (
                        [gap.GetProperty("lon").GetDouble(), gap.GetProperty("lat").GetDouble()],
                        [end[0].GetDouble(), end[1].GetDouble()]
                    );
            }
        }

        var (lon, lat) = (from![0], from[1]);
        var before = int.Parse(
            (await page.TextContentAsync("#gap-count"))!,
            NumberStyles.AllowThousands,
            CultureInfo.InvariantCulture
        );
        await page.ClickAsync("#edit-open");
        await page.SelectOptionAsync("#editor select >> nth=0", "roads");
        await Assertions.Expect(page.Locator("#editor [name=surface]")).ToBeVisibleAsync();
        await page.SelectOptionAsync("#editor [name=surface]", "concrete");
        await page.SelectOptionAsync("#editor [name=class]", "C");
        await page.SelectOptionAsync("#editor [name=status]", "open");
        await page.FillAsync("#editor [name=opened_on]", "2018-01-01");
        await page.EvaluateAsync(
            "([lon, lat, x, y]) => { window.longlin.map.jumpTo({ center: [(lon + x) / 2, (lat + y) / 2], zoom: "
                + "16 }); "
                + "return new Promise(done => window.longlin.map.once('idle', () => done())); }",
            new[] { lon, lat, to![0], to[1] }
        );
        await page.ClickAsync("#editor [data-edit=draw]");
        await ClickAtAsync(page, lon, lat, 0);
        await ClickAtAsync(page, to[0], to[1], 4);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("米");
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "edit.png") });
        await page.ClickAsync("#editor [data-act=save]");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("→", new() { Timeout = 20_000 });
        var after = int.Parse(
            (await page.TextContentAsync("#gap-count"))!,
            NumberStyles.AllowThousands,
            CultureInfo.InvariantCulture
        );
        Assert.True(after < before, $"{before} → {after}: {await page.TextContentAsync("#edit-says")}");
        // The end stands on the true line, not on the tile's coarser one.
        Assert.True(
            await service.Database.ScalarAsync<double>(
                "select min(st_distance(st_endpoint(d.geom)::geography, r.geom::geography)) "
                    + "from longlin.roads r, (select * from longlin.roads order by id desc limit 1) d "
                    + "where r.id <> d.id"
            ) < 0.01
        );
        Assert.Equal(
            "admin",
            await service.Database.ScalarAsync<string>(
                "select actor from longlin.history where layer = 'roads' order by id desc limit 1"
            )
        );
        await page.ClickAsync("#editor [data-edit=undo]");
        await Assertions
            .Expect(page.Locator("#gap-count"))
            .ToHaveTextAsync(before.ToString("#,0", CultureInfo.InvariantCulture), new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task A_conflicting_edit_shows_both_versions_and_keeps_what_was_typed()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var page = await ShowAsync(browser, service.Link("&lang=en"));
        var code = await service.Database.ScalarAsync<string>(
            "select code from longlin.hamlets where st_dimension(geom) = 0 and households > 60 "
                + "and status = 'open' and closed_on is null order by households desc limit 1"
        );
        var at = (
            await service.Database.ScalarAsync<string>(
                $"select st_x(geom) || ' ' || st_y(geom) from longlin.hamlets where code = '{code}'"
            )
        )!
            .Split(' ')
            .Select(t => double.Parse(t, CultureInfo.InvariantCulture))
            .ToArray();
        await page.ClickAsync("#edit-open");
        await page.SelectOptionAsync("#editor select >> nth=0", "hamlets");
        await Assertions.Expect(page.Locator("#editor [name=households]")).ToBeVisibleAsync();
        await page.EvaluateAsync(
            "([lon, lat]) => { window.longlin.map.jumpTo({ center: [lon, lat], zoom: 15 }); "
                + "return new Promise(done => window.longlin.map.once('idle', () => done())); }",
            at
        );
        await ClickAtAsync(page, at[0], at[1], 0);
        await Assertions.Expect(page.Locator("#edit-what")).ToHaveTextAsync(code!);
        await page.FillAsync("#editor [name=name]", "下寨屯");
        await service.Database.RunAsync($"update longlin.hamlets set name = '上寨屯' where code = '{code}'");
        await page.ClickAsync("#editor [data-act=save]");
        await Assertions.Expect(page.Locator("#edit-conflict")).ToContainTextAsync("上寨屯");
        await Assertions.Expect(page.Locator("#editor [name=name]")).ToHaveValueAsync("下寨屯");
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "conflict.png") });
        await page.ClickAsync("#edit-conflict button >> nth=1");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("Saved", new() { Timeout = 20_000 });
        Assert.Equal(
            "下寨屯",
            await service.Database.ScalarAsync<string>($"select name from longlin.hamlets where code = '{code}'")
        );
        // The service goes away: what was typed stays.
        await page.FillAsync("#editor [name=name]", "中寨屯");
        await page.RouteAsync("**/ogc/collections/**", r => r.AbortAsync());
        await page.ClickAsync("#editor [data-act=save]");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("cannot be reached");
        await Assertions.Expect(page.Locator("#editor [name=name]")).ToHaveValueAsync("中寨屯");
    }

    [Fact]
    public async Task An_inspector_records_a_survey_on_a_phone_and_the_verdict_follows()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var code = (
            await service.JsonAsync(
                "/api/coverage/gaps?service=power&minHouseholds=20&asOf=2018-12-31&verdict=not_met&limit=1"
            )
        )
            .GetProperty("items")[0]
            .GetProperty("code")
            .GetString();
        var page = await ShowAsync(
            browser,
            service.Link($"#service=power&size=20&date=2018-12-31&place={code}"),
            390,
            844
        );
        await page.ClickAsync("#survey");
        await Assertions.Expect(page.Locator("#editor [name=hamlet_code]")).ToHaveValueAsync(code!);
        Assert.True(
            await page.EvaluateAsync<bool>(
                "() => document.documentElement.scrollWidth <= 390 && "
                    + "[...document.querySelectorAll('#editor .fields input, #editor .fields select')].every(e => "
                    + "e.getBoundingClientRect().height >= 40)"
            )
        );
        await page.SelectOptionAsync("#editor [name=verdict]", "met");
        await page.SelectOptionAsync("#editor [name=evidence]", "acceptance");
        await page.FillAsync("#editor [name=observed_on]", "2018-11-01");
        await page.FillAsync("#editor [name=note]", "<img src=x onerror=\"document.title='run'\"> 已通电");
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "survey.png") });
        await page.ClickAsync("#editor [data-act=save]");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("→", new() { Timeout = 20_000 });
        var standing = (await service.JsonAsync($"/api/hamlets/{code}/coverage?asOf=2018-12-31"))
            .GetProperty("services")
            .EnumerateArray()
            .Single(s => s.GetProperty("service").GetString() == "power");
        Assert.Equal(
            ("met", "acceptance"),
            (standing.GetProperty("verdict").GetString(), standing.GetProperty("evidence").GetString())
        );
        Assert.True(standing.GetProperty("conflict").GetBoolean());
        Assert.NotEqual("run", await page.TitleAsync());
    }

    [Fact]
    public async Task Without_a_token_the_editor_says_that_nothing_can_be_edited()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var page = await ShowAsync(browser, "/");
        await page.ClickAsync("#edit-open");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("没有写入权限");
        await Assertions.Expect(page.Locator("#editor [data-act=save]")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_distance_is_measured_in_true_metres()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var page = await ShowAsync(browser, "/");
        await page.EvaluateAsync(
            "() => { window.longlin.map.jumpTo({ center: [105.2, 24.7], zoom: 12 }); "
                + "return new Promise(done => window.longlin.map.once('idle', () => done())); }"
        );
        await page.ClickAsync("#measure");
        await Assertions.Expect(page.Locator("#measured")).Not.ToBeEmptyAsync();
        await ClickAtAsync(page, 105.19, 24.69, 0);
        await ClickAtAsync(page, 105.21, 24.71, 0);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => /\\d/.test(document.querySelector('#measured').textContent)");
        var shown = double.Parse(
            System.Text.RegularExpressions.Regex.Match((await page.TextContentAsync("#measured"))!, @"[\d,]+").Value,
            NumberStyles.AllowThousands,
            CultureInfo.InvariantCulture
        );
        var true_ = await service.Database.ScalarAsync<double>(
            "select st_length('linestring(105.19 24.69, 105.21 24.71)'::geography)"
        );
        Assert.InRange(shown / true_, 0.995, 1.005); // a click lands on a whole pixel
        await page.ClickAsync("#measure-stop");
        await Assertions.Expect(page.Locator("#measuring")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_detail_lists_every_rule_and_who_changed_what()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var code = await service.Database.ScalarAsync<string>(
            "select code from longlin.hamlets where households between 25 and 45 and status = 'open' "
                + "order by code desc limit 1"
        );
        await service.Database.RunAsync($"update longlin.hamlets set name = '<b>改名屯</b>' where code = '{code}'");
        var page = await ShowAsync(browser, $"/#place={code}");
        await page.WaitForSelectorAsync("#drawer:not([hidden])");
        var rules = (await service.JsonAsync("/api/rules"))
            .GetProperty("rules")
            .EnumerateArray()
            .Where(r => r.GetProperty("subject").GetString() == "hamlet")
            .Select(r => r.GetProperty("rule").GetString()!)
            .ToList();
        foreach (var rule in rules)
            await Assertions.Expect(page.Locator("#why .verdicts")).ToContainTextAsync(rule);
        Assert.Equal(
            "小于门槛",
            (await page.TextContentAsync($"#why .verdicts li:has-text('ROAD-H50-HARD')"))!.Split(' ')[1]
        );
        await page.ClickAsync("#history-open");
        await Assertions.Expect(page.Locator("#history li >> nth=0")).ToContainTextAsync("<b>改名屯</b>");
    }

    private static async Task ClickAtAsync(IPage page, double lon, double lat, int aside)
    {
        var at = await page.EvaluateAsync<double[]>(
            "([lon, lat]) => { const p = window.longlin.map.project([lon, lat]), "
                + "box = document.getElementById('map').getBoundingClientRect(); "
                + "return [p.x + box.left, p.y + box.top]; }",
            new[] { lon, lat }
        );
        await page.Mouse.MoveAsync((float)at[0] - 10, (float)at[1] - 10);
        await page.Mouse.MoveAsync((float)at[0] + aside, (float)at[1] + aside, new() { Steps = 4 });
        await page.Mouse.ClickAsync((float)at[0] + aside, (float)at[1] + aside);
    }
}
