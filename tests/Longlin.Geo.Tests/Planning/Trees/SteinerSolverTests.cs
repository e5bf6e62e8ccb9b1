using Longlin.Geo.Planning.Trees;

namespace Longlin.Geo.Tests.Planning.Trees;

/// <summary>Trees and bounds against brute force, and what must hold for any graph.</summary>
public sealed class SteinerSolverTests
{
    private const int Cases = 300;

    [Fact]
    public void Small_graphs_get_the_cheapest_tree_and_no_bound_exceeds_it()
    {
        var proven = 0;
        for (var seed = 0; seed < Cases; seed++)
        {
            var graph = TreeCases.Random(seed);
            var solution = TreeCases.Solve(graph);
            var optimum = TreeCases.BruteForce(graph);
            Assert.True(solution.Bound <= optimum, $"seed {seed}: bound {solution.Bound} above {optimum}");
            Assert.True(solution.Objective == optimum, $"seed {seed}: {solution.Objective}, not {optimum}");
            Assert.Equal(solution.Objective, graph.Cost(solution.Edges));
            AssertJoins(graph, solution);
            proven += solution.Status == SteinerStatus.Optimal ? 1 : 0;
        }

        // The linear relaxation itself may leave a gap, so not all can be proven.
        Assert.InRange(proven, Cases * 95 / 100, Cases);
    }

    [Fact]
    public void A_free_edge_more_never_costs_more()
    {
        for (var seed = 0; seed < Cases / 3; seed++)
        {
            var graph = TreeCases.Random(seed);
            Random random = new(seed);
            var more = (random.Next(graph.NodeCount), random.Next(graph.NodeCount));
            SteinerGraph free = new(
                graph.NodeCount,
                [.. TreeCases.Edges(graph).Select(e => (e.From, e.To)), more],
                [.. graph.Weights, 0],
                graph.Terminals
            );
            Assert.True(TreeCases.Solve(free).Objective <= TreeCases.Solve(graph).Objective, $"seed {seed}");
        }
    }

    [Fact]
    public void The_order_of_nodes_and_edges_does_not_change_the_objective()
    {
        for (var seed = 0; seed < Cases / 3; seed++)
        {
            var graph = TreeCases.Random(seed);
            Random random = new(seed + 1);
            var node = Enumerable.Range(0, graph.NodeCount).OrderBy(_ => random.Next()).ToArray();
            var edges = TreeCases.Edges(graph).OrderBy(_ => random.Next()).ToList();
            SteinerGraph permuted = new(
                graph.NodeCount,
                [.. edges.Select(e => (node[e.To], node[e.From]))],
                [.. edges.Select(e => e.Weight)],
                [.. graph.Terminals.Select(t => node[t])]
            );
            Assert.Equal(TreeCases.Solve(graph).Objective, TreeCases.Solve(permuted).Objective);
        }
    }

    [Fact]
    public async Task The_same_graph_gives_the_same_answer_and_certificate()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var graph = TreeCases.Random(seed);
            Assert.Equal(
                await TreeCases.CertificateAsync(graph, TreeCases.Solve(graph)),
                await TreeCases.CertificateAsync(graph, TreeCases.Solve(graph))
            );
        }
    }

    [Fact]
    public void Terminals_that_no_way_joins_are_named()
    {
        SteinerGraph graph = new(5, [(0, 1), (2, 3)], [4, 5], [0, 1, 3, 4]);
        var solution = TreeCases.Solve(graph);
        Assert.Equal(SteinerStatus.Infeasible, solution.Status);
        Assert.Null(solution.Objective);
        Assert.Equal([3, 4], solution.Unreachable);
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 1 })]
    public void One_terminal_or_none_needs_no_edge(int[] terminals)
    {
        var solution = TreeCases.Solve(new(2, [(0, 1)], [7], terminals));
        Assert.Equal((SteinerStatus.Optimal, 0L, 0L), (solution.Status, solution.Objective, solution.Bound));
        Assert.Empty(solution.Edges);
    }

    // Optima as published with the instances of the challenge.
    [Theory]
    [InlineData("121", 279_512_692)]
    [InlineData("101", 107_617_854)]
    public async Task A_real_network_gets_a_bound_below_the_optimum_and_a_tree_close_to_it(string name, long optimum)
    {
        var graph = await ReadAsync(SharedData.Need($"benchmark/steiner/{name}.gr"));
        var solution = TreeCases.Solve(graph, seconds: 1);
        Assert.InRange(solution.Bound!.Value, optimum * 0.999, optimum);
        Assert.InRange(solution.Objective!.Value, optimum, optimum * 1.01);
        AssertJoins(graph, solution);
    }

    internal static async Task<SteinerGraph> ReadAsync(string file)
    {
        using StreamReader text = new(file);
        return await SteinerFile.ReadAsync(text, file, TestContext.Current.CancellationToken);
    }

    private static void AssertJoins(SteinerGraph graph, SteinerSolution solution)
    {
        var ends = solution.Edges.Select(e => (graph.Heads[2 * e], graph.Heads[(2 * e) + 1])).ToList();
        SteinerGraph tree = new(graph.NodeCount, ends, [.. ends.Select(_ => 1L)], graph.Terminals);
        var reached = tree.Reach(graph.Terminals[0]);
        Assert.All(graph.Terminals, t => Assert.True(reached[t]));
    }
}
