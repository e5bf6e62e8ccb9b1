using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Longlin.Geo.Model;
using Longlin.Geo.Publishing;
using Longlin.Geo.Server;

namespace Longlin.Geo.Benchmarks;

/// <summary>An uncached tile over HTTP against pgbench running the same prepared statement on the same database, one client each, in turn.</summary>
internal static partial class TileBenchmark
{
    private static readonly int[] Zooms = [9, 11, 13, 14];

    public static async Task RunAsync(BenchmarkCounty county)
    {
        await using var app = WebService.Build(new ServiceOptions(IPAddress.Loopback, 0, "bench"), county.Database, county.Standard, ProjectRoot.Find());
        await app.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.First()) };
        string[] layers = ["areas", "hamlets", "roads"];
        var statement = TileStatement.Load(county.Database.Catalog).For(layers);
        await using var middle = county.Database.Source.CreateCommand("select seat_lon, seat_lat from longlin.areas where level = 'township' order by code limit 1");
        await using var reader = await middle.ExecuteReaderAsync();
        await reader.ReadAsync();
        var (lon, lat) = (reader.GetDouble(0), reader.GetDouble(1));
        foreach (var z in Zooms)
        {
            // Web Mercator: EPSG 3857, OGC two dimensional tile matrix set, annex D.
            var x = (int)((lon + 180) / 360 * (1 << z));
            var y = (int)((1 - Math.Asinh(Math.Tan(double.DegreesToRadians(lat))) / Math.PI) / 2 * (1 << z));
            var path = $"/tiles/{string.Join(',', layers)}/{z}/{x}/{y}.mvt";
            var bytes = (await client.GetByteArrayAsync(path)).Length;
            var limit = await PgbenchAsync(county.Address, statement, z, x, y);
            var start = Stopwatch.GetTimestamp();
            var count = 0;
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < 4)
            {
                await client.GetByteArrayAsync(path);
                count++;
            }

            var ours = Stopwatch.GetElapsedTime(start).TotalMilliseconds / count;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"tile {z}/{x}/{y} ({bytes:#,0} bytes): {ours:0.00} ms, pgbench {limit:0.00} ms, ratio {ours / limit:0.00}"));
        }
    }

    private static Task<double> PgbenchAsync(string address, string statement, int z, int x, int y) =>
        Pgbench.LatencyAsync(address, $"\\set z {z}\n\\set x {x}\n\\set y {y}\n{Parameter().Replace(statement, m => m.Value switch { "$1" => ":z", "$2" => ":x", _ => ":y" })};\n");

    [GeneratedRegex(@"\$[123]")]
    private static partial Regex Parameter();
}
