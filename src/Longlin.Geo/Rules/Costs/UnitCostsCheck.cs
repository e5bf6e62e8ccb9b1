using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Rules.Costs;

/// <summary>Checks unit costs against the standard.</summary>
internal static class UnitCostsCheck
{
    /// <summary>The first fault; null when there is none.</summary>
    public static Bilingual? FindFault(UnitCosts costs, Standard standard)
    {
        if (costs.Services.Keys.FirstOrDefault(s => standard.Find(s) is null) is { } unknown)
            return new($"没有服务 {unknown}", $"there is no service {unknown}");
        return costs.Services.FirstOrDefault(s => !IsPrice(s.Value)).Key is { } below
            ? new Bilingual($"{below} 的单价小于零", $"a price of {below} is below zero")
            : null;
    }

    private static bool IsPrice(UnitCost cost) =>
        cost.UpgradeYuanPerMetre >= 0 && cost.BuildYuanPerMetre >= 0 && cost.OffGridYuanPerHousehold is null or >= 0;
}
