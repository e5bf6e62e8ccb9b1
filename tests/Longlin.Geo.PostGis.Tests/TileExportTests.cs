using System.IO.Compression;
using System.Text.Json.Nodes;
using Longlin.Geo.Tests.Tiles;
using Longlin.Geo.Tiles;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Tiles exported to an archive or a folder, and the extents of the layers.</summary>
public sealed class TileExportTests(TestCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Archive_and_folder_exports_hold_the_same_bytes_as_the_service()
    {
        await using RunningService service = new(cluster);
        await service.InitializeAsync();
        var folder = Directory.CreateTempSubdirectory("longlin-export-").FullName;
        try
        {
            var statement = TileStatement.Load(TestCluster.Catalog);
            string[] layers = ["areas", "hamlets", "roads"];
            var path = Path.Combine(folder, "county.pmtiles");
            var tiles = await TileExport.RunAsync(
                service.Database,
                statement,
                layers,
                path,
                7,
                12,
                new JsonObject { ["name"] = "x" },
                null,
                Token
            );
            await TileExport.RunAsync(
                service.Database,
                statement,
                layers,
                Path.Combine(folder, "out"),
                7,
                12,
                [],
                null,
                Token
            );
            PmTilesReader archive = new(path);
            var all = archive.Tiles().ToList();
            Assert.Equal(
                (tiles, tiles),
                (
                    all.Count,
                    Directory.GetFiles(Path.Combine(folder, "out"), "*.mvt", SearchOption.AllDirectories).Length
                )
            );
            foreach (var (id, content) in all)
            {
                var (z, x, y) = HilbertId.To(id);
                var served = await service.Client.GetByteArrayAsync(
                    $"/tiles/areas,hamlets,roads/{z}/{x}/{y}.mvt",
                    Token
                );
                using MemoryStream packed = new(content),
                    raw = new();
                await using (GZipStream stream = new(packed, CompressionMode.Decompress))
                    await stream.CopyToAsync(raw, Token);
                Assert.Equal(served, raw.ToArray());
                Assert.Equal(
                    served,
                    await File.ReadAllBytesAsync(Path.Combine(folder, "out", $"{z}", $"{x}", $"{y}.mvt"), Token)
                );
            }
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public async Task An_export_is_one_snapshot_despite_concurrent_edits_and_resumes_when_nothing_changed()
    {
        await using var database = await cluster.DemoAsync();
        var folder = Directory.CreateTempSubdirectory("longlin-moment-").FullName;
        try
        {
            var statement = TileStatement.Load(TestCluster.Catalog);
            string[] layers = ["hamlets", "roads"];
            var (before, during) = (Path.Combine(folder, "before.pmtiles"), Path.Combine(folder, "during.pmtiles"));
            await TileExport.RunAsync(database, statement, layers, before, 7, 15, [], null, Token);
            var cut = 0;
            // It is stopped once, goes on with the same state, and is then edited: all that it holds is what stood
            // there when it went on.
            using (CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token))
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                    TileExport.RunAsync(
                        database,
                        statement,
                        layers,
                        during,
                        7,
                        15,
                        [],
                        new Told(p =>
                        {
                            if (++cut == 18)
                                stop.Cancel();
                        }),
                        stop.Token
                    )
                );
            List<long> told = [];
            await TileExport.RunAsync(
                database,
                statement,
                layers,
                during,
                7,
                15,
                [],
                new Told(p =>
                {
                    told.Add(p.Done);
                    if (told.Count == 1)
                        Edit(
                            database,
                            "delete from longlin.roads where id % 2 = 0; update longlin.hamlets "
                                + "set name = 'edited', geom = st_translate(geom, 0.01, 0)"
                        );
                }),
                Token
            );
            Assert.True(told[0] > 16 * 64, $"it began anew: {told[0]}");
            Assert.True(told.Count > 5, $"the edit came at the end: {told.Count}");
            Assert.Equal(
                new PmTilesReader(before).Tiles().Select(t => (t.Id, Convert.ToHexString(t.Content))),
                new PmTilesReader(during).Tiles().Select(t => (t.Id, Convert.ToHexString(t.Content)))
            );
            // The next export is of another state and holds the edit.
            await TileExport.RunAsync(database, statement, layers, during, 7, 15, [], null, Token);
            Assert.NotEqual(
                new PmTilesReader(before).Tiles().Select(t => Convert.ToHexString(t.Content)),
                new PmTilesReader(during).Tiles().Select(t => Convert.ToHexString(t.Content))
            );
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    // Done before the export goes on.
    private static void Edit(Store.Database database, string sql) => database.RunAsync(sql).GetAwaiter().GetResult();

    private sealed class Told(Action<TileExportProgress> tell) : IProgress<TileExportProgress>
    {
        public void Report(TileExportProgress value) => tell(value);
    }

    [Fact]
    public async Task Extents_match_the_store_after_every_edit_and_unchanged_layers_are_not_read_again()
    {
        await using var database = await cluster.DemoAsync();
        using TileQuery query = new(database, TileStatement.Load(TestCluster.Catalog));
        async Task Agree()
        {
            var all = await query.BoundsAsync(Token);
            foreach (var layer in TestCluster.Catalog.Layers.Where(l => l.Geometry != Model.GeometryKind.None))
            {
                await using var command = database.Source.CreateCommand(
                    "select st_xmin(b), st_ymin(b), st_xmax(b), st_ymax(b) "
                        + $"from (select st_extent(geom) as b from longlin.{layer.Name}) e where b is not null"
                );
                await using var reader = await command.ExecuteReaderAsync(Token);
                Assert.Equal(
                    await reader.ReadAsync(Token)
                        ? [reader.GetDouble(0), reader.GetDouble(1), reader.GetDouble(2), reader.GetDouble(3)]
                        : null,
                    all.GetValueOrDefault(layer.Name)
                );
            }
        }

        await Agree();
        foreach (
            var edit in (string[])
                [
                    "update longlin.hamlets set geom = st_translate(geom, 1, 1) "
                        + "where id = (select min(id) from longlin.hamlets)",
                    "delete from longlin.roads where id % 2 = 0",
                    "truncate longlin.sites",
                    "insert into longlin.sites (code, name, geom) "
                        + "values ('S', 'S', st_setsrid(st_makepoint(105, 24), 4490))",
                ]
        )
        {
            await database.RunAsync(edit);
            await Agree();
        }

        // Where custody is not told of an edit the answer stays: what did not change is not read again.
        await database.RunAsync(
            "alter table longlin.roads disable trigger user; delete from longlin.roads; "
                + "alter table longlin.roads enable trigger user"
        );
        Assert.True((await query.BoundsAsync(Token)).ContainsKey("roads"));
    }
}
