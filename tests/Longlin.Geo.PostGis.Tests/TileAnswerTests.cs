using System.Net;
using NetTopologySuite.IO.VectorTiles.Mapbox;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Tiles, TileJSON and the style over HTTP.</summary>
[Collection(SharedService.Name)]
public sealed class TileAnswerTests(RunningService service)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<List<NetTopologySuite.Features.IFeature>> TileAsync(
        string layers,
        int z,
        int x,
        int y,
        string layer
    )
    {
        using MemoryStream bytes = new(
            await service.Client.GetByteArrayAsync($"/tiles/{layers}/{z}/{x}/{y}.mvt", Token)
        );
        if (bytes.Length == 0)
            return [];
        var tile = new MapboxTileReader().Read(bytes, new NetTopologySuite.IO.VectorTiles.Tiles.Tile(x, y, z), "id");
        return [.. tile.Layers.Where(l => l.Name == layer).SelectMany(l => l.Features)];
    }

    [Fact]
    public async Task A_county_tile_holds_every_hamlet_with_the_attributes_of_the_contract()
    {
        var hamlets = await TileAsync("areas,hamlets,roads", 6, 50, 27, "hamlets");
        Assert.Equal(TestCluster.DemoHamlets, hamlets.Count);
        Assert.All(
            hamlets,
            h =>
                Assert.True(
                    h.Attributes.Exists("code") && h.Attributes.Exists("name") && h.Attributes.Exists("township_code")
                )
        );
        Assert.Contains(hamlets, h => h.Attributes.Exists("since_road") && h.Attributes.Exists("since_power"));
        Assert.NotEmpty(await TileAsync("areas,hamlets,roads", 6, 50, 27, "areas"));
        Assert.NotEmpty(await TileAsync("areas,hamlets,roads", 6, 50, 27, "roads"));
    }

    [Fact]
    public async Task Since_in_the_tile_is_the_last_change_to_met_in_the_timeline()
    {
        var timeline = (await service.JsonAsync("/api/coverage/timeline")).GetProperty("hamlets");
        var ids = timeline.GetProperty("id").EnumerateArray().Select(i => i.GetInt64()).ToList();
        var lists = timeline
            .GetProperty("verdicts")
            .GetProperty("road")
            .EnumerateArray()
            .Select(l => l.EnumerateArray().Select(v => v.GetInt32()).ToArray())
            .ToList();
        foreach (var hamlet in await TileAsync("hamlets", 6, 50, 27, "hamlets"))
        {
            var list = lists[
                ids.IndexOf(Convert.ToInt64(hamlet.Attributes["id"], System.Globalization.CultureInfo.InvariantCulture))
            ];
            Assert.Equal(
                list[^1] == 1 ? list[^2] : null,
                hamlet.Attributes.Exists("since_road")
                    ? Convert.ToInt32(
                        hamlet.Attributes["since_road"],
                        System.Globalization.CultureInfo.InvariantCulture
                    )
                    : (int?)null
            );
        }
    }

    [Fact]
    public async Task TileJSON_and_style_refer_only_to_this_service()
    {
        var tileJson = await service.JsonAsync("/tiles/hamlets,roads.json");
        Assert.Equal("3.0.0", tileJson.GetProperty("tilejson").GetString());
        Assert.StartsWith(service.Url, tileJson.GetProperty("tiles")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains("合成演示数据", tileJson.GetProperty("description").GetString(), StringComparison.Ordinal);
        var fields = tileJson
            .GetProperty("vector_layers")[0]
            .GetProperty("fields")
            .EnumerateObject()
            .Select(f => f.Name)
            .ToList();
        Assert.All(
            (await TileAsync("hamlets", 6, 50, 27, "hamlets"))
                .SelectMany(h => h.Attributes.GetNames())
                .Distinct()
                .Where(n => n != "id"),
            n => Assert.Contains(n, fields)
        );
        Assert.Contains("since_power", fields);
        var style = (await service.JsonAsync("/tiles/style.json")).GetRawText();
        Assert.DoesNotContain("glyphs", style, StringComparison.Ordinal);
        Assert.All(
            System.Text.RegularExpressions.Regex.Matches(style, "https?://[^/\"]+"),
            m => Assert.StartsWith(m.Value, service.Url, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Only_a_changed_tile_is_sent_again()
    {
        using var first = await service.Client.GetAsync("/tiles/sites/7/101/54.mvt", Token);
        using HttpRequestMessage again = new(HttpMethod.Get, "/tiles/sites/7/101/54.mvt")
        {
            Headers = { IfNoneMatch = { first.Headers.ETag! } },
        };
        Assert.Equal(HttpStatusCode.NotModified, (await service.Client.SendAsync(again, Token)).StatusCode);
        await service.Database.RunAsync("update longlin.sites set name = name || '改' where code = 'S45103101'");
        await Task.Delay(600, Token); // a second is promised
        using HttpRequestMessage changed = new(HttpMethod.Get, "/tiles/sites/7/101/54.mvt")
        {
            Headers = { IfNoneMatch = { first.Headers.ETag! } },
        };
        Assert.Equal(HttpStatusCode.OK, (await service.Client.SendAsync(changed, Token)).StatusCode);
    }
}
