using Longlin.Geo.Network;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>The shortest ways from one seat to others over the usable edges of a noded graph.</summary>
internal sealed class SeatSearch(NodedGraph graph, ServiceRule service)
{
    private readonly List<int>[] _around = ShortestPaths.Around(graph);
    private readonly LineIndex _index = new(graph.EdgeLines);

    // The best way to one of the others: its length, the node where the search reaches it (-1: both seats lie at one
    // edge), and the edge that is walked last in part (-1: none).
    private readonly record struct Best(double Metres, int Node, int Edge);

    // From a node, how far along which edge one of the others lies.
    private readonly record struct Goal(int Other, double Metres, int Edge);

    /// <summary>The links to each of the others, from the seat, and their metres; null where no way leads.</summary>
    /// <param name="from">The seat where all ways start.</param>
    /// <param name="others">Where they end.</param>
    /// <param name="usable">For each edge of the graph, whether it may be used.</param>
    public (int[] Links, double Metres)?[] Find(SubjectPlace from, SubjectPlace[] others, bool[] usable)
    {
        var found = new (int[] Links, double Metres)?[others.Length];
        var starts = Touches(from, usable);
        if (starts.Count == 0)
            return found;
        var best = new Best[others.Length];
        Array.Fill(best, new(double.PositiveInfinity, -1, -1));
        var goals = Goals(starts, others, usable, best);
        var paths = ShortestPaths.Find(
            graph,
            usable,
            _around,
            starts.SelectMany(s => Ends(s.Edge, s.Fraction)),
            (node, so) =>
            {
                foreach (var (o, metres, edge) in goals.GetValueOrDefault(node) ?? [])
                {
                    if (so + metres < best[o].Metres)
                        best[o] = new(so + metres, node, edge);
                }

                return Array.TrueForAll(best, b => b.Metres <= so);
            }
        );
        for (var o = 0; o < others.Length; o++)
        {
            if (double.IsFinite(best[o].Metres))
                found[o] = (Links(best[o], paths), best[o].Metres);
        }

        return found;
    }

    /// <summary>
    /// The shortest way from one seat to another that meets no bottleneck, also none that only the links before and
    /// after make one (narrower than both, unpaved between paved ones): a search over nodes, the link walked last and
    /// what it left open.
    /// </summary>
    /// <param name="from">Where it starts.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="usable">For each edge of the graph, whether it may be used.</param>
    /// <param name="quality">Of each link, by its position.</param>
    /// <param name="mostMetres">Longest way looked for.</param>
    /// <returns>The links from <paramref name="from"/> on and their metres; null where there is none.</returns>
    public (int[] Links, double Metres)? FindOpen(
        SubjectPlace from,
        SubjectPlace to,
        bool[] usable,
        LinkQuality[] quality,
        double mostMetres
    )
    {
        var open = Array.ConvertAll(
            Enumerable.Range(0, graph.EdgeCount).ToArray(),
            e => usable[e] && quality[graph.EdgeLink[e]].IsGood
        );
        var starts = Touches(from, open);
        var best = new Best[1];
        best[0] = new(double.PositiveInfinity, -1, -1);
        var goals = Goals(starts, [to], open, best);
        Dictionary<State, (double Metres, State Before, int Edge)> known = [];
        PriorityQueue<State, double> queue = new();
        foreach (var (node, metres, edge) in starts.SelectMany(s => Ends(s.Edge, s.Fraction)))
            Offer(new(node, edge < 0 ? -1 : graph.EdgeLink[edge], 0), metres, State.None, edge);
        var (length, last, lastEdge) = (best[0].Metres, State.None, best[0].Edge);
        while (queue.TryDequeue(out var state, out var metres) && metres < length)
        {
            if (metres > known[state].Metres)
                continue;
            foreach (var goal in goals.GetValueOrDefault(state.Node) ?? [])
            {
                if (
                    metres + goal.Metres < length
                    && (goal.Edge < 0 || Next(state, graph.EdgeLink[goal.Edge]) is not null)
                )
                    (length, last, lastEdge) = (metres + goal.Metres, state, goal.Edge);
            }

            var walked = known[state].Edge;
            foreach (var edge in _around[state.Node])
            {
                // No turning back: a step aside and back would change what the next link is compared with.
                if (open[edge] && edge != walked && Next(state, graph.EdgeLink[edge]) is var (link, flags))
                    Offer(
                        new(
                            graph.EdgeFrom[edge] == state.Node ? graph.EdgeTo[edge] : graph.EdgeFrom[edge],
                            link,
                            flags
                        ),
                        metres + graph.EdgeMetres[edge],
                        state,
                        edge
                    );
            }
        }

        if (length > mostMetres)
            return null;
        List<int> links = [];
        Add(lastEdge);
        for (var at = last; at != State.None; at = known[at].Before)
            Add(known[at].Edge);
        links.Reverse();
        return ([.. links], length);

        void Add(int edge)
        {
            if (edge >= 0 && (links.Count == 0 || links[^1] != graph.EdgeLink[edge]))
                links.Add(graph.EdgeLink[edge]);
        }

        void Offer(State state, double metres, State before, int edge)
        {
            if (metres > mostMetres || (known.TryGetValue(state, out var so) && so.Metres <= metres))
                return;
            known[state] = (metres, before, edge);
            queue.Enqueue(state, metres);
        }

        // The link and what it leaves open when a way goes on over it; null where that makes a bottleneck.
        (int Link, int Flags)? Next(State state, int link)
        {
            if (state.Link < 0)
                return (link, 0);
            // A joint is no road: what is before it meets what is behind it.
            if (link == state.Link || quality[link].IsJoint)
                return (state.Link, state.Flags);
            var (before, own) = (quality[state.Link], quality[link]);
            if (quality[state.Link].IsJoint)
                return (link, 0);
            if (((state.Flags & 1) != 0 && own.Width > before.Width) || ((state.Flags & 2) != 0 && own.Paved is true))
                return null;
            return (link, (own.Width < before.Width ? 1 : 0) | (own.Paved is false && before.Paved is true ? 2 : 0));
        }
    }

