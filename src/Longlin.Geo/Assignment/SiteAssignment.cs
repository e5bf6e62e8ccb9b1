using System.Diagnostics;
using Google.OrTools.Sat;

namespace Longlin.Geo.Assignment;

/// <summary>
/// Assigns each demand to one site so that no site is over its capacity and the cost is least, opening costs included:
/// the single-source capacitated facility location problem.
/// </summary>
/// <remarks>
/// The steps are described in the README of this folder. <see cref="LagrangianRelaxation"/> gives a bound and an
/// assignment and rules out pairs. Where many pairs are left, <see cref="SiteBranchAndBound"/> raises the bound and
/// <see cref="SimulatedAnnealing"/> looks for better assignments; <see cref="IntegerProgramme"/> decides what is left.
/// The same table gives the same answer unless time runs out before it is proven.
/// </remarks>
public static class SiteAssignment
{
    // Up to this many pairs the exact search decides at once; with more the assignment is improved first.
    private const int FewPairs = 1500;

    // From here on the exact search proves nothing within a minute: the time is better spent on the assignment.
    private const int ManyPairs = 6000;
    private const int MostCases = 20_000;

    // Without a time limit the exact search follows after this many rounds of annealing.
    private const int MostRounds = 6;

    // Annealing runs in pairs, also on a larger machine, so that the answer is the same on each.
    private const int RunsPerRound = 2;
    private const double Unlimited = 1e9;

    // Shares of the time limit at which a step stops.
    private const double PricesUntil = 0.3;
    private const double BranchingUntil = 0.4;
    private const double AnnealingStartsUntil = 0.8;
    private const double AnnealingUntil = 0.85;
    private const double LocalSearchUntil = 0.97;

    /// <summary>Solves a table.</summary>
    /// <param name="limit">How long it may take, roughly; null for as long as the proof needs.</param>
    /// <exception cref="Model.UsageException">The table is wrong (<see cref="AssignmentTable.Check"/>).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static AssignmentAnswer Solve(AssignmentTable table, TimeSpan? limit, CancellationToken cancellationToken)
    {
        table.Check();
        Clock clock = new(limit, cancellationToken);
        ScaledTable scaled = new(table);
        var reasons = InfeasibilityChecks.Find(scaled);
        if (reasons.Count > 0)
            return Infeasible(SmallestChangeSearch.AddTo(reasons, scaled, clock.SecondsLeft, cancellationToken));
        LagrangianRelaxation prices = new(
            scaled,
            () => clock.ShareUsed() > PricesUntil,
            () => clock.ShareUsed() > LocalSearchUntil
        );
        prices.Run();
        if (prices.Open)
            Narrow(scaled, prices, clock, cancellationToken);
        if (prices.Best is { } found && !prices.Open)
            return Answer(scaled, found, prices.Bound, true);
        return SolveExactly(scaled, prices, clock, cancellationToken);
    }

    private static AssignmentAnswer SolveExactly(
        ScaledTable scaled,
        LagrangianRelaxation prices,
        Clock clock,
        CancellationToken cancellationToken
    )
    {
        var (status, siteOf, bound) = IntegerProgramme.Solve(
            scaled,
            prices.Possible,
            prices.Best,
            prices.Bound,
            clock.SecondsLeft(),
            Unlimited,
            cancellationToken
        );
        if (siteOf is null || prices.Best is not null && prices.BestCost < scaled.CostOf(siteOf))
            siteOf = prices.Best;
        if (siteOf is not null)
            return Answer(scaled, siteOf, bound, status == CpSolverStatus.Optimal);
        if (status != CpSolverStatus.Infeasible)
            return new() { Status = AssignmentStatus.Unknown };
        return Infeasible(
            SmallestChangeSearch.AddTo(
                [InfeasibilityChecks.Packing(scaled)],
                scaled,
                () => Math.Max(1, clock.SecondsLeft()),
                cancellationToken
            )
        );
    }

