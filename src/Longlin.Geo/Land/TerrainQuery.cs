using Longlin.Geo.Model;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Land;

/// <summary>Reads heights and outlines of areas from the store.</summary>
internal static class TerrainQuery
{
    // Slope needs the neighbours of a cell, a height the four cells around a place.
    private const int MarginCells = 2;

    /// <summary>Reads the tiles of a county that touch a box, in one query.</summary>
    /// <param name="database">The store.</param>
    /// <param name="county">Six digits.</param>
    /// <param name="degrees">The box, EPSG:4490.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<Terrain> ReadAsync(
        Database database,
        string county,
        Envelope degrees,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, null, county, degrees, cancellationToken);
    }

    internal static async Task<Terrain> ReadAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        string county,
        Envelope degrees,
        CancellationToken cancellationToken
    )
    {
        var (step, sources) = await StepAsync(connection, transaction, county, cancellationToken);
        Dictionary<(int, int), ElevationTile> tiles = [];
        if (step is not { } cells)
            return new(null, sources, tiles);
        var window = CellWindow.Covering(degrees, cells, MarginCells);
        await using NpgsqlCommand command = new(SqlFile.Text("Land.terrain_tiles"), connection, transaction);
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("west", window.West / ElevationTile.Side);
        command.Parameters.AddWithValue("east", (window.West + window.Columns - 1) / ElevationTile.Side);
        command.Parameters.AddWithValue("north", window.North / ElevationTile.Side);
        command.Parameters.AddWithValue("south", (window.North + window.Rows - 1) / ElevationTile.Side);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            tiles[(reader.Get<int>("x"), reader.Get<int>("y"))] = ElevationTile.FromBytes(
                reader.Get<int>("x"),
                reader.Get<int>("y"),
                reader.Get<byte[]>("tile")
            );
        return new(step, sources, tiles);
    }

    internal static async Task<(int? Step, IReadOnlyList<string> Sources)> StepAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        string county,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(SqlFile.Text("Land.terrain_step"), connection, transaction);
        command.Parameters.AddWithValue("county", county);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (reader.Get<int>("step_arcsec"), reader.Get<string[]>("sources"))
            : (null, []);
    }

    /// <summary>The outline of the county, or of an area of it; null where it is not known.</summary>
    public static async Task<(string Code, string? Name, Geometry Outline)?> OutlineAsync(
        Database database,
        string county,
        string? area,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        return await OutlineAsync(connection, null, county, area, cancellationToken);
    }

    internal static async Task<(string Code, string? Name, Geometry Outline)?> OutlineAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        string county,
        string? area,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(SqlFile.Text("Land.area_outline"), connection, transaction);
        command.Parameters.AddWithValue("county", county);
        command.Parameters.Add(
            new NpgsqlParameter("area", NpgsqlDbType.Text) { Value = (object?)area ?? DBNull.Value }
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (reader.Get<string>("code"), reader.Find<string>("name"), reader.Get<Geometry>("geom"))
            : null;
    }
}
