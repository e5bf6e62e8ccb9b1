using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Longlin.Geo.Model;
using Npgsql;

namespace Longlin.Geo.Store.Cluster;

/// <summary>
/// A PostGIS cluster of one's own under a home folder: loopback and unix socket only, passwords, data checksums.
/// Whoever uses it holds a shared
/// lock; the last to leave stops it. A crash leaves locks that the system frees and a server that the next start
/// adopts.
/// </summary>
public sealed class PrivateCluster : IAsyncDisposable
{
    // In the data folder: database, extension and roles are there.
    private const string PreparedMarker = "longlin.prepared";

    private readonly PostgresTools _tools;
    private readonly FileStream _use;
    private readonly Settings _settings;
    private int _port; // 0: not known yet

    private PrivateCluster(PostgresTools tools, string home, Settings settings, FileStream use) =>
        (_tools, Home, _settings, _use) = (tools, home, settings, use);

    private sealed record Settings(int Port, string OwnerPassword, string Password);

    /// <summary>The folder of the cluster.</summary>
    public string Home { get; }

    /// <summary>Connection string of the service's own, unprivileged role.</summary>
    public string ConnectionString => Connect("longlin", _settings.Password, "longlin");

    /// <summary>Connection string of the cluster's superuser, for making databases in tests.</summary>
    public string AdminConnectionString => Connect("longlin_owner", _settings.OwnerPassword, "postgres");

    private string Data => Path.Combine(Home, "data");

    /// <summary>The folder that <see cref="OpenAsync"/> uses for this name; nothing is created or started.</summary>
    /// <param name="home">The folder; null: <c>LONGLIN_HOME</c>, else <c>.longlin</c> beside the launcher.</param>
    public static string HomeOf(string? home) => ClusterHome.Find(home);

    /// <summary>Creates the cluster where there is none, starts it when it is down.</summary>
    /// <param name="home">The folder; null: <c>LONGLIN_HOME</c>, else <c>.longlin</c> beside the launcher.</param>
    /// <param name="log">Receives progress, a line each.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="EnvironmentMissingException">PostgreSQL is missing, or its user cannot reach the
    /// folder.</exception>
    public static async Task<PrivateCluster> OpenAsync(
        string? home,
        Action<Bilingual> log,
        CancellationToken cancellationToken
    )
    {
        var tools = PostgresTools.Find();
        home = await ClusterHome.ResolveAsync(
            home ?? Environment.GetEnvironmentVariable("LONGLIN_HOME"),
            tools,
            log,
            cancellationToken
        );
        await using var starting = await ClusterFiles.LockAsync(
            Path.Combine(home, "start.lock"),
            FileShare.None,
            cancellationToken
        );
        if (!File.Exists(Path.Combine(home, ClusterFiles.ReadyMarker)))
            await CreateAsync(tools, home, log, cancellationToken);
        var settings = JsonSerializer.Deserialize<Settings>(
            await File.ReadAllTextAsync(Path.Combine(home, ClusterFiles.ReadyMarker), cancellationToken)
        )!;
        var use = await ClusterFiles.LockAsync(Path.Combine(home, "users.lock"), FileShare.Read, cancellationToken);
        PrivateCluster cluster = new(tools, home, settings, use);
        try
        {
            await cluster.StartAsync(log, cancellationToken);
            await cluster.PrepareAsync(cancellationToken);
        }
        catch
        {
            await use.DisposeAsync();
            throw;
        }

        return cluster;
    }

    /// <summary>
    /// Starts the server again whenever it has died, on the same port, until it is cancelled or the home is deleted.
    /// </summary>
    /// <param name="log">Takes what went wrong.</param>
    /// <param name="restarted">Called after each restart: connections that were open are dead.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task KeepRunningAsync(Action<Bilingual> log, Action restarted, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(500));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken) && Directory.Exists(Data))
            {
                if (ServerRuns())
                    continue;
                try
                {
                    await using var starting = await ClusterFiles.LockAsync(
                        Path.Combine(Home, "start.lock"),
                        FileShare.None,
                        cancellationToken
                    );
                    await StartAsync(log, cancellationToken);
                    restarted();
                }
                catch (Exception e) when (e is InvalidOperationException or IOException)
                {
                    log(Bilingual.Same(e.Message)); // the next tick tries again
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return; // the service stops, and its database with it
        }
    }

