namespace Longlin.Geo.Network.Ways;

/// <summary>
/// The links of one day cut into straight segments: those that are served, which cost nothing to start from, and the
/// rest as a graph whose nodes are all their vertices.
/// </summary>
internal sealed class DaySegments
{
    private readonly int[] _firstOfEdge;

    private DaySegments(NodedGraph graph, LinkState[] states, IReadOnlyList<SourcePoint> sources)
    {
        (States, Graph) = (states, graph);
        _firstOfEdge = new int[graph.EdgeCount + 1];
        SourceCount = sources.Count;
        List<Segment> served =
        [
            .. sources.Select(s => new Segment(s.LonLat[0], s.LonLat[1], s.LonLat[0], s.LonLat[1])),
        ];
        List<double> lon = [.. graph.NodeLon],
            lat = [.. graph.NodeLat];
        List<int> a = [],
            b = [],
            edges = [];
        List<Segment> open = [];
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            _firstOfEdge[e] = open.Count;
            var line = graph.EdgeLines[e];
            if (states[e] == LinkState.Absent)
                continue;
            var from = graph.EdgeFrom[e];
            for (var i = 2; i + 1 < line.Length; i += 2)
            {
                Segment segment = new(line[i - 2], line[i - 1], line[i], line[i + 1]);
                if (states[e] == LinkState.Served)
                {
                    served.Add(segment);
                    continue;
                }

                var last = i + 3 >= line.Length;
                var to = last ? graph.EdgeTo[e] : lon.Count;
                if (!last)
                {
                    lon.Add(segment.Lon2);
                    lat.Add(segment.Lat2);
                }

                open.Add(segment);
                a.Add(from);
                b.Add(to);
                edges.Add(e);
                from = to;
            }
        }

        _firstOfEdge[^1] = open.Count;
        (Lon, Lat) = ([.. lon], [.. lat]);
        (From, To, Edge, Open, Served) = ([.. a], [.. b], [.. edges], [.. open], [.. served]);
        Metres = new double[Open.Length];
        for (var s = 0; s < Open.Length; s++)
            Metres[s] = Open[s].Metres;
        (First, Incident) = Around();
    }

    /// <summary>The state of each edge.</summary>
    public LinkState[] States { get; }

    /// <summary>The noded links.</summary>
    public NodedGraph Graph { get; }

    /// <summary>Longitude of each node: the graph's, then the inner vertices of the edges that are not served.</summary>
    public double[] Lon { get; }

    /// <summary>Latitude of each node.</summary>
    public double[] Lat { get; }

    /// <summary>The segments that are not served.</summary>
    public Segment[] Open { get; }

    /// <summary>Node at the first end of each open segment.</summary>
    public int[] From { get; }

    /// <summary>Node at its second end.</summary>
    public int[] To { get; }

    /// <summary>The edge it is a piece of.</summary>
    public int[] Edge { get; }

    /// <summary>Its length.</summary>
    public double[] Metres { get; }

    /// <summary>Open segments at node n stand at First[n] to First[n + 1] of <see cref="Incident"/>.</summary>
    public int[] First { get; }

    /// <summary>See <see cref="First"/>.</summary>
    public int[] Incident { get; }

    /// <summary>The sources of the day (segments without length), then the segments that are served.</summary>
    public Segment[] Served { get; }

    /// <summary>How many of <see cref="Served"/> are sources.</summary>
    public int SourceCount { get; }

    /// <summary>Cuts the links as they are on a day.</summary>
    /// <param name="input">Links and sources.</param>
    /// <param name="graph">The noded links.</param>
    /// <param name="edgeServed">The days on which each edge is served.</param>
    /// <param name="day">Day number.</param>
    public static DaySegments On(NetworkInput input, NodedGraph graph, Model.DateSet[] edgeServed, int day) =>
        new(
            graph,
            LinkStates.On(input, graph, edgeServed, day),
            [.. input.Sources.Where(s => s.Definite.Contains(day))]
        );

    /// <summary>The open segments of an edge.</summary>
    public (int From, int To) OfEdge(int edge) => (_firstOfEdge[edge], _firstOfEdge[edge + 1]);

    /// <summary>The point of an edge that is not served nearest to another point.</summary>
    /// <param name="edge">The edge.</param>
    /// <param name="lon">Longitude, degrees.</param>
    /// <param name="lat">Latitude, degrees.</param>
    /// <returns>The open segment, the fraction along it, and the metres up to it.</returns>
    public (int Segment, double Fraction, double Metres) NearestOf(int edge, double lon, double lat)
    {
        var scale = Model.Geodesy.MetresPerDegree(lat);
        var (found, at, least) = (-1, 0.0, double.PositiveInfinity);
        for (var (s, end) = OfEdge(edge); s < end; s++)
        {
            var (metres, fraction) = Open[s].Nearest(lon, lat, scale);
            if (metres < least)
                (found, at, least) = (s, fraction, metres);
        }

        return (found, at, least);
    }

    /// <summary>Whether a segment costs its length.</summary>
    public bool NeedsUpgrade(int segment) => States[Edge[segment]] == LinkState.Exists;

    private (int[] First, int[] Incident) Around()
    {
        var first = new int[Lon.Length + 1];
        var incident = new int[2 * Open.Length];
        for (var s = 0; s < Open.Length; s++)
        {
            first[From[s] + 1]++;
            first[To[s] + 1]++;
        }

        for (var n = 0; n < Lon.Length; n++)
            first[n + 1] += first[n];
        var next = first.AsSpan(0, Lon.Length).ToArray();
        for (var s = 0; s < Open.Length; s++)
        {
            incident[next[From[s]]++] = s;
            incident[next[To[s]]++] = s;
        }

        return (first, incident);
    }
}
