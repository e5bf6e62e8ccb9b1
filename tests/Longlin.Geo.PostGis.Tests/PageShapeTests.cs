using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Shapes of several parts, changed on the map part by part.</summary>
public sealed class PageShapeTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Moving_one_part_of_a_road_leaves_the_other_part_exactly_as_it_was()
    {
        await service.Database.RunAsync(
            "insert into longlin.roads (code, name, class, surface, status, opened_on, geom) "
                + "values ('MP-TEST', '两段路', 'C', 'concrete', 'open', '2010-01-01', "
                + "st_setsrid('multilinestring((105.2 24.7, 105.203 24.701), "
                + "(105.205 24.701, 105.208 24.7))'::geometry, 4490))"
        );
        await using var walk = await PageWalk.StartAsync(service, service.Link("#date=2018-12-31"));
        var page = walk.Page;
        await page.ClickAsync("#edit-open");
        await page.SelectOptionAsync("#editor select >> nth=0", "roads");
        await Assertions.Expect(page.Locator("#editor [name=surface]")).ToBeVisibleAsync();
        await page.EvaluateAsync(
            "() => { window.longlin.map.jumpTo({ center: [105.204, 24.7005], zoom: 15 }); return new Promise(done => "
                + "window.longlin.map.once('idle', () => done())); }"
        );
        var (x, y) = await AtAsync(page, 105.2015, 24.7005);
        await page.Mouse.ClickAsync(x, y);
        await Assertions.Expect(page.Locator("#edit-what")).ToHaveTextAsync("MP-TEST");
        await Assertions
            .Expect(page.Locator("#edit-part option"))
            .ToHaveTextAsync(["第 1 部分，共 2 部分", "第 2 部分，共 2 部分"]);
        await page.SelectOptionAsync("#edit-part", "1");
        var (fromX, fromY) = await AtAsync(page, 105.208, 24.7);
        await page.Mouse.MoveAsync(fromX, fromY);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(fromX + 20, fromY + 60, new() { Steps = 8 });
        await page.Mouse.UpAsync();
        await walk.ShotAsync("parts");
        await page.ClickAsync("#editor [data-act=save]");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("已保存", new() { Timeout = 20_000 });
        Assert.Equal(
            "LINESTRING(105.2 24.7,105.203 24.701)",
            await service.Database.ScalarAsync<string>(
                "select st_astext(st_geometryn(geom, 1)) from longlin.roads where code = 'MP-TEST'"
            )
        );
        var moved = await service.Database.ScalarAsync<double>(
            "select st_distance(st_endpoint(st_geometryn(geom, 2))::geography, st_setsrid('point(105.208 "
                + "24.7)'::geometry, 4490)::geography) from longlin.roads where code = 'MP-TEST'"
        );
        Assert.InRange(moved, 30, 2000);
        Assert.Equal(
            "105.205 24.701",
            await service.Database.ScalarAsync<string>(
                "select st_x(p) || ' ' || st_y(p) from (select st_startpoint(st_geometryn(geom, 2)) as p "
                    + "from longlin.roads where code = 'MP-TEST') x"
            )
        );
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task A_shape_with_a_hole_says_that_it_cannot_be_changed_and_keeps_its_hole()
    {
        const string holed =
            "POLYGON((105.2 24.7,105.206 24.7,105.206 24.706,105.2 24.706,105.2 24.7),(105.202 24.702,105.202 "
            + "24.704,105.204 24.704,105.204 24.702,105.202 24.702))";
        await service.Database.RunAsync(
            "delete from longlin.zones where st_intersects(geom, st_setsrid(st_makeenvelope(105.19, 24.69, "
                + "105.22, 24.72), 4490)); insert into longlin.zones (code, name, kind, status, geom) "
                + $"values ('HOLE-TEST', '有天窗的区', 'hazard', 'open', st_setsrid('{holed}'::geometry, 4490))"
        );
        await using var walk = await PageWalk.StartAsync(service, service.Link("#date=2018-12-31&layers=zones"));
        await PickAsync(walk.Page, 105.201, 24.701);
        await Assertions.Expect(walk.Page.Locator("#edit-what")).ToHaveTextAsync("HOLE-TEST");
        await Assertions
            .Expect(walk.Page.Locator("#edit-says"))
            .ToContainTextAsync("这个形状带孔，地图上不能改，属性可以改，保存时形状不变");
        await walk.ShotAsync("hole");
        await walk.Page.FillAsync("#editor [name=name]", "改了名的区");
        await walk.Page.ClickAsync("#editor [data-act=save]");
        await Assertions
            .Expect(walk.Page.Locator("#edit-says"))
            .ToContainTextAsync("已保存", new() { Timeout = 20_000 });
        Assert.Equal(
            $"改了名的区 {holed}",
            await service.Database.ScalarAsync<string>(
                "select name || ' ' || st_astext(geom) from longlin.zones where code = 'HOLE-TEST'"
            )
        );
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task Edits_to_one_part_are_kept_when_another_part_has_a_hole()
    {
        await service.Database.RunAsync(
            "delete from longlin.zones where st_intersects(geom, st_setsrid(st_makeenvelope(105.19, 24.69, "
                + "105.22, 24.72), 4490)); insert into longlin.zones (code, name, kind, status, geom) "
                + "values ('TWO-TEST', '两块地', 'hazard', 'open', st_setsrid('multipolygon(((105.2 24.7,105.204 "
                + "24.7,105.204 24.704,105.2 24.704,105.2 24.7)),((105.206 24.7,105.212 24.7,105.212 24.706,105.206 "
                + "24.706,105.206 24.7),(105.208 24.702,105.21 24.702,105.21 24.704,105.208 24.704,105.208 "
                + "24.702)))'::geometry, 4490))"
        );
        await using var walk = await PageWalk.StartAsync(service, service.Link("#date=2018-12-31&layers=zones"));
        var page = walk.Page;
        await PickAsync(page, 105.201, 24.701);
        await Assertions.Expect(page.Locator("#edit-what")).ToHaveTextAsync("TWO-TEST");
        var (x, y) = await AtAsync(page, 105.2, 24.704);
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x - 20, y - 30, new() { Steps = 8 });
        await page.Mouse.UpAsync();
        await page.SelectOptionAsync("#edit-part", "1");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("带孔");
        await page.ClickAsync("#editor [data-act=save]");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("已保存", new() { Timeout = 20_000 });
        Assert.Equal(
            1,
            await service.Database.ScalarAsync<int>(
                "select st_numinteriorrings(st_geometryn(geom, 2)) from longlin.zones where code = 'TWO-TEST'"
            )
        );
        Assert.True(
            await service.Database.ScalarAsync<double>(
                "select st_ymax(st_geometryn(geom, 1)) from longlin.zones where code = 'TWO-TEST'"
            ) > 24.7041
        );
        Assert.Empty(walk.Faults);
    }

    // Takes the zone that lies there into the form.
    private static async Task PickAsync(IPage page, double lon, double lat)
    {
        await page.ClickAsync("#edit-open");
        await page.SelectOptionAsync("#editor select >> nth=0", "zones");
        await Assertions.Expect(page.Locator("#editor [name=kind]")).ToBeVisibleAsync();
        await page.EvaluateAsync(
            "() => { window.longlin.map.jumpTo({ center: [105.206, 24.703], zoom: 14.5 }); return new Promise(done => "
                + "window.longlin.map.once('idle', () => done())); }"
        );
        var (x, y) = await AtAsync(page, lon, lat);
        await page.Mouse.ClickAsync(x, y);
    }

    private static async Task<(float X, float Y)> AtAsync(IPage page, double lon, double lat)
    {
        var at = await page.EvaluateAsync<double[]>(
            "([lon, lat]) => { const p = window.longlin.map.project([lon, lat]), "
                + "box = document.getElementById('map').getBoundingClientRect(); "
                + "return [p.x + box.left, p.y + box.top]; }",
            new[] { lon, lat }
        );
        return ((float)at[0], (float)at[1]);
    }
}
