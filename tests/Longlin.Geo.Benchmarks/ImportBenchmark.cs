using System.Diagnostics;
using System.Globalization;
using System.Text;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Benchmarks;

/// <summary>
/// Imports of a million hamlets and a million road segments from CSV and GeoPackage against <c>ogr2ogr</c> with COPY:
/// reading, checking and staging against a table
/// without indexes; the whole import against a table with a primary key and a spatial index. Peak memory is that of the
/// command line in a process of its own.
/// </summary>
internal static class ImportBenchmark
{
    private static readonly string[] Dependent = ["hamlets", "roads"];

    public static async Task RunAsync(BenchmarkCounty county, int rows, int runs)
    {
        var folder = Directory.CreateTempSubdirectory("longlin-import-bench-").FullName;
        try
        {
            foreach (var layer in Dependent)
            {
                var csv = Path.Combine(folder, $"{layer}.csv");
                Write(csv, layer, rows);
                var gpkg = Path.Combine(folder, $"{layer}.gpkg");
                await OgrAsync(
                    "-f",
                    "GPKG",
                    gpkg,
                    csv,
                    "-oo",
                    "X_POSSIBLE_NAMES=lon",
                    "-oo",
                    "Y_POSSIBLE_NAMES=lat",
                    "-oo",
                    "GEOM_POSSIBLE_NAMES=wkt",
                    "-oo",
                    "KEEP_GEOM_COLUMNS=NO",
                    "-oo",
                    "AUTODETECT_TYPE=YES",
                    "-a_srs",
                    "EPSG:4490",
                    "-lco",
                    "SPATIAL_INDEX=NO"
                );
                foreach (var file in (string[])[csv, gpkg])
                    await CompareAsync(county, layer, file, rows, runs);
                var small = Path.Combine(folder, "small.csv");
                Write(small, layer, rows / 10);
                var (tenth, million, package) = (
                    await PeakAsync(county, layer, small),
                    await PeakAsync(county, layer, csv),
                    await PeakAsync(county, layer, gpkg)
                );
                Console.WriteLine(
                    $"import {layer}: peak memory {tenth} MB for {rows / 10} rows of CSV, {million} MB for "
                        + $"{rows}, {package} MB for {rows} of GeoPackage (at most 400, not growing)"
                );
            }
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    /// <summary>
    /// Writes a CSV of places or segments strewn over the county, with the columns that a bureau's ledger has.
    /// </summary>
    public static void Write(string file, string layer, int rows)
    {
        using StreamWriter text = new(file, false, new UTF8Encoding(false), 1 << 16);
        text.WriteLine(
            layer == "hamlets"
                ? "code,name,户数,人口,贫困户,贫困人口,散居,建成日期,lon,lat"
                : "code,name,class,surface,surface_width_m,roadbed_width_m,opened_on,wkt"
        );
        for (var i = 0; i < rows; i++)
        {
            // Steps by powers of the inverse plastic number strew points evenly and never twice in one place.
            var (x, y) = (104.82 + 0.85 * (i * 0.7548776662466927 % 1), 24.4 + 0.58 * (i * 0.5698402909980532 % 1));
            var day = $"{1990 + i % 30}-0{1 + i % 9}-15";
            if (layer == "hamlets")
            {
                var households = 3 + i % 200;
                text.WriteLine(
                    (
                        $"4510311{i:00000000},屯{i % 9973}号,{households},{households * 4},{households / 5},"
                        + $"{households / 5 * 4},{(i % 7 == 0 ? "是" : "否")},{day},{x:0.0000000},{y:0.0000000}"
                    )
                );
            }
            else
            {
                var line = string.Join(
                    ", ",
                    Enumerable
                        .Range(0, 4)
                        .Select(n =>
                            FormattableString.Invariant(
                                $"{x + n * 0.0004:0.0000000} {y + (n * 7919 + i) % 5 * 0.0001:0.0000000}"
                            )
                        )
                );
                text.WriteLine(
                    (
                        $"R{i:00000000},路{i % 9973},{"GSXYCZ"[i % 6]},"
                        + $"{(i % 4) switch { 0 => "asphalt", 1 => "concrete", 2 => "gravel", _ => "earth" }},"
                        + $"{3 + i % 3},{5 + i % 3},{day},\"LINESTRING ({line})\""
                    )
                );
            }
        }
    }

    private static async Task CompareAsync(BenchmarkCounty county, string layer, string file, int rows, int runs)
    {
        List<(double Plain, double Staging, double Indexed, double Whole)> times = [];
        for (var run = 0; run < runs; run++)
        {
            var plain = await OgrIntoAsync(county, layer, file, indexed: false);
            var (staging, whole) = await OursAsync(county, layer, file, rows);
            var indexed = await OgrIntoAsync(county, layer, file, indexed: true);
            times.Add((plain, staging, indexed, whole));
        }

        double Median(Func<(double Plain, double Staging, double Indexed, double Whole), double> of) =>
            times.Select(of).Order().ElementAt(runs / 2);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"import {Path.GetFileName(file)} ({rows} rows): staging {Median(t => t.Staging):0.0} s, "
                    + $"ogr2ogr without indexes {Median(t => t.Plain):0.0} s, rate ratio "
                    + $"{Median(t => t.Plain / t.Staging):0.00} (at least 0.8); "
                    + $"whole {Median(t => t.Whole):0.0} s, ogr2ogr with indexes {Median(t => t.Indexed):0.0} s, "
                    + $"ratio {Median(t => t.Whole / t.Indexed):0.00} (at most 3)"
            )
        );
    }

