using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Shapes of several parts, changed on the map part by part.</summary>
public sealed class PageShapeTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task One_part_of_a_road_is_moved_and_the_other_stays_to_the_digit()
    {
        await service.Database.RunAsync("insert into longlin.roads (code, name, class, surface, status, opened_on, geom) values ('MP-TEST', '两段路', 'C', 'concrete', 'open', '2010-01-01', st_setsrid('multilinestring((105.2 24.7, 105.203 24.701), (105.205 24.701, 105.208 24.7))'::geometry, 4490))");
        await using var walk = await PageWalk.StartAsync(service, "/?token=secret#date=2018-12-31");
        var page = walk.Page;
        await page.ClickAsync("#edit-open");
        await page.SelectOptionAsync("#editor select >> nth=0", "roads");
        await Assertions.Expect(page.Locator("#editor [name=surface]")).ToBeVisibleAsync();
        await page.EvaluateAsync("() => { window.longlin.map.jumpTo({ center: [105.204, 24.7005], zoom: 15, padding: { left: 640, right: 350, top: 0, bottom: 0 } }); return new Promise(done => window.longlin.map.once('idle', () => done())); }");
        var (x, y) = await AtAsync(page, 105.2015, 24.7005);
        await page.Mouse.ClickAsync(x, y);
        await Assertions.Expect(page.Locator("#edit-what")).ToHaveTextAsync("MP-TEST");
        await Assertions.Expect(page.Locator("#edit-part option")).ToHaveTextAsync(["第 1 部分，共 2 部分", "第 2 部分，共 2 部分"]);
        await page.SelectOptionAsync("#edit-part", "1");
        var (fromX, fromY) = await AtAsync(page, 105.208, 24.7);
        await page.Mouse.MoveAsync(fromX, fromY);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(fromX + 20, fromY + 60, new() { Steps = 8 });
        await page.Mouse.UpAsync();
        await walk.ShotAsync("parts");
        await page.ClickAsync("#editor [data-act=save]");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("已保存", new() { Timeout = 20_000 });
        Assert.Equal("LINESTRING(105.2 24.7,105.203 24.701)", await service.Database.ScalarAsync<string>("select st_astext(st_geometryn(geom, 1)) from longlin.roads where code = 'MP-TEST'"));
        var moved = await service.Database.ScalarAsync<double>("select st_distance(st_endpoint(st_geometryn(geom, 2))::geography, st_setsrid('point(105.208 24.7)'::geometry, 4490)::geography) from longlin.roads where code = 'MP-TEST'");
        Assert.InRange(moved, 30, 2000);
        Assert.Equal("105.205 24.701", await service.Database.ScalarAsync<string>("select st_x(p) || ' ' || st_y(p) from (select st_startpoint(st_geometryn(geom, 2)) as p from longlin.roads where code = 'MP-TEST') x"));
        Assert.Empty(walk.Faults);
    }

    private static async Task<(float X, float Y)> AtAsync(IPage page, double lon, double lat)
    {
        var at = await page.EvaluateAsync<double[]>("([lon, lat]) => { const p = window.longlin.map.project([lon, lat]), box = document.getElementById('map').getBoundingClientRect(); return [p.x + box.left, p.y + box.top]; }", new[] { lon, lat });
        return ((float)at[0], (float)at[1]);
    }
}
