using System.Diagnostics;
using System.Globalization;
using Longlin.Geo.Model;
using Longlin.Geo.Tiles;
using Npgsql;

namespace Longlin.Geo.Benchmarks;

/// <summary>
/// The largest tile of every zoom from 4 to 12 in a table of many counties: the demonstration county set side by side
/// on a grid, each with its own area of land, so that its hamlets are as many to the
/// square kilometre as one county's. The nine in the middle hold everything; the others what a tile shows that can hold
/// so many of them.
/// </summary>
internal static class TileSizes
{
    private const int Most = 500_000;

    // One county's 3,500 square kilometres at this latitude, degrees.
    private const double StepLon = 0.62;
    private const double StepLat = 0.51;

    public static async Task RunAsync(BenchmarkCounty county, int counties)
    {
        var database = county.Database;
        var columns = (int)Math.Ceiling(Math.Sqrt(counties));
        var start = Stopwatch.GetTimestamp();
        await FillAsync(county, counties, columns);
        Console.Error.WriteLine($"filled in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
        var statement = TileStatement.Load(database.Catalog);
        using TileQuery query = new(database, statement, new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10), 1, 1));
        string[] layers = [.. statement.Layers.Order(StringComparer.Ordinal)];
        var all = (await query.BoundsAsync(["hamlets"], CancellationToken.None))!;
        var (lon, lat) = ((all[0] + all[2]) / 2, (all[1] + all[3]) / 2);
        // Near tiles are all alike: those of the middle counties, which hold everything.
        double[] Middle(double steps) =>
            [lon - steps * StepLon, lat - steps * StepLat, lon + steps * StepLon, lat + steps * StepLat];
        for (var z = 4; z <= 12; z++)
        {
            var (largest, slowest, at, count) = (0, 0.0, (X: 0, Y: 0), 0);
            foreach (var (_, _, x, y) in TileExport.Tiles(z <= 8 ? all : Middle(z <= 10 ? 1.5 : 0.7), z, z))
            {
                start = Stopwatch.GetTimestamp();
                var bytes = await query.RunAsync(layers, z, x, y, CancellationToken.None);
                slowest = Math.Max(slowest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                count++;
                if (bytes.Length <= largest)
                    continue;
                (largest, at) = (bytes.Length, (x, y));
            }

            List<(string Layer, int Bytes)> parts = [];
            foreach (var layer in layers)
                parts.Add((layer, (await query.RunAsync([layer], z, at.X, at.Y, CancellationToken.None)).Length));
            var shares = string.Join(
                ", ",
                parts
                    .Where(p => p.Bytes > 0)
                    .OrderByDescending(p => p.Bytes)
                    .Select(p => $"{p.Layer} {p.Bytes / 1000.0:0}")
            );
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"tiles z{z}: the largest of {count} is {largest / 1000.0:0} kB (at most {Most / 1000})"
                        + $"{(largest > Most ? " TOO LARGE" : "")}, {shares}; the slowest took {slowest:0} ms"
                )
            );
        }
    }

    private static async Task FillAsync(BenchmarkCounty county, int counties, int columns)
    {
        await using NpgsqlConnection connection = new(county.Address);
        await connection.OpenAsync();
        await RunAsync(connection, "set work_mem = '256MB'");
        await RunAsync(
            connection,
            $"create temporary table place as select n, '9' || lpad(n::text, 5, '0') as county, (n % {columns}) "
                + $"as col, (n / {columns}) as line, {Number(StepLon)} * (n % {columns} - {columns / 2}) as dx, "
                + $"{Number(StepLat)} * (n / {columns} - {columns / 2}) as dy "
                + $"from generate_series(0, {counties - 1}) n where not (n % {columns} = {columns / 2} "
                + $"and n / {columns} = {columns / 2})"
        );
        foreach (var layer in county.Database.Catalog.Layers.Where(l => l.Geometry != GeometryKind.None))
        {
            if (await ScalarAsync(connection, $"select count(distinct county_code) from longlin.{layer.Name}") > 1)
                continue;
            string[] plain = [.. layer.AllColumns.Select(c => c.Name)];
            var moved = plain.Select(c =>
                c switch
                {
                    "county_code" => "p.county",
                    "seat_lon" => "t.seat_lon + p.dx",
                    "seat_lat" => "t.seat_lat + p.dy",
                    _ => $"t.{c}",
                }
            );
            // What no tile above z10 shows is needed in the middle only.
            var far = layer.Name switch
            {
                "hamlets" or "areas" or "sites" or "zones" => "true",
                "roads" => "t.class in ('G', 'S', 'X', 'Y')",
                "power" => "t.kind = 'substation' or (t.kind = 'line' and t.voltage_kv >= 35)",
                "telecom" => "t.kind = 'exchange'",
                "bus_routes" => "true",
                _ => "false",
            };
            var key = plain.Contains("county_code") ? "" : "county_code, ";
            // Custody is not what is measured: no history and no outbox for these.
            await RunAsync(
                connection,
                $"begin; alter table longlin.{layer.Name} disable trigger user; "
                    + $"insert into longlin.{layer.Name} ({key}id, {string.Join(", ", plain)}, geom) "
                    + $"select {(key.Length > 0 ? "p.county, " : "")}t.id + (p.n + 1) * 10000000::bigint, "
                    + $"{string.Join(", ", moved)}, st_translate(t.geom, p.dx, p.dy) "
                    + $"from longlin.{layer.Name} t cross join place p "
                    + $"where {far} or (abs(p.col - {columns / 2}) <= 1 and abs(p.line - {columns / 2}) <= 1); "
                    + $"alter table longlin.{layer.Name} enable trigger user; commit"
            );
            await RunAsync(connection, $"analyze longlin.{layer.Name}");
            Console.Error.WriteLine(
                $"{layer.Name}: {await ScalarAsync(connection, $"select count(*) from longlin.{layer.Name}"):#,0}"
            );
        }

        if (await ScalarAsync(connection, "select count(distinct county_code) from longlin.hamlet_since") == 1)
            await RunAsync(
                connection,
                "insert into longlin.hamlet_since select p.county, s.hamlet_id + (p.n + 1) * 10000000::bigint, "
                    + "s.since from longlin.hamlet_since s cross join place p; analyze longlin.hamlet_since"
            );
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
