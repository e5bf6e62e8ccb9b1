using NetTopologySuite.Geometries;

namespace Longlin.Geo.Reports.Sites;

/// <summary>A GeoJSON polygon: rings of longitude and latitude, EPSG:4490.</summary>
public sealed record GeoPolygon(string Type, double[][][] Coordinates)
{
    /// <summary>Writes a polygon; seven decimals are a centimetre.</summary>
    public static GeoPolygon Of(Polygon polygon) =>
        new(
            "Polygon",
            [
                .. polygon
                    .InteriorRings.Prepend(polygon.ExteriorRing)
                    .Select(r => r.Coordinates.Select(c => new[] { Math.Round(c.X, 7), Math.Round(c.Y, 7) }).ToArray()),
            ]
        );
}
