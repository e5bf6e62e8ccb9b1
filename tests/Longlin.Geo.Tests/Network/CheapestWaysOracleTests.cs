using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Network.Ways;
using static Longlin.Geo.Tests.Network.TestNetwork;

namespace Longlin.Geo.Tests.Network;

/// <summary>
/// Random networks against a plain search over a graph that holds every connector: from every vertex to the nearest
/// point of every segment, and every crossing.
/// </summary>
public class CheapestWaysOracleTests
{
    private const double Build = 1.6;

    private sealed record Drawn(Link[] Links, SourcePoint[] Sources, Place[] Places, ReachComputation Reach);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_way_costs_what_a_search_over_all_connectors_finds(int seed)
    {
        var drawn = Draw(seed);
        var ways = drawn.Reach.WaysOn(0, Build, TestContext.Current.CancellationToken);
        // At least: connectors start at crossings too. At most: at vertices, and where a source joins, alone.
        var (least, most) = (new Oracle(drawn, fromCrossings: true), new Oracle(drawn, fromCrossings: false));
        for (var p = 0; p < ways.Length; p++)
        {
            if (drawn.Reach.Places[p].Definite.Contains(0))
                continue;
            var way = ways[p]!.Cheapest;
            Assert.InRange(Cost(way), 0.9999 * least.Cost(p) - 0.1, 1.0001 * most.Cost(p) + 0.1);
            AssertSumsUp(drawn, way);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_free_link_more_never_makes_a_way_dearer(int seed)
    {
        var drawn = Draw(seed);
        Random random = new(seed);
        var link = Road(99, [random.Next(4000), random.Next(4000), random.Next(4000), random.Next(4000)]);
        var more = Run([.. drawn.Links, link], drawn.Sources, drawn.Places);
        var (without, with) = (
            drawn.Reach.WaysOn(0, Build, TestContext.Current.CancellationToken),
            more.WaysOn(0, Build, TestContext.Current.CancellationToken)
        );
        for (var p = 0; p < without.Length; p++)
        {
            if (!drawn.Reach.Places[p].Definite.Contains(0) && !more.Places[p].Definite.Contains(0))
                Assert.True(Cost(with[p]!.Cheapest) <= Cost(without[p]!.Cheapest) + 0.2);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_order_of_the_input_changes_no_cost(int seed)
    {
        var drawn = Draw(seed);
        var turned = Run([.. drawn.Links.Reverse()], [.. drawn.Sources.Reverse()], [.. drawn.Places.Reverse()]);
        var (one, other) = (
            drawn.Reach.WaysOn(0, Build, TestContext.Current.CancellationToken),
            turned.WaysOn(0, Build, TestContext.Current.CancellationToken)
        );
        for (var p = 0; p < one.Length; p++)
        {
            var (way, same) = (one[p]!.Cheapest, other[^(p + 1)]!.Cheapest);
            Assert.Equal(Cost(way), Cost(same), 0.2);
            Assert.Equal(way.Distance, same.Distance, 0.01);
        }
    }

    private static double Cost(PlaceWay way) => way.Upgrade + Build * way.Build;

    // Lines of the way add up to its metres, and one begins where the other ends.
    private static void AssertSumsUp(Drawn drawn, PlaceWay way)
    {
        var states = drawn.Links.ToDictionary(l => l.Id);
        var upgrade = way
            .Lines.Where(l => l.Link is { } id && !states[id].Definite.Contains(0) && !states[id].Closed.Contains(0))
            .Sum(l => Geodesy.LengthMetres(l.LonLat));
        Assert.Equal(way.Upgrade, upgrade, 0.5);
        Assert.Equal(way.Build, way.Lines.Where(l => l.Link is null).Sum(l => Geodesy.LengthMetres(l.LonLat)), 0.5);
        for (var i = 1; i < way.Lines.Count; i++)
            Assert.Equal(way.Lines[i - 1].LonLat[^2..], way.Lines[i].LonLat[..2]);
    }

    private static Drawn Draw(int seed)
    {
        Random random = new(seed);
        List<Link> links = [];
        for (var i = 0; i < 12; i++)
        {
            var (x, y) = (random.Next(4000), random.Next(4000));
            List<double> line = [x, y];
            for (var v = random.Next(1, 4); v > 0; v--)
                line.AddRange([x += random.Next(-900, 900), y += random.Next(-900, 900)]);
            // Some begin where another ends.
            if (i > 0 && random.Next(3) == 0)
            {
                var end = links[random.Next(links.Count)].LonLat;
                links.Add(State(random, i, [end[^2], end[^1], .. At([.. line]).Skip(2)]));
            }
            else
            {
                links.Add(State(random, i, At([.. line])));
            }
        }

        SourcePoint[] sources =
        [
            .. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Seat(random.Next(4000), random.Next(4000))),
        ];
        Place[] places = [.. Enumerable.Range(0, 8).Select(n => Hamlet(n, random.Next(4000), random.Next(4000)))];
        return new([.. links], sources, places, Run([.. links], sources, places));
    }

    private static Link State(Random random, int id, double[] lonLat) =>
        random.Next(5) switch
        {
            0 or 1 => new Link(id, lonLat, DateSet.Empty, DateSet.Empty, DateSet.Always),
            2 => new Link(id, lonLat, DateSet.Empty, DateSet.Empty, DateSet.Always) { Closed = DateSet.Always },
            _ => new Link(id, lonLat, DateSet.Always, DateSet.Always, DateSet.Always),
        };

    // Points on all segments, joined along them and by every connector.
    private sealed class Oracle
    {
        private readonly Drawn _drawn;
        private readonly List<(double Lon, double Lat)> _points = [];
        private readonly List<List<(int To, double Cost)>> _next = [];
        private readonly double[] _cost;

        public Oracle(Drawn drawn, bool fromCrossings)
        {
            _drawn = drawn;
            var graph = drawn.Reach.Graph;
            List<(int Edge, double Lon1, double Lat1, double Lon2, double Lat2)> segments = [];
            List<(double, double)> vertices = [];
            for (var e = 0; e < graph.EdgeCount; e++)
            {
                var line = graph.EdgeLines[e];
                for (var i = 0; i + 1 < line.Length; i += 2)
                {
                    vertices.Add((line[i], line[i + 1]));
                    if (i > 0)
                        segments.Add((e, line[i - 2], line[i - 1], line[i], line[i + 1]));
                }
            }

            vertices.AddRange(drawn.Sources.Select(s => (s.LonLat[0], s.LonLat[1])));
            foreach (var source in drawn.Sources)
            {
                foreach (var line in graph.EdgeLines)
                {
                    var join = Geodesy.NearestOnLine(source.LonLat[0], source.LonLat[1], line);
                    if (join.DistanceMetres <= source.JoinMetres)
                        vertices.Add((join.Lon, join.Lat));
                }
            }

            if (fromCrossings)
                vertices.AddRange(
                    from one in segments
                    from other in segments
                    let at = Crossing(one, other)
                    where at is not null
                    select (one.Lon1 + at.Value * (one.Lon2 - one.Lon1), one.Lat1 + at.Value * (one.Lat2 - one.Lat1))
                );
            var ids = vertices.Distinct().ToDictionary(v => v, v => Add(v));
            var starts = drawn.Sources.Select(s => ids[(s.LonLat[0], s.LonLat[1])]).ToHashSet();
            foreach (var (source, vertex) in starts.SelectMany(s => ids.Values.Select(v => (s, v))).ToList())
                Connect(source, vertex, Build * Metres(source, vertex));
            // Nodes of the graph are one place, though the ends that join there may lie apart.
            Dictionary<int, int> nodes = [];
            foreach (var (e, line) in graph.EdgeLines.Index())
            {
                Tie(nodes, graph.EdgeFrom[e], ids[(line[0], line[1])]);
                Tie(nodes, graph.EdgeTo[e], ids[(line[^2], line[^1])]);
            }

            foreach (var segment in segments)
            {
                var (e, lon1, lat1, lon2, lat2) = segment;
                List<(double At, int Point)> on = [(0, ids[(lon1, lat1)]), (1, ids[(lon2, lat2)])];
                foreach (var (vertex, id) in ids)
                {
                    var near = Geodesy.NearestOnLine(vertex.Item1, vertex.Item2, [lon1, lat1, lon2, lat2]);
                    var point = Add((near.Lon, near.Lat));
                    on.Add((near.Fraction, point));
                    Connect(id, point, Build * near.DistanceMetres);
                }

                foreach (var other in segments)
                {
                    if (Crossing(segment, other) is not { } at)
                        continue;
                    var point = Add((lon1 + at * (lon2 - lon1), lat1 + at * (lat2 - lat1)));
                    on.Add((at, point));
                    // The same crossing, seen from the other segment, is the nearest point there.
                    for (var p = 0; p < point; p++)
                    {
                        if (Metres(p, point) < 0.01)
                            Connect(p, point, 0);
                    }
                }

                on.Sort();
                for (var i = 1; i < on.Count; i++)
                    Connect(on[i - 1].Point, on[i].Point, Weight(e) * Metres(on[i - 1].Point, on[i].Point));
                if (drawn.Reach.EdgeServedDefinite[e].Contains(0))
                    starts.UnionWith(on.Select(o => o.Point));
                foreach (var source in drawn.Sources)
                {
                    var whole = Geodesy.NearestOnLine(source.LonLat[0], source.LonLat[1], graph.EdgeLines[e]);
                    if (whole.DistanceMetres > source.JoinMetres)
                        continue;
                    var here = Geodesy.NearestOnLine(source.LonLat[0], source.LonLat[1], [lon1, lat1, lon2, lat2]);
                    if (here.DistanceMetres <= whole.DistanceMetres + 0.001)
                        starts.Add(Nearest(on, (here.Lon, here.Lat)));
                }
            }

            _cost = Search(starts);
        }

        public double Cost(int place)
        {
            var (at, graph, best) = (_drawn.Places[place], _drawn.Reach.Graph, double.PositiveInfinity);
            foreach (var source in _drawn.Sources)
                best = Math.Min(
                    best,
                    Build * Geodesy.DistanceMetres(at.Lon, at.Lat, source.LonLat[0], source.LonLat[1])
                );
            for (var e = 0; e < graph.EdgeCount; e++)
            {
                var line = graph.EdgeLines[e];
                var whole = Geodesy.NearestOnLine(at.Lon, at.Lat, line).DistanceMetres;
                for (var i = 2; i + 1 < line.Length; i += 2)
                {
                    var near = Geodesy.NearestOnLine(at.Lon, at.Lat, line.AsSpan(i - 2, 4));
                    var free = whole <= at.ReachMetres && near.DistanceMetres <= whole + 0.001;
                    var join = free ? 0 : Build * near.DistanceMetres;
                    var served = _drawn.Reach.EdgeServedDefinite[e].Contains(0);
                    best = Math.Min(best, join + (served ? 0 : CostAt(e, line.AsSpan(i - 2, 4).ToArray(), near)));
                }
            }

            return best;
        }

        // The cheapest point of the segment, and along it to the place's nearest.
        private double CostAt(
            int edge,
            double[] line,
            (double DistanceMetres, double Lon, double Lat, int SegmentIndex, double Fraction) near
        )
        {
            var best = double.PositiveInfinity;
            for (var p = 0; p < _points.Count; p++)
            {
                var on = Geodesy.NearestOnLine(_points[p].Lon, _points[p].Lat, line);
                if (on.DistanceMetres < 0.01)
                    best = Math.Min(
                        best,
                        _cost[p] + Weight(edge) * Geodesy.DistanceMetres(on.Lon, on.Lat, near.Lon, near.Lat)
                    );
            }

            return best;
        }

        private double Weight(int edge)
        {
            var link = _drawn.Links[_drawn.Reach.Graph.EdgeLink[edge]];
            return link.Definite.Contains(0) || link.Closed.Contains(0) ? 0 : 1;
        }

        private int Add((double Lon, double Lat) point)
        {
            _points.Add(point);
            _next.Add([]);
            return _points.Count - 1;
        }

        private void Connect(int a, int b, double cost)
        {
            _next[a].Add((b, cost));
            _next[b].Add((a, cost));
        }

        private void Tie(Dictionary<int, int> nodes, int node, int point)
        {
            if (nodes.TryGetValue(node, out var other))
                Connect(other, point, 0);
            else
                nodes[node] = point;
        }

        private int Nearest(List<(double At, int Point)> on, (double Lon, double Lat) to) =>
            on.MinBy(o => Geodesy.DistanceMetres(_points[o.Point].Lon, _points[o.Point].Lat, to.Lon, to.Lat)).Point;

        private double Metres(int a, int b) =>
            Geodesy.DistanceMetres(_points[a].Lon, _points[a].Lat, _points[b].Lon, _points[b].Lat);

        private double[] Search(IEnumerable<int> starts)
        {
            var cost = new double[_points.Count];
            Array.Fill(cost, double.PositiveInfinity);
            PriorityQueue<int, double> queue = new();
            foreach (var start in starts)
            {
                cost[start] = 0;
                queue.Enqueue(start, 0);
            }

            while (queue.TryDequeue(out var point, out var here))
            {
                if (here > cost[point])
                    continue;
                foreach (var (to, further) in _next[point])
                {
                    if (here + further >= cost[to])
                        continue;
                    cost[to] = here + further;
                    queue.Enqueue(to, cost[to]);
                }
            }

            return cost;
        }

        private static double? Crossing(
            (int Edge, double Lon1, double Lat1, double Lon2, double Lat2) a,
            (int Edge, double Lon1, double Lat1, double Lon2, double Lat2) b
        )
        {
            var (ax, ay, bx, by) = (a.Lon2 - a.Lon1, a.Lat2 - a.Lat1, b.Lon2 - b.Lon1, b.Lat2 - b.Lat1);
            var cross = ax * by - ay * bx;
            if (cross == 0)
                return null;
            var (dx, dy) = (b.Lon1 - a.Lon1, b.Lat1 - a.Lat1);
            var (here, there) = ((dx * by - dy * bx) / cross, (dx * ay - dy * ax) / cross);
            return here is >= 0 and <= 1 && there is >= 0 and <= 1 ? here : null;
        }
    }
}
