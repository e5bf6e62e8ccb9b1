using System.IO.Compression;
using System.Text.Json.Nodes;
using Longlin.Geo.Publishing;
using NetTopologySuite.IO.VectorTiles.Mapbox;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>What tiles hold, on the whole small demonstration county: nothing lost at their edges, nothing over the budget, an archive of the same bytes.</summary>
public class TileTests(TestCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static NetTopologySuite.IO.VectorTiles.VectorTile Decode(byte[] bytes, int z, int x, int y)
    {
        using MemoryStream stream = new(bytes);
        return new MapboxTileReader().Read(stream, new NetTopologySuite.IO.VectorTiles.Tiles.Tile(x, y, z));
    }

    [Fact]
    public async Task Every_hamlet_is_in_the_tiles_of_every_zoom_from_8_up_and_no_tile_is_over_its_budget()
    {
        await using var database = await cluster.DemoAsync();
        using TileQuery query = new(database, TileStatement.Load(TestCluster.Catalog));
        string[] layers = [.. query.Layers.Order(StringComparer.Ordinal)];
        var bounds = (await query.BoundsAsync(layers, Token))!;
        foreach (var z in (int[])[8, 10, 12])
        {
            HashSet<string> seen = [];
            foreach (var (_, _, x, y) in TileExport.Tiles(bounds, z, z))
            {
                var bytes = await query.AskAsync(layers, z, x, y, Token);
                Assert.InRange(bytes.Length, 0, 250_000);
                if (bytes.Length == 0) continue;
                foreach (var hamlet in Decode(bytes, z, x, y).Layers.Where(l => l.Name == "hamlets").SelectMany(l => l.Features)) seen.Add((string)hamlet.Attributes["code"]);
            }

            Assert.Equal(await database.ScalarAsync<long>("select count(*) from longlin.hamlets where status in ('open', 'closed')"), seen.Count);
        }
    }

    [Fact]
    public async Task A_feature_in_the_buffer_is_in_both_neighbours()
    {
        await using var database = await cluster.EmptyAsync();
        using TileQuery query = new(database, TileStatement.Load(TestCluster.Catalog));
        const int z = 12;
        var (x, y) = WebMercatorQuad.TileOf(105.2, 24.7, z);
        var box = WebMercatorQuad.Wide(z, x, y);
        var edge = box.MaxX - WebMercatorQuad.Side(z) * TileStatement.Buffer / TileStatement.Extent;
        // A tenth of the buffer to either side of the edge between the two.
        var near = WebMercatorQuad.Side(z) * TileStatement.Buffer / TileStatement.Extent / 10;
        foreach (var (code, at) in ((string, double)[])[("W", edge - near), ("E", edge + near)])
            await database.RunAsync(FormattableString.Invariant($"insert into longlin.hamlets (code, name, households, geom) values ('{code}', '{code}', 30, st_transform(st_setsrid(st_makepoint({at}, {box.Centre.Y}), 3857), 4490))"));
        foreach (var column in (int[])[x, x + 1])
            Assert.Equal(["E", "W"], Decode(await query.AskAsync(["hamlets"], z, column, y, Token), z, column, y).Layers.Single().Features.Select(f => (string)f.Attributes["code"]).Order());
    }

    [Fact]
    public async Task The_archive_holds_the_bytes_that_the_service_gives_and_so_does_the_folder()
    {
        await using RunningService service = new(cluster);
        await service.InitializeAsync();
        var folder = Directory.CreateTempSubdirectory("longlin-export-").FullName;
        try
        {
            var statement = TileStatement.Load(TestCluster.Catalog);
            string[] layers = ["areas", "hamlets", "roads"];
            var path = Path.Combine(folder, "county.pmtiles");
            var tiles = await TileExport.RunAsync(service.Database, statement, layers, path, 7, 12, new JsonObject { ["name"] = "x" }, null, Token);
            await TileExport.RunAsync(service.Database, statement, layers, Path.Combine(folder, "out"), 7, 12, [], null, Token);
            PmTilesReader archive = new(path);
            var all = archive.Tiles().ToList();
            Assert.Equal((tiles, tiles), (all.Count, Directory.GetFiles(Path.Combine(folder, "out"), "*.mvt", SearchOption.AllDirectories).Length));
            foreach (var (id, content) in all)
            {
                var (z, x, y) = HilbertId.To(id);
                var served = await service.Client.GetByteArrayAsync($"/tiles/areas,hamlets,roads/{z}/{x}/{y}.mvt", Token);
                using MemoryStream packed = new(content), raw = new();
                await using (GZipStream stream = new(packed, CompressionMode.Decompress)) await stream.CopyToAsync(raw, Token);
                Assert.Equal(served, raw.ToArray());
                Assert.Equal(served, await File.ReadAllBytesAsync(Path.Combine(folder, "out", $"{z}", $"{x}", $"{y}.mvt"), Token));
            }
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }
}
