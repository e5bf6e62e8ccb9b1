using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Crs;

/// <summary>What a coordinate looks like when it does not fit what was declared.</summary>
public static class CrsGuess
{
    /// <summary>The likely system of a pair of numbers, in words; null where nothing fits.</summary>
    public static Bilingual? Likely(Coordinate? at)
    {
        if (at is null)
            return null;
        var (x, y) = (at.X, at.Y);
        if (Named(x, y) is { } asIs)
            return new($"像是 {asIs.Zh}。", $"They look like {asIs.En}.");
        return Named(y, x) is { } swapped
            ? new(
                $"坐标轴像是颠倒了：交换后像是 {swapped.Zh}。",
                $"The axes look swapped: the other way round they look like {swapped.En}."
            )
            : null;
    }

    /// <summary>
    /// The Gauss–Krüger zone without prefix under which a coordinate lies in the county; null where none does.
    /// </summary>
    public static string? RightZone(Envelope county, Coordinate? at)
    {
        if (at is null)
            return null;
        foreach (var code in Enumerable.Range(4534, 21).Concat(Enumerable.Range(4502, 11)))
        {
            var (lon, lat) = CrsTable.Find($"EPSG:{code}", out _)!.ToGeographic(at.X, at.Y);
            if (county.Contains(lon, lat))
                return $"EPSG:{code}";
        }

        return null;
    }

    private static Bilingual? Named(double x, double y)
    {
        if (x is >= 73 and <= 135 && y is >= 16 and <= 54)
            return Bilingual.Same("EPSG:4490 / EPSG:4326");
        if (y is < 1_800_000 or > 6_000_000)
            return null;
        var zone = (int)(x / 1_000_000);
        var easting = x - zone * 1_000_000.0;
        if (easting is < 200_000 or > 800_000)
            return null;
        return zone switch
        {
            0 => new(
                "EPSG:4534–4554（3度带无带号，隆林为 4544）",
                "EPSG:4534–4554 (3-degree zones without prefix; Longlin: 4544)"
            ),
            >= 13 and <= 23 => new(
                $"EPSG:{4491 + zone - 13}（6度带第{zone}带）",
                $"EPSG:{4491 + zone - 13} (6-degree zone {zone})"
            ),
            >= 25 and <= 45 => new(
                $"EPSG:{4513 + zone - 25}（3度带第{zone}带）",
                $"EPSG:{4513 + zone - 25} (3-degree zone {zone})"
            ),
            _ => null,
        };
    }
}
