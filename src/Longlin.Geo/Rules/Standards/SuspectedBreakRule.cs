namespace Longlin.Geo.Rules.Standards;

/// <summary>What a suspected break of a network means for the places behind it.</summary>
/// <param name="Detour">Ends that links of any quality join within this many times their gap (at least 50 m) are no
/// break: what lies between them is poor, not missing.</param>
/// <param name="GapsAreUnknown">Whether a place that only gaps between ends, or between an end and a line, separate
/// from service is unknown; otherwise it is not met.</param>
/// <param name="CrossingsAreUnknown">The same for lines that cross without a common vertex.</param>
public sealed record SuspectedBreakRule(double Detour, bool GapsAreUnknown, bool CrossingsAreUnknown);
