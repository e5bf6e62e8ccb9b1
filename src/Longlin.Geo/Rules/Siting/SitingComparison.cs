namespace Longlin.Geo.Rules.Siting;

/// <summary>
/// One judgement: how many times as important the first factor is as the second (Saaty's scale: 1 equal, 3 moderately,
/// 5 strongly, 7 very strongly, 9 extremely; below 1 means the second is more important).
/// </summary>
public sealed record SitingComparison(string Factor, string Over, double Times);
