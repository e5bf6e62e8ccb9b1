using Longlin.Geo.Model;

namespace Longlin.Geo.Network;

/// <summary>A link that would mend a dead end: to a line that is near and far, or not to be reached, by road.</summary>
/// <param name="Edge">The edge that is near.</param>
/// <param name="Metres">Straight line to it.</param>
/// <param name="RoadMetres">Along the links; null where it is farther than was searched, or cannot be reached.</param>
public sealed record MissingLink(int Edge, double Lon, double Lat, double Metres, double? RoadMetres);

/// <summary>An end of a link that joins nothing and is no destination.</summary>
/// <param name="Node">Its number in the graph.</param>
/// <param name="Edge">The edge that ends there.</param>
/// <param name="Days">The days on which it is a dead end.</param>
/// <param name="Missing">A candidate to mend it, on the day asked for; null where none is near.</param>
public sealed record DeadEnd(int Node, int Edge, DateSet Days, MissingLink? Missing);

/// <summary>Finds dead ends 断头路 over all dates.</summary>
public static class DeadEnds
{
    /// <summary>Finds them.</summary>
    /// <param name="graph">The noded links.</param>
    /// <param name="exists">The days on which each edge is there.</param>
    /// <param name="isGoal">Whether a place is a settlement, an asset, the county's border or another reason to
    /// end.</param>
    /// <param name="day">The day for which candidates are looked for.</param>
    /// <param name="nearMetres">A candidate is at most this far in a straight line.</param>
    /// <param name="detour">And more than this many times as far by road.</param>
    public static IReadOnlyList<DeadEnd> Find(
        NodedGraph graph,
        DateSet[] exists,
        Func<double, double, bool> isGoal,
        int day,
        double nearMetres,
        double detour
    )
    {
        var around = ShortestPaths.Around(graph);
        LineIndex? index = null;
        List<DeadEnd> found = [];
        for (var n = 0; n < around.Length; n++)
        {
            if (around[n].Exists(e => graph.EdgeFrom[e] == graph.EdgeTo[e]))
                continue; // a loop leads back
            var days = Alone(around[n], exists);
            if (days.IsEmpty || isGoal(graph.NodeLon[n], graph.NodeLat[n]))
                continue;
            var edge = around[n].FindIndex(e => exists[e].Contains(day));
            found.Add(
                new(
                    n,
                    around[n][Math.Max(0, edge)],
                    days,
                    days.Contains(day)
                        ? Candidate(graph, around, exists, index ??= new(graph.EdgeLines), n, day, nearMetres, detour)
                        : null
                )
            );
        }

        return found;
    }

    // The days on which exactly one of the edges is there.
    private static DateSet Alone(List<int> edges, DateSet[] exists)
    {
        if (edges.Count == 1)
            return exists[edges[0]];
        var once = DateSet.Empty;
        var more = DateSet.Empty;
        foreach (var e in edges)
        {
            more = more.Union(once.Intersect(exists[e]));
            once = once.Union(exists[e]);
        }

        return once.Except(more);
    }

    private static MissingLink? Candidate(
        NodedGraph graph,
        List<int>[] around,
        DateSet[] exists,
        LineIndex index,
        int node,
        int day,
        double nearMetres,
        double detour
    )
    {
        var (lon, lat) = (graph.NodeLon[node], graph.NodeLat[node]);
        Dictionary<int, double>? reached = null;
        foreach (var (edge, metres) in index.Nearest(lon, lat, nearMetres))
        {
            if (!exists[edge].Contains(day) || graph.EdgeFrom[edge] == node || graph.EdgeTo[edge] == node)
                continue;
            reached ??= ShortestPaths.Within(graph, around, node, nearMetres * detour, e => exists[e].Contains(day));
            var byRoad = Math.Min(
                reached.GetValueOrDefault(graph.EdgeFrom[edge], double.PositiveInfinity),
                reached.GetValueOrDefault(graph.EdgeTo[edge], double.PositiveInfinity)
            );
            if (byRoad <= detour * Math.Max(metres, 50))
                continue;
            var at = Geodesy.NearestOnLine(lon, lat, graph.EdgeLines[edge]);
            return new(edge, at.Lon, at.Lat, metres, double.IsInfinity(byRoad) ? null : byRoad);
        }

        return null;
    }
}
