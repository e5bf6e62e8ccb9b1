using Longlin.Geo.Import;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Longlin.Geo.Tests.Import;

/// <summary>What is mended in a geometry, and what is refused.</summary>
public class GeometryCheckTests
{
    [Theory]
    [InlineData("POINT(1 2)", "POINT(1 2)", GeometryRepair.None)]
    // Repeated points are taken out, down to the smallest line and the smallest ring.
    [InlineData("LINESTRING(0 0,0 0,1 1)", "LINESTRING(0 0,1 1)", GeometryRepair.RepeatedPoints)]
    [InlineData("LINESTRING(0 0,1 1,1 1,2 0)", "LINESTRING(0 0,1 1,2 0)", GeometryRepair.RepeatedPoints)]
    [InlineData(
        "MULTILINESTRING((0 0,1 1),(2 2,2 2))",
        "MULTILINESTRING((0 0,1 1))",
        GeometryRepair.RepeatedPoints | GeometryRepair.EmptyPart
    )]
    [InlineData("LINESTRING(0 0,0 1,1 1)", "LINESTRING(0 0,0 1,1 1)", GeometryRepair.None)]
    [InlineData("POLYGON((0 0,4 0,0 4,0 0,0 0))", "POLYGON((0 0,4 0,0 4,0 0))", GeometryRepair.RepeatedPoints)]
    [InlineData(
        "POLYGON((0 0,9 0,0 9,0 0),(1 1,1 2,1 2,2 1,1 1))",
        "POLYGON((0 0,9 0,0 9,0 0),(1 1,1 2,2 1,1 1))",
        GeometryRepair.RepeatedPoints
    )]
    // A shell runs counter-clockwise, a hole clockwise.
    [InlineData("POLYGON((0 0,0 4,4 0,0 0))", "POLYGON((0 0,4 0,0 4,0 0))", GeometryRepair.RingOrientation)]
    [InlineData(
        "POLYGON((0 0,9 0,0 9,0 0),(1 1,2 1,1 2,1 1))",
        "POLYGON((0 0,9 0,0 9,0 0),(1 1,1 2,2 1,1 1))",
        GeometryRepair.RingOrientation
    )]
    [InlineData(
        "MULTIPOLYGON(((0 0,4 0,0 4,0 0)),((9 9,9 10,10 9,9 9)))",
        "MULTIPOLYGON(((0 0,4 0,0 4,0 0)),((9 9,10 9,9 10,9 9)))",
        GeometryRepair.RingOrientation
    )]
    // A ring that touches itself in a point is split there.
    [InlineData(
        "POLYGON((0 0,4 0,2 2,4 4,0 4,2 2,0 0))",
        "MULTIPOLYGON(((0 0,4 0,2 2,0 0)),((2 2,4 4,0 4,2 2)))",
        GeometryRepair.SelfTouch
    )]
    public void A_sound_geometry_is_kept_or_mended(string from, string to, GeometryRepair mended)
    {
        var (geometry, repair, fault) = GeometryCheck.Check(Read(from), false);
        Assert.Null(fault);
        Assert.Equal(mended, repair);
        var expected = Read(to);
        Assert.True(
            mended == GeometryRepair.SelfTouch ? geometry!.EqualsTopologically(expected) : Same(),
            $"{geometry}"
        );
        bool Same() => geometry!.Normalized().EqualsExact(expected.Normalized()) && SameOrientation(geometry, expected);
    }

    [Fact]
    public void Turning_the_rings_of_a_format_that_wants_them_clockwise_is_no_repair() =>
        Assert.Equal(GeometryRepair.None, GeometryCheck.Check(Read("POLYGON((0 0,0 4,4 0,0 0))"), true).Repair);

    [Theory]
    [InlineData("LINESTRING EMPTY")]
    [InlineData("LINESTRING(1 1,1 1)")]
    [InlineData("LINESTRING(1 1,1 1,1 1)")]
    [InlineData("MULTILINESTRING((0 0,0 0),(2 2,2 2))")]
    [InlineData("POLYGON((0 0,4 4,4 0,0 4,0 0))")]
    [InlineData("POLYGON((0 0,4 4,2 2,0 0))")]
    [InlineData("POLYGON((0 0,4 0,0 4,0 0),(9 9,9 10,10 9,9 9))")]
    public void A_geometry_that_cannot_be_mended_is_refused(string text)
    {
        var (geometry, _, fault) = GeometryCheck.Check(Read(text), false);
        Assert.Null(geometry);
        Assert.NotNull(fault);
    }

    private static Geometry Read(string text) => new WKTReader().Read(text);

    private static bool SameOrientation(Geometry a, Geometry b) =>
        Enumerable
            .Range(0, a.NumGeometries)
            .All(i =>
                (a.GetGeometryN(i), b.GetGeometryN(i)) is not (Polygon p, Polygon q)
                || (
                    p.Shell.IsCCW == q.Shell.IsCCW
                    && p.Holes.Select(h => h.IsCCW).SequenceEqual(q.Holes.Select(h => h.IsCCW))
                )
            );
}
