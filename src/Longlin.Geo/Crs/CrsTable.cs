using System.Globalization;
using System.Text.RegularExpressions;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using ProjNet.CoordinateSystems;
using ProjNet.CoordinateSystems.Transformations;

namespace Longlin.Geo.Crs;

/// <summary>
/// A declared coordinate system: how its numbers become longitude and latitude, and where they may lie.
/// </summary>
/// <param name="Name">As messages call it.</param>
/// <param name="Area">West, south, east, north of its area of use in degrees (EPSG registry).</param>
/// <param name="ToGeographic">Longitude and latitude in degrees of a coordinate (east, north).</param>
/// <param name="FromGeographic">The other way.</param>
/// <param name="Definition">Well-known text (version 1, Esri's names), for .prj files.</param>
/// <param name="IsGeographic">Whether its numbers are longitude and latitude already.</param>
/// <param name="Approximate">Whether the system can only be undone approximately (GCJ-02 and BD-09, about half a
/// metre): the import says so.</param>
public sealed record SpatialReference(
    string Name,
    Envelope Area,
    Func<double, double, (double Lon, double Lat)> ToGeographic,
    Func<double, double, (double X, double Y)> FromGeographic,
    bool Approximate = false,
    string? Definition = null,
    bool IsGeographic = false
);

