using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>The link that the page gives away holds the view and never the token of whoever copies it.</summary>
public sealed class PageLinkTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("/?token=secret#date=2017-06-30")]
    [InlineData("/?lang=zh&token=secret&token=secret#date=2017-06-30")]
    public async Task A_copied_link_holds_the_view_and_no_token(string path)
    {
        await using var walk = await PageWalk.StartAsync(service, path);
        await walk.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await walk.Page.ClickAsync("#share");
        await Assertions.Expect(walk.Page.Locator("#notice")).ToContainTextAsync("链接已复制");
        var link = await walk.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.DoesNotContain("token", link, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", link, StringComparison.Ordinal);
        Assert.Contains("date=2017-06-30", link, StringComparison.Ordinal);
        Assert.StartsWith(service.Url, link, StringComparison.Ordinal);
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task The_token_is_removed_from_the_address_and_writing_still_works()
    {
        await using var walk = await PageWalk.StartAsync(service, "/?token=secret&lang=en#date=2017-06-30");
        Assert.DoesNotContain("secret", walk.Page.Url, StringComparison.Ordinal);
        Assert.Contains("lang=en", walk.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(walk.Page.Locator("#day")).ToHaveValueAsync("2017-06-30");
        var layers = await walk.Page.EvaluateAsync<int>(
            "async () => (await (await fetch('api/caller')).json()).layers.length"
        );
        Assert.True(layers > 0, "the caller may write to no layer once the token has left the address");
        await walk.Page.ReloadAsync();
        await walk.Page.WaitForSelectorAsync("body[data-ready=true]", new() { Timeout = 90_000 });
        Assert.DoesNotContain("secret", walk.Page.Url, StringComparison.Ordinal);
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task A_page_without_the_clipboard_shows_a_link_without_the_token()
    {
        await using var walk = await PageWalk.StartAsync(service, "/?token=secret#date=2017-06-30");
        await walk.Page.EvaluateAsync(
            "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); }"
        );
        await walk.Page.ClickAsync("#share");
        await Assertions.Expect(walk.Page.Locator("#notice")).ToContainTextAsync("date=2017-06-30");
        Assert.DoesNotContain("secret", await walk.Page.TextContentAsync("#notice"), StringComparison.Ordinal);
    }
}
