using Longlin.Geo.Model;
using Longlin.Geo.Network.Fixes;
using Longlin.Geo.Network.Ways;

namespace Longlin.Geo.Network;

/// <summary>Reach of one service for all dates in one pass: who is served when, and what the others lack.</summary>
public sealed class ReachComputation
{
    private readonly NetworkInput _input;
    private readonly Shared _shared;

    private ReachComputation(
        NetworkInput input,
        Shared shared,
        PlaceReach[] places,
        DateSet[] edgeServed,
        DateSet[] linkServed
    ) =>
        (_input, _shared, Places, EdgeServedDefinite, LinkServedDefinite) = (
            input,
            shared,
            places,
            edgeServed,
            linkServed
        );

    /// <summary>The noded links.</summary>
    public NodedGraph Graph => _shared.Graph;

    /// <summary>When each place is served, in the input's order.</summary>
    public IReadOnlyList<PlaceReach> Places { get; }

    /// <summary>When each edge is usable and joined to a source, surely.</summary>
    public DateSet[] EdgeServedDefinite { get; }

    /// <summary>The same for each link: when any piece of it is.</summary>
    public IReadOnlyList<DateSet> LinkServedDefinite { get; }

    /// <summary>Computes everything.</summary>
    public static ReachComputation Run(NetworkInput input, CancellationToken cancellationToken) =>
        Run([input], cancellationToken)[0];

    /// <summary>
    /// Computes services that run over the same lines for the same places, such as hardened and passable road: the
    /// lines are noded and the places joined to them once.
    /// </summary>
    /// <param name="inputs">They differ in the days of links and sources only.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="before">What an earlier run gave, if any: answers to the same input are taken from it, and where
    /// only days differ the noding is.</param>
    public static IReadOnlyList<ReachComputation> Run(
        IReadOnlyList<NetworkInput> inputs,
        CancellationToken cancellationToken,
        IReadOnlyList<ReachComputation>? before = null
    )
    {
        var all = Array.ConvertAll([.. inputs], input => before?.FirstOrDefault(b => b._input.IsSame(input)));
        if (Array.TrueForAll(all, a => a is not null))
            return all!;
        var shared =
            before?.FirstOrDefault(b => b._input.HasSameShape(inputs[0]))?._shared
            ?? Share(inputs[0], cancellationToken);
        Parallel.For(
            0,
            all.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            i =>
            {
                if (all[i] is not null)
                    return;
                var input = inputs[i];
                var (definite, places) = Reach(input, shared, cancellationToken);
                var linkServed = new DateSet[input.Links.Count];
                Array.Fill(linkServed, DateSet.Empty);
                for (var e = 0; e < shared.Graph.EdgeCount; e++)
                    linkServed[shared.Graph.EdgeLink[e]] = linkServed[shared.Graph.EdgeLink[e]].Union(definite[e]);
                all[i] = new ReachComputation(input, shared, places, definite, linkServed);
            }
        );
        return all!;
    }

    /// <summary>Who is served when, and no more: what the others lack is not searched for.</summary>
    public static IReadOnlyList<PlaceReach> Served(NetworkInput input, CancellationToken cancellationToken) =>
        Reach(input, Share(input, cancellationToken), cancellationToken).Places;

    /// <summary>
    /// On one day: the served edges, the nodes at which sources join, and for each place the served edges that serve
    /// it. Places that a standalone server serves hang on no edge.
    /// </summary>
    public static (NodedGraph Graph, bool[] Served, IReadOnlyList<int> Sources, IReadOnlyList<int[]> Serving) ServingAt(
        NetworkInput input,
        int day,
        CancellationToken cancellationToken
    )
    {
        var shared = Share(input, cancellationToken);
        var (graph, index, attachments, serverEdges) = shared;
        var (definite, _) = Reach(input, shared, cancellationToken);
        var served = Array.ConvertAll(definite, d => d.Contains(day));
        List<int> sources =
        [
            .. input
                .Sources.Where(s => s.Definite.Contains(day))
                .SelectMany(s => index.Nearest(s.LonLat[0], s.LonLat[1], s.JoinMetres))
                .Where(n => served[n.Line])
                .Select(n => graph.EdgeFrom[n.Line]),
        ];
        sources.AddRange(
            Enumerable
                .Range(0, graph.EdgeCount)
                .Where(e => served[e] && input.Links[graph.EdgeLink[e]].IsSource)
                .Select(e => graph.EdgeFrom[e])
        );
        return (graph, served, sources, [.. attachments.Select(Serving)]);

        int[] Serving(PlaceAttachments at)
        {
            Server[] working =
            [
                .. at.ServingServers.Select(i => input.Servers[i]).Where(s => s.Definite.Contains(day)),
            ];
            if (working.Any(s => s.Standalone))
                return [];
            var edges = at
                .ServingServers.Where(i => input.Servers[i].Definite.Contains(day))
                .SelectMany(i => serverEdges[i]);
            return [.. (input.LinksServe ? edges.Concat(at.Serving) : edges).Where(e => served[e]).Distinct()];
        }
    }

