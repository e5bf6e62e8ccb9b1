using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Tiles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Longlin.Geo.Benchmarks;

/// <summary>
/// Tiles over HTTP against the database's own speed: uncached, eight at a time, against pgbench with the same prepared
/// statement and as many clients; from memory against an empty Kestrel handler with
/// the same bytes and nginx with the same file; from afar against the statement without generalisation; an export
/// against asking for every tile; pages of features against pgbench on their query and MapServer on the same table.
/// </summary>
internal static partial class TileBenchmark
{
    private static readonly string[] Layers = ["areas", "hamlets", "roads"];

    public static async Task RunAsync(BenchmarkCounty county, IReadOnlyCollection<string> parts)
    {
        await using var uncached = Uncached(county);
        await uncached.StartAsync();
        var statement = TileStatement.Load(county.Database.Catalog);
        await using var middle = county.Database.Source.CreateCommand(
            "select seat_lon, seat_lat from longlin.areas where level = 'township' order by code limit 1"
        );
        await using var reader = await middle.ExecuteReaderAsync();
        await reader.ReadAsync();
        var (lon, lat) = (reader.GetDouble(0), reader.GetDouble(1));
        await reader.CloseAsync();
        bool Wanted(string part) => parts.Count == 0 || parts.Contains(part);
        if (Wanted("cold"))
            await ColdAsync(county, statement, uncached);
        if (Wanted("far"))
            await FarAsync(county, statement, lon, lat);
        await using var peers =
            Wanted("warm") || Wanted("features")
                ? await Peers.OpenAsync(county.Address, county.Database.Catalog["roads"])
                : null;
        if (Wanted("warm"))
            await WarmAsync(county, peers, lon, lat);
        if (Wanted("export"))
            await ExportAsync(county, statement, uncached.Urls.First());
        if (Wanted("features"))
            await FeaturesAsync(county, peers, uncached.Urls.First());
    }

    private static WebApplication Uncached(BenchmarkCounty county) =>
        WebService.Build(
            new ServiceOptions(IPAddress.Loopback, 0, "bench", TileCacheBytes: 0, FeatureCacheBytes: 0),
            county.Database,
            county.Standard,
            ProjectRoot.Find()
        );

    private static async Task ColdAsync(BenchmarkCounty county, TileStatement statement, WebApplication uncached)
    {
        // Every client asks for the same tiles in a way of its own, by the order of layers or at another service in
        // this process: none is given what is made for another.
        await using var second = Uncached(county);
        await second.StartAsync();
        string[] ways =
        [
            .. from app in (WebApplication[])[uncached, second]
            from layers in (string[])
                ["areas,hamlets,roads", "areas,roads,hamlets", "hamlets,areas,roads", "roads,areas,hamlets"]
            select $"{app.Urls.First()}/tiles/{layers}",
        ];
        using TileQuery query = new(county.Database, statement);
        var bounds = (await query.BoundsAsync(["hamlets"], CancellationToken.None))!;
        foreach (var (z, least) in ((int, double)[])[(8, 0.8), (10, 0.8), (12, 0.8), (14, 0.65)])
        {
            var tiles = TileExport
                .Tiles([bounds[0] + 0.1, bounds[1] + 0.1, bounds[2] - 0.1, bounds[3] - 0.1], z, z)
                .ToArray();
            new Random(1).Shuffle(tiles);
            tiles = [.. tiles.Take(16)];
            var theirs = await Pgbench.RateAsync(
                county.Address,
                [.. tiles.Select(t => Script(statement.For(Layers), z, t.X, t.Y))]
            );
            var (ours, cpu) = await Load.MeasureAsync([
                .. ways.SelectMany(w => tiles.Select(t => $"{w}/{z}/{t.X}/{t.Y}.mvt")),
            ]);
            Say(
                $"tile z{z}: {ours:0} a second over HTTP, pgbench {theirs:0}, rate ratio {ours / theirs:0.00} "
                    + $"(at least {least}); server CPU {cpu:0.000} ms a tile{(z == 14 ? " (at most 0.15)" : "")}"
            );
        }
    }

