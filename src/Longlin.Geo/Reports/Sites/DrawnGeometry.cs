using System.Globalization;
using System.Text.Json;
using Longlin.Geo.Import.Formats;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using NetTopologySuite.Operation.Valid;

namespace Longlin.Geo.Reports.Sites;

/// <summary>
/// A point or a polygon that somebody drew, as GeoJSON in longitude and latitude (CRS84, taken as EPSG:4490).
/// </summary>
public static class DrawnGeometry
{
    private const int MostVertices = 20_000;
    private static readonly JsonSerializerOptions GeoJson = new()
    {
        Converters = { new GeoJsonConverterFactory(new GeometryFactory(new PrecisionModel(), 4490)) },
    };

    /// <summary>Reads and checks it.</summary>
    /// <param name="geojson">The geometry object.</param>
    /// <param name="parameter">What it is called, for the fault.</param>
    /// <param name="fault">What is wrong; null where nothing is.</param>
    public static Geometry? Read(JsonElement geojson, string parameter, out ParameterFault? fault)
    {
        Geometry? geometry = null;
        var type =
            geojson.ValueKind == JsonValueKind.Object
            && geojson.TryGetProperty("type", out var named)
            && named.ValueKind == JsonValueKind.String
                ? named.GetString()
                : null;
        if (type is not ("Point" or "Polygon"))
        {
            fault = new(
                parameter,
                new(
                    $"应为 GeoJSON 的 Point 或 Polygon{(type is null ? "" : $"，而不是 {type}")}",
                    $"should be a GeoJSON Point or Polygon{(type is null ? "" : $", not {type}")}"
                ),
                Unprocessable: true
            );
            return null;
        }

        try
        {
            geometry = geojson.Deserialize<Geometry>(GeoJson);
        }
        catch (Exception e) when (BrokenGeometry.Is(e))
        {
            // reported below
        }

        fault = geometry is null or { IsEmpty: true }
            ? new(
                parameter,
                new(
                    "不是完整的 GeoJSON 几何：坐标为 [经度, 纬度]，环首尾相同",
                    "not a complete GeoJSON geometry: positions are [longitude, latitude], rings end where they begin"
                )
            )
            : Fault(geometry, parameter);
        return fault is null ? geometry : null;
    }

    private static ParameterFault? Fault(Geometry geometry, string parameter)
    {
        ParameterFault Wrong(string zh, string en) => new(parameter, new(zh, en), Unprocessable: true);
        if (geometry.NumPoints > MostVertices)
            return Wrong($"最多 {MostVertices} 个顶点", $"at most {MostVertices} vertices");
        if (!geometry.Coordinates.All(c => Math.Abs(c.X) <= 180 && Math.Abs(c.Y) <= 90))
            return Wrong("坐标应为经度、纬度（度）", "positions should be longitude and latitude in degrees");
        if (geometry is Point)
            return null;
        if (geometry.Area == 0)
            return Wrong("面积为零", "its area is zero");
        return new IsValidOp(geometry).ValidationError is { } error
            ? Wrong(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"多边形无效，在 {error.Coordinate.X:0.######}, {error.Coordinate.Y:0.######} 处："
                        + $"{Word(error.ErrorType)}"
                ),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the polygon is not valid at {error.Coordinate.X:0.######}, "
                        + $"{error.Coordinate.Y:0.######}: {error.Message}"
                )
            )
            : null;
    }

    private static string Word(TopologyValidationErrors error) =>
        error is TopologyValidationErrors.SelfIntersection or TopologyValidationErrors.RingSelfIntersection
            ? "自相交"
            : "环不合规";
}
