namespace Longlin.Geo.Crs;

/// <summary>
/// The shifted coordinates of Chinese web maps. GCJ-02 has no official formula; the one in use everywhere (public since
/// 2013, Krasovsky's ellipsoid) is undone here by
/// iteration to under a millimetre of itself, and agrees with the maps to about half a metre. BD-09 is a further shift
/// of Baidu's.
/// </summary>
public static class WebMapDatum
{
    private const double A = 6378245.0;
    private const double E2 = 0.00669342162296594323;
    private const double BaiduAngle = Math.PI * 3000 / 180;

    /// <summary>WGS 84 (degrees) to GCJ-02.</summary>
    public static (double Lon, double Lat) ToGcj02(double lon, double lat)
    {
        var (x, y) = (lon - 105, lat - 35);
        var common = (20 * Math.Sin(6 * x * Math.PI) + 20 * Math.Sin(2 * x * Math.PI)) * 2 / 3;
        var north =
            -100
            + 2 * x
            + 3 * y
            + 0.2 * y * y
            + 0.1 * x * y
            + 0.2 * Math.Sqrt(Math.Abs(x))
            + common
            + (20 * Math.Sin(y * Math.PI) + 40 * Math.Sin(y / 3 * Math.PI)) * 2 / 3
            + (160 * Math.Sin(y / 12 * Math.PI) + 320 * Math.Sin(y * Math.PI / 30)) * 2 / 3;
        var east =
            300
            + x
            + 2 * y
            + 0.1 * x * x
            + 0.1 * x * y
            + 0.1 * Math.Sqrt(Math.Abs(x))
            + common
            + (20 * Math.Sin(x * Math.PI) + 40 * Math.Sin(x / 3 * Math.PI)) * 2 / 3
            + (150 * Math.Sin(x / 12 * Math.PI) + 300 * Math.Sin(x / 30 * Math.PI)) * 2 / 3;
        var radians = lat * Math.PI / 180;
        var magic = 1 - E2 * Math.Sin(radians) * Math.Sin(radians);
        return (
            lon + east * 180 / (A / Math.Sqrt(magic) * Math.Cos(radians) * Math.PI),
            lat + north * 180 / (A * (1 - E2) / (magic * Math.Sqrt(magic)) * Math.PI)
        );
    }

    /// <summary>GCJ-02 (degrees) to WGS 84.</summary>
    public static (double Lon, double Lat) FromGcj02(double lon, double lat) => Undo(ToGcj02, lon, lat);

    /// <summary>WGS 84 (degrees) to BD-09.</summary>
    public static (double Lon, double Lat) ToBd09(double lon, double lat)
    {
        var (x, y) = ToGcj02(lon, lat);
        var radius = double.Hypot(x, y) + 0.00002 * Math.Sin(y * BaiduAngle);
        var angle = Math.Atan2(y, x) + 0.000003 * Math.Cos(x * BaiduAngle);
        return (radius * Math.Cos(angle) + 0.0065, radius * Math.Sin(angle) + 0.006);
    }

    /// <summary>BD-09 (degrees) to WGS 84.</summary>
    public static (double Lon, double Lat) FromBd09(double lon, double lat) => Undo(ToBd09, lon, lat);

    // The shift changes so slowly that each round gains about two digits.
    private static (double Lon, double Lat) Undo(
        Func<double, double, (double Lon, double Lat)> shift,
        double lon,
        double lat
    )
    {
        var (x, y) = (lon, lat);
        for (var i = 0; i < 12; i++)
        {
            var (sx, sy) = shift(x, y);
            (x, y) = (x + lon - sx, y + lat - sy);
        }

        return (x, y);
    }
}