    private static async Task FarAsync(BenchmarkCounty county, TileStatement statement, double lon, double lat)
    {
        foreach (var z in (int[])[6, 8, 9, 10])
        {
            var (x, y) = WebMercatorQuad.TileOf(lon, lat, z);
            double plain = await Pgbench.LatencyAsync(county.Address, Script(Plain(), z, x, y)),
                generalised = await Pgbench.LatencyAsync(county.Address, Script(statement.For(Layers), z, x, y));
            Say(
                $"generalisation z{z}: {generalised:0.0} ms, the plain query {plain:0.0} ms, ratio "
                    + $"{plain / generalised:0.0} (at least 3)"
            );
        }
    }

    // What one would write first: everything in the box, as it is.
    private static string Plain() =>
        $"""
            with tile as materialized (select st_tileenvelope($1, $2, $3) as box)
            select {string.Join(
                " || ",
                Layers.Select(l =>
                    $"coalesce((select st_asmvt(f, '{l}', 4096, 'geom', 'id') from (select r.*, null as geom_3857, "
                    + "st_asmvtgeom(r.geom_3857, t.box, 4096, 128, true) as geom from tile t "
                    + $"join (select id, code, name, status, {PlainColumns(l)}, geom_3857 from longlin.{l}) r "
                    + "on r.geom_3857 && t.box) f where geom is not null), '')"
                )
            )}
            """;

    private static string PlainColumns(string layer) =>
        layer switch
        {
            "hamlets" => "households, village_code",
            "roads" => "class, surface, surfaced_on::text, prior_surface, opened_on::text",
            _ => "level",
        };

    private static async Task WarmAsync(BenchmarkCounty county, Peers? peers, double lon, double lat)
    {
        await using var app = WebService.Build(
            new ServiceOptions(IPAddress.Loopback, 0, "bench"),
            county.Database,
            county.Standard,
            ProjectRoot.Find()
        );
        await app.StartAsync();
        var (x, y) = WebMercatorQuad.TileOf(lon, lat, 12);
        var url = $"{app.Urls.First()}/tiles/{string.Join(',', Layers)}/12/{x}/{y}.mvt";
        using HttpClient client = new();
        using var first = await client.GetAsync(new Uri(url));
        var bytes = await first.Content.ReadAsByteArrayAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var empty = builder.Build();
        empty.Run(async context =>
        {
            context.Response.ContentType = "application/vnd.mapbox-vector-tile";
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes);
        });
        await empty.StartAsync();
        // Turn by turn: the machine is shared, and a ratio is of figures that stand beside each other.
        List<(double Warm, double Known, double Cpu, double EmptyCpu, double Rate, double Limit)> turns = [];
        for (var turn = 0; turn < 5; turn++)
        {
            var (limit, emptyCpu) = await Load.MeasureAsync([$"{empty.Urls.First()}/"]);
            var (warm, cpu) = await Load.MeasureAsync([url]);
            var (again, _) = await Load.MeasureAsync([url], $"If-None-Match={first.Headers.ETag}");
            turns.Add((warm / limit, again / limit, cpu, emptyCpu, warm, limit));
        }

