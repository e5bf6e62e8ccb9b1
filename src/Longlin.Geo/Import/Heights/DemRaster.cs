using Longlin.Geo.Crs;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Heights;

/// <summary>
/// A file of heights, read row by row. Its grid is that of the file: rows and columns along the axes of its coordinate
/// system.
/// </summary>
public abstract class DemRaster : IDisposable
{
    /// <summary>
    /// The most columns or rows that are read: a band of some hundred rows stands in memory, and no county has more.
    /// </summary>
    public const int MaxSide = 60_000;

    // The land lies between the shore of the Dead Sea (−430 m) and Everest (8,849 m); what lies beyond is a void that
    // nobody declared.
    private const float LowestLand = -500;
    private const float HighestLand = 9000;

    /// <summary>The file, for messages.</summary>
    public required string File { get; init; }

    /// <summary>How many columns.</summary>
    public required int Columns { get; init; }

    /// <summary>How many rows.</summary>
    public required int Rows { get; init; }

    /// <summary>The coordinate system of the grid.</summary>
    public required SpatialReference Crs { get; init; }

    /// <summary>Easting or longitude of the centre of column 0, in the units of <see cref="Crs"/>.</summary>
    public required double FirstX { get; init; }

    /// <summary>Northing or latitude of the centre of row 0, in the units of <see cref="Crs"/>.</summary>
    public required double FirstY { get; init; }

    /// <summary>
    /// From one column to the next, in the units of <see cref="Crs"/>; negative where columns run westward.
    /// </summary>
    public required double StepX { get; init; }

    /// <summary>
    /// From one row to the next, in the units of <see cref="Crs"/>; negative where rows run southward, as they nearly
    /// always do.
    /// </summary>
    public required double StepY { get; init; }

    /// <summary>Metres of one unit of the file's heights: 1, or that of a foot. What is read is metres.</summary>
    public double UnitMetres { get; init; } = 1;

    /// <summary>Reads a row; reading them in order is fastest.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="heights">Filled with metres above sea level; NaN where the file has a void or a height that no land
    /// has.</param>
    /// <exception cref="ImportException">The file is damaged there.</exception>
    public void ReadRow(int row, Span<float> heights)
    {
        Read(row, heights);
        foreach (ref var h in heights)
        {
            if (!(h >= LowestLand && h <= HighestLand))
                h = float.NaN;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads a row as the file has it; voids may be any number no land has.</summary>
    protected abstract void Read(int row, Span<float> heights);

    /// <summary>Closes the file.</summary>
    protected virtual void Dispose(bool disposing) { }
}
