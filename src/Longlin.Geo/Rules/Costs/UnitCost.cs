namespace Longlin.Geo.Rules.Costs;

/// <summary>Unit costs of one service, in yuan.</summary>
/// <param name="UpgradeYuanPerMetre">Upgrading an existing link.</param>
/// <param name="BuildYuanPerMetre">Building a new link.</param>
/// <param name="OffGridYuanPerHousehold">Serving a household on site, without a link; null where that is not an
/// option.</param>
public sealed record UnitCost(
    double UpgradeYuanPerMetre,
    double BuildYuanPerMetre,
    double? OffGridYuanPerHousehold = null
);
