using Longlin.Geo.Land;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules.Siting;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Land;

public class FreeLandTests
{
    private static readonly SitingSlope Limits = new(15, 25, 0.3, false);

    private static Polygon Box(double west, double south, double east, double north) =>
        (Polygon)new GeometryFactory(new(), 4490).ToGeometry(new Envelope(west, east, south, north));

    private static Terrain None => new(null, [], new Dictionary<(int, int), ElevationTile>());

    // A hillside that rises to the east, as steep as asked for.
    private static Terrain Hillside(Envelope box, Func<double, double> height)
    {
        var window = CellWindow.Covering(box, 1, 3);
        Dictionary<(int, int), ElevationTile> tiles = [];
        for (var x = window.West / 256; x <= (window.West + window.Columns) / 256; x++)
        {
            for (var y = window.North / 256; y <= (window.North + window.Rows) / 256; y++)
            {
                CellWindow tile = new(1, x * 256, y * 256, 256, 256);
                tiles[(x, y)] = ElevationTile.Pack(
                    x,
                    y,
                    1,
                    [.. Enumerable.Range(0, 65536).Select(i => (float)height(tile.Lon(i % 256)))]
                )!;
            }
        }

        return new(1, ["test"], tiles);
    }

    [Fact]
    public void Every_piece_is_large_enough_and_touches_no_zone_for_any_grid()
    {
        var area = Box(105, 24.5, 105.1, 24.57);
        Random random = new(3);
        var zones = Enumerable
            .Range(0, 25)
            .Select(i =>
                (
                    Kind: i % 3 == 0 ? "hazard" : "flood",
                    Area: new Point(105 + random.NextDouble() * 0.1, 24.5 + random.NextDouble() * 0.07).Buffer(
                        0.001 + random.NextDouble() * 0.004
                    )
                )
            )
            .ToLookup(z => z.Kind, z => z.Area);
        var land = FreeLand.Find(area, zones, None, Limits, 40_000, null, TestContext.Current.CancellationToken);
        Assert.True(land.SlopeUnknown);
        Assert.Equal(land.CellsInside, land.CellsExcluded["slope_unknown"]);
        Assert.True(land.Pieces.Count > 30);
        Assert.All(
            land.Pieces,
            p =>
            {
                Assert.True(p.Land.SquareMetres >= 40_000 && p.WholeSquareMetres >= p.Land.SquareMetres - 0.01);
                Assert.True(area.Covers(p.Land.Outline) && p.Land.Outline.IsValid);
                Assert.DoesNotContain(zones.SelectMany(z => z), z => z.Intersects(p.Land.Outline));
            }
        );
        // No land is given twice, and what is given is free.
        var whole = NetTopologySuite.Operation.Union.UnaryUnionOp.Union([
            .. land.Pieces.Select(p => (Geometry)p.Land.Outline),
        ]);
        Assert.Equal(land.Pieces.Sum(p => p.Land.Outline.Area), whole.Area, 9);
        Assert.True(land.Pieces.Sum(p => (long)p.Land.Cells) <= land.CellsFree);
        Assert.Equal(
            land.Pieces.Select(p => p.Land.Cells),
            FreeLand
                .Find(area, zones, None, Limits, 40_000, null, TestContext.Current.CancellationToken)
                .Pieces.Select(p => p.Land.Cells)
        );
    }

    [Fact]
    public void A_steep_half_is_left_out_and_counted()
    {
        var area = Box(105, 24.5, 105.02, 24.52);
        var terrain = Hillside(
            area.EnvelopeInternal,
            lon => lon < 105.01 ? 500 : 500 + (lon - 105.01) * 101_400 * Math.Tan(double.DegreesToRadians(32))
        );
        var land = FreeLand.Find(
            area,
            Array.Empty<(string, Geometry)>().ToLookup(z => z.Item1, z => z.Item2),
            terrain,
            Limits,
            40_000,
            null,
            TestContext.Current.CancellationToken
        );
        Assert.False(land.SlopeUnknown);
        Assert.InRange((double)land.CellsExcluded["slope"] / land.CellsInside, 0.47, 0.53);
        Assert.Equal(0, land.CellsExcluded["slope_unknown"]);
        Assert.All(land.Pieces, p => Assert.True(p.Land.Outline.EnvelopeInternal.MaxX < 105.0105));
    }

    [Fact]
    public void A_site_reports_mean_slope_steepest_slope_and_unknown_area()
    {
        var site = Box(105.001, 24.501, 105.004, 24.504);
        var half = Hillside(
            site.EnvelopeInternal,
            lon => 500 + (lon - 105) * 101_400 * Math.Tan(double.DegreesToRadians(20))
        );
        var slope = SiteSlope.Compute(site, half.Grid(), Limits);
        Assert.Equal(20, slope.MeanDegrees!.Value, 0.2);
        Assert.Equal((0, 0), (slope.ShareOver, slope.UnknownShare));
        Assert.Equal(0.5, slope.PenaltyLow, 0.03);
        var nothing = SiteSlope.Compute(site, None.Grid(), Limits);
        Assert.Equal(
            (null, null, 1.0, 0.0, 1.0),
            (nothing.MeanDegrees, nothing.MaxDegrees, nothing.UnknownShare, nothing.PenaltyLow, nothing.PenaltyHigh)
        );
        Assert.Equal(20, SiteSlope.Compute(site.Centroid, half.Grid(), Limits).MaxDegrees!.Value, 0.2);
    }
}
