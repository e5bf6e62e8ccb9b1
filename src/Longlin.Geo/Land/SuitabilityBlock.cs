namespace Longlin.Geo.Land;

/// <summary>
/// Some whole rows of a suitability grid. Its arrays are used again for a later block: what is to be kept is copied
/// before the next one is asked for.
/// </summary>
public sealed class SuitabilityBlock
{
    /// <summary>Bit of a cell whose slope is over the limit.</summary>
    public const ushort SlopeOver = 1 << 13;

    /// <summary>Bit of a cell whose slope is not known: it is no candidate, and says why.</summary>
    public const ushort SlopeUnknown = 1 << 14;

    /// <summary>Bit of a cell outside the area.</summary>
    public const ushort Outside = 1 << 15;

    internal SuitabilityBlock(int cells) =>
        (FlagsRoom, SlopesRoom, PenaltiesRoom) = (new ushort[cells], new float[cells], new byte[cells]);

    /// <summary>The first row, from 0 at the north of the window.</summary>
    public int FirstRow { get; internal set; }

    /// <summary>How many rows.</summary>
    public int Rows { get; internal set; }

    /// <summary>How many columns.</summary>
    public int Columns { get; internal set; }

    /// <summary>Why a cell is no candidate, one bit a reason, row by row; 0 where it is one.</summary>
    public ReadOnlySpan<ushort> Flags => FlagsRoom.AsSpan(0, Rows * Columns);

    /// <summary>Slopes in degrees, row by row; NaN where not known.</summary>
    public ReadOnlySpan<float> SlopeDegrees => SlopesRoom.AsSpan(0, Rows * Columns);

    /// <summary>
    /// Penalty of slope, 0 up to the gentle slope, rising straight to 255 at the limit; 255 where the slope is not
    /// known.
    /// </summary>
    public ReadOnlySpan<byte> SlopePenalty => PenaltiesRoom.AsSpan(0, Rows * Columns);

    internal ushort[] FlagsRoom { get; }

    internal float[] SlopesRoom { get; }

    internal byte[] PenaltiesRoom { get; }
}
