using Longlin.Geo.Model;
using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.Valid;

namespace Longlin.Geo.Import;

/// <summary>What was mended in a geometry; none of it changes what the geometry covers.</summary>
[Flags]
public enum GeometryRepair
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Points that repeat the one before were left out.</summary>
    RepeatedPoints = 1,

    /// <summary>Rings were turned: outer rings counter-clockwise, holes clockwise (RFC 7946).</summary>
    RingOrientation = 2,

    /// <summary>A ring that touches itself was split into rings that do not; the area is the same.</summary>
    SelfTouch = 4,

    /// <summary>Parts without length were left out of a line that has others.</summary>
    EmptyPart = 8,
}

/// <summary>
/// Checks geometries and mends only what is safe: a repair never changes the area that a polygon covers or the way that
/// a line runs.
/// </summary>
internal static class GeometryCheck
{
    // What rounding may do to an area in square degrees; a ring that crosses itself differs by far more.
    private const double AreaTolerance = 1e-9;

    /// <summary>The geometry as it may be stored, what was mended, or why it cannot be taken.</summary>
    /// <param name="geometry">Longitude and latitude.</param>
    /// <param name="clockwiseShells">Whether the file's format wants outer rings clockwise: turning them is then no
    /// repair.</param>
    public static (Geometry? Geometry, GeometryRepair Repair, Bilingual? Fault) Check(
        Geometry geometry,
        bool clockwiseShells
    )
    {
        if (geometry is Point)
            return (geometry, GeometryRepair.None, null);
        var repair = GeometryRepair.None;
        if (HasRepeatedPoints(geometry))
        {
            geometry = new WithoutRepeatedPoints().Edit(geometry);
            repair |= GeometryRepair.RepeatedPoints;
        }

        if (geometry is MultiLineString parts && WithoutEmptyParts(parts) is { } rest)
        {
            geometry = rest;
            repair |= GeometryRepair.EmptyPart;
        }

        if (geometry is LineString or MultiLineString)
        {
            // A line that crosses itself is valid; one without two different points is none. Its numbers are finite, or
            // it would lie outside.
            return
                geometry.IsEmpty
                || !(geometry.Length > 0)
                || (geometry is MultiLineString many && many.Geometries.Any(g => !(g.Length > 0)))
                ? (null, repair, new("线没有长度", "a line without length"))
                : (geometry, repair, null);
        }

        IsValidOp check = new(geometry);
        if (!check.IsValid)
        {
            var fault = Bilingual.Same(check.ValidationError?.Message ?? "invalid");
            var mended = GeometryFixer.Fix(geometry);
            if (
                mended.IsEmpty
                || mended.Dimension != geometry.Dimension
                || mended is not (Polygon or MultiPolygon)
                || !new IsValidOp(mended).IsValid
                || Math.Abs(mended.Area - geometry.Area) > AreaTolerance * geometry.Area
            )
                return (null, repair, fault);
            geometry = mended;
            repair |= GeometryRepair.SelfTouch;
        }

        return Oriented(geometry, out var turned) is var oriented && turned
            ? (
                oriented,
                clockwiseShells || repair.HasFlag(GeometryRepair.SelfTouch)
                    ? repair
                    : repair | GeometryRepair.RingOrientation,
                null
            )
            : (geometry, repair, null);
    }

    // The parts that have a length, where some have and some have not; null where there is nothing to leave out.
    private static MultiLineString? WithoutEmptyParts(MultiLineString lines)
    {
        var kept = 0;
        for (var i = 0; i < lines.NumGeometries; i++)
            kept += lines.GetGeometryN(i).Length > 0 ? 1 : 0;
        return kept == 0 || kept == lines.NumGeometries
            ? null
            : lines.Factory.CreateMultiLineString([.. lines.Geometries.Where(g => g.Length > 0).Cast<LineString>()]);
    }

    private static bool HasRepeatedPoints(Geometry geometry) =>
        geometry switch
        {
            LineString line => Repeats(line.CoordinateSequence),
            Polygon polygon => Repeats(polygon.Shell.CoordinateSequence)
                || Array.Exists(polygon.Holes, h => Repeats(h.CoordinateSequence)),
            GeometryCollection many => many.Geometries.Any(HasRepeatedPoints),
            _ => false,
        };

    private static bool Repeats(CoordinateSequence points)
    {
        for (var i = 1; i < points.Count; i++)
        {
            if (points.GetX(i).Equals(points.GetX(i - 1)) && points.GetY(i).Equals(points.GetY(i - 1)))
                return true;
        }

        return false;
    }

    private static Geometry Oriented(Geometry geometry, out bool turned)
    {
        turned = false;
        switch (geometry)
        {
            case Polygon { IsEmpty: false } polygon:
                turned =
                    !Orientation.IsCCW(polygon.Shell.CoordinateSequence)
                    || Array.Exists(polygon.Holes, h => Orientation.IsCCW(h.CoordinateSequence));
                return turned ? Turn(polygon) : polygon;
            case MultiPolygon many:
                var parts = many.Geometries.Select(p => ((Polygon)Oriented(p, out var t), t)).ToArray();
                turned = Array.Exists(parts, p => p.t);
                return turned ? many.Factory.CreateMultiPolygon([.. parts.Select(p => p.Item1)]) : many;
            default:
                return geometry;
        }
    }

    private static Polygon Turn(Polygon polygon) =>
        polygon.Factory.CreatePolygon(
            Orientation.IsCCW(polygon.Shell.CoordinateSequence) ? polygon.Shell : (LinearRing)polygon.Shell.Reverse(),
            Array.ConvertAll(polygon.Holes, h => Orientation.IsCCW(h.CoordinateSequence) ? (LinearRing)h.Reverse() : h)
        );

    private sealed class WithoutRepeatedPoints : GeometryEditor.CoordinateOperation
    {
        public Geometry Edit(Geometry geometry) => new GeometryEditor().Edit(geometry, this);

        // A ring or line that falls below its least number of points stays as it is: the check after this refuses it.
        public override Coordinate[] Edit(Coordinate[] coordinates, Geometry geometry)
        {
            var kept = CoordinateArrays.RemoveRepeatedPoints(coordinates);
            return kept.Length < (geometry is LinearRing ? 4 : 2) ? coordinates : kept;
        }
    }
}