    // What does not depend on the days.
    internal sealed record Shared(
        NodedGraph Graph,
        LineIndex Index,
        PlaceAttachments[] Attachments,
        int[][] ServerEdges
    )
    {
        /// <summary>Gaps between ends, and between an end and a line, whatever the day.</summary>
        public required Lazy<List<BreakCandidate>> Gaps { get; init; }

        /// <summary>The gaps at each node, at both ends of those between two ends.</summary>
        public Lazy<ILookup<int, BreakCandidate>> GapsByNode =>
            field ??= new(() =>
                Gaps
                    .Value.SelectMany(c => c.MeetsEnd ? new[] { (c.Node, c), (c.OtherNode, c) } : [(c.Node, c)])
                    .ToLookup(c => c.Item1, c => c.Item2)
            );

        /// <summary>Lines that cross without a common vertex.</summary>
        public required Lazy<List<BreakCandidate>> Crossings { get; init; }
    }

    private static int[] JoinedEdges(LineIndex index, Server server) =>
        server.Joins is { } at
            ?
            [
                .. Enumerable
                    .Range(0, at.Length / 2)
                    .SelectMany(i => index.Nearest(at[2 * i], at[2 * i + 1], server.JoinMetres))
                    .Select(n => n.Line)
                    .Distinct(),
            ]
            : [.. index.Nearest(server.Lon, server.Lat, server.JoinMetres).Select(n => n.Line)];

    internal static Shared Share(NetworkInput input, CancellationToken cancellationToken)
    {
        var graph = NodedGraph.Build(input.Links, input.JoinMetres);
        LineIndex index = new(graph.EdgeLines);
        var serverEdges = input.Servers.Select(s => JoinedEdges(index, s)).ToArray();
        ServerIndex servers = new(input.Servers);
        var attachments = new PlaceAttachments[input.Places.Count];
        Parallel.For(
            0,
            attachments.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new AttachmentSearch(input, graph, index, servers),
            (i, _, search) =>
            {
                attachments[i] = search.Find(input.Places[i]);
                return search;
            },
            static _ => { }
        );
        return new(graph, index, attachments, serverEdges)
        {
            Gaps = new(() => BreakCandidates.Gaps(graph, index, input.SuspectedBreakMetres, input.BreakDetour)),
            Crossings = new(() => BreakCandidates.Crossings(graph)),
        };
    }

    private static (DateSet[] Definite, PlaceReach[] Places) Reach(
        NetworkInput input,
        Shared shared,
        CancellationToken cancellationToken
    )
    {
        var (graph, index, attachments, serverEdges) = shared;
        var joins = input
            .Sources.SelectMany(s =>
                index.Nearest(s.LonLat[0], s.LonLat[1], s.JoinMetres).Select(n => (n.Line, Source: s))
            )
            .ToList();
        var definite = EdgesServed(input, graph, joins, l => l.Definite, s => s.Definite, cancellationToken);
        var possible = EdgesServed(input, graph, joins, l => l.Possible, s => s.Possible, cancellationToken);
        var serversDefinite = ServersServed(input, serverEdges, definite, s => s.Definite);
        var serversPossible = ServersServed(input, serverEdges, possible, s => s.Possible);
        var breaks = Bridges(input, shared);
        var bridged =
            breaks.Count == 0
                ? possible
                : EdgesServed(input, graph, joins, l => l.Possible, s => s.Possible, cancellationToken, breaks);
        var serversBridged =
            breaks.Count == 0 ? serversPossible : ServersServed(input, serverEdges, bridged, s => s.Possible);
        return (
            definite,
            Array.ConvertAll(
                attachments,
                at => new PlaceReach(
                    Union(at.Serving, at.ServingServers, definite, serversDefinite, input.LinksServe),
                    Union(at.Serving, at.ServingServers, possible, serversPossible, input.LinksServe)
                )
                {
                    Bridged = Union(at.Serving, at.ServingServers, bridged, serversBridged, input.LinksServe),
                }
            )
        );
    }

