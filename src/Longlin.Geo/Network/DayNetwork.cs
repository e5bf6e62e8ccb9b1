using Longlin.Geo.Model;

namespace Longlin.Geo.Network;

/// <summary>
/// One service's network as it is on one day, for places that are not known beforehand: a site that is being drawn.
/// </summary>
public sealed class DayNetwork
{
    private const double FarthestMetres = 300_000;
    private readonly NetworkInput _input;
    private readonly ReachComputation.Shared _shared;
    private readonly ServerIndex _servers;
    private readonly DateSet[] _serversSurely;
    private readonly DateSet[] _serversPerhaps;

    private DayNetwork(NetworkInput input, ReachComputation.Shared shared, DateSet[] surely, DateSet[] perhaps)
    {
        (_input, _shared, _servers) = (input, shared, new(input.Servers));
        (ServedSurely, ServedPerhaps) = (
            Array.ConvertAll(surely, d => !d.IsEmpty),
            Array.ConvertAll(perhaps, d => !d.IsEmpty)
        );
        (UsableSurely, UsablePerhaps) = (
            Array.ConvertAll(Graph.EdgeLink, l => !input.Links[l].Definite.IsEmpty),
            Array.ConvertAll(Graph.EdgeLink, l => !input.Links[l].Possible.IsEmpty)
        );
        (_serversSurely, _serversPerhaps) = (
            ReachComputation.ServersServed(input, shared.ServerEdges, surely, s => s.Definite),
            ReachComputation.ServersServed(input, shared.ServerEdges, perhaps, s => s.Possible)
        );
    }

    /// <summary>The noded links that are usable on the day, surely or perhaps.</summary>
    public NodedGraph Graph => _shared.Graph;

    /// <summary>Whether each edge surely is usable.</summary>
    public bool[] UsableSurely { get; }

    /// <summary>Whether it is when what is not known is taken as good.</summary>
    public bool[] UsablePerhaps { get; }

    /// <summary>Whether each edge surely is joined to a source.</summary>
    public bool[] ServedSurely { get; }

    /// <summary>Whether it is when what is not known is taken as good.</summary>
    public bool[] ServedPerhaps { get; }

    /// <summary>Looks at one day of a network; its places are not looked at.</summary>
    public static DayNetwork On(NetworkInput input, int day, CancellationToken cancellationToken)
    {
        // One day needs no history: what is usable on it always is, what is not never is.
        DateSet Flat(DateSet days) => days.Contains(day) ? DateSet.Always : DateSet.Empty;
        input = input with
        {
            Links =
            [
                .. input
                    .Links.Where(l => l.Possible.Contains(day) || l.Definite.Contains(day))
                    .Select(l =>
                        l with
                        {
                            Definite = Flat(l.Definite),
                            Possible = DateSet.Always,
                            Exists = DateSet.Always,
                        }
                    ),
            ],
            Sources =
            [
                .. input.Sources.Select(s => s with { Definite = Flat(s.Definite), Possible = Flat(s.Possible) }),
            ],
            Servers =
            [
                .. input
                    .Servers.Where(s => s.Possible.Contains(day) || s.Definite.Contains(day))
                    .Select(s => s with { Definite = Flat(s.Definite), Possible = DateSet.Always }),
            ],
            Places = [],
        };
        var shared = ReachComputation.Share(input, cancellationToken);
        var joins = input
            .Sources.SelectMany(s =>
                shared.Index.Nearest(s.LonLat[0], s.LonLat[1], s.JoinMetres).Select(n => (n.Line, s))
            )
            .ToList();
        return new(
            input,
            shared,
            ReachComputation.EdgesServed(
                input,
                shared.Graph,
                joins,
                l => l.Definite,
                s => s.Definite,
                cancellationToken
            ),
            ReachComputation.EdgesServed(
                input,
                shared.Graph,
                joins,
                l => l.Possible,
                s => s.Possible,
                cancellationToken
            )
        );
    }

