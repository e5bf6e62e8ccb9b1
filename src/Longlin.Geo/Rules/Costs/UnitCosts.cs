using System.Text.Json.Serialization;
using Longlin.Geo.Model;

namespace Longlin.Geo.Rules.Costs;

/// <summary>Unit costs from <c>data/costs/</c>: a change needs no build, only a restart.</summary>
public sealed record UnitCosts
{
    /// <summary>Machine name.</summary>
    [JsonPropertyName("costs")]
    public required string Name { get; init; }

    /// <summary>Version.</summary>
    public required string Version { get; init; }

    /// <summary>Whether the prices were checked against a public source.</summary>
    public required bool Verified { get; init; }

    /// <summary>What to know about them.</summary>
    public required Bilingual Note { get; init; }

    /// <summary>Costs by service.</summary>
    public required IReadOnlyDictionary<string, UnitCost> Services { get; init; }

    /// <summary>
    /// What closing a gap costs, in yuan; null where the service has no unit cost or the metres are not known.
    /// </summary>
    public decimal? Estimate(string service, double? upgradeMetres, double? buildMetres) =>
        Services.TryGetValue(service, out var cost) && upgradeMetres is { } upgrade && buildMetres is { } build
            ? decimal.Round((decimal)(upgrade * cost.UpgradeYuanPerMetre + build * cost.BuildYuanPerMetre), 0)
            : null;
}