        double Median(
            Func<(double Warm, double Known, double Cpu, double EmptyCpu, double Rate, double Limit), double> of
        ) => turns.Select(of).Order().ElementAt(turns.Count / 2);
        Say(
            $"tile from memory ({bytes.Length:#,0} bytes), medians of {turns.Count}: {Median(t => t.Rate):0} a "
                + $"second, an empty handler {Median(t => t.Limit):0}, rate ratio {Median(t => t.Warm):0.00} (at "
                + $"least 0.9); 304: ratio {Median(t => t.Known):0.00} (at least 0.9); "
                + $"server CPU {Median(t => t.Cpu):0.000} ms, the empty handler's {Median(t => t.EmptyCpu):0.000}"
        );
        if (peers is null)
            return;
        // What a browser is given: the packed bytes. The client is the same and takes a good part of the machine; the
        // CPU is the server's alone.
        using HttpRequestMessage packed = new(HttpMethod.Get, url) { Headers = { { "Accept-Encoding", "gzip" } } };
        using var answer = await client.SendAsync(packed);
        var (file, fileTag) = await peers.PutAsync("tile.mvt", await answer.Content.ReadAsByteArrayAsync());
        var (ours, oursCpu) = await Load.MeasureAsync([url], "Accept-Encoding=gzip");
        var (theirs, theirsCpu) = await Load.MeasureAsync([file], "Accept-Encoding=gzip", cpu: peers.Cpu);
        var (known, knownCpu) = await Load.MeasureAsync(
            [url],
            $"Accept-Encoding=gzip\nIf-None-Match={answer.Headers.ETag}"
        );
        var (theirKnown, theirKnownCpu) = await Load.MeasureAsync(
            [file],
            $"Accept-Encoding=gzip\nIf-None-Match={fileTag}",
            cpu: peers.Cpu
        );
        Say(
            $"tile from memory, packed: {ours:0} a second, nginx with the same bytes as a file {theirs:0}, rate "
                + $"ratio {ours / theirs:0.00} (server CPU {oursCpu:0.000} ms, nginx {theirsCpu:0.000}); "
                + $"304: {known:0}, nginx {theirKnown:0}, ratio {known / theirKnown:0.00} (server CPU {knownCpu:0.000}"
                + $" ms, nginx {theirKnownCpu:0.000})"
        );
    }

    private static async Task ExportAsync(BenchmarkCounty county, TileStatement statement, string url)
    {
        var path = Path.Combine(Path.GetTempPath(), $"longlin-bench-{Environment.ProcessId}.pmtiles");
        using TileQuery query = new(county.Database, statement);
        var all = TileExport.Tiles((await query.BoundsAsync(Layers, CancellationToken.None))!, 5, 14).ToArray();
        using HttpClient client = new() { DefaultRequestHeaders = { { "Accept-Encoding", "gzip" } } };
        // Turn by turn, and the first turn warms up.
        List<(double Export, double Http)> turns = [];
        long tiles = 0;
        for (var turn = 0; turn < 6; turn++)
        {
            var start = Stopwatch.GetTimestamp();
            tiles = await TileExport.RunAsync(
                county.Database,
                statement,
                Layers,
                path,
                5,
                14,
                [],
                null,
                CancellationToken.None
            );
            var exported = Stopwatch.GetElapsedTime(start).TotalSeconds;
            File.Delete(path);
            start = Stopwatch.GetTimestamp();
            foreach (var (_, z, x, y) in all)
                await client.GetByteArrayAsync(new Uri($"{url}/tiles/{string.Join(',', Layers)}/{z}/{x}/{y}.mvt"));
            if (turn > 0)
                turns.Add((exported, Stopwatch.GetElapsedTime(start).TotalSeconds));
        }

        double Median(Func<(double Export, double Http), double> of) =>
            turns.Select(of).Order().ElementAt(turns.Count / 2);
        Say(
            $"export to z14 ({tiles} tiles), medians of {turns.Count}: {Median(t => t.Export):0.00} s, every "
                + $"tile over HTTP {Median(t => t.Http):0.00} s, ratio {Median(t => t.Http / t.Export):0.0} (at least "
                + "5)"
        );
    }

    private static async Task FeaturesAsync(BenchmarkCounty county, Peers? peers, string url)
    {
        var layer = county.Database.Catalog["roads"];
        ItemsQuestion question = new() { Boxes = [new(105.1, 105.3, 24.6, 24.8)] };
        await using var batch = CollectionQuery.Page(county.Database, layer, question, wkt: false);
        var page = batch.BatchCommands[^1];
        // Variables of pgbench are parameters of its prepared statement, as ours are; both plan it for their values.
        var variables = string.Concat(
            page.Parameters.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"\\set p{i + 1} {p.Value}\n"))
        );
        var theirs = await Pgbench.RateAsync(
            county.Address,
            [
                variables
                    + Parameter()
                        .Replace(page.CommandText, m => $":p{m.Value[1..]}")
                        .Replace("\n", " ", StringComparison.Ordinal)
                    + ";\n",
            ],
            "plan_cache_mode=force_custom_plan"
        );
        const string Box = "/ogc/collections/roads/items?bbox=105.1,24.6,105.3,24.8&limit=100";
        await using var app = WebService.Build(
            new ServiceOptions(IPAddress.Loopback, 0, "bench"),
            county.Database,
            county.Standard,
            ProjectRoot.Find()
        );
        await app.StartAsync();
        await Load.MeasureAsync([url + Box]); // the runtime is still compiling
        var (anew, anewCpu) = await Load.MeasureAsync([url + Box]);
        var (ours, cpu) = await Load.MeasureAsync([app.Urls.First() + Box]);
        Say(
            $"features, a box and limit 100: {ours:0} a second over HTTP, pgbench on the page's query {theirs:0}"
                + $", rate ratio {ours / theirs:0.00} (at least 0.6), server CPU {cpu:0.000} ms; "
                + $"every feature encoded anew {anew:0}, ratio {anew / theirs:0.00}, {anewCpu:0.000} ms"
        );
        if (peers is { MapServer: true })
        {
            var other =
                $"{peers.Url}/COUNTY/ogcapi/collections/roads/items?f=json&bbox=105.1,24.6,105.3,24.8&limit=100";
            await SameAsync(app.Urls.First() + Box, other);
            var (mapServer, _) = await Load.MeasureAsync([other]);
            Say(
                $"features, a box and limit 100: {ours:0} a second, MapServer {mapServer:0}, rate ratio "
                    + $"{ours / mapServer:0.0} (at least 10); every feature encoded anew {anew / mapServer:0.0}"
            );
        }

        var late = $"{url}/ogc/collections/roads/items?limit=100";
        using HttpClient client = new();
        for (var n = 1; n < 190; n++)
            late = NextLink().Match(await client.GetStringAsync(new Uri(late))).Groups[1].Value;
        var (first, _) = await Load.MeasureAsync([
            $"{url}/ogc/collections/roads/items?limit=100&properties=code&class=C",
        ]);
        var (last, _) = await Load.MeasureAsync([late]);
        var (begin, _) = await Load.MeasureAsync([
            $"{url}/ogc/collections/roads/items?limit=100&cursor={ItemsCursorOf(0)}",
        ]);
        Say(
            $"features, page 190 of roads: {last:0} a second, page 1 {begin:0}, ratio {last / begin:0.00}; "
                + $"a filter by class {first:0}"
        );
    }

    // Both give as many features, with a geometry and properties: otherwise nothing is compared.
    private static async Task SameAsync(params string[] urls)
    {
        using HttpClient client = new();
        foreach (var url in urls)
        {
            using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri(url)));
            var features = document.RootElement.GetProperty("features");
            if (
                features.GetArrayLength() != 100
                || features[0].GetProperty("geometry").ValueKind != JsonValueKind.Object
                || !features[0].GetProperty("properties").TryGetProperty("code", out _)
            )
                throw new InvalidOperationException($"{url}: {features.GetArrayLength()} features");
        }
    }

    private static string ItemsCursorOf(long id) => new ItemsCursor([], id).Write();

    private static string Script(string statement, int z, int x, int y) =>
        $"\\set z {z}\n\\set x {x}\n\\set y {y}\n"
        + Parameter()
            .Replace(
                statement,
                m =>
                    m.Value switch
                    {
                        "$1" => ":z",
                        "$2" => ":x",
                        "$3" => ":y",
                        _ => "0",
                    }
            )
        + ";\n";

    private static void Say(string text) => Console.WriteLine(text);

    [GeneratedRegex(@"\$\d+")]
    private static partial Regex Parameter();

    [GeneratedRegex("\"href\":\"([^\"]+)\",\"rel\":\"next\"")]
    private static partial Regex NextLink();
}
