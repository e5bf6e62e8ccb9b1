using System.Diagnostics;
using System.Globalization;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Network;
using Longlin.Geo.Network.Ways;

namespace Longlin.Geo.Benchmarks;

/// <summary>
/// The cheapest ways of a day: how long a county's hamlets take, and the metres of all gaps together.
/// </summary>
internal static class WaysBenchmark
{
    public static async Task RunAsync(BenchmarkCounty county, DateOnly day, CancellationToken cancellationToken)
    {
        CountyData data;
        await using (var connection = await county.Database.Source.OpenConnectionAsync(cancellationToken))
            data = await CountyReader.ReadAsync(
                connection,
                county.Database.Catalog,
                county.Standard,
                "451031",
                day,
                cancellationToken
            );
        SubjectPlace[] places = [.. data.Places.Where(p => p.Subject == "hamlet")];
        foreach (var service in county.Standard.Services.Where(s => s.LinkKinds is not { Count: 0 }))
        {
            var input = ServiceNetwork.Build(service, data, places).Input;
            var start = Stopwatch.GetTimestamp();
            var reach = ReachComputation.Run(input, cancellationToken);
            var whole = Stopwatch.GetElapsedTime(start).TotalSeconds;
            List<double> seconds = [];
            var weight = county.Standard.BuildWeight(service.Service);
            PlaceDay?[] ways = [];
            for (var run = 0; run < 4; run++)
            {
                start = Stopwatch.GetTimestamp();
                ways = reach.WaysOn(day.DayNumber, weight, cancellationToken);
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            PlaceWay[] gaps = [.. ways.Where(w => w is { Served: false }).Select(w => w!.Cheapest)];
            var metres = gaps.Sum(g => g.Upgrade + weight * g.Build);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"ways {service.Service}: first {seconds[0]:0.000} s, best {seconds.Min():0.000} s, reach of all "
                        + $"days {whole:0.000} s, {gaps.Length} gaps, {metres:0} metre-equivalents at {weight:0.0}"
                )
            );
        }
    }
}
