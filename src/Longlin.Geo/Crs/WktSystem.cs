using System.Text.RegularExpressions;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Crs;

/// <summary>
/// Finds the system that well-known text defines: by the code it names, else by its parameters; what is no
/// Gauss–Krüger, UTM or degrees PROJ converts.
/// </summary>
internal static partial class WktSystem
{
    private static readonly Bilingual Advice = new(
        "请用 --crs 写出坐标系，例如 EPSG:4490。",
        "Name the system with --crs, for example EPSG:4490."
    );

    /// <summary>The system; null with what is wrong and what to do.</summary>
    public static SpatialReference? Find(string wkt, DatumShift? datum, out Bilingual? fault)
    {
        fault = null;
        if (WktDefinition.Of(wkt) is not { } definition)
        {
            fault = Refused(
                "坐标系定义不完整或不是平面、经纬度坐标系",
                "The coordinate system's definition is cut off or damaged, or is neither geographic nor projected"
            );
            return null;
        }

        if (definition.Datum is not { } kind)
        {
            fault = Refused(
                $"坐标系定义自相矛盾：{definition.Name} 的基准与椭球的名称、参数不一致",
                $"The coordinate system's definition contradicts itself: names and numbers of the datum and the "
                    + $"ellipsoid of {definition.Name} do not agree"
            );
            return null;
        }

        if (definition.Code is { } code && (EpsgTable.Knows(code) || EpsgRegistry.Find(code) is not null))
            return OfCode(definition, kind, code, datum, out fault);
        if (definition.HasExtension)
        {
            fault = Refused(
                $"坐标系 {definition.Name} 的定义带有 EXTENSION，其余参数不可照用",
                $"The definition of {definition.Name} has an EXTENSION, so that its other parameters do not hold"
            );
            return null;
        }

        if (definition.NameAgainstParameters() is { } against)
        {
            fault = Refused(
                $"坐标系 {definition.Name} 的{against.Zh}",
                $"In the coordinate system {definition.Name} {against.En}"
            );
            return null;
        }

        if (definition.Method is "mercator_auxiliary_sphere" or "popular_visualisation_pseudo_mercator")
            return EpsgTable.Find(3857, null, out fault);
        return kind switch
        {
            DatumKind.Equal => OfParameters(wkt, definition, out fault),
            DatumKind.Beijing54 or DatumKind.Xian80 => OfOldDatum(wkt, definition, kind, datum, out fault),
            _ when definition.HasShift => ByProj(wkt, definition, GeographicSystems.World, kind),
            _ => Unknown(definition, out fault),
        };
    }

    // The code counts, unless what stands beside it says something else.
    private static SpatialReference? OfCode(
        WktDefinition definition,
        DatumKind kind,
        int code,
        DatumShift? datum,
        out Bilingual? fault
    )
    {
        var declared = $"EPSG:{code}";
        var meant = OldDatum.Of(code) is { } old
            ? old.Xian
                ? DatumKind.Xian80
                : DatumKind.Beijing54
            : EpsgRegistry.Find(code)?.Datum ?? DatumKind.Equal;
        var isOther = meant != kind && !(meant == DatumKind.Other && kind is DatumKind.Beijing54 or DatumKind.Equal);
        if (isOther || (ZoneOf(code) is { } zone && definition.IsTransverseMercator && zone != Zone(definition)))
        {
            fault = Refused(
                $"坐标系定义自相矛盾：代码是 {declared}，内容却是 {definition.Name}",
                $"The coordinate system's definition contradicts itself: its code is {declared}, its content "
                    + definition.Name
            );
            return null;
        }

        return EpsgTable.Find(code, datum, out fault);
    }

    private static SpatialReference? OfParameters(string wkt, WktDefinition definition, out Bilingual? fault)
    {
        fault = null;
        var area = definition.IsCgcs2000 ? GeographicSystems.China : GeographicSystems.World;
        if (definition.HasShift || !definition.HasUsualUnits)
            return ByProj(wkt, definition, area, DatumKind.Equal);
        if (definition.IsGeographic)
            return new(definition.Name, area, static (x, y) => (x, y), static (x, y) => (x, y), IsGeographic: true);
        if (!definition.IsTransverseMercator)
            return ByProj(wkt, definition, area, DatumKind.Equal);
        if (!definition.IsWhole)
        {
            fault = Unreadable(definition);
            return null;
        }

        var zone = Zone(definition);
        var geographic = definition.IsCgcs2000 ? GeographicSystems.Cgcs2000 : GeographicSystems.Wgs84;
        return ProjNetSystem.Of(
            definition.Name,
            zone.On(geographic, "p"),
            zone.Area(definition.IsCgcs2000, NarrowZone().IsMatch(definition.Name))
        );
    }

