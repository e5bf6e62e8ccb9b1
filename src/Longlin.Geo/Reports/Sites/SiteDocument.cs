using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Sites;

namespace Longlin.Geo.Reports.Sites;

/// <summary>A factor of a site; metres are rounded to decimetres, scores to four digits.</summary>
/// <param name="By">network or straight: which of the two distances is scored.</param>
public sealed record SiteFactorItem(
    string Factor,
    Bilingual Title,
    string By,
    double? DistanceM,
    double? StraightLineM,
    string? Code,
    string? Name,
    double? Score,
    double ScoreLow,
    double ScoreHigh,
    double Weight,
    string? Unknown,
    string? Note
);

/// <summary>Another site on the same land.</summary>
public sealed record SiteOverlapItem(string Code, string? Name, double? AreaM2);

/// <summary>Slope of a site's land.</summary>
public sealed record SiteSlopeItem(
    double? MeanDegrees,
    double? MaxDegrees,
    double ShareOver,
    double UnknownShare,
    double PenaltyLow,
    double PenaltyHigh
);

/// <summary>How many people a site takes, as an assignment counts them.</summary>
/// <param name="PersonsByLand">Its land over the land a person; null for a point.</param>
/// <param name="PersonsGiven">What its row says.</param>
/// <param name="PersonsByHousing">Its housing over the housing a person.</param>
/// <param name="PersonsBySchool">Whose children its school places take.</param>
/// <param name="PersonsByWater">Its water over the water a person.</param>
/// <param name="Persons">By the scarcest of the known limits; null where none is known.</param>
/// <param name="LimitedBy">Those limits: housing, capacity_persons, school, water, land.</param>
/// <param name="Unknown">The limits of which nothing is known.</param>
/// <param name="PersonsWanted">Who shall live there.</param>
/// <param name="Enough">Whether they find room; null where nobody asked, or where housing, school places, water or land
/// is not known and nothing known is too small.</param>
/// <param name="Sentence">How many, what binds, and what is not known.</param>
public sealed record SiteCapacityItem(
    int? PersonsByLand,
    int? PersonsGiven,
    int? PersonsByHousing,
    int? PersonsBySchool,
    int? PersonsByWater,
    int? Persons,
    IReadOnlyList<string> LimitedBy,
    IReadOnlyList<string> Unknown,
    int? PersonsWanted,
    bool? Enough,
    Bilingual Sentence
);

/// <summary>One site.</summary>
public sealed record SiteItem(
    string? Code,
    string? Name,
    string? TownshipCode,
    string? Township,
    double Lon,
    double Lat,
    double? AreaM2,
    bool Refused,
    IReadOnlyList<SiteViolation> Violations,
    IReadOnlyList<SiteOverlapItem> Overlaps,
    SiteSlopeItem Slope,
    IReadOnlyList<SiteFactorItem> Factors,
    double? Score,
    double? ScoreLow,
    double? ScoreHigh,
    SiteCapacityItem Capacity,
    double? MetresToRoad,
    IReadOnlyList<SiteService> Services,
    Bilingual Sentence
);

/// <summary>Sites and what was asked.</summary>
/// <param name="MoveInOn">The day of the services and ways.</param>
/// <param name="WeightsVerified">Whether weights and curves were checked against a public source.</param>
/// <param name="ConsistencyRatio">Of the pairwise comparisons (Saaty), below 0.1; null where weights were
/// given.</param>
public sealed record SiteDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly MoveInOn,
    DateOnly? DataDate,
    bool Forecast,
    bool Synthetic,
    string Weights,
    string WeightsVersion,
    bool WeightsVerified,
    double? ConsistencyRatio,
    IReadOnlyList<SiteItem> Sites
);
