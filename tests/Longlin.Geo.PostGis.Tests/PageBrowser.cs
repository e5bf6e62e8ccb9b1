using Longlin.Geo.Model;
using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>A real Chromium that shows the page of a running service.</summary>
internal static class PageBrowser
{
    internal static readonly string Artifacts = Path.Combine(ProjectRoot.Find(), "artifacts");

    internal static async Task<(IPlaywright Playwright, IBrowser Browser)> OpenAsync(params string[] more)
    {
        const string chromium = "/usr/bin/chromium";
        if (!File.Exists(chromium))
            Assert.Skip("chromium is not installed");
        Assert.True(
            File.Exists(Path.Combine(ProjectRoot.Find(), "src", "Longlin.Geo.Server", "wwwroot", "index.html")),
            "the page is not built: ./longlin test builds it"
        );
        Directory.CreateDirectory(Artifacts);
        var playwright = await Playwright.CreateAsync();
        return (
            playwright,
            await playwright.Chromium.LaunchAsync(
                new()
                {
                    ExecutablePath = chromium,
                    Args =
                    [
                        "--no-sandbox",
                        "--disable-gpu",
                        "--enable-unsafe-swiftshader",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        .. more,
                    ],
                }
            )
        );
    }

    internal static async Task<IPage> ShowAsync(
        RunningService service,
        IBrowser browser,
        string path,
        int width = 1366,
        int height = 768
    )
    {
        var page = await browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = height },
            }
        );
        await page.GotoAsync($"{service.Url}{path}");
        await page.WaitForSelectorAsync("body[data-ready=true]", new() { Timeout = 90_000 });
        return page;
    }
}
