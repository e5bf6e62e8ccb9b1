using Longlin.Geo.Model;
using Longlin.Geo.Network;

namespace Longlin.Geo.Tests.Network;

public class NearestGoalsTests
{
    private static Link Road(double lon1, double lat1, double lon2, double lat2) =>
        new(1, [lon1, lat1, lon2, lat2], DateSet.Always, DateSet.Always, DateSet.Always);

    [Fact]
    public void The_nearest_goal_is_the_one_found_by_comparing_all_goals()
    {
        Random random = new(7);
        List<Link> links = [];
        for (var i = 0; i < 12; i++)
        {
            for (var j = 0; j < 12; j++)
            {
                if (random.Next(5) > 0)
                    links.Add(Road(105 + i * 0.01, 24 + j * 0.01, 105 + (i + 1) * 0.01, 24 + j * 0.01));
                if (random.Next(5) > 0)
                    links.Add(Road(105 + i * 0.01, 24 + j * 0.01, 105 + i * 0.01, 24 + (j + 1) * 0.01));
            }
        }

        var graph = NodedGraph.Build(links, 0.5);
        bool[] usable = [.. Enumerable.Range(0, graph.EdgeCount).Select(_ => random.Next(8) > 0)];
        WayJoin Join(int goal)
        {
            int edge;
            do edge = random.Next(graph.EdgeCount);
            while (!usable[edge]);
            return new(goal, edge, random.NextDouble(), random.Next(300));
        }

        WayJoin[] goals = [.. Enumerable.Range(0, 9).Select(Join)];
        var far = AllPairs(graph, usable);
        var nearest = NearestGoals.Search(graph, usable, ShortestPaths.Around(graph), goals);
        for (var n = 0; n < 60; n++)
        {
            WayJoin[] joins = [Join(0), Join(0)];
            var expected = goals.SelectMany(g => joins.Select(j => Between(j, g))).Min();
            var found = nearest.From(joins);
            Assert.Equal(expected, found.Metres, 6);
            Assert.Equal(double.IsInfinity(expected), found.Goal < 0);
        }

        double Between(WayJoin a, WayJoin b)
        {
            var best =
                a.Edge == b.Edge
                    ? Math.Abs(a.Fraction - b.Fraction) * graph.EdgeMetres[a.Edge]
                    : double.PositiveInfinity;
            foreach (var (from, along) in Ends(a))
            foreach (var (to, back) in Ends(b))
                best = Math.Min(best, along + far[from, to] + back);
            return best + a.Metres + b.Metres;
        }

        (int, double)[] Ends(WayJoin j) =>
            [
                (graph.EdgeFrom[j.Edge], j.Fraction * graph.EdgeMetres[j.Edge]),
                (graph.EdgeTo[j.Edge], (1 - j.Fraction) * graph.EdgeMetres[j.Edge]),
            ];
    }

    // R. W. Floyd, 1962.
    private static double[,] AllPairs(NodedGraph graph, bool[] usable)
    {
        var n = graph.NodeCount;
        var far = new double[n, n];
        for (var i = 0; i < n; i++)
        for (var j = 0; j < n; j++)
            far[i, j] = i == j ? 0 : double.PositiveInfinity;
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            if (!usable[e])
                continue;
            var (a, b) = (graph.EdgeFrom[e], graph.EdgeTo[e]);
            far[a, b] = far[b, a] = Math.Min(far[a, b], graph.EdgeMetres[e]);
        }

        for (var k = 0; k < n; k++)
        for (var i = 0; i < n; i++)
        for (var j = 0; j < n; j++)
            far[i, j] = Math.Min(far[i, j], far[i, k] + far[k, j]);
        return far;
    }
}
