using System.Diagnostics;
using Longlin.Geo.Demo;
using Longlin.Geo.Model;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Cluster;

namespace Longlin.Geo.Benchmarks;

/// <summary>The default demonstration county in a private cluster; made anew unless a home is named.</summary>
internal sealed class BenchmarkCounty : IAsyncDisposable
{
    private readonly PrivateCluster _cluster;
    private readonly string? _ownHome;

    private BenchmarkCounty(PrivateCluster cluster, Database database, Standard standard, string? ownHome) =>
        (_cluster, Database, Standard, _ownHome) = (cluster, database, standard, ownHome);

    public Database Database { get; }

    public Standard Standard { get; }

    public string Address => _cluster.ConnectionString;

    public static async Task<BenchmarkCounty> OpenAsync(string? home)
    {
        var catalog = LayerCatalog.Load(Path.Combine(ProjectRoot.Find(), "tiles"));
        var own = home is null ? Directory.CreateTempSubdirectory("longlin-bench-").FullName : null;
        if (own is not null && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(own, (UnixFileMode)0b111_101_101);
        var cluster = await PrivateCluster.OpenAsync(home ?? own, _ => { }, CancellationToken.None);
        var database = await Database.OpenAsync(cluster.ConnectionString, catalog, CancellationToken.None);
        var figures = DemoFigures.Load(Path.Combine(ProjectRoot.Find(), "data"));
        if ((await DemoIntake.LookAsync(database, CancellationToken.None)).Empty)
            await DemoIntake.RunAsync(database, figures, figures.DefaultHamlets, 20160329, CancellationToken.None);
        return new BenchmarkCounty(
            cluster,
            database,
            RulesFolder.Load(Path.Combine(ProjectRoot.Find(), "data"), catalog),
            own
        );
    }

    /// <summary>Median seconds of several runs after some that warm up.</summary>
    public static async Task<double> MedianAsync(int runs, Func<Task> run, int warm = 1)
    {
        List<double> times = [];
        for (var i = 1 - warm; i <= runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await run();
            if (i > 0)
                times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        times.Sort();
        return times[runs / 2];
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _cluster.DisposeAsync();
        if (_ownHome is not null)
            Directory.Delete(_ownHome, true);
    }
}
