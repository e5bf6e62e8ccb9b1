using Google.OrTools.Sat;

namespace Longlin.Geo.Assignment;

/// <summary>
/// The assignment as an integer programme for CP-SAT, which counts in whole numbers and so needs no tolerance: the
/// strong formulation (a unit only where the site is open, and no more than its room).
/// </summary>
internal sealed class IntegerProgramme
{
    private readonly ScaledTable _table;
    private readonly CpModel _model = new();
    private readonly LinearExprBuilder _cost = LinearExpr.NewBuilder();
    private readonly BoolVar[] _opening;
    private readonly BoolVar?[,] _pairs;

    private IntegerProgramme(ScaledTable table, bool[][] possible)
    {
        _table = table;
        (_opening, _pairs) = (new BoolVar[table.Sites], new BoolVar?[table.Units, table.Sites]);
        var room = LinearExpr.NewBuilder();
        for (var j = 0; j < table.Sites; j++)
        {
            AddSite(j, possible[j]);
            room.AddTerm(_opening[j], table.Capacity[j]);
        }

        _model.Add(room >= table.TotalDemand);
        for (var u = 0; u < table.Units; u++)
            _model.AddExactlyOne(Enumerable.Range(0, table.Sites).Select(j => _pairs[u, j]).OfType<BoolVar>());
    }

    /// <summary>Solves the programme over the pairs still possible.</summary>
    /// <param name="possible">By site and unit.</param>
    /// <param name="hint">An assignment to start from; must use possible pairs only.</param>
    /// <param name="bound">A bound known already.</param>
    /// <param name="seconds">How long it may take.</param>
    /// <param name="work">How much it may do, in the solver's deterministic seconds, which are the same on every
    /// machine.</param>
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
        IntegerProgramme programme = new(table, possible);
        if (bound > long.MinValue)
            programme._model.Add(programme._cost >= bound);
        programme._model.Minimize(programme._cost);
        if (hint is not null)
            programme.AddHint(hint);
        var (status, solver) = Run(programme._model, seconds, work, cancellationToken);
        using (solver)
        {
            var found = status is CpSolverStatus.Optimal or CpSolverStatus.Feasible;
            var siteOf = found ? programme.ReadAssignment(solver) : null;
            var proven =
                status == CpSolverStatus.Optimal ? table.CostOf(siteOf!)
                : found || status == CpSolverStatus.Unknown && hint is not null ? RoundDown(solver.BestObjectiveBound)
                : bound;
            return (status, siteOf, Math.Max(proven, bound));
        }
    }

    /// <summary>Runs CP-SAT to a gap of 0, the same way each time: one worker, one seed. Ctrl-C stays with the
    /// caller.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (CpSolverStatus Status, CpSolver Solver) Run(
        CpModel model,
        double seconds,
        double work,
        CancellationToken cancellationToken
    )
    {
        CpSolver solver = new()
        {
            StringParameters =
                FormattableString.Invariant(
                    $"max_time_in_seconds:{Math.Max(0.01, seconds)} max_deterministic_time:{work} "
                )
                + "num_workers:1 random_seed:1 "
                + "relative_gap_limit:0 absolute_gap_limit:0 catch_sigint_signal:false",
        };
        using var stop = cancellationToken.Register(solver.StopSearch);
        var status = solver.Solve(model);
        cancellationToken.ThrowIfCancellationRequested();
        return status == CpSolverStatus.ModelInvalid
            ? throw new InvalidOperationException(model.Validate())
            : (status, solver);
    }

    private void AddSite(int site, bool[] possible)
    {
        var opening = _opening[site] = _model.NewBoolVar("");
        _cost.AddTerm(opening, _table.Opening[site]);
        var load = LinearExpr.NewBuilder();
        List<BoolVar> users = [];
        for (var u = 0; u < _table.Units; u++)
        {
            if (!possible[u])
                continue;
            var pair = _model.NewBoolVar("");
            _pairs[u, site] = pair;
            users.Add(pair);
            _cost.AddTerm(pair, _table.Cost[u][site]);
            load.AddTerm(pair, _table.Demand[u]);
            _model.AddImplication(pair, opening);
        }

        // A site without users costs nothing, also where its opening cost is negative.
        if (users.Count == 0 || _table.Opening[site] < 0)
            _model.AddBoolOr([.. users, opening.Not()]);
        _model.Add(load.AddTerm(opening, -_table.Capacity[site]) <= 0);
    }

    private void AddHint(int[] hint)
    {
        for (var j = 0; j < _table.Sites; j++)
            _model.AddHint(_opening[j], hint.Contains(j));
        for (var u = 0; u < _table.Units; u++)
        for (var j = 0; j < _table.Sites; j++)
            if (_pairs[u, j] is { } pair)
                _model.AddHint(pair, hint[u] == j);
    }

    private int[] ReadAssignment(CpSolver solver) =>
        [
            .. Enumerable
                .Range(0, _table.Units)
                .Select(u =>
                    Enumerable.Range(0, _table.Sites).First(j => _pairs[u, j] is { } pair && solver.BooleanValue(pair))
                ),
        ];

    // The solver gives its bound as a floating-point number: one step below is safe.
    private static long RoundDown(double bound) => (long)Math.Floor(bound * (1 - Math.Sign(bound) * 1e-15));
}
