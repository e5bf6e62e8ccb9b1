namespace Longlin.Geo.Planning.Trees;

/// <summary>Some edges of a graph, with all terminals, as a graph of its own.</summary>
/// <param name="Graph">The part; its nodes are the terminals and the ends of its edges.</param>
/// <param name="Nodes">The original number of each of its nodes.</param>
/// <param name="Edges">The original number of each of its edges.</param>
internal sealed record Subgraph(SteinerGraph Graph, int[] Nodes, int[] Edges)
{
    /// <summary>The whole graph.</summary>
    public static Subgraph Whole(SteinerGraph graph) =>
        new(graph, [.. Enumerable.Range(0, graph.NodeCount)], [.. Enumerable.Range(0, graph.EdgeCount)]);

    /// <summary>The edges that are kept; numbers refer to <paramref name="graph"/>.</summary>
    public static Subgraph Of(SteinerGraph graph, Func<int, bool> keep)
    {
        var number = new int[graph.NodeCount];
        Array.Fill(number, -1);
        List<int> nodes = [];
        List<int> edges = [];
        List<(int From, int To)> ends = [];
        List<long> weights = [];
        int Number(int node)
        {
            if (number[node] < 0)
            {
                number[node] = nodes.Count;
                nodes.Add(node);
            }

            return number[node];
        }

        foreach (var terminal in graph.Terminals)
            Number(terminal);
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            var (from, to) = (graph.Heads[(2 * e) + 1], graph.Heads[2 * e]);
            if (from == to || !keep(e))
                continue;
            edges.Add(e);
            ends.Add((Number(from), Number(to)));
            weights.Add(graph.Weights[e]);
        }

        SteinerGraph part = new(nodes.Count, ends, weights, [.. Enumerable.Range(0, graph.Terminals.Length)]);
        return new(part, [.. nodes], [.. edges]);
    }

    /// <summary>A part of this part; its numbers refer to the graph that this one refers to.</summary>
    public Subgraph Part(Func<int, bool> keep)
    {
        var part = Of(Graph, keep);
        return new(
            part.Graph,
            Array.ConvertAll(part.Nodes, v => Nodes[v]),
            Array.ConvertAll(part.Edges, e => Edges[e])
        );
    }
}
