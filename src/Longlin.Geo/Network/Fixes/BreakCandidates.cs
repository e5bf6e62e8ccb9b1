using System.Globalization;
using Longlin.Geo.Model;
using Longlin.Geo.Network.Ways;

namespace Longlin.Geo.Network.Fixes;

/// <summary>Where two links nearly meet, or cross without a common vertex, whatever the day.</summary>
/// <param name="Edge">The edge of the link that names it: the one that ends here, or one of two that cross.</param>
/// <param name="At">Where on that link: <c>start</c>, <c>end</c>, or longitude and latitude to five decimals.</param>
/// <param name="OtherEdge">The edge that it nearly meets, or crosses.</param>
/// <param name="Node">The node at the gap; of a crossing the first node of <paramref name="Edge"/>.</param>
/// <param name="OtherNode">The node that would join it: the end nearby, else the first node of the other edge.</param>
/// <param name="MeetsEnd">Whether two ends nearly meet.</param>
/// <param name="IsCrossing">Whether they cross.</param>
/// <param name="Metres">Of the gap; 0 where they cross.</param>
/// <param name="Line">Flat longitudes and latitudes from one to the other.</param>
internal sealed record BreakCandidate(
    int Edge,
    string At,
    int OtherEdge,
    int Node,
    int OtherNode,
    bool MeetsEnd,
    bool IsCrossing,
    double Metres,
    double[] Line
);

/// <summary>Finds the candidates of suspected breaks. They depend on shapes alone, on no day.</summary>
internal static class BreakCandidates
{
    // A way of this many metres is short, however small the gap.
    private const double LeastMetres = 50;

    // A nearest point so near to an end is the end itself.
    private const double SamePointMetres = 0.01;

    /// <summary>The place of a point within a link, as a break's name holds it.</summary>
    public static string PointText(double lon, double lat) =>
        string.Create(CultureInfo.InvariantCulture, $"{lon:F5},{lat:F5}");

    /// <summary>
    /// Every end of a link with every other link within the distance that it does not join. A link is no break of its
    /// own, two ends that nearly meet are one break, and where links of any quality join both within a short way nothing
    /// is missing.
    /// </summary>
    /// <param name="graph">The noded links.</param>
    /// <param name="index">Over its edges.</param>
    /// <param name="mostMetres">Longest gap.</param>
    /// <param name="detour">How many times the gap (or 50 m) a short way is at most.</param>
    public static List<BreakCandidate> Gaps(NodedGraph graph, LineIndex index, double mostMetres, double detour)
    {
        var around = ShortestPaths.Around(graph);
        var ends = EndsAt(graph);
        HashSet<(int, int)> known = [];
        List<BreakCandidate> found = [];
        List<int> near = [];
        Dictionary<int, (int Edge, double Metres)> nearest = [];
        for (var n = 0; n < graph.NodeCount; n++)
        {
            if (ends[n] is not { } own)
                continue;
            var (lon, lat) = (graph.NodeLon[n], graph.NodeLat[n]);
            near.Clear();
            index.Around(lon, lat, mostMetres, near);
            nearest.Clear();
            foreach (var other in near)
            {
                var link = graph.EdgeLink[other];
                if (around[n].Exists(e => graph.EdgeLink[e] == link))
                    continue;
                var metres = Geodesy.NearestOnLine(lon, lat, graph.EdgeLines[other]).DistanceMetres;
                if (metres > mostMetres)
                    continue;
                if (
                    !nearest.TryGetValue(link, out var before)
                    || (metres, other).CompareTo((before.Metres, before.Edge)) < 0
                )
                    nearest[link] = (other, metres);
            }

            Dictionary<int, double>? reached = null;
            foreach (var (_, (other, metres)) in nearest.OrderBy(l => l.Value.Metres).ThenBy(l => l.Key))
            {
                var at = Geodesy.NearestOnLine(lon, lat, graph.EdgeLines[other]);
                reached ??= ShortestPaths.Within(graph, around, n, detour * Math.Max(mostMetres, LeastMetres));
                if (ByRoad(graph, reached, other, at) <= detour * Math.Max(metres, LeastMetres))
                    continue;
                var end = EndNear(graph, other, at.Lon, at.Lat);
                if (end is not { } m)
                {
                    found.Add(
                        new(
                            own.Edge,
                            own.At,
                            other,
                            n,
                            graph.EdgeFrom[other],
                            false,
                            false,
                            metres,
                            [lon, lat, at.Lon, at.Lat]
                        )
                    );
                    continue;
                }

                if (!known.Add((Math.Min(n, m), Math.Max(n, m))))
                    continue;
                // The link that was stored first names it, whichever end is looked at first.
                found.Add(
                    ends[m] is { } theirs && graph.EdgeLink[theirs.Edge] < graph.EdgeLink[own.Edge]
                        ? new(theirs.Edge, theirs.At, own.Edge, m, n, true, false, metres, [at.Lon, at.Lat, lon, lat])
                        : new(
                            own.Edge,
                            own.At,
                            ends[m]?.Edge ?? other,
                            n,
                            m,
                            true,
                            false,
                            metres,
                            [lon, lat, at.Lon, at.Lat]
                        )
                );
            }
        }

        return found;
    }

