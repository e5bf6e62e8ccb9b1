using Longlin.Geo.Model;

namespace Longlin.Geo.Land;

/// <summary>The heights stored for a box.</summary>
/// <param name="StepArcSeconds">Width and height of a cell; null where the county has none.</param>
/// <param name="Sources">The files they come from.</param>
/// <param name="Tiles">The tiles that touch the box.</param>
internal sealed record Terrain(
    int? StepArcSeconds,
    IReadOnlyList<string> Sources,
    IReadOnlyDictionary<(int X, int Y), ElevationTile> Tiles
)
{
    /// <summary>The step of a grid where the county has no heights.</summary>
    public const int DefaultStepArcSeconds = 1;

    /// <summary>Whether no height is stored for the box.</summary>
    public bool IsEmpty => Tiles.Count == 0;

    /// <summary>
    /// The tile of a column and row of tiles, for <see cref="ElevationGrid"/>; null where there is none.
    /// </summary>
    public ElevationTile? Tile(int x, int y) => Tiles.GetValueOrDefault((x, y));

    /// <summary>A grid over the tiles.</summary>
    public ElevationGrid Grid() => new(StepArcSeconds ?? DefaultStepArcSeconds, Tile);
}