    /// <summary>Leaves the cluster; the last to leave stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (!Directory.Exists(Home))
            return; // somebody deleted it: the server has seen it and left
        await using var stopping = await ClusterFiles.LockAsync(
            Path.Combine(Home, "start.lock"),
            FileShare.None,
            CancellationToken.None
        );
        await _use.DisposeAsync();
        try
        {
            await using FileStream alone = new(
                Path.Combine(Home, "users.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
            await _tools.RunAsync(
                "pg_ctl",
                ["stop", "-D", Data, "-m", "fast", "-w", "-t", "60"],
                CancellationToken.None
            );
        }
        catch (IOException)
        {
            // Somebody else is using it: it stays up, and the last of them stops it.
            return;
        }
    }

    private static async Task CreateAsync(
        PostgresTools tools,
        string home,
        Action<Bilingual> log,
        CancellationToken cancellationToken
    )
    {
        log(new($"创建数据库 {home} …", $"Creating the database {home} …"));
        var data = Path.Combine(home, "data");
        if (Directory.Exists(data))
            Directory.Delete(data, true);
        Directory.CreateDirectory(data);
        var secret = Path.Combine(home, "initial-password");
        Settings settings = new(ClusterFiles.FreePort(), ClusterFiles.Secret(), ClusterFiles.Secret());
        await ClusterFiles.WriteSecretAsync(secret, settings.OwnerPassword, cancellationToken);
        await PostgresTools.OwnAsync(data, cancellationToken);
        await PostgresTools.OwnAsync(secret, cancellationToken);
        var (status, output) = await tools.RunAsync(
            "initdb",
            [
                "-D",
                data,
                "--data-checksums",
                "--auth=scram-sha-256",
                "-U",
                "longlin_owner",
                "--pwfile",
                secret,
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ],
            cancellationToken
        );
        File.Delete(secret);
        if (status != 0)
            throw new InvalidOperationException($"initdb: {output}");
        await File.AppendAllTextAsync(
            Path.Combine(data, "postgresql.conf"),
            """

            listen_addresses = '127.0.0.1'
            max_connections = 60
            shared_buffers = 256MB
            maintenance_work_mem = 128MB
            jit = off
            max_wal_size = 2GB
            """,
            cancellationToken
        );
        await ClusterFiles.WriteSecretAsync(
            Path.Combine(home, ClusterFiles.ReadyMarker),
            JsonSerializer.Serialize(settings),
            cancellationToken
        );
    }

    private async Task StartAsync(Action<Bilingual> log, CancellationToken cancellationToken)
    {
        if (ServerRuns())
        {
            _port = ReadPort();
            return;
        }

        // A killed server leaves its files, and a number that may belong to another process by now.
        File.Delete(Path.Combine(Data, "postmaster.pid"));
        var socket = await SocketFolderAsync(cancellationToken);
        foreach (var left in Directory.EnumerateFiles(socket, ".s.PGSQL.*"))
            File.Delete(left);
        log(new("启动数据库 …", "Starting the database …"));
        // Whoever is connected knows the port: a server that is started again keeps it.
        if (_port == 0)
            _port = ClusterFiles.PortIsFree(_settings.Port) ? _settings.Port : ClusterFiles.FreePort();
        for (var attempt = 1; ; attempt++)
        {
            var (status, output) = await _tools.RunAsync(
                "pg_ctl",
                [
                    "start",
                    "-D",
                    Data,
                    "-w",
                    "-t",
                    "60",
                    "-s",
                    "-l",
                    Path.Combine(Data, "server.log"),
                    "-o",
                    $"-p {_port} -k {socket}",
                ],
                cancellationToken
            );
            if (status == 0)
                return;
            // The children of a killed server need a moment to see that it is gone; until then its memory is in use.
            if (
                attempt == 20
                || !(await File.ReadAllTextAsync(Path.Combine(Data, "server.log"), cancellationToken))
                    .TrimEnd()
                    .Split('\n')
                    .TakeLast(3)
                    .Any(l => l.Contains("shared memory", StringComparison.Ordinal))
            )
                throw new InvalidOperationException($"pg_ctl: {output}; {Path.Combine(Data, "server.log")}");
            await Task.Delay(500, cancellationToken);
        }
    }

    private bool ServerRuns()
    {
        var file = Path.Combine(Data, "postmaster.pid");
        if (!File.Exists(file))
            return false;
        var process = $"/proc/{File.ReadLines(file).FirstOrDefault()?.Trim()}";
        if (!File.Exists($"{process}/stat"))
            return false;
        // pid (name) state …: a zombie has ended and only waits to be counted.
        var stat = File.ReadAllText($"{process}/stat");
        return stat[(stat.LastIndexOf(')') + 1)..].TrimStart()[0] is not ('Z' or 'X')
            && File.ReadAllText($"{process}/cmdline").Contains(Data, StringComparison.Ordinal);
    }

    // Its database and roles are made once: every command opens the cluster.
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var marker = Path.Combine(Data, PreparedMarker);
        if (File.Exists(marker))
            return;
        await using NpgsqlConnection admin = new(AdminConnectionString + ";Pooling=false");
        await admin.OpenAsync(cancellationToken);
        await using NpgsqlCommand known = new("select count(*) from pg_database where datname = 'longlin'", admin);
        if ((long)(await known.ExecuteScalarAsync(cancellationToken))! == 0)
        {
            await ExecuteAsync(
                admin,
                "do $$ begin if not exists (select from pg_roles where rolname = 'longlin') then create role "
                    + $"longlin login password '{_settings.Password}'; end if; end $$",
                cancellationToken
            );
            await ExecuteAsync(admin, "create database longlin owner longlin", cancellationToken);
        }

        await using NpgsqlConnection inside = new(
            Connect("longlin_owner", _settings.OwnerPassword, "longlin") + ";Pooling=false"
        );
        await inside.OpenAsync(cancellationToken);
        await ExecuteAsync(inside, "create extension if not exists postgis", cancellationToken);
        // The owner of the database may not create roles; the migration grants this one what the service needs.
        await ExecuteAsync(
            inside,
            "do $$ begin if not exists (select from pg_roles where rolname = 'longlin_service') "
                + "then create role longlin_service nologin; end if; end $$; grant longlin_service to longlin",
            cancellationToken
        );
        await File.WriteAllTextAsync(marker, "", cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // A socket's path holds 107 bytes at most; a deep home gets a short folder of its own.
    private async Task<string> SocketFolderAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Home, "run");
        if (Encoding.UTF8.GetByteCount(folder) > 85)
            folder = "/tmp/longlin-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Home)))[..12];
        Directory.CreateDirectory(folder);
        await PostgresTools.OwnAsync(folder, cancellationToken);
        return folder;
    }

    private string Connect(string user, string password, string database)
    {
        var port = ReadPort();
        return $"Host=127.0.0.1;Port={port};Username={user};Password={password};Database={database}";
    }

    // The fourth line of the server's own file holds the port in use.
    private int ReadPort()
    {
        var file = Path.Combine(Data, "postmaster.pid");
        var lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        return lines.Length > 3 && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port) ? port
            : _port == 0 ? _settings.Port
            : _port;
    }
}
