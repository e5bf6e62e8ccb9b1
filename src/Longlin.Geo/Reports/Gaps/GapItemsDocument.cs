namespace Longlin.Geo.Reports.Gaps;

/// <summary>A page of gaps as items of a collection; <paramref name="Matched"/> counts all that match.</summary>
public sealed record GapItemsDocument(
    string? Standard,
    DateOnly AsOf,
    bool Forecast,
    string? ForecastBy,
    bool Synthetic,
    string Service,
    long Matched,
    string? Next,
    IReadOnlyList<GapItem> Items
);
