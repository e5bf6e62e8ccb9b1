using Longlin.Geo.Model;

namespace Longlin.Geo.Network;

/// <summary>How a place could be joined to the network.</summary>
/// <param name="Serving">Edges within its reach.</param>
/// <param name="ServingServers">Servers within theirs.</param>
/// <param name="Nearby">Edges it could be connected with: the edge, the metres to build up to it, and the fraction along it where the connection meets.</param>
public sealed record PlaceAttachments(int[] Serving, int[] ServingServers, (int Edge, double BuildMetres, double Fraction)[] Nearby)
{
    /// <summary>How many links around a place a connection is looked for to.</summary>
    public const int Nearest = 8;
    private const double NearbyMetres = 20_000;

    internal static PlaceAttachments Find(NetworkInput input, Place place, LineIndex index, ServerIndex servers, int[][] serverEdges, NodedGraph graph, int nearest)
    {
        List<int> serving = [];
        List<(int, double, double)> nearby = [];
        HashSet<int> links = [];
        var reach = place.Footprint is null ? place.ReachMetres : Math.Max(place.ReachMetres, place.FootprintReachMetres + Size(place));
        foreach (var (edge, metres) in index.Nearest(place.Lon, place.Lat, nearest == 0 ? reach : NearbyMetres))
        {
            var within = metres <= place.ReachMetres || (place.Footprint is not null && metres <= reach && FootprintMetres(place, graph.EdgeLines[edge]) <= place.FootprintReachMetres);
            if (within) serving.Add(edge);
            var free = within && input.LinksServe;
            if (free || links.Count < nearest)
            {
                links.Add(graph.EdgeLink[edge]);
                nearby.Add((edge, free ? 0 : metres, Fraction(place.Lon, place.Lat, graph.EdgeLines[edge])));
            }
            else if (metres > reach)
            {
                break;
            }
        }

        var serversHere = servers.Serving(place).ToArray();
        foreach (var edge in serversHere.SelectMany(s => serverEdges[s]).Distinct()) nearby.Add((edge, 0, Fraction(place.Lon, place.Lat, graph.EdgeLines[edge])));
        return new PlaceAttachments([.. serving], serversHere, [.. nearby]);
    }

    /// <summary>The fraction along a line, by length, at which it is nearest to a point.</summary>
    internal static double Fraction(double lon, double lat, double[] line)
    {
        var at = Geodesy.NearestOnLine(lon, lat, line);
        var whole = Geodesy.LengthMetres(line);
        if (whole <= 0 || line.Length < 4) return 0;
        var until = Geodesy.LengthMetres(line.AsSpan(0, 2 * (at.SegmentIndex + 1)));
        return Math.Clamp((until + Geodesy.DistanceMetres(line[2 * at.SegmentIndex], line[2 * at.SegmentIndex + 1], at.Lon, at.Lat)) / whole, 0, 1);
    }

    private static double Size(Place place) => place.Footprint!.SelectMany(r => Enumerable.Range(0, r.Length / 2).Select(i => Geodesy.DistanceMetres(place.Lon, place.Lat, r[2 * i], r[2 * i + 1]))).Max();

    // Two shapes that do not cross are nearest at a vertex of one of them; a line that crosses the footprint without a vertex inside meets its ring.
    private static double FootprintMetres(Place place, double[] line)
    {
        var nearest = double.PositiveInfinity;
        for (var i = 0; i + 1 < line.Length; i += 2) nearest = Math.Min(nearest, Geodesy.DistanceToRingsMetres(line[i], line[i + 1], place.Footprint!));
        foreach (var ring in place.Footprint!)
        {
            for (var i = 0; i + 1 < ring.Length; i += 2)
            {
                nearest = Math.Min(nearest, Geodesy.NearestOnLine(ring[i], ring[i + 1], line).DistanceMetres);
                if (i + 3 < ring.Length && Crosses(line, ring[i], ring[i + 1], ring[i + 2], ring[i + 3])) return 0;
            }
        }

        return nearest;
    }

    private static bool Crosses(double[] line, double x1, double y1, double x2, double y2)
    {
        for (var i = 0; i + 3 < line.Length; i += 2)
        {
            var (ax, ay, bx, by) = (line[i], line[i + 1], line[i + 2], line[i + 3]);
            if (Side(ax, ay, bx, by, x1, y1) * Side(ax, ay, bx, by, x2, y2) < 0 && Side(x1, y1, x2, y2, ax, ay) * Side(x1, y1, x2, y2, bx, by) < 0) return true;
        }

        return false;
    }

    private static double Side(double ax, double ay, double bx, double by, double x, double y) => (bx - ax) * (y - ay) - (by - ay) * (x - ax);
}

/// <summary>Finds the servers that have a place within their reach.</summary>
internal sealed class ServerIndex(IReadOnlyList<Server> servers)
{
    private readonly LineIndex _index = new([.. servers.Select(s => new[] { s.Lon, s.Lat })]);
    private readonly double _farthest = servers.Count == 0 ? 0 : servers.Max(s => Math.Max(s.ReachMetres, s.DispersedReachMetres));

    public IEnumerable<int> Serving(Place place) =>
        _index.Nearest(place.Lon, place.Lat, _farthest).Where(n => n.Metres <= (place.Dispersed ? servers[n.Line].DispersedReachMetres : servers[n.Line].ReachMetres)).Select(n => n.Line);
}
