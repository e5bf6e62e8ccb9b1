using System.Buffers.Binary;
using System.Text;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql;

namespace Longlin.Geo.Store;

/// <summary>
/// Writes rows in PostgreSQL's binary COPY format (manual, COPY, "Binary Format") straight to the server. Npgsql's own
/// importer resolves a handler for every value,
/// which at a million rows of thirty columns costs more than the server's work; the row here is a few bytes put one
/// after the other. Not for use by two threads.
/// </summary>
public sealed class BinaryCopy : IAsyncDisposable
{
    private const int FlushAt = 1 << 16;
    private static readonly byte[] Signature = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly DateOnly Epoch = new(2000, 1, 1);
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private readonly NpgsqlRawCopyStream _stream;
    private readonly PostGisWriter _geometries = new() { HandleOrdinates = Ordinates.XY };
    private byte[] _buffer = new byte[2 * FlushAt];
    private int _length;
    private bool _complete;

    private BinaryCopy(NpgsqlRawCopyStream stream) => _stream = stream;

    /// <summary>Rows begun.</summary>
    public long Rows { get; private set; }

    /// <summary>Opens a COPY.</summary>
    /// <param name="connection">An open connection; it can do nothing else until the copy is complete or disposed
    /// of.</param>
    /// <param name="target">The table and its columns, as in <c>copy TARGET from stdin</c>.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static async Task<BinaryCopy> OpenAsync(
        NpgsqlConnection connection,
        string target,
        CancellationToken cancellationToken
    )
    {
        var stream = await connection.BeginRawBinaryCopyAsync(
            $"copy {target} from stdin (format binary)",
            cancellationToken
        );
        stream.WriteTimeout = Timeout.Infinite; // as long as the rows last
        BinaryCopy copy = new(stream);
        Signature.CopyTo(copy.Take(Signature.Length));
        return copy;
    }

    /// <summary>Begins a row. Blocks while the server is busy.</summary>
    /// <param name="columns">How many values follow.</param>
    public void StartRow(int columns)
    {
        if (_length > FlushAt)
            Flush();
        BinaryPrimitives.WriteInt16BigEndian(Take(2), checked((short)columns));
        Rows++;
    }

    /// <summary>No value.</summary>
    public void Null() => BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);

    /// <summary>text, or null.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Null();
            return;
        }

        var bytes = Utf8.GetByteCount(value);
        Utf8.GetBytes(value, Value(bytes));
    }

    /// <summary>integer.</summary>
    public void Integer(int value) => BinaryPrimitives.WriteInt32BigEndian(Value(4), value);

    /// <summary>bigint.</summary>
    public void BigInteger(long value) => BinaryPrimitives.WriteInt64BigEndian(Value(8), value);

    /// <summary>double precision.</summary>
    public void Number(double value) => BinaryPrimitives.WriteDoubleBigEndian(Value(8), value);

    /// <summary>boolean.</summary>
    public void Boolean(bool value) => Value(1)[0] = value ? (byte)1 : (byte)0;

    /// <summary>date, as days from 2000-01-01.</summary>
    public void Date(DateOnly value) => Integer(value.DayNumber - Epoch.DayNumber);

    /// <summary>timestamptz, as microseconds from 2000-01-01 UTC.</summary>
    /// <param name="value">In UTC.</param>
    public void Timestamp(DateTime value) =>
        BigInteger(
            (value - Epoch.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)).Ticks / TimeSpan.TicksPerMicrosecond
        );

    /// <summary>numeric with two places after the point: digits of base 10,000, the highest first.</summary>
    public void Money(decimal value)
    {
        var hundredths = decimal.Round(Math.Abs(value), 2, MidpointRounding.AwayFromZero);
        Span<short> digits = stackalloc short[9];
        var first = digits.Length;
        digits[--first] = (short)(hundredths % 1 * 10_000);
        for (var whole = (ulong)hundredths; whole > 0; whole /= 10_000)
            digits[--first] = (short)(whole % 10_000);
        var to = Value(8 + 2 * (digits.Length - first));
        BinaryPrimitives.WriteInt16BigEndian(to, (short)(digits.Length - first));
        BinaryPrimitives.WriteInt16BigEndian(to[2..], (short)(digits.Length - first - 2));
        BinaryPrimitives.WriteInt16BigEndian(to[4..], value < 0 ? (short)0x4000 : (short)0);
        BinaryPrimitives.WriteInt16BigEndian(to[6..], 2);
        for (to = to[8..]; first < digits.Length; to = to[2..])
            BinaryPrimitives.WriteInt16BigEndian(to, digits[first++]);
    }

    /// <summary>jsonb.</summary>
    public void Json(string value)
    {
        var bytes = Utf8.GetByteCount(value);
        var to = Value(1 + bytes);
        to[0] = 1; // the version of its binary form
        Utf8.GetBytes(value, to[1..]);
    }

    /// <summary>text[] of one dimension.</summary>
    public void Texts(IReadOnlyList<string> values)
    {
        const int textOid = 25;
        var to = Array(values.Count, values.Sum(v => 4 + Utf8.GetByteCount(v)), textOid, false);
        foreach (var value in values)
        {
            var bytes = Utf8.GetBytes(value, to[4..]);
            BinaryPrimitives.WriteInt32BigEndian(to, bytes);
            to = to[(4 + bytes)..];
        }
    }

    /// <summary>date[] of one dimension; <see cref="int.MinValue"/> is -infinity.</summary>
    public void Dates<T>(T[] items, Func<T, int> day)
    {
        const int dateOid = 1082;
        var to = Array(items.Length, 8 * items.Length, dateOid, false);
        foreach (var item in items)
        {
            BinaryPrimitives.WriteInt32BigEndian(to, 4);
            BinaryPrimitives.WriteInt32BigEndian(
                to[4..],
                day(item) is int.MinValue ? int.MinValue : day(item) - Epoch.DayNumber
            );
            to = to[8..];
        }
    }

    /// <summary>smallint[] of one dimension.</summary>
    public void SmallIntegers<T>(T[] items, Func<T, short> number)
    {
        const int smallintOid = 21;
        var to = Array(items.Length, 6 * items.Length, smallintOid, false);
        foreach (var item in items)
        {
            BinaryPrimitives.WriteInt32BigEndian(to, 2);
            BinaryPrimitives.WriteInt16BigEndian(to[4..], number(item));
            to = to[6..];
        }
    }

    /// <summary>integer[] of one dimension.</summary>
    public void Integers(IReadOnlyList<int> numbers)
    {
        const int integerOid = 23;
        var to = Array(numbers.Count, 8 * numbers.Count, integerOid, false);
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteInt32BigEndian(to, 4);
            BinaryPrimitives.WriteInt32BigEndian(to[4..], number);
            to = to[8..];
        }
    }

    /// <summary>boolean[] of one dimension.</summary>
    public void Booleans<T>(T[] items, Func<T, bool> flag)
    {
        const int booleanOid = 16;
        var to = Array(items.Length, 5 * items.Length, booleanOid, false);
        foreach (var item in items)
        {
            BinaryPrimitives.WriteInt32BigEndian(to, 1);
            to[4] = flag(item) ? (byte)1 : (byte)0;
            to = to[5..];
        }
    }

    /// <summary>geometry with its SRID, or null.</summary>
    public void Geometry(Geometry? value)
    {
        if (value is null)
        {
            Null();
            return;
        }

        var bytes = _geometries.Write(value);
        bytes.CopyTo(Value(bytes.Length));
    }

    /// <summary>Ends the COPY.</summary>
    /// <returns>How many rows were written.</returns>
    /// <exception cref="PostgresException">The server refuses the rows.</exception>
    public async Task<long> CompleteAsync()
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(2), -1);
        Flush();
        _complete = true;
        await _stream.DisposeAsync();
        return Rows;
    }

    /// <summary>Gives up a COPY that is not complete: the server takes its rows back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_complete)
            return;
        _complete = true;
        await _stream.CancelAsync();
        await _stream.DisposeAsync();
    }

    // The head of an array: dimensions, whether there are nulls, the elements' type, how many, the first subscript. An
    // empty one has no dimension.
    private Span<byte> Array(int count, int bytes, int elementOid, bool nulls)
    {
        var to = Value((count == 0 ? 12 : 20) + bytes);
        BinaryPrimitives.WriteInt32BigEndian(to, count == 0 ? 0 : 1);
        BinaryPrimitives.WriteInt32BigEndian(to[4..], nulls ? 1 : 0);
        BinaryPrimitives.WriteInt32BigEndian(to[8..], elementOid);
        if (count == 0)
            return to[12..];
        BinaryPrimitives.WriteInt32BigEndian(to[12..], count);
        BinaryPrimitives.WriteInt32BigEndian(to[16..], 1);
        return to[20..];
    }

    private Span<byte> Value(int bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(4), bytes);
        return Take(bytes);
    }

    private Span<byte> Take(int bytes)
    {
        if (_buffer.Length - _length < bytes)
            System.Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, _length + bytes));
        var span = _buffer.AsSpan(_length, bytes);
        _length += bytes;
        return span;
    }

    private void Flush()
    {
        _stream.Write(_buffer.AsSpan(0, _length));
        _length = 0;
        if (_buffer.Length > 64 * FlushAt)
            _buffer = new byte[2 * FlushAt]; // one huge geometry does not stay
    }
}
