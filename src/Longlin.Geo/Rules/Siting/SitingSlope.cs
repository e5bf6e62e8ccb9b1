namespace Longlin.Geo.Rules.Siting;

/// <summary>What slope means for a site.</summary>
/// <param name="GentleDegrees">Up to here it costs nothing.</param>
/// <param name="MaxDegrees">Above this nothing is built; between the two the penalty rises straight from 0 to
/// 1.</param>
/// <param name="PenaltyShare">The share of the score that a mean penalty of 1 takes.</param>
/// <param name="Verified">Whether the numbers were checked against a public source.</param>
public sealed record SitingSlope(double GentleDegrees, double MaxDegrees, double PenaltyShare, bool Verified);