    // Where a search stands: the node, the link walked last (-1: none), and whether that link is narrower than the one
    // before it (1) or unpaved after a paved one (2).
    private readonly record struct State(int Node, int Link, int Flags)
    {
        public static readonly State None = new(-1, -1, -1);
    }

    // Where the search meets each of the others; those at an edge where it starts are reached along that edge.
    private Dictionary<int, List<Goal>> Goals(
        List<(int Edge, double Fraction)> starts,
        SubjectPlace[] others,
        bool[] usable,
        Best[] best
    )
    {
        Dictionary<int, List<Goal>> goals = [];
        for (var o = 0; o < others.Length; o++)
        {
            foreach (var (edge, fraction) in Touches(others[o], usable))
            {
                foreach (var start in starts.Where(s => s.Edge == edge))
                {
                    var between = Math.Abs(start.Fraction - fraction) * graph.EdgeMetres[edge];
                    if (between < best[o].Metres)
                        best[o] = new(between, -1, edge);
                }

                foreach (var (node, metres, along) in Ends(edge, fraction))
                {
                    if (!goals.TryGetValue(node, out var here))
                        goals[node] = here = [];
                    here.Add(new(o, metres, along));
                }
            }
        }

        return goals;
    }

    private int[] Links(Best best, ShortestPaths paths)
    {
        IEnumerable<int> edges = best.Edge >= 0 ? [best.Edge] : [];
        if (best.Node >= 0)
            edges = edges.Concat(paths.Way(best.Node));
        List<int> links = [];
        foreach (var edge in edges)
        {
            if (links.Count == 0 || links[^1] != graph.EdgeLink[edge])
                links.Add(graph.EdgeLink[edge]);
        }

        links.Reverse();
        return [.. links];
    }

    // The usable edges within reach of a seat, and the fraction along each at which it is nearest.
    private List<(int Edge, double Fraction)> Touches(SubjectPlace place, bool[] usable) =>
        double.IsNaN(place.Lon)
            ? []
            :
            [
                .. _index
                    .Nearest(place.Lon, place.Lat, service.ReachMetres)
                    .Where(n => usable[n.Line])
                    .Select(n => (n.Line, PlaceAttachments.Fraction(place.Lon, place.Lat, graph.EdgeLines[n.Line]))),
            ];

    // A stretch shorter than the ends' tolerance is none.
    private (int Node, double Metres, int Edge)[] Ends(int edge, double fraction)
    {
        double before = fraction * graph.EdgeMetres[edge],
            after = (1 - fraction) * graph.EdgeMetres[edge];
        return
        [
            (graph.EdgeFrom[edge], before, before > service.JoinMetres ? edge : -1),
            (graph.EdgeTo[edge], after, after > service.JoinMetres ? edge : -1),
        ];
    }
}

/// <summary>What a link is like for a way without bottlenecks.</summary>
/// <param name="IsGood">Whether the link by itself is no bottleneck.</param>
/// <param name="Width">Surface width, metres; null: not known.</param>
/// <param name="Paved">Whether it is paved; null: not known.</param>
/// <param name="IsJoint">Whether it is a confirmed joint and no road.</param>
internal readonly record struct LinkQuality(bool IsGood, double? Width, bool? Paved, bool IsJoint);
