namespace Longlin.Geo.Land;

/// <summary>
/// A block of whole rows of a suitability grid. Its arrays are reused for a later block: copy what you keep before you
/// take the next block.
/// </summary>
internal sealed class SuitabilityBlock
{
    /// <summary>Bit of a cell whose slope is over the limit.</summary>
    public const ushort SlopeOver = 1 << 13;

    /// <summary>Bit of a cell whose slope is not known; it is excluded.</summary>
    public const ushort SlopeUnknown = 1 << 14;

    /// <summary>Bit of a cell outside the area.</summary>
    public const ushort Outside = 1 << 15;

    internal SuitabilityBlock(int cells) =>
        (FlagsBuffer, SlopesBuffer, PenaltiesBuffer) = (new ushort[cells], new float[cells], new byte[cells]);

    /// <summary>The first row, from 0 at the north of the window.</summary>
    public int FirstRow { get; internal set; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; internal set; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; internal set; }

    /// <summary>Why a cell is excluded, one bit a reason, row by row; 0 where the cell is free.</summary>
    public ReadOnlySpan<ushort> Flags => FlagsBuffer.AsSpan(0, Rows * Columns);

    /// <summary>Slopes in degrees, row by row; NaN where not known.</summary>
    public ReadOnlySpan<float> SlopeDegrees => SlopesBuffer.AsSpan(0, Rows * Columns);

    /// <summary>
    /// Penalty of slope: 0 up to the gentle slope, rising linearly to 255 at the limit; 255 where the slope is not
    /// known.
    /// </summary>
    public ReadOnlySpan<byte> SlopePenalty => PenaltiesBuffer.AsSpan(0, Rows * Columns);

    internal ushort[] FlagsBuffer { get; }

    internal float[] SlopesBuffer { get; }

    internal byte[] PenaltiesBuffer { get; }
}
