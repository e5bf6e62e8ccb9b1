using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>The link that the page gives away holds the view and never the token or code of whoever copies
/// it.</summary>
public sealed class PageLinkTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("#date=2017-06-30", null)]
    [InlineData("&lang=zh#date=2017-06-30", null)]
    [InlineData("#date=2017-06-30", "?token=secret&code=kept#date=2017-06-30")]
    public async Task A_copied_link_holds_the_view_and_no_secret(string opened, string? later)
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link(opened));
        if (later is not null)
            await walk.Page.EvaluateAsync("to => history.replaceState(null, '', to)", later);
        await walk.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await walk.Page.ClickAsync("#share");
        await Assertions.Expect(walk.Page.Locator("#notice")).ToContainTextAsync("链接已复制");
        var link = await walk.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.DoesNotContain("token", link, StringComparison.Ordinal);
        Assert.DoesNotContain("code", link, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", link, StringComparison.Ordinal);
        Assert.Contains("date=2017-06-30", link, StringComparison.Ordinal);
        Assert.StartsWith(service.Url, link, StringComparison.Ordinal);
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task The_code_is_removed_from_the_address_and_writing_still_works()
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link("&lang=en#date=2017-06-30"));
        Assert.DoesNotContain("code=", walk.Page.Url, StringComparison.Ordinal);
        Assert.Contains("lang=en", walk.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(walk.Page.Locator("#day")).ToHaveValueAsync("2017-06-30");
        var layers = await walk.Page.EvaluateAsync<int>(
            "async () => (await (await fetch('api/caller')).json()).layers.length"
        );
        Assert.True(layers > 0, "the caller may write to no layer once the code has left the address");
        await walk.Page.ReloadAsync();
        await walk.Page.WaitForSelectorAsync("body[data-ready=true]", new() { Timeout = 90_000 });
        Assert.DoesNotContain("code=", walk.Page.Url, StringComparison.Ordinal);
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task A_click_before_the_page_listens_is_not_lost()
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link());
        await walk.Page.RouteAsync(
            "**/api/timeline*",
            async route =>
            {
                await Task.Delay(1_500, TestContext.Current.CancellationToken);
                await route.ContinueAsync();
            }
        );
        await walk.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await walk.Page.ClickAsync("#layers-open");
        await Assertions.Expect(walk.Page.Locator("#legend")).ToBeVisibleAsync();
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task A_page_without_the_clipboard_shows_a_link_without_the_code()
    {
        await using var walk = await PageWalk.StartAsync(service, service.Link("#date=2017-06-30"));
        await walk.Page.EvaluateAsync(
            "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); }"
        );
        await walk.Page.ClickAsync("#share");
        await Assertions.Expect(walk.Page.Locator("#notice")).ToContainTextAsync("date=2017-06-30");
        Assert.DoesNotContain("code=", await walk.Page.TextContentAsync("#notice"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_used_link_shows_a_page_with_what_to_do_and_a_token_typed_there_signs_in()
    {
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var link = service.IssueLink();
        using (HttpClientHandler handler = new() { AllowAutoRedirect = false, CheckCertificateRevocationList = true })
        using (HttpClient other = new(handler))
        using (await other.GetAsync(new Uri(link), TestContext.Current.CancellationToken)) { }
        var page = await browser.NewPageAsync(new() { Locale = "en-GB" });
        Assert.Equal(400, (await page.GotoAsync(link))!.Status);
        await Assertions.Expect(page.Locator("[role=alert]")).ToContainTextAsync("./longlin user link");
        await page.FillAsync("#token", "wrong");
        await page.ClickAsync("button");
        await Assertions.Expect(page.Locator("[role=alert]")).ToContainTextAsync("this token is wrong");
        await page.FillAsync("#token", "secret");
        await page.ClickAsync("button");
        await page.WaitForSelectorAsync("body[data-ready=true]", new() { Timeout = 90_000 });
        Assert.Equal($"{service.Url}/", page.Url.Split('#')[0]);
        Assert.Equal(
            "admin",
            await page.EvaluateAsync<string>("async () => (await (await fetch('api/caller')).json()).name")
        );
    }
}