    // What would join if suspected breaks were none: two nodes, on the days on which the other link can be used. Whether
    // the own link can is asked of the edge itself.
    private static List<(int From, int To, DateSet Days)> Bridges(NetworkInput input, Shared shared)
    {
        IEnumerable<BreakCandidate> breaks = [];
        if (input.GapsAreUnknown)
            breaks = breaks.Concat(shared.Gaps.Value);
        if (input.CrossingsAreUnknown)
            breaks = breaks.Concat(shared.Crossings.Value);
        return
        [
            .. breaks
                .Where(b => !IsRefused(input, shared.Graph, b))
                .Select(b => (b.Node, b.OtherNode, Days(b)))
                .Where(b => !b.Item3.IsEmpty),
        ];

        DateSet Days(BreakCandidate b)
        {
            var other = input.Links[shared.Graph.EdgeLink[b.OtherEdge]].Possible;
            return b.MeetsEnd ? DateSet.Always
                : b.IsCrossing ? other.Intersect(input.Links[shared.Graph.EdgeLink[b.Edge]].Possible)
                : other;
        }
    }

    /// <summary>The cheapest ways of all places on a day.</summary>
    /// <param name="day">Day number.</param>
    /// <param name="buildWeight">What a metre to build costs, in metres to upgrade.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>In the order of the places; null for one that does not exist on the day.</returns>
    public PlaceDay?[] WaysOn(int day, double buildWeight, CancellationToken cancellationToken)
    {
        var ways = Ways(day, buildWeight, cancellationToken);
        var found = new PlaceDay?[Places.Count];
        Parallel.For(
            0,
            found.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            p => found[p] = _input.Places[p].Exists.Contains(day) ? WayOf(ways, p, day) : null
        );
        return found;
    }

    /// <summary>The way of one place on a day, and the links that serve it where it is served.</summary>
    /// <param name="place">The place's position in the input.</param>
    /// <param name="day">Day number.</param>
    /// <param name="buildWeight">What a metre to build costs, in metres to upgrade.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The way; where the place is served the ids and lines of the links from it to a source, and the ids of
    /// those among them whose loss alone would leave it without service.</returns>
    public (PlaceDay Way, IReadOnlyList<WayLine> Serving, IReadOnlyList<long> Critical) WayAt(
        int place,
        int day,
        double buildWeight,
        CancellationToken cancellationToken
    )
    {
        var ways = Ways(day, buildWeight, cancellationToken);
        var way = WayOf(ways, place, day);
        if (!way.Served)
            return (way with { Straight = ways.StraightOf(_input.Places[place]) }, [], []);
        var served = Array.ConvertAll(EdgeServedDefinite, d => d.Contains(day));
        var joins = Joins(place, day).ToList();
        var edges = ServedWay.Find(_input, Graph, served, joins, day);
        var critical = ServedWay.Critical(_input, Graph, served, [.. joins.Select(j => j.Edge)], edges, day);
        return (
            way,
            [.. edges.Select(e => new WayLine(_input.Links[Graph.EdgeLink[e]].Id, Graph.EdgeLines[e]))],
            [.. critical.Select(l => _input.Links[l].Id)]
        );
    }

    /// <summary>The links that are missing on a day, for some places that are not served.</summary>
    /// <param name="day">Day number.</param>
    /// <param name="places">Positions of the places in the input.</param>
    public MissingLinks MissingOn(int day, IReadOnlyList<int> places)
    {
        var states = LinkStates.On(_input, Graph, EdgeServedDefinite, day);
        return new(_input, Graph, states, SourceEdges(day), [.. places.Select(p => Serving(p, day))]);
    }

    private IEnumerable<int> SourceEdges(int day) =>
        _input
            .Sources.Where(s => s.Definite.Contains(day))
            .SelectMany(s => _shared.Index.Nearest(s.LonLat[0], s.LonLat[1], s.JoinMetres).Select(n => n.Line));

    private int[] Serving(int place, int day) => [.. Joins(place, day).Select(j => j.Edge).Distinct()];

    /// <summary>The suspected breaks of a day, those first that free most households.</summary>
    /// <param name="day">Day number.</param>
    /// <param name="households">Of each place, in the order of the input.</param>
    public IReadOnlyList<SuspectedBreak> BreaksOn(int day, IReadOnlyList<int> households) =>
        BreakQueue.Find(
            Graph,
            _shared.Gaps.Value.Concat(_shared.Crossings.Value).Where(c => !IsRefused(_input, Graph, c)),
            LinkStates.On(_input, Graph, EdgeServedDefinite, day),
            SourceEdges(day),
            [.. Enumerable.Range(0, Places.Count).Select(p => Serving(p, day))],
            households
        );

