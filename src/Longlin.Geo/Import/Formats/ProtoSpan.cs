using System.Text;

namespace Longlin.Geo.Import.Formats;

/// <summary>Reads the fields of one protocol buffer message where they stand.</summary>
internal ref struct ProtoSpan(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private ulong _number;
    private ReadOnlySpan<byte> _bytes;

    /// <summary>The number of the field at hand.</summary>
    public int Field { get; private set; }

    /// <summary>Its value as a number.</summary>
    public readonly long Number => (long)_number;

    /// <summary>Its value as a number written in zigzag.</summary>
    public readonly long Signed => (long)(_number >> 1) ^ -(long)(_number & 1);

    /// <summary>Its value as bytes.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Its value as text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(_bytes);

    /// <summary>Goes to the next field.</summary>
    /// <exception cref="InvalidDataException">The message is damaged.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        var key = Varint(ref _rest);
        Field = (int)(key >> 3);
        _number = 0;
        _bytes = default;
        switch (key & 7)
        {
            case 0:
                _number = Varint(ref _rest);
                return true;
            case 2:
                var length = Varint(ref _rest);
                if (length > (ulong)_rest.Length)
                    throw new InvalidDataException("cut off");
                _bytes = _rest[..(int)length];
                _rest = _rest[(int)length..];
                return true;
            case 1 when _rest.Length >= 8:
                _rest = _rest[8..];
                return true;
            case 5 when _rest.Length >= 4:
                _rest = _rest[4..];
                return true;
            default:
                throw new InvalidDataException("damaged");
        }
    }

    /// <summary>The numbers of a packed field.</summary>
    /// <param name="packed">The field's bytes.</param>
    /// <param name="isSigned">Whether they are written in zigzag.</param>
    /// <param name="isDelta">Whether each is the difference to the one before.</param>
    public static long[] Packed(ReadOnlySpan<byte> packed, bool isSigned, bool isDelta)
    {
        var count = 0;
        foreach (var b in packed)
            count += b < 128 ? 1 : 0;
        var numbers = new long[count];
        long last = 0;
        for (var i = 0; i < count; i++)
        {
            var raw = Varint(ref packed);
            var number = isSigned ? (long)(raw >> 1) ^ -(long)(raw & 1) : (long)raw;
            numbers[i] = last = isDelta ? last + number : number;
        }

        return packed.IsEmpty ? numbers : throw new InvalidDataException("cut off");
    }

    private static ulong Varint(ref ReadOnlySpan<byte> from)
    {
        ulong value = 0;
        for (var i = 0; i < from.Length && i < 10; i++)
        {
            value |= (ulong)(from[i] & 127) << (7 * i);
            if (from[i] >= 128)
                continue;
            from = from[(i + 1)..];
            return value;
        }

        throw new InvalidDataException("cut off");
    }
}
