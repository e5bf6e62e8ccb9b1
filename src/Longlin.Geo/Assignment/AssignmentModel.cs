using Google.OrTools.Sat;

namespace Longlin.Geo.Assignment;

/// <summary>
/// The assignment as an integer programme for CP-SAT, which counts in whole numbers and so needs no tolerance.
/// </summary>
internal static class AssignmentModel
{
    /// <summary>
    /// Solves the strong formulation (a unit only where the site is open, and no more than its room) over the pairs
    /// still possible.
    /// </summary>
    /// <param name="possible">By site and unit.</param>
    /// <param name="hint">An assignment to start from; must use possible pairs only.</param>
    /// <param name="bound">A bound known already.</param>
    /// <param name="work">How much it may do, in the solver's own seconds, which are the same on every machine.</param>
    public static (CpSolverStatus Status, int[]? SiteOf, long Bound) Solve(
        ScaledTable table,
        bool[][] possible,
        int[]? hint,
        long bound,
        double seconds,
        double work,
        CancellationToken cancellationToken
    )
    {
        CpModel model = new();
        var opening = new BoolVar[table.Sites];
        var pairs = new BoolVar?[table.Units, table.Sites];
        var cost = LinearExpr.NewBuilder();
        var room = LinearExpr.NewBuilder();
        for (var j = 0; j < table.Sites; j++)
        {
            opening[j] = model.NewBoolVar("");
            cost.AddTerm(opening[j], table.Opening[j]);
            room.AddTerm(opening[j], table.Capacity[j]);
            var load = LinearExpr.NewBuilder();
            List<BoolVar> users = [];
            for (var u = 0; u < table.Units; u++)
            {
                if (!possible[j][u])
                    continue;
                var pair = model.NewBoolVar("");
                pairs[u, j] = pair;
                users.Add(pair);
                cost.AddTerm(pair, table.Cost[u][j]);
                load.AddTerm(pair, table.Demand[u]);
                model.AddImplication(pair, opening[j]);
            }

            // A site that nobody uses costs nothing, also where opening it would bring money.
            if (users.Count == 0 || table.Opening[j] < 0)
                model.AddBoolOr([.. users, opening[j].Not()]);
            model.Add(load.AddTerm(opening[j], -table.Capacity[j]) <= 0);
        }

        model.Add(room >= table.TotalDemand);
        for (var u = 0; u < table.Units; u++)
            model.AddExactlyOne(Enumerable.Range(0, table.Sites).Select(j => pairs[u, j]).OfType<BoolVar>());
        if (bound > long.MinValue)
            model.Add(cost >= bound);
        model.Minimize(cost);
        if (hint is not null)
        {
            for (var j = 0; j < table.Sites; j++)
                model.AddHint(opening[j], hint.Contains(j));
            for (var u = 0; u < table.Units; u++)
            for (var j = 0; j < table.Sites; j++)
                if (pairs[u, j] is { } pair)
                    model.AddHint(pair, hint[u] == j);
        }

        var (status, solver) = Run(model, seconds, work, cancellationToken);
        using (solver)
        {
            var found = status is CpSolverStatus.Optimal or CpSolverStatus.Feasible;
            var siteOf = found
                ? Enumerable
                    .Range(0, table.Units)
                    .Select(u =>
                        Enumerable
                            .Range(0, table.Sites)
                            .First(j => pairs[u, j] is { } pair && solver.BooleanValue(pair))
                    )
                    .ToArray()
                : null;
            // The solver gives its bound as a floating-point number: one step below is safe.
            var proven =
                status == CpSolverStatus.Optimal ? table.CostOf(siteOf!)
                : found || status == CpSolverStatus.Unknown && hint is not null
                    ? (long)Math.Floor(solver.BestObjectiveBound * (1 - Math.Sign(solver.BestObjectiveBound) * 1e-15))
                : bound;
            return (status, siteOf, Math.Max(proven, bound));
        }
    }

    /// <summary>Runs CP-SAT to a gap of 0, the same way each time: one worker, one seed. Ctrl-C stays ours.</summary>
    public static (CpSolverStatus Status, CpSolver Solver) Run(
        CpModel model,
        double seconds,
        double work,
        CancellationToken cancellationToken
    )
    {
        CpSolver solver = new()
        {
            StringParameters = FormattableString.Invariant(
                $"max_time_in_seconds:{Math.Max(0.01, seconds)} max_deterministic_time:{work} num_workers:1 random_seed:1 relative_gap_limit:0 absolute_gap_limit:0 catch_sigint_signal:false"
            ),
        };
        using var stop = cancellationToken.Register(solver.StopSearch);
        var status = solver.Solve(model);
        cancellationToken.ThrowIfCancellationRequested();
        return status == CpSolverStatus.ModelInvalid
            ? throw new InvalidOperationException(model.Validate())
            : (status, solver);
    }
}
