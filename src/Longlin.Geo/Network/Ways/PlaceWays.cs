using Longlin.Geo.Model;

namespace Longlin.Geo.Network.Ways;

/// <summary>
/// Joins places to the costs that were found: to any segment in a straight line, for nothing where the segment lies
/// within their reach or a device of theirs hangs on it.
/// </summary>
internal sealed class PlaceWays
{
    // Less than this along a segment is not walked: the way begins or ends at its end.
    private const double WalkedMetres = 0.05;

    private readonly NetworkInput _input;
    private readonly DaySegments _day;
    private readonly WayCosts _costs;
    private readonly PackedTree _served;
    private readonly int _today;
    private readonly double _buildWeight;
    private readonly Choice _cheapest;
    private readonly Choice _existing;

    public PlaceWays(
        NetworkInput input,
        int today,
        double buildWeight,
        DaySegments day,
        WayCosts costs,
        PackedTree served,
        WaySnapshot network
    )
    {
        (_input, _today, _buildWeight, _day, _costs, _served) = (input, today, buildWeight, day, costs, served);
        _cheapest = new(costs.Snapshot(), day, costs);
        _existing = new(network, day, costs);
    }

    /// <summary>The cheapest way for a place.</summary>
    /// <param name="place">The place.</param>
    /// <param name="attachments">What lies within its reach.</param>
    /// <param name="serverEdges">The edges that each server hangs on.</param>
    public PlaceWay Find(Place place, PlaceAttachments attachments, int[][] serverEdges)
    {
        var (straight, link, _) = Straight(place.Lon, place.Lat);
        Join best = new(-1, -1, 0, straight * _buildWeight, straight, -1);
        best = Free(_cheapest, place, attachments, serverEdges, best);
        best = Nearest(place.Lon, place.Lat, _cheapest, best, -1);
        return Describe(place, best, double.IsPositiveInfinity(link) ? double.NaN : link);
    }

    /// <summary>What is told of a place that is served: how far the nearest served link is.</summary>
    public PlaceWay Served(Place place)
    {
        var link = Straight(place.Lon, place.Lat).Link;
        return new(0, 0, double.IsPositiveInfinity(link) ? double.NaN : link, [], [], null, []);
    }

    /// <summary>The cheapest way over existing links alone: a connector leads from the place to the first of them at
    /// most; null where there is none.</summary>
    /// <param name="place">The place.</param>
    /// <param name="attachments">What lies within its reach.</param>
    /// <param name="serverEdges">The edges that each server hangs on.</param>
    public PlaceWay? FindExisting(Place place, PlaceAttachments attachments, int[][] serverEdges)
    {
        Join none = new(-1, -1, 0, double.PositiveInfinity, 0, -1);
        var best = Free(_existing, place, attachments, serverEdges, none);
        if (best == none)
            best = Nearest(place.Lon, place.Lat, _existing, none, -1);
        return best == none ? null : Describe(place, best, double.NaN);
    }

    /// <summary>A new link straight to what is served or to a source; null where there is neither.</summary>
    public PlaceWay? FindStraight(Place place)
    {
        var (metres, link, at) = Straight(place.Lon, place.Lat);
        return double.IsPositiveInfinity(metres)
            ? null
            : new(0, metres, link, [], [], null, [new(null, [place.Lon, place.Lat, at.Lon, at.Lat])]);
    }

    // The step from which a place is joined (none: straight to what is served), and the device that stands between.
    private readonly record struct Join(int Label, int Segment, double Along, double Cost, double Build, int Device);

    // The costs to choose from, with what each node of the tree costs at least.
    private sealed class Choice
    {
        public Choice(WaySnapshot ways, DaySegments day, WayCosts costs)
        {
            Ways = ways;
            var tree = costs.Tree;
            Least = new double[tree.Count];
            Array.Fill(Least, double.PositiveInfinity);
            for (var s = 0; s < day.Open.Length; s++)
                Least[costs.LeafOf(s)] = costs.Least(s, ways);
            for (var node = tree.Leaves; node < tree.Count; node++)
            {
                if (tree.FirstChild(node) is not (>= 0 and var first))
                    continue;
                for (var c = first; c < first + PackedTree.Fanout; c++)
                    Least[node] = Math.Min(Least[node], Least[c]);
            }
        }

