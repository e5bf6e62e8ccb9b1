using Npgsql;

namespace Longlin.Geo.Store.Cluster;

/// <summary>How many connections this program may open to a server that others use too.</summary>
public static class ConnectionLimit
{
    private const int Most = 100; // Npgsql's own default

    // Superusers are not bound by the limit of a role or a database; -1 says that there is none.
    private const string Sql = """
        -- Connections that the server, this role and this database allow.
        select least(
            current_setting('max_connections')::int
                - current_setting('superuser_reserved_connections')::int
                - coalesce(current_setting('reserved_connections', true)::int, 0),
            case when not r.rolsuper then nullif(r.rolconnlimit, -1) end,
            case when not r.rolsuper then nullif(d.datconnlimit, -1) end
        )
        from pg_roles r, pg_database d
        where r.rolname = current_user and d.datname = current_database()
        """;

    /// <summary>
    /// The size of a pool: what the server allows without a fifth (at least two) for imports, psql and QGIS beside it.
    /// A smaller size in the connection string holds.
    /// </summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public static async Task<int> FindPoolSizeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder given = new(connection.ConnectionString);
        var wanted = given.ContainsKey("Maximum Pool Size") ? given.MaxPoolSize : Most;
        await using NpgsqlCommand command = new(Sql, connection);
        var allowed = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        return Math.Max(1, Math.Min(wanted, allowed - Math.Max(2, allowed / 5)));
    }
}
