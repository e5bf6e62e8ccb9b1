using NetTopologySuite.Geometries;

namespace Longlin.Geo.Crs;

/// <summary>The systems of Beijing 54 (Krassowsky 1940) and Xi'an 80 (IAG 1975) in the EPSG registry.</summary>
/// <param name="Xian">Xi'an 80; else Beijing 54.</param>
/// <param name="Meridian">Central meridian in degrees east; null for geographic coordinates.</param>
/// <param name="FalseEasting">Metres, the zone's number before them where there is one.</param>
/// <param name="HalfWidth">Half the zone's width in degrees.</param>
internal sealed record OldDatum(bool Xian, int? Meridian, double FalseEasting, double HalfWidth)
{
    private static readonly string[] Words =
    [
        "Beijing",
        "Xian",
        "Xi'an",
        "Krasovsky",
        "Krassowsky",
        "IAG_1975",
        "IAG 1975",
    ];

    public Envelope Area =>
        Meridian is { } m
            ? new Envelope(m - HalfWidth - 0.6, m + HalfWidth + 0.6, 16.7, 53.56)
            : new Envelope(73.62, 134.77, 16.7, 53.56);

    /// <summary>Whether a definition names one of the two.</summary>
    public static bool Names(string wkt) =>
        Array.Exists(Words, w => wkt.Contains(w, StringComparison.OrdinalIgnoreCase));

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
        var ellipsoid = Xian ? "6378140,298.257" : "6378245,298.3";
        var geographic = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"GEOGCS[\"{(Xian ? "Xian 1980" : "Beijing 1954")}\",DATUM[\"d\",SPHEROID[\"s\",{ellipsoid}],"
                + $"TOWGS84[{shift.Dx},{shift.Dy},{shift.Dz},{shift.Rx},{shift.Ry},{shift.Rz},{shift.ScalePpm}]],"
                + $"PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]"
        );
        return Meridian is not { } meridian
            ? geographic
            : string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"PROJCS[\"p\",{geographic},PROJECTION[\"Transverse_Mercator\"],"
                    + $"PARAMETER[\"latitude_of_origin\",0],PARAMETER[\"central_meridian\",{meridian}],"
                    + $"PARAMETER[\"scale_factor\",1],PARAMETER[\"false_easting\",{FalseEasting}],"
                    + $"PARAMETER[\"false_northing\",0],UNIT[\"metre\",1]]"
            );
    }

    private static OldDatum Prefixed(bool xian, int zone, int width) =>
        new(xian, width == 3 ? 3 * zone : 6 * zone - 3, zone * 1_000_000 + 500_000, width / 2.0);
}
