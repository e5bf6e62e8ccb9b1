using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;

namespace Longlin.Geo.Benchmarks;

/// <summary>
/// A gap question over HTTP against pgbench running its statement with the same values, a page of a hundred and a page
/// of ten; and a supposition for the county.
/// </summary>
internal static partial class GapBenchmark
{
    public static async Task RunAsync(BenchmarkCounty county)
    {
        await using var app = WebService.Build(
            new ServiceOptions(IPAddress.Loopback, 0, "bench"),
            county.Database,
            county.Standard,
            ProjectRoot.Find()
        );
        await app.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.First()) };
        var sql = SqlFile.Text("Coverage.Gaps.gaps");
        foreach (var limit in (int[])[100, 10])
        {
            var path = $"/api/coverage/gaps?service=road&minHouseholds=50&asOf=2018-12-31&limit={limit}";
            // The same statement, prepared with the same parameters: those with a value are variables, which pgbench
            // sends as such; it has none that are null.
            Dictionary<string, string> values = new()
            {
                ["county"] = "451031",
                ["service"] = "road",
                ["subject"] = "hamlet",
                ["minHouseholds"] = "50",
                ["asOf"] = "2018-12-31",
                ["denominator"] = "current",
                ["verdicts"] = "{0,2}",
                ["sort"] = "code",
                ["poorOnly"] = "false",
                ["afterRank"] = "0",
                ["limit"] = $"{limit + 1}",
                ["buildWeight"] = county.Standard.BuildWeight("road").ToString(CultureInfo.InvariantCulture),
            };
            var script = Parameter()
                .Replace(
                    sql,
                    m =>
                        m.Value switch
                        {
                            var name when values.ContainsKey(name[1..]) => ":" + name[1..],
                            "@west" or "@south" or "@east" or "@north" => "null::float8",
                            "@nearRoad" or "@conflict" => "null::boolean",
                            _ => "null::text",
                        }
                );
            var ours = await MillisecondsAsync(() => client.GetByteArrayAsync(path));
            var theirs = await Pgbench.LatencyAsync(county.Address, script + ";\n", values);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"gaps, {limit} items: {ours:0.00} ms over HTTP, pgbench {theirs:0.00} ms, rate ratio "
                        + $"{theirs / ours:0.00} (at least 0.8)"
                )
            );
        }

        var blocking = (await client.GetStringAsync("/api/network/access/critical?asOf=2018-12-31&limit=1"))
            is var answer
            ? Code().Match(answer).Groups[1].Value
            : "";
        var supposition = $"{{\"asOf\":\"2018-12-31\",\"closed\":[{{\"layer\":\"roads\",\"code\":\"{blocking}\"}}]}}";
        var whatIf = await MillisecondsAsync(async () =>
        {
            using StringContent body = new(supposition, Encoding.UTF8, "application/json");
            using var response = await client.PostAsync("/api/what-if", body);
            response.EnsureSuccessStatusCode();
        });
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"what if a road of the county closes: {whatIf:0} ms over HTTP (under 1000)"
            )
        );
    }

    private static async Task<double> MillisecondsAsync(Func<Task> ask)
    {
        // A thousand requests until the runtime has compiled the last of them for good: what is measured is a service
        // that has run for some seconds.
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < 8)
            await ask();
        start = Stopwatch.GetTimestamp();
        var count = 0;
        for (; Stopwatch.GetElapsedTime(start).TotalSeconds < 4; count++)
            await ask();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / count;
    }

    [GeneratedRegex("@[a-zA-Z]+")]
    private static partial Regex Parameter();

    [GeneratedRegex("\"code\":\"([^\"]+)\"")]
    private static partial Regex Code();
}
