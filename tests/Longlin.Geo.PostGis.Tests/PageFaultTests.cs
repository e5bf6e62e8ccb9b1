using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// What goes wrong in an office: the page says what happened and what to do, and nothing typed is lost.
/// </summary>
public sealed class PageFaultTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Failed_tiles_are_reported_and_retried()
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
        await page.RouteAsync("**/*.mvt", r => r.FulfillAsync(new() { Status = 503 }));
        await page.GotoAsync($"{service.Url}/#date=2018-12-31");
        await Assertions.Expect(page.Locator("#notice")).ToContainTextAsync("正在自动重试", new() { Timeout = 30_000 });
        var count = (
            await service.JsonAsync(
                "/api/coverage/gaps?service=road&minHouseholds=20&asOf=2018-12-31&verdict=not_met&limit=1"
            )
        )
            .GetProperty("totals")
            .GetProperty("hamlets");
        await Assertions.Expect(page.Locator("#gap-count")).ToHaveTextAsync(PageWalk.N(count));
        await Assertions.Expect(page.Locator("#list .row >> nth=0")).ToBeVisibleAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "tiles-away.png") });
        await page.UnrouteAsync("**/*.mvt");
        await page.WaitForFunctionAsync(
            "() => window.longlin.map.queryRenderedFeatures({ layers: ['hamlets'] }).length > 100",
            null,
            new() { Timeout = 40_000, PollingInterval = 500 }
        );
    }

    [Fact]
    public async Task A_token_that_expires_during_an_edit_loses_nothing_typed()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        await using var context = await browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = 1366, Height = 768 },
            }
        );
        var page = await context.NewPageAsync();
        await page.GotoAsync(service.Url + service.Link());
        await page.WaitForSelectorAsync("body[data-ready=true]", new() { Timeout = 90_000 });
        await page.ClickAsync("#edit-open");
        await page.SelectOptionAsync("#editor select >> nth=0", "surveys");
        var hamlet = await service.Database.ScalarAsync<string>(
            "select code from longlin.hamlets where status = 'open' and closed_on is null order by code limit 1"
        );
        await page.FillAsync("#editor [name=hamlet_code]", hamlet!);
        await page.FillAsync("#editor [name=service]", "power");
        await page.SelectOptionAsync("#editor [name=verdict]", "met");
        await page.SelectOptionAsync("#editor [name=evidence]", "inspection");
        await page.FillAsync("#editor [name=observed_on]", "2018-11-01");
        await page.FillAsync("#editor [name=note]", "已通电，电表 12 块");
        await context.ClearCookiesAsync();
        await page.ClickAsync("#editor [data-act=save]");
        await Assertions
            .Expect(page.Locator("#edit-says"))
            .ToContainTextAsync("登录已失效", new() { Timeout = 20_000 });
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("管理链接");
        await Assertions.Expect(page.Locator("#editor [name=note]")).ToHaveValueAsync("已通电，电表 12 块");
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "expired.png") });
        // As it says: the admin link once in another tab, then save here.
        var other = await context.NewPageAsync();
        await other.GotoAsync(service.Url + service.Link());
        await page.ClickAsync("#editor [data-act=save]");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("已保存", new() { Timeout = 20_000 });
        Assert.Equal(
            1,
            await service.Database.ScalarAsync<long>(
                $"select count(*) from longlin.surveys where hamlet_code = '{hamlet}' and note = '已通电，电表 12 块'"
            )
        );
    }

    [Fact]
    public async Task A_link_of_an_older_version_shows_what_it_can_and_lists_what_it_ignored()
    {
        await using var walk = await PageWalk.StartAsync(
            service,
            "/#v=0&rule=ROAD-H50&service=road&size=50&date=2018-12-31&zoom=9&layers=zones,contours&at=105,24"
        );
        await Assertions.Expect(walk.Page.Locator("#notice")).ToBeVisibleAsync();
        foreach (var part in (string[])["rule=ROAD-H50", "zoom=9", "contours", "at=105,24"])
            await Assertions.Expect(walk.Page.Locator("#notice")).ToContainTextAsync(part);
        await Assertions.Expect(walk.Page.Locator("#day")).ToHaveValueAsync("2018-12-31");
        Assert.True(await walk.Page.IsCheckedAsync("#layers input[data-layers=zones]"));
        Assert.Equal(
            "50",
            await walk.Page.EvaluateAsync<string>("() => document.querySelector('input[name=size]:checked').value")
        );
        await walk.ShotAsync("older-link");
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task A_file_of_the_wrong_kind_is_rejected_with_a_message_and_the_form_keeps_its_values()
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link());
        await walk.Page.ClickAsync("#import");
        await walk.Page.SelectOptionAsync("#intake select[name=layer]", "facilities");
        await walk.Page.FillAsync("#intake input[name=crs]", "EPSG:4490");
        await walk.Page.SetInputFilesAsync(
            "#intake input[type=file]",
            new FilePayload
            {
                Name = "照片.jpg",
                MimeType = "image/jpeg",
                Buffer = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3],
            }
        );
        await walk.Page.ClickAsync("#intake button[type=submit]");
        await Assertions
            .Expect(walk.Page.Locator("#intake-says.bad"))
            .ToContainTextAsync("xlsx", new() { Timeout = 20_000 });
        await Assertions.Expect(walk.Page.Locator("#intake input[name=crs]")).ToHaveValueAsync("EPSG:4490");
        await Assertions.Expect(walk.Page.Locator("#intake-files")).ToContainTextAsync("照片.jpg");
        // A name that lies about what is in it.
        await walk.Page.SetInputFilesAsync(
            "#intake input[type=file]",
            new FilePayload
            {
                Name = "学校.xlsx",
                MimeType = "application/octet-stream",
                Buffer = Encoding.UTF8.GetBytes("no workbook"),
            }
        );
        await walk.Page.ClickAsync("#intake button[type=submit]");
        await Assertions
            .Expect(walk.Page.Locator("#intake-says.bad"))
            .ToContainTextAsync("学校.xlsx", new() { Timeout = 20_000 });
        await walk.ShotAsync("wrong-file");
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task A_name_with_markup_is_shown_as_text_everywhere()
    {
        const string name = "<img src=x onerror=\"document.title='run'\">屯";
        var code = await service.Database.ScalarAsync<string>(
            $"update longlin.hamlets set name = '{name.Replace("'", "''", StringComparison.Ordinal)}' "
                + "where id = (select id from longlin.hamlets where status = 'open' and closed_on is null "
                + "and households is not null order by households desc limit 1) returning code"
        );
        await using var walk = await PageWalk.StartAsync(service, $"/#date=2015-01-01&size=20&place={code}");
        await Assertions.Expect(walk.Page.Locator("#place")).ToContainTextAsync(name);
        await walk.Page.FillAsync("#search", code!);
        await Assertions.Expect(walk.Page.Locator("#found .row >> nth=0")).ToContainTextAsync(name);
        Assert.Equal(0, await walk.Page.Locator("#ask img, #answer img, #drawer img").CountAsync());
        Assert.NotEqual("run", await walk.Page.TitleAsync());
        await walk.ShotAsync("markup");
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task When_the_service_stops_the_page_keeps_its_data_and_says_so()
    {
        await using var walk = await PageWalk.StartAsync(service, "/#date=2018-12-31");
        await walk.Page.RouteAsync("**/api/**", r => r.AbortAsync());
        await walk.DayAsync("2017-12-31");
        await Assertions.Expect(walk.Page.Locator("#notice")).ToContainTextAsync("连不上", new() { Timeout = 20_000 });
        await walk.Page.UnrouteAsync("**/api/**");
        var count = (
            await service.JsonAsync(
                "/api/coverage/gaps?service=road&minHouseholds=20&asOf=2017-12-31&verdict=not_met&limit=1"
            )
        )
            .GetProperty("totals")
            .GetProperty("hamlets")
            .GetInt32();
        await Assertions
            .Expect(walk.Page.Locator("#gap-count"))
            .ToHaveTextAsync(count.ToString("#,0", CultureInfo.InvariantCulture));
        // A panel that is opened while it is away says so too.
        await walk.Page.RouteAsync("**/api/works**", r => r.AbortAsync());
        await walk.Page.ClickAsync("#works-open");
        await Assertions.Expect(walk.Page.Locator("#notice")).ToContainTextAsync("连不上", new() { Timeout = 20_000 });
        Assert.Empty(walk.Faults);
    }
}
