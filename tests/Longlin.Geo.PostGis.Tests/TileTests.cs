using System.IO.Compression;
using System.Text.Json.Nodes;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Tests.Tiles;
using Longlin.Geo.Tiles;
using NetTopologySuite.IO.VectorTiles.Mapbox;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// What tiles hold, on the whole small demonstration county: nothing lost at their edges, nothing over the budget, an
/// archive of the same bytes.
/// </summary>
public class TileTests(TestCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static NetTopologySuite.IO.VectorTiles.VectorTile Decode(byte[] bytes, int z, int x, int y)
    {
        using MemoryStream stream = new(bytes);
        return new MapboxTileReader().Read(stream, new NetTopologySuite.IO.VectorTiles.Tiles.Tile(x, y, z));
    }

    [Fact]
    public async Task Every_hamlet_is_in_the_tiles_of_zoom_8_and_up_and_no_tile_exceeds_its_size_limit()
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
                var bytes = await query.RunAsync(layers, z, x, y, Token);
                Assert.InRange(bytes.Length, 0, 250_000);
                if (bytes.Length == 0)
                    continue;
                foreach (
                    var hamlet in Decode(bytes, z, x, y)
                        .Layers.Where(l => l.Name == "hamlets")
                        .SelectMany(l => l.Features)
                )
                    seen.Add((string)hamlet.Attributes["code"]);
            }

            Assert.Equal(
                await database.ScalarAsync<long>(
                    "select count(*) from longlin.hamlets where status in ('open', 'closed')"
                ),
                seen.Count
            );
        }
    }

    [Fact]
    public async Task At_low_zoom_tiles_of_many_counties_stay_below_500_kB_and_keep_the_largest_hamlets()
    {
        await using var database = await cluster.EmptyAsync();
        using TileQuery query = new(
            database,
            TileStatement.Load(TestCluster.Catalog),
            new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), 1, 1)
        );
        // As dense as forty counties side by side, in one tile of z6 and one of z5: three by three degrees, on a
        // lattice that is shaken.
        static string Lattice(int n) =>
            (
                $"generate_series(1, {n}) i cross join lateral (select 106 + 3 * ((i * 7919) % {n})::float8 / "
                + $"{n} as x, 24 + 3 * i::float8 / {n} as y) p"
            );
        var services = string.Join(
            ", ",
            TestCluster
                .Standard.All.Where(s => s.Subjects.Contains("hamlet"))
                .Select((s, i) => $"'{s.Service}', 20100101 + 10000 * ((i + {i}) % 10) + i % 28")
        );
        // Custody is not what is tested: no history and no outbox for these.
        foreach (var layer in (string[])["hamlets", "roads", "areas", "power", "sites"])
            await database.RunAsync($"alter table longlin.{layer} disable trigger user");
        foreach (
            var fill in (string[])
                [
                    "insert into longlin.hamlets (code, name, households, village_code, geom) "
                        + "select 'H' || i, '屯' || i, i % 90, '451031' || lpad((i % 100000)::text, 6, '0'), "
                        + $"st_setsrid(st_makepoint(x, y), 4490) from {Lattice(100_000)}",
                    "insert into longlin.hamlet_since (county_code, hamlet_id, since) "
                        + $"select h.county_code, h.id, jsonb_build_object({services}) from (select *, id as i "
                        + "from longlin.hamlets) h",
                    "insert into longlin.roads (code, name, class, surface, opened_on, surfaced_on, geom) "
                        + "select 'R' || i, '路' || i, (array['G', 'S', 'X', 'X', 'X', 'Y', 'Y', 'C'])[1 + i % 8], "
                        + "'asphalt', '2005-01-01', date '2006-01-01' + i % 3000, "
                        + "st_setsrid(st_makeline(array[st_makepoint(x, y), "
                        + "st_makepoint(x + 0.01, y + 0.015), st_makepoint(x + 0.03, y + 0.01)]), 4490) "
                        + $"from {Lattice(40_000)}",
                    "insert into longlin.areas (code, name, level, seat_lon, seat_lat, geom) "
                        + "select 'A' || i, '区' || i, case when i % 16 = 0 then 'county' else 'township' end, x, y, "
                        + $"st_setsrid(st_buffer(st_makepoint(x, y), 0.08), 4490) from {Lattice(700)}",
                    "insert into longlin.power (code, name, kind, voltage_kv, geom) "
                        + "select 'P' || i, '线' || i, 'line', 35, st_setsrid(st_makeline(st_makepoint(x, y), "
                        + $"st_makepoint(x + 0.1, y)), 4490) from {Lattice(4_000)}",
                    "insert into longlin.sites (code, name, capacity_persons, geom) "
                        + $"select 'S' || i, '点' || i, i, st_setsrid(st_makepoint(x, y), 4490) from {Lattice(2_000)}",
                    "analyze longlin.hamlets",
                    "analyze longlin.roads",
                ]
        )
            await database.RunAsync(fill);

        string[] layers = [.. query.Layers.Order(StringComparer.Ordinal)];
        for (var z = 3; z <= 8; z++)
        {
            var (x, y) = WebMercatorQuad.TileOf(107.5, 25.5, z);
            var bytes = await query.RunAsync(layers, z, x, y, Token);
            List<string> parts = [];
            foreach (var layer in layers)
                parts.Add($"{layer} {(await query.RunAsync([layer], z, x, y, Token)).Length}");
            Assert.True(bytes.Length <= 500_000, $"z{z}: {bytes.Length}, {string.Join(", ", parts)}");
            var held = Decode(bytes, z, x, y).Layers.ToDictionary(l => l.Name, l => l.Features);
            // The limits hold the budget, and not what is thinned beyond it.
            Assert.True(held["roads"].Count > 1_000, $"z{z}: {held["roads"].Count} roads");
            var hamlets = held["hamlets"]
                .Select(f =>
                    Convert.ToInt32(f.Attributes["households"], System.Globalization.CultureInfo.InvariantCulture)
                )
                .ToList();
            Assert.True(hamlets.Count >= (z >= 7 ? 2_500 : 1_400), $"z{z}: {hamlets.Count} hamlets");
            // Whoever is left out is no larger than those that are there.
            var box = WebMercatorQuad.Wide(z, x, y);
            Assert.InRange(
                await database.ScalarAsync<long>(
                    (
                        $"select count(*) from longlin.hamlets where households > {hamlets.Min()} "
                        + $"and geom_3857 && st_makeenvelope({box.MinX}, {box.MinY}, {box.MaxX}, {box.MaxY}, 3857)"
                    )
                ),
                1,
                hamlets.Count
            );
        }
    }

    [Fact]
    public async Task A_feature_in_the_buffer_is_in_both_neighbouring_tiles()
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
            await database.RunAsync(
                (
                    "insert into longlin.hamlets (code, name, households, geom) "
                    + $"values ('{code}', '{code}', 30, st_transform(st_setsrid(st_makepoint({at}, {box.Centre.Y}"
                    + "), 3857), 4490))"
                )
            );
        foreach (var column in (int[])[x, x + 1])
            Assert.Equal(
                ["E", "W"],
                Decode(await query.RunAsync(["hamlets"], z, column, y, Token), z, column, y)
                    .Layers.Single()
                    .Features.Select(f => (string)f.Attributes["code"])
                    .Order()
            );
    }

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

    [Fact]
    public async Task A_tile_over_its_size_limit_drops_roads_but_no_hamlets_in_service_export_and_TileJSON()
    {
        await using RunningService service = new(cluster);
        await service.InitializeAsync();
        var database = service.Database;
        const string place =
            "st_transform(st_setsrid(st_translate(st_makeline(array[st_makepoint(0, 0), "
            + "st_makepoint(40, 25), st_makepoint(90, 0)]), st_xmin(t.box) + 90 * (n % 100), "
            + "st_ymin(t.box) + 90 * (n / 100)), 3857), 4490)";
        await database.RunAsync("truncate longlin.roads");
        await database.RunAsync(
            "insert into longlin.roads (code, name, class, geom) "
                + $"select 'R' || n, '第' || n || '号公路由此至彼', case when n < 500 then 'X' else 'C' end, {place} "
                + "from generate_series(0, 8999) n, (select st_tileenvelope(12, 3243, 1757) as box) t"
        );
        // The service computes coverage in the background: computed here first, the tile says the same all the time.
        await CoverageComputation.RunAsync(database, TestCluster.Standard, "451031", TimeProvider.System, Token);
        using TileQuery query = new(database, TileStatement.Load(TestCluster.Catalog));
        string[] layers = ["hamlets", "roads"];
        Assert.InRange((await query.RunAsync(["hamlets"], 12, 3243, 1757, Token)).Length, 1, TileStatement.Budget);
        var bytes = await service.Client.GetByteArrayAsync("/tiles/hamlets,roads/12/3243/1757.mvt", Token);
        Assert.InRange(bytes.Length, TileStatement.Budget / 3, TileStatement.Budget);
        var held = Decode(bytes, 12, 3243, 1757).Layers.ToDictionary(l => l.Name, l => l.Features);
        var whole = Decode(await query.RunAsync(["hamlets"], 12, 3243, 1757, Token), 12, 3243, 1757)
            .Layers.Single()
            .Features;
        Assert.Equal(whole.Count, held["hamlets"].Count);
        Assert.InRange(held["roads"].Count, 500, 8999);
        Assert.Equal(500, held["roads"].Count(r => (string)r.Attributes["class"] == "X"));

        var folder = Directory.CreateTempSubdirectory("longlin-budget-");
        await TileExport.RunAsync(
            database,
            TileStatement.Load(TestCluster.Catalog),
            layers,
            folder.FullName,
            12,
            12,
            [],
            null,
            Token
        );
        Assert.Equal(
            bytes,
            await File.ReadAllBytesAsync(Path.Combine(folder.FullName, "12", "3243", "1757.mvt"), Token)
        );
        folder.Delete(true);

        using TileShares shares = new(database, query.Statement);
        var left = (await shares.LeftOutAsync(layers, await query.BoundsAsync(layers, Token), Token))!;
        Assert.InRange(left["roads"][12], 0.01, 1 - (double)held["roads"].Count / 9000);
        Assert.DoesNotContain(12, left["hamlets"]);
    }

    [Theory]
    [InlineData("gzip", null)]
    [InlineData("", null)]
    [InlineData("br", "*")]
    public async Task A_tile_is_the_same_from_the_early_handler_and_from_the_route(string accepted, string? known)
    {
        await using RunningService service = new(cluster);
        await service.InitializeAsync();
        // Leading zeros go the common way; the same address is made, then given from memory.
        var answers = new List<string>();
        foreach (
            var address in (string[])
                [
                    "/tiles/areas,roads/07/0101/0054.mvt",
                    "/tiles/areas,roads/7/101/54.mvt",
                    "/tiles/areas,roads/7/101/54.mvt",
                    "/ogc/collections/areas/tiles/WebMercatorQuad/0/0/0",
                    "/tiles/areas/0/0/0.mvt",
                ]
        )
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            if (accepted.Length > 0)
                request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
            if (known is not null)
                request.Headers.TryAddWithoutValidation("If-None-Match", known);
            using var answer = await service.Client.SendAsync(request, Token);
            var headers = answer
                .Headers.Concat(answer.Content.Headers)
                .Where(h => h.Key is not ("Date" or "Content-Security-Policy"))
                .OrderBy(h => h.Key, StringComparer.Ordinal)
                .Select(h => $"{h.Key}: {string.Join(", ", h.Value)}");
            answers.Add(
                $"{(int)answer.StatusCode}\n{string.Join('\n', headers)}\n"
                    + $"{Convert.ToHexString(await answer.Content.ReadAsByteArrayAsync(Token))}"
            );
        }

        Assert.Contains("ETag", answers[0], StringComparison.Ordinal);
        Assert.Equal((answers[0], answers[0]), (answers[1], answers[2]));
        Assert.Equal(answers[3], answers[4]);
    }

    [Fact]
    public async Task Closing_the_connection_cancels_the_query_and_logs_no_error()
    {
        await using RunningService service = new(cluster);
        await service.InitializeAsync();
        await using var holder = await service.Database.Source.OpenConnectionAsync(Token);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        await using (Npgsql.NpgsqlCommand hold = new("lock table longlin.sites in access exclusive mode", holder))
            await hold.ExecuteNonQueryAsync(Token);
        using CancellationTokenSource patience = new();
        var asking = service.Client.GetAsync("/tiles/sites/12/3243/1757.mvt", patience.Token);
        const string waiting =
            "select count(*) from pg_stat_activity where datname = current_database() "
            + "and wait_event_type = 'Lock' and query like '%st_asmvt(f, ''sites''%'";
        for (var i = 0; i < 100 && await service.Database.ScalarAsync<long>(waiting) == 0; i++)
            await Task.Delay(50, Token);
        Assert.Equal(1, await service.Database.ScalarAsync<long>(waiting));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        var hungUp = System.Diagnostics.Stopwatch.StartNew();
        while (await service.Database.ScalarAsync<long>(waiting) > 0)
            Assert.True(hungUp.Elapsed < TimeSpan.FromSeconds(1), "the query outlived its asker by a second");
        await transaction.RollbackAsync(Token);

        for (var i = 0; i < 5; i++)
        {
            await service.Database.RunAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() "
                    + "and pid <> pg_backend_pid()"
            );
            using var response = await service.Client.GetAsync($"/tiles/roads/12/{3243 + i}/1757.mvt", Token);
            Assert.True(
                response.IsSuccessStatusCode,
                $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(Token)}"
            );
        }
    }

    [Fact]
    public async Task A_tile_that_times_out_is_504_and_a_full_queue_is_503_with_a_retry_time()
    {
        await using var database = await cluster.DemoAsync();
        await using var app = WebService.Build(
            new ServiceOptions(
                System.Net.IPAddress.Loopback,
                0,
                "secret",
                Tiles: new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), 1, 1)
            ),
            database,
            TestCluster.Standard,
            Model.ProjectRoot.Find()
        );
        await app.StartAsync(Token);
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.First()) };
        await using var holder = await database.Source.OpenConnectionAsync(Token);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        await using (Npgsql.NpgsqlCommand hold = new("lock table longlin.sites in access exclusive mode", holder))
            await hold.ExecuteNonQueryAsync(Token);
        var late = client.GetAsync("/tiles/sites/12/3243/1757.mvt", Token);
        await Task.Delay(300, Token);
        using var behind = await client.GetAsync("/tiles/sites/12/3244/1757.mvt", Token);
        // The far ones have a lane of their own, and another layer's tile in it is not behind this one.
        using var far = await client.GetAsync("/tiles/roads/6/50/27.mvt", Token);
        Assert.Equal((503, true), ((int)behind.StatusCode, behind.Headers.RetryAfter is not null));
        Assert.Equal(200, (int)far.StatusCode);
        using var answer = await late;
        Assert.Equal(504, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        await transaction.RollbackAsync(Token);
        using var after = await client.GetAsync("/tiles/sites/12/3243/1757.mvt", Token);
        Assert.True(after.IsSuccessStatusCode);
    }
}
