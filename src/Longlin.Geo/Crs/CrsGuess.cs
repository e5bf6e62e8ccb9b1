using NetTopologySuite.Geometries;

namespace Longlin.Geo.Crs;

/// <summary>What a coordinate looks like when it does not fit what was declared.</summary>
public static class CrsGuess
{
    /// <summary>The likely system of a pair of numbers, in words; empty where nothing fits.</summary>
    public static string Likely(Coordinate? at)
    {
        if (at is null)
            return "";
        var (x, y) = (at.X, at.Y);
        if (Named(x, y) is { } asIs)
            return $"像是 {asIs}。 They look like {asIs}.";
        return Named(y, x) is { } swapped
            ? $"坐标轴像是颠倒了：交换后像是 {swapped}。 The axes look swapped: the other way round they look like {swapped}."
            : "";
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

    private static string? Named(double x, double y)
    {
        if (x is >= 73 and <= 135 && y is >= 16 and <= 54)
            return "EPSG:4490 / EPSG:4326";
        if (y is < 1_800_000 or > 6_000_000)
            return null;
        var zone = (int)(x / 1_000_000);
        var easting = x - zone * 1_000_000.0;
        if (easting is < 200_000 or > 800_000)
            return null;
        return zone switch
        {
            0 => "EPSG:4534–4554（3度带无带号，隆林 Longlin: 4544）",
            >= 13 and <= 23 => $"EPSG:{4491 + zone - 13}（6度带第{zone}带 zone {zone}）",
            >= 25 and <= 45 => $"EPSG:{4513 + zone - 25}（3度带第{zone}带 zone {zone}）",
            _ => null,
        };
    }
}
