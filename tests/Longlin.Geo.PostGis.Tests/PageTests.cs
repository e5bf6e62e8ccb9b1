using System.Globalization;
using System.Text.Json;
using Longlin.Geo.Model;
using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>The page in a real browser.</summary>
public class PageTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task The_map_loads_the_slider_moves_the_count_changes_and_no_other_host_is_asked()
    {
        const string chromium = "/usr/bin/chromium";
        if (!File.Exists(chromium)) Assert.Skip("chromium is not installed");
        Assert.True(File.Exists(Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo.Server", "wwwroot", "index.html")), "the page is not built: ./longlin test builds it");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1366, Height = 768 } });
        List<string> elsewhere = [], faults = [];
        page.Request += (_, r) => { if (!r.Url.StartsWith(service.Url, StringComparison.Ordinal) && !r.Url.StartsWith("data:", StringComparison.Ordinal) && !r.Url.StartsWith("blob:", StringComparison.Ordinal)) elsewhere.Add(r.Url); };
        page.PageError += (_, e) => faults.Add(e);
        page.Console += (_, m) => { if (m.Type == "error") faults.Add(m.Text); };
        await page.GotoAsync($"{service.Url}/?token=secret");
        await page.WaitForSelectorAsync("body[data-ready=true]", new() { Timeout = 90_000 });
        var screenshot = Path.Combine(ProjectRoot.Find(), "artifacts", "map.png");
        Directory.CreateDirectory(Path.GetDirectoryName(screenshot)!);
        await page.ScreenshotAsync(new() { Path = screenshot });

        Assert.Equal(await CountAsync("2019-12-31"), await ShownAsync(page));
        await page.EvaluateAsync("() => { const d = document.getElementById('date'); d.value = 730; d.dispatchEvent(new Event('input', { bubbles: true })); }");
        await Assertions.Expect(page.Locator("#day")).ToHaveTextAsync("2016-12-31");
        var earlier = await ShownAsync(page);
        Assert.Equal(await CountAsync("2016-12-31"), earlier);
        Assert.NotEqual(await CountAsync("2019-12-31"), earlier);

        // Red dots stand where gaps are, as the map itself draws them.
        await page.EvaluateAsync("() => new Promise(r => { window.longlin.map.once('idle', () => r()); window.longlin.map.triggerRepaint(); })");
        Assert.True(await RedDotsAsync(page) > 40);
        Assert.Equal("合成演示数据 · 数据截至 2019-12-31", await page.TextContentAsync("#note"));

        // Every service that the page offers has answers, and the same as the service gives.
        var offered = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('input[name=service]')].map(i => i.value)");
        Assert.Equal(TestCluster.Standard.All.Where(s => s.Subjects.Contains("hamlet")).Select(s => s.Service), offered);
        foreach (var name in offered.Reverse())
        {
            await page.EvaluateAsync("name => document.querySelector(`input[name=service][value=${name}]`).click()", name);
            await Assertions.Expect(page.Locator("#gap-count")).ToHaveTextAsync((await CountAsync("2016-12-31", name)).ToString("#,0", CultureInfo.InvariantCulture));
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
        var answer = await service.JsonAsync($"/api/coverage/gaps?service={name}&minHouseholds=20&asOf={day}&verdict=not_met&limit=1");
        return answer.GetProperty("totals").GetProperty("hamlets").GetInt32();
    }

    private static async Task<int> ShownAsync(IPage page) => int.Parse((await page.TextContentAsync("#gap-count"))!, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static async Task<int> RedDotsAsync(IPage page)
    {
        var rendered = await page.EvaluateAsync<JsonElement>("() => window.longlin.map.queryRenderedFeatures({ layers: ['hamlets'] }).filter(f => f.state.verdict === 0).length");
        return rendered.GetInt32();
    }
}
