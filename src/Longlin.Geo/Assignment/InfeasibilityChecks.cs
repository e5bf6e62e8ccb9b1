namespace Longlin.Geo.Assignment;

/// <summary>Reasons why no assignment exists that need no search.</summary>
internal static class InfeasibilityChecks
{
    /// <summary>All reasons that apply; empty where a search has to decide.</summary>
    public static List<Infeasibility> Find(ScaledTable table)
    {
        List<Infeasibility> reasons = [];
        for (var unit = 0; unit < table.Units; unit++)
            if (CheckUnit(table, unit) is { } reason)
                reasons.Add(reason);
        var (need, room) = (table.TotalDemand / table.DemandFactor, table.Room.Sum());
        if (table.TotalDemand <= table.Capacity.Sum())
            return reasons;
        reasons.Add(
            need > room
                ? Create(
                    InfeasibilityReason.TooLittle,
                    [],
                    [],
                    need - room,
                    InfeasibilityMessages.TooLittle(need, room)
                )
                // Where the demands are whole numbers, the decimals of a site's room cannot be used: without them the
                // room may already be too little.
                : Packing(table)
        );
        return reasons;
    }

    /// <summary>The reason that is left when the search has proven that nothing fits.</summary>
    public static Infeasibility Packing(ScaledTable table) =>
        Create(
            InfeasibilityReason.Packing,
            [],
            [],
            null,
            InfeasibilityMessages.Packing(table.TotalDemand / table.DemandFactor, table.Room.Sum())
        );

    private static Infeasibility? CheckUnit(ScaledTable table, int unit)
    {
        var members = table.Members[unit];
        var alone = members.Length == 1;
        int[] allowed = [.. Enumerable.Range(0, table.Sites).Where(j => table.Cost[unit][j] != ScaledTable.Forbidden)];
        if (allowed.Length == 0)
            return alone
                ? Create(
                    InfeasibilityReason.Forbidden,
                    members,
                    [],
                    null,
                    InfeasibilityMessages.NoSiteForDemand(members)
                )
                : Create(
                    InfeasibilityReason.GroupTooLarge,
                    members,
                    [],
                    null,
                    InfeasibilityMessages.NoSiteForGroup(members)
                );
        if (allowed.Any(j => table.Capacity[j] >= table.Demand[unit]))
            return null;
        var (need, room) = (table.Demand[unit] / table.DemandFactor, allowed.Max(j => table.Room[j]));
        int[] largest = [.. allowed.Where(j => table.Room[j] == room)];
        return alone
            ? Create(
                InfeasibilityReason.TooLarge,
                members,
                largest,
                need - room,
                InfeasibilityMessages.DemandTooLarge(members, need, room)
            )
            : Create(
                InfeasibilityReason.GroupTooLarge,
                members,
                largest,
                need - room,
                InfeasibilityMessages.GroupTooLarge(members, need, room)
            );
    }

    private static Infeasibility Create(
        InfeasibilityReason reason,
        IReadOnlyList<int> demands,
        IReadOnlyList<int> sites,
        decimal? shortfall,
        Model.Bilingual message
    ) => new(reason, demands, sites, (double?)shortfall, null, message);
}
