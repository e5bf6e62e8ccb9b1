using Longlin.Geo.Model;

namespace Longlin.Geo.Land;

/// <summary>
/// Heights and slopes of any window, from tiles that the caller supplies one by one. A missing tile, a void and the
/// cells next to them are not known (NaN), never 0.
/// Thread-safe; <paramref name="tile"/> is then called from several threads, never twice at a time for one tile. If it
/// throws, create a new grid: the exception is cached.
/// </summary>
/// <param name="stepArcSeconds">Width and height of the cells of the tiles.</param>
/// <param name="tile">Returns the tile of a column and row of tiles; null where there is none.</param>
/// <param name="tilesKept">How many unpacked tiles (128 kB each) are cached, the most recently used.</param>
internal sealed class ElevationGrid(int stepArcSeconds, Func<int, int, ElevationTile?> tile, int tilesKept = 128)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<
        (int X, int Y),
        LinkedListNode<((int X, int Y) Key, Lazy<ElevationTile?> Tile)>
    > _kept = [];
    private readonly LinkedList<((int X, int Y) Key, Lazy<ElevationTile?> Tile)> _byUse = [];

    /// <summary>Width and height of the cells, arc-seconds.</summary>
    public int StepArcSeconds { get; } = stepArcSeconds;

    /// <summary>
    /// The height at a place, bilinear between the four cells around it; metres, NaN where one of them is not
    /// known.
    /// </summary>
    /// <param name="lon">Longitude, EPSG:4490 degrees.</param>
    /// <param name="lat">Latitude, EPSG:4490 degrees.</param>
    public double HeightMetres(double lon, double lat)
    {
        var (column, row) = ((lon + 180) * 3600 / StepArcSeconds, (90 - lat) * 3600 / StepArcSeconds);
        var (c, r) = ((int)Math.Floor(column), (int)Math.Floor(row));
        Span<float> four = stackalloc float[4];
        CopyRow(r, c, four[..2]);
        CopyRow(r + 1, c, four[2..]);
        var (fx, fy) = (column - c, row - r);
        // A neighbour of weight 0 must not count, since it may be NaN: a place on a cell's centre has that cell's
        // height.
        var north = fx == 0 ? four[0] : four[0] + (four[1] - four[0]) * fx;
        return fy == 0 ? north : north + ((fx == 0 ? four[2] : four[2] + (four[3] - four[2]) * fx) - north) * fy;
    }

    /// <summary>Heights of a window's cells, row by row; metres, NaN where not known.</summary>
    /// <param name="window">Cells of this grid.</param>
    /// <param name="heights">Filled; one element a cell.</param>
    /// <exception cref="ArgumentException">The window has another step.</exception>
    public void Heights(CellWindow window, Span<float> heights)
    {
        if (window.StepArcSeconds != StepArcSeconds)
            throw new ArgumentException(
                $"A window of {window.StepArcSeconds}″ does not fit a grid of {StepArcSeconds}″.",
                nameof(window)
            );
        for (var row = 0; row < window.Rows; row++)
            CopyRow(window.North + row, window.West, heights.Slice(row * window.Columns, window.Columns));
    }

    /// <summary>
    /// Slopes of a window's cells by <see cref="Slope"/>, row by row; degrees, NaN where not known. They are
    /// computed on this grid, in true metres at each row's latitude; a cell of a window with another step takes the
    /// slope of the cell in which its centre lies.
    /// </summary>
    public void Slopes(CellWindow window, Span<float> degrees)
    {
        if (window.StepArcSeconds == StepArcSeconds)
        {
            SlopesOfGridCells(window, degrees);
            return;
        }

        int ToGridCell(long cell) => (int)((cell * window.StepArcSeconds * 2 + StepArcSeconds) / (2L * StepArcSeconds));
        int west = ToGridCell(window.West),
            north = ToGridCell(window.North);
        CellWindow gridWindow = new(
            StepArcSeconds,
            west,
            north,
            ToGridCell(window.West + window.Columns - 1) - west + 1,
            ToGridCell(window.North + window.Rows - 1) - north + 1
        );
        var slopes = new float[gridWindow.Columns * gridWindow.Rows];
        SlopesOfGridCells(gridWindow, slopes);
        for (var row = 0; row < window.Rows; row++)
        {
            var from = slopes.AsSpan((ToGridCell(window.North + row) - north) * gridWindow.Columns, gridWindow.Columns);
            var to = degrees.Slice(row * window.Columns, window.Columns);
            for (var column = 0; column < to.Length; column++)
                to[column] = from[ToGridCell(window.West + column) - west];
        }
    }

    private void SlopesOfGridCells(CellWindow window, Span<float> degrees)
    {
        var wide = window.Columns + 2;
        var heights = new float[3 * wide];
        Span<float> north = heights.AsSpan(0, wide),
            middle = heights.AsSpan(wide, wide),
            south = heights.AsSpan(2 * wide, wide);
        CopyRow(window.North - 1, window.West - 1, north);
        CopyRow(window.North, window.West - 1, middle);
        for (var row = 0; row < window.Rows; row++)
        {
            CopyRow(window.North + row + 1, window.West - 1, south);
            var (width, height) = window.CellMetres(row);
            Slope.Row(north, middle, south, width, height, degrees.Slice(row * window.Columns, window.Columns));
            var free = north;
            north = middle;
            middle = south;
            south = free;
        }
    }

    private void CopyRow(int row, int column, Span<float> heights)
    {
        while (heights.Length > 0)
        {
            var inTile = column & (ElevationTile.Side - 1);
            var part = heights[..Math.Min(heights.Length, ElevationTile.Side - inTile)];
            if (column >= 0 && row >= 0 && Tile(column / ElevationTile.Side, row / ElevationTile.Side) is { } found)
                found.CopyRow(row % ElevationTile.Side, inTile, part);
            else
                part.Fill(float.NaN);
            column += part.Length;
            heights = heights[part.Length..];
        }
    }

    private ElevationTile? Tile(int x, int y)
    {
        Lazy<ElevationTile?> found;
        lock (_lock)
        {
            if (_kept.TryGetValue((x, y), out var node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                found = node.Value.Tile;
            }
            else
            {
                // The tile is fetched outside the lock, once; other threads that need it wait for it.
                found = new(() =>
                    tile(x, y) is { } fetched
                        ? fetched.StepArcSeconds == StepArcSeconds
                            ? fetched
                            : throw new InvalidDataException(
                                $"Height tile {x}/{y} has cells of {fetched.StepArcSeconds}″ "
                                    + $"in a grid of {StepArcSeconds}″."
                            )
                        : null
                );
                _kept.Add((x, y), _byUse.AddFirst(((x, y), found)));
                if (_byUse.Count > tilesKept)
                {
                    _kept.Remove(_byUse.Last!.Value.Key);
                    _byUse.RemoveLast();
                }
            }
        }

        return found.Value;
    }
}
