using Longlin.Geo.Model;
using Longlin.Geo.Network;
using NetTopologySuite.Geometries;
using static Longlin.Geo.Tests.Network.TestNetwork;

namespace Longlin.Geo.Tests.Network;

/// <summary>Who has a road within reach of the footprint, against the plane distances of NetTopologySuite.</summary>
public class FootprintReachTests
{
    private static readonly GeometryFactory Plane = new();

    private static Coordinate[] Points(double[] metres) => [.. metres.Chunk(2).Select(p => new Coordinate(p[0], p[1]))];

    private static bool Serves(double[] road, double[] ring, double reach, double footprintReach)
    {
        var at = At(0, 0);
        Place place = new(1, at[0], at[1], reach, footprintReach, [At(ring)], false, DateSet.Always);
        return !Run([Road(1, road, source: true)], [], [place]).Places[0].Definite.IsEmpty;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_place_is_served_where_its_footprint_or_its_point_is_near_enough(int seed)
    {
        Random random = new(seed);
        double Within(double metres) => (random.NextDouble() - 0.5) * 2 * metres;
        var (served, lacking) = (0, 0);
        for (var round = 0; round < 400; round++)
        {
            var (wide, high) = (100 + 400 * random.NextDouble(), 100 + 400 * random.NextDouble());
            double[] ring = [-wide, -high / 2, wide, -high, wide / 2, high, -wide / 2, high / 3, -wide, -high / 2];
            double[] road = [Within(900), Within(900), Within(900), Within(900), Within(900), Within(900)];
            var (reach, footprintReach) = (150 * random.NextDouble(), 100 * random.NextDouble());
            var line = Plane.CreateLineString(Points(road));
            double[] spare =
            [
                Plane.CreatePoint(new Coordinate(0, 0)).Distance(line) - reach,
                Plane.CreatePolygon(Points(ring)).Distance(line) - footprintReach,
            ];
            if (spare.Any(m => Math.Abs(m) < 1))
                continue; // too near to the limit for a plane
            var expected = spare.Any(m => m < 0);
            Assert.Equal((round, expected), (round, Serves(road, ring, reach, footprintReach)));
            (served, lacking) = expected ? (served + 1, lacking) : (served, lacking + 1);
        }

        Assert.True(served > 50 && lacking > 50);
    }

    [Fact]
    public void A_road_through_a_footprint_without_a_vertex_inside_serves_it()
    {
        double[] ring = [200, -100, 800, -100, 800, 100, 200, 100, 200, -100];
        Assert.True(Serves([500, -2000, 500, 2000], ring, 50, 10));
        Assert.True(Serves([500, 2000, 510, -2000], ring, 50, 10));
        Assert.False(Serves([900, -2000, 900, 2000], ring, 50, 10));
    }
}