    /// <summary>The break between a node and an edge near it, under the name it has; null where there is none.</summary>
    internal BreakCandidate? GapAt(int node, int edge) =>
        _shared
            .GapsByNode.Value[node]
            .FirstOrDefault(c =>
                c.Node == node && Graph.EdgeLink[c.OtherEdge] == Graph.EdgeLink[edge]
                || c.MeetsEnd
                    && (c.Node == node ? c.OtherNode : c.Node) is var end
                    && (end == Graph.EdgeFrom[edge] || end == Graph.EdgeTo[edge])
            )
            is { } found
        && !IsRefused(_input, Graph, found)
            ? found
            : null;

    private static bool IsRefused(NetworkInput input, NodedGraph graph, BreakCandidate candidate) =>
        input.Refused.Count > 0
        && input.Refused.Contains(
            new(graph.EdgeLink[candidate.Edge], candidate.At, graph.EdgeLink[candidate.OtherEdge])
        );

    /// <summary>Flat longitudes and latitudes of the lines of a link.</summary>
    public IEnumerable<double[]> LinesOf(long link) => _input.Links.Where(l => l.Id == link).Select(l => l.LonLat);

    private CheapestWays Ways(int day, double buildWeight, CancellationToken cancellationToken) =>
        CheapestWays.On(_input, Graph, _shared.Index, EdgeServedDefinite, day, buildWeight, cancellationToken);

    private PlaceDay WayOf(CheapestWays ways, int place, int day)
    {
        var (at, attachments) = (_input.Places[place], _shared.Attachments[place]);
        return Places[place].Definite.Contains(day)
            ? new(true, ways.Served(at), null, null)
            : new(
                false,
                ways.Of(at, attachments, _shared.ServerEdges),
                ways.ExistingOf(at, attachments, _shared.ServerEdges),
                null
            );
    }

    private IEnumerable<(int Edge, double Fraction)> Joins(int place, int day)
    {
        var (at, attachments) = (_input.Places[place], _shared.Attachments[place]);
        if (_input.LinksServe)
        {
            foreach (var edge in attachments.Serving)
                yield return (edge, PlaceAttachments.Fraction(at.Lon, at.Lat, Graph.EdgeLines[edge]));
        }

        foreach (var server in attachments.ServingServers)
        {
            var device = _input.Servers[server];
            foreach (var edge in _shared.ServerEdges[server].Where(_ => device.Definite.Contains(day)))
                yield return (edge, PlaceAttachments.Fraction(device.Lon, device.Lat, Graph.EdgeLines[edge]));
        }
    }

    internal static DateSet[] EdgesServed(
        NetworkInput input,
        NodedGraph graph,
        List<(int Edge, SourcePoint Source)> joins,
        Func<Link, DateSet> linkDays,
        Func<SourcePoint, DateSet> sourceDays,
        CancellationToken cancellationToken,
        IReadOnlyList<(int From, int To, DateSet Days)>? bridges = null
    )
    {
        var root = graph.NodeCount;
        List<(int, int, DateSet)> edges = new(graph.EdgeCount + joins.Count);
        edges.AddRange(bridges ?? []);
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            var link = input.Links[graph.EdgeLink[e]];
            var days = linkDays(link);
            if (days.IsEmpty)
                continue;
            edges.Add((graph.EdgeFrom[e], graph.EdgeTo[e], days));
            if (link.IsSource)
                edges.Add((root, graph.EdgeFrom[e], days));
        }

        foreach (var (edge, source) in joins)
        {
            var days = linkDays(input.Links[graph.EdgeLink[edge]]).Intersect(sourceDays(source));
            if (!days.IsEmpty)
                edges.Add((root, graph.EdgeFrom[edge], days));
        }

        var nodes = ConnectivityOverTime.Served(graph.NodeCount + 1, root, edges, cancellationToken);
        var served = new DateSet[graph.EdgeCount];
        for (var e = 0; e < served.Length; e++)
            served[e] = nodes[graph.EdgeFrom[e]].Intersect(linkDays(input.Links[graph.EdgeLink[e]]));
        return served;
    }

    internal static DateSet[] ServersServed(
        NetworkInput input,
        int[][] serverEdges,
        DateSet[] edges,
        Func<Server, DateSet> days
    )
    {
        var served = new DateSet[input.Servers.Count];
        for (var i = 0; i < served.Length; i++)
        {
            var own = days(input.Servers[i]);
            served[i] = input.Servers[i].Standalone
                ? own
                : own.Intersect(serverEdges[i].Aggregate(DateSet.Empty, (all, e) => all.Union(edges[e])));
        }

        return served;
    }

    private static DateSet Union(int[] edges, int[] servers, DateSet[] edgeDays, DateSet[] serverDays, bool linksServe)
    {
        var days = servers.Aggregate(DateSet.Empty, (all, s) => all.Union(serverDays[s]));
        return linksServe ? edges.Aggregate(days, (all, e) => all.Union(edgeDays[e])) : days;
    }
}
