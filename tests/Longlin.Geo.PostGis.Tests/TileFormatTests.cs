using Longlin.Geo.Tiles;
using NetTopologySuite.IO.VectorTiles.Mapbox;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Tiles and the style by the specifications.</summary>
public sealed class TileFormatTests(TestCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static NetTopologySuite.IO.VectorTiles.VectorTile Decode(byte[] bytes, int z, int x, int y)
    {
        using MemoryStream stream = new(bytes);
        return new MapboxTileReader().Read(stream, new NetTopologySuite.IO.VectorTiles.Tiles.Tile(x, y, z));
    }

    [Fact]
    public async Task Three_decoders_and_SQL_find_the_same_features_in_every_tile_of_the_county()
    {
        await using var database = await cluster.DemoAsync();
        var folder = Directory.CreateTempSubdirectory("longlin-decode-").FullName;
        try
        {
            var statement = TileStatement.Load(TestCluster.Catalog);
            string[] layers = [.. statement.Layers.Order(StringComparer.Ordinal)];
            await TileExport.RunAsync(database, statement, layers, folder, 8, 12, [], null, Token);
            var files = Directory.GetFiles(folder, "*.mvt", SearchOption.AllDirectories);
            Assert.True(files.Length > 30);
            var theirs = await PeerDecoders.VectorTileAsync(files);
            foreach (var file in files)
            {
                var parts = Path.GetRelativePath(folder, file).Split('/', '.');
                var (z, x, y) = (
                    int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture),
                    int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture),
                    int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture)
                );
                var ours = Decode(await File.ReadAllBytesAsync(file, Token), z, x, y);
                Assert.Equal(
                    ours.Layers.Select(l => (l.Name, l.Features.Count)).Order(),
                    theirs[file]!.Select(l => (l.Key, l.Value.Count)).Order()
                );
                // Every feature has its id, and no layer has one twice but areas, whose seat is a point beside the
                // outline.
                foreach (var (name, features) in theirs[file]!)
                {
                    Assert.All(features, f => Assert.NotNull(f.Id));
                    if (name != "areas")
                        Assert.Equal(features.Count, features.Select(f => f.Id).Distinct().Count());
                }

                if (z < 11)
                    continue;
                var box = WebMercatorQuad.Wide(z, x, y);
                foreach (var name in (string[])["hamlets", "facilities"])
                {
                    // A quarter of a pixel's doubt at the very edge of the buffer.
                    var count = await database.ScalarAsync<long>(
                        (
                            $"select count(*) from longlin.{name} where status in ('open', 'closed', 'planned', "
                            + "'building') and st_pointonsurface(geom_3857) && "
                            + $"st_makeenvelope({box.MinX}, {box.MinY}, {box.MaxX}, {box.MaxY}, 3857)"
                        )
                    );
                    Assert.InRange(
                        ours.Layers.FirstOrDefault(l => l.Name == name)?.Features.Count ?? 0,
                        count - 1,
                        count
                    );
                }
            }

            if (!File.Exists("/usr/bin/ogrinfo"))
                return;
            foreach (var file in files.Where((_, i) => i % 9 == 0))
            {
                var said = await PeerDecoders.RunAsync("ogrinfo", ["-ro", "-so", "-al", file], "");
                var counts = System
                    .Text.RegularExpressions.Regex.Matches(said, @"Layer name: (\w+)[\s\S]*?Feature Count: (\d+)")
                    .Select(m =>
                        (
                            m.Groups[1].Value,
                            int.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture)
                        )
                    )
                    .Order();
                Assert.Equal(theirs[file]!.Select(l => (l.Key, l.Value.Count)).Order(), counts);
            }
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public async Task The_test_decoder_reads_the_format_fixtures_like_browsers_do()
    {
        var files = Directory
            .GetFiles(
                Path.Combine(PeerDecoders.Package("@mapbox/mvt-fixtures"), "fixtures"),
                "tile.mvt",
                SearchOption.AllDirectories
            )
            .Where(f =>
                System
                    .Text.Json.JsonDocument.Parse(
                        File.ReadAllText(Path.Combine(Path.GetDirectoryName(f)!, "info.json"))
                    )
                    .RootElement.GetProperty("validity")
                    .GetProperty("v2")
                    .ValueKind == System.Text.Json.JsonValueKind.True
            )
            .ToArray();
        Assert.True(files.Length > 15, $"{files.Length} fixtures");
        var theirs = await PeerDecoders.VectorTileAsync(files);
        List<string> beyond = [];
        foreach (var file in files.Where(f => theirs[f] is not null))
        {
            NetTopologySuite.IO.VectorTiles.VectorTile ours;
            try
            {
                ours = Decode(await File.ReadAllBytesAsync(file, Token), 0, 0, 0);
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException)
            {
                // The library does not know geometries of no kind, and such
                beyond.Add(Path.GetFileName(Path.GetDirectoryName(file)!));
                continue;
            }

            Assert.Equal(
                (file, string.Join(' ', theirs[file]!.Where(l => l.Value.Count > 0).Select(l => l.Key).Order())),
                (file, string.Join(' ', ours.Layers.Where(l => l.Features.Count > 0).Select(l => l.Name).Order()))
            );
        }

        Assert.Equal(["057"], beyond); // one fixture is beyond the library: our own tiles hold nothing like it
    }

    [Fact]
    public async Task The_style_is_valid_by_the_MapLibre_specification()
    {
        await using RunningService service = new(cluster);
        await service.InitializeAsync();
        Assert.Equal(
            "",
            await PeerDecoders.StyleFaultsAsync(await service.Client.GetStringAsync("/tiles/style.json", Token))
        );
    }
}
