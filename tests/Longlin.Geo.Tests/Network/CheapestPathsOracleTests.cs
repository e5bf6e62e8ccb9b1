using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Network.Ways;
using static Longlin.Geo.Tests.Network.TestNetwork;

namespace Longlin.Geo.Tests.Network;

/// <summary>
/// Random networks with links that open, are hardened and close, and a source at any place, against a plain search on
/// every single day.
/// </summary>
public class CheapestPathsOracleTests
{
    private const int Side = 4;
    private const int Nodes = Side * Side;
    private const int Days = 10;

    // To build costs so much that every way over links is cheaper.
    private const double BuildWeight = 10_000;

    private sealed record Edge(int A, int B, DateSet Exists, DateSet Hardened)
    {
        public double Metres { get; } =
            Math.Sqrt(Math.Pow(Spot(A).X - Spot(B).X, 2) + Math.Pow(Spot(A).Y - Spot(B).Y, 2));
    }

    private sealed record Case(Edge[] Edges, int Source, ReachComputation Reach)
    {
        public bool Touches(int node) => Edges.Any(e => e.A == node || e.B == node);
    }

    // No two links are equally long, so that no two ways are equally cheap.
    private static (double X, double Y) Spot(int node) =>
        (node % Side * 700 + node * 37 % 90, node / Side * 700 + node * 53 % 110);

    private static Case Draw(int seed)
    {
        Random random = new(seed);
        List<Edge> edges = [];
        for (var node = 0; node < Nodes; node++)
        {
            foreach (var other in (int[])[node + 1, node + Side])
            {
                var isGrid = other == node + 1 ? other % Side != 0 : other < Nodes;
                if (!isGrid || random.NextDouble() > 0.7)
                    continue;
                var from = random.Next(4) == 0 ? random.Next(1, Days) : int.MinValue;
                var to = random.Next(4) == 0 ? random.Next(Math.Max(0, from) + 1, Days + 2) : int.MaxValue;
                var hardened = random.Next(4) switch
                {
                    0 => DateSet.Empty,
                    1 => DateSet.Between(from, to),
                    _ => DateSet.Between(from, to).Intersect(DateSet.Between(random.Next(Days), int.MaxValue)),
                };
                edges.Add(new Edge(node, other, DateSet.Between(from, to), hardened));
            }
        }

        var source = random.Next(Nodes);
        var (x, y) = Spot(source);
        NetworkInput input = new(
            [
                .. edges.Select(
                    (e, i) =>
                        Road(i, [Spot(e.A).X, Spot(e.A).Y, Spot(e.B).X, Spot(e.B).Y], e.Hardened, exists: e.Exists)
                ),
            ],
            [new SourcePoint(1, At(x, y), 5, DateSet.Always, DateSet.Always)],
            [],
            [.. Enumerable.Range(0, Nodes).Select(n => Hamlet(n, Spot(n).X, Spot(n).Y) with { ReachMetres = 100 })],
            LinksServe: true
        );
        return new([.. edges], source, ReachComputation.Run(input, CancellationToken.None));
    }

    // Metres from each node to the nearest of some nodes; what a link costs is its metres times a weight, infinite
    // where it may not be used.
    private static double[] Search(Edge[] edges, IEnumerable<int> from, Func<Edge, double> weight)
    {
        var metres = new double[Nodes];
        Array.Fill(metres, double.PositiveInfinity);
        foreach (var node in from)
            metres[node] = 0;
        for (var round = 0; round < Nodes; round++)
        {
            foreach (var e in edges.Where(e => double.IsFinite(weight(e))))
            {
                metres[e.B] = Math.Min(metres[e.B], metres[e.A] + weight(e) * e.Metres);
                metres[e.A] = Math.Min(metres[e.A], metres[e.B] + weight(e) * e.Metres);
            }
        }

        return metres;
    }

