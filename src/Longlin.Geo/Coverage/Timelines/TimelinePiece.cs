using Longlin.Geo.Model;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>One piece of a place's timeline; it holds from <paramref name="From"/> until the next piece.</summary>
/// <param name="From">Day number; <see cref="int.MinValue"/>: no start.</param>
/// <param name="NearRoad">Whether an all-season road lies near in a straight line, connected or not.</param>
/// <param name="Evidence">What the verdict is based on.</param>
/// <param name="Conflict">Whether weaker evidence disagrees: inspect again.</param>
/// <param name="BlockingCodes">Indicators that fail or are missing, or codes of hamlets; null for a service with
/// links, whose ways are computed for the days asked about.</param>
public sealed record TimelinePiece(
    int From,
    Verdict Verdict,
    VerdictReason Reason,
    bool NearRoad,
    EvidenceKind Evidence = EvidenceKind.Geometry,
    bool Conflict = false,
    string[]? BlockingCodes = null
);

/// <summary>
/// The timelines of one service, in the order of the county's places; null where the service is not for a place.
/// </summary>
public sealed record ServiceTimelines(string Service, TimelinePiece[]?[] Places);
