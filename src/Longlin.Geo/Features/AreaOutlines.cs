using Longlin.Geo.Store;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Features;

/// <summary>The townships around some features, as the ground of a small map.</summary>
public static class AreaOutlines
{
    // A small map shows some 400 points across.
    private const double Steps = 400;

    /// <summary>Asks the store.</summary>
    /// <param name="database">The store.</param>
    /// <param name="box">EPSG:4490.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<Geometry>> RunAsync(
        Database database,
        Envelope box,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Features.area_outlines"));
        command.Parameters.AddWithValue("tolerance", Math.Max(box.Width, box.Height) / Steps);
        command.Parameters.AddWithValue("west", box.MinX);
        command.Parameters.AddWithValue("east", box.MaxX);
        command.Parameters.AddWithValue("south", box.MinY);
        command.Parameters.AddWithValue("north", box.MaxY);
        List<Geometry> outlines = [];
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
            outlines.Add(r.Get<Geometry>("geom"));
        return outlines;
    }
}
