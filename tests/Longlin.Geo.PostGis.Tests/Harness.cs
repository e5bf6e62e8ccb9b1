using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Demo;
using Longlin.Geo.Model;
using Longlin.Geo.PostGis.Tests;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Cluster;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// A PostGIS of the tests' own: a private cluster on a random port, a migrated template, and one with a small
/// demonstration county.
/// </summary>
public sealed class TestCluster : IAsyncLifetime
{
    /// <summary>
    /// Hamlets of the small demonstration county. <c>LONGLIN_TEST_HAMLETS=2600</c> makes it the whole one, for what is
    /// measured in the browser.
    /// </summary>
    public static int DemoHamlets { get; } =
        int.Parse(
            Environment.GetEnvironmentVariable("LONGLIN_TEST_HAMLETS") ?? "320",
            System.Globalization.CultureInfo.InvariantCulture
        );

    private readonly string _home = Directory.CreateTempSubdirectory("longlin-tests-").FullName;
    private PrivateCluster? _cluster;
    private int _made;

    public static LayerCatalog Catalog { get; } = LayerCatalog.Load(Path.Combine(ProjectRoot.Find(), "tiles"));

    public static Standard Standard { get; } = RulesFolder.Load(Path.Combine(ProjectRoot.Find(), "data"), Catalog);

    private PrivateCluster Cluster => _cluster ?? throw new InvalidOperationException("The cluster is not up.");

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_home, (UnixFileMode)0b111_101_101);
        _cluster = await PrivateCluster.OpenAsync(_home, _ => { }, CancellationToken.None);
        await AdminAsync("create database template_empty");
        await using (await Database.OpenAsync(Address("template_empty"), Catalog, CancellationToken.None)) { }
        await AdminAsync("create database template_demo template template_empty");
        await using (var demo = await Database.OpenAsync(Address("template_demo"), Catalog, CancellationToken.None))
        {
            await DemoIntake.RunAsync(
                demo,
                DemoFigures.Load(Path.Combine(ProjectRoot.Find(), "data")),
                DemoHamlets,
                1,
                CancellationToken.None
            );
            await CoverageComputation.RunAsync(demo, Standard, "451031", TimeProvider.System, CancellationToken.None);
        }

        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>An empty, migrated database of the caller's own.</summary>
    public Task<Database> EmptyAsync() => CopyAsync("template_empty");

    /// <summary>A database of the caller's own with the small demonstration county.</summary>
    public Task<Database> DemoAsync() => CopyAsync("template_demo");

    /// <summary>The connection string with its password, for other programs.</summary>
    public string Address(string name) =>
        new NpgsqlConnectionStringBuilder(Cluster.AdminConnectionString)
        {
            Database = name,
            IncludeErrorDetail = true,
        }.ConnectionString;

    public async Task<(Database Database, string Address)> CopyWithAddressAsync(
        string template,
        LayerCatalog? catalog = null
    )
    {
        var name = $"t{Interlocked.Increment(ref _made)}";
        await AdminAsync($"create database {name} template {template}");
        return (await Database.OpenAsync(Address(name), catalog ?? Catalog, CancellationToken.None), Address(name));
    }

    /// <summary>The address of a new database that nothing has been done to.</summary>
    public async Task<string> CreateBareAsync()
    {
        var name = $"t{Interlocked.Increment(ref _made)}";
        await AdminAsync($"create database {name}");
        return Address(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        Directory.Delete(_home, true);
    }

    private async Task<Database> CopyAsync(string template) => (await CopyWithAddressAsync(template)).Database;

    private static readonly SemaphoreSlim OneCopy = new(1);

    private async Task AdminAsync(string sql)
    {
        // A template is copied while nobody is connected to it, one copy at a time.
        await OneCopy.WaitAsync();
        try
        {
            await using NpgsqlConnection connection = new(Cluster.AdminConnectionString + ";Pooling=false");
            await connection.OpenAsync();
            await using NpgsqlCommand command = new(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
        finally
        {
            OneCopy.Release();
        }
    }
}

internal static class Ask
{
    public static async Task<T> ScalarAsync<T>(this Database database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public static async Task RunAsync(this Database database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public static string Need(string path)
    {
        var full = Path.Combine(ProjectRoot.Find(), "..", "shared", "data", path);
        if (!File.Exists(full))
            Assert.Skip($"../shared/data/{path} is not here");
        return Path.GetFullPath(full);
    }
}
