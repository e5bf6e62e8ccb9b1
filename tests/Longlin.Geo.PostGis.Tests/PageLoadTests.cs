using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Tiles;
using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>How the page bears long work, and other tiles than the service's own.</summary>
public sealed class PageLoadTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_slider_plays_without_long_tasks_and_ten_runs_leak_no_memory()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var page = await PageBrowser.ShowAsync(service, browser, "/#date=2015-01-01");
        await page.EvaluateAsync(
            "() => { window.long = []; new PerformanceObserver(l => "
                + "l.getEntries().forEach(e => window.long.push(e.duration))).observe({ type: 'longtask' }); }"
        );
        List<string> requests = [];
        page.Request += (_, r) => requests.Add(r.Url);
        var worked = await TasksAsync(
            browser,
            async () =>
            {
                await page.ClickAsync("#play");
                await page.WaitForFunctionAsync(
                    "() => Number(document.getElementById('date').value) > 240",
                    null,
                    new() { Timeout = 120_000 }
                );
                await page.ClickAsync("#play");
            }
        );
        Assert.DoesNotContain(
            requests,
            r => r.Contains("/api/", StringComparison.Ordinal) && !r.Contains("gaps", StringComparison.Ordinal)
        );
        var longest = await page.EvaluateAsync<double>("() => Math.max(0, ...window.long)");
        var cdp = await page.Context.NewCDPSessionAsync(page);
        var first = await HeapAsync(3);
        var last = await HeapAsync(10);
        var told =
            $"slider: longest task {longest:0} ms (at most 200), "
            + $"of the processor {worked.FirstOrDefault():0} ms, all {worked.Count} tasks {worked.Sum():0} ms; "
            + $"heap {first:0.0} MB, after 10 passes {last:0.0} MB";
        TestContext.Current.SendDiagnosticMessage(told);
        Console.WriteLine(told);
        Assert.True(last < first * 1.2 + 2, $"{first} → {last} MB");

        async Task<double> HeapAsync(int passes)
        {
            await page.EvaluateAsync(
                "async passes => { const d = document.getElementById('date'); for (let p = 0; p < passes; "
                    + "p++) for (let day = 0; day <= Number(d.max); day += 365) { d.value = day; "
                    + "d.dispatchEvent(new Event('input', { bubbles: true })); "
                    + "await new Promise(done => requestAnimationFrame(() => done())); } }",
                passes
            );
            await cdp.SendAsync("HeapProfiler.collectGarbage");
            return await page.EvaluateAsync<double>("() => performance.memory.usedJSHeapSize / 1048576");
        }
    }

    // The tasks of the pages' main threads meanwhile in milliseconds of the processor, the longest first: what a busy
    // machine adds is not in them.
    private static async Task<List<double>> TasksAsync(IBrowser browser, Func<Task> act)
    {
        var cdp = await browser.NewBrowserCDPSessionAsync();
        List<JsonElement> events = [];
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        cdp.Event("Tracing.dataCollected").OnEvent += (_, e) =>
            events.AddRange(e!.Value.GetProperty("value").EnumerateArray());
        cdp.Event("Tracing.tracingComplete").OnEvent += (_, _) => ended.TrySetResult();
        await cdp.SendAsync(
            "Tracing.start",
            new()
            {
                ["transferMode"] = "ReportEvents",
                ["traceConfig"] = new
                {
                    includedCategories = (string[])["toplevel"],
                    excludedCategories = (string[])["*"],
                },
            }
        );
        await act();
        await cdp.SendAsync("Tracing.end");
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
        var threads = events
            .Where(e =>
                e.GetProperty("name").GetString() == "thread_name"
                && e.GetProperty("args").GetProperty("name").GetString() == "CrRendererMain"
            )
            .Select(Thread)
            .ToHashSet();
        return
        [
            .. events
                .Where(e => e.TryGetProperty("tdur", out _) && threads.Contains(Thread(e)))
                .Select(e => e.GetProperty("tdur").GetDouble() / 1000)
                .OrderDescending(),
        ];

        static (int, int) Thread(JsonElement e) => (e.GetProperty("pid").GetInt32(), e.GetProperty("tid").GetInt32());
    }

    [Fact]
    public async Task The_first_view_is_coloured_before_any_input()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var page = await PageBrowser.ShowAsync(service, browser, "/");
        Assert.True(
            await page.EvaluateAsync<bool>(
                "() => window.longlin.timeline.hamlets.id.some(id => "
                    + "window.longlin.map.getFeatureState({ source: 'longlin', sourceLayer: 'hamlets', id }).verdict "
                    + "=== 0)"
            )
        );
    }

    [Fact]
    public async Task Without_WebGL_list_numbers_and_progress_work_and_it_says_so()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync("--disable-3d-apis");
        using var closing = playwright;
        await using var open = browser;
        var page = await PageBrowser.ShowAsync(service, browser, "/#service=road&size=50&date=2018-12-31");
        await Assertions.Expect(page.Locator(".unmapped")).ToContainTextAsync("WebGL");
        await Assertions.Expect(page.Locator("#fault")).ToBeHiddenAsync();
        var answer = await service.JsonAsync(
            "/api/coverage/gaps?service=road&minHouseholds=50&asOf=2018-12-31&verdict=not_met&limit=1"
        );
        await Assertions
            .Expect(page.Locator("#gap-count"))
            .ToHaveTextAsync(
                answer
                    .GetProperty("totals")
                    .GetProperty("hamlets")
                    .GetInt32()
                    .ToString("#,0", System.Globalization.CultureInfo.InvariantCulture)
            );
        await page.ClickAsync("#list .row >> nth=0");
        await page.WaitForSelectorAsync("#drawer:not([hidden])");
        await page.ClickAsync("#dashboard");
        await page.WaitForSelectorAsync("#progress table");
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "no-webgl.png") });
    }

    [Fact]
    public async Task The_map_works_from_a_PMTiles_archive_alone()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var folder = Directory.CreateDirectory(Path.Combine(ProjectRoot.Find(), "tiles", "out"));
        var name = $"page-test-{Environment.ProcessId}.pmtiles";
        try
        {
            var statement = TileStatement.Load(service.Database.Catalog);
            await TileExport.RunAsync(
                service.Database,
                statement,
                [.. statement.Layers.Order(StringComparer.Ordinal)],
                Path.Combine(folder.FullName, name),
                0,
                10,
                new JsonObject { ["name"] = "test" },
                null,
                Token
            );
            await using var app = WebService.Build(
                new ServiceOptions(IPAddress.Loopback, 0, "secret"),
                service.Database,
                TestCluster.Standard,
                ProjectRoot.Find()
            );
            await app.StartAsync(Token);
            var page = await browser.NewPageAsync(
                new()
                {
                    ViewportSize = new() { Width = 1366, Height = 768 },
                }
            );
            List<string> requests = [];
            page.Request += (_, r) => requests.Add(r.Url);
            List<string> faults = [];
            page.Console += (_, m) => faults.Add(m.Text);
            page.PageError += (_, e) => faults.Add(e);
            await page.GotoAsync($"{app.Urls.First()}/?archive={name}");
            await page.WaitForSelectorAsync("body[data-ready=true]", new() { Timeout = 90_000 });
            var hamlets = await page.EvaluateAsync<int>(
                "() => window.longlin.map.queryRenderedFeatures({ layers: ['hamlets'] }).length"
            );
            Assert.True(
                hamlets > 100,
                $"{hamlets} hamlets; {string.Join('\n', faults)}\n{string.Join('\n', requests)}"
            );
            Assert.Contains(requests, r => r.Contains($"/archive/{name}", StringComparison.Ordinal));
            Assert.DoesNotContain(requests, r => r.EndsWith(".mvt", StringComparison.Ordinal));
            await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "archive.png") });
        }
        finally
        {
            File.Delete(Path.Combine(folder.FullName, name));
        }
    }

    [Fact]
    public async Task A_base_map_is_drawn_below_and_only_its_host_is_allowed()
    {
        await using var app = WebService.Build(
            new ServiceOptions(
                IPAddress.Loopback,
                0,
                "secret",
                Basemap: Basemap.Of("https://maps.example.cn:8443/wmts?layer=img&z={z}&x={x}&y={y}", "示例")
            ),
            service.Database,
            TestCluster.Standard,
            ProjectRoot.Find()
        );
        await app.StartAsync(Token);
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.First()) };
        var style = await client.GetStringAsync("/tiles/style.json", Token);
        Assert.Equal("", await PeerDecoders.StyleFaultsAsync(style));
        var layers = JsonNode.Parse(style)!["layers"]!.AsArray();
        Assert.Equal("basemap", (string?)layers[1]!["id"]);
        using var answer = await client.GetAsync("/", Token);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("img-src 'self' data: blob: https://maps.example.cn:8443;", policy, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "example",
            (await service.Client.GetAsync("/", Token)).Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
        Assert.All(
            (string[])
                [
                    "https://maps.example.cn/{z}/{x}.png",
                    "javascript:alert({z},{x},{y})",
                    "https://a.cn/{z}/{x}/{y}; script-src *",
                ],
            a => Assert.Throws<UsageException>(() => Basemap.Of(a, null))
        );
    }
}
