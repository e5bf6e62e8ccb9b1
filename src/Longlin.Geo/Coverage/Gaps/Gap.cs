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
    /// <summary>The machine word of what the verdict is based on.</summary>
    public string Evidence => EvidenceKind.Code();
}

/// <summary>All matches before paging; <paramref name="Assessed"/> counts every subject looked at.</summary>
public sealed record GapTotals(long Hamlets, long Households, long Population, long PoorPopulation, long Assessed);

/// <summary>One page of the answer; <paramref name="More"/> when there is another.</summary>
public sealed record GapAnswer(GapTotals Totals, IReadOnlyList<Gap> Items, bool More);
