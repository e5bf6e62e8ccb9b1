namespace Longlin.Geo.Tiles;

/// <summary>More tiles are being made than the store should be asked for at once: come back later.</summary>
public sealed class TooBusyException() : Exception("Too many tiles are being made.");
