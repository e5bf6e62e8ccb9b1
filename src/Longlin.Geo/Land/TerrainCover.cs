using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Land;

/// <summary>Which share of an area has heights.</summary>
internal static class TerrainCover
{
    private const int Rows = 64;

    /// <summary>
    /// Counts the cells whose centre lies in the area, and those of them whose height is not known. Only a band of rows
    /// is in memory at a time.
    /// </summary>
    /// <param name="area">Polygon or multipolygon, EPSG:4490 degrees.</param>
    /// <param name="terrain">Heights of its box.</param>
    public static (long Cells, long Voids) Count(Geometry area, Terrain terrain)
    {
        var grid = terrain.Grid();
        var window = CellWindow.Covering(area.EnvelopeInternal, grid.StepArcSeconds);
        PolygonFill fill = new(window, [area]);
        var heights = new float[Rows * window.Columns];
        var (cells, voids) = (0L, 0L);
        for (var first = 0; first < window.Rows; first += Rows)
        {
            var rows = Math.Min(Rows, window.Rows - first);
            grid.Heights(window with { North = window.North + first, Rows = rows }, heights);
            fill.Spans(
                first,
                rows,
                (row, from, to) =>
                {
                    cells += to - from;
                    foreach (var height in heights.AsSpan((row - first) * window.Columns + from, to - from))
                        voids += float.IsNaN(height) ? 1 : 0;
                }
            );
        }

        return (cells, voids);
    }
}
