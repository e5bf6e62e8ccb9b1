namespace Longlin.Geo.Coverage.Timelines;

/// <summary>
/// The timelines of one service, in the order of the county's places; null where the service is not for a place.
/// </summary>
public sealed record ServiceTimelines(string Service, TimelinePiece[]?[] Places);
