using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Demo;

/// <summary>
/// Heights of the demonstration county: the ground that its valleys, roads and water works were laid out on, with
/// ridges that are steeper than that. Synthetic, and its source says so.
/// </summary>
public static class DemoHeights
{
    private const int StepArcSeconds = 3;
    private const int MarginCells = 25;

    /// <summary>The tiles of the county and two kilometres around it, the same for the same seed.</summary>
    public static IEnumerable<ElevationTile> Tiles(DemoFigures figures, long seed)
    {
        DemoTerrain ground = new(figures, new(unchecked((ulong)seed)));
        var (east, north) = Geodesy.MetresPerDegree((figures.South + figures.North) / 2);
        var window = CellWindow.Covering(
            new Envelope(figures.West, figures.East, figures.South, figures.North),
            StepArcSeconds,
            MarginCells
        );
        var heights = new float[ElevationTile.Side * ElevationTile.Side];
        for (var y = window.North / ElevationTile.Side; y <= (window.North + window.Rows - 1) / ElevationTile.Side; y++)
        {
            for (
                var x = window.West / ElevationTile.Side;
                x <= (window.West + window.Columns - 1) / ElevationTile.Side;
                x++
            )
            {
                CellWindow tile = new(
                    StepArcSeconds,
                    x * ElevationTile.Side,
                    y * ElevationTile.Side,
                    ElevationTile.Side,
                    ElevationTile.Side
                );
                for (var i = 0; i < heights.Length; i++)
                    heights[i] = (float)
                        ground.GroundAt(
                            new(
                                (tile.Lon(i % ElevationTile.Side) - figures.West) * east,
                                (tile.Lat(i / ElevationTile.Side) - figures.South) * north
                            )
                        );
                yield return ElevationTile.Pack(x, y, StepArcSeconds, heights)!;
            }
        }
    }
}
