using Longlin.Geo.Model;

namespace Longlin.Geo.Coverage.Gaps;

/// <summary>One subject without the service; lengths in metres, coordinates in EPSG:4490.</summary>
public sealed record Gap(
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
    Verdict Verdict,
    VerdictReason Reason,
    bool? NearRoad,
    double? DistanceM,
    double? MetresToUpgrade,
    double? MetresToBuild,
    IReadOnlyList<string> Blocking,
    double? Lon,
    double? Lat,
    EvidenceKind EvidenceKind = EvidenceKind.None,
    bool Conflict = false,
    int Rank = 0
)
{
    /// <summary>Codes of the links among <see cref="Blocking"/> that are under a closure.</summary>
    public IReadOnlyList<string> Closed { get; init; } = [];

    /// <summary>The day on which each of these reopens; null where it is not known.</summary>
    public IReadOnlyList<DateOnly?> ReopensOn { get; init; } = [];

    /// <summary>Metres to upgrade on the cheapest way over existing links alone; null where there is none.</summary>
    public double? ExistingMetresToUpgrade { get; init; }

    /// <summary>Metres to build on that way, up to the first of these links.</summary>
    public double? ExistingMetresToBuild { get; init; }

    /// <summary>Households without it where some have it; null for other reasons.</summary>
    public int? MissingHouseholds { get; init; }

    /// <summary>The day from which a hamlet is vacated; null where it is not, or the day is not known.</summary>
    public DateOnly? VacatedOn { get; init; }

    /// <summary>The machine word of what the verdict is based on.</summary>
    public string Evidence => EvidenceKind.Code();
}

/// <summary>All matches before paging; <paramref name="Assessed"/> counts every subject looked at.</summary>
/// <param name="UnknownByBreaks">Matches that only suspected breaks of a network keep from being served.</param>
public sealed record GapTotals(
    long Hamlets,
    long Households,
    long Population,
    long PoorPopulation,
    long Assessed,
    long UnknownByBreaks
);

/// <summary>One page of the answer.</summary>
/// <param name="Totals">All matches.</param>
/// <param name="Items">The page.</param>
/// <param name="More">Whether there is another.</param>
/// <param name="WaysKnown">Whether the metres belong to the coverage that the verdicts come from.</param>
public sealed record GapAnswer(GapTotals Totals, IReadOnlyList<Gap> Items, bool More, bool WaysKnown = true);
