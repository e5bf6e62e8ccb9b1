using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Tiles;
using NetTopologySuite.IO.VectorTiles.Mapbox;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>What tiles hold at which zoom.</summary>
public sealed class TileTests(TestCluster cluster)
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
}
