using Longlin.Geo.Model;
using Longlin.Geo.Rules.Costs;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Rules.Moving;

/// <summary>Checks relocation rules against the standard and the layers.</summary>
internal static class RelocationCheck
{
    /// <summary>The first fault; null when there is none.</summary>
    public static Bilingual? FindFault(RelocationRules rules, Standard standard, LayerCatalog catalog) =>
        FindFigureFault(rules) ?? FindServiceFault(rules, standard) ?? FindKindFault(rules, catalog);

    private static Bilingual? FindFigureFault(RelocationRules rules)
    {
        var (candidates, moving, assignment, redLine) = (
            rules.Candidates,
            rules.Moving,
            rules.Assignment,
            rules.RedLine
        );
        Figure[] figures =
        [
            candidates.Harsh.WithinMetres,
            candidates.Fragile.Share,
            candidates.Fragile.PointRadiusMetres,
            candidates.Scattered.BelowHouseholds,
            moving.HousingM2PerPerson,
            moving.HousingYuanPerM2,
            moving.SiteYuanPerPerson,
            moving.OldHouseYuanPerHousehold,
            moving.MoveYuanPerHousehold,
            assignment.SchoolAgeShare,
            assignment.WaterLitresPerPersonDay,
            assignment.StraightLineFactor,
            assignment.OpeningPersonMetres,
            redLine.FootprintBufferMetres,
            redLine.GroundM2PerHousehold,
            .. rules.Readiness.Facilities.Select(f => f.WithinMetres),
        ];
        Figure[] shares = [candidates.Fragile.Share, assignment.SchoolAgeShare];
        Figure[] divisors =
        [
            candidates.Fragile.PointRadiusMetres,
            moving.HousingM2PerPerson,
            assignment.SchoolAgeShare,
            assignment.WaterLitresPerPersonDay,
            redLine.GroundM2PerHousehold,
        ];
        if (figures.FirstOrDefault(f => !(f.Value >= 0) || !double.IsFinite(f.Value)) is { } below)
            return new($"有数值（{below.Unit}）小于零", $"a figure ({below.Unit}) is below zero");
        if (shares.FirstOrDefault(f => f.Value > 1) is { } above)
            return new($"占比 {above.Value} 大于 1", $"a share of {above.Value} is above 1");
        if (divisors.FirstOrDefault(f => f.Value <= 0) is { } zero)
            return new($"作除数的数值（{zero.Unit}）为零", $"a figure ({zero.Unit}) that is divided by is zero");
        if (assignment.StraightLineFactor.Value < 1)
            return new("straightLineFactor 小于 1", "straightLineFactor is below 1");
        return candidates.RecommendAt is < 1 or > 5
            ? new Bilingual("recommendAt 不在 1 到 5 之间", "recommendAt is not 1 to 5")
            : null;
    }

    private static Bilingual? FindServiceFault(RelocationRules rules, Standard standard)
    {
        var candidates = rules.Candidates;
        var services = candidates
            .Harsh.WaterServices.Append(candidates.Transport.Service)
            .Concat(candidates.Serving.Services)
            .Concat(candidates.Serving.OneOf.SelectMany(o => o));
        if (services.FirstOrDefault(s => standard.Find(s) is null) is { } unknown)
            return new($"没有服务 {unknown}", $"there is no service {unknown}");
        if (FindServingFault(candidates.Serving, standard.Costs) is { } serving)
            return serving;
        return rules.Readiness.Services.FirstOrDefault(s => standard.Services.All(n => n.Service != s)) is { } flat
            ? new Bilingual($"没有网络服务 {flat}", $"there is no network service {flat}")
            : null;
    }

    private static Bilingual? FindServingFault(ServingRule serving, UnitCosts? costs)
    {
        if (serving.Services.GroupBy(s => s).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
            return new($"serving: 服务 {twice} 重复", $"serving: duplicate service {twice}");
        if (serving.OneOf.SelectMany(o => o).FirstOrDefault(s => !serving.Services.Contains(s)) is { } uncounted)
            return new(
                $"serving: oneOf 中的 {uncounted} 不在 services 中",
                $"serving: {uncounted} of oneOf is not among services"
            );
        return costs is not null && serving.Services.FirstOrDefault(s => !costs.Services.ContainsKey(s)) is { } free
            ? new Bilingual($"serving: 服务 {free} 没有单价", $"serving: service {free} has no price")
            : null;
    }

    private static Bilingual? FindKindFault(RelocationRules rules, LayerCatalog catalog)
    {
        var zones = rules.Candidates.Harsh.ZoneKinds.Concat(rules.Candidates.Fragile.ZoneKinds);
        if (zones.FirstOrDefault(k => !catalog["zones"].HasKind(k)) is { } zone)
            return new($"图层 zones 没有类别 {zone}", $"layer zones has no kind {zone}");
        var facilities = rules.Readiness.Facilities.SelectMany(f => f.Kinds);
        return facilities.FirstOrDefault(k => !catalog["facilities"].HasKind(k)) is { } kind
            ? new Bilingual($"图层 facilities 没有类别 {kind}", $"layer facilities has no kind {kind}")
            : null;
    }
}
