namespace Longlin.Geo.Network;

/// <summary>
/// The arcs of the search: every edge, and connectors that could be built from the nodes of a piece of network to the
/// nearest edge of another piece.
/// An arc's metres to upgrade depend on the state of the edge that owns it; its metres to build do not.
/// </summary>
internal sealed class ArcGraph
{
    private ArcGraph(int[] a, int[] b, double[] build, double[] along, int[] owner, int nodeCount)
    {
        (A, B, BuildMetres, Along, Owner) = (a, b, build, along, owner);
        First = new int[nodeCount + 1];
        Arcs = new int[2 * a.Length];
        for (var i = 0; i < a.Length; i++)
        {
            First[a[i] + 1]++;
            First[b[i] + 1]++;
        }

        for (var n = 0; n < nodeCount; n++)
            First[n + 1] += First[n];
        var next = First.AsSpan(0, nodeCount).ToArray();
        for (var i = 0; i < a.Length; i++)
        {
            Arcs[next[a[i]]++] = i;
            Arcs[next[b[i]]++] = i;
        }
    }

    public int[] A { get; }

    public int[] B { get; }

    /// <summary>Metres to build.</summary>
    public double[] BuildMetres { get; }

    /// <summary>Metres along the owner.</summary>
    public double[] Along { get; }

    /// <summary>The edge whose state decides.</summary>
    public int[] Owner { get; }

    /// <summary>Arcs of node n stand at First[n] to First[n + 1] of <see cref="Arcs"/>.</summary>
    public int[] First { get; }

    public int[] Arcs { get; }

    public static ArcGraph Build(NodedGraph graph, LineIndex index, double connectorMetres)
    {
        List<int> a = [.. graph.EdgeFrom],
            b = [.. graph.EdgeTo],
            owner = [.. Enumerable.Range(0, graph.EdgeCount)];
        List<double> build = [.. new double[graph.EdgeCount]],
            along = [.. graph.EdgeMetres];
        DisjointSets pieces = new(graph.NodeCount);
        var degree = new int[graph.NodeCount];
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            pieces.Join(graph.EdgeFrom[e], graph.EdgeTo[e]);
            degree[graph.EdgeFrom[e]]++;
            degree[graph.EdgeTo[e]]++;
        }

        var size = new int[graph.NodeCount];
        for (var n = 0; n < graph.NodeCount; n++)
            size[pieces.Find(n)]++;
        var largest = graph.NodeCount == 0 ? -1 : Array.IndexOf(size, size.Max());
        for (var n = 0; n < graph.NodeCount; n++)
        {
            var piece = pieces.Find(n);
            if (piece == largest || degree[n] > 1)
                continue;
            foreach (var (edge, metres) in index.Nearest(graph.NodeLon[n], graph.NodeLat[n], connectorMetres))
            {
                if (pieces.Find(graph.EdgeFrom[edge]) == piece)
                    continue;
                var line = graph.EdgeLines[edge];
                var at = Model.Geodesy.NearestOnLine(graph.NodeLon[n], graph.NodeLat[n], line);
                var until =
                    Model.Geodesy.LengthMetres(line.AsSpan(0, 2 * (at.SegmentIndex + 1)))
                    + Model.Geodesy.DistanceMetres(
                        line[2 * at.SegmentIndex],
                        line[2 * at.SegmentIndex + 1],
                        at.Lon,
                        at.Lat
                    );
                a.AddRange([n, n]);
                b.AddRange([graph.EdgeFrom[edge], graph.EdgeTo[edge]]);
                build.AddRange([metres, metres]);
                along.AddRange([until, Math.Max(0, graph.EdgeMetres[edge] - until)]);
                owner.AddRange([edge, edge]);
                break;
            }
        }

        return new ArcGraph([.. a], [.. b], [.. build], [.. along], [.. owner], graph.NodeCount);
    }
}
