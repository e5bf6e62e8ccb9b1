using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Crs;

/// <summary>What a coordinate looks like when it does not fit what was declared.</summary>
public static class CrsGuess
{
    /// <summary>The likely system of a pair of numbers, in words; null where nothing fits.</summary>
    /// <param name="at">The numbers as the file has them.</param>
    /// <param name="datum">The datum that was declared: a zone of the same datum is named.</param>
    public static Bilingual? Likely(Coordinate? at, DatumKind datum = DatumKind.Equal)
    {
        if (at is null)
            return null;
        var (x, y) = (at.X, at.Y);
        if (Named(x, y, datum) is { } asIs)
            return new($"像是 {asIs.Zh}。", $"They look like {asIs.En}.");
        return Named(y, x, datum) is { } swapped
            ? new(
                $"坐标轴像是颠倒了：交换后像是 {swapped.Zh}。",
                $"The axes look swapped: the other way round they look like {swapped.En}."
            )
            : null;
    }

    /// <summary>
    /// The zone under which a coordinate lies in the county, with or without prefix; null where none does.
    /// </summary>
    /// <param name="county">The county.</param>
    /// <param name="at">The numbers as the file has them.</param>
    /// <param name="declared">The system that was declared: zones of its datum are tried.</param>
    /// <param name="shift">Approved parameters, where its datum needs them.</param>
    public static string? RightZone(
        CountyOutline county,
        Coordinate? at,
        SpatialReference? declared = null,
        DatumShift? shift = null
    )
    {
        if (at is null)
            return null;
        var kind = declared?.Datum ?? DatumKind.Equal;
        var isUtm = declared?.Name.StartsWith("EPSG:32", StringComparison.Ordinal) is true;
        foreach (var code in isUtm ? Utm().Concat(Zones(kind)) : Zones(kind).Concat(Utm()))
        {
            if (CrsTable.Find($"EPSG:{code}", shift, out _) is not { } crs || crs.Name == declared?.Name)
                continue;
            var (lon, lat) = crs.ToGeographic(at.X, at.Y);
            if (crs.Area.Contains(lon, lat) && county.IsNear(new Coordinate(lon, lat)))
                return crs.Name;
        }

        return null;

        static IEnumerable<int> Utm() => Enumerable.Range(32643, 11);
    }

    // Narrow zones first: a county may lie in a narrow and a wide one with the same meridian.
    private static IEnumerable<int> Zones(DatumKind kind)
    {
        var (narrow, narrowPrefixed, wide, widePrefixed) = Series(kind);
        return Enumerable
            .Range(narrow, 21)
            .Concat(Enumerable.Range(narrowPrefixed, 21))
            .Concat(Enumerable.Range(wide, 11))
            .Concat(Enumerable.Range(widePrefixed, 11));
    }

    // The first codes of the zones of three degrees without and with prefix, and of six degrees without and with.
    private static (int Narrow, int NarrowPrefixed, int Wide, int WidePrefixed) Series(DatumKind kind) =>
        kind switch
        {
            DatumKind.Beijing54 => (2422, 2401, 21453, 21413),
            DatumKind.Xian80 => (2370, 2349, 2338, 2327),
            _ => (4534, 4513, 4502, 4491),
        };

    private static Bilingual? Named(double x, double y, DatumKind kind)
    {
        if (x is >= 73 and <= 135 && y is >= 16 and <= 54)
            return Bilingual.Same(
                kind switch
                {
                    DatumKind.Beijing54 => "EPSG:4214",
                    DatumKind.Xian80 => "EPSG:4610",
                    _ => "EPSG:4490 / EPSG:4326",
                }
            );
        if (y is < 1_800_000 or > 6_000_000)
            return null;
        var zone = (int)(x / 1_000_000);
        var easting = x - zone * 1_000_000.0;
        if (easting is < 200_000 or > 800_000)
            return null;
        var (narrow, narrowPrefixed, _, widePrefixed) = Series(kind);
        return zone switch
        {
            0 => new(
                $"EPSG:{narrow}–{narrow + 20}（3度带无带号，隆林为 {narrow + 10}）",
                $"EPSG:{narrow}–{narrow + 20} (3-degree zones without prefix; Longlin: {narrow + 10})"
            ),
            >= 13 and <= 23 => new(
                $"EPSG:{widePrefixed + zone - 13}（6度带第{zone}带）",
                $"EPSG:{widePrefixed + zone - 13} (6-degree zone {zone})"
            ),
            >= 25 and <= 45 => new(
                $"EPSG:{narrowPrefixed + zone - 25}（3度带第{zone}带）",
                $"EPSG:{narrowPrefixed + zone - 25} (3-degree zone {zone})"
            ),
            _ => null,
        };
    }
}
