using Longlin.Geo.Model;

namespace Longlin.Geo.Network;

/// <summary>
/// Links cut into edges at the nodes where they join: ends near to each other, an end near to the inside of another
/// link (a T-junction), and a vertex that two links have in common, coordinate for coordinate.
/// Lines that merely cross do not join.
/// </summary>
public sealed class NodedGraph
{
    private NodedGraph(
        int nodeCount,
        double[] nodeLon,
        double[] nodeLat,
        int[] from,
        int[] to,
        int[] link,
        double[] metres,
        double[][] lines
    )
    {
        NodeCount = nodeCount;
        (NodeLon, NodeLat) = (nodeLon, nodeLat);
        (EdgeFrom, EdgeTo, EdgeLink, EdgeMetres, EdgeLines) = (from, to, link, metres, lines);
    }

    /// <summary>Number of nodes.</summary>
    public int NodeCount { get; }

    /// <summary>Number of edges.</summary>
    public int EdgeCount => EdgeFrom.Length;

    /// <summary>Longitude of each node.</summary>
    public double[] NodeLon { get; }

    /// <summary>Latitude of each node.</summary>
    public double[] NodeLat { get; }

    /// <summary>First node of each edge.</summary>
    public int[] EdgeFrom { get; }

    /// <summary>Last node of each edge.</summary>
    public int[] EdgeTo { get; }

    /// <summary>The link (its index in the input) that each edge is a piece of.</summary>
    public int[] EdgeLink { get; }

    /// <summary>Length of each edge, metres.</summary>
    public double[] EdgeMetres { get; }

    /// <summary>Coordinates of each edge, flat longitude and latitude.</summary>
    public double[][] EdgeLines { get; }

    /// <summary>Nodes the links.</summary>
    public static NodedGraph Build(IReadOnlyList<Link> links, double joinMetres)
    {
        var lines = links.Select(l => l.LonLat).ToArray();
        var ends = new int[lines.Length * 2];
        var (nodes, lon, lat) = JoinEnds(lines, joinMetres, ends);
        var cuts = CutAtEnds(lines, joinMetres, ends);
        nodes = CutAtSharedVertices(lines, joinMetres, cuts, lon, lat);
        List<int> from = [],
            to = [],
            link = [];
        List<double[]> pieces = [];
        for (var i = 0; i < lines.Length; i++)
        {
            if (cuts[i] is not { } cutsHere)
            {
                from.Add(ends[2 * i]);
                to.Add(ends[2 * i + 1]);
                link.Add(i);
                pieces.Add(lines[i]);
                continue;
            }

            cutsHere.Sort((a, b) => (a.Segment, a.Fraction).CompareTo((b.Segment, b.Fraction)));
            var (start, node) = ((Segment: 0, Fraction: 0.0), ends[2 * i]);
            foreach (var cut in cutsHere)
            {
                from.Add(node);
                to.Add(cut.Node);
                link.Add(i);
                pieces.Add(Slice(lines[i], start, (cut.Segment, cut.Fraction)));
                (start, node) = ((cut.Segment, cut.Fraction), cut.Node);
            }

            from.Add(node);
            to.Add(ends[2 * i + 1]);
            link.Add(i);
            pieces.Add(Slice(lines[i], start, (lines[i].Length / 2 - 2, 1)));
        }

        return new NodedGraph(
            nodes,
            [.. lon],
            [.. lat],
            [.. from],
            [.. to],
            [.. link],
            [.. pieces.Select(p => Geodesy.LengthMetres(p))],
            [.. pieces]
        );
    }

    // Ends in one cell of a grid are compared, and those of the next cells where the end lies within the tolerance of
    // their border.
    private static (int Count, List<double> Lon, List<double> Lat) JoinEnds(
        double[][] lines,
        double joinMetres,
        int[] ends
    )
    {
        double[] lon = new double[ends.Length],
            lat = new double[ends.Length];
        // Degrees of latitude: a degree has 110,574 m or more
        var tolerance = Math.Max(joinMetres, 0.01) / 110_000 * 1.01;
        var height = 16 * tolerance;
        Dictionary<(long, long), int> newest = new(ends.Length);
        var older = new int[ends.Length];
        DisjointSets sets = new(ends.Length);
        for (var e = 0; e < ends.Length; e++)
        {
            var line = lines[e / 2];
            var (x, y) = e % 2 == 0 ? (line[0], line[1]) : (line[^2], line[^1]);
            (lon[e], lat[e]) = (x, y);
            // Cells of one row are equally wide, so that every end of the row counts them alike.
            var row = (long)Math.Floor(y / height);
            for (
                var r = (long)Math.Floor((y - tolerance) / height);
                r <= (long)Math.Floor((y + tolerance) / height);
                r++
            )
            {
                var wider = Wider(r);
                for (
                    var c = (long)Math.Floor((x - tolerance * wider) / (height * wider));
                    c <= (long)Math.Floor((x + tolerance * wider) / (height * wider));
                    c++
                )
                {
                    for (var other = newest.GetValueOrDefault((r, c)) - 1; other >= 0; other = older[other])
                    {
                        if (Geodesy.DistanceMetres(x, y, lon[other], lat[other]) <= joinMetres)
                            sets.Join(e, other);
                    }
                }
            }

            ref var head = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                newest,
                (row, (long)Math.Floor(x / (height * Wider(row)))),
                out _
            );
            (older[e], head) = (head - 1, e + 1);
        }

        var numbers = new int[ends.Length];
        List<double> nodeLon = [],
            nodeLat = [];
        for (var e = 0; e < ends.Length; e++)
        {
            var root = sets.Find(e);
            if (numbers[root] == 0)
            {
                nodeLon.Add(lon[e]);
                nodeLat.Add(lat[e]);
                numbers[root] = nodeLon.Count;
            }

            ends[e] = numbers[root] - 1;
        }