    private static SpatialReference? OfOldDatum(
        string wkt,
        WktDefinition definition,
        DatumKind kind,
        DatumShift? datum,
        out Bilingual? fault
    )
    {
        fault = null;
        if (datum is null)
        {
            fault = new(
                "文件声明北京54或西安80坐标系，没有公开转换参数，拒绝导入；请用 --datum 给出批准的七参数，"
                    + "或请测绘部门转换为 CGCS2000。",
                "The file declares Beijing 54 or Xi'an 80, which have no public transformation "
                    + "parameters: give approved ones by --datum, or have it converted to CGCS2000."
            );
            return null;
        }

        var geographic = OldDatum.Geographic(kind == DatumKind.Xian80, datum);
        if (definition is { IsGeographic: true, HasUsualUnits: true })
            return ProjNetSystem.Of(definition.Name, geographic, GeographicSystems.China, datum) with { Datum = kind };
        if (definition is { IsTransverseMercator: true, IsWhole: true, HasUsualUnits: true })
        {
            var zone = Zone(definition);
            var area = zone.Area(china: true, NarrowZone().IsMatch(definition.Name));
            return ProjNetSystem.Of(definition.Name, zone.On(geographic, "p"), area, datum) with { Datum = kind };
        }

        fault = Unreadable(definition);
        return null;
    }

    private static SpatialReference ByProj(string wkt, WktDefinition definition, Envelope area, DatumKind kind) =>
        new(
            definition.Name,
            area,
            static (x, y) => (x, y),
            static (lon, lat) => (lon, lat),
            Datum: kind,
            Proj: wkt.Trim()
        );

    private static SpatialReference? Unknown(WktDefinition definition, out Bilingual? fault)
    {
        fault = new(
            $"坐标系 {definition.Name} 的基准 {definition.DatumName} 不是 WGS 84 或 CGCS2000，定义中也没有转换参数。"
                + "若它有 EPSG 代码，请用 --crs 写出代码；否则请先转换为 CGCS2000。",
            $"The datum {definition.DatumName} of {definition.Name} is neither WGS 84 nor CGCS2000, and the definition "
                + "holds no transformation. Where the system has an EPSG code, give it by --crs; otherwise have the "
                + "data converted to CGCS2000."
        );
        return null;
    }

    private static TransverseZone Zone(WktDefinition definition) =>
        new(
            definition.Parameter("central_meridian", 0),
            definition.Parameter("false_easting", 0),
            definition.Parameter("false_northing", 0),
            definition.Parameter("scale_factor", 1),
            definition.Parameter("latitude_of_origin", 0)
        );

    // The parameters of a code of Gauss–Krüger or UTM.
    private static TransverseZone? ZoneOf(int code) =>
        code switch
        {
            >= 4491 and <= 4501 => Prefixed(code - 4491 + 13, 6),
            >= 4502 and <= 4512 => new(75 + 6 * (code - 4502), 500_000),
            >= 4513 and <= 4533 => Prefixed(code - 4513 + 25, 3),
            >= 4534 and <= 4554 => new(75 + 3 * (code - 4534), 500_000),
            >= 32601 and <= 32660 => new(6 * (code - 32600) - 183, 500_000, 0, 0.9996),
            >= 32701 and <= 32760 => new(6 * (code - 32700) - 183, 500_000, 10_000_000, 0.9996),
            _ when OldDatum.Of(code) is { Meridian: { } meridian } old => new(meridian, old.FalseEasting),
            _ => null,
        };

    private static TransverseZone Prefixed(int zone, int width) =>
        new(width == 3 ? 3 * zone : 6 * zone - 3, zone * 1_000_000 + 500_000);

    private static Bilingual Unreadable(WktDefinition definition) =>
        Refused(
            $"无法理解坐标系 {definition.Name} 的投影参数",
            $"The projection's parameters of {definition.Name} cannot be read"
        );

    private static Bilingual Refused(string zh, string en) => new($"{zh}。{Advice.Zh}", $"{en}. {Advice.En}");

    [GeneratedRegex(@"3[-_ ]?degree|3度", RegexOptions.IgnoreCase)]
    private static partial Regex NarrowZone();
}
