using Longlin.Geo.Model;
using Longlin.Geo.Network;

namespace Longlin.Geo.Tests.Network;

public class NodingTests
{
    // Ends join when a chain of ends leads from one to the other, each step at most the tolerance: compared pair by
    // pair, wherever the cells of the search lie.
    [Theory]
    [InlineData(24.7, 1)]
    [InlineData(24.7, 2)]
    [InlineData(3.2, 3)]
    [InlineData(52.9, 4)]
    [InlineData(-33.4, 5)]
    public void Joined_ends_match_a_comparison_of_all_pairs(double latitude, int seed)
    {
        const int count = 150;
        const double join = 0.5;
        Random random = new(seed);
        var (east, north) = Geodesy.MetresPerDegree(latitude);
        List<Link> links = [];
        var (x, y) = (0.0, 0.0);
        for (var i = 0; i < count; i++)
        {
            // Groups of five, of which the ends lie in a row; the links lead away across it and away from each other.
            var (group, eastward) = (i / 5, i / 5 % 2 == 1);
            var step = random.Next(2) == 0 ? 0.1 + 0.39 * random.NextDouble() : 0.51 + 0.3 * random.NextDouble();
            if (i % 5 == 0)
                (x, y) = (5000 * group + 8 * random.NextDouble(), 8 * random.NextDouble());
            else
                (x, y) = eastward ? (x, y + step) : (x + step, y);
            var (farX, farY) = eastward ? (x + 1000, y + 5 * (i % 5)) : (x + 5 * (i % 5), y + 1000);
            double[] line = [60 + x / east, latitude + y / north, 60 + farX / east, latitude + farY / north];
            if (i % 2 == 1)
                line = [line[2], line[3], line[0], line[1]];
            links.Add(new(i, line, DateSet.Always, DateSet.Always, DateSet.Always));
        }

        var graph = NodedGraph.Build(links, join);
        DisjointSets sets = new(count);
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (End(i), End(j));
                if (Geodesy.DistanceMetres(a.Lon, a.Lat, b.Lon, b.Lat) <= join)
                    sets.Join(i, j);
            }
        }

        var node = new int[count];
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            var link = graph.EdgeLink[e];
            node[link] = link % 2 == 0 ? graph.EdgeFrom[e] : graph.EdgeTo[e];
        }

        Assert.Equal(count, graph.EdgeCount);
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++)
                Assert.Equal((i, j, sets.Find(i) == sets.Find(j)), (i, j, node[i] == node[j]));
        }

        (double Lon, double Lat) End(int i) =>
            i % 2 == 0 ? (links[i].LonLat[0], links[i].LonLat[1]) : (links[i].LonLat[2], links[i].LonLat[3]);
    }

    [Fact]
    public void The_search_queue_returns_the_nearest_first_for_any_size()
    {
        Random random = new(7);
        double[] metres = [.. Enumerable.Range(0, 1000).Select(_ => Math.Round(random.NextDouble(), 2))];
        var queue = NearestQueue.Rent();
        Assert.Equal(double.PositiveInfinity, queue.Least);
        for (var i = 0; i < metres.Length; i++)
            queue.Enqueue(i, metres[i]);
        List<double> taken = [];
        while (queue.Least is var least && queue.TryDequeue(out var entry, out var far))
        {
            Assert.Equal((least, metres[entry]), (far, far));
            taken.Add(far);
        }

        Assert.Equal(metres.Order(), taken);
        queue.Return();
    }

    [Theory]
    [InlineData(1000, 2, true)] // about 1,000 m up, 200 m along and 1,000 m back, for a gap of 200 m
    [InlineData(1000, 20, false)]
    [InlineData(100, 2, false)] // nearer to itself by road than twice the gap
    public void A_hairpin_gets_a_link_only_if_the_detour_is_long(double up, double detour, bool found)
    {
        Link[] links = [TestNetwork.Road(1, [0, 0, 0, up]), TestNetwork.Road(2, [0, up, 200, up, 200, 0, 200, -600])];
        var graph = NodedGraph.Build(links, 0.5);
        var start = TestNetwork.At(0, 0);
        var end = Assert.Single(
            DeadEnds.Find(
                graph,
                [DateSet.Always, DateSet.Always],
                (lon, lat) => Geodesy.DistanceMetres(lon, lat, start[0], start[1]) > 1,
                0,
                2000,
                detour
            )
        );
        // The far end of the second link is nearer by road than the detour asks for, or not reached within it.
        Assert.Equal(found, end.Missing is not null);
        if (end.Missing is not { } link)
            return;
        Assert.Equal(200, link.Metres, 1.0);
        Assert.Equal(up, link.RoadMetres!.Value, 1.0);
        var at = TestNetwork.At(200, 0);
        Assert.Equal(0, Geodesy.DistanceMetres(link.Lon, link.Lat, at[0], at[1]), 1.0);
    }
}
