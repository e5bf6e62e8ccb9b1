using Longlin.Geo.Model;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>One piece of a place's timeline; it holds from <paramref name="From"/> until the next piece.</summary>
/// <param name="From">Day number; <see cref="int.MinValue"/>: no start.</param>
/// <param name="UpgradeMetres">Existing links still to upgrade, metres; NaN where unknown.</param>
/// <param name="BuildMetres">Links still to build, straight line, metres; NaN where unknown.</param>
/// <param name="DistanceMetres">Straight line to the nearest served link, NaN where nothing is served.</param>
/// <param name="NearRoad">Whether an all-season road lies near in a straight line, connected or not.</param>
/// <param name="Blocking">Ids of the links that block the path, in order.</param>
/// <param name="Evidence">What the verdict is based on.</param>
/// <param name="Conflict">Whether weaker evidence disagrees: inspect again.</param>
/// <param name="BlockingCodes">Instead of links: indicators that fail or are missing, or codes of hamlets.</param>
public sealed record TimelinePiece(
    int From,
    Verdict Verdict,
    VerdictReason Reason,
    double UpgradeMetres,
    double BuildMetres,
    double DistanceMetres,
    bool NearRoad,
    long[] Blocking,
    EvidenceKind Evidence = EvidenceKind.Geometry,
    bool Conflict = false,
    string[]? BlockingCodes = null
);
