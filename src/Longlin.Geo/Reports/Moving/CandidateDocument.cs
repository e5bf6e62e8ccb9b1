using Longlin.Geo.Model;

namespace Longlin.Geo.Reports.Moving;

/// <summary>
/// A test as it is published: <paramref name="Verdict"/> is met, not_met or unknown; met speaks for moving.
/// </summary>
public sealed record CandidateTestItem(
    string Test,
    string Verdict,
    double? Value,
    double? Threshold,
    string Unit,
    Bilingual Sentence
);

/// <summary>What bringing one lacking service to a hamlet takes, yuan and metres.</summary>
public sealed record ServingItem(
    string Service,
    string Verdict,
    double? MetresToUpgrade,
    double? MetresToBuild,
    decimal? Yuan,
    string? Choice,
    bool Counted
);

/// <summary>
/// One hamlet with its five tests; <paramref name="TestsMet"/> is the recommendation, coordinates are EPSG:4490.
/// </summary>
public sealed record CandidateItem(
    string Code,
    string? Name,
    string? VillageCode,
    string? Village,
    string? TownshipCode,
    string? Township,
    int? Households,
    int? Population,
    int? ConsentingHouseholds,
    bool Relocate,
    int TestsMet,
    int TestsUnknown,
    bool Recommended,
    decimal ServingYuan,
    bool ServingComplete,
    decimal? ServingYuanPerHousehold,
    decimal? MovingYuanPerHousehold,
    IReadOnlyList<CandidateTestItem> Tests,
    IReadOnlyList<ServingItem> Serving,
    double? Lon,
    double? Lat
);

/// <summary>
/// All matches before paging; <paramref name="Assessed"/> counts every hamlet looked at, <paramref name="Marked"/>
/// those marked to move among the matches.
/// </summary>
public sealed record CandidateTotals(
    int Hamlets,
    int Assessed,
    long Households,
    long Population,
    long ConsentingHouseholds,
    int Marked,
    int Recommended
);

/// <summary>Who should move, as it is published.</summary>
public sealed record CandidateDocument(
    string Standard,
    string StandardVersion,
    string Relocation,
    string RelocationVersion,
    string Costs,
    bool CostsVerified,
    DateOnly AsOf,
    DateOnly? DataDate,
    bool Forecast,
    bool Synthetic,
    int RecommendAt,
    Bilingual Note,
    CandidateTotals Totals,
    string? Next,
    IReadOnlyList<CandidateItem> Items
);
