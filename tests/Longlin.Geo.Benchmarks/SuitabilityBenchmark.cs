using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Longlin.Geo.Import.Heights;
using Longlin.Geo.Land;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Benchmarks;

/// <summary>
/// Suitability of a county's box in cells of 30 m (1″, seven million) from tiles of heights as stored, against GDAL's
/// command-line tools on the same heights and polygons: gdaldem slope, one
/// gdal_rasterize a kind, gdal_calc.py for the overlay, gdal_sieve.py for the small pieces, gdal_polygonize.py for
/// outlines. Needs gdal-bin and python3-gdal.
/// </summary>
internal static class SuitabilityBenchmark
{
    private const int Kinds = 7;
    private const int PolygonsPerKind = 290;
    private const int MinimumSquareMetres = 50_000;
    private static readonly Envelope Box = new(104.81, 105.68, 24.37, 25.0);

    public static void Run(int seed, int runs)
    {
        var folder = Directory.CreateTempSubdirectory("longlin-suitability-").FullName;
        try
        {
            var window = CellWindow.Covering(Box, 1);
            Random random = new(seed);
            var kinds = Enumerable
                .Range(0, Kinds)
                .Select(bit => new Exclusion(bit, [.. Enumerable.Range(0, PolygonsPerKind).Select(_ => Star(random))]))
                .ToList();
            var dem = WriteDem(folder, window, seed);
            for (var bit = 0; bit < Kinds; bit++)
                WriteGeoJson(Path.Combine(folder, $"kind{bit}.json"), kinds[bit].Areas);

            var start = Stopwatch.GetTimestamp();
            using var raster = DemFile.Open(dem);
            var tiles = DemTiles.From(raster).Tiles().ToDictionary(t => (t.X, t.Y), t => t.ToBytes());
            var import = Stopwatch.GetElapsedTime(start).TotalSeconds;

            List<double> ours = [];
            CandidateLand? land = null;
            long peak = 0,
                most = 0;
            for (var run = 0; run <= runs; run++)
            {
                GC.Collect();
                var before = Process.GetCurrentProcess().WorkingSet64;
                using var watch = new MemoryWatch();
                start = Stopwatch.GetTimestamp();
                // A grid a run: every tile is decoded again.
                ElevationGrid heights = new(
                    1,
                    (x, y) => tiles.TryGetValue((x, y), out var bytes) ? ElevationTile.FromBytes(x, y, bytes) : null
                );
                land = CandidateAreas.Find(
                    new(new GeometryFactory().ToGeometry(Box), 1, kinds, new(15, 25), heights),
                    MinimumSquareMetres
                );
                if (run > 0)
                    ours.Add(Stopwatch.GetElapsedTime(start).TotalSeconds); // the first warms up
                most = Math.Max(most, watch.Peak());
                peak = Math.Max(peak, watch.Peak() - before);
            }

            var theirs = Gdal(folder, dem, window, out var steps);
            var best = ours.Order().ElementAt(ours.Count / 2);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"suitability, {window.Columns} x {window.Rows} = {window.Columns * window.Rows / 1e6:0.0} "
                        + $"million cells, {Kinds * PolygonsPerKind} polygons of {Kinds} kinds: ours {best:0.00} s "
                        + $"(median of {runs}), {land!.Areas.Count} pieces of at least {MinimumSquareMetres} m², "
                        + $"{land.CellsFree} cells free; working set +{peak / 1e6:0} MB at most, {most / 1e6:0} MB in "
                        + $"all with the tiles' bytes; taking the DEM in {import:0.00} s"
                )
            );
            Console.WriteLine($"GDAL: {steps}");
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"suitability: ours {best:0.00} s, GDAL {theirs:0.00} s, without its outlines "
                        + $"{theirs - s_polygonize:0.00} s: ratio {theirs / best:0.0} "
                        + $"and {(theirs - s_polygonize) / best:0.0} (at least 5)"
                )
            );
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static double s_polygonize;

    private static double Gdal(string folder, string dem, CellWindow window, out string steps)
    {
        StringBuilder said = new();
        var total = 0.0;
        string At(string name) => Path.Combine(folder, name);
        double Timed(string tool, params string[] arguments)
        {
            var start = Stopwatch.GetTimestamp();
            using var process =
                Process.Start(new ProcessStartInfo($"/usr/bin/{tool}", arguments) { RedirectStandardOutput = true })
                ?? throw new InvalidOperationException($"{tool} is needed.");
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException(
                    $"{tool} {string.Join(' ', arguments)} ended with {process.ExitCode}."
                );
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            total += seconds;
            said.Append(CultureInfo.InvariantCulture, $"{tool} {seconds:0.00} s; ");
            return seconds;
        }

        Timed("gdaldem", "slope", "-q", "-s", "111120", dem, At("slope.tif"));
        for (var bit = 0; bit < Kinds; bit++)
        {
            Timed(
                "gdal_rasterize",
                "-q",
                "-ot",
                "Byte",
                "-burn",
                "1",
                "-te",
                Text(window.Lon(-0.5)),
                Text(window.Lat(window.Rows - 0.5)),
                Text(window.Lon(window.Columns - 0.5)),
                Text(window.Lat(-0.5)),
                "-ts",
                $"{window.Columns}",
                $"{window.Rows}",
                At($"kind{bit}.json"),
                At($"kind{bit}.tif")
            );
        }

        var letters = "BCDEFGH"[..Kinds];
        string[] bands = [.. letters.SelectMany((c, i) => (string[])[$"-{c}", At($"kind{i}.tif")])];
        var sum = string.Join("+", letters.Select((c, i) => $"{1 << i}*{c}"));
        Timed(
            "gdal_calc.py",
            [
                "--quiet",
                "-A",
                At("slope.tif"),
                .. bands,
                $"--calc=({sum})+128*((A>25)|(A<0))",
                "--type=UInt16",
                "--hideNoData",
                $"--outfile={At("flags.tif")}",
            ]
        );
        Timed(
            "gdal_calc.py",
            "--quiet",
            "-A",
            At("flags.tif"),
            "--calc=A==0",
            "--type=Byte",
            "--hideNoData",
            $"--outfile={At("free.tif")}"
        );
        Timed("gdal_sieve.py", "-q", "-4", "-st", "58", At("free.tif"), At("large.tif"));
        s_polygonize = Timed(
            "gdal_polygonize.py",
            "-q",
            At("large.tif"),
            "-mask",
            At("large.tif"),
            "-f",
            "FlatGeobuf",
            At("large.fgb")
        );
        steps = said.ToString();
        return total;
    }

    private static string Text(double v) => v.ToString("R", CultureInfo.InvariantCulture);

    // Hills of halving size: sines of random directions, wavelengths from 20 km down to 300 m.
    private static string WriteDem(string folder, CellWindow window, int seed)
    {
        Random random = new(seed + 1);
        var waves = Enumerable
            .Range(0, 28)
            .Select(i =>
                (
                    Length: 700 / Math.Pow(2, i / 4.0),
                    Angle: random.NextDouble() * Math.PI,
                    Phase: random.NextDouble() * 7
                )
            )
            .Select(w =>
                (
                    Kx: 2 * Math.PI * Math.Cos(w.Angle) / w.Length,
                    Ky: 2 * Math.PI * Math.Sin(w.Angle) / w.Length,
                    w.Phase,
                    Height: w.Length * 0.22
                )
            )
            .ToArray();
        var heights = new short[window.Columns * window.Rows];
        Parallel.For(
            0,
            window.Rows,
            row =>
            {
                for (var column = 0; column < window.Columns; column++)
                {
                    var height = 1200.0;
                    foreach (var (kx, ky, phase, h) in waves)
                        height += h * Math.Sin(kx * column + ky * row + phase);
                    heights[row * window.Columns + column] = (short)height;
                }
            }
        );
        var raw = Path.Combine(folder, "raw");
        File.WriteAllBytes(raw, MemoryMarshal.AsBytes(heights.AsSpan()).ToArray());
        File.WriteAllText(
            raw + ".hdr",
            $"ENVI\nsamples = {window.Columns}\nlines = {window.Rows}\nbands = 1\ndata type = 2\ninterleave = "
                + "bsq\nbyte order = 0\n"
        );
        using var process = Process.Start(
            "/usr/bin/gdal_translate",
            [
                "-q",
                "-a_srs",
                "EPSG:4490",
                "-a_ullr",
                Text(window.Lon(-0.5)),
                Text(window.Lat(-0.5)),
                Text(window.Lon(window.Columns - 0.5)),
                Text(window.Lat(window.Rows - 0.5)),
                raw,
                Path.Combine(folder, "dem.tif"),
            ]
        );
        process.WaitForExit();
        return Path.Combine(folder, "dem.tif");
    }

    private static Polygon Star(Random random)
    {
        var (lon, lat, radius) = (
            Box.MinX + random.NextDouble() * Box.Width,
            Box.MinY + random.NextDouble() * Box.Height,
            0.002 + 0.008 * random.NextDouble()
        );
        var corners = Enumerable
            .Range(0, 40)
            .Select(i => (Angle: i * Math.PI / 20, Radius: radius * (0.5 + 0.5 * random.NextDouble())))
            .Select(p => new Coordinate(lon + p.Radius * Math.Cos(p.Angle), lat + p.Radius * Math.Sin(p.Angle)))
            .ToList();
        return new Polygon(new LinearRing([.. corners, corners[0].Copy()]));
    }

    private static void WriteGeoJson(string file, IEnumerable<Geometry> areas) =>
        File.WriteAllText(
            file,
            """{"type":"FeatureCollection","features":["""
                + string.Join(
                    ",\n",
                    areas.Select(a =>
                        """{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[["""
                        + string.Join(
                            ",",
                            a.Coordinates.Select(c => string.Create(CultureInfo.InvariantCulture, $"[{c.X:R},{c.Y:R}]"))
                        )
                        + "]]}}"
                    )
                )
                + "]}"
        );

    /// <summary>The working set at its highest, looked at every few milliseconds.</summary>
    private sealed class MemoryWatch : IDisposable
    {
        private readonly Timer _timer;
        private long _peak;

        public MemoryWatch() => _timer = new(_ => Look(), null, 0, 5);

        public long Peak()
        {
            Look();
            return Interlocked.Read(ref _peak);
        }

        public void Dispose() => _timer.Dispose();

        private void Look()
        {
            using var me = Process.GetCurrentProcess();
            _peak = Math.Max(_peak, me.WorkingSet64);
        }
    }
}
