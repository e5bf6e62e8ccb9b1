using Longlin.Geo.Coverage;
using Longlin.Geo.Rules;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>
/// What it takes to serve a hamlet where it is: the metres it lacks of every priced service times their unit costs.
/// Pure.
/// </summary>
public static class InPlace
{
    /// <summary>Adds up one hamlet by itself: a stretch that several hamlets lack is counted for each.</summary>
    public static ServingCost Of(HamletFacts hamlet, UnitCosts costs, ServingRule rule)
    {
        List<ServingLine> lines = [];
        foreach (var (service, price) in costs.Services)
        {
            var stand = hamlet.Services.GetValueOrDefault(service) ?? new(Verdict.Unknown, "not_computed", null, null);
            if (stand.Verdict == Verdict.Met)
                continue;
            var (yuan, choice) =
                stand.Verdict == Verdict.NotMet
                    ? Cheaper(
                        costs.Of(service, stand.MetresToUpgrade, stand.MetresToBuild),
                        price.OffGridYuanPerHousehold,
                        hamlet.Households
                    )
                    : (null, null);
            lines.Add(
                new(service, stand.Verdict, stand.MetresToUpgrade, stand.MetresToBuild, yuan, choice, yuan is not null)
            );
        }

        foreach (var group in rule.OneOf)
        {
            var dearest = lines.Where(l => group.Contains(l.Service) && l.Yuan is not null).MaxBy(l => l.Yuan);
            lines = lines.ConvertAll(l =>
                group.Contains(l.Service) ? l with { Counted = ReferenceEquals(l, dearest) } : l
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
