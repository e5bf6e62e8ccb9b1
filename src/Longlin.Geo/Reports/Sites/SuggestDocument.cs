using Longlin.Geo.Relocation.Sites;

namespace Longlin.Geo.Reports.Sites;

/// <summary>Land to move to.</summary>
/// <param name="Lon">Of a place well inside; factors are scored from there.</param>
/// <param name="WholeM2">All free land in one with it.</param>
/// <param name="SquareSideM">Side of its largest square, north to south.</param>
/// <param name="MeanSlopeDegrees">Null where no height is known.</param>
public sealed record SuggestItem(
    int Rank,
    double Lon,
    double Lat,
    string? TownshipCode,
    string? Township,
    double AreaM2,
    long PersonsByLand,
    double WholeM2,
    double SquareSideM,
    double? MeanSlopeDegrees,
    bool SlopeUnknown,
    double? Score,
    double ScoreLow,
    double ScoreHigh,
    IReadOnlyList<SiteFactorItem> Factors,
    double? MetresToRoad,
    IReadOnlyList<SiteService> Services,
    GeoPolygon Outline
);

/// <summary>The best land for the given number of people, and where the rest of the area went.</summary>
/// <param name="NeededM2">Persons times land a person.</param>
/// <param name="Pieces">How many pieces of land are large enough.</param>
/// <param name="PiecesScored">How many of them were scored, the largest first.</param>
/// <param name="CellsExcluded">Cells of about 30 m by reason; a cell with two reasons counts for both.</param>
/// <param name="SlopeUnknown">Whether no height is known, so that slope was not looked at.</param>
public sealed record SuggestDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    bool Forecast,
    bool Synthetic,
    string Weights,
    string WeightsVersion,
    bool WeightsVerified,
    double? ConsistencyRatio,
    string Area,
    string? AreaName,
    int Persons,
    double SquareMetresPerPerson,
    double NeededM2,
    bool SlopeUnknown,
    long CellsInside,
    long CellsFree,
    IReadOnlyDictionary<string, long> CellsExcluded,
    int Pieces,
    int PiecesScored,
    IReadOnlyList<SuggestItem> Items
);
