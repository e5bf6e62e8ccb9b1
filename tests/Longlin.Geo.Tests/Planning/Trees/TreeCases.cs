using System.Globalization;
using System.Text;
using Longlin.Geo.Planning.Trees;

namespace Longlin.Geo.Tests.Planning.Trees;

/// <summary>Small graphs, their files, and their optimum by trying all sets of nodes.</summary>
internal static class TreeCases
{
    /// <summary>A connected sparse graph with weights 0–10 and at least two terminals.</summary>
    public static SteinerGraph Random(int seed)
    {
        Random random = new(seed);
        var nodes = random.Next(5, 13);
        List<(int, int)> ends = [];
        for (var v = 1; v < nodes; v++)
            ends.Add((random.Next(v), v));
        for (var i = random.Next(nodes + 1); i >= 0; i--)
            ends.Add((random.Next(nodes), random.Next(nodes)));
        var terminals = Enumerable.Range(0, nodes).OrderBy(_ => random.Next()).Take(random.Next(2, nodes));
        return new(nodes, ends, [.. ends.Select(_ => (long)random.Next(11))], [.. terminals]);
    }

    public static SteinerSolution Solve(SteinerGraph graph, double seconds = 60) =>
        SteinerSolver.Solve(
            graph,
            TimeSpan.FromSeconds(seconds),
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );

    /// <summary>The least spanning tree over all sets of nodes that hold the terminals.</summary>
    public static long BruteForce(SteinerGraph graph)
    {
        var best = long.MaxValue;
        for (var set = 0; set < 1 << graph.NodeCount; set++)
            if (graph.Terminals.All(t => (set >> t & 1) == 1) && SpanningCost(graph, set) is { } cost)
                best = Math.Min(best, cost);
        return best;
    }

    /// <summary>The graph as a file of PACE 2018.</summary>
    public static string Text(SteinerGraph graph)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"SECTION Graph\nNodes {graph.NodeCount}\nEdges {graph.EdgeCount}\n");
        foreach (var (from, to, weight) in Edges(graph))
            text.Append(CultureInfo.InvariantCulture, $"E {from + 1} {to + 1} {weight}\n");
        text.Append(CultureInfo.InvariantCulture, $"END\n\nSECTION Terminals\nTerminals {graph.Terminals.Length}\n");
        foreach (var terminal in graph.Terminals)
            text.Append(CultureInfo.InvariantCulture, $"T {terminal + 1}\n");
        return text.Append("END\n\nEOF\n").ToString();
    }

    public static IEnumerable<(int From, int To, long Weight)> Edges(SteinerGraph graph) =>
        Enumerable
            .Range(0, graph.EdgeCount)
            .Select(e => (graph.Heads[(2 * e) + 1], graph.Heads[2 * e], graph.Weights[e]));

    public static async Task<string> CertificateAsync(SteinerGraph graph, SteinerSolution solution)
    {
        await using StringWriter text = new();
        await SteinerCertificate.WriteAsync(text, graph, solution, TestContext.Current.CancellationToken);
        return text.ToString();
    }

    private static long? SpanningCost(SteinerGraph graph, int set)
    {
        var union = Enumerable.Range(0, graph.NodeCount).ToArray();
        int Find(int node) => union[node] == node ? node : union[node] = Find(union[node]);
        var missing = System.Numerics.BitOperations.PopCount((uint)set) - 1;
        var cost = 0L;
        foreach (var (from, to, weight) in Edges(graph).OrderBy(e => e.Weight))
            if ((set >> from & 1) == 1 && (set >> to & 1) == 1 && Find(from) != Find(to))
            {
                union[Find(from)] = Find(to);
                cost += weight;
                missing--;
            }

        return missing == 0 ? cost : null;
    }
}
