namespace Longlin.Geo.Reports.Gaps;

/// <summary>One gap as the contract publishes it; lengths in metres, coordinates in EPSG:4490.</summary>
public sealed record GapItem(
    string Subject,
    string Code,
    string? Name,
    string? VillageCode,
    string? Village,
    string? TownshipCode,
    string? Township,
    int? Households,
    int? Population,
    int? PoorPopulation,
    string Verdict,
    string Reason,
    string Evidence,
    bool? NearRoad,
    double? DistanceM,
    double? MetresToUpgrade,
    double? MetresToBuild,
    IReadOnlyList<string> Blocking,
    IReadOnlyList<string> Closed,
    IReadOnlyList<DateOnly?> ReopensOn,
    double? ExistingMetresToUpgrade,
    double? ExistingMetresToBuild,
    int? MissingHouseholds,
    DateOnly? VacatedOn,
    double? Lon,
    double? Lat,
    bool Conflict,
    decimal? CostYuan,
    decimal? ExistingCostYuan
);
