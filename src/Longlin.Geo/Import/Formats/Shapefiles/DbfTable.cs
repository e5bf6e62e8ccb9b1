using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Formats.Shapefiles;

/// <summary>
/// The table of a shapefile (dBASE III to 7 as geographic software writes it), row by row. A value that cannot be read
/// is handed on as the text it is: whether it fits is decided where the column is known.
/// Layout: header of 32 bytes (byte 4 the number of rows, 8 the header's length, 10 a row's length, 29 the code page),
/// then 32 bytes a field, ended by 0x0D; each row begins with a blank, or a star where it was deleted.
/// </summary>
internal sealed class DbfTable : IDisposable
{
    private const int HeaderLength = 32;
    private const int FieldLength = 32;
    private const int NameLength = 11;
    private const byte EndOfFields = 0x0D;

    // Julian day number of 0001-01-01, the first day of DateTime.
    private const long FirstJulianDay = 1_721_426;

    private readonly FileStream _stream;
    private readonly byte[] _row;
    private Encoding _encoding = Encoding.ASCII;

    private DbfTable(FileStream stream, byte[] header, List<Field> fields)
    {
        (_stream, Fields) = (stream, fields);
        (Stated, FirstRow, RowLength, LanguageDriver) = (
            BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)),
            BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(8)),
            BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(10)),
            header[29]
        );
        _row = new byte[RowLength];
    }

    /// <summary>One field.</summary>
    /// <param name="RawName">Its name as bytes: at most ten.</param>
    /// <param name="Type">The letter of its type.</param>
    /// <param name="Offset">Where it begins in a row.</param>
    /// <param name="Length">How many bytes it has.</param>
    public sealed record Field(byte[] RawName, char Type, int Offset, int Length);

    /// <summary>The fields in their order.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>The byte that names the code page; 0 where none is named.</summary>
    public byte LanguageDriver { get; }

    /// <summary>How many rows the header states.</summary>
    public long Stated { get; }

    /// <summary>How many rows there are: those stated, as far as the file reaches.</summary>
    public long Count => Math.Min(Stated, (_stream.Length - FirstRow) / Math.Max(1, RowLength));

    /// <summary>Whether the row at hand was deleted.</summary>
    public bool IsDeleted => _row[0] == '*';

    private int FirstRow { get; }

    private int RowLength { get; }

    /// <summary>Opens a table.</summary>
    /// <exception cref="ImportException">Its header makes no sense.</exception>
    public static DbfTable Open(string file)
    {
        FileStream stream = new(
            file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            1 << 16,
            FileOptions.SequentialScan
        );
        try
        {
            var header = new byte[HeaderLength];
            if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
                throw Damaged(file, "文件头不完整", "its header is cut off");
            int first = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(8)),
                length = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(10));
            if (first <= HeaderLength || first > stream.Length || length < 1)
                throw Damaged(file, "文件头的长度不合理", "the lengths in its header make no sense");
            var described = new byte[first - HeaderLength];
            stream.ReadExactly(described);
            var fields = FieldsOf(described, longTexts: true);
            if (fields.Count > 0 && fields[^1].Offset + fields[^1].Length > length)
                fields = FieldsOf(described, longTexts: false);
            if (fields.Count == 0 || fields[^1].Offset + fields[^1].Length > length)
                throw Damaged(file, "字段与行的长度不符", "its fields do not fit the length of a row");
            return new(stream, header, fields);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Sets the encoding that texts are read in.</summary>
    public void ReadAs(Encoding encoding) => _encoding = encoding;

    /// <summary>The fields' names; half a character at the end of a name is U+FFFD: the name was cut.</summary>
    public string[] Names() => [.. Fields.Select(f => _encoding.GetString(f.RawName).Trim())];

    /// <summary>Goes back before the first row.</summary>
    public void Rewind() => _stream.Seek(FirstRow, SeekOrigin.Begin);

    /// <summary>Reads the next row, deleted ones too.</summary>
    /// <returns>False at the end of the file.</returns>
    public bool Read() => _stream.ReadAtLeast(_row, RowLength, throwOnEndOfStream: false) == RowLength;

    /// <summary>The bytes of a text in the row at hand, without the blanks behind it.</summary>
    public ReadOnlySpan<byte> Bytes(int field)
    {
        var bytes = _row.AsSpan(Fields[field].Offset, Fields[field].Length);
        var end = bytes.Length;
        while (end > 0 && bytes[end - 1] is (byte)' ' or 0)
            end--;
        return bytes[..end];
    }

    /// <summary>A value of the row at hand: a text, a number, a moment, or null.</summary>
    public object? Value(int field)
    {
        var raw = _row.AsSpan(Fields[field].Offset, Fields[field].Length);
        switch (Fields[field].Type)
        {
            case 'N' or 'F':
                return Number(raw);
            case 'D':
                return Day(raw);
            case 'L':
                return raw[0] switch
                {
                    (byte)'T' or (byte)'t' or (byte)'Y' or (byte)'y' => "true",
                    (byte)'F' or (byte)'f' or (byte)'N' or (byte)'n' => "false",
                    _ => null,
                };
            case 'I' or '+' when raw.Length == 4:
                return (long)BinaryPrimitives.ReadInt32LittleEndian(raw);
            case 'O' or 'B' when raw.Length == 8:
                return BinaryPrimitives.ReadDoubleLittleEndian(raw);
            case 'T' or '@' when raw.Length == 8:
                return Moment(raw);
            case 'M' or 'G' or 'P' or '0':
                return null; // kept in another file: the reader says so
            default:
                var text = Bytes(field);
                return text.Length == 0 ? null : _encoding.GetString(text);
        }
    }

    public void Dispose() => _stream.Dispose();

    private static object? Number(ReadOnlySpan<byte> raw)
    {
        var text = raw.Trim(" \0"u8);
        if (text.Length == 0 || text[0] == '*') // stars: the value did not fit
            return null;
        // A number that begins with zero, or is longer than a double holds, may be a code: its digits are kept.
        return
            text.Length <= 15
            && (text[0] != '0' || text.Length == 1)
            && Utf8Parser.TryParse(text, out long whole, out var used)
            && used == text.Length
            ? whole
            : Encoding.ASCII.GetString(text);
    }

    private static object? Day(ReadOnlySpan<byte> raw)
    {
        var text = raw.Trim(" \0"u8);
        if (text.IndexOfAnyExcept((byte)'0', (byte)'*') < 0)
            return null;
        var words = Encoding.ASCII.GetString(text);
        return DateTime.TryParseExact(words, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : words;
    }

    // A Julian day and the milliseconds of the day.
    private static DateTime? Moment(ReadOnlySpan<byte> raw)
    {
        var days = BinaryPrimitives.ReadInt32LittleEndian(raw) - FirstJulianDay;
        return days is > 0 and < 3_000_000
            ? DateTime.MinValue.AddDays(days).AddMilliseconds(BinaryPrimitives.ReadInt32LittleEndian(raw[4..]))
            : null;
    }

    private static List<Field> FieldsOf(ReadOnlySpan<byte> described, bool longTexts)
    {
        List<Field> fields = [];
        var offset = 1;
        for (var at = 0; at + FieldLength <= described.Length && described[at] != EndOfFields; at += FieldLength)
        {
            var name = described.Slice(at, NameLength);
            var end = name.IndexOf((byte)0);
            var type = (char)described[at + 11];
            // A text longer than 255 bytes keeps the upper byte of its length where numbers keep their decimals; some
            // programs leave anything there.
            var length = described[at + 16] + (type == 'C' && longTexts ? described[at + 17] << 8 : 0);
            fields.Add(new((end < 0 ? name : name[..end]).ToArray(), type, offset, length));
            offset += length;
        }

        return fields;
    }

    private static ImportException Damaged(string file, string zh, string en) =>
        new(
            file,
            new($".dbf 损坏：{zh}。请重新导出 shapefile。", $"The .dbf is damaged: {en}. Export the shapefile again.")
        );
}
