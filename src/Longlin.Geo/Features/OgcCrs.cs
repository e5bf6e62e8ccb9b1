using Longlin.Geo.Crs;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Features;

/// <summary>
/// A coordinate system of OGC API – Features, by its address, with the order that its authority gives the axes.
/// </summary>
/// <param name="Uri">Address.</param>
/// <param name="Srid">Number in EPSG; CRS84 is stored as EPSG:4490, the two are treated as equal.</param>
/// <param name="NorthFirst">Whether latitude, or the northing, comes first.</param>
/// <param name="Digits">Decimals that are written: a millimetre.</param>
public sealed record OgcCrs(string Uri, int Srid, bool NorthFirst, int Digits)
{
    /// <summary>Longitude and latitude, the default.</summary>
    public static OgcCrs Crs84 { get; } = new("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4490, false, 8);

    /// <summary>The systems served.</summary>
    public static IReadOnlyList<OgcCrs> All { get; } =
    [Crs84, Epsg(4490, true, 8), Epsg(4326, true, 8), Epsg(3857, false, 3), Epsg(4544, true, 3), Epsg(4523, true, 3)];

    /// <summary>The system of an address; short forms are understood too. Null where it is not served.</summary>
    public static OgcCrs? Find(string text) =>
        All.FirstOrDefault(c => c.Uri == text)
        ?? All.FirstOrDefault(c =>
            c != Crs84
            && text is { Length: > 5 }
            && (
                text.Equals($"EPSG:{c.Srid}", StringComparison.OrdinalIgnoreCase)
                || text.Equals($"[EPSG:{c.Srid}]", StringComparison.OrdinalIgnoreCase)
                || text == c.Uri.Replace("http:", "https:", StringComparison.Ordinal)
            )
        );

    /// <summary>Longitude and latitude of numbers in the order of this system.</summary>
    public (double Lon, double Lat) ToGeographic(double first, double second)
    {
        var (x, y) = NorthFirst ? (second, first) : (first, second);
        return Projected is null ? (x, y) : Projected.ToGeographic(x, y);
    }

    /// <summary>A geometry of this system in longitude and latitude.</summary>
    public Geometry ToGeographic(Geometry geometry)
    {
        if (!NorthFirst && Projected is null)
            return geometry;
        var moved = geometry.Copy();
        moved.Apply(new Projection(this));
        moved.GeometryChanged();
        return moved;
    }

    private SpatialReference? Projected => Srid is 4490 or 4326 ? null : CrsTable.Find($"EPSG:{Srid}", out _);

    private static OgcCrs Epsg(int code, bool northFirst, int digits) =>
        new($"http://www.opengis.net/def/crs/EPSG/0/{code}", code, northFirst, digits);

    private sealed class Projection(OgcCrs crs) : ICoordinateSequenceFilter
    {
        private readonly SpatialReference? _system = crs.Projected;

        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            var (x, y) = crs.NorthFirst ? (seq.GetY(i), seq.GetX(i)) : (seq.GetX(i), seq.GetY(i));
            var (lon, lat) = _system is null ? (x, y) : _system.ToGeographic(x, y);
            seq.SetX(i, lon);
            seq.SetY(i, lat);
        }
    }
}
