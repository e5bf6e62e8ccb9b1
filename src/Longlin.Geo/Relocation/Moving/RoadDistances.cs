using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>How the distance between two places was measured.</summary>
internal enum WayKind
{
    /// <summary>Over roads that are definitely passable on the day.</summary>
    Road,

    /// <summary>Over roads that exist on the day, not all of them definitely passable.</summary>
    ExistingRoad,

    /// <summary>There is no connection by road: the straight line times a factor.</summary>
    StraightLine,
}

/// <summary>Which roads may be used.</summary>
internal enum RoadUse
{
    /// <summary>Roads that are definitely passable.</summary>
    Passable,

    /// <summary>Roads that are passable if everything unknown is counted as good.</summary>
    PerhapsPassable,

    /// <summary>All roads that exist and are not closed.</summary>
    Existing,
}

/// <summary>The distance between two places.</summary>
/// <param name="Metres">By road, with the straight connections to it at both ends.</param>
internal readonly record struct PlaceWay(double Metres, WayKind Kind);

/// <summary>
/// Shortest distances between places over the roads of a service (E. W. Dijkstra, 1959). A place is joined to every
/// usable road within the service's reach by a straight connection, which counts; between two places within reach of
/// each other the straight line counts. Pure.
/// </summary>
internal sealed class RoadDistances
{
    private readonly NodedGraph _graph;
    private readonly IReadOnlyList<Link> _links;
    private readonly List<int>[] _around;
    private readonly LineIndex _index;
    private readonly double _reach;

    /// <summary>Builds the noded graph of a county's roads.</summary>
    public RoadDistances(ServiceRule service, CountyData county)
    {
        var network = ServiceNetwork.Build(service, county, []);
        _links = network.Input.Links;
        _graph = NodedGraph.Build(_links, network.Input.JoinMetres);
        _around = ShortestPaths.Around(_graph);
        _index = new(_graph.EdgeLines);
        _reach = service.ReachMetres;
    }

    /// <summary>
    /// The distance from each place to each other: over passable roads, otherwise over existing roads, otherwise
    /// straight.
    /// </summary>
    /// <param name="from">Longitudes and latitudes, EPSG:4490.</param>
    /// <param name="to">The same.</param>
    /// <param name="straightFactor">Factor of the straight line where no road connects the places.</param>
    public PlaceWay[][] Ways(
        IReadOnlyList<(double Lon, double Lat)> from,
        IReadOnlyList<(double Lon, double Lat)> to,
        DateOnly day,
        double straightFactor,
        CancellationToken cancellationToken
    )
    {
        var ways = new PlaceWay[from.Count][];
        var (passable, existing) = (
            Metres(from, to, day, RoadUse.Passable, cancellationToken),
            Metres(from, to, day, RoadUse.Existing, cancellationToken)
        );
        for (var i = 0; i < from.Count; i++)
        {
            ways[i] = new PlaceWay[to.Count];
            for (var j = 0; j < to.Count; j++)
            {
                ways[i][j] =
                    double.IsFinite(passable[i][j]) ? new(passable[i][j], WayKind.Road)
                    : double.IsFinite(existing[i][j]) ? new(existing[i][j], WayKind.ExistingRoad)
                    : new(
                        straightFactor * Geodesy.DistanceMetres(from[i].Lon, from[i].Lat, to[j].Lon, to[j].Lat),
                        WayKind.StraightLine
                    );
            }
        }

        return ways;
    }

    /// <summary>Metres from each place to each other; infinite where no road connects them.</summary>
    public double[][] Metres(
        IReadOnlyList<(double Lon, double Lat)> from,
        IReadOnlyList<(double Lon, double Lat)> to,
        DateOnly day,
        RoadUse use,
        CancellationToken cancellationToken
    )
    {
        var usable = Array.ConvertAll(
            _graph.EdgeLink,
            l =>
                (
                    use switch
                    {
                        RoadUse.Passable => _links[l].Definite,
                        RoadUse.PerhapsPassable => _links[l].Possible,
                        _ => _links[l].Exists,
                    }
                ).Contains(day.DayNumber)
        );
        var ends = to.Select(p => Touches(p, usable)).ToArray();
        var metres = new double[from.Count][];
        Parallel.For(
            0,
            from.Count,
            new ParallelOptions { CancellationToken = cancellationToken },
            i =>
            {
                var starts = Touches(from[i], usable);
                var paths =
                    starts.Count == 0
                        ? null
                        : ShortestPaths.Find(
                            _graph,
                            usable,
                            _around,
                            starts.SelectMany(s => Ends(s).Select(e => (e.Node, e.Metres, -1)))
                        );
                metres[i] =
                [
                    .. ends.Select(
                        (end, j) =>
                            Math.Min(
                                Straight(from[i], to[j]),
                                paths is null ? double.PositiveInfinity : Between(starts, end, paths)
                            )
                    ),
                ];
            }
        );
        return metres;
    }

    private double Straight((double Lon, double Lat) a, (double Lon, double Lat) b) =>
        Geodesy.DistanceMetres(a.Lon, a.Lat, b.Lon, b.Lat) is var metres && metres <= _reach
            ? metres
            : double.PositiveInfinity;

    private double Between(
        List<(int Edge, double Fraction, double Off)> starts,
        List<(int Edge, double Fraction, double Off)> ends,
        ShortestPaths paths
    )
    {
        var best = double.PositiveInfinity;
        foreach (var end in ends)
        {
            foreach (var (node, metres) in Ends(end))
                best = Math.Min(best, paths.Metres[node] + metres);
            foreach (var start in starts.Where(s => s.Edge == end.Edge))
                best = Math.Min(
                    best,
                    start.Off + end.Off + Math.Abs(start.Fraction - end.Fraction) * _graph.EdgeMetres[end.Edge]
                );
        }

        return best;
    }

    private List<(int Edge, double Fraction, double Off)> Touches((double Lon, double Lat) place, bool[] usable) =>
        [
            .. _index
                .Nearest(place.Lon, place.Lat, _reach)
                .Where(n => usable[n.Line])
                .Select(n =>
                    (n.Line, PlaceAttachments.Fraction(place.Lon, place.Lat, _graph.EdgeLines[n.Line]), n.Metres)
                ),
        ];

    private (int Node, double Metres)[] Ends((int Edge, double Fraction, double Off) at) =>
        [
            (_graph.EdgeFrom[at.Edge], at.Off + at.Fraction * _graph.EdgeMetres[at.Edge]),
            (_graph.EdgeTo[at.Edge], at.Off + (1 - at.Fraction) * _graph.EdgeMetres[at.Edge]),
        ];
}