    // Between the prices and the exact search: a better bound by branching over the sites, and better assignments to
    // the most promising sets of open sites.
    private static void Narrow(
        ScaledTable scaled,
        LagrangianRelaxation prices,
        Clock clock,
        CancellationToken cancellationToken
    )
    {
        if (prices.Best is null && prices.PossiblePairs > FewPairs)
        {
            bool[] allOpen = [.. Enumerable.Repeat(true, scaled.Sites)];
            if (new SimulatedAnnealing(scaled).Run(allOpen, 0, clock.ProgressUntil(BranchingUntil)) is { } first)
                prices.Take(first);
        }

        if (prices.Best is null)
            return;
        SiteBranchAndBound sites = new(scaled, prices);
        sites.Run(MostCases, () => clock.ShareUsed() > BranchingUntil);
        prices.Raise(sites.Bound);
        if (prices.PossiblePairs <= FewPairs)
            return;
        Anneal(scaled, prices, sites, clock, cancellationToken);
        if (!prices.Open || prices.PossiblePairs <= FewPairs)
            return;
        var kept = prices.PossiblePairs > ManyPairs ? 0 : clock.SecondsLeft() / 2;
        double SecondsLeft() => clock.IsLimited ? clock.SecondsLeft() - kept : Unlimited;
        prices.Take(new NeighbourhoodSearch(scaled).Improve(prices.Best, SecondsLeft, cancellationToken));
    }

    private static void Anneal(
        ScaledTable scaled,
        LagrangianRelaxation prices,
        SiteBranchAndBound sites,
        Clock clock,
        CancellationToken cancellationToken
    )
    {
        List<bool[]> promising =
        [
            .. sites.Promising,
            [.. Enumerable.Range(0, scaled.Sites).Select(prices.Best!.Contains)],
        ];
        for (
            var round = 0;
            prices.Open && clock.ShareUsed() < AnnealingStartsUntil && (clock.IsLimited || round < MostRounds);
            round++
        )
        {
            var progress = clock.ProgressUntil(Math.Min(AnnealingUntil, clock.ShareUsed() + 0.2));
            var found = new int[RunsPerRound][];
            Parallel.For(
                0,
                RunsPerRound,
                new() { CancellationToken = cancellationToken },
                k =>
                {
                    var run = round * RunsPerRound + k;
                    found[k] =
                        new SimulatedAnnealing(scaled).Run(promising[run % promising.Count], run, progress) ?? [];
                }
            );
            foreach (var siteOf in found.Where(f => f.Length > 0))
                prices.Take(siteOf);
        }
    }

    private static AssignmentAnswer Infeasible(IReadOnlyList<Infeasibility> reasons) =>
        new() { Status = AssignmentStatus.Infeasible, Infeasible = reasons };

    // Where costs had to be rounded, the bound is lowered by what the rounding may have added; the objective itself is
    // added up from the table.
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

    // The time limit as the steps see it.
    private sealed class Clock(TimeSpan? limit, CancellationToken cancellationToken)
    {
        private readonly long _start = Stopwatch.GetTimestamp();
        private readonly double _seconds = limit?.TotalSeconds ?? double.PositiveInfinity;

        public bool IsLimited => double.IsFinite(_seconds);

        public double SecondsLeft() => Math.Min(Unlimited, _seconds - Stopwatch.GetElapsedTime(_start).TotalSeconds);

        /// <summary>The share of the time that has passed; 0 where there is no limit.</summary>
        public double ShareUsed()
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Stopwatch.GetElapsedTime(_start).TotalSeconds / _seconds;
        }

        /// <summary>From 0 now to 1 when this share of the time has passed.</summary>
        public Func<double> ProgressUntil(double share)
        {
            var from = ShareUsed();
            return () => (ShareUsed() - from) / Math.Max(1e-9, share - from);
        }
    }
}
