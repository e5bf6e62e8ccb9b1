namespace Longlin.Geo.Rules;

/// <summary>Checks unit costs against the standard.</summary>
internal static class UnitCostsCheck
{
    /// <summary>The first fault; null when there is none.</summary>
    public static string? FindFault(UnitCosts costs, Standard standard)
    {
        if (costs.Services.Keys.FirstOrDefault(s => standard.Find(s) is null) is { } unknown)
            return $"there is no service {unknown}";
        return costs.Services.FirstOrDefault(s => !IsPrice(s.Value)).Key is { } below
            ? $"a price of {below} is below zero"
            : null;
    }

    private static bool IsPrice(UnitCost cost) =>
        cost.UpgradeYuanPerMetre >= 0 && cost.BuildYuanPerMetre >= 0 && cost.OffGridYuanPerHousehold is null or >= 0;
}
