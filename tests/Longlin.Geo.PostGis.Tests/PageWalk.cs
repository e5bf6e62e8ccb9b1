using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>A walk through the page as somebody takes it: by clicking and typing.</summary>
internal sealed class PageWalk(IPlaywright playwright, IBrowser browser, IPage page) : IAsyncDisposable
{
    public IPage Page { get; } = page;

    public List<string> Faults { get; } = [];

    public static async Task<PageWalk> StartAsync(
        RunningService service,
        string path = "/",
        int width = 1366,
        int height = 768
    )
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        PageWalk walk = new(playwright, browser, await PageBrowser.ShowAsync(service, browser, path, width, height));
        walk.Page.PageError += (_, e) => walk.Faults.Add(e);
        return walk;
    }

    /// <summary>A number as the page writes it.</summary>
    public static string N(JsonElement number) =>
        number.ValueKind == JsonValueKind.Null
            ? "—"
            : Math.Round(number.GetDouble(), MidpointRounding.AwayFromZero)
                .ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Yuan as the page writes them.</summary>
    public static string Wan(JsonElement yuan) =>
        yuan.ValueKind == JsonValueKind.Null
            ? "—"
            : Math.Round(yuan.GetDecimal() / 10_000, 1, MidpointRounding.AwayFromZero)
                .ToString("#,0.0", CultureInfo.InvariantCulture) + " 万元";

    public static string Text(JsonElement text) => text.ValueKind == JsonValueKind.Null ? "—" : text.ToString();

    /// <summary>Moves the slider by its own element, as a keyboard or a finger does.</summary>
    public async Task DayAsync(string day)
    {
        var offset =
            DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber
            - new DateOnly(2015, 1, 1).DayNumber;
        await Page.FillAsync("#date", offset.ToString(CultureInfo.InvariantCulture));
        await Assertions.Expect(Page.Locator("#day")).ToHaveValueAsync(day);
    }

    /// <summary>Opens a question of the list, and waits until it is answered.</summary>
    public async Task TopicAsync(string topic, string? choice = null)
    {
        if (await Page.Locator("#topics").IsHiddenAsync())
            await Page.ClickAsync("#topics-open");
        await Page.SelectOptionAsync("#topics [name=topic]", topic);
        if (choice is not null)
            await Page.SelectOptionAsync("#topics [name=choice]", choice);
    }

    public Task SaysAsync(string text) =>
        Assertions.Expect(Page.Locator("#topics-says")).ToContainTextAsync(text, new() { Timeout = 30_000 });

    public Task<string[][]> RowsAsync(string table = "#topics-table table >> nth=0") =>
        Page.Locator(table)
            .EvaluateAsync<string[][]>("t => [...t.tBodies[0].rows].map(r => [...r.cells].map(c => c.textContent))");

    /// <summary>What axe finds against WCAG 2.2 A and AA on the page as it stands.</summary>
    public static async Task<string[]> BarriersAsync(IPage page)
    {
        var axe = await File.ReadAllTextAsync(
            Path.Combine(PeerDecoders.Package("axe-core"), "axe.min.js"),
            TestContext.Current.CancellationToken
        );
        await page.EvaluateAsync(axe); // evaluated by the debugger: the page's own policy stays strict
        return await page.EvaluateAsync<string[]>(
            "async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', "
                + "'wcag22aa'] })).violations.map(v => `${v.id}: ${v.nodes.map(n => "
                + "`${n.target} ${n.any.map(a => a.message).join(' ')}`).join(' | ')}`)"
        );
    }

    public Task ShotAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, $"{name}.png") });

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
