using System.Globalization;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Union;

namespace Longlin.Geo.Features.Cql2;

/// <summary>Brings the geometries of a filter from its coordinate system into EPSG:4490.</summary>
/// <param name="crs">The filter's system.</param>
internal sealed class CqlShapes(OgcCrs crs)
{
    // A tenth of a millimetre: what rounding adds to 180 degrees is no other place.
    private const double Tolerance = 1e-9;

    // Degrees by which both halves of a box overlap the antimeridian.
    private const double Beyond = 1e-6;

    /// <summary>The geometry, its coordinates on the globe.</summary>
    /// <exception cref="CqlException">A coordinate lies outside the globe, or a box ends before it begins.</exception>
    public Geometry Stored(CqlNode node)
    {
        var stored = node switch
        {
            CqlGeometry shape => OnGlobe(crs.ToGeographic(shape.Geometry).Copy(), node.Place),
            CqlBox box => Box(box),
            _ => throw new ArgumentException(node.GetType().Name),
        };
        stored.SRID = 4490;
        return stored;
    }

    /// <summary>
    /// The shape without a collection around it, for the relations that the store knows between single kinds only.
    /// </summary>
    /// <exception cref="CqlException">It holds several kinds.</exception>
    public static Geometry OfOneKind(Geometry geometry, string op, CqlPlace place)
    {
        if (geometry.OgcGeometryType != OgcGeometryType.GeometryCollection)
            return geometry;
        var union = UnaryUnionOp.Union(geometry);
        union.SRID = geometry.SRID;
        return union.OgcGeometryType != OgcGeometryType.GeometryCollection
            ? union
            : throw CqlException.Of(
                place,
                $"{op} 的几何集合只能含同一种几何；s_intersects 和 s_disjoint 不限",
                $"a geometry collection in {op} holds geometries of one kind; s_intersects and s_disjoint take any"
            );
    }

    private Geometry Box(CqlBox box)
    {
        var degrees = crs.Srid is 4490 or 4326;
        var ((west, south), (east, north)) = crs.NorthFirst
            ? ((box.Lower.Second, box.Lower.First), (box.Upper.Second, box.Upper.First))
            : (box.Lower, box.Upper);
        if (south > north || (west > east && !degrees))
            throw CqlException.Of(
                box.Place,
                "BBOX 的下限大于上限；只有经度可以西大于东（跨 180° 经线）",
                "the lower bounds of the BBOX are above the upper ones; only a longitude may be, across the "
                    + "antimeridian"
            );
        if (!degrees)
            return OnGlobe(crs.ToGeographic(Rectangle(Axes(west, east, south, north))), box.Place);
        if (west <= east)
            return OnGlobe(Rectangle(new(west, east, south, north)), box.Place);
        (west, east) = (Longitude(west, box.Place), Longitude(east, box.Place));
        (south, north) = (Latitude(south, box.Place), Latitude(north, box.Place));
        // The antimeridian runs through the box and is no edge of it: either half reaches a little beyond.
        return Rectangle(new(west, 180 + Beyond, south, north))
            .Union(Rectangle(new(-180 - Beyond, east, south, north)));
    }

    private static Geometry Rectangle(Envelope box) => new GeometryFactory().ToGeometry(box);

    private static Geometry OnGlobe(Geometry geometry, CqlPlace place)
    {
        geometry.Apply(new Globe(place));
        geometry.GeometryChanged();
        return geometry;
    }

    private Envelope Axes(double west, double east, double south, double north) =>
        crs.NorthFirst ? new(south, north, west, east) : new(west, east, south, north);

    private static double Longitude(double value, CqlPlace place) => Within(value, 180, "经度", "longitude", place);

    private static double Latitude(double value, CqlPlace place) => Within(value, 90, "纬度", "latitude", place);

    private static double Within(double value, double most, string zh, string en, CqlPlace place)
    {
        if (Math.Abs(value) <= most)
            return value;
        if (Math.Abs(value) <= most + Tolerance)
            return Math.Sign(value) * most;
        var shown = value.ToString(CultureInfo.InvariantCulture);
        throw CqlException.Of(
            place,
            $"{zh} {shown} 应在 {-most} 到 {most} 之间",
            $"{en} {shown} should lie between {-most} and {most}"
        );
    }

    private sealed class Globe(CqlPlace place) : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            seq.SetX(i, Longitude(seq.GetX(i), place));
            seq.SetY(i, Latitude(seq.GetY(i), place));
        }
    }
}
