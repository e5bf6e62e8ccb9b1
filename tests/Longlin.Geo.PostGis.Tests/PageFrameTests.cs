using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// The page's frame: task rail, one docked panel, the map, one answer column, the time bar; and its sheets on a phone.
/// </summary>
public sealed class PageFrameTests(RunningService service) : IClassFixture<RunningService>
{
    private static readonly (string Opener, string Panel, string Closer)[] Tasks =
    [
        ("#ask-open", "#ask", "#ask-close"),
        ("#dashboard", "#progress", "#progress-close"),
        ("#topics-open", "#topics", "#topics-close"),
        ("#works-open", "#works", "#works-close"),
        ("#relocation-open", "#relocation", "#relocation-close"),
        ("#import", "#intake", "#intake-close"),
        ("#edit-open", "#editor", "#edit-close"),
        ("#layers-open", "#legend", "#layers-close"),
    ];

    [Theory]
    [InlineData(1366)]
    [InlineData(1920)]
    public async Task The_map_keeps_55_percent_of_the_width_with_panel_and_answer_open(int width)
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link("#date=2018-12-31"), width);
        var page = walk.Page;
        foreach (var (opener, panel, _) in Tasks)
        {
            if (await page.Locator(panel).IsHiddenAsync())
                await page.ClickAsync(opener);
            await Assertions.Expect(page.Locator(panel)).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator("#answer")).ToBeVisibleAsync();
            Assert.Equal(1, await page.Locator(".task:visible").CountAsync());
            Assert.Equal((260, 290), (await WidthAsync(page, "#panel"), await WidthAsync(page, "#column")));
            Assert.True(await MapShareAsync(page) >= 0.55, $"{opener}: {await MapShareAsync(page)}");
            await NothingCoversTheMapAsync(page);
        }

        // A widened panel takes no more than the answer's place.
        await page.ClickAsync("#works-open");
        await page.ClickAsync("#widen");
        await Assertions.Expect(page.Locator("#column")).ToBeHiddenAsync();
        Assert.True(await WidthAsync(page, "#panel") > 500);
        Assert.True(await MapShareAsync(page) >= 0.549, $"widened: {await MapShareAsync(page)}");
        await Assertions.Expect(page.Locator("#strip")).ToContainTextAsync("20户以上 · 未通硬化路 · 全县 · 2018-12-31");
        await page.ClickAsync("#fold");
        await Assertions.Expect(page.Locator("#answer")).ToBeVisibleAsync();
        Assert.Equal(260, await WidthAsync(page, "#panel"));
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task Below_1366_pixels_panel_and_answer_are_never_open_together()
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link("#date=2018-12-31"), 1024);
        var page = walk.Page;
        await Assertions.Expect(page.Locator("#answer")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#panel")).ToBeHiddenAsync();
        foreach (var (opener, panel, closer) in Tasks)
        {
            await page.ClickAsync(opener);
            await Assertions.Expect(page.Locator(panel)).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator("#column")).ToBeHiddenAsync();
            Assert.True(await MapShareAsync(page) >= 0.55, $"{opener}: {await MapShareAsync(page)}");
            await NothingCoversTheMapAsync(page);
            // The answer comes back when the panel closes.
            await page.ClickAsync(closer);
            await Assertions.Expect(page.Locator("#answer")).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator("#panel")).ToBeHiddenAsync();
        }

        await page.ClickAsync("#works-open");
        await page.ClickAsync("#fold");
        await Assertions.Expect(page.Locator("#answer")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#panel")).ToBeHiddenAsync();
        // A window that becomes narrow keeps one of both, a wide one has room again.
        await page.SetViewportSizeAsync(1366, 768);
        await page.ClickAsync("#layers-open");
        await Assertions.Expect(page.Locator("#answer")).ToBeVisibleAsync();
        await page.SetViewportSizeAsync(1365, 768);
        await Assertions.Expect(page.Locator("#column")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#legend")).ToBeVisibleAsync();
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task On_a_phone_one_sheet_is_open_and_condition_and_attribution_stay_visible()
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link("#date=2018-12-31"), 390, 844);
        var page = walk.Page;
        await SheetsAsync(0);
        await page.ClickAsync("#fold");
        await SheetsAsync(1);
        foreach (var (opener, panel, _) in Tasks)
        {
            await page.ClickAsync(opener);
            await Assertions.Expect(page.Locator(panel)).ToBeVisibleAsync();
            await SheetsAsync(1);
        }

        await page.ClickAsync("#layers-close");
        await page.ClickAsync("#list .row >> nth=0");
        await Assertions.Expect(page.Locator("#drawer")).ToBeVisibleAsync();
        await SheetsAsync(1);
        // The place of the detail is in sight above the sheet.
        await page.WaitForFunctionAsync(
            "() => { const m = window.longlin.map, box = m.getContainer(), "
                + "at = m.getSource('selected').serialize().data.features[0]?.geometry.coordinates; "
                + "if (!at || m.isMoving()) return false; const p = m.project(at); "
                + "return p.x > 0 && p.x < box.clientWidth && p.y > 0 && p.y < box.clientHeight; }",
            null,
            new() { Timeout = 20_000 }
        );
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(walk.Faults);

        async Task SheetsAsync(int expected)
        {
            Assert.Equal(expected, await page.Locator("#panel:visible, #column:visible").CountAsync());
            await Assertions.Expect(page.Locator("#strip")).ToBeInViewportAsync(new() { Ratio = 1 });
            await Assertions
                .Expect(page.Locator("#strip"))
                .ToContainTextAsync("20户以上 · 未通硬化路 · 全县 · 2018-12-31");
            await Assertions
                .Expect(page.Locator(".maplibregl-ctrl-attrib-inner"))
                .ToBeInViewportAsync(new() { Ratio = 1 });
            await NothingCoversTheMapAsync(page);
        }
    }

    [Theory]
    [InlineData("2018年12月31日", "2018-12-31")]
    [InlineData("2016年底", "2016-12-31")]
    public async Task A_typed_date_moves_the_slider(string typed, string day)
    {
        await using var walk = await PageWalk.StartAsync(service);
        await walk.Page.FillAsync("#day", typed);
        await walk.Page.PressAsync("#day", "Enter");
        await Assertions.Expect(walk.Page.Locator("#day")).ToHaveValueAsync(day);
        await Assertions.Expect(walk.Page.Locator("#date")).ToHaveAttributeAsync("aria-valuetext", day);
        var offset =
            DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture).DayNumber
            - new DateOnly(2015, 1, 1).DayNumber;
        Assert.Equal($"{offset}", await walk.Page.InputValueAsync("#date"));
        var count = (
            await service.JsonAsync(
                $"/api/coverage/gaps?service=road&minHouseholds=20&asOf={day}&verdict=not_met&limit=1"
            )
        )
            .GetProperty("totals")
            .GetProperty("hamlets");
        await Assertions.Expect(walk.Page.Locator("#gap-count")).ToHaveTextAsync(PageWalk.N(count));
        await Assertions.Expect(walk.Page.Locator("#condition")).ToContainTextAsync(day);
        Assert.Empty(walk.Faults);
    }

    [Theory]
    [InlineData("31.12.2018")]
    [InlineData("2018-02-30")]
    [InlineData("2031-01-01")] // beyond the slider
    public async Task A_wrong_date_says_what_is_accepted_and_changes_nothing(string typed)
    {
        await using var walk = await PageWalk.StartAsync(service, "/#date=2017-06-30");
        var page = walk.Page;
        await page.FillAsync("#day", typed);
        await page.PressAsync("#day", "Enter");
        await Assertions
            .Expect(page.Locator("#day-says"))
            .ToHaveTextAsync(
                "请写成 2018-12-31、2018/12/31、2018年12月31日 或 2018年底，从 2015-01-01 到 2020-12-31。"
            );
        await Assertions.Expect(page.Locator("#day")).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(page.Locator("#day")).ToHaveValueAsync(typed);
        await Assertions.Expect(page.Locator("#condition")).ToContainTextAsync("2017-06-30");
        // Escape takes it back and closes nothing.
        await page.PressAsync("#day", "Escape");
        await Assertions.Expect(page.Locator("#day")).ToHaveValueAsync("2017-06-30");
        await Assertions.Expect(page.Locator("#day-says")).ToBeEmptyAsync();
        await Assertions.Expect(page.Locator("#ask")).ToBeVisibleAsync();
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task A_date_after_the_data_date_is_marked_as_a_forecast()
    {
        await using var walk = await PageWalk.StartAsync(service, "/#date=2019-12-31");
        await Assertions.Expect(walk.Page.Locator("#forecast")).ToBeHiddenAsync();
        await Assertions.Expect(walk.Page.Locator("#condition .badge")).ToHaveCountAsync(0);
        await walk.DayAsync("2020-06-30");
        await Assertions.Expect(walk.Page.Locator("#forecast")).ToHaveTextAsync("预计");
        await Assertions.Expect(walk.Page.Locator("#condition .badge")).ToHaveTextAsync("预计");
        await Assertions
            .Expect(walk.Page.Locator("#date"))
            .ToHaveAttributeAsync("aria-valuetext", "2020-06-30 预计（规划尚未建成）");
        // Another forecast is chosen beside the date, kept in the link, and answers numbers and list alike.
        await walk.Page.SelectOptionAsync("#forecast-by", "no_late");
        await Assertions.Expect(walk.Page.Locator("#condition .badge")).ToHaveTextAsync("预计 · 不计滞后工程");
        var gaps = await service.JsonAsync(
            "/api/coverage/gaps?service=road&minHouseholds=20&asOf=2020-06-30&verdict=not_met&forecast=no_late&limit=1"
        );
        await Assertions
            .Expect(walk.Page.Locator("#gap-count"))
            .ToHaveTextAsync(
                gaps.GetProperty("totals")
                    .GetProperty("hamlets")
                    .GetInt32()
                    .ToString("#,0", System.Globalization.CultureInfo.InvariantCulture)
            );
        Assert.Contains("forecast=no_late", walk.Page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1366)]
    [InlineData(1024)]
    public async Task The_focus_goes_to_what_opens_and_back_to_where_it_was(int width)
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link("#date=2018-12-31"), width);
        var page = walk.Page;
        foreach (var (opener, panel, closer) in Tasks.Skip(1))
        {
            await page.FocusAsync(opener);
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.Locator(panel)).ToBeFocusedAsync();
            await Assertions.Expect(page.Locator(opener)).ToHaveAttributeAsync("aria-expanded", "true");
            await page.FocusAsync(closer);
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.Locator(opener)).ToBeFocusedAsync();
            await Assertions.Expect(page.Locator(opener)).ToHaveAttributeAsync("aria-expanded", "false");
        }

        // A row opens its detail in the place of the list; back returns to the same row, where the list was left.
        var row = page.Locator("#list .row >> nth=30");
        var name = await row.Locator(".name").TextContentAsync();
        await row.FocusAsync();
        var scrolled = await page.EvaluateAsync<double>("() => document.querySelector('#answer').scrollTop");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#drawer")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#answer")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#place")).ToContainTextAsync(name!);
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#answer")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#list .row:focus .name")).ToHaveTextAsync(name!);
        Assert.InRange(
            await page.EvaluateAsync<double>("() => document.querySelector('#answer').scrollTop"),
            scrolled - 60,
            scrolled + 60
        );
        // A survey is opened from the detail, and closing it leads back there.
        await page.Keyboard.PressAsync("Enter");
        await page.ClickAsync("#survey");
        await Assertions.Expect(page.Locator("#editor [name=service]")).ToBeVisibleAsync();
        await page.ClickAsync("#edit-close");
        await Assertions.Expect(page.Locator("#survey")).ToBeFocusedAsync();
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task In_a_small_window_a_detail_gives_its_place_back_to_the_task_it_was_opened_from()
    {
        await using var walk = await PageWalk.StartAsync(service, "/#date=2018-12-31", 390, 844);
        var page = walk.Page;
        await walk.TopicAsync("villages");
        var first = page.Locator("#topics-table tbody tr >> nth=0 >> button");
        await first.ClickAsync();
        await Assertions.Expect(page.Locator("#drawer")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#topics")).ToBeHiddenAsync();
        await page.ClickAsync("#close");
        await Assertions.Expect(page.Locator("#topics")).ToBeVisibleAsync();
        await Assertions.Expect(first).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#column")).ToBeHiddenAsync();
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task What_is_typed_and_drawn_waits_while_another_task_has_the_panel()
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link("#date=2018-12-31&at=105.2,24.7,15"));
        var page = walk.Page;
        await page.ClickAsync("#edit-open");
        await page.SelectOptionAsync("#editor select >> nth=0", "roads");
        await page.SelectOptionAsync("#editor [name=surface]", "concrete");
        await page.SelectOptionAsync("#editor [name=class]", "C");
        await page.SelectOptionAsync("#editor [name=status]", "open");
        await page.FillAsync("#editor [name=name]", "等一等路");
        await page.ClickAsync("#editor [data-edit=draw]");
        await page.Mouse.ClickAsync(600, 300);
        await page.Mouse.MoveAsync(700, 400, new() { Steps = 4 });
        await page.Mouse.ClickAsync(700, 400);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("米");
        await page.ClickAsync("#layers-open");
        await page.CheckAsync("#layers input[data-layers=zones]");
        Assert.Null(await page.EvaluateAsync<string?>("() => document.body.dataset.pen ?? null"));
        await page.ClickAsync("#edit-open");
        await Assertions.Expect(page.Locator("#editor [name=name]")).ToHaveValueAsync("等一等路");
        await page.ClickAsync("#editor [data-act=save]");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("已保存", new() { Timeout = 20_000 });
        Assert.Equal(
            2,
            await service.Database.ScalarAsync<int>(
                "select st_npoints(geom) from longlin.roads where name = '等一等路'"
            )
        );
        // Closed and opened again, the form begins anew.
        await page.ClickAsync("#edit-close");
        await page.ClickAsync("#edit-open");
        await Assertions.Expect(page.Locator("#editor [name=name]")).ToHaveValueAsync("");
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task A_detail_opens_though_the_date_changes_while_its_answer_is_on_its_way()
    {
        await using var walk = await PageWalk.StartAsync(service, "/#date=2018-12-31");
        var page = walk.Page;
        TaskCompletionSource changed = new();
        var first = true;
        await page.RouteAsync(
            "**/api/hamlets/*/coverage*",
            async route =>
            {
                if (first)
                {
                    first = false;
                    await changed.Task; // until the next question about the same place has been answered
                }

                await route.ContinueAsync();
            }
        );
        await page.ClickAsync("#list .row >> nth=0");
        await page.RunAndWaitForResponseAsync(
            () => walk.DayAsync("2018-11-30"),
            r =>
                r.Url.Contains("/api/hamlets/", StringComparison.Ordinal)
                && r.Url.EndsWith("coverage?asOf=2018-11-30", StringComparison.Ordinal)
        );
        changed.SetResult();
        await Assertions.Expect(page.Locator("#drawer")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#why")).ToContainTextAsync("截至2018-11-30");
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task Tab_walks_from_rail_to_panel_map_answer_and_time_bar()
    {
        await using var walk = await PageWalk.StartAsync(service, "/#date=2018-12-31");
        await walk.Page.FocusAsync("#ask-open");
        List<string> places = [];
        for (var i = 0; i < 400 && places.LastOrDefault() != "time"; i++)
        {
            await walk.Page.Keyboard.PressAsync("Tab");
            var place = await walk.Page.EvaluateAsync<string>(
                "() => document.activeElement.closest('#rail, #panel, #stage, #column, #time')?.id ?? ''"
            );
            if (places.LastOrDefault() != place)
                places.Add(place);
        }

        Assert.Equal(["rail", "panel", "stage", "column", "time"], places);
    }

    [Fact]
    public async Task Panels_are_opaque()
    {
        await using var walk = await PageWalk.StartAsync(service);
        var colours = await walk.Page.EvaluateAsync<string[]>(
            "() => ['#rail', '#panel', '#column', '#time', '#fold', '#note'].map(s => "
                + "getComputedStyle(document.querySelector(s)).backgroundColor)"
        );
        Assert.All(colours, c => Assert.Matches(@"^rgb\(", c));
    }

    private static Task<int> WidthAsync(IPage page, string selector) =>
        page.EvaluateAsync<int>("s => Math.round(document.querySelector(s).getBoundingClientRect().width)", selector);

    private static Task<double> MapShareAsync(IPage page) =>
        page.EvaluateAsync<double>("() => document.querySelector('#map').getBoundingClientRect().width / innerWidth");

    // The canvas fills the map's place, and at a grid of points nothing of rail, panel, column or time bar is above it.
    private static async Task NothingCoversTheMapAsync(IPage page)
    {
        await page.WaitForFunctionAsync(
            "() => { const m = document.querySelector('#map'), c = m.querySelector('canvas'); "
                + "return Math.abs(m.clientWidth - c.clientWidth) < 2 && Math.abs(m.clientHeight - c.clientHeight) < 2; }"
        );
        Assert.Equal(
            0,
            await page.EvaluateAsync<int>(
                "() => { const b = document.querySelector('#map').getBoundingClientRect(); let covered = 0; "
                    + "for (let x = 0.02; x < 1; x += 0.06) for (let y = 0.02; y < 1; y += 0.06) "
                    + "if (!document.elementFromPoint(b.left + x * b.width, b.top + y * b.height)?.closest('#stage')) "
                    + "covered++; return covered; }"
            )
        );
    }
}
