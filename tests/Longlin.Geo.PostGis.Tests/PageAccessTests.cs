using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>The page in each of its states, examined by axe against WCAG 2.2 A and AA.</summary>
public sealed class PageAccessTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("zh")]
    [InlineData("en")]
    public async Task Every_panel_meets_WCAG_2_2_AA(string language)
    {
        await using var walk = await PageWalk.StartAsync(
            service,
            service.Link($"&lang={language}#date=2018-12-31&layers=zones,findings")
        );
        List<string> barriers = [];
        foreach (
            var (name, opener, close, ready) in ((string, string, string, string)[])
                [
                    ("topics", "#topics-open", "#topics-close", "#topics-table tbody tr"),
                    ("relocation", "#relocation-open", "#relocation-close", "#relocation [data-part=candidates] table"),
                    ("edit", "#edit-open", "#edit-close", "#editor .fields label"),
                    ("works", "#works-open", "#works-close", "#works-table tbody tr"),
                    ("import", "#import", "#intake-close", "#intake form"),
                    ("layers", "#layers-open", "#layers-close", "#layers label"),
                    ("dashboard", "#dashboard", "#progress-close", "#progress table"),
                ]
        )
        {
            await walk.Page.ClickAsync(opener);
            await walk.Page.WaitForSelectorAsync(ready, new() { Timeout = 30_000 });
            await walk.ShotAsync($"access-{name}-{language}");
            barriers.AddRange((await PageWalk.BarriersAsync(walk.Page)).Select(b => $"{name}: {b}"));
            await walk.Page.ClickAsync(close);
        }

        Assert.True(barriers.Count == 0, string.Join('\n', barriers));
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task The_phone_layout_meets_WCAG_2_2_AA()
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link("#date=2018-12-31"), 390, 844);
        List<string> barriers = [.. (await PageWalk.BarriersAsync(walk.Page)).Select(b => $"map: {b}")];
        await walk.Page.ClickAsync("#fold");
        await walk.ShotAsync("access-phone-answer");
        barriers.AddRange((await PageWalk.BarriersAsync(walk.Page)).Select(b => $"answer: {b}"));
        await walk.Page.ClickAsync("#list .row >> nth=0");
        await walk.Page.WaitForSelectorAsync("#drawer:not([hidden])");
        await walk.ShotAsync("access-phone-drawer");
        barriers.AddRange((await PageWalk.BarriersAsync(walk.Page)).Select(b => $"drawer: {b}"));
        await walk.Page.ClickAsync("#survey");
        await Assertions
            .Expect(walk.Page.Locator("#editor [name=service]"))
            .ToBeVisibleAsync(new() { Timeout = 20_000 });
        await walk.ShotAsync("access-phone-survey");
        barriers.AddRange((await PageWalk.BarriersAsync(walk.Page)).Select(b => $"survey: {b}"));
        await walk.Page.ClickAsync("#edit-close");
        await walk.Page.ClickAsync("#close");
        await walk.Page.ClickAsync("#fold");
        await walk.Page.ClickAsync("#ask-open");
        await walk.ShotAsync("access-phone-ask");
        barriers.AddRange((await PageWalk.BarriersAsync(walk.Page)).Select(b => $"ask: {b}"));
        Assert.True(barriers.Count == 0, string.Join('\n', barriers));
        Assert.True(await walk.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(walk.Faults);
    }
}
