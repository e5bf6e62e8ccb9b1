namespace Longlin.Geo.Planning.Trees;

/// <summary>
/// Solves the Steiner tree problem in graphs: dual ascents from many roots give bounds, each ascent's arcs with nothing
/// left give a tree, local search and mixing improve it, and edges that no better tree uses are dropped, after which
/// the next ascent's bound is better.
/// </summary>
/// <remarks>The same graph gives the same answer, unless the time limit ends the search.</remarks>
public static class SteinerSolver
{
    // So many ascents in a row without a better bound, a better tree or dropped edges end the search.
    private const int Patience = 40;

    // Regions looked at after each ascent.
    private const int Regions = 100;

    // A graph of so few edges is one region itself.
    private const int OneRegion = 100;

    // After so many regions without a better tree, fewer are looked at.
    private const int Sweep = 400;

    /// <summary>Looks for the cheapest tree.</summary>
    /// <param name="graph">At least one terminal.</param>
    /// <param name="limit">How long; the first tree and bound may take longer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the search with an exception.</param>
    public static SteinerSolution Solve(
        SteinerGraph graph,
        TimeSpan limit,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var start = time.GetTimestamp();
        bool Stop()
        {
            cancellationToken.ThrowIfCancellationRequested();
            return time.GetElapsedTime(start) >= limit;
        }

        if (graph.Terminals.Length == 0)
            return new(SteinerStatus.Optimal, 0, 0, [], []);
        var reached = graph.Reach(graph.Terminals[0]);
        if (graph.Terminals.Any(t => !reached[t]))
            return new(SteinerStatus.Infeasible, null, null, [], [.. graph.Terminals.Where(t => !reached[t])]);
        return graph.Terminals.Length == 1 ? new(SteinerStatus.Optimal, 0, 0, [], []) : Search(graph, Stop);
    }

    private static SteinerSolution Search(SteinerGraph graph, Func<bool> stop)
    {
        AscentSearch search = new(graph, null, stop);
        RegionSearch regions = new(graph, stop);
        var (idle, idleRegions) = (0, 0);
        for (var round = 0; idle < Patience && !search.Proven; round++)
        {
            var better = search.Step(round);
            var count =
                graph.EdgeCount <= OneRegion ? 0
                : idleRegions < Sweep ? Regions
                : Regions / 10;
            for (var i = 0; i < count && !search.Proven && !stop(); i++)
            {
                idleRegions++;
                if (regions.Improve(search.Best.Edges, search.Left) is not { } tree)
                    continue;
                search.Offer(tree);
                (better, idleRegions) = (true, 0);
            }

            idle = better ? 0 : idle + 1;
            if (stop())
                break;
        }

        var (objective, edges) = search.Best;
        var bound = Math.Min(search.Bound, objective);
        var status = bound == objective ? SteinerStatus.Optimal : SteinerStatus.Feasible;
        return new(status, objective, bound, edges, []) { Proof = search.Proof };
    }
}
