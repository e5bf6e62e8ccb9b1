using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// The list beside the map: sorted, filtered, exported as shown, its lines and the map's dots knowing each other; and
/// the legend.
/// </summary>
public sealed class PageListTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hovering_a_row_highlights_its_dot_and_hovering_a_dot_highlights_its_row()
    {
        await using var walk = await PageWalk.StartAsync(service, "/#date=2018-12-31");
        var page = walk.Page;
        await page.HoverAsync("#list .row >> nth=2");
        var first = await page.EvaluateAsync<double[]>(
            "() => window.longlin.map.getSource('hinted').serialize().data.features[0].geometry.coordinates"
        );
        var name = (await page.TextContentAsync("#list .row >> nth=2 >> .name"))!;
        Assert.Equal(
            name,
            await page.EvaluateAsync<string>(
                "([lon, lat]) => { const h = window.longlin.timeline.hamlets; "
                    + "return h.name[h.lon.findIndex((x, i) => x === lon && h.lat[i] === lat)]; }",
                first
            )
        );
        // The dot of the fifth line, alone beneath the pointer.
        var code = await page.EvaluateAsync<double[]>(
            "() => { const h = window.longlin.timeline.hamlets, row = document.querySelectorAll('#list "
                + ".row')[4].children, i = h.name.findIndex((n, i) => n === row[0].textContent && "
                + "h.village[i] === row[1].textContent); window.longlin.map.jumpTo({ center: [h.lon[i], h.lat[i]], "
                + "zoom: 14 }); return [h.lon[i], h.lat[i]]; }"
        );
        await page.EvaluateAsync("() => new Promise(done => window.longlin.map.once('idle', () => done()))");
        var at = await page.EvaluateAsync<double[]>(
            "([lon, lat]) => { const p = window.longlin.map.project([lon, lat]), "
                + "box = document.getElementById('map').getBoundingClientRect(); "
                + "return [p.x + box.left, p.y + box.top]; }",
            code
        );
        await page.Mouse.MoveAsync((float)at[0] - 40, (float)at[1] - 40);
        await page.Mouse.MoveAsync((float)at[0], (float)at[1], new() { Steps = 5 });
        await Assertions
            .Expect(page.Locator("#list .row >> nth=4"))
            .ToHaveClassAsync(new System.Text.RegularExpressions.Regex("hinted"));
        await page.Mouse.ClickAsync((float)at[0], (float)at[1]);
        await Assertions
            .Expect(page.Locator("#list .row >> nth=4"))
            .ToHaveClassAsync(new System.Text.RegularExpressions.Regex("picked"));
        await Assertions
            .Expect(page.Locator("#place"))
            .ToContainTextAsync((await page.TextContentAsync("#list .row >> nth=4 >> .name"))!);
        await walk.ShotAsync("linked");
        Assert.Empty(walk.Faults);
    }

    [Theory]
    [InlineData("not_met")]
    [InlineData("unknown")]
    public async Task The_list_sorts_and_filters_and_every_download_holds_what_is_shown(string verdict)
    {
        await using var walk = await PageWalk.StartAsync(
            service,
            "/#date=2019-12-31&service=power&size=free&households=1"
        );
        var page = walk.Page;
        await page.SelectOptionAsync("#list-verdict", verdict);
        await page.SelectOptionAsync("#list-sort", "metres");
        var items = (
            await service.JsonAsync(
                $"/api/coverage/gaps?service=power&minHouseholds=1&asOf=2019-12-31&verdict={verdict}&limit=10000"
            )
        )
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        Assert.NotEmpty(items);
        await page.WaitForFunctionAsync(
            "n => document.querySelectorAll('#list .row').length === n && "
                + "[...document.querySelectorAll('#list .metres')].every(m => m.textContent !== '')",
            Math.Min(200, items.Count),
            new() { Timeout = 20_000 }
        );
        var metres = (
            await page.EvaluateAsync<string[]>(
                "() => [...document.querySelectorAll('#list .metres')].map(m => m.textContent)"
            )
        )
            .Select(m =>
                m == "—" ? -1 : double.Parse(m.Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture)
            )
            .ToList();
        Assert.Equal(metres.OrderDescending(), metres);
        var csv = await service.Client.GetStringAsync(
            $"/{await page.GetAttributeAsync("#downloads a[data-format=csv]", "href")}",
            Token
        );
        Assert.Equal(items.Count, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1);
        var layer = JsonDocument
            .Parse(
                await service.Client.GetStringAsync(
                    $"/{await page.GetAttributeAsync("#downloads a[data-format=geojson]", "href")}",
                    Token
                )
            )
            .RootElement.GetProperty("features");
        Assert.Equal(
            items.Select(i => i.GetProperty("code").GetString()).Order(StringComparer.Ordinal),
            layer
                .EnumerateArray()
                .Select(f => f.GetProperty("properties").GetProperty("code").GetString())
                .Order(StringComparer.Ordinal)
        );
        using var book = await service.Client.GetAsync(
            $"/{await page.GetAttributeAsync("#downloads a[data-format=xlsx]", "href")}",
            Token
        );
        Assert.Equal("PK", System.Text.Encoding.ASCII.GetString((await book.Content.ReadAsByteArrayAsync(Token))[..2]));
        await walk.ShotAsync($"list-{verdict}");
    }

    [Fact]
    public async Task Pinyin_initials_find_hamlets()
    {
        // 坝 ba, 大 da, 那 na, 平 ping; 屯 tun: spelled by hand here, not by the page's own table.
        var spelled = new Dictionary<char, char>
        {
            ['上'] = 's',
            ['下'] = 'x',
            ['大'] = 'd',
            ['平'] = 'p',
            ['那'] = 'n',
            ['坝'] = 'b',
            ['新'] = 'x',
            ['龙'] = 'l',
            ['石'] = 's',
            ['屯'] = 't',
            ['田'] = 't',
            ['冲'] = 'c',
        };
        var names = (
            await service.Database.ScalarAsync<string>(
                "select string_agg(distinct name, ' ') from longlin.hamlets where status = 'open'"
            )
        )!
            .Split(' ')
            .Where(n => n.Length == 3 && n.All(spelled.ContainsKey))
            .ToList();
        Assert.NotEmpty(names);
        await using var walk = await PageWalk.StartAsync(service);
        foreach (var initials in names.Select(n => string.Concat(n.Select(c => spelled[c]))).Distinct().Take(4))
        {
            await walk.Page.FillAsync("#search", initials.ToUpperInvariant());
            var found = await walk.Page.Locator("#found .row .name").AllTextContentsAsync();
            Assert.NotEmpty(found);
            Assert.All(
                found.Where(n => n.All(spelled.ContainsKey)),
                n => Assert.StartsWith(initials, string.Concat(n.Select(c => spelled[c])), StringComparison.Ordinal)
            );
            Assert.Contains(found, names.Contains);
        }

        await walk.ShotAsync("pinyin");
    }

    [Fact]
    public async Task Every_layer_that_is_switched_on_is_drawn_and_no_style_image_is_missing()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var page = await browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = 1366, Height = 768 },
            }
        );
        List<string> told = [];
        page.Console += (_, m) => told.Add(m.Text);
        var at = (
            await service.Database.ScalarAsync<string>(
                "select st_x(st_centroid(geom)) || ',' || st_y(st_centroid(geom)) from longlin.zones "
                    + "where kind in ('hazard', 'flood') order by id limit 1"
            )
        )!;
        await page.GotoAsync(
            $"{service.Url}/#date=2018-12-31&layers=power,telecom,water,facilities,sites,zones,findings&at={at},12.5"
        );
        await page.WaitForSelectorAsync("body[data-ready=true]", new() { Timeout = 90_000 });
        await page.WaitForFunctionAsync(
            "() => window.longlin.map.getSource('finding-isolated')?.serialize().data.features.length > 0 && "
                + "window.longlin.map.loaded()",
            null,
            new() { Timeout = 60_000 }
        );
        var drawn = await page.EvaluateAsync<string[]>(
            "() => [...new Set(window.longlin.map.queryRenderedFeatures().map(f => f.layer.id))]"
        );
        foreach (var layer in (string[])["zones-fill", "power-line", "power-point", "telecom-fibre", "hamlets"])
            Assert.Contains(layer, drawn);
        foreach (var image in (string[])["tick-power", "node-power", "node-telecom"])
            Assert.True(await page.EvaluateAsync<bool>("id => window.longlin.map.hasImage(id)", image), image);
        Assert.DoesNotContain(told, t => t.Contains("could not be loaded", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator(".more[data-of=zones]")).ToContainTextAsync("洪涝");
        await Assertions.Expect(page.Locator(".maplibregl-ctrl-scale")).ToContainTextAsync("m");
        await page.Mouse.MoveAsync(600, 400);
        await Assertions.Expect(page.Locator("#coordinates")).ToContainTextAsync("EPSG:4544");
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "layers.png") });
    }

    [Fact]
    public async Task In_English_the_page_is_complete_and_accessible_on_a_phone()
    {
        await using var walk = await PageWalk.StartAsync(service, "/?lang=en#date=2020-06-30", 390, 844);
        await walk.Page.ClickAsync("#ask-open");
        await walk.ShotAsync("phone-en-ask");
        var texts = await walk.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('[data-word], [data-label], #layers span, #note, #gap-words, "
                + "#gap-people, #forecast, #condition *, #strip *, #deadline-text, #list-sort option, "
                + "#rule option')].filter(e => e.id !== 'area' && e.id !== 'language')"
                // A part of the frame is named by its label; what stands inside is looked at by itself.
                + ".flatMap(e => [...[...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent), "
                + "e.getAttribute('aria-label') ?? '', e.placeholder ?? '', document.querySelector('#day')"
                + ".getAttribute('aria-label')]).filter(t => /[\\u4e00-\\u9fff]/.test(t))"
        );
        Assert.Equal([], texts);
        await walk.Page.ClickAsync("#ask-open");
        await walk.Page.ClickAsync("#fold");
        var found = await PageWalk.BarriersAsync(walk.Page);
        Assert.True(found.Length == 0, string.Join('\n', found));
        await walk.ShotAsync("phone-en-answer");
        Assert.Empty(walk.Faults);
    }
}
