using System.Security.Cryptography;
using System.Text;
using DbUp;
using DbUp.Engine.Output;
using Longlin.Geo.Model;
using Longlin.Geo.Store.Cluster;
using Npgsql;

namespace Longlin.Geo.Store;

/// <summary>The one place that opens the database: its data source and the layers it holds.</summary>
public sealed class Database : IAsyncDisposable
{
    private const long MigrationLock = 0x4C4F4E474C494E; // "LONGLIN"

    private Database(NpgsqlDataSource source, LayerCatalog catalog)
    {
        Source = source;
        Catalog = catalog;
    }

    /// <summary>Connections, pooled; geometries are NetTopologySuite's.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>The layers.</summary>
    public LayerCatalog Catalog { get; }

    /// <summary>Brings the database to this program's version and opens it.</summary>
    /// <param name="connectionString">An Npgsql connection string.</param>
    /// <param name="catalog">The layers it shall hold.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="NpgsqlException">The server is unavailable or refuses.</exception>
    /// <exception cref="DatabaseVersionException">
    /// The schema is older, newer or unknown; nothing was changed.
    /// </exception>
    /// <exception cref="InvalidOperationException">A migration failed and was rolled back.</exception>
    public static async Task<Database> OpenAsync(
        string connectionString,
        LayerCatalog catalog,
        CancellationToken cancellationToken
    )
    {
        NpgsqlDataSourceBuilder builder = new(connectionString);
        builder.ConnectionStringBuilder.SearchPath = "longlin, public";
        await using (var source = Unpooled(connectionString))
        await using (var first = await source.OpenConnectionAsync(cancellationToken))
        {
            if (!await IsCurrentAsync(first, catalog, cancellationToken))
                await MigrateAsync(connectionString, catalog, cancellationToken);
            builder.ConnectionStringBuilder.MaxPoolSize = await ConnectionLimit.FindPoolSizeAsync(
                first,
                cancellationToken
            );
        }

        builder.ConnectionStringBuilder.MaxAutoPrepare = 60;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        builder.UseNetTopologySuite(handleOrdinates: NetTopologySuite.Geometries.Ordinates.XY);
        return new Database(builder.Build(), catalog);
    }

    /// <summary>
    /// Runs the numbered migrations, each in its own transaction, then defines the tables of the layers; one process at
    /// a time.
    /// </summary>
    public static async Task MigrateAsync(
        string connectionString,
        LayerCatalog catalog,
        CancellationToken cancellationToken
    )
    {
        // The migration leaves no connection in a pool: another program may need the database to itself.
        connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({MigrationLock})", cancellationToken);
        try
        {
            if (await FirstStepAsync(connection, cancellationToken) == SchemaStep.Adopt)
                await AdoptAsync(connection, cancellationToken);
            await ExecuteAsync(
                connection,
                "create extension if not exists postgis; create schema if not exists longlin",
                cancellationToken
            );
            RunMigrations(connectionString);
            await DefineLayersAsync(connection, catalog, cancellationToken);
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({MigrationLock})", CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Source.DisposeAsync();

    // Not pooled: another program may need the database to itself. It asks for texts and numbers only: neither the types
    // of the database are listed nor all that Npgsql knows.
    private static NpgsqlDataSource Unpooled(string connectionString)
    {
        NpgsqlSlimDataSourceBuilder builder = new(connectionString);
        builder.ConnectionStringBuilder.Pooling = false;
        builder.EnableTransportSecurity();
        builder.EnableIntegratedSecurity();
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return builder.Build();
    }

    // Nearly every command meets a database that is up to date: one question instead of a lock and a migration library.
    private static async Task<bool> IsCurrentAsync(
        NpgsqlConnection connection,
        LayerCatalog catalog,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(
            """
            select (select string_agg(scriptname, ' ' order by scriptname collate "C") from longlin.migrations),
              (select value from longlin.settings where key = 'layers_hash')
            """,
            connection
        );
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken)
                && reader["string_agg"] as string == string.Join(' ', Migrations())
                && reader["value"] as string == Hash(LayerDefinition(catalog));
        }
        catch (PostgresException e) when (e.SqlState is "42P01" or "3F000" or "42703" or "42501")
        {
            return false; // no such table or schema, or one of another kind: the migration says which
        }
    }

    private static string LayerDefinition(LayerCatalog catalog) =>
        string.Concat(catalog.Layers.Select(LayerTables.Define)) + "select longlin.grant_roles();";

    private static string Hash(string definition) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(definition)));

    private static async Task<SchemaStep> FirstStepAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        // A table that is missing cannot be named in a statement: the list is read only where it is there.
        await using NpgsqlCommand tables = new(
            """
            select coalesce(bool_or(c.relname <> 'migrations'), false) as has_tables,
              coalesce(bool_or(c.relname = 'migrations'), false) as has_list
            from pg_class c
            where c.relnamespace = to_regnamespace('longlin') and c.relkind in ('r', 'p', 'v', 'm')
            """,
            connection
        );
        bool hasTables;
        bool hasList;
        await using (var reader = await tables.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            (hasTables, hasList) = (reader.Get<bool>("has_tables"), reader.Get<bool>("has_list"));
        }

        List<string> applied = [];
        if (hasList)
        {
            await using NpgsqlCommand list = new("select scriptname from longlin.migrations", connection);
            await using var reader = await list.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                applied.Add(reader.Get<string>("scriptname"));
        }

        return SchemaVersion.Decide(hasTables, applied, Migrations());
    }

    // Its tables are what the baseline makes; what else the baseline does runs on it as on a new database.
    private static async Task AdoptAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, "delete from longlin.migrations", cancellationToken);
        await using NpgsqlCommand record = new(
            "insert into longlin.migrations (scriptname, applied) values (@name, now()::timestamp)",
            connection
        );
        record.Parameters.Add(new("name", SchemaVersion.Tables));
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static IReadOnlyList<string> Migrations() =>
        [
            .. typeof(Database)
                .Assembly.GetManifestResourceNames()
                .Where(n => n.StartsWith(SchemaVersion.Prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    private static void RunMigrations(string connectionString)
    {
        var result = DeployChanges
            .To.PostgresqlDatabase(connectionString)
            .WithScriptsEmbeddedInAssembly(
                typeof(Database).Assembly,
                n => n.StartsWith(SchemaVersion.Prefix, StringComparison.Ordinal)
            )
            .JournalToPostgresqlTable("longlin", "migrations")
            .WithVariablesDisabled()
            .WithTransactionPerScript()
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
            throw new InvalidOperationException($"Migration {result.ErrorScript?.Name} failed.", result.Error);
    }

    private static async Task DefineLayersAsync(
        NpgsqlConnection connection,
        LayerCatalog catalog,
        CancellationToken cancellationToken
    )
    {
        var definition = LayerDefinition(catalog);
        var hash = Hash(definition);
        await using (
            NpgsqlCommand known = new("select value from longlin.settings where key = 'layers_hash'", connection)
        )
        {
            if (await known.ExecuteScalarAsync(cancellationToken) as string == hash)
                return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, definition, cancellationToken);
        await using NpgsqlCommand remember = new(
            """
            insert into longlin.settings values ('layers_hash', $1)
            on conflict (key) do update set value = excluded.value
            """,
            connection
        );
        remember.Parameters.Add(new() { Value = hash });
        await remember.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