    private static double[] Served(Case drawn, int day) =>
        Search(
            drawn.Edges,
            drawn.Edges.Any(e => (e.A == drawn.Source || e.B == drawn.Source) && e.Hardened.Contains(day))
                ? [drawn.Source]
                : [],
            e => e.Hardened.Contains(day) ? 1 : double.PositiveInfinity
        );

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Served_days_match_a_search_on_every_day_for_any_source(int seed)
    {
        var drawn = Draw(seed);
        for (var day = -1; day <= Days + 2; day++)
        {
            var served = Served(drawn, day);
            for (var n = 0; n < Nodes; n++)
                Assert.Equal(
                    (n, day, double.IsFinite(served[n])),
                    (n, day, drawn.Reach.Places[n].Definite.Contains(day))
                );
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Missing_metres_match_a_search_on_every_day_for_any_source(int seed)
    {
        var drawn = Draw(seed);
        for (var day = 0; day <= Days + 2; day++)
        {
            var served = Served(drawn, day);
            // The source is a start of its own, whatever road leads to it.
            var cost = Search(
                drawn.Edges,
                Enumerable.Range(0, Nodes).Where(n => n == drawn.Source || double.IsFinite(served[n])),
                e =>
                    e.Hardened.Contains(day) ? 0
                    : e.Exists.Contains(day) ? 1
                    : double.PositiveInfinity
            );
            var ways = drawn.Reach.WaysOn(day, BuildWeight, TestContext.Current.CancellationToken);
            for (var n = 0; n < Nodes; n++)
            {
                Assert.Equal(double.IsFinite(served[n]), ways[n]!.Served);
                AssertWay(drawn, n, day, ways[n]!, cost, served);
            }
        }
    }

    private static void AssertWay(Case drawn, int place, int day, PlaceDay found, double[] cost, double[] served)
    {
        var way = found.Cheapest;
        var nearest = drawn
            .Edges.Select((e, i) => (Edge: e, Line: drawn.Reach.Graph.EdgeLines[i]))
            .Where(e => e.Edge.Hardened.Contains(day) && double.IsFinite(served[e.Edge.A]))
            .Select(e => Geodesy.NearestOnLine(At(Spot(place).X, 0)[0], At(0, Spot(place).Y)[1], e.Line).DistanceMetres)
            .DefaultIfEmpty(double.NaN)
            .Min();
        Assert.Equal(nearest, way.Distance, 0.5);
        if (found.Served)
        {
            Assert.Equal((0, 0), (way.Upgrade, way.Build));
            return;
        }

        if (!double.IsFinite(cost[place]) || (place == drawn.Source && !drawn.Touches(place)))
        {
            Assert.InRange(
                way.Build,
                0,
                drawn.Reach.WayAt(place, day, BuildWeight, TestContext.Current.CancellationToken).Way.Straight!.Build
                    + 0.5
            );
            return;
        }

        Assert.Equal(0, way.Build, 0.1);
        Assert.InRange(way.Upgrade, cost[place] - 3, cost[place] + 3);
        var blocking = way.Blocking.Select(id => drawn.Edges[id]).ToList();
        Assert.All(blocking, e => Assert.True(e.Exists.Contains(day) && !e.Hardened.Contains(day)));
        Assert.InRange(blocking.Sum(e => e.Metres), way.Upgrade - 3, way.Upgrade + 3);
        Assert.Equal(way.Upgrade, found.Existing?.Upgrade ?? 0, 0.1);
        Assert.Equal(way.Upgrade > 0, way.Blocking.Count > 0);
        var lines = way.Lines.Where(l => l.Link is { } id && way.Blocking.Contains(id));
        Assert.InRange(lines.Sum(l => Geodesy.LengthMetres(l.LonLat)), way.Upgrade - 1, way.Upgrade + 1);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_path_of_a_served_hamlet_is_connected_ends_at_a_source_and_is_shortest(int seed)
    {
        var drawn = Draw(seed);
        for (var day = 0; day <= Days; day++)
        {
            var served = Served(drawn, day);
            for (var n = 0; n < Nodes; n++)
            {
                if (!double.IsFinite(served[n]) || n == drawn.Source)
                    continue;
                var (way, path, _) = drawn.Reach.WayAt(n, day, BuildWeight, TestContext.Current.CancellationToken);
                Assert.Equal((true, 0, 0), (way.Served, way.Cheapest.Upgrade, way.Cheapest.Build));
                var at = n;
                foreach (var edge in path.Select(l => drawn.Edges[l.Link!.Value]))
                {
                    Assert.True(edge.A == at || edge.B == at, $"link {edge} does not go on from {at}");
                    Assert.True(edge.Hardened.Contains(day));
                    at = edge.A == at ? edge.B : edge.A;
                }

                Assert.Equal(drawn.Source, at);
                Assert.InRange(path.Sum(l => Geodesy.LengthMetres(l.LonLat)), served[n] - 1, served[n] + 1);
            }
        }
    }
}
