using System.Globalization;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Crs;

/// <summary>The systems of Beijing 54 (Krassowsky 1940) and Xi'an 80 (IAG 1975) in the EPSG registry.</summary>
/// <param name="Xian">Xi'an 80; else Beijing 54.</param>
/// <param name="Meridian">Central meridian in degrees east; null for geographic coordinates.</param>
/// <param name="FalseEasting">Metres, the zone's number before them where there is one.</param>
/// <param name="HalfWidth">Half the zone's width in degrees.</param>
internal sealed record OldDatum(bool Xian, int? Meridian, double FalseEasting, double HalfWidth)
{
    public Envelope Area =>
        Meridian is { } m
            ? new Envelope(m - HalfWidth - 0.6, m + HalfWidth + 0.6, 16.7, 53.56)
            : new Envelope(73.62, 134.77, 16.7, 53.56);

    public static OldDatum? Of(int code) =>
        code switch
        {
            4214 => new(false, null, 0, 0),
            4610 => new(true, null, 0, 0),
            >= 2327 and <= 2337 => Prefixed(true, code - 2327 + 13, 6),
            >= 2338 and <= 2348 => new(true, 75 + 6 * (code - 2338), 500_000, 3),
            >= 2349 and <= 2369 => Prefixed(true, code - 2349 + 25, 3),
            >= 2370 and <= 2390 => new(true, 75 + 3 * (code - 2370), 500_000, 1.5),
            >= 2401 and <= 2421 => Prefixed(false, code - 2401 + 25, 3),
            >= 2422 and <= 2442 => new(false, 75 + 3 * (code - 2422), 500_000, 1.5),
            >= 21413 and <= 21423 => Prefixed(false, code - 21400, 6),
            >= 21453 and <= 21463 => new(false, 75 + 6 * (code - 21453), 500_000, 3),
            _ => null,
        };

    public string Definition(DatumShift shift)
    {
        var geographic = Geographic(Xian, shift);
        return Meridian is { } meridian ? new TransverseZone(meridian, FalseEasting).On(geographic, "p") : geographic;
    }

    /// <summary>The definition of geographic coordinates on one of the two datums.</summary>
    public static string Geographic(bool xian, DatumShift shift) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"GEOGCS[\"{(xian ? "Xian 1980" : "Beijing 1954")}\",DATUM[\"d\",SPHEROID[\"s\","
                + $"{(xian ? "6378140,298.257" : "6378245,298.3")}],"
                + $"TOWGS84[{shift.Dx},{shift.Dy},{shift.Dz},{shift.Rx},{shift.Ry},{shift.Rz},{shift.ScalePpm}]],"
                + $"PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]"
        );

    private static OldDatum Prefixed(bool xian, int zone, int width) =>
        new(xian, width == 3 ? 3 * zone : 6 * zone - 3, zone * 1_000_000 + 500_000, width / 2.0);
}
