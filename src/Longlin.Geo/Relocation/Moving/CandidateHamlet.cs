using Longlin.Geo.Model;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>Whether a hamlet has a service on the day, and what is missing.</summary>
/// <param name="MetresToUpgrade">Length of existing links still to upgrade, metres; null where not known.</param>
/// <param name="MetresToBuild">Length of links still to build, metres; null where not known.</param>
internal sealed record ServiceStatus(Verdict Verdict, string Reason, double? MetresToUpgrade, double? MetresToBuild);

/// <summary>What is known about a candidate for relocation.</summary>
/// <param name="ConsentingHouseholds">Households that agree to move; null where not known.</param>
/// <param name="Marked">Whether the bureau marked it for relocation.</param>
/// <param name="Dispersed">Whether it is marked dispersed; null where there is no mark.</param>
/// <param name="Lon">Longitude of its point, EPSG:4490; null without a location.</param>
/// <param name="DangerKind">Kind of the nearest dangerous zone; null where there is none or no location.</param>
/// <param name="DangerMetres">Metres to it, 0 inside.</param>
/// <param name="FragileShare">Share of its land inside fragile zones, 0 to 1; null where none touches it.</param>
/// <param name="DangerKnown">Whether any dangerous zone of the county is recorded; without one it is unknown whether
/// one is near.</param>
/// <param name="FragileKnown">The same for fragile zones.</param>
/// <param name="Services">Its status by service.</param>
internal sealed record HamletFacts(
    string Code,
    string? Name,
    string? VillageCode,
    string? Village,
    string? TownshipCode,
    string? Township,
    int? Households,
    int? Population,
    int? ConsentingHouseholds,
    bool Marked,
    bool? Dispersed,
    double? Lon,
    double? Lat,
    string? DangerKind,
    double? DangerMetres,
    double? FragileShare,
    IReadOnlyList<string> FragileKinds,
    bool DangerKnown,
    bool FragileKnown,
    IReadOnlyDictionary<string, ServiceStatus> Services
);

/// <summary>One of the five tests.</summary>
/// <param name="Test">harsh, fragile, scattered, transport or cost.</param>
/// <param name="Verdict">Met: the test is a reason to move.</param>
/// <param name="Value">The hamlet's value; null where not known.</param>
/// <param name="Threshold">The value at which the test is met.</param>
/// <param name="Unit">Unit of value and threshold.</param>
/// <param name="Sentence">The result in words.</param>
internal sealed record CandidateTest(
    string Test,
    Verdict Verdict,
    double? Value,
    double? Threshold,
    string Unit,
    Bilingual Sentence
);

/// <summary>The cost of bringing one missing service to the hamlet.</summary>
/// <param name="Yuan">Cost of the cheaper option; null where not known.</param>
/// <param name="Choice">link or off_grid; null where not known.</param>
/// <param name="Counted">Whether it is in the sum: of services that use the same links only the most expensive is
/// counted.</param>
internal sealed record ServingLine(
    string Service,
    Verdict Verdict,
    double? MetresToUpgrade,
    double? MetresToBuild,
    decimal? Yuan,
    string? Choice,
    bool Counted
);

/// <summary>The cost of serving a hamlet in place, by itself.</summary>
/// <param name="Yuan">Sum of the known costs.</param>
/// <param name="Complete">Whether every cost is known; otherwise the sum is a lower bound.</param>
internal sealed record ServingCost(IReadOnlyList<ServingLine> Lines, decimal Yuan, bool Complete);

/// <summary>A hamlet with its five tests.</summary>
/// <param name="ServingYuanPerHousehold">Yuan; null where its households are not known.</param>
/// <param name="MovingYuanPerHousehold">Yuan; null where households or population are not known.</param>
internal sealed record Candidate(
    HamletFacts Hamlet,
    IReadOnlyList<CandidateTest> Tests,
    ServingCost Serving,
    decimal? ServingYuanPerHousehold,
    decimal? MovingYuanPerHousehold
)
{
    /// <summary>How many tests are met: the recommendation depends on it.</summary>
    public int TestsMet => Tests.Count(t => t.Verdict == Verdict.Met);

    /// <summary>How many tests are unknown.</summary>
    public int TestsUnknown => Tests.Count(t => t.Verdict == Verdict.Unknown);
}
