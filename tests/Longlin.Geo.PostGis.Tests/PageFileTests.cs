using System.Text.Json;
using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>The page: a file imported and undone, and the list of works.</summary>
public sealed class PageFileTests(RunningService service) : IClassFixture<RunningService>
{
    private Task<IPage> ShowAsync(IBrowser browser, string path, int width = 1366, int height = 768) =>
        PageBrowser.ShowAsync(service, browser, path, width, height);

    [Fact]
    public async Task A_file_is_checked_corrected_imported_and_undone_and_markup_in_it_never_runs()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var page = await ShowAsync(browser, service.Link());
        List<string> faults = [];
        page.PageError += (_, e) => faults.Add(e);
        page.Dialog += (_, d) =>
        {
            faults.Add($"dialog {d.Message}");
            _ = d.DismissAsync();
        };
        var before = await service.Database.ScalarAsync<long>("select count(*) from longlin.facilities");
        await page.ClickAsync("#import");
        await page.SelectOptionAsync("#intake select[name=layer]", "facilities");
        // A header that nobody knows, a word that is none, and markup where a name stands.
        const string csv =
            "编码,名称,种类别,lon,lat\nP1,<img src=x onerror=alert(1)>,school,105.2,24.7\nP2,乙,"
            + "clinic,105.21,24.71\nP3,丙,school,505,24.7\n";
        await page.SetInputFilesAsync(
            "#intake input[type=file]",
            new FilePayload
            {
                Name = "学校.csv",
                MimeType = "text/csv",
                Buffer = System.Text.Encoding.UTF8.GetBytes(csv),
            }
        );
        await page.ClickAsync("#intake button[type=submit]");
        // No coordinate system is declared: the file is refused with a message.
        await Assertions.Expect(page.Locator("#intake-says")).ToContainTextAsync("EPSG", new() { Timeout = 20_000 });
        await page.FillAsync("#intake input[name=crs]", "EPSG:4490");
        await page.ClickAsync("#intake button[type=submit]");
        await Assertions
            .Expect(page.Locator("#intake-says"))
            .ToContainTextAsync("尚未写入", new() { Timeout = 20_000 });
        await Assertions.Expect(page.Locator("#intake .rejects")).ToContainTextAsync("505");
        await Assertions.Expect(page.Locator("#intake .sample")).ToContainTextAsync("<img src=x");
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "import.png") });
        Assert.Equal(before, await service.Database.ScalarAsync<long>("select count(*) from longlin.facilities"));
        await page.SelectOptionAsync("#intake select[data-source=种类别]", "kind");
        // What is imported is what was checked.
        await Assertions.Expect(page.Locator("#intake-answer button >> nth=0")).ToBeDisabledAsync();
        await page.ClickAsync("#intake button[type=submit]");
        await Assertions.Expect(page.Locator("#intake .sample")).ToContainTextAsync("clinic");
        await page.ClickAsync("#intake-answer button >> nth=0");
        await Assertions.Expect(page.Locator("#intake-says")).ToContainTextAsync("已导入", new() { Timeout = 20_000 });
        Assert.Equal(before + 2, await service.Database.ScalarAsync<long>("select count(*) from longlin.facilities"));
        Assert.Equal(
            "clinic",
            await service.Database.ScalarAsync<string>("select kind from longlin.facilities where code = 'P2'")
        );
        await page.ClickAsync("#intake-answer button >> nth=0");
        await Assertions.Expect(page.Locator("#intake-says")).ToContainTextAsync("已撤销", new() { Timeout = 20_000 });
        Assert.Equal(before, await service.Database.ScalarAsync<long>("select count(*) from longlin.facilities"));
        var found = await PageWalk.BarriersAsync(page);
        Assert.True(found.Length == 0, string.Join('\n', found));
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Works_are_listed_with_budgets_late_ones_first_and_a_click_shows_the_hamlets_each_would_serve()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var page = await ShowAsync(browser, "/#date=2019-12-31");
        List<string> faults = [];
        page.PageError += (_, e) => faults.Add(e);
        await page.ClickAsync("#works-open");
        await page.WaitForSelectorAsync("#works tbody tr");
        var works = (await service.JsonAsync("/api/works?asOf=2019-12-31"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        Assert.Equal(works.Count, await page.Locator("#works tbody tr").CountAsync());
        var late = works.Count(w => w.GetProperty("state").GetString() is "late" or "overdue");
        Assert.Contains($"滞后 {late}", await page.TextContentAsync("#works-table p"), StringComparison.Ordinal);
        // A work whose assets would serve somebody on the day: each of them is named.
        var (work, gains) = await GainingAsync(works, "2019-12-31");
        await page.ClickAsync($"#works tbody tr:has(small:text-is('{work}')) button");
        await Assertions.Expect(page.Locator("#works-effect h3")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        foreach (var gain in gains)
            await Assertions
                .Expect(page.Locator($"#works-effect button[data-code='{gain}'] >> nth=0"))
                .ToBeVisibleAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "works.png") });
        Assert.Empty(faults);
    }

    private async Task<(string Code, List<string> Gain)> GainingAsync(List<JsonElement> works, string day)
    {
        foreach (var work in works)
        {
            var roads = (
                await service.Database.ScalarAsync<string>(
                    "select coalesce(string_agg(code, ' '), '') from longlin.roads "
                        + "where code in ('"
                        + string.Join("','", work.GetProperty("assets").EnumerateArray().Select(a => a.GetString()))
                        + "')"
                )
            )!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (roads.Length == 0)
                continue;
            using var body = System.Net.Http.Json.JsonContent.Create(
                new
                {
                    asOf = day,
                    opened = roads.Select(r => new
                    {
                        layer = "roads",
                        code = r,
                        set = new Dictionary<string, string?> { ["surface"] = "concrete", ["surfaced_on"] = null },
                    }),
                }
            );
            using var response = await service.Client.PostAsync(
                "/api/what-if",
                body,
                TestContext.Current.CancellationToken
            );
            var gain = JsonDocument
                .Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
                .RootElement.GetProperty("services")
                .EnumerateArray()
                .SelectMany(s => s.GetProperty("gain").EnumerateArray())
                .Where(g => g.GetProperty("subject").GetString() == "hamlet")
                .Select(g => g.GetProperty("code").GetString()!)
                .Distinct()
                .ToList();
            if (gain.Count > 0)
                return (work.GetProperty("code").GetString()!, gain);
        }

        throw new InvalidOperationException("no work of the demonstration county serves anybody");
    }

    private async Task<int> CountAsync(string day, string name = "road")
    {
        var answer = await service.JsonAsync(
            $"/api/coverage/gaps?service={name}&minHouseholds=20&asOf={day}&verdict=not_met&limit=1"
        );
        return answer.GetProperty("totals").GetProperty("hamlets").GetInt32();
    }
}
