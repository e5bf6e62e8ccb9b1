namespace Longlin.Geo.Tiles;

/// <summary>An entry of a directory: the tiles of a run, which share one content.</summary>
/// <param name="Id">The first tile's number.</param>
/// <param name="Run">How many tiles.</param>
/// <param name="Offset">Where the content begins, from the first content on.</param>
/// <param name="Length">Its bytes.</param>
public readonly record struct PmTilesEntry(ulong Id, uint Run, ulong Offset, uint Length);
