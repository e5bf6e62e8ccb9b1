using Longlin.Geo.Store.Custody;
using Longlin.Geo.Tiles;
using NetTopologySuite.IO.VectorTiles.Mapbox;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// What the service says of itself: its description, what its tiles leave out, and that its outbox does not grow for
/// ever.
/// </summary>
public sealed class DescriptionTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_OpenAPI_document_conforms_to_the_published_schema()
    {
        var document = await service.Client.GetStringAsync("/openapi.json", Token);
        Assert.Equal("", await PeerDecoders.OpenApiFaultsAsync(document));
        Assert.NotEqual(
            "",
            await PeerDecoders.OpenApiFaultsAsync(document.Replace("\"paths\"", "\"roads\"", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("/openapi.json", null, "哪些自然屯还没有通")]
    [InlineData("/openapi.json", "en-GB,en;q=0.9", "Hamlets that lack a service")]
    [InlineData("/openapi.json?lang=en", "zh-CN", "Hamlets that lack a service")]
    [InlineData("/openapi.json?lang=zh", "en", "哪些自然屯还没有通")]
    public async Task The_OpenAPI_document_is_in_the_language_of_the_request(
        string address,
        string? accepted,
        string summary
    )
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        if (accepted is not null)
            request.Headers.Add("Accept-Language", accepted);
        using var response = await service.Client.SendAsync(request, Token);
        using var document = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(
            summary,
            document
                .RootElement.GetProperty("paths")
                .GetProperty("/api/coverage/gaps")
                .GetProperty("get")
                .GetProperty("summary")
                .GetString()
        );
        Assert.Contains("Accept-Language", response.Headers.Vary);
    }

    [Fact]
    public async Task TileJSON_states_the_share_of_roads_left_out_at_low_zoom()
    {
        var layers = (await service.JsonAsync("/tiles/roads,hamlets.json")).GetProperty("vector_layers");
        var roads = layers[0].GetProperty("longlin:leftOut");
        Assert.Empty(layers[1].GetProperty("longlin:leftOut").EnumerateObject());
        foreach (var z in (int[])[6, 9, 11])
        {
            // The same from the tiles themselves.
            var (held, whole) = (await HeldAsync(z), await HeldAsync(13));
            Assert.Equal(
                Math.Round(1 - (double)held / whole, 4),
                roads.TryGetProperty($"{z}", out var share) ? share.GetDouble() : 0
            );
        }

        Assert.True(roads.GetProperty("6").GetDouble() > 0.5);
    }

    [Fact]
    public async Task Old_changes_are_pruned_from_the_outbox_once_coverage_has_read_them()
    {
        await service.Database.RunAsync("update longlin.sites set name = name || '旧'");
        await service.Database.RunAsync("update longlin.outbox set at = at - interval '3 days' where layer = 'sites'");
        await service.Database.RunAsync(
            "insert into longlin.outbox (county_code, layer, at) values ('451099', 'sites', now() - interval '9 days')"
        );
        await Longlin.Geo.Coverage.Timelines.CoverageComputation.RunAsync(
            service.Database,
            TestCluster.Standard,
            "451031",
            TimeProvider.System,
            Token
        );
        await service.Database.RunAsync("update longlin.sites set name = name || '新'");
        Assert.True(await OutboxPruning.RunAsync(service.Database, Token) > 0);
        await using var left = service.Database.Source.CreateCommand(
            "select county_code from longlin.outbox where layer = 'sites' order by 1"
        );
        List<string> counties = [];
        await using var reader = await left.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
            counties.Add(reader.GetString(0));
        Assert.Equal(["451031", "451099"], counties);
    }

    private async Task<int> HeldAsync(int z)
    {
        var bounds = (await service.JsonAsync("/tiles/roads.json")).GetProperty("bounds");
        var (left, top) = WebMercatorQuad.TileOf(bounds[0].GetDouble(), bounds[3].GetDouble(), z);
        var (right, bottom) = WebMercatorQuad.TileOf(bounds[2].GetDouble(), bounds[1].GetDouble(), z);
        HashSet<ulong> ids = [];
        for (var x = left; x <= right; x++)
        {
            for (var y = top; y <= bottom; y++)
            {
                using MemoryStream tile = new(
                    await service.Client.GetByteArrayAsync($"/tiles/roads/{z}/{x}/{y}.mvt", Token)
                );
                if (tile.Length > 0)
                    ids.UnionWith(
                        new MapboxTileReader()
                            .Read(tile, new(x, y, z), "id")
                            .Layers.SelectMany(l => l.Features)
                            .Select(f =>
                                Convert.ToUInt64(f.Attributes["id"], System.Globalization.CultureInfo.InvariantCulture)
                            )
                    );
            }
        }

        return ids.Count;
    }
}
