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

    /// <summary>The links to each of the others, from the seat; null where no way leads.</summary>
    /// <param name="from">The seat where all ways start.</param>
    /// <param name="others">Where they end.</param>
    /// <param name="usable">For each edge of the graph, whether it may be used.</param>
    public int[]?[] Find(SubjectPlace from, SubjectPlace[] others, bool[] usable)
    {
        var found = new int[]?[others.Length];
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
                found[o] = Links(best[o], paths);
        }

        return found;
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
