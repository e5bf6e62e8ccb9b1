using Longlin.Geo.Model;

namespace Longlin.Geo.Network.Ways;

/// <summary>The shortest way of a served place over served links, from where the place joins one to a source.</summary>
internal static class ServedWay
{
    // Less than this along an edge is not walked: the way begins or ends at the node.
    private const double WalkedMetres = 0.05;

    /// <summary>Finds it.</summary>
    /// <param name="input">Links, sources and servers.</param>
    /// <param name="graph">The noded links.</param>
    /// <param name="served">Whether each edge is served on the day.</param>
    /// <param name="joins">The edges that serve the place, and the fraction along each where it joins.</param>
    /// <param name="day">Day number.</param>
    /// <returns>The edges in order; none where the place hangs on no edge.</returns>
    public static int[] Find(
        NetworkInput input,
        NodedGraph graph,
        bool[] served,
        IEnumerable<(int Edge, double Fraction)> joins,
        int day
    )
    {
        var sources = Sources(input, graph, served, day).ToLookup(s => s.Edge);
        var paths = ShortestPaths.Find(
            graph,
            served,
            ShortestPaths.Around(graph),
            sources.SelectMany(s => s).SelectMany(Ends)
        );
        List<(double Metres, int[] Edges)> ways = [];
        foreach (var (edge, fraction) in joins.Where(j => served[j.Edge]))
        {
            var length = graph.EdgeMetres[edge];
            foreach (var source in sources[edge])
                ways.Add((source.Fraction is { } at ? Math.Abs(at - fraction) * length : 0, [edge]));
            AddWay(edge, graph.EdgeFrom[edge], length * fraction);
            AddWay(edge, graph.EdgeTo[edge], length * (1 - fraction));
        }

        // A place that stands where the source does walks no edge; it is shown the one that serves it.
        return ways.Count == 0 ? [] : ways.MinBy(w => w.Metres).Edges;

        void AddWay(int edge, int node, double walked)
        {
            int[] edges = [.. walked > WalkedMetres ? [edge] : Array.Empty<int>(), .. paths.Way(node)];
            ways.Add((paths.Metres[node] + walked, edges.Length > 0 ? edges : [edge]));
        }

        IEnumerable<(int Node, double Metres, int Edge)> Ends((int Edge, double? Fraction) source)
        {
            var length = graph.EdgeMetres[source.Edge];
            yield return End(graph.EdgeFrom[source.Edge], length * source.Fraction ?? 0);
            yield return End(graph.EdgeTo[source.Edge], length * (1 - source.Fraction) ?? 0);

            (int, double, int) End(int node, double metres) => (node, metres, metres > WalkedMetres ? source.Edge : -1);
        }
    }

    /// <summary>The links of a way whose loss, each alone, would leave the place without service.</summary>
    /// <param name="input">Links, sources and servers.</param>
    /// <param name="graph">The noded links.</param>
    /// <param name="served">Whether each edge is served on the day.</param>
    /// <param name="joins">The edges that serve the place.</param>
    /// <param name="way">The edges of the way.</param>
    /// <param name="day">Day number.</param>
    /// <returns>Positions of links in the input, in the order of the way.</returns>
    public static int[] Critical(
        NetworkInput input,
        NodedGraph graph,
        bool[] served,
        IReadOnlyList<int> joins,
        IReadOnlyList<int> way,
        int day
    )
    {
        HashSet<int> sources = [.. Sources(input, graph, served, day).Select(s => s.Edge)];
        var around = ShortestPaths.Around(graph);
        return [.. way.Select(e => graph.EdgeLink[e]).Distinct().Where(lost => !Reaches(lost))];

        // Whether some edge that serves the place still reaches a source.
        bool Reaches(int lost)
        {
            HashSet<int> seen = [.. joins.Where(Stands)];
            Queue<int> queue = new(seen);
            while (queue.TryDequeue(out var edge))
            {
                if (sources.Contains(edge))
                    return true;
                foreach (var node in (ReadOnlySpan<int>)[graph.EdgeFrom[edge], graph.EdgeTo[edge]])
                {
                    foreach (var next in around[node])
                    {
                        if (Stands(next) && seen.Add(next))
                            queue.Enqueue(next);
                    }
                }
            }

            return false;

            bool Stands(int edge) => served[edge] && graph.EdgeLink[edge] != lost;
        }
    }

    // The served edges that a source joins, and where along them; null: the whole edge is a source.
    private static IEnumerable<(int Edge, double? Fraction)> Sources(
        NetworkInput input,
        NodedGraph graph,
        bool[] served,
        int day
    )
    {
        var points = input.Sources.Where(s => s.Definite.Contains(day)).ToList();
        for (var e = 0; e < served.Length; e++)
        {
            if (!served[e])
                continue;
            if (input.Links[graph.EdgeLink[e]].IsSource)
                yield return (e, null);
            foreach (var point in points)
            {
                var (lon, lat, line) = (point.LonLat[0], point.LonLat[1], graph.EdgeLines[e]);
                if (Geodesy.NearestOnLine(lon, lat, line).DistanceMetres <= point.JoinMetres)
                    yield return (e, PlaceAttachments.Fraction(lon, lat, line));
            }
        }
    }
}
