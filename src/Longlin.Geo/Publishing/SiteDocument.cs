using Longlin.Geo.Model;
using Longlin.Geo.Relocation;

namespace Longlin.Geo.Publishing;

/// <summary>A factor of a site; metres are rounded to decimetres, scores to four digits.</summary>
/// <param name="By">network or straight: which of the two distances is scored.</param>
public sealed record SiteFactorItem(string Factor, Bilingual Title, string By, double? DistanceM, double? StraightLineM, string? Code, string? Name, double? Score, double ScoreLow, double ScoreHigh, double Weight, string? Unknown, string? Note);

/// <summary>Another site on the same land.</summary>
public sealed record SiteOverlapItem(string Code, string? Name, double? AreaM2);

/// <summary>Slope of a site's land.</summary>
public sealed record SiteSlopeItem(double? MeanDegrees, double? MaxDegrees, double ShareOver, double UnknownShare, double PenaltyLow, double PenaltyHigh);

/// <summary>How many people a site takes.</summary>
/// <param name="PersonsByLand">Its land over the land a person; null for a point.</param>
/// <param name="PersonsGiven">What its row says.</param>
/// <param name="PersonsWanted">Who shall live there.</param>
/// <param name="Enough">Whether land and row both have room; null where nobody asked or neither is known.</param>
public sealed record SiteCapacityItem(long? PersonsByLand, int? PersonsGiven, int? PersonsWanted, bool? Enough);

/// <summary>One site.</summary>
public sealed record SiteItem(
    string? Code, string? Name, string? TownshipCode, string? Township, double Lon, double Lat, double? AreaM2, bool Refused, IReadOnlyList<SiteViolation> Violations, IReadOnlyList<SiteOverlapItem> Overlaps,
    SiteSlopeItem Slope, IReadOnlyList<SiteFactorItem> Factors, double? Score, double? ScoreLow, double? ScoreHigh, SiteCapacityItem Capacity, double? MetresToRoad, IReadOnlyList<SiteService> Services, Bilingual Sentence);

/// <summary>Sites and what was asked.</summary>
/// <param name="MoveInOn">The day of the services and ways.</param>
/// <param name="WeightsVerified">Whether weights and curves were checked against a public source.</param>
/// <param name="ConsistencyRatio">Of the pairwise comparisons (Saaty), below 0.1; null where weights were given.</param>
public sealed record SiteDocument(string Standard, string StandardVersion, DateOnly AsOf, DateOnly MoveInOn, DateOnly? DataDate, bool Forecast, bool Synthetic, string Weights, string WeightsVersion, bool WeightsVerified, double? ConsistencyRatio, IReadOnlyList<SiteItem> Sites);
