using Google.OrTools.Sat;

namespace Longlin.Geo.Assignment;

/// <summary>Finds what would make an assignment possible, as two small integer programmes for CP-SAT.</summary>
internal static class SmallestChangeSearch
{
    // The solver's deterministic seconds for each of the two.
    private const double WorkEach = 5;

    // Capacities may have decimals that the demands have not: then the missing room is counted this many times finer.
    private const int FinerSteps = 1000;
    private const long MostDemandCountedFiner = 1_000_000_000_000;

    /// <summary>The reasons with the smallest change added, in their sentences too; unchanged where none was found in
    /// time.</summary>
    public static IReadOnlyList<Infeasibility> AddTo(
        List<Infeasibility> reasons,
        ScaledTable table,
        Func<double> secondsLeft,
        CancellationToken cancellationToken
    )
    {
        var (added, addedProven) = FindLeastAdded(table, secondsLeft() / 2, cancellationToken);
        var (leftOut, leftProven) = FindLeastLeftOut(table, secondsLeft(), cancellationToken);
        if (added is null && leftOut is null)
            return reasons;
        SmallestChange change = new(added, leftOut, addedProven && leftProven);
        var leftOutTotal = (leftOut ?? []).Sum(i => ScaledTable.Exact(table.Table.Demand[i]));
        var words = InfeasibilityMessages.Change(change, leftOutTotal);
        return
        [
            .. reasons.Select(r =>
                r with
                {
                    Change = change,
                    Message = new($"{r.Message.Zh}。{words.Zh}。", $"{r.Message.En}. {words.En}."),
                }
            ),
        ];
    }

    // The least room added, wherever it helps; null where a unit may go nowhere, or none was found in time.
    private static (IReadOnlyList<AddedCapacity>? Added, bool Proven) FindLeastAdded(
        ScaledTable table,
        double seconds,
        CancellationToken cancellationToken
    )
    {
        if (table.Cost.Any(row => row.All(c => c == ScaledTable.Forbidden)))
            return (null, true);
        var finer = table.TotalDemand < MostDemandCountedFiner && HasUnusedDecimals(table) ? FinerSteps : 1;
        CpModel model = new();
        var added = Enumerable
            .Range(0, table.Sites)
            .Select(_ => model.NewIntVar(0, table.TotalDemand * finer, ""))
            .ToArray();
        var pairs = CreatePairs(model, table, (_, _) => true);
        for (var u = 0; u < table.Units; u++)
            model.AddExactlyOne(pairs[u].OfType<BoolVar>());
        for (var j = 0; j < table.Sites; j++)
            model.Add(BuildLoad(table, pairs, j, finer).AddTerm(added[j], -1) <= CountCapacity(table, j, finer));
        model.Minimize(LinearExpr.Sum(added));
        var (status, solver) = IntegerProgramme.Run(model, seconds, WorkEach, cancellationToken);
        using (solver)
        {
            if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
                return (null, false);
            return (
                [
                    .. added
                        .Select(
                            (a, j) => new AddedCapacity(j, (double)(solver.Value(a) / (table.DemandFactor * finer)))
                        )
                        .Where(a => a.Capacity > 0),
                ],
                status == CpSolverStatus.Optimal
            );
        }
    }

    private static bool HasUnusedDecimals(ScaledTable table) =>
        table.Room.Any(r => decimal.Truncate(r * table.DemandFactor) != r * table.DemandFactor);

    private static long CountCapacity(ScaledTable table, int site, int finer) =>
        table.Capacity[site] == table.TotalDemand || finer == 1
            ? table.Capacity[site] * finer
            : (long)decimal.Floor(table.Room[site] * table.DemandFactor * finer);

    // The least demand left out, and among equals the fewest units; null where none was found in time.
    private static (IReadOnlyList<int>? LeftOut, bool Proven) FindLeastLeftOut(
        ScaledTable table,
        double seconds,
        CancellationToken cancellationToken
    )
    {
        CpModel model = new();
        var left = Enumerable.Range(0, table.Units).Select(_ => model.NewBoolVar("")).ToArray();
        var pairs = CreatePairs(model, table, table.Fits);
        for (var u = 0; u < table.Units; u++)
            model.AddExactlyOne([left[u], .. pairs[u].OfType<BoolVar>()]);
        for (var j = 0; j < table.Sites; j++)
            model.Add(BuildLoad(table, pairs, j, 1) <= table.Capacity[j]);
        var loss = LinearExpr.NewBuilder();
        for (var u = 0; u < table.Units; u++)
            loss.AddTerm(left[u], table.Demand[u] * (table.Units + 1L) + 1);
        model.Minimize(loss);
        var (status, solver) = IntegerProgramme.Run(model, seconds, WorkEach, cancellationToken);
        using (solver)
        {
            if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
                return (null, false);
            return (
                [
                    .. Enumerable
                        .Range(0, table.Units)
                        .Where(u => solver.BooleanValue(left[u]))
                        .SelectMany(u => table.Members[u])
                        .Order(),
                ],
                status == CpSolverStatus.Optimal
            );
        }
    }

    private static BoolVar?[][] CreatePairs(CpModel model, ScaledTable table, Func<int, int, bool> allowed)
    {
        BoolVar? Create(int u, int j) =>
            table.Cost[u][j] != ScaledTable.Forbidden && allowed(u, j) ? model.NewBoolVar("") : null;
        return
        [
            .. Enumerable
                .Range(0, table.Units)
                .Select(u => Enumerable.Range(0, table.Sites).Select(j => Create(u, j)).ToArray()),
        ];
    }

    private static LinearExprBuilder BuildLoad(ScaledTable table, BoolVar?[][] pairs, int site, int finer)
    {
        var load = LinearExpr.NewBuilder();
        for (var u = 0; u < table.Units; u++)
            if (pairs[u][site] is { } pair)
                load.AddTerm(pair, table.Demand[u] * finer);
        return load;
    }
}
