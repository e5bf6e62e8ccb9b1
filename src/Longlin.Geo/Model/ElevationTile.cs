using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Longlin.Geo.Model;

/// <summary>
/// Heights of 256 × 256 cells (see <see cref="CellWindow"/>), metres above sea level, as they are kept: 16 bits a cell
/// with a base and a unit of the tile's own. A tile of whole
/// metres keeps them exactly; any other takes the smallest unit that its relief allows, 1 cm below 650 m of relief and
/// 5 cm below 3,200 m (half a unit of error in a
/// height is at most 0.05° of slope). A height that is not known is <see cref="float.NaN"/>, never 0.
/// </summary>
public sealed class ElevationTile
{
    /// <summary>Cells on a side.</summary>
    public const int Side = 256;

    private const byte Version = 1;
    private const int Head = 16;
    private const short Void = short.MinValue;
    private static readonly int[] UnitsCentimetres = [1, 2, 5, 10, 20, 50, 100];
    private readonly short[] _values;
    private readonly int _unit;
    private readonly int _base;

    private ElevationTile(int x, int y, int step, int unit, int baseHeight, short[] values) =>
        (X, Y, StepArcSeconds, _unit, _base, _values) = (x, y, step, unit, baseHeight, values);

    /// <summary>Its column of tiles: it begins at cell 256 · X eastward from 180° W.</summary>
    public int X { get; }

    /// <summary>Its row of tiles: it begins at cell 256 · Y southward from 90° N.</summary>
    public int Y { get; }

    /// <summary>Width and height of a cell, arc-seconds.</summary>
    public int StepArcSeconds { get; }

    /// <summary>Packs heights, row by row from the north-west; null when none is known.</summary>
    /// <param name="x">Column of tiles.</param>
    /// <param name="y">Row of tiles.</param>
    /// <param name="stepArcSeconds">Width and height of a cell.</param>
    /// <param name="heights">65,536 heights in metres, NaN where unknown.</param>
    public static ElevationTile? Pack(int x, int y, int stepArcSeconds, ReadOnlySpan<float> heights)
    {
        var (low, high, whole) = (float.PositiveInfinity, float.NegativeInfinity, true);
        foreach (var h in heights)
        {
            if (float.IsNaN(h))
                continue;
            (low, high) = (Math.Min(low, h), Math.Max(high, h));
            whole &= h == MathF.Round(h);
        }

        if (low > high)
            return null;
        var (lowest, relief) = (Math.Floor(low) * 100, (high - Math.Floor(low)) * 100);
        var unit = whole ? 100 : Array.Find(UnitsCentimetres, u => relief / u < ushort.MaxValue - 1);
        if (unit == 0)
            throw new ArgumentOutOfRangeException(
                nameof(heights),
                $"{low} … {high} m: no land has such relief within a tile."
            );
        // The lowest height becomes −32767: −32768 says unknown.
        var baseHeight = (int)lowest + short.MaxValue * unit;
        var values = new short[Side * Side];
        for (var i = 0; i < values.Length; i++)
            values[i] = float.IsNaN(heights[i]) ? Void : (short)Math.Round((heights[i] * 100.0 - baseHeight) / unit);
        return new(x, y, stepArcSeconds, unit, baseHeight, values);
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are not those of a tile.</exception>
    public static ElevationTile FromBytes(int x, int y, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Head + 2 * Side * Side || bytes[0] != Version)
            throw new InvalidDataException(
                $"Height tile {x}/{y}: {bytes.Length} bytes are not those of a tile of version {Version}."
            );
        var values = new short[Side * Side];
        if (BitConverter.IsLittleEndian)
            bytes[Head..].CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        else
            for (var i = 0; i < values.Length; i++)
                values[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(Head + 2 * i)..]);
        return new(
            x,
            y,
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            values
        );
    }

    /// <summary>
    /// The tile in 131,088 bytes: version, a zero, step (2 bytes), unit in centimetres (2), two zeros, height of value
    /// 0 in centimetres (4), four zeros; then 65,536 signed
    /// 16-bit values row by row from the north-west, −32768 where unknown. All little-endian.
    /// </summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Head + 2 * Side * Side];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)StepArcSeconds);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), (ushort)_unit);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), _base);
        for (var i = 0; i < _values.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(Head + 2 * i), _values[i]);
        return bytes;
    }

    /// <summary>Unpacks part of a row.</summary>
    /// <param name="row">0 is the northernmost.</param>
    /// <param name="column">The first cell, 0 is the westernmost.</param>
    /// <param name="heights">Filled with metres; NaN where unknown.</param>
    public void CopyRow(int row, int column, Span<float> heights)
    {
        var values = _values.AsSpan(row * Side + column, heights.Length);
        var (unit, zero) = (_unit / 100.0, _base / 100.0);
        for (var i = 0; i < values.Length; i++)
            heights[i] = values[i] == Void ? float.NaN : (float)(zero + unit * values[i]);
    }

    /// <summary>This tile's heights, and the other's where this one knows none: two files meet within a tile.</summary>
    /// <exception cref="ArgumentException">The other stands elsewhere or has another step.</exception>
    public ElevationTile Over(ElevationTile other)
    {
        if ((X, Y, StepArcSeconds) != (other.X, other.Y, other.StepArcSeconds))
            throw new ArgumentException(
                $"Tile {X}/{Y} of {StepArcSeconds}″ does not match "
                    + $"tile {other.X}/{other.Y} of {other.StepArcSeconds}″.",
                nameof(other)
            );
        var (mine, theirs) = (new float[Side * Side], new float[Side * Side]);
        for (var row = 0; row < Side; row++)
        {
            CopyRow(row, 0, mine.AsSpan(row * Side, Side));
            other.CopyRow(row, 0, theirs.AsSpan(row * Side, Side));
        }

        for (var i = 0; i < mine.Length; i++)
            mine[i] = float.IsNaN(mine[i]) ? theirs[i] : mine[i];
        return Pack(X, Y, StepArcSeconds, mine)!;
    }
}
