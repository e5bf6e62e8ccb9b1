using System.Globalization;
using Google.OrTools.Sat;
using Longlin.Geo.Model;

namespace Longlin.Geo.Assignment;

/// <summary>Says why no assignment exists and what would help.</summary>
internal static class WhyInfeasible
{
    private const double WorkEach = 5;

    /// <summary>The reasons that need no search; empty where none applies.</summary>
    public static List<Infeasibility> AtSight(ScaledTable table)
    {
        List<Infeasibility> reasons = [];
        for (var u = 0; u < table.Units; u++)
        {
            var members = table.Members[u];
            var allowed = Enumerable.Range(0, table.Sites).Where(j => table.Cost[u][j] != ScaledTable.Never).ToArray();
            var who = List(members);
            if (allowed.Length == 0 && members.Length == 1)
            {
                reasons.Add(
                    new(
                        InfeasibilityReason.Forbidden,
                        members,
                        [],
                        null,
                        null,
                        new($"需求 {who} 不能去任何安置点", $"Demand {who} may go to no site")
                    )
                );
            }
            else if (allowed.Length == 0)
            {
                reasons.Add(
                    new(
                        InfeasibilityReason.GroupTooLarge,
                        members,
                        [],
                        null,
                        null,
                        new(
                            $"需求 {who} 要在一起，但没有一个安置点允许它们全部",
                            $"Demands {who} stay together, and no site is allowed to all of them"
                        )
                    )
                );
            }
            else if (allowed.All(j => table.Capacity[j] < table.Demand[u]))
            {
                var most = allowed.Max(j => table.Room[j]);
                int[] largest = [.. allowed.Where(j => table.Room[j] == most)];
                var (need, room) = (table.Demand[u] / table.DemandFactor, most);
                var lacking = need - room;
                reasons.Add(
                    members.Length == 1
                        ? new(
                            InfeasibilityReason.TooLarge,
                            members,
                            largest,
                            (double)lacking,
                            null,
                            new(
                                $"需求 {who} 为 {Say(need)}，可去的安置点最多容纳 {Say(room)}，缺 {Say(lacking)}",
                                $"Demand {who} needs {Say(need)}; the sites it may go to hold {Say(room)} at most, {Say(lacking)} too little"
                            )
                        )
                        : new(
                            InfeasibilityReason.GroupTooLarge,
                            members,
                            largest,
                            (double)lacking,
                            null,
                            new(
                                $"需求 {who} 要在一起，共 {Say(need)}，可去的安置点最多容纳 {Say(room)}，缺 {Say(lacking)}",
                                $"Demands {who} stay together and need {Say(need)}; the sites they may all go to hold {Say(room)} at most, {Say(lacking)} too little"
                            )
                        )
                );
            }
        }

        if (table.TotalDemand > table.Capacity.Sum() && table.TotalDemand / table.DemandFactor > table.Room.Sum())
        {
            var (need, room) = (table.TotalDemand / table.DemandFactor, table.Room.Sum());
            var lacking = need - room;
            reasons.Add(
                new(
                    InfeasibilityReason.TooLittle,
                    [],
                    [],
                    (double)lacking,
                    null,
                    new(
                        $"需求共 {Say(need)}，安置点共容纳 {Say(room)}，缺 {Say(lacking)}",
                        $"The demands need {Say(need)} and all sites hold {Say(room)}, {Say(lacking)} too little"
                    )
                )
            );
        }
        // No site is used to its last tenth where the demands are whole: what is lost so may already be too much.
        else if (table.TotalDemand > table.Capacity.Sum())
        {
            reasons.Add(Packing(table));
        }

        return reasons;
    }

    /// <summary>The reason that is left when the search has found nothing.</summary>
    public static Infeasibility Packing(ScaledTable table) =>
        new(
            InfeasibilityReason.Packing,
            [],
            [],
            null,
            null,
            new(
                $"总容量 {Say(table.Room.Sum())} 够需求 {Say(table.TotalDemand / table.DemandFactor)}，但每个需求只能整个去一个允许的安置点，放不下",
                $"The sites' {Say(table.Room.Sum())} would suffice for {Say(table.TotalDemand / table.DemandFactor)} in total, but each demand goes whole to one site allowed to it, and so they do not fit"
            )
        );

