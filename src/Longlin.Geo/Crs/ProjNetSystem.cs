using NetTopologySuite.Geometries;
using ProjNet.CoordinateSystems;
using ProjNet.CoordinateSystems.Transformations;

namespace Longlin.Geo.Crs;

/// <summary>Systems that ProjNet converts; their definitions are made in this room, never taken from a file.</summary>
internal static class ProjNetSystem
{
    /// <summary>A projected or old geographic system whose definition is made here, converted by ProjNet.</summary>
    public static SpatialReference Of(string name, string wkt, Envelope area, DatumShift? datum = null)
    {
        var system = (HorizontalCoordinateSystem)new CoordinateSystemFactory().CreateFromWkt(wkt);
        if (datum is not null)
            system.HorizontalDatum.Wgs84Parameters = datum.Parameters;
        // Without a datum shift the projection alone is undone: CGCS2000 and WGS 84 are treated as equal.
        var target = datum is null
            ? ((ProjectedCoordinateSystem)system).GeographicCoordinateSystem
            : GeographicCoordinateSystem.WGS84;
        CoordinateTransformationFactory factory = new();
        var inverse = factory.CreateFromCoordinateSystems(system, target).MathTransform;
        var forward = factory.CreateFromCoordinateSystems(target, system).MathTransform;
        return new SpatialReference(
            name,
            area,
            (x, y) =>
            {
                var (lon, lat) = inverse.Transform(x, y);
                return (lon, lat);
            },
            (lon, lat) =>
            {
                var (x, y) = forward.Transform(lon, lat);
                return (x, y);
            },
            Definition: wkt
        );
    }
}
