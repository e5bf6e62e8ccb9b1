using Longlin.Geo.Model;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Store;

/// <summary>Writes height tiles within the caller's transaction.</summary>
public static class TerrainWriter
{
    /// <summary>What heights are called beside the layers.</summary>
    public const string Layer = "terrain";

    /// <summary>Records an import of heights.</summary>
    /// <returns>Its number.</returns>
    public static async Task<long> BeginAsync(
        NpgsqlConnection connection,
        string file,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand record = new(SqlFile.Text("Store.record_terrain_import"), connection);
        record.Parameters.AddWithValue("file", file);
        record.Parameters.Add(
            new NpgsqlParameter("actor", NpgsqlDbType.Text) { Value = (object?)actor ?? DBNull.Value }
        );
        return (long)(await record.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Completes the record with how many tiles were written, and how many of them over others.</summary>
    public static async Task CompleteAsync(
        NpgsqlConnection connection,
        long importId,
        int tiles,
        int merged,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand count = new(SqlFile.Text("Store.count_terrain_import"), connection);
        foreach (var (name, value) in ((string, long)[])[("import", importId), ("tiles", tiles), ("merged", merged)])
            count.Parameters.AddWithValue(name, value);
        await count.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Keeps a tile of a county, or all of them, as an import finds them, for its undo.</summary>
    public static async Task KeepAsync(
        NpgsqlConnection connection,
        long importId,
        string county,
        (int X, int Y)? tile,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand keep = new(SqlFile.Text("Store.keep_terrain"), connection);
        keep.Parameters.AddWithValue("import", importId);
        keep.Parameters.AddWithValue("county", county);
        keep.Parameters.Add(
            new NpgsqlParameter("x", NpgsqlDbType.Integer) { Value = tile is { } at ? at.X : DBNull.Value }
        );
        keep.Parameters.Add(
            new NpgsqlParameter("y", NpgsqlDbType.Integer) { Value = tile is { } there ? there.Y : DBNull.Value }
        );
        await keep.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Forgets the heights of a county.</summary>
    public static async Task ClearAsync(NpgsqlConnection connection, string county, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand clear = new("delete from longlin.terrain where county_code = $1", connection);
        clear.Parameters.Add(new() { Value = county });
        await clear.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Puts a tile in the place of the one that is there.</summary>
    public static async Task PutAsync(
        NpgsqlConnection connection,
        string county,
        ElevationTile tile,
        string source,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand put = new(SqlFile.Text("Store.put_terrain_tile"), connection);
        put.Parameters.AddWithValue("county", county);
        put.Parameters.AddWithValue("x", tile.X);
        put.Parameters.AddWithValue("y", tile.Y);
        put.Parameters.AddWithValue("step", tile.StepArcSeconds);
        put.Parameters.AddWithValue("tile", tile.ToBytes());
        put.Parameters.AddWithValue("source", source);
        await put.ExecuteNonQueryAsync(cancellationToken);
    }
}
