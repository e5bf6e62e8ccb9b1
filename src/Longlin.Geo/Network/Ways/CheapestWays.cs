using System.Numerics;
using System.Runtime.Intrinsics;
using Longlin.Geo.Model;

namespace Longlin.Geo.Network.Ways;

/// <summary>
/// The cheapest ways on one day from the sources, and from all that is served, to every point of the other links:
/// along links that are good enough or closed for a while (free), along links to be upgraded, and over straight
/// connectors between any two points. Connectors are not listed beforehand. Every step looks, through a tree of
/// segments that knows what its parts cost at most, only at those that a connector from here could still make
/// cheaper; so nothing is left out, and the answer is the optimum of the graph that holds, for every vertex and every
/// other segment, the connector to its nearest point, and every crossing (E. W. Dijkstra, 1959, with pruning).
/// </summary>
internal sealed class CheapestWays
{
    private readonly PlaceWays _places;

    private CheapestWays(PlaceWays places) => _places = places;

    /// <summary>Searches one day of a network.</summary>
    /// <param name="input">Links and sources.</param>
    /// <param name="graph">The noded links.</param>
    /// <param name="index">Over the graph's edges.</param>
    /// <param name="edgeServed">The days on which each edge is served.</param>
    /// <param name="day">Day number.</param>
    /// <param name="buildWeight">What a metre to build costs, in metres to upgrade.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static CheapestWays On(
        NetworkInput input,
        NodedGraph graph,
        LineIndex index,
        DateSet[] edgeServed,
        int day,
        double buildWeight,
        CancellationToken cancellationToken
    )
    {
        var segments = DaySegments.On(input, graph, edgeServed, day);
        WayCosts costs = new(segments);
        Start(input, segments, costs, index, day);
        Settle(costs, segments, null, cancellationToken);
        var network = costs.Snapshot();
        PackedTree served = new(Array.ConvertAll(segments.Served, s => s.Box));
        foreach (
            var (segment, fraction, metres, lon, lat) in new ServedConnectors(
                segments,
                costs,
                served,
                buildWeight
            ).Find(cancellationToken)
        )
        {
            var start = costs.Keep(new(0, 0, 0, -1, -1, -1, 0, false, lon, lat));
            var cost = metres * buildWeight;
            costs.ReachPoint(segment, fraction, new(cost, 0, metres, start, -1, -1, 0, false, 0, 0));
        }

        // Over the links first: the tighter the bounds, the fewer connectors are looked at.
        Settle(costs, segments, null, cancellationToken);
        costs.QueueAll();
        Settle(costs, segments, new Connector(segments, costs, buildWeight), cancellationToken);
        return new(new PlaceWays(input, day, buildWeight, segments, costs, served, network));
    }

    /// <summary>The cheapest way for a place.</summary>
    public PlaceWay Of(Place place, PlaceAttachments attachments, int[][] serverEdges) =>
        _places.Find(place, attachments, serverEdges);

    /// <summary>The cheapest way over existing links alone; null where there is none.</summary>
    public PlaceWay? ExistingOf(Place place, PlaceAttachments attachments, int[][] serverEdges) =>
        _places.FindExisting(place, attachments, serverEdges);

    /// <summary>A new link straight to what is served or to a source; null where there is neither.</summary>
    public PlaceWay? StraightOf(Place place) => _places.FindStraight(place);

    /// <summary>What is told of a place that is served.</summary>
    public PlaceWay Served(Place place) => _places.Served(place);

    private static void Start(NetworkInput input, DaySegments day, WayCosts costs, LineIndex index, int today)
    {
        var graph = day.Graph;
        WayLabel start = new(0, 0, 0, -1, -1, -1, 0, false, 0, 0);
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            if (day.States[e] == LinkState.Served)
            {
                costs.ReachNode(graph.EdgeFrom[e], start);
                costs.ReachNode(graph.EdgeTo[e], start);
            }
            else if (input.Links[graph.EdgeLink[e]].IsSource && day.States[e] != LinkState.Absent)
            {
                // The way out is not good enough yet: upgraded along its length it is a source itself.
                var metres = day.States[e] == LinkState.Exists ? graph.EdgeMetres[e] : 0;
                var (first, _) = day.OfEdge(e);
                var own = start with { Cost = metres, Upgrade = metres, Segment = first, IsWalked = true };
                costs.ReachNode(graph.EdgeFrom[e], own);
                costs.ReachNode(graph.EdgeTo[e], own);
            }
        }

        foreach (var source in input.Sources.Where(s => s.Definite.Contains(today)))
        {
            foreach (var (edge, _) in index.Nearest(source.LonLat[0], source.LonLat[1], source.JoinMetres))
            {
                if (day.States[edge] is LinkState.Absent or LinkState.Served)
                    continue;
                var (segment, fraction, _) = day.NearestOf(edge, source.LonLat[0], source.LonLat[1]);
                costs.ReachPoint(segment, fraction, start);
            }
        }
    }

    private static void Settle(
        WayCosts costs,
        DaySegments day,
        Connector? connector,
        CancellationToken cancellationToken
    )
    {
        for (var steps = 0; costs.Queue.TryDequeue(out var label, out _); steps++)
        {
            if (steps % 4096 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (!costs.Stands(label))
                continue;
            var step = costs.Labels[label];
            if (step.Node < 0)
            {
                connector?.Push(label, step.Segment, step.Along, alone: true);
                continue;
            }

            for (var i = day.First[step.Node]; i < day.First[step.Node + 1]; i++)
            {
                var segment = day.Incident[i];
                var fromFirst = day.From[segment] == step.Node;
                costs.Walk(label, segment, fromFirst ? 0 : day.Metres[segment], toFirst: !fromFirst);
            }

            for (var i = day.First[step.Node]; connector is not null && i < day.First[step.Node + 1]; i++)
            {
                var segment = day.Incident[i];
                connector.Push(
                    label,
                    segment,
                    day.From[segment] == step.Node ? 0 : day.Metres[segment],
                    i == day.First[step.Node]
                );
            }
        }
    }

    // Looks for connectors from a point that is reached, and from the segment it lies on.
    private sealed class Connector(DaySegments day, WayCosts costs, double buildWeight)
    {
        private int _label,
            _segment;
        private double _along;
        private bool _alone;
        private (double East, double North) _scale;
        private WayLabel _step;

        /// <summary>Makes cheaper what a connector can.</summary>
        /// <param name="label">The point.</param>
        /// <param name="segment">A segment it lies on.</param>
        /// <param name="along">Where.</param>
        /// <param name="alone">Whether connectors from the point itself are wanted too.</param>
        public void Push(int label, int segment, double along, bool alone)
        {
            _step = costs.Labels[label];
            (_label, _segment, _along, _alone) = (label, segment, along, alone);
            _scale = Geodesy.MetresPerDegree(_step.Lat);
            Visit(costs.Tree.Root, day.Open[segment].Box);
        }

        private void Visit(int node, (double West, double South, double East, double North) box)
        {
            var first = costs.Tree.FirstChild(node);
            var least =
                costs.Tree.Bounds(first, box, _scale.East, _scale.North) * buildWeight
                + Vector512.Create(_step.Cost + WayCosts.Tolerance);
            for (
                var worth = Vector512.LessThan(least, Vector512.Create(costs.Most, first)).ExtractMostSignificantBits();
                worth != 0;
                worth &= worth - 1
            )
            {
                var child = first + BitOperations.TrailingZeroCount(worth);
                if (child >= costs.Tree.Leaves)
                    Visit(child, box);
                else
                    Meet(costs.Tree.Items[child], child);
            }
        }

        private void Meet(int other, int leaf)
        {
            if (other == _segment)
                return;
            if (_alone)
            {
                var (metres, fraction) = day.Open[other].Nearest(_step.Lon, _step.Lat, _scale);
                if (_step.Cost + buildWeight * metres < costs.Most[leaf])
                    costs.ReachPoint(other, fraction, Built(_step, _label, metres));
            }

            FromHere(day.From[other]);
            FromHere(day.To[other]);
            if (day.Open[_segment].Crossing(day.Open[other]) is var (here, there))
                Cross(other, here, there);
        }

        // The connector from a vertex to its nearest point on the segment, after a walk up to that point.
        private void FromHere(int node)
        {
            if (costs.Cost(node) <= _step.Cost)
                return;
            var (metres, fraction) = day.Open[_segment].Nearest(day.Lon[node], day.Lat[node], _scale);
            var walked = Walked(fraction);
            if (walked.Cost + buildWeight * metres >= costs.Cost(node) - WayCosts.Tolerance)
                return;
            costs.ReachNode(node, Built(walked, costs.Keep(walked), metres));
        }

        private void Cross(int other, double here, double there)
        {
            var walked = Walked(here);
            if (walked.Cost < costs.Most[costs.LeafOf(other)])
                costs.ReachPoint(other, there, Built(walked, costs.Keep(walked), 0));
        }

        private WayLabel Walked(double fraction)
        {
            var at = fraction * day.Metres[_segment];
            var (lon, lat) = day.Open[_segment].At(fraction);
            return costs.Walked(_step, _label, _segment, Math.Abs(at - _along)) with
            {
                Node = -1,
                Along = at,
                Lon = lon,
                Lat = lat,
            };
        }

        private WayLabel Built(in WayLabel step, int label, double metres) =>
            step with
            {
                Cost = step.Cost + buildWeight * metres,
                Build = step.Build + metres,
                Parent = label,
                Segment = -1,
                IsWalked = false,
            };
    }
}
