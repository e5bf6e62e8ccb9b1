using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Import.Heights;

/// <summary>
/// Puts a file of heights onto the grid of <see cref="ElevationTile"/>. The cells have the file's own resolution in
/// whole arc-seconds (SRTM1 1″, SRTM3 3″), never below 1″:
/// finer cells would hold invented heights whose slopes are flat facets, and a finer file is averaged, as 30 m is what
/// suitability asks for.
/// </summary>
public sealed class DemTiles
{
    // Coordinates are transformed exactly at every 16th cell and bilinearly between: a kilometre or two of any
    // projection in use is straight to some centimetres. Coarser cells are
    // few and transformed one by one.
    private const int SparseNodes = 16;
    private const int SparseUpToArcSeconds = 4;
    private const int BorderPoints = 64;
    private const int MostSamples = 16;
    private readonly DemRaster _raster;
    private readonly CellWindow _tiles; // counted in tiles
    private readonly int _samples;
    private readonly int _spacing;
    private readonly int _nodes;

    private DemTiles(DemRaster raster, Envelope extent, Envelope taken, double cellArcSeconds)
    {
        (_raster, Extent, StepArcSeconds) = (raster, extent, Math.Max(1, (int)Math.Round(cellArcSeconds)));
        _samples = Math.Clamp((int)Math.Round(StepArcSeconds / cellArcSeconds), 1, MostSamples);
        _spacing = StepArcSeconds <= SparseUpToArcSeconds ? SparseNodes : 1;
        _nodes = ElevationTile.Side / _spacing + 1;
        var cells = CellWindow.Covering(taken, StepArcSeconds);
        int west = cells.West / ElevationTile.Side,
            north = cells.North / ElevationTile.Side;
        _tiles = new(
            StepArcSeconds,
            west,
            north,
            (cells.West + cells.Columns - 1) / ElevationTile.Side - west + 1,
            (cells.North + cells.Rows - 1) / ElevationTile.Side - north + 1
        );
    }

    /// <summary>Width and height of the cells of the tiles, arc-seconds.</summary>
    public int StepArcSeconds { get; }

    /// <summary>The box of the file, EPSG:4490 degrees.</summary>
    public Envelope Extent { get; }

    /// <summary>Looks at where the file lies.</summary>
    /// <param name="raster">The file; it stays the caller's.</param>
    /// <param name="within">Only tiles that touch this box (EPSG:4490 degrees) are made; null makes all.</param>
    /// <exception cref="ImportException">It does not lie on Earth in its coordinate system, or not within the
    /// box.</exception>
    public static DemTiles From(DemRaster raster, Envelope? within = null)
    {
        var extent = Bounds(raster);
        var taken = within is null ? extent : extent.Intersection(within);
        if (taken.IsNull)
            throw new ImportException(raster.File, Elsewhere(extent));
        return new(raster, extent, taken, CellArcSeconds(raster));
    }

    private static Bilingual Elsewhere(Envelope extent)
    {
        var west = FormattableString.Invariant($"{extent.MinX:0.##}");
        var east = FormattableString.Invariant($"{extent.MaxX:0.##}");
        var south = FormattableString.Invariant($"{extent.MinY:0.##}");
        var north = FormattableString.Invariant($"{extent.MaxY:0.##}");
        return new(
            $"高程在 {west}–{east}°E、{south}–{north}°N，不在所要的范围内。",
            $"The elevations lie at {west} to {east}° E, {south} to {north}° N: outside the wanted area."
        );
    }

    /// <summary>
    /// The tiles, from north to south and from west to east; those of which no height is known are left out. A band of
    /// the file's rows as high as a tile stands in memory.
    /// </summary>
    /// <exception cref="ImportException">The file is damaged.</exception>
    public IEnumerable<ElevationTile> Tiles()
    {
        DemRows rows = new(_raster);
        var heights = new float[ElevationTile.Side * ElevationTile.Side];
        for (var y = _tiles.North; y < _tiles.North + _tiles.Rows; y++)
        {
            var nodes = new (double Column, double Row)[_tiles.Columns][];
            for (var x = 0; x < nodes.Length; x++)
                nodes[x] = NodesOf(_tiles.West + x, y);
            rows.Keep(nodes.SelectMany(n => n).Min(n => n.Row), nodes.SelectMany(n => n).Max(n => n.Row));
            for (var x = 0; x < nodes.Length; x++)
            {
                Resample(nodes[x], rows, heights);
                if (ElevationTile.Pack(_tiles.West + x, y, StepArcSeconds, heights) is { } tile)
                    yield return tile;
            }
        }
    }

