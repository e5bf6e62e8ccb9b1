using Longlin.Geo.Model;
using Npgsql;

namespace Longlin.Geo.Store;

/// <summary>Writes height tiles within the caller's transaction.</summary>
public static class TerrainWriter
{
    /// <summary>Forgets the heights of a county.</summary>
    public static async Task ClearAsync(NpgsqlConnection connection, string county, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand clear = new("delete from longlin.terrain where county_code = $1", connection);
        clear.Parameters.Add(new() { Value = county });
        await clear.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Puts a tile in the place of the one that is there.</summary>
    public static async Task PutAsync(NpgsqlConnection connection, string county, ElevationTile tile, string source, CancellationToken cancellationToken)
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