        return (nodeLon.Count, nodeLon, nodeLat);

        // How many degrees of longitude are at least as long as one of latitude, in a row of cells.
        double Wider(long row) =>
            1.02
            / Math.Max(
                0.02,
                Math.Cos(
                    double.DegreesToRadians(
                        Math.Min(90, Math.Max(Math.Abs(row * height), Math.Abs((row + 1) * height)))
                    )
                )
            );
    }

    private static List<(int Segment, double Fraction, int Node)>?[] CutAtEnds(
        double[][] lines,
        double joinMetres,
        int[] ends
    )
    {
        var cuts = new List<(int Segment, double Fraction, int Node)>?[lines.Length];
        LineIndex index = new(lines);
        List<int> around = [];
        for (var e = 0; e < ends.Length; e++)
        {
            var line = lines[e / 2];
            var (x, y) = e % 2 == 0 ? (line[0], line[1]) : (line[^2], line[^1]);
            if (ends[e] != ends[e ^ 1] && OwnTouch(line, e % 2 != 0, joinMetres) is var (segment, fraction))
                (cuts[e / 2] ??= []).Add((segment, fraction, ends[e]));
            around.Clear();
            index.Around(x, y, joinMetres, around);
            foreach (var other in around)
            {
                if (ends[2 * other] == ends[e] || ends[2 * other + 1] == ends[e])
                    continue;
                var at = Geodesy.NearestOnLine(x, y, lines[other]);
                if (at.DistanceMetres > joinMetres)
                    continue;
                var cutsHere = cuts[other] ??= [];
                if (!cutsHere.Exists(c => c.Node == ends[e]))
                    cutsHere.Add((at.SegmentIndex, at.Fraction, ends[e]));
            }
        }

        return cuts;
    }

    // Where an end comes back to the inside of its own line: the loop of a turning place.
    private static (int Segment, double Fraction)? OwnTouch(double[] line, bool isLast, double joinMetres)
    {
        var (x, y) = isLast ? (line[^2], line[^1]) : (line[0], line[1]);
        var scale = Geodesy.MetresPerDegree(y);
        var (first, last) = (0, line.Length / 2 - 2);
        for (var s = first; s <= last; s++)
        {
            Ways.Segment segment = new(line[2 * s], line[2 * s + 1], line[2 * s + 2], line[2 * s + 3]);
            var (metres, fraction) = segment.Nearest(x, y, scale);
            if (metres > joinMetres)
                continue;
            var (lon, lat) = segment.At(fraction);
            // Back along the line to the end: what lies within the tolerance is the end itself.
            var along = isLast
                ? Geodesy.DistanceMetres(lon, lat, segment.Lon2, segment.Lat2)
                    + Geodesy.LengthMetres(line.AsSpan(2 * s + 2))
                : Geodesy.LengthMetres(line.AsSpan(0, 2 * s + 2))
                    + Geodesy.DistanceMetres(segment.Lon1, segment.Lat1, lon, lat);
            if (along > 2 * joinMetres + metres)
                return (s, fraction);
        }

        return null;
    }

    // A vertex inside one link that stands, to the last bit, in another too is a junction; where it is the other's end,
    // it has been found already.
    private static int CutAtSharedVertices(
        double[][] lines,
        double joinMetres,
        List<(int Segment, double Fraction, int Node)>?[] cuts,
        List<double> lon,
        List<double> lat
    )
    {
        var endNodes = lon.Count;
        Dictionary<(double, double), (int Line, int Node)> seen = new(lines.Sum(l => l.Length / 2));
        // Where a vertex was seen first, its node is made when it is seen in another line.
        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = 0; i < lines.Length; i++)
            {
                for (var v = 1; v < lines[i].Length / 2 - 1; v++)
                {
                    var at = (lines[i][2 * v], lines[i][2 * v + 1]);
                    if (!seen.TryGetValue(at, out var first))
                        seen[at] = (i, -1);
                    else if (first.Node < 0 && first.Line != i)
                        seen[at] = (i, NodeAt(at));
                    if (pass == 1 && seen[at].Node is >= 0 and var node)
                        Cut(i, v, node);
                }
            }
        }

        return lon.Count;

        int NodeAt((double Lon, double Lat) at)
        {
            lon.Add(at.Lon);
            lat.Add(at.Lat);
            return lon.Count - 1;
        }

        void Cut(int line, int vertex, int node)
        {
            var here = cuts[line] ??= [];
            // An end of a third line may join here: it joins the other line too, and its node is the junction.
            var joined = here.Exists(c =>
                c.Node == node
                || (
                    c.Node < endNodes
                    && Geodesy.DistanceMetres(lon[c.Node], lat[c.Node], lon[node], lat[node]) <= joinMetres
                )
            );
            if (!joined)
                here.Add((vertex - 1, 1, node));
        }
    }

    private static double[] Slice(
        double[] line,
        (int Segment, double Fraction) start,
        (int Segment, double Fraction) end
    )
    {
        List<double> slice = [At(line, start, 0), At(line, start, 1)];
        for (var vertex = start.Segment + 1; vertex <= end.Segment; vertex++)
        {
            slice.Add(line[2 * vertex]);
            slice.Add(line[2 * vertex + 1]);
        }

        slice.Add(At(line, end, 0));
        slice.Add(At(line, end, 1));
        return [.. slice];
    }

    private static double At(double[] line, (int Segment, double Fraction) position, int axis)
    {
        var i = 2 * position.Segment + axis;
        return line[i] + position.Fraction * (line[i + 2] - line[i]);
    }
}
