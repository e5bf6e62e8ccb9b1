using System.Text.Json.Serialization;
using Longlin.Geo.Relocation.Moving;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Reports.Moving;

/// <summary>
/// A vacated hamlet with its red line; areas in square metres and 亩, <paramref name="AreaMu"/> rounded to a hundredth.
/// </summary>
public sealed record RedLineItem(
    string Code,
    string? Name,
    string? VillageCode,
    string? Village,
    string? Township,
    DateOnly? VacatedOn,
    string Because,
    bool? Drawn,
    IReadOnlyList<string> RedLines,
    double? AreaM2,
    double? AreaMu,
    double? ReclaimedM2,
    double? ReclaimedMu,
    double? ReforestedM2,
    IReadOnlyList<RedLineLand>? Land,
    IReadOnlyList<RedLineBreach>? Forbidden
)
{
    /// <summary>The red lines together, EPSG:4490; null where none is drawn.</summary>
    [JsonIgnore]
    public Geometry? Shape { get; init; }

    /// <summary>Where the red lines come from; null where they do not tell.</summary>
    public string? Sources { get; init; }
}

/// <summary>
/// Counts of the list; <paramref name="PlaceUnknown"/> hamlets have no place to compare,
/// <paramref name="ReclaimedUnknown"/> red lines do not tell what is reclaimed.
/// </summary>
public sealed record RedLineTotals(
    int Vacated,
    int Drawn,
    int NotDrawn,
    int PlaceUnknown,
    int WithForbidden,
    double AreaM2,
    double AreaMu,
    double ReclaimedM2,
    double ReclaimedMu,
    int ReclaimedUnknown
);

/// <summary>Places left behind on a day.</summary>
public sealed record RedLineDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly? DataDate,
    bool Forecast,
    bool Synthetic,
    RedLineTotals Totals,
    IReadOnlyList<RedLineItem> Items
);
