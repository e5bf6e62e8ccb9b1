using Longlin.Geo.Model;
using Longlin.Geo.Rules.Siting;

namespace Longlin.Geo.Relocation.Sites;

/// <summary>A reason to refuse a site.</summary>
/// <param name="Kind">Kind of the zone, site, slope or outside_county.</param>
/// <param name="Code">Code of the zone or site; null for slope and border.</param>
/// <param name="AreaM2">Area concerned; null for a point.</param>
/// <param name="Share">Share of the site's land, 0 to 1; null for a point.</param>
/// <param name="Sentence">The reason in words.</param>
public sealed record SiteViolation(
    string Kind,
    string? Code,
    string? Name,
    double? AreaM2,
    double? Share,
    Bilingual Sentence
);

/// <summary>A service on the move-in day.</summary>
/// <param name="Verdict">met, not_met or unknown.</param>
public sealed record SiteService(string Service, Bilingual Title, string Verdict);

/// <summary>The score of a site over all factors: <c>Σ weight · score · (1 − penaltyShare · penalty)</c>.</summary>
/// <param name="Score">0 to 1; null where a factor or a slope is not known, or the site is refused.</param>
/// <param name="Low">Lower bound; null where the site is refused.</param>
/// <param name="High">Upper bound; null where the site is refused.</param>
internal sealed record SiteTotal(double? Score, double? Low, double? High)
{
    /// <summary>The weighted sum of the factors, reduced by the penalty of slope.</summary>
    public static SiteTotal Compute(
        IReadOnlyList<FactorScore> factors,
        SiteSlope slope,
        SitingSlope limits,
        bool refused
    )
    {
        if (refused)
            return new(null, null, null);
        var (low, high) = (
            factors.Sum(f => f.Factor.Weight * f.Low) * (1 - limits.PenaltyShare * slope.PenaltyHigh),
            factors.Sum(f => f.Factor.Weight * f.High) * (1 - limits.PenaltyShare * slope.PenaltyLow)
        );
        var known = slope.UnknownShare == 0 && factors.All(f => f.Score is not null);
        return new(
            known
                ? factors.Sum(f => f.Factor.Weight * f.Score!.Value) * (1 - limits.PenaltyShare * slope.PenaltyLow)
                : null,
            low,
            high
        );
    }
}
