namespace Longlin.Geo.Import.Heights;

/// <summary>The rows of a file of heights that are wanted now; each is read once as the window moves on.</summary>
internal sealed class DemRows(DemRaster raster)
{
    // A place that misses a cell's centre by so little is that centre: its neighbours' voids and rounding do not touch
    // it.
    private const double Snap = 1e-6;
    private readonly Dictionary<int, float[]> _rows = [];
    private readonly Stack<float[]> _free = new();

    /// <summary>Keeps the rows around a range, reads those that are missing and lets the others go.</summary>
    public void Keep(double first, double last)
    {
        var (from, to) = (
            (int)Math.Max(0, Math.Floor(first) - 1),
            (int)Math.Min(raster.Rows - 1, Math.Ceiling(last) + 1)
        );
        foreach (var row in _rows.Keys.Where(r => r < from || r > to).ToList())
        {
            _free.Push(_rows[row]);
            _rows.Remove(row);
        }

        for (var row = from; row <= to; row++)
        {
            if (_rows.ContainsKey(row))
                continue;
            var heights = _free.TryPop(out var old) ? old : new float[raster.Columns];
            raster.ReadRow(row, heights);
            _rows.Add(row, heights);
        }
    }

    /// <summary>
    /// The height at a place given in columns and rows (0 is the first centre), bilinear between four centres; NaN
    /// beside a void and outside the outermost cells' edges, metres.
    /// </summary>
    public double Height(double column, double row)
    {
        // Within the outer half of a border cell its own height stands: files that abut leave no seam.
        if (
            !(
                column >= -0.5 - Snap
                && row >= -0.5 - Snap
                && column <= raster.Columns - 0.5 + Snap
                && row <= raster.Rows - 0.5 + Snap
            )
        )
            return double.NaN;
        var (c, fx) = Split(column, raster.Columns);
        var (r, fy) = Split(row, raster.Rows);
        var upper = Along(_rows[r], c, fx);
        return fy == 0 ? upper : upper + (Along(_rows[r + 1], c, fx) - upper) * fy;
    }

    private static double Along(float[] row, int column, double fraction) =>
        fraction == 0 ? row[column] : row[column] + (row[column + 1] - (double)row[column]) * fraction;

    private static (int Cell, double Fraction) Split(double at, int count)
    {
        at = Math.Clamp(at, 0, count - 1);
        var nearest = Math.Round(at);
        if (Math.Abs(at - nearest) < Snap)
            return ((int)nearest, 0);
        var cell = (int)at;
        return (cell, at - cell);
    }
}
