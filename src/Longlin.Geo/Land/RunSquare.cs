namespace Longlin.Geo.Land;

/// <summary>
/// The largest square of cells within a set: its middle is the cell farthest from the edge, counted by the larger of
/// the steps east–west and north–south.
/// </summary>
internal static class RunSquare
{
    /// <summary>
    /// Side in cells, and column and row of the middle (with halves); of equal squares the northernmost, then
    /// westernmost.
    /// </summary>
    /// <param name="runs">Row by row from the north-west.</param>
    public static (int Side, double Column, double Row) Largest(List<CellRun> runs)
    {
        int west = runs.Min(r => r.From),
            width = runs.Max(r => r.To) - west;
        // Side of the largest square that ends at a cell as its south-eastern corner; one column of zeros to the west.
        int[] above = new int[width + 1],
            here = new int[width + 1];
        var (best, column, row, at) = (0, 0.0, 0.0, runs[0].Row);
        foreach (var run in runs)
        {
            for (; at < run.Row; at++)
            {
                (above, here) = (here, above);
                Array.Clear(here);
            }

            for (var c = run.From - west + 1; c <= run.To - west; c++)
            {
                var side = Math.Min(Math.Min(above[c], above[c - 1]), here[c - 1]) + 1;
                here[c] = side;
                if (side > best)
                    (best, column, row) = (side, west + c - 1 - (side - 1) / 2.0, run.Row - (side - 1) / 2.0);
            }
        }

        return (best, column, row);
    }
}
