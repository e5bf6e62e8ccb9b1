using Longlin.Geo.Crs;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using Npgsql;

namespace Longlin.Geo.Store;

/// <summary>
/// Whether the staged places are of a web map (GCJ-02, BD-09) though declared otherwise, or the other way round: they
/// are compared with the roads that are there, else with the outline of the counties.
/// </summary>
internal sealed class OffsetCheck(NpgsqlConnection connection, LayerDescription layer, CountyOutline? county)
{
    private const int MostByRoads = 100;
    private const int MostByOutline = 2_000;

    // Further than any offset of a web map: what lies there says nothing about it.
    private const double FarMetres = 2_000;

    /// <summary>What is wrong, with how well each reading fits; null where nothing is.</summary>
    /// <param name="staged">Rows in the staging table.</param>
    /// <param name="declared">The system that was declared.</param>
    /// <param name="isGeographic">Whether its numbers are degrees.</param>
    /// <param name="cancellationToken">Stops the questions.</param>
    public async Task<Bilingual?> RunAsync(
        long staged,
        string declared,
        bool isGeographic,
        CancellationToken cancellationToken
    )
    {
        if (staged == 0 || layer.Geometry == GeometryKind.None)
            return null;
        var isAreas = layer.Name == "areas";
        if (!isAreas)
        {
            var places = await PlacesAsync("Store.sampled_places", staged, MostByRoads, cancellationToken);
            var roads = await RoadFitsAsync(places, declared, cancellationToken);
            if (
                roads.Count > 0
                && OffsetFit.Judge(roads, declared, isGeographic, new("现有道路", "the roads in the database"))
                    is { } byRoads
            )
                return byRoads;
        }

        if (county is null)
            return null;
        var outer = await PlacesAsync(
            isAreas ? "Store.sampled_border" : "Store.sampled_places",
            staged,
            MostByOutline,
            cancellationToken
        );
        var fits = OutlineFits(outer, declared, isAreas ? county.MetresToBorder : county.MetresOutside);
        return OffsetFit.Judge(fits, declared, isGeographic, new("县界", "the county's outline"));
    }

    private async Task<List<Coordinate>> PlacesAsync(
        string sql,
        long staged,
        int most,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(SqlFile.Text(sql), connection) { CommandTimeout = 0 };
        command.Parameters.Add(new("every", Math.Max(1, staged / most)));
        command.Parameters.Add(new("most", most));
        List<Coordinate> places = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (lon, lat) = (reader.GetOrdinal("lon"), reader.GetOrdinal("lat"));
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!await reader.IsDBNullAsync(lon, cancellationToken))
                places.Add(new(reader.GetDouble(lon), reader.GetDouble(lat)));
        }

        return places;
    }

    private async Task<List<OffsetFit>> RoadFitsAsync(
        List<Coordinate> places,
        string declared,
        CancellationToken cancellationToken
    )
    {
        var readings = places.ConvertAll(p => OffsetFit.Readings(p, declared));
        List<OffsetFit> fits = [];
        for (var system = 0; places.Count > 0 && system < readings[0].Count; system++)
        {
            await using NpgsqlCommand command = new(SqlFile.Text("Store.metres_to_roads"), connection)
            {
                CommandTimeout = 0,
            };
            command.Parameters.Add(new("lon", readings.Select(r => r[system].Place.X).ToArray()));
            command.Parameters.Add(new("lat", readings.Select(r => r[system].Place.Y).ToArray()));
            List<double> metres = [];
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var column = reader.GetOrdinal("metres");
            while (await reader.ReadAsync(cancellationToken))
                metres.Add(reader.GetDouble(column));
            if (metres.Count == 0)
                return [];
            fits.Add(new(readings[0][system].System, metres));
        }

        return fits;
    }

    // Only places near the border tell: those that some reading puts outside, or near it where borders are compared.
    private static List<OffsetFit> OutlineFits(
        List<Coordinate> places,
        string declared,
        Func<Coordinate, double> metresFrom
    )
    {
        List<OffsetFit> fits = [];
        var measured = places
            .Select(p => OffsetFit.Readings(p, declared))
            .Select(r => r.Select(x => (x.System, Metres: metresFrom(x.Place))).ToArray())
            .Where(r => r.Any(x => x.Metres > 0) && r.All(x => x.Metres < FarMetres))
            .ToList();
        for (var system = 0; measured.Count > 0 && system < measured[0].Length; system++)
            fits.Add(new(measured[0][system].System, measured.ConvertAll(m => m[system].Metres)));
        return fits;
    }
}
