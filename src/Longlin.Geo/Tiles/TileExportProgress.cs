namespace Longlin.Geo.Tiles;

/// <summary>How far an export of tiles has come.</summary>
public sealed record TileExportProgress(long Done, long Total);
