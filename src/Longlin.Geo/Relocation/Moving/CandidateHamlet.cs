using Longlin.Geo.Coverage;
using Longlin.Geo.Model;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>How a hamlet stands in a service on the day.</summary>
/// <param name="MetresToUpgrade">Existing way still to upgrade, metres; null where not known.</param>
/// <param name="MetresToBuild">Way still to build, metres; null where not known.</param>
public sealed record ServiceStand(Verdict Verdict, string Reason, double? MetresToUpgrade, double? MetresToBuild);

/// <summary>What is known of a hamlet that may have to move.</summary>
/// <param name="ConsentingHouseholds">Households that agree; null where nobody asked.</param>
/// <param name="Marked">Whether the bureau marked it to move.</param>
/// <param name="Dispersed">Whether it is marked dispersed; null where there is no mark.</param>
/// <param name="Lon">Longitude of its point, EPSG:4490; null without a place.</param>
/// <param name="DangerKind">Kind of the nearest dangerous zone; null where there is none or no place.</param>
/// <param name="DangerMetres">Metres to it, 0 inside.</param>
/// <param name="FragileShare">Share of its ground inside fragile zones, 0 to 1; null where none touches it.</param>
/// <param name="DangerKnown">Whether the county has any dangerous zone at all: without one nobody can say that none is
/// near.</param>
/// <param name="FragileKnown">The same for fragile zones.</param>
/// <param name="Services">Its standing by service.</param>
public sealed record HamletFacts(
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
    IReadOnlyDictionary<string, ServiceStand> Services
);

/// <summary>One of the five tests.</summary>
/// <param name="Test">harsh, fragile, scattered, transport or cost.</param>
/// <param name="Verdict">Met says that it speaks for moving.</param>
/// <param name="Value">The hamlet's number; null where not known.</param>
/// <param name="Threshold">From where on, or below where, it is met.</param>
/// <param name="Unit">Of both.</param>
public sealed record CandidateTest(
    string Test,
    Verdict Verdict,
    double? Value,
    double? Threshold,
    string Unit,
    Bilingual Sentence
);

/// <summary>What bringing one lacking service to the hamlet takes.</summary>
/// <param name="Yuan">The cheaper choice; null where it cannot be told.</param>
/// <param name="Choice">link or off_grid; null where it cannot be told.</param>
/// <param name="Counted">Whether it is in the sum: of services over the same ways only the dearest is.</param>
public sealed record ServingLine(
    string Service,
    Verdict Verdict,
    double? MetresToUpgrade,
    double? MetresToBuild,
    decimal? Yuan,
    string? Choice,
    bool Counted
);

/// <summary>What serving a hamlet where it is takes, by itself.</summary>
/// <param name="Yuan">The sum of what is known.</param>
/// <param name="Complete">Whether every service is known; otherwise it takes at least the sum.</param>
public sealed record ServingCost(IReadOnlyList<ServingLine> Lines, decimal Yuan, bool Complete);

/// <summary>A hamlet with its five tests.</summary>
/// <param name="ServingYuanPerHousehold">Yuan; null where its households are not known.</param>
/// <param name="MovingYuanPerHousehold">Yuan; null where households or population are not known.</param>
public sealed record Candidate(
    HamletFacts Hamlet,
    IReadOnlyList<CandidateTest> Tests,
    ServingCost Serving,
    decimal? ServingYuanPerHousehold,
    decimal? MovingYuanPerHousehold
)
{
    /// <summary>Tests that speak for moving: the recommendation.</summary>
    public int TestsMet => Tests.Count(t => t.Verdict == Verdict.Met);

    /// <summary>Tests of which nobody can say.</summary>
    public int TestsUnknown => Tests.Count(t => t.Verdict == Verdict.Unknown);
}
