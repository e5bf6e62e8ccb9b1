using System.Diagnostics;
using System.Net;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store.Cluster;
using Longlin.Geo.Tiles;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// Tiles are never stale after an edit and never made anew without one, whoever edits and whatever is cut.
/// </summary>
public class FreshTileTests(TestCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<(byte[] Bytes, HttpResponseMessage Response)> GetAsync(
        HttpClient client,
        string path,
        string? tag = null,
        string? encoding = null
    )
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        if (encoding is not null)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        var response = await client.SendAsync(request, Token);
        return (await response.Content.ReadAsByteArrayAsync(Token), response);
    }

    // A road across the middle of a tile.
    private static string Line(int z, int x, int y)
    {
        var box = WebMercatorQuad.Wide(z, x, y);
        return (
            $"st_transform(st_setsrid(st_makeline(st_makepoint({box.Centre.X - box.Width / 4}, {box.Centre.Y}), "
            + $"st_makepoint({box.Centre.X + box.Width / 4}, {box.Centre.Y})), 3857), 4490)"
        );
    }

    [Fact]
    public async Task An_edit_by_psql_appears_within_a_second_and_all_other_tiles_stay_cached()
    {
        await using RunningService service = new(cluster);
        await service.InitializeAsync();
        var cache = service.Services.GetRequiredService<TileCache>();
        const int z = 13;
        var (x, y) = WebMercatorQuad.TileOf(105.2, 24.7, z);
        var paths = Enumerable
            .Range(0, 9)
            .Select(i => $"/tiles/roads,hamlets/{z}/{x + i % 3}/{y + i / 3}.mvt")
            .ToArray();
        foreach (var path in paths)
            await GetAsync(service.Client, path);
        foreach (
            var edit in (string[])
                [
                    "insert into longlin.roads (code, class, surface, geom) "
                        + $"values ('FRESH', 'G', 'concrete', {Line(z, x + 1, y + 1)})",
                    $"update longlin.roads set geom = {Line(z, x, y)} where code = 'FRESH'",
                    "delete from longlin.roads where code = 'FRESH'",
                ]
        )
        {
            var made = cache.Numbers.Made;
            await service.Database.RunAsync(edit);
            var clock = Stopwatch.StartNew();
            string[] touched =
                edit.StartsWith("insert", StringComparison.Ordinal) ? [paths[4]]
                : edit.StartsWith("update", StringComparison.Ordinal) ? [paths[4], paths[0]]
                : [paths[0]];
            var statement = TileStatement.Load(TestCluster.Catalog);
            await Task.Delay(TimeSpan.FromMilliseconds(600), Token); // well within the second that is promised
            foreach (var path in paths)
            {
                var (bytes, _) = await GetAsync(service.Client, path);
                var parts = path.Split('/', '.');
                TileQuery direct = new(service.Database, statement);
                Assert.Equal(
                    await direct.RunAsync(
                        ["roads", "hamlets"],
                        z,
                        int.Parse(parts[4], System.Globalization.CultureInfo.InvariantCulture),
                        int.Parse(parts[5], System.Globalization.CultureInfo.InvariantCulture),
                        Token
                    ),
                    bytes
                );
                direct.Dispose();
            }

            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20));
            // The coverage that is computed again may touch hamlets as well, and no tile without one.
            Assert.InRange(cache.Numbers.Made - made, touched.Length, paths.Length);
        }
    }

    [Fact]
    public async Task A_thousand_random_edits_on_two_connections_leave_no_stale_tile_even_without_the_listener()
    {
        await using RunningService service = new(cluster);
        await service.InitializeAsync();
        // Facilities are in no network: what is edited is all that changes, so that untouched tiles must stay hits.
        var cache = service.Services.GetRequiredService<TileCache>();
        const int z = 14;
        var (x0, y0) = WebMercatorQuad.TileOf(105.2, 24.7, z);
        const int side = 6;
        string Path(int i) => $"/tiles/sites/{z}/{x0 + i % side}/{y0 + i / side}.mvt";
        var latest = new int[side * side]; // the newest number committed in each tile, noted after the commit
        var committed = new long[side * side]; // when
        var stamps = new Lock();
        for (var i = 0; i < side * side; i++)
        {
            var box = WebMercatorQuad.Wide(z, x0 + i % side, y0 + i / side);
            await service.Database.RunAsync(
                (
                    "insert into longlin.sites (code, name, capacity_persons, geom) "
                    + $"values ('E{i}', 'e', 0, st_transform(st_setsrid(st_makepoint({box.Centre.X}, "
                    + $"{box.Centre.Y}), 3857), 4490))"
                )
            );
        }

        for (var i = 0; i < side * side; i++)
            await GetAsync(service.Client, Path(i));
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        List<string> stale = [];
        long reads = 0;
        Exception? broken = null;
        // The last tile is read all the time and never edited: it is made once and never again.
        var readers = Enumerable
            .Range(0, 8)
            .Select(r =>
                Task.Run(
                    async () =>
                    {
                        Random random = new(r);
                        try
                        {
                            while (!stop.IsCancellationRequested)
                            {
                                var i = random.Next(side * side);
                                int known;
                                lock (stamps)
                                    known =
                                        Stopwatch.GetElapsedTime(committed[i]) > TimeSpan.FromSeconds(1)
                                            ? latest[i]
                                            : -1;
                                var (bytes, response) = await GetAsync(service.Client, Path(i));
                                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                                var shown = Number(bytes);
                                Interlocked.Increment(ref reads);
                                if (shown < known)
                                    lock (stale)
                                        stale.Add(
                                            $"{Path(i)}: {shown} though {known} was committed over a second before"
                                        );
                            }
                        }
                        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
                        {
                            broken = e;
                        }
                    },
                    Token
                )
            )
            .ToArray();
        var editors = Enumerable
            .Range(0, 2)
            .Select(e =>
                Task.Run(
                    async () =>
                    {
                        Random random = new(100 + e);
                        await using NpgsqlConnection connection = await service.Database.Source.OpenConnectionAsync(
                            Token
                        );
                        for (var n = 1; n <= 500; n++)
                        {
                            var i = 2 * random.Next((side * side - 1) / 2) + e; // each its own tiles
                            await using NpgsqlCommand edit = new(
                                $"update longlin.sites set capacity_persons = {n} where code = 'E{i}'",
                                connection
                            );
                            await edit.ExecuteNonQueryAsync(Token);
                            lock (stamps)
                                (latest[i], committed[i]) = (n, Stopwatch.GetTimestamp());
                            if (n % 40 == 0)
                                await service.Database.RunAsync(
                                    "select pg_terminate_backend(pid) from pg_stat_activity "
                                        + "where datname = current_database() and query ilike 'listen %' "
                                        + "and pid <> pg_backend_pid()"
                                );
                        }
                    },
                    Token
                )
            )
            .ToArray();
        await Task.WhenAll(editors);
        await Task.Delay(1100, Token); // the second that is promised is what is tested: the readers go on through it
        await stop.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Null(broken);
        Assert.Empty(stale);
        Assert.True(reads > 200, $"{reads} reads");
        for (var i = 0; i < side * side; i++)
            Assert.Equal(latest[i], Number((await GetAsync(service.Client, Path(i))).Bytes));
        var made = cache.Numbers.Made;
        for (var i = 0; i < side * side; i++)
            await GetAsync(service.Client, Path(i));
        Assert.Equal(made, cache.Numbers.Made);

        static int Number(byte[] bytes)
        {
            NetTopologySuite.IO.VectorTiles.Mapbox.MapboxTileReader reader = new();
            using MemoryStream stream = new(bytes);
            var tile = reader.Read(stream, new NetTopologySuite.IO.VectorTiles.Tiles.Tile(0, 0, 0));
            // A neighbour's site may lie in the buffer: ours is in the middle.
            return tile
                .Layers.Single()
                .Features.Where(f => f.Attributes["name"] is "e")
                .Select(f =>
                    Convert.ToInt32(f.Attributes["capacity_persons"], System.Globalization.CultureInfo.InvariantCulture)
                )
                .First();
        }
    }

    [Fact]
    public async Task Unaffected_tiles_are_cache_hits_while_others_are_edited()
    {
        await using RunningService service = new(cluster);
        await service.InitializeAsync();
        var cache = service.Services.GetRequiredService<TileCache>();
        const int z = 14;
        var (x, y) = WebMercatorQuad.TileOf(105.2, 24.7, z);
        foreach (var dx in (int[])[0, 4])
            await GetAsync(service.Client, $"/tiles/sites/{z}/{x + dx}/{y}.mvt");
        for (var n = 0; n < 50; n++)
        {
            var box = WebMercatorQuad.Wide(z, x, y);
            await service.Database.RunAsync(
                (
                    "insert into longlin.sites (code, name, geom) "
                    + $"values ('U{n}', 'u', st_transform(st_setsrid(st_makepoint({box.Centre.X}, {box.Centre.Y}"
                    + "), 3857), 4490))"
                )
            );
            await GetAsync(service.Client, $"/tiles/sites/{z}/{x}/{y}.mvt");
        }

        await Task.Delay(600, Token);
        await GetAsync(service.Client, $"/tiles/sites/{z}/{x}/{y}.mvt");
        var made = cache.Numbers.Made;
        await GetAsync(service.Client, $"/tiles/sites/{z}/{x + 4}/{y}.mvt");
        Assert.Equal(made, cache.Numbers.Made);
    }

    [Fact]
    public async Task A_moved_seat_and_a_truncated_table_refresh_tiles()
    {
        await using RunningService service = new(cluster);
        await service.InitializeAsync();
        var (x, y) = WebMercatorQuad.TileOf(106.9, 26.2, 12); // far outside the county
        var path = $"/tiles/areas/12/{x}/{y}.mvt";
        Assert.Equal(HttpStatusCode.NoContent, (await GetAsync(service.Client, path)).Response.StatusCode);
        await service.Database.RunAsync(
            "update longlin.areas set seat_lon = 106.9, seat_lat = 26.2 where id = (select min(id) "
                + "from longlin.areas where level = 'township')"
        );
        await Task.Delay(600, Token);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(service.Client, path)).Response.StatusCode);
        await service.Database.RunAsync("truncate longlin.areas");
        await Task.Delay(600, Token);
        Assert.Equal(HttpStatusCode.NoContent, (await GetAsync(service.Client, path)).Response.StatusCode);
    }

    [Fact]
    public async Task An_unreadable_geometry_drops_its_layer_from_the_cache_and_tiles_still_work()
    {
        await using RunningService service = new(cluster);
        await service.InitializeAsync();
        var cache = service.Services.GetRequiredService<TileCache>();
        var (x, y) = WebMercatorQuad.TileOf(105.2, 24.7, 12);
        await GetAsync(service.Client, $"/tiles/sites/12/{x}/{y}.mvt");
        await GetAsync(service.Client, $"/tiles/roads/12/{x}/{y}.mvt");
        var made = cache.Numbers.Made;
        await service.Database.RunAsync(
            "insert into longlin.sites (code, import_id, geom) "
                + "values ('CURVE', 1, 'srid=4490;circularstring(110 30, 110.1 30.1, 110.2 30)')"
        );
        await service.Services.GetRequiredService<TileFreshness>().HurryAsync();
        Assert.Equal(
            HttpStatusCode.OK,
            (await GetAsync(service.Client, $"/tiles/roads/12/{x}/{y}.mvt")).Response.StatusCode
        );
        Assert.Equal(made, cache.Numbers.Made);
        Assert.True((await GetAsync(service.Client, $"/tiles/sites/12/{x}/{y}.mvt")).Response.IsSuccessStatusCode);
        Assert.Equal(made + 1, cache.Numbers.Made);
    }

    [Fact]
    public async Task A_road_opened_far_away_refreshes_the_hamlets_it_serves()
    {
        await using RunningService service = new(cluster);
        await service.InitializeAsync();
        var gap = (
            await service.JsonAsync(
                "/api/coverage/gaps?service=road&minHouseholds=1&asOf=2019-12-31&verdict=not_met&limit=400"
            )
        )
            .GetProperty("items")
            .EnumerateArray()
            .First(g => g.GetProperty("reason").GetString() == "upgrade_needed");
        var (x, y) = WebMercatorQuad.TileOf(gap.GetProperty("lon").GetDouble(), gap.GetProperty("lat").GetDouble(), 16);
        var path = $"/tiles/hamlets/16/{x}/{y}.mvt";
        var before = (await GetAsync(service.Client, path)).Response.Headers.ETag;
        var codes = string.Join(',', gap.GetProperty("blocking").EnumerateArray().Select(b => $"'{b.GetString()}'"));
        await service.Database.RunAsync(
            $"update longlin.roads set surface = 'concrete', surfaced_on = null where code in ({codes})"
        );
        var clock = Stopwatch.StartNew();
        while (
            Equals((await GetAsync(service.Client, path)).Response.Headers.ETag, before)
            && clock.Elapsed < TimeSpan.FromSeconds(20)
        )
            await Task.Delay(50, Token);
        Assert.NotEqual(before, (await GetAsync(service.Client, path)).Response.Headers.ETag);
    }

    [Fact]
    public async Task Each_encoding_has_its_own_ETag_and_a_matching_ETag_needs_no_query()
    {
        await using RunningService service = new(cluster);
        await service.InitializeAsync();
        var cache = service.Services.GetRequiredService<TileCache>();
        var (x, y) = WebMercatorQuad.TileOf(105.2, 24.7, 11);
        var path = $"/tiles/roads/11/{x}/{y}.mvt";
        var (plain, first) = await GetAsync(service.Client, path);
        HashSet<string> tags = [first.Headers.ETag!.ToString()];
        foreach (var encoding in (string[])["gzip", "br"])
        {
            var (bytes, response) = await GetAsync(service.Client, path, encoding: encoding);
            Assert.Equal(encoding, Assert.Single(response.Content.Headers.ContentEncoding));
            Assert.Contains("Accept-Encoding", response.Headers.Vary);
            Assert.True(tags.Add(response.Headers.ETag!.ToString()));
            using MemoryStream packed = new(bytes),
                unpacked = new();
            await using Stream stream =
                encoding == "gzip"
                    ? new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Decompress)
                    : new System.IO.Compression.BrotliStream(packed, System.IO.Compression.CompressionMode.Decompress);
            await stream.CopyToAsync(unpacked, Token);
            Assert.Equal(plain, unpacked.ToArray());
            var (_, again) = await GetAsync(service.Client, path, response.Headers.ETag!.ToString(), encoding);
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Equal(response.Headers.ETag, again.Headers.ETag);
        }

        Assert.Equal(1, cache.Numbers.Made);
        Assert.Equal("public, no-cache", first.Headers.CacheControl!.ToString());
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await GetAsync(service.Client, $"/tiles/roads,roads/11/{x}/{y}.mvt")).Response.StatusCode
        );
    }

    [Fact]
    public async Task Without_the_database_a_cached_tile_is_served_as_stale_and_any_other_is_503()
    {
        var home = Directory.CreateTempSubdirectory("longlin-away-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(home, (UnixFileMode)0b111_101_101);
        try
        {
            var own = await PrivateCluster.OpenAsync(home, _ => { }, Token);
            await using var database = await Store.Database.OpenAsync(own.ConnectionString, TestCluster.Catalog, Token);
            await database.RunAsync(
                "insert into longlin.sites (code, name, geom) values ('A', 'a', st_setsrid(st_makepoint(105.2, "
                    + "24.7), 4490))"
            );
            await using var app = WebService.Build(
                new ServiceOptions(IPAddress.Loopback, 0, "secret"),
                database,
                TestCluster.Standard,
                ProjectRoot.Find()
            );
            await app.StartAsync(Token);
            using HttpClient client = new() { BaseAddress = new Uri(app.Urls.First()) };
            var (x, y) = WebMercatorQuad.TileOf(105.2, 24.7, 10);
            var (bytes, _) = await GetAsync(client, $"/tiles/sites/10/{x}/{y}.mvt");
            await own.DisposeAsync();
            await Task.Delay(600, Token);
            var (kept, response) = await GetAsync(client, $"/tiles/sites/10/{x}/{y}.mvt");
            Assert.Equal(
                (HttpStatusCode.OK, "true"),
                (
                    response.StatusCode,
                    response.Headers.TryGetValues("Longlin-Stale", out var stale) ? stale.Single() : null
                )
            );
            Assert.Equal(bytes, kept);
            var (_, other) = await GetAsync(client, $"/tiles/sites/11/{2 * x}/{2 * y}.mvt");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, other.StatusCode);
            Assert.NotNull(other.Headers.RetryAfter);
            await using var back = await PrivateCluster.OpenAsync(home, _ => { }, Token);
            await Task.Delay(600, Token);
            var (_, fresh) = await GetAsync(client, $"/tiles/sites/10/{x}/{y}.mvt");
            Assert.Equal((HttpStatusCode.OK, false), (fresh.StatusCode, fresh.Headers.Contains("Longlin-Stale")));
        }
        finally
        {
            Directory.Delete(home, true);
        }
    }
}
