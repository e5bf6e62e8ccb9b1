using Longlin.Geo.Model;
using Longlin.Geo.Rules.Costs;
using Longlin.Geo.Rules.Moving;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>
/// The cost of serving a hamlet in place: for every service that the rule counts, the missing metres times their unit
/// costs, or the off-grid option where that is cheaper. Pure.
/// </summary>
internal static class InPlaceCost
{
    /// <summary>The cost of one hamlet by itself: a link that several hamlets need is counted for each.</summary>
    public static ServingCost Compute(HamletFacts hamlet, UnitCosts costs, ServingRule rule)
    {
        List<ServingLine> lines = [];
        foreach (var service in rule.Services)
        {
            var price = costs.Services[service];
            var status = hamlet.Services.GetValueOrDefault(service) ?? new(Verdict.Unknown, "not_computed", null, null);
            if (status.Verdict == Verdict.Met)
                continue;
            var (yuan, choice) =
                status.Verdict == Verdict.NotMet
                    ? Cheaper(
                        costs.Estimate(service, status.MetresToUpgrade, status.MetresToBuild),
                        price.OffGridYuanPerHousehold,
                        hamlet.Households
                    )
                    : (null, null);
            lines.Add(
                new(
                    service,
                    status.Verdict,
                    status.MetresToUpgrade,
                    status.MetresToBuild,
                    yuan,
                    choice,
                    yuan is not null
                )
            );
        }

        foreach (var group in rule.OneOf)
        {
            var mostExpensive = lines.Where(l => group.Contains(l.Service) && l.Yuan is not null).MaxBy(l => l.Yuan);
            lines = lines.ConvertAll(l =>
                group.Contains(l.Service) ? l with { Counted = ReferenceEquals(l, mostExpensive) } : l
            );
        }

        return new(
            lines,
            lines.Where(l => l.Counted).Sum(l => l.Yuan!.Value),
            lines.TrueForAll(l => l.Yuan is not null)
        );
    }

    private static (decimal? Yuan, string? Choice) Cheaper(decimal? link, double? offGrid, int? households)
    {
        decimal? spot = offGrid is { } each && households is { } count ? (decimal)each * count : null;
        return (link, spot) switch
        {
            (null, null) => (null, null),
            (null, _) => (spot, "off_grid"),
            (_, null) => (link, "link"),
            _ => spot < link ? (spot, "off_grid") : (link, "link"),
        };
    }
}
