using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Land;

/// <summary>
/// The outline of a connected set of cells. Horizontal edges are where a row and the one above differ; in each column
/// the ends of these edges pair up, from the north, to vertical edges. Where two cells of the set touch by a corner
/// only, the line crosses at the corner: holes then touch the shell in a point, which is valid, and no ring touches
/// itself.
/// </summary>
internal static class RunOutline
{
    /// <summary>The polygon, EPSG:4490 degrees, its corners at corners of cells.</summary>
    /// <param name="runs">Runs of one component (four neighbours), row by row from the north-west.</param>
    /// <param name="window">The grid of rows and columns.</param>
    public static Polygon ToPolygon(List<CellRun> runs, CellWindow window)
    {
        var edges = Edges(runs);
        var partners = Partners(edges);
        var visited = new bool[edges.Count];
        LinearRing? shell = null;
        List<LinearRing> holes = [];
        for (var start = 0; start < edges.Count; start++)
        {
            if (visited[start])
                continue;
            List<Coordinate> ring = [];
            var twiceArea = 0L;
            for (var e = start; !visited[e]; )
            {
                visited[e] = true;
                var edge = edges[e];
                var (from, to) = edge.IsTop ? (edge.West, edge.East) : (edge.East, edge.West);
                ring.Add(Corner(window, from, edge.Line));
                ring.Add(Corner(window, to, edge.Line));
                twiceArea += 2L * (from - to) * edge.Line; // the set lies to the right of the line
                e = partners[2 * e + (edge.IsTop ? 1 : 0)] >> 1;
            }

            ring.Add(ring[0].Copy());
            LinearRing closed = new([.. ring]);
            if (twiceArea > 0)
                shell = closed;
            else
                holes.Add(closed);
        }

        return new Polygon(shell, [.. holes]);
    }

    private static Coordinate Corner(CellWindow window, int column, int line) =>
        new(window.Lon(column - 0.5), window.Lat(line - 0.5));

    // From north to south, and from west to east on a line between two rows.
    private static List<Edge> Edges(List<CellRun> runs)
    {
        List<Edge> edges = [];
        int upper = 0,
            upperEnd = 0;
        for (var lower = 0; ; )
        {
            var line =
                upper < upperEnd ? runs[upper].Row + 1
                : lower < runs.Count ? runs[lower].Row
                : -1;
            if (line < 0)
                return edges;
            var lowerEnd = lower;
            while (lowerEnd < runs.Count && runs[lowerEnd].Row == line)
                lowerEnd++;
            Compare(runs, upper, upperEnd, lower, lowerEnd, line, edges);
            (upper, upperEnd, lower) = (lower, lowerEnd, lowerEnd);
        }
    }

    private static void Compare(
        List<CellRun> runs,
        int upper,
        int upperEnd,
        int lower,
        int lowerEnd,
        int line,
        List<Edge> edges
    )
    {
        int End(int at, int stop) =>
            at / 2 >= stop ? int.MaxValue
            : at % 2 == 0 ? runs[at / 2].From
            : runs[at / 2].To;
        var (u, l, west) = (2 * upper, 2 * lower, 0);
        // 1 where the set lies above the line only, -1 below only, 0 where there is no edge.
        for (var (side, above, below) = (0, 0, 0); ; )
        {
            var x = Math.Min(End(u, upperEnd), End(l, lowerEnd));
            if (x == int.MaxValue)
                return;
            if (End(u, upperEnd) == x)
                (u, above) = (u + 1, 1 - above);
            if (End(l, lowerEnd) == x)
                (l, below) = (l + 1, 1 - below);
            if (side == above - below)
                continue;
            if (side != 0)
                edges.Add(new(west, x, line, side < 0));
            (side, west) = (above - below, x);
        }
    }

    // The end that each end of an edge is joined to by a vertical line; end 2e is the western one of edge e, 2e + 1 the
    // eastern one.
    private static int[] Partners(List<Edge> edges)
    {
        int least = edges.Min(e => e.West),
            most = edges.Max(e => e.East);
        var starts = new int[most - least + 2];
        foreach (var edge in edges)
        {
            starts[edge.West - least + 1]++;
            starts[edge.East - least + 1]++;
        }

        for (var i = 1; i < starts.Length; i++)
            starts[i] += starts[i - 1];
        var (ordered, next) = (new int[2 * edges.Count], starts.AsSpan(0, starts.Length - 1).ToArray());
        for (var e = 0; e < edges.Count; e++)
        {
            ordered[next[edges[e].West - least]++] = 2 * e;
            ordered[next[edges[e].East - least]++] = 2 * e + 1;
        }

        var partners = new int[ordered.Length];
        for (var i = 0; i < ordered.Length; i++)
        {
            // Two ends in one point are cells that touch by a corner. The end of a cell's upper side is joined to the
            // north, so that the line crosses there.
            if (
                i + 1 < ordered.Length
                && edges[ordered[i] >> 1] is var a
                && edges[ordered[i + 1] >> 1] is var b
                && a.Line == b.Line
                && Column(edges, ordered[i]) == Column(edges, ordered[i + 1])
                && !a.IsTop
            )
                (ordered[i], ordered[i + 1]) = (ordered[i + 1], ordered[i]);
            if (i % 2 == 1)
                (partners[ordered[i]], partners[ordered[i - 1]]) = (ordered[i - 1], ordered[i]);
        }

        return partners;
    }

    private static int Column(List<Edge> edges, int end) => end % 2 == 0 ? edges[end >> 1].West : edges[end >> 1].East;

    // IsTop: the set lies to the south.
    private readonly record struct Edge(int West, int East, int Line, bool IsTop);
}
