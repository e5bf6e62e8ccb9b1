using System.Net;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>The gaps as a collection: tables for people and spreadsheets, and one gap alone.</summary>
public sealed class OgcGapFormatTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Ask = "/ogc/collections/gaps/items?datetime=2016-12-31&service=road&limit=3";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_table_format_lists_the_same_gaps_as_GeoJSON_and_links_to_the_next_page()
    {
        var page = await service.JsonAsync(Ask);
        string[] codes =
        [
            .. page.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetString()!),
        ];
        Assert.Equal(3, codes.Length);
        var next = page.GetProperty("links")
            .EnumerateArray()
            .Single(l => l.GetProperty("rel").GetString() == "next")
            .GetProperty("href")
            .GetString()!;
        using var csv = await service.Client.GetAsync(Ask + "&f=csv", Token);
        var lines = (await csv.Content.ReadAsStringAsync(Token))
            .TrimEnd()
            .Split("\r\n".ToCharArray(), StringSplitOptions.RemoveEmptyEntries);
        var at = Array.IndexOf(lines[0].TrimStart('\uFEFF').Split(','), "code");
        Assert.Equal(codes, lines[1..].Select(l => l.Split(',')[at]));
        Assert.Contains(
            new Uri(next).Query.Split('&').Single(p => p.Contains("cursor=", StringComparison.Ordinal)),
            csv.Headers.GetValues("Link").Single(),
            StringComparison.Ordinal
        );
        var html = await service.Client.GetStringAsync(Ask + "&f=html", Token);
        Assert.All(codes, c => Assert.Contains($">{c}</a></td>", html, StringComparison.Ordinal));
        Assert.Contains("rel=\"next\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_gap_equals_its_entry_in_the_collection_and_a_served_place_has_none()
    {
        var first = (await service.JsonAsync(Ask)).GetProperty("features")[0];
        var code = first.GetProperty("id").GetString()!;
        var one = await service.JsonAsync($"/ogc/collections/gaps/items/{code}?datetime=2016-12-31&service=road");
        Assert.Equal(first.GetProperty("properties").GetRawText(), one.GetProperty("properties").GetRawText());
        Assert.Equal(
            ("2016-12-31", "road"),
            (one.GetProperty("asOf").GetString(), one.GetProperty("service").GetString())
        );
        Assert.Contains(
            code,
            await service.Client.GetStringAsync(
                $"/ogc/collections/gaps/items/{code}?datetime=2016-12-31&service=road&f=html",
                Token
            ),
            StringComparison.Ordinal
        );
        var served = (
            await service.JsonAsync("/ogc/collections/gaps/items?datetime=2016-12-31&service=road&verdict=met&limit=1")
        )
            .GetProperty("features")[0]
            .GetProperty("id")
            .GetString();
        using var none = await service.Client.GetAsync(
            $"/ogc/collections/gaps/items/{served}?datetime=2016-12-31&service=road",
            Token
        );
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        using var misspelt = await service.Client.GetAsync($"/ogc/collections/gaps/items/{code}?day=2016-12-31", Token);
        Assert.Equal(HttpStatusCode.BadRequest, misspelt.StatusCode);
    }
}
