using Longlin.Geo.Model;

namespace Longlin.Geo.Network.Ways;

/// <summary>A straight piece between two vertices: longitude and latitude in degrees.</summary>
internal readonly record struct Segment(double Lon1, double Lat1, double Lon2, double Lat2)
{
    /// <summary>West, south, east, north.</summary>
    public (double West, double South, double East, double North) Box =>
        (Math.Min(Lon1, Lon2), Math.Min(Lat1, Lat2), Math.Max(Lon1, Lon2), Math.Max(Lat1, Lat2));

    /// <summary>Length in metres.</summary>
    public double Metres => Geodesy.DistanceMetres(Lon1, Lat1, Lon2, Lat2);

    /// <summary>The point at a fraction of the way from the first end to the second.</summary>
    public (double Lon, double Lat) At(double fraction) =>
        (Lon1 + fraction * (Lon2 - Lon1), Lat1 + fraction * (Lat2 - Lat1));

    /// <summary>The point nearest to another: metres, and the fraction at which it lies.</summary>
    /// <param name="lon">Longitude, degrees.</param>
    /// <param name="lat">Latitude, degrees.</param>
    /// <param name="scale">Metres a degree at that latitude.</param>
    public (double Metres, double Fraction) Nearest(double lon, double lat, (double East, double North) scale)
    {
        var (x0, y0) = ((Lon1 - lon) * scale.East, (Lat1 - lat) * scale.North);
        var (dx, dy) = ((Lon2 - Lon1) * scale.East, (Lat2 - Lat1) * scale.North);
        var square = dx * dx + dy * dy;
        var t = square > 0 ? Math.Clamp(-(x0 * dx + y0 * dy) / square, 0, 1) : 0;
        var (x, y) = (x0 + t * dx, y0 + t * dy);
        return (Math.Sqrt(x * x + y * y), t);
    }

    /// <summary>The fractions of this segment and of another at which they cross, or null.</summary>
    public (double Here, double There)? Crossing(in Segment other)
    {
        var (ax, ay) = (Lon2 - Lon1, Lat2 - Lat1);
        var (bx, by) = (other.Lon2 - other.Lon1, other.Lat2 - other.Lat1);
        var cross = ax * by - ay * bx;
        if (cross == 0)
            return null;
        var (dx, dy) = (other.Lon1 - Lon1, other.Lat1 - Lat1);
        var (here, there) = ((dx * by - dy * bx) / cross, (dx * ay - dy * ax) / cross);
        return here is >= 0 and <= 1 && there is >= 0 and <= 1 ? (here, there) : null;
    }
}
