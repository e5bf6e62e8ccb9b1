using Longlin.Geo.Model;
using Longlin.Geo.Network.Ways;

namespace Longlin.Geo.Network;

/// <summary>Reach of one service for all dates in one pass: who is served when, and what the others lack.</summary>
public sealed class ReachComputation
{
    private readonly NetworkInput _input;
    private readonly Shared _shared;
    private readonly CheapestPaths _paths;

    private ReachComputation(
        NetworkInput input,
        Shared shared,
        PlaceReach[] places,
        DateSet[] edgeServed,
        DateSet[] linkServed,
        CheapestPaths paths,
        IReadOnlyList<GapPiece>[] gaps
    )
    {
        (_input, _shared, Places, EdgeServedDefinite, LinkServedDefinite, _paths, Gaps) = (
            input,
            shared,
            places,
            edgeServed,
            linkServed,
            paths,
            gaps
        );
    }

    /// <summary>The noded links.</summary>
    public NodedGraph Graph => _shared.Graph;

    /// <summary>When each place is served, in the input's order.</summary>
    public IReadOnlyList<PlaceReach> Places { get; }

    /// <summary>When each edge is usable and joined to a source, surely.</summary>
    public DateSet[] EdgeServedDefinite { get; }

    /// <summary>The same for each link: when any piece of it is.</summary>
    public IReadOnlyList<DateSet> LinkServedDefinite { get; }

    /// <summary>
    /// What each place lacks, as pieces over the days on which it exists and is not surely served; empty when always
    /// served.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<GapPiece>> Gaps { get; }

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
            ?? Share(inputs[0], PlaceAttachments.Nearest, cancellationToken);
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
                CheapestPaths paths = new(
                    input,
                    shared.Graph,
                    shared.Index.WithEarliest(e => definite[e].EarliestFrom),
                    definite
                );
                var gaps = paths.Gaps(shared.Attachments, places, cancellationToken);
                var linkServed = new DateSet[input.Links.Count];
                Array.Fill(linkServed, DateSet.Empty);
                for (var e = 0; e < shared.Graph.EdgeCount; e++)
                    linkServed[shared.Graph.EdgeLink[e]] = linkServed[shared.Graph.EdgeLink[e]].Union(definite[e]);
                all[i] = new ReachComputation(input, shared, places, definite, linkServed, paths, gaps);
            }
        );
        return all!;
    }

    /// <summary>The path of the one place of the input on a day.</summary>
    public static PathAnswer Path(NetworkInput input, int day, CancellationToken cancellationToken)
    {
        var shared = Share(input, PlaceAttachments.Nearest, cancellationToken);
        var (definite, places) = Reach(input, shared, cancellationToken);
        CheapestPaths paths = new(
            input,
            shared.Graph,
            shared.Index.WithEarliest(e => definite[e].EarliestFrom),
            definite
        );
        return paths.PathAt(shared.Attachments[0], input.Places[0], places[0].Definite.Contains(day), day);
    }

    /// <summary>Who is served when, and no more: what the others lack is not searched for.</summary>
    public static IReadOnlyList<PlaceReach> Served(NetworkInput input, CancellationToken cancellationToken) =>
        Reach(input, Share(input, 0, cancellationToken), cancellationToken).Places;

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
        var shared = Share(input, 0, cancellationToken);
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
    );

    internal static Shared Share(NetworkInput input, int nearest, CancellationToken cancellationToken)
    {
        var graph = NodedGraph.Build(input.Links, input.JoinMetres);
        LineIndex index = new(graph.EdgeLines);
        var serverEdges = input
            .Servers.Select(s => index.Nearest(s.Lon, s.Lat, s.JoinMetres).Select(n => n.Line).ToArray())
            .ToArray();
        ServerIndex servers = new(input.Servers);
        var attachments = new PlaceAttachments[input.Places.Count];
        Parallel.For(
            0,
            attachments.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new AttachmentSearch(input, graph, index, servers, serverEdges, nearest),
            (i, _, search) =>
            {
                attachments[i] = search.Find(input.Places[i]);
                return search;
            },
            static _ => { }
        );
        return new(graph, index, attachments, serverEdges);
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
        return (
            definite,
            Array.ConvertAll(
                attachments,
                at => new PlaceReach(
                    Union(at.Serving, at.ServingServers, definite, serversDefinite, input.LinksServe),
                    Union(at.Serving, at.ServingServers, possible, serversPossible, input.LinksServe)
                )
            )
        );
    }

    /// <summary>
    /// The path of a place on a day: over served links when it is served, else the cheapest way to the served network.
    /// </summary>
    /// <param name="placeIndex">The place's position in the input.</param>
    /// <param name="day">Day number.</param>
    public PathAnswer PathAt(int placeIndex, int day) =>
        _paths.PathAt(
            _shared.Attachments[placeIndex],
            _input.Places[placeIndex],
            Places[placeIndex].Definite.Contains(day),
            day
        );

    /// <summary>The cheapest ways of all places on a day, and the metres to the nearest served link of those that are
    /// served.</summary>
    /// <param name="day">Day number.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public PlaceWay[] WaysOn(int day, CancellationToken cancellationToken)
    {
        var ways = CheapestWays.On(_input, Graph, _shared.Index, EdgeServedDefinite, day, cancellationToken);
        var found = new PlaceWay[Places.Count];
        Parallel.For(
            0,
            found.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            p => found[p] = ways.Of(_input.Places[p], _shared.Attachments[p], _shared.ServerEdges)
        );
        return found;
    }

    internal static DateSet[] EdgesServed(
        NetworkInput input,
        NodedGraph graph,
        List<(int Edge, SourcePoint Source)> joins,
        Func<Link, DateSet> linkDays,
        Func<SourcePoint, DateSet> sourceDays,
        CancellationToken cancellationToken
    )
    {
        var root = graph.NodeCount;
        List<(int, int, DateSet)> edges = new(graph.EdgeCount + joins.Count);
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
