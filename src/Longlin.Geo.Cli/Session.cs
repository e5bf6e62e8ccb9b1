using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Cluster;

namespace Longlin.Geo.Cli;

/// <summary>An opened database with what explains it; a private cluster is left as it was found.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly PrivateCluster? _cluster;

    private Session(
        PrivateCluster? cluster,
        string connectionString,
        Database database,
        Standard standard,
        string language
    ) =>
        (_cluster, ConnectionString, Database, Standard, Language) = (
            cluster,
            connectionString,
            database,
            standard,
            language
        );

    public string ConnectionString { get; }

    public Database Database { get; }

    public Standard Standard { get; }

    /// <summary>The language of messages: zh or en.</summary>
    public string Language { get; }

    public string? Home => _cluster?.Home;

    /// <summary>The day where none is given.</summary>
    public static DateOnly Today => CountyClock.Today(TimeProvider.System);

    /// <summary>Gives the networks of a day; the county is read once, each day built once.</summary>
    public Func<DateOnly, CancellationToken, Task<SitingNetworks>> Networks()
    {
        CountyData? county = null;
        Dictionary<DateOnly, SitingNetworks> built = [];
        return async (day, cancellationToken) =>
            built.TryGetValue(day, out var known)
                ? known
                : built[day] = SitingNetworks.Build(
                    Standard,
                    Standard.Siting!,
                    county ??= await ReadCountyAsync(cancellationToken),
                    day,
                    cancellationToken
                );
    }

    public static async Task<Session> OpenAsync(ConnectionOptions connection, CancellationToken cancellationToken)
    {
        // The descriptions and rules are read while the server is found or started.
        var descriptions = Task.Run(
            () =>
            {
                var catalog = LayerCatalog.Load(Path.Combine(ProjectRoot.Find(), "tiles"));
                return (catalog, RulesFolder.Load(Path.Combine(ProjectRoot.Find(), "data"), catalog));
            },
            cancellationToken
        );
        var cluster = connection.Database is null
            ? await PrivateCluster.OpenAsync(connection.Home, text => Log(text, connection.Language), cancellationToken)
            : null;
        try
        {
            var (catalog, standard) = await descriptions;
            var connectionString = connection.Database ?? cluster!.ConnectionString;
            try
            {
                return new Session(
                    cluster,
                    connectionString,
                    await Database.OpenAsync(connectionString, catalog, cancellationToken),
                    standard,
                    connection.Language
                );
            }
            catch (ArgumentException e)
            {
                throw new UsageException(
                    new(
                        $"--database 不是有效的连接串：{e.Message}",
                        $"--database is not a valid connection string: {e.Message}"
                    )
                );
            }
        }
        catch
        {
            if (cluster is not null)
                await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Keeps a private database running until it is cancelled; does nothing for any other.</summary>
    public Task KeepDatabaseAsync(CancellationToken cancellationToken) =>
        _cluster is null
            ? Task.CompletedTask
            : _cluster.KeepRunningAsync(text => Log(text, Language), Database.Source.Clear, cancellationToken);

    private static void Log(Bilingual text, string language) => Console.Error.WriteLine(text.Pick(language));

    /// <summary>The ways of days that are asked about.</summary>
    public WayStore Ways => field ??= new(Database, Standard, TimeProvider.System);

    /// <summary>Computes the coverage of these counties again.</summary>
    public async Task ComputeAsync(IEnumerable<string> counties, CancellationToken cancellationToken)
    {
        foreach (var county in counties)
        {
            var run = await CoverageComputation.RunAsync(
                Database,
                Standard,
                county,
                TimeProvider.System,
                cancellationToken
            );
            await Console.Error.WriteLineAsync(
                new Bilingual(
                    $"覆盖 {county}：{run.Places} 处，{run.Links} 件资产；读取 {run.Read.TotalSeconds:0.00} 秒，"
                        + $"计算 {run.Compute.TotalSeconds:0.00} 秒，写入 {run.Write.TotalSeconds:0.00} 秒",
                    $"coverage {county}: {run.Places} places, {run.Links} assets; "
                        + $"read {run.Read.TotalSeconds:0.00} s, compute {run.Compute.TotalSeconds:0.00} s, "
                        + $"write {run.Write.TotalSeconds:0.00} s"
                ).Pick(Language)
            );
        }
    }

    /// <summary>The home county's rows, for questions that the network answers on the day.</summary>
    public async Task<CountyData> ReadCountyAsync(CancellationToken cancellationToken) =>
        await CountyReader.ReadAsync(
            Database,
            Standard,
            (await CountyState.RunAsync(Database, null, cancellationToken))!.CountyCode,
            TimeProvider.System,
            cancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }
}