    /// <summary>Links that cross without a common vertex, each pair of edges once.</summary>
    // Segment by segment: a long road meets the box of half the county, its segments do not.
    public static List<BreakCandidate> Crossings(NodedGraph graph)
    {
        List<Segment> segments = [];
        List<int> edges = [];
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            var line = graph.EdgeLines[e];
            for (var i = 2; i + 1 < line.Length; i += 2)
            {
                segments.Add(new(line[i - 2], line[i - 1], line[i], line[i + 1]));
                edges.Add(e);
            }
        }

        PackedTree tree = new([.. segments.Select(s => s.Box)]);
        HashSet<(int, int)> known = [];
        List<int> near = [];
        List<BreakCandidate> found = [];
        for (var s = 0; s < segments.Count; s++)
        {
            near.Clear();
            tree.Meeting(segments[s].Box, near);
            foreach (var other in near)
            {
                var (a, b) = (edges[s], edges[other]);
                if (
                    a >= b
                    || graph.EdgeLink[a] == graph.EdgeLink[b]
                    || Touch(graph, a, b)
                    || segments[s].Crossing(segments[other]) is not var (here, _)
                    || !known.Add((a, b))
                )
                    continue;
                var (lon, lat) = segments[s].At(here);
                found.Add(
                    new(a, PointText(lon, lat), b, graph.EdgeFrom[a], graph.EdgeFrom[b], false, true, 0, [lon, lat])
                );
            }
        }

        return found;
    }

    // At each node the first link that ends there, and with which end; null where none does.
    private static (int Edge, string At)?[] EndsAt(NodedGraph graph)
    {
        var ends = new (int Edge, string At)?[graph.NodeCount];
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            if (e == 0 || graph.EdgeLink[e - 1] != graph.EdgeLink[e])
                ends[graph.EdgeFrom[e]] ??= (e, "start");
            if (e + 1 == graph.EdgeCount || graph.EdgeLink[e + 1] != graph.EdgeLink[e])
                ends[graph.EdgeTo[e]] ??= (e, "end");
        }

        return ends;
    }

    private static double ByRoad(
        NodedGraph graph,
        Dictionary<int, double> reached,
        int edge,
        (double DistanceMetres, double Lon, double Lat, int SegmentIndex, double Fraction) at
    )
    {
        var line = graph.EdgeLines[edge];
        var along =
            Geodesy.LengthMetres(line.AsSpan(0, 2 * at.SegmentIndex + 2))
            + at.Fraction * Geodesy.LengthMetres(line.AsSpan(2 * at.SegmentIndex, 4));
        return Math.Min(
            reached.GetValueOrDefault(graph.EdgeFrom[edge], double.PositiveInfinity) + along,
            reached.GetValueOrDefault(graph.EdgeTo[edge], double.PositiveInfinity) + graph.EdgeMetres[edge] - along
        );
    }

    private static int? EndNear(NodedGraph graph, int edge, double lon, double lat)
    {
        foreach (var node in (ReadOnlySpan<int>)[graph.EdgeFrom[edge], graph.EdgeTo[edge]])
        {
            if (Geodesy.DistanceMetres(lon, lat, graph.NodeLon[node], graph.NodeLat[node]) <= SamePointMetres)
                return node;
        }

        return null;
    }

    private static bool Touch(NodedGraph graph, int a, int b) =>
        graph.EdgeFrom[a] == graph.EdgeFrom[b]
        || graph.EdgeFrom[a] == graph.EdgeTo[b]
        || graph.EdgeTo[a] == graph.EdgeFrom[b]
        || graph.EdgeTo[a] == graph.EdgeTo[b];
}
