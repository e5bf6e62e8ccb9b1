using System.Diagnostics;
using System.Globalization;
using Longlin.Geo.Coverage.Timelines;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;

namespace Longlin.Geo.Benchmarks;

/// <summary>
/// The coverage of many counties, one after the other out of a stream, as many at once as there are cores, against one
/// county alone: the cost of a hamlet must not grow with
/// their number. Each county is the demonstration county moved to a place of its own, made when its turn comes and
/// forgotten after it; reading and writing are not part of it.
/// </summary>
internal static class CountiesBenchmark
{
    public static async Task RunAsync(BenchmarkCounty county, int counties)
    {
        var data = await CountyReader.ReadAsync(
            county.Database,
            county.Standard,
            "451031",
            TimeProvider.System,
            CancellationToken.None
        );
        var hamlets = data.Places.Count(p => p.Subject == "hamlet");
        for (var warm = 0; warm < 5; warm++)
            CoverageComputation.Compute(county.Standard, data, CancellationToken.None);
        var one = await BenchmarkCounty.MedianAsync(
            7,
            () =>
            {
                CoverageComputation.Compute(county.Standard, data, CancellationToken.None);
                return Task.CompletedTask;
            }
        );
        var start = Stopwatch.GetTimestamp();
        Process process = Process.GetCurrentProcess();
        long done = 0,
            peak = 0;
        Parallel.ForEach(
            Enumerable.Range(0, counties),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            i =>
            {
                CoverageComputation.Compute(county.Standard, Moved(data, i), CancellationToken.None);
                var so = Interlocked.Increment(ref done);
                process.Refresh();
                peak = Math.Max(peak, process.WorkingSet64);
                if (so % 50 == 0)
                    Console.Error.WriteLine($"{so} / {counties}, {process.WorkingSet64 >> 20} MB");
            }
        );
        var each = Stopwatch.GetElapsedTime(start).TotalSeconds / counties;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"counties: {counties} of {hamlets} hamlets ({(long)counties * hamlets:#,0} in all) at "
                    + $"{each / hamlets * 1e6:0} µs a hamlet, one alone {one / hamlets * 1e6:0} µs, ratio "
                    + $"{each / one:0.00} (at most 1.3); peak memory {peak >> 20} MB"
            )
        );
    }

    // Half a degree of longitude for each, in rows of thirty: no two are alike and the latitudes stay those of southern
    // China.
    private static CountyData Moved(CountyData data, int i)
    {
        var (dx, dy) = (0.5 * (i % 30 - 15), 0.5 * (i / 30 % 8 - 4));
        var move = AffineTransformation.TranslationInstance(dx, dy);
        Geometry? There(Geometry? g) => g is null ? null : move.Transform(g);
        return data with
        {
            Assets = data.Assets.ToDictionary(
                a => a.Key,
                a => (IReadOnlyList<Asset>)[.. a.Value.Select(x => x with { Geometry = There(x.Geometry) })]
            ),
            Seats = [.. data.Seats.Select(s => s with { Lon = s.Lon + dx, Lat = s.Lat + dy })],
            Places =
            [
                .. data.Places.Select(p =>
                    p with
                    {
                        Lon = p.Lon + dx,
                        Lat = p.Lat + dy,
                        Footprint = There(p.Footprint),
                        Outline = There(p.Outline),
                    }
                ),
            ],
            Border = There(data.Border),
        };
    }
}
