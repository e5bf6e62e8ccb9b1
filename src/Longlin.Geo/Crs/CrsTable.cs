using System.Globalization;
using System.Text.RegularExpressions;
using Longlin.Geo.Model;

namespace Longlin.Geo.Crs;

/// <summary>
/// The coordinate systems an import may declare. CGCS2000 and WGS 84 are treated as equal (they differ by less than a
/// metre). What is not converted here PROJ converts in PostGIS.
/// </summary>
public static partial class CrsTable
{
    /// <summary>Finds a system that is converted here, without a database.</summary>
    /// <param name="declared"><c>EPSG:n</c>, or the text of a <c>.prj</c> file.</param>
    /// <param name="fault">What is wrong and what to do, when null is returned.</param>
    public static SpatialReference? Find(string declared, out Bilingual? fault) => Find(declared, null, out fault);

    /// <summary>Finds a system that is converted here, without a database.</summary>
    /// <param name="declared"><c>EPSG:n</c>, or the text of a <c>.prj</c> file.</param>
    /// <param name="datum">Approved parameters for a system of Beijing 54 or Xi'an 80; without them those are
    /// refused.</param>
    /// <param name="fault">What is wrong and what to do, when null is returned.</param>
    public static SpatialReference? Find(string declared, DatumShift? datum, out Bilingual? fault)
    {
        var found = Resolve(declared, datum, out fault);
        if (found is not { Proj: not null })
            return found;
        fault = new(
            $"此处不支持 {found.Name}。可用：4490、4326、3857、4491–4554、326xx/327xx。",
            $"{found.Name} is not supported here: use 4490, 4326, 3857, 4491–4554 or a UTM zone (326xx, 327xx)."
        );
        return null;
    }

    /// <summary>Finds a declared system, also one that only PROJ converts.</summary>
    /// <param name="declared">An EPSG code, well-known text, PROJ text (<c>+proj=…</c>), GCJ-02 or BD-09.</param>
    /// <param name="datum">Approved parameters for a system of Beijing 54 or Xi'an 80; without them those are
    /// refused.</param>
    /// <param name="fault">What is wrong and what to do, when null is returned.</param>
    public static SpatialReference? Resolve(string declared, DatumShift? datum, out Bilingual? fault)
    {
        fault = null;
        var text = declared.Trim();
        if (WktDefinition.IsWkt(text))
            return WktSystem.Find(text, datum, out fault);
        if (text.Contains("+proj=", StringComparison.Ordinal) || text.Contains("+init=", StringComparison.Ordinal))
            return ProjText.Find(text, datum, out fault);
        if (text.ToUpperInvariant() is "GCJ-02" or "GCJ02")
            return new(
                "GCJ-02",
                GeographicSystems.China,
                WebMapDatum.FromGcj02,
                WebMapDatum.ToGcj02,
                true,
                Datum: DatumKind.WebMap
            );
        if (text.ToUpperInvariant() is "BD-09" or "BD09")
            return new(
                "BD-09",
                GeographicSystems.China,
                WebMapDatum.FromBd09,
                WebMapDatum.ToBd09,
                true,
                Datum: DatumKind.WebMap
            );
        if (EpsgCode().Match(text) is { Success: true } match)
            return EpsgTable.Find(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), datum, out fault);
        fault = new(
            $"不认识坐标系 \"{declared}\"，请写成 EPSG:4490、WKT、PROJ（+proj=…）、GCJ-02 或 BD-09。",
            $"Unknown coordinate system \"{declared}\": write EPSG:4490, WKT, PROJ text (+proj=…), GCJ-02 or BD-09."
        );
        return null;
    }

    [GeneratedRegex(@"^(?:EPSG::?|urn:ogc:def:crs:EPSG:[\d.]*:)?(\d{4,6})$", RegexOptions.IgnoreCase)]
    private static partial Regex EpsgCode();
}