        public WaySnapshot Ways { get; }

        public double[] Least { get; }
    }

    // Links within the reach of the place, and devices that reach it: to meet them costs nothing. A device that stands
    // on no link is connected first; one out of service is named, whatever it hangs on.
    private Join Free(Choice choice, Place place, PlaceAttachments attachments, int[][] serverEdges, Join best)
    {
        if (_input.LinksServe)
        {
            foreach (var edge in attachments.Serving)
            {
                if (Open(edge, place.Lon, place.Lat) is var (segment, along))
                    best = Cheaper(best, choice, segment, along, 0, -1);
            }
        }

        foreach (var server in attachments.ServingServers)
        {
            var device = _input.Servers[server];
            if (device.Standalone || !device.Exists.Contains(_today))
                continue;
            var works = device.Definite.Contains(_today);
            foreach (var edge in serverEdges[server])
            {
                if (!works && _day.States[edge] == LinkState.Served && best.Cost > 0)
                    best = new(-1, -1, 0, 0, 0, server);
                else if (Open(edge, device.Lon, device.Lat) is var (segment, along))
                    best = Cheaper(best, choice, segment, along, 0, works ? -1 : server);
            }

            if (serverEdges[server].Length > 0)
                continue;
            var straight = Straight(device.Lon, device.Lat).Metres;
            if (ReferenceEquals(choice, _cheapest) && straight * _buildWeight < best.Cost)
                best = new(-1, -1, 0, straight * _buildWeight, straight, server);
            best = Nearest(device.Lon, device.Lat, choice, best, server);
        }

        return best;
    }

    private (int, double)? Open(int edge, double lon, double lat)
    {
        if (_day.States[edge] is LinkState.Absent or LinkState.Served)
            return null;
        var (segment, fraction, _) = _day.NearestOf(edge, lon, lat);
        return (segment, fraction * _day.Metres[segment]);
    }

    private Join Cheaper(in Join best, Choice choice, int segment, double along, double build, int device)
    {
        var (label, cost) = _costs.At(segment, along, choice.Ways);
        cost += build * _buildWeight;
        return cost < best.Cost - WayCosts.Tolerance ? new(label, segment, along, cost, build, device) : best;
    }

    private Join Nearest(double lon, double lat, Choice choice, Join best, int device)
    {
        if (_day.Open.Length == 0)
            return best;
        var tree = _costs.Tree;
        var scale = Geodesy.MetresPerDegree(lat);
        var queue = NearestQueue.Rent();
        queue.Enqueue(tree.Root, 0);
        while (queue.TryDequeue(out var node, out var least) && least < best.Cost)
        {
            if (node < tree.Leaves)
            {
                var segment = tree.Items[node];
                var (metres, fraction) = _day.Open[segment].Nearest(lon, lat, scale);
                best = Cheaper(best, choice, segment, fraction * _day.Metres[segment], metres, device);
                continue;
            }

            var first = tree.FirstChild(node);
            var bounds = tree.Bounds(first, lon, lat, scale.East, scale.North);
            for (var c = 0; c < PackedTree.Fanout; c++)
            {
                var cost = bounds[c] * _buildWeight + choice.Least[first + c];
                if (cost < best.Cost)
                    queue.Enqueue(first + c, cost);
            }
        }

        queue.Return();
        return best;
    }

    // Metres to the nearest that is served or a source and where it is, and metres to the nearest served link; infinite
    // where there is none.
    private (double Metres, double Link, (double Lon, double Lat) At) Straight(double lon, double lat)
    {
        var (any, link, at) = (double.PositiveInfinity, double.PositiveInfinity, (double.NaN, double.NaN));
        if (_day.Served.Length == 0)
            return (any, link, at);
        var scale = Geodesy.MetresPerDegree(lat);
        var queue = NearestQueue.Rent();
        queue.Enqueue(_served.Root, 0);
        while (queue.TryDequeue(out var node, out var least) && least < link)
        {
            if (node < _served.Leaves)
            {
                var served = _served.Items[node];
                var (metres, fraction) = _day.Served[served].Nearest(lon, lat, scale);
                if (metres < any)
                    (any, at) = (metres, _day.Served[served].At(fraction));
                if (served >= _day.SourceCount)
                    link = Math.Min(link, metres);
                continue;
            }

            var first = _served.FirstChild(node);
            var bounds = _served.Bounds(first, lon, lat, scale.East, scale.North);
            for (var c = 0; c < PackedTree.Fanout; c++)
            {
                if (bounds[c] < link)
                    queue.Enqueue(first + c, bounds[c]);
            }
        }

        queue.Return();
        return (any, link, at);
    }