    /// <summary>Whether a place is served on the day: surely, and when what is not known is taken as good.</summary>
    public (bool Surely, bool Perhaps) Serves(Place place)
    {
        var at = new AttachmentSearch(_input, Graph, _shared.Index, _servers).Find(place);
        bool Any(bool[] edges, DateSet[] servers) =>
            (_input.LinksServe && at.Serving.Any(e => edges[e])) || at.ServingServers.Any(s => !servers[s].IsEmpty);
        var surely = Any(ServedSurely, _serversSurely);
        return (surely, surely || Any(ServedPerhaps, _serversPerhaps));
    }

    /// <summary>The nearest edge that counts, in a straight line.</summary>
    /// <param name="shape">From where.</param>
    /// <param name="counts">Whether each edge does.</param>
    /// <returns>The edge and the metres up to it; null where none counts.</returns>
    public (int Edge, double Metres)? Nearest(IShape shape, bool[] counts)
    {
        (int Edge, double Metres)? best = null;
        foreach (var (edge, metres) in _shared.Index.Nearest(shape.Lon, shape.Lat, FarthestMetres))
        {
            if (best is { } found && metres - shape.RadiusMetres > found.Metres)
                break;
            if (!counts[edge])
                continue;
            var exact = shape.To(Graph.EdgeLines[edge]).Metres;
            if (best is null || exact < best.Value.Metres)
                best = (edge, exact);
        }

        return best;
    }

    /// <summary>
    /// Where a shape joins the edges that are usable: every one within reach. Where none of them leads to a source, a
    /// connection in a straight line to the nearest that does is added, if it is
    /// short enough: a road that leads nowhere is no way out.
    /// </summary>
    /// <param name="shape">What joins.</param>
    /// <param name="goal">A number that comes back with each join.</param>
    /// <param name="perhaps">Whether what is not known is taken as good.</param>
    /// <param name="reachMetres">From its point.</param>
    /// <param name="outlineReachMetres">From its outline.</param>
    /// <param name="connectMetres">The longest connection.</param>
    public IReadOnlyList<WayJoin> Joins(
        IShape shape,
        int goal,
        bool perhaps,
        double reachMetres,
        double outlineReachMetres,
        double connectMetres
    )
    {
        var (usable, served) = perhaps ? (UsablePerhaps, ServedPerhaps) : (UsableSurely, ServedSurely);
        List<WayJoin> joins = [];
        foreach (
            var (edge, metres) in _shared.Index.Nearest(
                shape.Lon,
                shape.Lat,
                Math.Max(reachMetres, outlineReachMetres + shape.RadiusMetres)
            )
        )
        {
            if (!usable[edge])
                continue;
            var (exact, lon, lat) = shape.To(Graph.EdgeLines[edge]);
            if (metres <= reachMetres || exact <= outlineReachMetres)
                joins.Add(new(goal, edge, PlaceAttachments.Fraction(lon, lat, Graph.EdgeLines[edge]), exact));
        }

        if (joins.Exists(j => served[j.Edge]) || Nearest(shape, served) is not { } near || near.Metres > connectMetres)
            return joins;
        var at = shape.To(Graph.EdgeLines[near.Edge]);
        joins.Add(
            new(goal, near.Edge, PlaceAttachments.Fraction(at.Lon, at.Lat, Graph.EdgeLines[near.Edge]), near.Metres)
        );
        return joins;
    }
}

/// <summary>A point or an area that a network is joined to.</summary>
public interface IShape
{
    /// <summary>Longitude of a point of it, EPSG:4490 degrees.</summary>
    double Lon { get; }

    /// <summary>Latitude of that point.</summary>
    double Lat { get; }

    /// <summary>No part of it lies farther from that point, metres.</summary>
    double RadiusMetres { get; }

    /// <summary>
    /// The straight way to a line (flat longitudes and latitudes): metres, 0 where they touch, and the place on the
    /// line where it ends.
    /// </summary>
    (double Metres, double Lon, double Lat) To(double[] line);
}

/// <summary>A shape without extent.</summary>
public sealed record PointShape(double Lon, double Lat) : IShape
{
    /// <inheritdoc/>
    public double RadiusMetres => 0;

    /// <inheritdoc/>
    public (double Metres, double Lon, double Lat) To(double[] line)
    {
        var at = Geodesy.NearestOnLine(Lon, Lat, line);
        return (at.DistanceMetres, at.Lon, at.Lat);
    }
}
