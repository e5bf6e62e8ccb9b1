using Longlin.Geo.Model;
using Longlin.Geo.Rules;

namespace Longlin.Geo.Relocation.Sites;

/// <summary>Something that forbids a site.</summary>
/// <param name="Kind">Kind of a zone, site, slope or outside_county.</param>
/// <param name="Code">The zone or site; null for slope and border.</param>
/// <param name="AreaM2">Land concerned; null for a point.</param>
/// <param name="Share">Of the site's land, 0 to 1; null for a point.</param>
/// <param name="Sentence">What it is, for people.</param>
public sealed record SiteViolation(
    string Kind,
    string? Code,
    string? Name,
    double? AreaM2,
    double? Share,
    Bilingual Sentence
);

/// <summary>A service on the day of moving in.</summary>
/// <param name="Verdict">met, not_met or unknown.</param>
public sealed record SiteService(string Service, Bilingual Title, string Verdict);

/// <summary>Factors and slope put together: <c>Σ weight · score · (1 − penaltyShare · penalty)</c>.</summary>
/// <param name="Score">0 to 1; null where a factor or a slope is not known, or the site is refused.</param>
/// <param name="Low">At least; null where the site is refused.</param>
/// <param name="High">At most.</param>
public sealed record SiteTotal(double? Score, double? Low, double? High)
{
    /// <summary>Adds up.</summary>
    public static SiteTotal Of(IReadOnlyList<FactorScore> factors, SiteSlope slope, SitingSlope limits, bool refused)
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