    private PlaceWay Describe(Place place, Join join, double straight)
    {
        var device = join.Device < 0 ? null : _input.Servers[join.Device].Code;
        if (double.IsPositiveInfinity(join.Cost))
            return new(double.NaN, double.NaN, straight, [], [], null, []);
        if (join.Label < 0)
            return new(0, join.Build, straight, [], [], device, StraightLine(place, join));
        var last = _costs.Labels[join.Label];
        var walked = Walked(last, join);
        List<long> blocking = [],
            closed = [];
        List<WayLine> lines = [];
        foreach (var (segment, from, to) in Steps(place, join, walked))
        {
            var edge = segment < 0 ? -1 : _day.Edge[segment];
            long? id = segment < 0 ? null : _input.Links[_day.Graph.EdgeLink[edge]].Id;
            Extend(lines, id, from, to);
            if (id is not { } link || _day.States[edge] is not (LinkState.Exists or LinkState.Closed))
                continue;
            if (blocking.Count == 0 || blocking[^1] != link)
                blocking.Add(link);
            if (_day.States[edge] == LinkState.Closed && !closed.Contains(link))
                closed.Add(link);
        }

        return new(
            last.Upgrade + (_costs.Weight(join.Segment) > 0 ? walked : 0),
            last.Build + join.Build,
            straight,
            blocking,
            closed,
            device,
            lines
        );
    }

    // The way from the place on: the segment walked (−1: a connector) and both ends of the step.
    private IEnumerable<(int Segment, (double Lon, double Lat) From, (double Lon, double Lat) To)> Steps(
        Place place,
        Join join,
        double walked
    )
    {
        var metres = _day.Metres[join.Segment];
        var at = _day.Open[join.Segment].At(metres > 0 ? join.Along / metres : 0);
        if (join.Build > 0)
            yield return (-1, join.Device < 0 ? (place.Lon, place.Lat) : Spot(_input.Servers[join.Device]), at);
        for (var label = join.Label; ; )
        {
            var step = _costs.Labels[label];
            if (label == join.Label && walked > WalkedMetres)
                yield return (join.Segment, at, (step.Lon, step.Lat));
            if (step.Parent < 0)
            {
                // A way out that is upgraded to become a source.
                if (step.IsWalked)
                    yield return (step.Segment, (step.Lon, step.Lat), (step.Lon, step.Lat));
                yield break;
            }

            var before = _costs.Labels[step.Parent];
            yield return (step.IsWalked ? step.Segment : -1, (step.Lon, step.Lat), (before.Lon, before.Lat));
            label = step.Parent;
        }
    }

    private List<WayLine> StraightLine(Place place, Join join)
    {
        if (join.Build <= 0)
            return [];
        var (lon, lat) = join.Device < 0 ? (place.Lon, place.Lat) : Spot(_input.Servers[join.Device]);
        var (toLon, toLat) = Straight(lon, lat).At;
        return [new(null, [lon, lat, toLon, toLat])];
    }

    private static (double Lon, double Lat) Spot(Server device) => (device.Lon, device.Lat);

    private static void Extend(
        List<WayLine> lines,
        long? link,
        (double Lon, double Lat) from,
        (double Lon, double Lat) to
    )
    {
        if (lines.Count > 0 && lines[^1].Link == link)
            lines[^1] = lines[^1] with { LonLat = [.. lines[^1].LonLat, to.Lon, to.Lat] };
        else
            lines.Add(new(link, [from.Lon, from.Lat, to.Lon, to.Lat]));
    }

    private double Walked(in WayLabel label, in Join join)
    {
        if (label.Node < 0)
            return Math.Abs(label.Along - join.Along);
        // A segment whose ends are one node is walked the shorter way.
        var first = _day.From[join.Segment] == label.Node ? join.Along : double.PositiveInfinity;
        var second =
            _day.To[join.Segment] == label.Node ? _day.Metres[join.Segment] - join.Along : double.PositiveInfinity;
        return Math.Min(first, second);
    }
}