    private void Resample((double Column, double Row)[] nodes, DemRows rows, float[] heights)
    {
        for (var row = 0; row < ElevationTile.Side; row++)
        {
            for (var column = 0; column < ElevationTile.Side; column++)
            {
                var (sum, known) = (0.0, 0);
                for (var i = 0; i < _samples * _samples; i++)
                {
                    var (c, r) = Between(
                        nodes,
                        column + (i % _samples + 0.5) / _samples - 0.5,
                        row + (i / _samples + 0.5) / _samples - 0.5
                    );
                    var height = rows.Height(c, r);
                    if (double.IsNaN(height))
                        continue;
                    sum += height;
                    known++;
                }

                // A cell is known when most of it is.
                heights[row * ElevationTile.Side + column] =
                    known * 2 > _samples * _samples ? (float)(sum / known) : float.NaN;
            }
        }
    }

    private (double Column, double Row)[] NodesOf(int x, int y)
    {
        CellWindow tile = new(
            StepArcSeconds,
            x * ElevationTile.Side,
            y * ElevationTile.Side,
            ElevationTile.Side,
            ElevationTile.Side
        );
        var nodes = new (double, double)[_nodes * _nodes];
        for (var i = 0; i < nodes.Length; i++)
        {
            var (px, py) = _raster.Crs.FromGeographic(tile.Lon(i % _nodes * _spacing), tile.Lat(i / _nodes * _spacing));
            nodes[i] = ((px - _raster.FirstX) / _raster.StepX, (py - _raster.FirstY) / _raster.StepY);
        }

        return nodes;
    }

    private (double Column, double Row) Between((double Column, double Row)[] nodes, double column, double row)
    {
        var (i, j) = (
            Math.Clamp((int)(column / _spacing), 0, _nodes - 2),
            Math.Clamp((int)(row / _spacing), 0, _nodes - 2)
        );
        var (fx, fy) = (column / _spacing - i, row / _spacing - j);
        var (nw, ne, sw, se) = (
            nodes[j * _nodes + i],
            nodes[j * _nodes + i + 1],
            nodes[(j + 1) * _nodes + i],
            nodes[(j + 1) * _nodes + i + 1]
        );
        return (
            (nw.Column * (1 - fx) + ne.Column * fx) * (1 - fy) + (sw.Column * (1 - fx) + se.Column * fx) * fy,
            (nw.Row * (1 - fx) + ne.Row * fx) * (1 - fy) + (sw.Row * (1 - fx) + se.Row * fx) * fy
        );
    }

    private static Envelope Bounds(DemRaster raster)
    {
        Envelope box = new();
        for (var i = 0; i <= BorderPoints; i++)
        {
            var along = i / (double)BorderPoints;
            foreach (var (column, row) in ((double, double)[])[(along, 0), (along, 1), (0, along), (1, along)])
            {
                var (lon, lat) = raster.Crs.ToGeographic(
                    raster.FirstX + (column * raster.Columns - 0.5) * raster.StepX,
                    raster.FirstY + (row * raster.Rows - 0.5) * raster.StepY
                );
                // A tile of the globe may reach half a cell beyond 180° or 90°.
                if (!(Math.Abs(lon) <= 180.01 && Math.Abs(lat) <= 90.01))
                    throw new ImportException(
                        raster.File,
                        new(
                            $"坐标不在 {raster.Crs.Name} 的范围内，坐标系声明有误？请用 --crs 给出正确的。",
                            $"Its coordinates lie outside {raster.Crs.Name}: declare the right system by --crs."
                        )
                    );
                box.ExpandToInclude(lon, lat);
            }
        }

        return box;
    }

    // The geometric mean of width and height of the cell in the middle.
    private static double CellArcSeconds(DemRaster raster)
    {
        var (x, y) = (
            raster.FirstX + raster.Columns / 2 * raster.StepX,
            raster.FirstY + raster.Rows / 2 * raster.StepY
        );
        var (lon, lat) = raster.Crs.ToGeographic(x, y);
        var (lon1, lat1) = raster.Crs.ToGeographic(x + raster.StepX, y);
        var (lon2, lat2) = raster.Crs.ToGeographic(x, y + raster.StepY);
        return 3600 * Math.Sqrt(Math.Abs((lon1 - lon) * (lat2 - lat) - (lat1 - lat) * (lon2 - lon)));
    }
}
