using Longlin.Geo.Model;

namespace Longlin.Geo.Network;

/// <summary>How a place could be joined to the network.</summary>
/// <param name="Serving">Edges within its reach.</param>
/// <param name="ServingServers">Servers within theirs.</param>
public sealed record PlaceAttachments(int[] Serving, int[] ServingServers)
{
    /// <summary>The fraction along a line, by length, at which it is nearest to a point.</summary>
    internal static double Fraction(double lon, double lat, double[] line)
    {
        var at = Geodesy.NearestOnLine(lon, lat, line);
        var whole = Geodesy.LengthMetres(line);
        if (whole <= 0 || line.Length < 4)
            return 0;
        var until = Geodesy.LengthMetres(line.AsSpan(0, 2 * (at.SegmentIndex + 1)));
        return Math.Clamp(
            (until + Geodesy.DistanceMetres(line[2 * at.SegmentIndex], line[2 * at.SegmentIndex + 1], at.Lon, at.Lat))
                / whole,
            0,
            1
        );
    }
}

/// <summary>Looks for the ways in which places could be joined, one after the other; each thread has its own.</summary>
/// <param name="input">Links, servers and places.</param>
/// <param name="graph">The noded links.</param>
/// <param name="index">Over the graph's edges.</param>
/// <param name="servers">Over the input's servers.</param>
internal sealed class AttachmentSearch(NetworkInput input, NodedGraph graph, LineIndex index, ServerIndex servers)
{
    private readonly List<int> _serving = [],
        _servers = [];

    /// <summary>How a place could be joined.</summary>
    public PlaceAttachments Find(Place place)
    {
        _serving.Clear();
        _servers.Clear();
        var reach = place.Footprint is null
            ? place.ReachMetres
            : Math.Max(place.ReachMetres, place.FootprintReachMetres + Size(place));
        foreach (var (edge, metres) in input.LinksServe ? index.Nearest(place.Lon, place.Lat, reach) : [])
        {
            if (
                metres <= place.ReachMetres
                || (
                    place.Footprint is not null
                    && FootprintMetres(place, graph.EdgeLines[edge]) <= place.FootprintReachMetres
                )
            )
                _serving.Add(edge);
        }

        servers.Serving(place, _servers);
        return new PlaceAttachments([.. _serving], [.. _servers]);
    }

    private static double Size(Place place) =>
        place
            .Footprint!.SelectMany(r =>
                Enumerable
                    .Range(0, r.Length / 2)
                    .Select(i => Geodesy.DistanceMetres(place.Lon, place.Lat, r[2 * i], r[2 * i + 1]))
            )
            .Max();

    // Two shapes that do not cross are nearest at a vertex of one of them; a line that crosses the footprint without a
    // vertex inside meets its ring.
    private static double FootprintMetres(Place place, double[] line)
    {
        var nearest = double.PositiveInfinity;
        for (var i = 0; i + 1 < line.Length; i += 2)
            nearest = Math.Min(nearest, Geodesy.DistanceToRingsMetres(line[i], line[i + 1], place.Footprint!));
        foreach (var ring in place.Footprint!)
        {
            for (var i = 0; i + 1 < ring.Length; i += 2)
            {
                nearest = Math.Min(nearest, Geodesy.NearestOnLine(ring[i], ring[i + 1], line).DistanceMetres);
                if (i + 3 < ring.Length && Crosses(line, ring[i], ring[i + 1], ring[i + 2], ring[i + 3]))
                    return 0;
            }
        }

        return nearest;
    }

    private static bool Crosses(double[] line, double x1, double y1, double x2, double y2)
    {
        for (var i = 0; i + 3 < line.Length; i += 2)
        {
            var (ax, ay, bx, by) = (line[i], line[i + 1], line[i + 2], line[i + 3]);
            if (
                Side(ax, ay, bx, by, x1, y1) * Side(ax, ay, bx, by, x2, y2) < 0
                && Side(x1, y1, x2, y2, ax, ay) * Side(x1, y1, x2, y2, bx, by) < 0
            )
                return true;
        }

        return false;
    }

    private static double Side(double ax, double ay, double bx, double by, double x, double y) =>
        (bx - ax) * (y - ay) - (by - ay) * (x - ax);
}

/// <summary>
/// Finds the servers that have a place within their reach. Servers of about the same reach stand in one index, so that
/// one that reaches far does not make all be looked at.
/// </summary>
internal sealed class ServerIndex
{
    private readonly IReadOnlyList<Server> _servers;
    private readonly (int[] Members, LineIndex Index, double Farthest)[] _classes;

    public ServerIndex(IReadOnlyList<Server> servers)
    {
        _servers = servers;
        _classes =
        [
            .. Enumerable
                .Range(0, servers.Count)
                .GroupBy(s => Math.ILogB(Math.Max(1, Farthest(servers[s]))))
                .Select(g => g.ToArray())
                .Select(members =>
                    (
                        members,
                        new LineIndex(Array.ConvertAll(members, s => new[] { servers[s].Lon, servers[s].Lat })),
                        members.Max(s => Farthest(servers[s]))
                    )
                ),
        ];
    }

    /// <summary>Adds the servers of a place to a list.</summary>
    public void Serving(Place place, List<int> found)
    {
        foreach (var (members, index, farthest) in _classes)
        {
            foreach (var (at, metres) in index.Nearest(place.Lon, place.Lat, farthest))
            {
                var server = _servers[members[at]];
                if (metres <= (place.Dispersed ? server.DispersedReachMetres : server.ReachMetres))
                    found.Add(members[at]);
            }
        }
    }

    private static double Farthest(Server server) => Math.Max(server.ReachMetres, server.DispersedReachMetres);
}