    /// <summary>The reasons with the smallest change, in words too.</summary>
    public static IReadOnlyList<Infeasibility> Complete(
        ScaledTable table,
        List<Infeasibility> reasons,
        Func<double> secondsLeft,
        CancellationToken cancellationToken
    )
    {
        var (added, addedProven) = LeastAdded(table, secondsLeft() / 2, cancellationToken);
        var (leftOut, leftProven) = LeastLeftOut(table, secondsLeft(), cancellationToken);
        if (added is null && leftOut is null)
            return reasons;
        SmallestChange change = new(added, leftOut, addedProven && leftProven);
        var words = InWords(table, change);
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

    private static Bilingual InWords(ScaledTable table, SmallestChange change)
    {
        List<string> zh = [],
            en = [];
        if (change.Added is { } added)
        {
            zh.Add(
                "增加容量 "
                    + string.Join("、", added.Select(a => $"安置点 {a.Site} +{Say(ScaledTable.Exact(a.Capacity))}"))
            );
            en.Add(
                "add room, "
                    + string.Join(", ", added.Select(a => $"site {a.Site} +{Say(ScaledTable.Exact(a.Capacity))}"))
            );
        }

        if (change.LeftOut is { } left)
        {
            var amount = Say(left.Sum(i => ScaledTable.Exact(table.Table.Demand[i])));
            zh.Add($"不安排需求 {List(left)}（{amount}）");
            en.Add($"leave out demand {List(left)} ({amount})");
        }

        return change.Proven
            ? new($"最小的改变：{string.Join("；或", zh)}", $"The smallest change: {string.Join("; or ", en)}")
            : new(
                $"可行的改变（未证明最小）：{string.Join("；或", zh)}",
                $"A change that suffices, not proven the smallest: {string.Join("; or ", en)}"
            );
    }

    // The least room added, wherever it helps; null where somebody may go nowhere, or none was found in time.
    private static (IReadOnlyList<AddedCapacity>? Added, bool Proven) LeastAdded(
        ScaledTable table,
        double seconds,
        CancellationToken cancellationToken
    )
    {
        if (table.Cost.Any(row => row.All(c => c == ScaledTable.Never)))
            return (null, true);
        // Capacities may have decimals that the demands have not: what lacks is counted a thousand times finer where
        // they do.
        var finer =
            table.TotalDemand < 1e12
            && table.Room.Any(r => decimal.Truncate(r * table.DemandFactor) != r * table.DemandFactor)
                ? 1000
                : 1;
        CpModel model = new();
        var added = Enumerable
            .Range(0, table.Sites)
            .Select(_ => model.NewIntVar(0, table.TotalDemand * finer, ""))
            .ToArray();
        var pairs = Pairs(model, table, (_, _) => true);
        for (var u = 0; u < table.Units; u++)
            model.AddExactlyOne(pairs[u].OfType<BoolVar>());
        for (var j = 0; j < table.Sites; j++)
            model.Add(
                Load(table, pairs, j, finer).AddTerm(added[j], -1)
                    <= (
                        table.Capacity[j] == table.TotalDemand || finer == 1
                            ? table.Capacity[j] * finer
                            : (long)decimal.Floor(table.Room[j] * table.DemandFactor * finer)
                    )
            );
        model.Minimize(LinearExpr.Sum(added));
        var (status, solver) = AssignmentModel.Run(model, seconds, WorkEach, cancellationToken);
        using (solver)
        {
            return status is CpSolverStatus.Optimal or CpSolverStatus.Feasible
                ? (
                    [
                        .. added
                            .Select(
                                (a, j) => new AddedCapacity(j, (double)(solver.Value(a) / (table.DemandFactor * finer)))
                            )
                            .Where(a => a.Capacity > 0),
                    ],
                    status == CpSolverStatus.Optimal
                )
                : (null, false);
        }
    }

    // The least demand left out, and among equals the fewest; null where none was found in time.
    private static (IReadOnlyList<int>? LeftOut, bool Proven) LeastLeftOut(
        ScaledTable table,
        double seconds,
        CancellationToken cancellationToken
    )
    {
        CpModel model = new();
        var left = Enumerable.Range(0, table.Units).Select(_ => model.NewBoolVar("")).ToArray();
        var pairs = Pairs(model, table, table.Fits);
        for (var u = 0; u < table.Units; u++)
            model.AddExactlyOne([left[u], .. pairs[u].OfType<BoolVar>()]);
        for (var j = 0; j < table.Sites; j++)
            model.Add(Load(table, pairs, j, 1) <= table.Capacity[j]);
        var loss = LinearExpr.NewBuilder();
        for (var u = 0; u < table.Units; u++)
            loss.AddTerm(left[u], table.Demand[u] * (table.Units + 1L) + 1);
        model.Minimize(loss);
        var (status, solver) = AssignmentModel.Run(model, seconds, WorkEach, cancellationToken);
        using (solver)
        {
            return status is CpSolverStatus.Optimal or CpSolverStatus.Feasible
                ? (
                    [
                        .. Enumerable
                            .Range(0, table.Units)
                            .Where(u => solver.BooleanValue(left[u]))
                            .SelectMany(u => table.Members[u])
                            .Order(),
                    ],
                    status == CpSolverStatus.Optimal
                )
                : (null, false);
        }
    }

    private static BoolVar?[][] Pairs(CpModel model, ScaledTable table, Func<int, int, bool> allowed) =>
        [
            .. Enumerable
                .Range(0, table.Units)
                .Select(u =>
                    Enumerable
                        .Range(0, table.Sites)
                        .Select(j =>
                            table.Cost[u][j] != ScaledTable.Never && allowed(u, j) ? model.NewBoolVar("") : null
                        )
                        .ToArray()
                ),
        ];

    private static LinearExprBuilder Load(ScaledTable table, BoolVar?[][] pairs, int site, int finer)
    {
        var load = LinearExpr.NewBuilder();
        for (var u = 0; u < table.Units; u++)
            if (pairs[u][site] is { } pair)
                load.AddTerm(pair, table.Demand[u] * finer);
        return load;
    }

    private static string Say(decimal amount) => amount.ToString("#,0.######", CultureInfo.InvariantCulture);

    // A long list says how it begins and how many there are.
    private static string List(IReadOnlyList<int> positions) =>
        positions.Count <= 8
            ? string.Join(", ", positions)
            : $"{string.Join(", ", positions.Take(8))} … ({positions.Count})";
}
