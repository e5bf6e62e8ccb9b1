using System.Diagnostics;
using Google.OrTools.Sat;

namespace Longlin.Geo.Assignment;

/// <summary>
/// Assigns each demand to one site so that every site keeps to its capacity and the cost is least, opening included
/// (the single-source capacitated facility location problem).
/// </summary>
/// <remarks>
/// Prices first (<see cref="Lagrangian"/>): they give a bound, an assignment, and rule out pairs. Where many are left,
/// deciding which sites open lifts the bound (<see cref="OpenSites"/>)
/// and <see cref="Annealing"/> looks for assignments to those; an exact search over what is left decides. The same
/// table gives the same answer, unless the time is up before it is proven.
/// </remarks>
public static class SiteAssignment
{
    // So few are decided at once; with more the assignment is improved first.
    private const int FewPairs = 1500;
    private const int ManyPairs = 6000;
    private const int MostCases = 20_000;

    // Without a limit of time the exact search follows after so many.
    private const int MostRounds = 6;
    private const double Forever = 1e9;

    /// <summary>Solves a table.</summary>
    /// <param name="limit">How long it may take, roughly; null for as long as the proof needs.</param>
    /// <exception cref="Model.UsageException">The table is wrong (<see cref="AssignmentTable.Check"/>).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static AssignmentAnswer Solve(AssignmentTable table, TimeSpan? limit, CancellationToken cancellationToken)
    {
        table.Check();
        var start = Stopwatch.GetTimestamp();
        var seconds = limit?.TotalSeconds ?? double.PositiveInfinity;
        double Left() => Math.Min(Forever, seconds - Stopwatch.GetElapsedTime(start).TotalSeconds);
        // The share of the time that is gone; none of it where there is no limit.
        double Used()
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Stopwatch.GetElapsedTime(start).TotalSeconds / seconds;
        }

        ScaledTable scaled = new(table);
        var reasons = WhyInfeasible.AtSight(scaled);
        if (reasons.Count > 0)
            return Infeasible(WhyInfeasible.Complete(scaled, reasons, Left, cancellationToken));
        Lagrangian prices = new(scaled, () => Used() > 0.3, () => Used() > 0.97);
        prices.Run();
        if (prices.Open)
            Narrow(scaled, prices, double.IsFinite(seconds), Used, Left, cancellationToken);
        if (prices.Best is { } found && !prices.Open)
            return Answer(scaled, found, prices.Bound, true);
        var (status, siteOf, bound) = AssignmentModel.Solve(
            scaled,
            prices.Possible,
            prices.Best,
            prices.Bound,
            Left(),
            Forever,
            cancellationToken
        );
        if (siteOf is null || prices.Best is not null && prices.BestCost < scaled.CostOf(siteOf))
            siteOf = prices.Best;
        if (siteOf is not null)
            return Answer(scaled, siteOf, bound, status == CpSolverStatus.Optimal);
        return status == CpSolverStatus.Infeasible
            ? Infeasible(
                WhyInfeasible.Complete(
                    scaled,
                    [WhyInfeasible.Packing(scaled)],
                    () => Math.Max(1, Left()),
                    cancellationToken
                )
            )
            : new() { Status = AssignmentStatus.Unknown };
    }

    // Between the prices and the exact search: a better bound from which sites open, and better assignments to the most
    // promising of them.
    private static void Narrow(
        ScaledTable scaled,
        Lagrangian prices,
        bool limited,
        Func<double> used,
        Func<double> left,
        CancellationToken cancellationToken
    )
    {
        if (
            prices.Best is null
            && prices.PossiblePairs > FewPairs
            && new Annealing(scaled).Run([.. Enumerable.Repeat(true, scaled.Sites)], 0, Slot(used, 0.4)) is { } first
        )
            prices.Take(first);
        if (prices.Best is null)
            return;
        OpenSites sites = new(scaled, prices);
        sites.Run(MostCases, () => used() > 0.4);
        prices.Raise(sites.Bound);
        if (prices.PossiblePairs <= FewPairs)
            return;
        List<bool[]> promising =
        [
            .. sites.Promising,
            [.. Enumerable.Range(0, scaled.Sites).Select(prices.Best.Contains)],
        ];
        for (var round = 0; prices.Open && used() < 0.8 && (limited || round < MostRounds); round++)
        {
            var slot = Slot(used, Math.Min(0.85, used() + 0.2));
            // Two at a time, also on a larger machine, so that the answer is the same on each.
            var found = new int[2][];
            Parallel.For(
                0,
                found.Length,
                new() { CancellationToken = cancellationToken },
                k =>
                    found[k] =
                        new Annealing(scaled).Run(
                            promising[(round * found.Length + k) % promising.Count],
                            round * found.Length + k,
                            slot
                        ) ?? []
            );
            foreach (var siteOf in found.Where(f => f.Length > 0))
                prices.Take(siteOf);
        }

        // Beyond some thousand pairs the exact search proves nothing in a minute: the time is better spent on the
        // assignment.
        if (!prices.Open || prices.PossiblePairs <= FewPairs)
            return;
        var kept = prices.PossiblePairs > ManyPairs ? 0 : left() / 2;
        prices.Take(
            new Neighbourhoods(scaled).Improve(prices.Best, () => limited ? left() - kept : Forever, cancellationToken)
        );
    }

    // From 0 now to 1 when so much of the time is gone.
    private static Func<double> Slot(Func<double> used, double until)
    {
        var from = used();
        return () => (used() - from) / Math.Max(1e-9, until - from);
    }

    private static AssignmentAnswer Infeasible(IReadOnlyList<Infeasibility> reasons) =>
        new() { Status = AssignmentStatus.Infeasible, Infeasible = reasons };

    // Costs that had to be rounded prove what they prove to their last digit; the figures themselves are added up from
    // the table.
    private static AssignmentAnswer Answer(ScaledTable scaled, int[] siteOf, long bound, bool proven)
    {
        var table = scaled.Table;
        var assignment = new int[table.Demand.Length];
        for (var u = 0; u < siteOf.Length; u++)
            foreach (var i in scaled.Members[u])
                assignment[i] = siteOf[u];
        var exact =
            assignment.Select((site, i) => ScaledTable.Exact(table.Cost[i][site])).Sum()
            + assignment.Distinct().Sum(j => ScaledTable.Exact(table.OpeningCost[j]));
        var optimal = proven || bound >= scaled.CostOf(siteOf);
        var rounded = scaled.CostsExact ? 0 : (table.Demand.Length + table.Capacity.Length) / 2 + 1;
        return new()
        {
            Status = optimal ? AssignmentStatus.Optimal : AssignmentStatus.Feasible,
            Objective = (double)exact,
            Bound = optimal ? (double)exact : (double)Math.Min(exact, (bound - rounded) / scaled.CostFactor),
            Assignment = assignment,
        };
    }
}
