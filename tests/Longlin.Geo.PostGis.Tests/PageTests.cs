using System.Globalization;
using System.Text.Json;
using Longlin.Geo.Model;
using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>The page in a real browser: links, search, dashboard, slider.</summary>
public sealed class PageTests(RunningService service) : IClassFixture<RunningService>
{
    private Task<IPage> ShowAsync(IBrowser browser, string path, int width = 1366, int height = 768) =>
        PageBrowser.ShowAsync(service, browser, path, width, height);

    [Fact]
    public async Task A_link_shows_the_same_view_and_lists_what_does_not_exist_here()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var township = (await service.JsonAsync("/api/coverage/timeline"))
            .GetProperty("townships")[3]
            .GetProperty("code")
            .GetString();
        var page = await ShowAsync(
            browser,
            $"/#v=1&service=power&size=50&date=2017-06-30&area={township}&layers=power&at=105.20000,24.70000,11.00"
        );
        await Assertions.Expect(page.Locator("#day")).ToHaveValueAsync("2017-06-30");
        var answer = await service.JsonAsync(
            $"/api/coverage/gaps?service=power&minHouseholds=50&asOf=2017-06-30&verdict=not_met&limit=1&area={township}"
        );
        Assert.Equal(answer.GetProperty("totals").GetProperty("hamlets").GetInt32(), await ShownAsync(page));
        Assert.Equal(
            (105.2, 11.0),
            (
                Math.Round(await page.EvaluateAsync<double>("() => window.longlin.map.getCenter().lng"), 4),
                Math.Round(await page.EvaluateAsync<double>("() => window.longlin.map.getZoom()"), 2)
            )
        );
        Assert.Contains("service=power", page.Url, StringComparison.Ordinal);
        Assert.Contains("layers=power", page.Url, StringComparison.Ordinal);
        var strange = await ShowAsync(browser, "/?lang=en#service=gas&layers=moons&date=2017-06-30");
        await Assertions.Expect(strange.Locator("#notice")).ToContainTextAsync("gas");
        await Assertions.Expect(strange.Locator("#day")).ToHaveValueAsync("2017-06-30");
    }

    [Fact]
    public async Task A_hamlet_is_found_by_name_or_code_its_path_is_drawn_and_the_download_matches_the_list()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var page = await ShowAsync(browser, "/#date=2016-12-31");
        var gap = (
            await service.JsonAsync(
                "/api/coverage/gaps?service=road&minHouseholds=20&asOf=2016-12-31"
                    + "&verdict=not_met&sort=households&limit=50"
            )
        )
            .GetProperty("items")
            .EnumerateArray()
            .First(g => g.GetProperty("blocking").GetArrayLength() > 2);
        foreach (var text in (string[])[gap.GetProperty("name").GetString()!, gap.GetProperty("code").GetString()!])
        {
            await page.FillAsync("#search", text);
            await Assertions
                .Expect(page.Locator("#found .row >> nth=0"))
                .ToContainTextAsync(gap.GetProperty("name").GetString()!);
        }

        await page.FillAsync("#search", gap.GetProperty("code").GetString()!);
        await page.PressAsync("#search", "Enter");
        await page.WaitForSelectorAsync("#drawer:not([hidden])");
        Assert.Contains("万元", await page.TextContentAsync("#why"), StringComparison.Ordinal);
        await page.WaitForFunctionAsync(
            "() => window.longlin.map.getSource('way').serialize().data.features.length === 1",
            null,
            new() { Timeout = 20_000 }
        );
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "way.png") });
        var href = await page.GetAttributeAsync("#downloads a[data-format=csv]", "href");
        var csv = await service.Client.GetStringAsync($"/{href}", TestContext.Current.CancellationToken);
        Assert.Equal(await ShownAsync(page), csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1);
    }

    [Fact]
    public async Task The_dashboard_shows_exactly_the_API_numbers_and_sorts()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var page = await ShowAsync(browser, "/#date=2018-12-31");
        List<string> faults = [];
        page.PageError += (_, e) => faults.Add(e);
        await page.ClickAsync("#dashboard");
        await page.WaitForSelectorAsync("#progress table");
        var rules = (await service.JsonAsync("/api/progress?asOf=2018-12-31&by=township"))
            .GetProperty("rules")
            .EnumerateArray()
            .ToList();
        var shown = await page.EvaluateAsync<string[][]>(
            "() => [...document.querySelectorAll('#progress tbody tr')].map(r => "
                + "[...r.cells].map(c => c.firstChild.textContent))"
        );
        Assert.Equal(rules.Count, shown.Length);
        foreach (var rule in rules.Where(r => r.GetProperty("total").ValueKind == JsonValueKind.Number))
        {
            var row = shown.Single(s => s[0] == rule.GetProperty("rule").GetString());
            string Text(string field) =>
                rule.GetProperty(field).GetInt64().ToString("#,0", CultureInfo.InvariantCulture);
            Assert.Equal([Text("total"), Text("met"), Text("notMet"), Text("unknown")], row[2..6]);
        }

        await page.ClickAsync("#progress th:nth-child(4) button");
        var sorted = await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('#progress tbody tr')].filter(r => "
                + "r.cells.length === 8).map(r => r.cells[3].textContent)"
        );
        var numbers = sorted
            .Select(s => long.Parse(s, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))
            .ToList();
        Assert.Equal(numbers.OrderDescending(), numbers);
        await page.WaitForSelectorAsync("#progress canvas");
        // The caption of the chart is the table's figure on the same day.
        var drawn = rules.Single(r => r.GetProperty("rule").GetString() == "ROAD-H20-ACCESS");
        var share = drawn.GetProperty("shareLow").GetDouble().ToString("0.0%", CultureInfo.InvariantCulture);
        var caption = await page.TextContentAsync("#progress .plot .codes") ?? "";
        Assert.StartsWith("2018-12-31 ", caption);
        Assert.Contains($" {share}", caption, StringComparison.Ordinal);
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "progress.png") });
        var found = await PageWalk.BarriersAsync(page);
        Assert.True(found.Length == 0, string.Join('\n', found));
        await page.Keyboard.PressAsync("Escape");
        Assert.True(await page.Locator("#progress").IsHiddenAsync());
        Assert.Empty(faults);
    }

    [Fact]
    public async Task The_page_plays_without_requests_stays_within_its_size_limit_and_is_accessible()
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
        List<string> asked = [];
        page.Request += (_, r) =>
        {
            if (r.Url.StartsWith("http", StringComparison.Ordinal))
                asked.Add(r.Url);
        };
        await page.GotoAsync($"{service.Url}/");
        await page.WaitForSelectorAsync("body[data-ready=true]", new() { Timeout = 90_000 });
        var folder = Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo.Server", "wwwroot");
        long weight = 0;
        foreach (
            var file in Directory
                .GetFiles(folder)
                .Where(f => f.EndsWith("js", StringComparison.Ordinal) || f.EndsWith(".css", StringComparison.Ordinal))
        )
        {
            using MemoryStream packed = new();
            await using (
                System.IO.Compression.GZipStream gzip = new(
                    packed,
                    System.IO.Compression.CompressionLevel.Optimal,
                    leaveOpen: true
                )
            )
                await gzip.WriteAsync(
                    await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken),
                    TestContext.Current.CancellationToken
                );
            weight += packed.Length;
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{weight / 1024} kB gzip of script, worker and style; {asked.Count} requests"
        );
        Assert.InRange(weight, 1, 650 * 1024);
        Assert.InRange(asked.Count, 1, 25);

        await page.EvaluateAsync(
            "() => { const d = document.getElementById('date'); d.value = 0; "
                + "d.dispatchEvent(new Event('input', { bubbles: true })); }"
        );
        await page.WaitForTimeoutAsync(1500); // the lengths of the list are asked for when the slider rests
        asked.Clear();
        await page.ClickAsync("#play");
        await page.WaitForTimeoutAsync(1500);
        await Assertions.Expect(page.Locator("#play")).ToHaveTextAsync("❚❚");
        Assert.Empty(asked);
        Assert.NotEqual("2015-01-01", await page.InputValueAsync("#day"));
        await page.ClickAsync("#play");

        await page.ClickAsync("#list .row >> nth=0");
        await page.WaitForSelectorAsync("#drawer:not([hidden])");
        var found = await PageWalk.BarriersAsync(page);
        Assert.True(found.Length == 0, string.Join('\n', found));
        var phone = await ShowAsync(browser, "/", 390, 844);
        await phone.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "phone.png") });
        Assert.True(await phone.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
    }

    [Fact]
    public async Task The_map_loads_the_slider_changes_the_count_and_no_other_host_is_contacted()
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
        List<string> elsewhere = [],
            faults = [];
        page.Request += (_, r) =>
        {
            if (
                !r.Url.StartsWith(service.Url, StringComparison.Ordinal)
                && !r.Url.StartsWith("data:", StringComparison.Ordinal)
                && !r.Url.StartsWith("blob:", StringComparison.Ordinal)
            )
                elsewhere.Add(r.Url);
        };
        page.PageError += (_, e) => faults.Add(e);
        page.Console += (_, m) =>
        {
            if (m.Type == "error")
                faults.Add(m.Text);
        };
        await page.GotoAsync(service.Url + service.Link());
        await page.WaitForSelectorAsync("body[data-ready=true]", new() { Timeout = 90_000 });
        var screenshot = Path.Combine(ProjectRoot.Find(), "artifacts", "map.png");
        Directory.CreateDirectory(Path.GetDirectoryName(screenshot)!);
        await page.ScreenshotAsync(new() { Path = screenshot });

        Assert.Equal(await CountAsync("2019-12-31"), await ShownAsync(page));
        await page.EvaluateAsync(
            "() => { const d = document.getElementById('date'); d.value = 730; "
                + "d.dispatchEvent(new Event('input', { bubbles: true })); }"
        );
        await Assertions.Expect(page.Locator("#day")).ToHaveValueAsync("2016-12-31");
        var earlier = await ShownAsync(page);
        Assert.Equal(await CountAsync("2016-12-31"), earlier);
        Assert.NotEqual(await CountAsync("2019-12-31"), earlier);

        // Red dots stand where gaps are, as the map itself draws them.
        await page.EvaluateAsync(
            "() => new Promise(r => { window.longlin.map.once('idle', () => "
                + "r()); window.longlin.map.triggerRepaint(); })"
        );
        Assert.True(await RedDotsAsync(page) > 40);
        Assert.Equal("合成演示数据 · 数据截至 2019-12-31", await page.TextContentAsync("#note"));

        // Every service that the page offers has answers, and the same as the service gives.
        var offered = await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('input[name=service]')].map(i => i.value)"
        );
        Assert.Equal(
            TestCluster.Standard.All.Where(s => s.Subjects.Contains("hamlet")).Select(s => s.Service),
            offered
        );
        foreach (var name in offered.Reverse())
        {
            await page.EvaluateAsync(
                "name => document.querySelector(`input[name=service][value=${name}]`).click()",
                name
            );
            await Assertions
                .Expect(page.Locator("#gap-count"))
                .ToHaveTextAsync((await CountAsync("2016-12-31", name)).ToString("#,0", CultureInfo.InvariantCulture));
        }

        await page.ClickAsync("#list .row >> nth=0");
        await page.WaitForSelectorAsync("#drawer:not([hidden])");
        Assert.Contains("未通硬化路", await page.TextContentAsync("#why"), StringComparison.Ordinal);
        await page.ScreenshotAsync(new() { Path = Path.Combine(ProjectRoot.Find(), "artifacts", "drawer.png") });
        Assert.Empty(elsewhere);
        Assert.Empty(faults);
    }

    private async Task<int> CountAsync(string day, string name = "road")
    {
        var answer = await service.JsonAsync(
            $"/api/coverage/gaps?service={name}&minHouseholds=20&asOf={day}&verdict=not_met&limit=1"
        );
        return answer.GetProperty("totals").GetProperty("hamlets").GetInt32();
    }

    private static async Task<int> ShownAsync(IPage page) =>
        int.Parse(
            (await page.TextContentAsync("#gap-count"))!,
            NumberStyles.AllowThousands,
            CultureInfo.InvariantCulture
        );

    private static async Task<int> RedDotsAsync(IPage page)
    {
        var rendered = await page.EvaluateAsync<JsonElement>(
            "() => window.longlin.map.queryRenderedFeatures({ layers: ['hamlets'] }).filter(f => "
                + "f.state.verdict === 0).length"
        );
        return rendered.GetInt32();
    }
}
