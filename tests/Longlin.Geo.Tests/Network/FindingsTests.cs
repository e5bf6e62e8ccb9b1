using Longlin.Geo.Model;
using Longlin.Geo.Network;

namespace Longlin.Geo.Tests.Network;

/// <summary>Critical edges against losing every edge in turn; dead ends on small networks drawn by hand.</summary>
public class FindingsTests
{
    private const double Step = 0.002; // about 200 m

    private static Link Line(long id, (int X, int Y) from, (int X, int Y) to, DateSet? days = null) =>
        new(
            id,
            [105 + from.X * Step, 24.7 + from.Y * Step, 105 + to.X * Step, 24.7 + to.Y * Step],
            days ?? DateSet.Always,
            days ?? DateSet.Always,
            days ?? DateSet.Always
        );

    private static int Served(
        NodedGraph graph,
        HashSet<int> lost,
        int source,
        List<(double, int[] Edges)> places,
        out double weight
    )
    {
        DisjointSets sets = new(graph.NodeCount);
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            if (!lost.Contains(e))
                sets.Join(graph.EdgeFrom[e], graph.EdgeTo[e]);
        }

        var there = places
            .Where(p => p.Edges.Any(e => !lost.Contains(e) && sets.Find(graph.EdgeFrom[e]) == sets.Find(source)))
            .ToList();
        weight = there.Sum(p => p.Item1);
        return there.Count;
    }

    [Fact]
    public void Critical_edges_are_those_whose_removal_cuts_places_off()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            List<Link> links = [];
            for (var x = 0; x < 6; x++)
            {
                for (var y = 0; y < 6; y++)
                {
                    if (x < 5 && random.NextDouble() < 0.55)
                        links.Add(Line(links.Count, (x, y), (x + 1, y)));
                    if (y < 5 && random.NextDouble() < 0.55)
                        links.Add(Line(links.Count, (x, y), (x, y + 1)));
                }
            }

            var graph = NodedGraph.Build(links, 0.5);
            var source = random.Next(graph.NodeCount);
            DisjointSets sets = new(graph.NodeCount);
            for (var e = 0; e < graph.EdgeCount; e++)
                sets.Join(graph.EdgeFrom[e], graph.EdgeTo[e]);
            var served = Enumerable
                .Range(0, graph.EdgeCount)
                .Select(e => sets.Find(graph.EdgeFrom[e]) == sets.Find(source))
                .ToArray();
            List<(double Weight, int[] Edges)> places =
            [
                .. Enumerable
                    .Range(0, 20)
                    .Select(_ =>
                        (
                            (double)random.Next(1, 50),
                            Enumerable
                                .Range(0, random.Next(1, 4))
                                .Select(_ => random.Next(graph.EdgeCount))
                                .Where(e => served[e])
                                .Distinct()
                                .ToArray()
                        )
                    ),
            ];
            var found = CriticalEdges.Find(graph, served, [source], places).ToDictionary(c => c.Edge);
            var whole = Served(graph, [], source, places, out var all);
            for (var e = 0; e < graph.EdgeCount; e++)
            {
                if (!served[e])
                    continue;
                var left = Served(graph, [e], source, places, out var weight);
                // An edge in a ring may serve a place alone; only bridges cut a way off, and a place beside it goes
                // with its edge.
                var lone = places.Where(p => p.Edges is [var only] && only == e).ToList();
                var bridge = found.TryGetValue(e, out var c);
                Assert.Equal(
                    (seed, e, bridge ? c!.Places : 0),
                    (seed, e, bridge ? whole - left : whole - left - lone.Count)
                );
                if (bridge)
                    Assert.Equal(all - weight, c!.Weight, 6);
            }
        }
    }

    [Fact]
    public void A_dead_end_begins_with_its_link_and_ends_when_the_next_link_opens()
    {
        Link[] links =
        [
            Line(1, (0, 0), (5, 0)),
            Line(2, (5, 0), (10, 0), DateSet.Between(100, int.MaxValue)),
            Line(3, (10, 0), (15, 0), DateSet.Between(200, int.MaxValue)),
        ];
        var graph = NodedGraph.Build(links, 0.5);
        var exists = Array.ConvertAll(graph.EdgeLink, l => links[l].Exists);
        // The first end is a settlement
        var found = DeadEnds.Find(graph, exists, (lon, _) => lon < 105.001, 150, 2000, 4);
        Assert.Equal(
            ["[-2147483648,100)", "[100,200)", "[200,2147483647)"],
            found.OrderBy(d => graph.NodeLon[d.Node]).Select(d => d.Days.ToString())
        );
    }

    [Fact]
    public void Two_unconnected_ends_close_to_each_other_name_each_other()
    {
        Link[] links = [Line(1, (0, 0), (5, 0)), Line(2, (6, 0), (10, 0))];
        var graph = NodedGraph.Build(links, 0.5);
        var found = DeadEnds.Find(
            graph,
            [DateSet.Always, DateSet.Always],
            (lon, _) => lon is < 105.001 or > 105.019,
            0,
            2000,
            4
        );
        Assert.Equal(2, found.Count);
        Assert.All(found, d => Assert.InRange(d.Missing!.Metres, 195, 210));
        Assert.All(found, d => Assert.Null(d.Missing!.RoadMetres));
    }

    [Fact]
    public void A_loop_and_a_line_of_zero_length_are_not_dead_ends()
    {
        Link[] links =
        [
            Line(1, (0, 0), (5, 0)),
            new(
                2,
                [105 + 5 * Step, 24.7, 105 + 6 * Step, 24.7 + Step, 105 + 6 * Step, 24.7 - Step, 105 + 5 * Step, 24.7],
                DateSet.Always,
                DateSet.Always,
                DateSet.Always
            ),
            Line(3, (0, 0), (0, 0)),
        ];
        var graph = NodedGraph.Build(links, 0.5);
        Assert.Empty(
            DeadEnds.Find(graph, [.. Enumerable.Repeat(DateSet.Always, graph.EdgeCount)], (_, _) => false, 0, 2000, 4)
        );
    }

    // A road that goes away from its end and comes back beside it: three links around a gap.
    [Fact]
    public void The_way_round_counts_as_a_detour_from_four_times_the_gap_and_fifty_metres()
    {
        var (east, north) = Geodesy.MetresPerDegree(24.7);
        foreach (var gap in (double[])[10, 40, 60, 300])
        {
            foreach (var leg in (double[])[60, 120, 170, 220, 400, 900, 1300, 3000])
            {
                double[] At(double x, double y) => [105 + x / east, 24.7 + y / north];
                Link Between(long id, double[] from, double[] to) =>
                    new(id, [.. from, .. to], DateSet.Always, DateSet.Always, DateSet.Always);
                Link[] links =
                [
                    Between(1, At(0, 0), At(0, leg)),
                    Between(2, At(0, leg), At(gap, leg)),
                    Between(3, At(gap, leg), At(gap, 0)),
                ];
                var graph = NodedGraph.Build(links, 0.5);
                const double near = 400,
                    detour = 4;
                var found = DeadEnds.Find(
                    graph,
                    [.. Enumerable.Repeat(DateSet.Always, 3)],
                    (_, _) => false,
                    0,
                    near,
                    detour
                );
                Assert.Equal(2, found.Count);
                var round = leg + gap;
                foreach (var end in found)
                {
                    Assert.Equal((gap, leg, round > detour * Math.Max(gap, 50)), (gap, leg, end.Missing is not null));
                    if (end.Missing is not { } missing)
                        continue;
                    Assert.Equal(gap, missing.Metres, 0.01 * gap);
                    // Farther than the search goes it is not known.
                    Assert.Equal((gap, leg, round <= near * detour), (gap, leg, missing.RoadMetres is not null));
                    Assert.Equal(round, missing.RoadMetres ?? round, 0.01 * round);
                }
            }
        }
    }
}
