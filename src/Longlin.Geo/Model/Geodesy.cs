namespace Longlin.Geo.Model;

/// <summary>
/// Metres from longitude and latitude in degrees, by the ellipsoid's radii of curvature at the middle latitude
/// (meridian M, prime vertical N).
/// The ellipsoid is CGCS2000's, which WGS 84 equals within a tenth of a millimetre (a = 6,378,137 m, 1/f =
/// 298.257222101, GB 22021-2008).
/// True to 0.1 % over some tens of kilometres anywhere below 80° of latitude.
/// </summary>
public static class Geodesy
{
    private const double A = 6378137.0;
    private const double F = 1 / 298.257222101;
    private const double E2 = F * (2 - F);
    private const double Radian = Math.PI / 180;

    /// <summary>Metres of one degree of longitude and of latitude at a latitude.</summary>
    public static (double East, double North) MetresPerDegree(double lat)
    {
        var (sin, cos) = Math.SinCos(lat * Radian);
        var w2 = 1 - E2 * sin * sin;
        var n = A / Math.Sqrt(w2);
        return (n * cos * Radian, n * (1 - E2) / w2 * Radian);
    }

    /// <summary>Straight distance of two points, metres.</summary>
    public static double DistanceMetres(double lon1, double lat1, double lon2, double lat2)
    {
        var (east, north) = MetresPerDegree((lat1 + lat2) / 2);
        return double.Hypot((lon2 - lon1) * east, (lat2 - lat1) * north);
    }

    /// <summary>Length of a line given as flat longitude, latitude, longitude, latitude …; metres.</summary>
    public static double LengthMetres(ReadOnlySpan<double> lonLat)
    {
        var length = 0.0;
        for (var i = 2; i + 1 < lonLat.Length; i += 2)
            length += DistanceMetres(lonLat[i - 2], lonLat[i - 1], lonLat[i], lonLat[i + 1]);
        return length;
    }

    /// <summary>
    /// The point of a line nearest to a point: its distance in metres, its place, and the segment and fraction where it
    /// lies.
    /// </summary>
    public static (double DistanceMetres, double Lon, double Lat, int SegmentIndex, double Fraction) NearestOnLine(
        double lon,
        double lat,
        ReadOnlySpan<double> lonLat
    )
    {
        var (east, north) = MetresPerDegree(lat);
        var (best, bestLon, bestLat, segment, fraction) = (double.PositiveInfinity, double.NaN, double.NaN, 0, 0.0);
        var (x0, y0) = ((lonLat[0] - lon) * east, (lonLat[1] - lat) * north);
        if (lonLat.Length == 2)
            return (double.Hypot(x0, y0), lonLat[0], lonLat[1], 0, 0);
        for (var i = 2; i + 1 < lonLat.Length; i += 2)
        {
            var (x1, y1) = ((lonLat[i] - lon) * east, (lonLat[i + 1] - lat) * north);
            var (dx, dy) = (x1 - x0, y1 - y0);
            var square = dx * dx + dy * dy;
            var t = square > 0 ? Math.Clamp(-(x0 * dx + y0 * dy) / square, 0, 1) : 0;
            var (px, py) = (x0 + t * dx, y0 + t * dy);
            var distance = px * px + py * py;
            if (distance < best)
                (best, bestLon, bestLat, segment, fraction) = (
                    distance,
                    lonLat[i - 2] + t * (lonLat[i] - lonLat[i - 2]),
                    lonLat[i - 1] + t * (lonLat[i + 1] - lonLat[i - 1]),
                    i / 2 - 1,
                    t
                );
            (x0, y0) = (x1, y1);
        }

        return (DistanceMetres(lon, lat, bestLon, bestLat), bestLon, bestLat, segment, fraction);
    }

    /// <summary>
    /// Distance from a point to an area given by closed rings (flat longitude, latitude); 0 inside, metres.
    /// </summary>
    public static double DistanceToRingsMetres(double lon, double lat, IReadOnlyList<double[]> rings)
    {
        var (inside, nearest) = (false, double.PositiveInfinity);
        foreach (var ring in rings)
        {
            for (int i = 2; i + 1 < ring.Length; i += 2)
            {
                if (
                    (ring[i + 1] > lat) != (ring[i - 1] > lat)
                    && lon < (ring[i - 2] - ring[i]) * (lat - ring[i + 1]) / (ring[i - 1] - ring[i + 1]) + ring[i]
                )
                    inside = !inside;
            }

            nearest = Math.Min(nearest, NearestOnLine(lon, lat, ring).DistanceMetres);
        }

        return inside ? 0 : nearest;
    }
}