/// <summary>
/// The coordinate systems an import may declare. CGCS2000 and WGS 84 are treated as equal (they differ by less than a
/// metre). ProjNet has no
/// EPSG database, so parameters stand here: EPSG 4491–4554 are Gauss–Krüger on the CGCS2000 ellipsoid, with and without
/// zone prefix.
/// </summary>
public static partial class CrsTable
{
    private static readonly Envelope World = new(-180, 180, -90, 90);
    private const string Cgcs2000 =
        "GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\",DATUM[\"D_China_2000\",SPHEROID[\"CGCS2000\","
        + "6378137.0,298.257222101]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
    private const string Wgs84 =
        "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],"
        + "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
    private const string WebMercator =
        "PROJCS[\"WGS_1984_Web_Mercator_Auxiliary_Sphere\","
        + Wgs84
        + ",PROJECTION[\"Mercator_Auxiliary_Sphere\"],PARAMETER[\"False_Easting\",0.0],"
        + "PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",0.0],"
        + "PARAMETER[\"Standard_Parallel_1\",0.0],PARAMETER[\"Auxiliary_Sphere_Type\",0.0],UNIT[\"Meter\",1.0]]";
    private static readonly Envelope China = new(73.62, 134.77, 16.7, 53.56);

    /// <summary>Finds a declared system.</summary>
    /// <param name="declared"><c>EPSG:n</c>, or the text of a <c>.prj</c> file.</param>
    /// <param name="fault">What is wrong and what to do, when null is returned.</param>
    public static SpatialReference? Find(string declared, out Bilingual? fault) => Find(declared, null, out fault);

    /// <summary>Finds a declared system.</summary>
    /// <param name="declared"><c>EPSG:n</c>, or the text of a <c>.prj</c> file.</param>
    /// <param name="datum">Approved parameters for a system of Beijing 54 or Xi'an 80; without them those are
    /// refused.</param>
    /// <param name="fault">What is wrong and what to do, when null is returned.</param>
    public static SpatialReference? Find(string declared, DatumShift? datum, out Bilingual? fault)
    {
        fault = null;
        var text = declared.Trim();
        if (
            text.StartsWith("GEOGCS", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("PROJCS", StringComparison.OrdinalIgnoreCase)
        )
            return FromWkt(text, datum, out fault);
        if (
            text.Equals("GCJ-02", StringComparison.OrdinalIgnoreCase)
            || text.Equals("GCJ02", StringComparison.OrdinalIgnoreCase)
        )
            return new SpatialReference("GCJ-02", China, WebMapDatum.FromGcj02, WebMapDatum.ToGcj02, Approximate: true);
        if (
            text.Equals("BD-09", StringComparison.OrdinalIgnoreCase)
            || text.Equals("BD09", StringComparison.OrdinalIgnoreCase)
        )
            return new SpatialReference("BD-09", China, WebMapDatum.FromBd09, WebMapDatum.ToBd09, Approximate: true);
        var match = EpsgCode().Match(text);
        if (!match.Success)
        {
            fault = new(
                $"不认识坐标系 \"{declared}\"，请写成 EPSG:4490、GCJ-02 或 BD-09。",
                $"Unknown coordinate system \"{declared}\": write EPSG:4490, GCJ-02 or BD-09."
            );
            return null;
        }

        var code = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        switch (code)
        {
            case 4490:
                return new SpatialReference(
                    "EPSG:4490",
                    China,
                    static (x, y) => (x, y),
                    static (x, y) => (x, y),
                    Definition: Cgcs2000,
                    IsGeographic: true
                );
            case 4326 or 4258:
                return new SpatialReference(
                    $"EPSG:{code}",
                    World,
                    static (x, y) => (x, y),
                    static (x, y) => (x, y),
                    Definition: Wgs84,
                    IsGeographic: true
                );
            case 3857:
                return new SpatialReference(
                    "EPSG:3857",
                    new Envelope(-180, 180, -85.06, 85.06),
                    static (x, y) =>
                        (
                            x / 6378137 * 180 / Math.PI,
                            (2 * Math.Atan(Math.Exp(y / 6378137)) - Math.PI / 2) * 180 / Math.PI
                        ),
                    static (lon, lat) =>
                        (lon * Math.PI / 180 * 6378137, Math.Asinh(Math.Tan(lat * Math.PI / 180)) * 6378137),
                    Definition: WebMercator
                );
            case >= 4513 and <= 4533:
                return GaussKruger(code, 3 * (code - 4513 + 25), (code - 4513 + 25) * 1_000_000 + 500_000, 1.5);
            case >= 4534 and <= 4554:
                return GaussKruger(code, 75 + 3 * (code - 4534), 500_000, 1.5);
            case >= 4491 and <= 4501:
                return GaussKruger(code, 6 * (code - 4491 + 13) - 3, (code - 4491 + 13) * 1_000_000 + 500_000, 3);
            case >= 4502 and <= 4512:
                return GaussKruger(code, 75 + 6 * (code - 4502), 500_000, 3);
            case (>= 32601 and <= 32660) or (>= 32701 and <= 32760):
                var zone = code % 100;
                var south = code >= 32700;
                return
                    FromWkt(
                        TransverseMercator(
                            $"UTM {zone}",
                            6 * zone - 183,
                            500_000,
                            south ? 10_000_000 : 0,
                            0.9996,
                            298.257223563
                        ),
                        null,
                        out fault
                    )
                        is { } utm
                    ? utm with
                    {
                        Name = $"EPSG:{code}",
                        Area = new Envelope(6 * zone - 186, 6 * zone - 180, south ? -80 : 0, south ? 0 : 84),
                    }
                    : null;
            case 4214
            or 4610
            or (>= 2327 and <= 2390)
            or (>= 2401 and <= 2442)
            or (>= 21413 and <= 21463) when OldDatum.Of(code) is { } old:
                if (datum is not null)
                    return FromWkt(old.Definition(datum), datum, out fault) is { } shifted
                        ? shifted with
                        {
                            Name = $"EPSG:{code}",
                            Area = old.Area,
                        }
                        : null;
                fault = new(
                    $"EPSG:{code} 属于北京54或西安80，没有公开转换参数，拒绝导入；请向测绘部门取得批准的七参数并用 --datum 给出，或转换为 CGCS2000。",
                    $"EPSG:{code} is Beijing 54 or Xi'an 80, which have no public transformation parameters: "
                        + "give approved ones by --datum, or have the data converted to CGCS2000."
                );
                return null;
            default:
                fault = new(
                    $"不支持 EPSG:{code}。可用：4490、4326、3857、4491–4554、326xx/327xx。",
                    $"EPSG:{code} is not supported: use 4490, 4326, 3857, 4491–4554 or a UTM zone (326xx, " + "327xx)."
                );
                return null;
        }
    }

    private static SpatialReference? GaussKruger(int code, int meridian, double falseEasting, double halfWidth) =>
        FromWkt(TransverseMercator($"CGCS2000 {meridian}E", meridian, falseEasting, 0, 1, 298.257222101), null, out _)
            is { } crs
            ? crs with
            {
                Name = $"EPSG:{code}",
                Area = new Envelope(meridian - halfWidth - 0.6, meridian + halfWidth + 0.6, 16.7, 53.56),
            }
            : null;

    private static string TransverseMercator(
        string name,
        int meridian,
        double falseEasting,
        double falseNorthing,
        double scale,
        double flattening
    ) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"PROJCS[\"{name}\",GEOGCS[\"g\",DATUM[\"d\",SPHEROID[\"s\",6378137,{flattening}]],"
                + $"PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]],"
                + $"PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",0],"
                + $"PARAMETER[\"central_meridian\",{meridian}],PARAMETER[\"scale_factor\",{scale}],"
                + $"PARAMETER[\"false_easting\",{falseEasting}],PARAMETER[\"false_northing\",{falseNorthing}],"
                + $"UNIT[\"metre\",1]]"
        );

    // ProjNet's parser never returns on a definition that ends too early: brackets and quotes are counted first.
    private static bool IsComplete(string wkt)
    {
        var depth = 0;
        var quoted = false;
        foreach (var c in wkt)
        {
            if (c == '"')
                quoted = !quoted;
            else if (!quoted && (c is '[' or '('))
                depth++;
            else if (!quoted && (c is ']' or ')') && --depth < 0)
                return false;
        }

        return depth == 0 && !quoted;
    }

    private static SpatialReference? FromWkt(string wkt, DatumShift? datum, out Bilingual? fault)
    {
        fault = null;
        var isOld = OldDatum.Names(wkt);
        if (isOld && datum is null)
        {
            fault = new(
                "文件声明北京54或西安80坐标系，没有公开转换参数，拒绝导入；请用 --datum 给出批准的七参数。",
                "The file declares Beijing 54 or Xi'an 80, which have no public transformation "
                    + "parameters: give approved ones by --datum, or have it converted to CGCS2000."
            );
            return null;
        }

        if (wkt.Contains("Mercator_Auxiliary_Sphere", StringComparison.OrdinalIgnoreCase))
            return Find("EPSG:3857", out fault);
        if (!IsComplete(wkt))
        {
            fault = new(
                "坐标系定义不完整：括号或引号没有闭合。请用 --crs 写出坐标系，例如 EPSG:4490。",
                "The coordinate system's definition is cut off: a bracket or quote is not closed. "
                    + "Name the system with --crs, for example EPSG:4490."
            );
            return null;
        }

        try
        {
            var system = new CoordinateSystemFactory().CreateFromWkt(
                wkt.Replace("Gauss_Kruger", "Transverse_Mercator", StringComparison.OrdinalIgnoreCase)
            );
            if (system is GeographicCoordinateSystem geographic && !isOld)
                return new SpatialReference(geographic.Name, World, static (x, y) => (x, y), static (x, y) => (x, y));
            if (system is not (ProjectedCoordinateSystem or GeographicCoordinateSystem))
            {
                fault = new(
                    "坐标系既不是地理坐标也不是投影坐标。",
                    "The coordinate system is neither geographic nor projected."
                );
                return null;
            }

            // Without a datum shift the projection alone is undone: CGCS2000 and WGS 84 are treated as equal.
            var projected = (HorizontalCoordinateSystem)system;
            if (isOld)
                projected.HorizontalDatum.Wgs84Parameters = datum!.Parameters;
            var target = isOld
                ? GeographicCoordinateSystem.WGS84
                : ((ProjectedCoordinateSystem)projected).GeographicCoordinateSystem;
            var inverse = new CoordinateTransformationFactory()
                .CreateFromCoordinateSystems(projected, target)
                .MathTransform;
            var forward = new CoordinateTransformationFactory()
                .CreateFromCoordinateSystems(target, projected)
                .MathTransform;
            return new SpatialReference(
                projected.Name,
                World,
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
        catch (Exception e)
            when (e
                    is ArgumentException
                        or FormatException
                        or InvalidOperationException
                        or NotSupportedException
                        or NullReferenceException
                        or IndexOutOfRangeException
                        or InvalidCastException
                        or KeyNotFoundException
                        or System.Reflection.TargetInvocationException
            )
        {
            // ProjNet reports a damaged definition by many exceptions; their texts mean nothing to a user.
            fault = new(
                "无法理解坐标系定义，请用 --crs 写出坐标系，例如 EPSG:4490。",
                "The definition of the coordinate system cannot be read: name the system with --crs, "
                    + "for example EPSG:4490."
            );
            return null;
        }
    }

    [GeneratedRegex(@"^(?:EPSG:)?(\d{4,5})$", RegexOptions.IgnoreCase)]
    private static partial Regex EpsgCode();
}
