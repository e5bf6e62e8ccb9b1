using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Crs;

/// <summary>
/// The EPSG codes: ProjNet has no EPSG database, so the parameters of the usual ones stand here. 4491–4554 are
/// Gauss–Krüger on the CGCS2000 ellipsoid, with and without zone prefix. The others PROJ converts in PostGIS.
/// </summary>
internal static class EpsgTable
{
    /// <summary>Whether a code's parameters stand here.</summary>
    public static bool Knows(int code) =>
        code
            is 4490
                or 4326
                or 4258
                or 3857
                or 900913
                or (>= 4491 and <= 4554)
                or (>= 32601 and <= 32660)
                or (>= 32701 and <= 32760)
        || OldDatum.Of(code) is not null;

    /// <summary>The system of a code; null with what is wrong and what to do.</summary>
    /// <param name="code">A code of EPSG.</param>
    /// <param name="datum">Approved parameters for Beijing 54 and Xi'an 80.</param>
    /// <param name="fault">What is wrong, when null is returned.</param>
    public static SpatialReference? Find(int code, DatumShift? datum, out Bilingual? fault)
    {
        fault = null;
        switch (code)
        {
            case 4490:
                return new SpatialReference(
                    "EPSG:4490",
                    GeographicSystems.China,
                    static (x, y) => (x, y),
                    static (x, y) => (x, y),
                    Definition: GeographicSystems.Cgcs2000,
                    IsGeographic: true
                );
            case 4326 or 4258:
                return new SpatialReference(
                    $"EPSG:{code}",
                    GeographicSystems.World,
                    static (x, y) => (x, y),
                    static (x, y) => (x, y),
                    Definition: GeographicSystems.Wgs84,
                    IsGeographic: true
                );
            case 3857 or 900913:
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
                    Definition: GeographicSystems.WebMercator
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
                return ProjNetSystem.Of(
                    $"EPSG:{code}",
                    new TransverseZone(6 * zone - 183, 500_000, south ? 10_000_000 : 0, 0.9996).On(
                        GeographicSystems.Wgs84,
                        "WGS_1984"
                    ),
                    new Envelope(6 * zone - 186, 6 * zone - 180, south ? -80 : 0, south ? 0 : 84)
                );
            case var _ when OldDatum.Of(code) is { } old:
                if (datum is not null)
                    return ProjNetSystem.Of($"EPSG:{code}", old.Definition(datum), old.Area, datum) with
                    {
                        Datum = old.Xian ? DatumKind.Xian80 : DatumKind.Beijing54,
                    };
                fault = new(
                    $"EPSG:{code} 属于北京54或西安80，没有公开转换参数，拒绝导入；"
                        + "请向测绘部门取得批准的七参数并用 --datum 给出，或转换为 CGCS2000。",
                    $"EPSG:{code} is Beijing 54 or Xi'an 80, which have no public transformation parameters: "
                        + "give approved ones by --datum, or have the data converted to CGCS2000."
                );
                return null;
            default:
                return OfRegistry(code, out fault);
        }
    }

    private static SpatialReference? OfRegistry(int code, out Bilingual? fault)
    {
        fault = null;
        var entry = EpsgRegistry.Find(code);
        if (entry is { Datum: DatumKind.Equal or DatumKind.Other })
            return new(
                $"EPSG:{code}",
                entry.Area,
                static (x, y) => (x, y),
                static (lon, lat) => (lon, lat),
                Datum: entry.Datum,
                Proj: $"EPSG:{code}",
                ProjBase: entry.Datum == DatumKind.Other ? $"EPSG:{entry.Base}" : null
            );
        fault = entry is null
            ? new(
                $"EPSG 库中没有平面或经纬度坐标系 {code}，请检查 --crs。",
                $"The EPSG registry has no geographic or projected system {code}: check --crs."
            )
            : new(
                $"EPSG:{code} 属于北京54或西安80 一类，没有公开转换参数，拒绝导入；请转换为 CGCS2000。",
                $"EPSG:{code} belongs to Beijing 54 or Xi'an 80, which have no public transformation parameters: "
                    + "have the data converted to CGCS2000."
            );
        return null;
    }

    private static SpatialReference GaussKruger(int code, int meridian, double falseEasting, double halfWidth) =>
        ProjNetSystem.Of(
            $"EPSG:{code}",
            new TransverseZone(meridian, falseEasting).On(GeographicSystems.Cgcs2000, "CGCS2000"),
            new Envelope(meridian - halfWidth - 0.6, meridian + halfWidth + 0.6, 16.7, 53.56)
        );
}
