using Longlin.Geo.Coverage.Gaps;

namespace Longlin.Geo.Reports.Gaps;

/// <summary>The answer to a question about gaps as the contract publishes it.</summary>
public sealed record GapDocument(
    string? Standard,
    string? StandardVersion,
    string Source,
    DateOnly AsOf,
    DateOnly? DataDate,
    bool Forecast,
    string? ForecastBy,
    bool Synthetic,
    string Service,
    string? Rule,
    int MinHouseholds,
    string Denominator,
    GapTotals Totals,
    string? Next,
    IReadOnlyList<GapItem> Items
);
