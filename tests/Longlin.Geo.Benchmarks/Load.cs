using System.Diagnostics;
using System.Globalization;

namespace Longlin.Geo.Benchmarks;

/// <summary>
/// A process of its own that asks for addresses, several at a time, as fast as answers come: the server's time is
/// measured without the client's.
/// </summary>
internal static class Load
{
    private const int Clients = 8;

    /// <summary>The other process: reads addresses and prints answers a second.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var (seconds, header, urls) = (double.Parse(args[1], CultureInfo.InvariantCulture), args[2], args[3..]);
        using HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = Clients });
        foreach (var one in header.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            client.DefaultRequestHeaders.TryAddWithoutValidation(
                one.Split('=')[0],
                one[(one.IndexOf('=', StringComparison.Ordinal) + 1)..]
            );
        long count = 0;
        async Task Ask(TimeSpan until, bool counts)
        {
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(
                Enumerable
                    .Range(0, Clients)
                    .Select(async n =>
                    {
                        // Each asks by lot, as pgbench takes its scripts, and where there is a share for each, in its
                        // own: no two ask for the same at once.
                        Random lot = new(n);
                        var (from, to) =
                            urls.Length < Clients
                                ? (0, urls.Length)
                                : (n * urls.Length / Clients, (n + 1) * urls.Length / Clients);
                        for (
                            var i = lot.Next(from, to);
                            Stopwatch.GetElapsedTime(start) < until;
                            i = lot.Next(from, to)
                        )
                        {
                            using var response = await client.GetAsync(
                                urls[i],
                                HttpCompletionOption.ResponseHeadersRead
                            );
                            await response.Content.CopyToAsync(Stream.Null);
                            if ((int)response.StatusCode >= 400)
                                throw new InvalidOperationException($"{urls[i]}: {response.StatusCode}");
                            if (counts)
                                Interlocked.Increment(ref count);
                        }
                    })
            );
        }

        // The runtime compiles what runs often anew, in both processes: what is measured is a service that has run for
        // some seconds.
        await Ask(TimeSpan.FromSeconds(4), counts: false);
        await Console.Out.WriteLineAsync("begin");
        await Ask(TimeSpan.FromSeconds(seconds), counts: true);
        await Console.Out.WriteLineAsync((count / seconds).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    /// <summary>Answers a second, and milliseconds of the server's CPU for each.</summary>
    /// <param name="urls">The addresses asked for; where there are enough, an equal share of them by each
    /// client.</param>
    /// <param name="header">Lines of <c>name=value</c> that every request carries.</param>
    /// <param name="seconds">For so long.</param>
    /// <param name="cpu">The processor time of the server; null: it is this process.</param>
    public static async Task<(double Rate, double CpuMs)> MeasureAsync(
        string[] urls,
        string header = "",
        double seconds = 3,
        Func<TimeSpan>? cpu = null
    )
    {
        ProcessStartInfo start = new(
            "dotnet",
            [typeof(Load).Assembly.Location, "load", seconds.ToString(CultureInfo.InvariantCulture), header, .. urls]
        )
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardOutput.ReadLineAsync();
        cpu ??= static () =>
        {
            using var own = Process.GetCurrentProcess();
            return own.TotalProcessorTime;
        };
        var before = cpu();
        var rate = double.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        var used = cpu() - before;
        await process.WaitForExitAsync();
        return (rate, used.TotalMilliseconds / (rate * seconds));
    }
}