    private static async Task<(double Staging, double Whole)> OursAsync(
        BenchmarkCounty county,
        string layer,
        string file,
        int rows
    )
    {
        await EmptyAsync(county, layer);
        var start = Stopwatch.GetTimestamp();
        Stages stages = new(start);
        var result = await Intake.RunAsync(
            county.Database,
            new ImportOptions
            {
                File = file,
                Layer = county.Database.Catalog[layer],
                Crs = "EPSG:4490",
            },
            new(Breaks: county.Standard.BreaksOf(layer)),
            stages,
            CancellationToken.None
        );
        if (result.Counts.Inserted != rows)
            throw new InvalidOperationException(
                $"{result.Counts.Inserted} of {rows} rows came in; "
                    + $"{(result.Rejections.Count > 0 ? result.Rejections[0] : "no rejection")}"
            );
        return (stages.Staged, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static async Task EmptyAsync(BenchmarkCounty county, string layer)
    {
        await using var connection = await county.Database.Source.OpenConnectionAsync();
        await using NpgsqlCommand command = new(
            $"truncate longlin.{layer}, longlin.imports, longlin.history, longlin.outbox",
            connection
        )
        {
            CommandTimeout = 0,
        };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<double> OgrIntoAsync(BenchmarkCounty county, string layer, string file, bool indexed)
    {
        await using (var connection = await county.Database.Source.OpenConnectionAsync())
        {
            var columns =
                layer == "hamlets"
                    ? """code text, name text, "户数" int, "人口" int, "贫困户" int, "贫困人口" int, "散居" text, "建成日期" date, """
                        + """lon float8, lat float8"""
                    : "code text, name text, class text, surface text, surface_width_m float8, roadbed_width_m "
                        + "float8, opened_on date, wkt text";
            await using NpgsqlCommand create = new(
                $"drop table if exists public.ogr; create table public.ogr ({columns}"
                    + $"{(indexed ? ", ogc_fid bigserial primary key" : "")}, geom geometry(geometry, 4490)); "
                    + $"{(indexed ? "create index on public.ogr using gist (geom);" : "")}",
                connection
            )
            {
                CommandTimeout = 0,
            };
            await create.ExecuteNonQueryAsync();
        }

        NpgsqlConnectionStringBuilder at = new(county.Address);
        var start = Stopwatch.GetTimestamp();
        await OgrAsync(
            "-append",
            "-f",
            "PostgreSQL",
            $"PG:host={at.Host} port={at.Port} user={at.Username} password={at.Password} dbname={at.Database}",
            file,
            "-oo",
            "X_POSSIBLE_NAMES=lon",
            "-oo",
            "Y_POSSIBLE_NAMES=lat",
            "-oo",
            "GEOM_POSSIBLE_NAMES=wkt",
            "-oo",
            "AUTODETECT_TYPE=YES",
            "-a_srs",
            "EPSG:4490",
            "-nln",
            "public.ogr",
            "--config",
            "PG_USE_COPY",
            "YES"
        );
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task OgrAsync(params string[] arguments)
    {
        using var process =
            Process.Start(new ProcessStartInfo("ogr2ogr", arguments) { RedirectStandardError = true })
            ?? throw new InvalidOperationException("ogr2ogr (package gdal-bin) is needed.");
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"ogr2ogr: {said}");
    }

    private static async Task<long> PeakAsync(BenchmarkCounty county, string layer, string file)
    {
        await EmptyAsync(county, layer);
        var command = Path.Combine(
            ProjectRoot.Find(),
            "src",
            "Longlin.Geo.Cli",
            "bin",
            "Release",
            "net10.0",
            "longlin.dll"
        );
        using var process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    command,
                    "import",
                    file,
                    "--layer",
                    layer,
                    "--crs",
                    "EPSG:4490",
                    "--dry-run",
                    "--database",
                    county.Address,
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        long peak = 0;
        while (!process.WaitForExit(50))
        {
            process.Refresh();
            if (!process.HasExited)
                peak = Math.Max(peak, process.PeakWorkingSet64);
        }

        await Task.WhenAll(output, error);
        if (process.ExitCode != 0)
            throw new InvalidOperationException(error.Result);
        return peak >> 20;
    }

    private sealed class Stages(long start) : IProgress<ImportProgress>
    {
        public double Staged { get; private set; }

        public void Report(ImportProgress value)
        {
            if (value.Phase == ImportPhase.Checking)
                Staged = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
