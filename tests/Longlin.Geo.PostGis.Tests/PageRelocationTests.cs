using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>The relocation screen in a real browser.</summary>
public sealed class PageRelocationTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_site_drawn_in_a_hazard_zone_is_refused_while_it_is_drawn_and_one_beside_it_is_not()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        await service.Database.RunAsync(
            "insert into longlin.zones (code, name, kind, status, geom) "
                + "values ('HZ-TEST', '滑坡危险区', 'hazard', 'open', st_setsrid(st_makeenvelope(105.200, 24.700, "
                + "105.204, 24.704), 4490))"
        );
        await service.Database.RunAsync(
            "delete from longlin.zones where code <> 'HZ-TEST' "
                + "and st_intersects(geom, st_setsrid(st_makeenvelope(105.18, 24.69, 105.22, 24.72), 4490))"
        );
        var page = await PageBrowser.ShowAsync(service, browser, service.Link("#date=2018-12-31"));
        List<string> faults = [];
        page.PageError += (_, e) => faults.Add(e);
        page.Console += (_, m) => faults.Add(m.Text);
        await page.ClickAsync("#relocation-open");
        var moved = (await service.JsonAsync("/api/relocation/progress?asOf=2018-12-31&by=site"))
            .GetProperty("persons")
            .GetInt64();
        await Assertions
            .Expect(page.Locator("#relocation [data-part=progress]"))
            .ToContainTextAsync(moved.ToString("#,0", CultureInfo.InvariantCulture));
        var candidates = (await service.JsonAsync("/api/relocation/candidates?asOf=2018-12-31&limit=200")).GetProperty(
            "items"
        );
        Assert.Equal(
            candidates.GetArrayLength(),
            await page.Locator("#relocation [data-part=candidates] tr").CountAsync() - 1
        );
        await page.EvaluateAsync(
            "() => { window.longlin.map.jumpTo({ center: [105.204, 24.702], zoom: 14.5 }); return new Promise(done => "
                + "window.longlin.map.once('idle', () => done())); }"
        );
        await page.ClickAsync("#relocation [data-part=draw]");
        // Three corners: it is judged before the shape is ended.
        foreach (var (lon, lat) in ((double, double)[])[(105.2005, 24.7005), (105.2035, 24.7005), (105.2035, 24.7035)])
            await ClickAtAsync(page, lon, lat);
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "site-drawing.png") });
        Assert.True(faults.Count == 0, string.Join("\n", faults.TakeLast(6)));
        await Assertions
            .Expect(page.Locator("#relocation [data-part=score] .refused"))
            .ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(page.Locator("#relocation [data-part=score]")).ToContainTextAsync("HZ-TEST");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#relocation [data-part=keep]")).ToBeHiddenAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "site-refused.png") });
        await page.ClickAsync("#relocation [data-part=draw]");
        foreach (var (lon, lat) in ((double, double)[])[(105.2055, 24.7005), (105.2085, 24.7005), (105.2085, 24.7035)])
            await ClickAtAsync(page, lon, lat);
        await page.Keyboard.PressAsync("Enter");
        await Assertions
            .Expect(page.Locator("#relocation [data-part=score] .allowed"))
            .ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions
            .Expect(page.Locator("#relocation [data-part=score] .allowed"))
            .ToContainTextAsync("受限于用地；不知住房、申报容量、学位、供水");
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "site-allowed.png") });
        await page.ClickAsync("#relocation [data-part=keep]");
        await Assertions.Expect(page.Locator("#editor [name=mode]")).ToHaveValueAsync("concentrated");
        await page.FillAsync("#editor [name=name]", "新安置点");
        await page.ClickAsync("#editor [data-act=save]");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("已保存", new() { Timeout = 20_000 });
        Assert.Equal(
            "planned ST_Polygon",
            await service.Database.ScalarAsync<string>(
                "select status || ' ' || st_geometrytype(geom) from longlin.sites where name = '新安置点'"
            )
        );
    }

    [Fact]
    public async Task Found_land_and_an_assignment_stay_on_the_map_until_the_panel_closes()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var page = await PageBrowser.ShowAsync(service, browser, service.Link("#date=2018-12-31"));
        List<string> faults = [];
        page.PageError += (_, e) => faults.Add(e);
        const string drawn = "layer => window.longlin.map.queryRenderedFeatures({ layers: [layer] }).length";
        await page.ClickAsync("#relocation-open");
        await page.FillAsync("#relocation [name=persons]", "400");
        await page.ClickAsync("#relocation [data-part=suggest]");
        await Assertions
            .Expect(page.Locator("#relocation [data-part=result] table tr"))
            .ToHaveCountAsync(21, new() { Timeout = 60_000 });
        await page.Locator("#relocation [data-part=result] .link").First.ClickAsync();
        await page.WaitForFunctionAsync($"() => ({drawn})('relocation-land') > 0");
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "land-found.png") });

        await page.ClickAsync("#relocation [data-part=assign]");
        await Assertions
            .Expect(page.Locator("#relocation [data-part=result]"))
            .ToContainTextAsync("最优", new() { Timeout = 60_000 });
        var address = await page.Locator("#relocation [data-part=result] a[download$=geojson]")
            .GetAttributeAsync("href");
        var lines = (await service.JsonAsync($"/{address}")).GetProperty("features");
        Assert.NotEqual(0, lines.GetArrayLength());
        // The map goes to what was found and leaves it beside the screen.
        await page.WaitForFunctionAsync(
            $"() => ({drawn})('relocation-lines') + ({drawn})('relocation-lines-guessed') > 0"
        );
        var start = lines[0].GetProperty("geometry").GetProperty("coordinates")[0].GetRawText();
        await page.WaitForFunctionAsync(
            $"() => {{ const p = window.longlin.map.project({start}), box = document.querySelector('#map'); "
                + "return p.x > 0 && p.x < box.clientWidth && p.y > 0 && p.y < box.clientHeight; }"
        );
        Assert.Equal(0, await page.EvaluateAsync<int>($"() => ({drawn})('relocation-land')"));
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "assigned.png") });
        await page.ClickAsync("#relocation-close");
        await page.WaitForFunctionAsync(
            $"() => ({drawn})('relocation-lines') + ({drawn})('relocation-lines-guessed') === 0"
        );
        Assert.Empty(faults);
    }

    [Fact]
    public async Task The_red_line_of_a_vacated_hamlet_is_proposed_edited_and_saved()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var code = await service.Database.ScalarAsync<string>(
            "update longlin.hamlets set status = 'closed', closed_on = '2018-03-01' "
                + "where id = (select min(id) from longlin.hamlets where status = 'open') returning code"
        );
        var page = await PageBrowser.ShowAsync(service, browser, service.Link("#date=2018-12-31"));
        await page.ClickAsync("#relocation-open");
        await page.ClickAsync("#relocation [data-part=red-lines] td button");
        await Assertions.Expect(page.Locator("#editor [name=kind]")).ToHaveValueAsync("vacated");
        await Assertions.Expect(page.Locator("#edit-says")).Not.ToBeEmptyAsync();
        await page.ClickAsync("#editor [data-act=save]");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("已保存", new() { Timeout = 20_000 });
        var item = (await service.JsonAsync("/api/relocation/red-lines?asOf=2018-12-31"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(i => i.GetProperty("code").GetString() == code);
        Assert.Equal(JsonValueKind.True, item.GetProperty("drawn").ValueKind);
    }

    private static async Task ClickAtAsync(IPage page, double lon, double lat)
    {
        var at = await page.EvaluateAsync<double[]>(
            "([lon, lat]) => { const p = window.longlin.map.project([lon, lat]), "
                + "box = document.getElementById('map').getBoundingClientRect(); "
                + "return [p.x + box.left, p.y + box.top]; }",
            new[] { lon, lat }
        );
        await page.Mouse.MoveAsync((float)at[0] - 10, (float)at[1] - 10);
        await page.Mouse.MoveAsync((float)at[0], (float)at[1], new() { Steps = 4 });
        await page.Mouse.ClickAsync((float)at[0], (float)at[1]);
    }
}
