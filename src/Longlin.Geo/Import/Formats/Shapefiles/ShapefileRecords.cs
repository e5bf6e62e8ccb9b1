using System.Buffers.Binary;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Formats.Shapefiles;

/// <summary>
/// Which records of a .shp file count, and whether a library may believe their lengths: a record that says it has two
/// thousand million parts would keep it busy for hours. The .shx file decides which records count; without one they
/// follow each other.
/// Layout: ESRI Shapefile Technical Description (July 1998), main file header, record contents, index file.
/// </summary>
internal sealed class ShapefileRecords
{
    private const int FileHeader = 100;
    private const int RecordHeader = 8;
    private const int HeadOfContent = 44;
    private const int IndexEntry = 8;
    private readonly string _file;
    private readonly List<(long At, int Bytes)> _records;
    private readonly bool _inOrder;

    private ShapefileRecords(
        string file,
        List<(long At, int Bytes)> records,
        long inFile,
        long? inIndex,
        bool inOrder
    ) => (_file, _records, InFile, InIndex, _inOrder) = (file, records, inFile, inIndex, inOrder);

    /// <summary>How many records the .shp file holds; what a later version of itself replaced does not count.</summary>
    public long InFile { get; }

    /// <summary>How many the .shx file lists; null where there is none.</summary>
    public long? InIndex { get; }

    /// <summary>Reads every record's head.</summary>
    /// <exception cref="ImportException">A record is longer than the file, or has more parts or points than it has
    /// bytes for.</exception>
    public static ShapefileRecords Of(string file, string? index)
    {
        using FileStream stream = new(
            file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            1 << 16,
            FileOptions.SequentialScan
        );
        if (stream.Length < FileHeader)
            throw new ImportException(
                file,
                new($"不是 shapefile：只有 {stream.Length} 字节。", $"Not a shapefile: it has {stream.Length} bytes.")
            );
        return index is null ? Following(file, stream) : Listed(file, stream, index);
    }

    /// <summary>The records that count, as a .shp file without anything else.</summary>
    public Stream Open()
    {
        FileStream from = new(
            _file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            1 << 16,
            FileOptions.SequentialScan
        );
        if (_inOrder)
            return from;
        using (from)
            return Rewritten(from);
    }

    private static ShapefileRecords Following(string file, FileStream stream)
    {
        List<(long, int)> records = [];
        var inOrder = true;
        for (long at = FileHeader; at + RecordHeader <= stream.Length; )
        {
            var (_, bytes, kind) = Head(file, stream, at, records.Count + 1);
            records.Add((at, kind == 0 ? 0 : bytes));
            inOrder = inOrder && (kind != 0 || bytes == 4);
            at += RecordHeader + bytes;
        }

        return new(file, records, records.Count, null, inOrder);
    }

    private static ShapefileRecords Listed(string file, FileStream stream, string index)
    {
        var listed = File.ReadAllBytes(index);
        var count = Math.Max(0, (listed.Length - FileHeader) / IndexEntry);
        List<(long, int)> records = [];
        var inOrder = true;
        long next = FileHeader,
            end = FileHeader;
        for (var i = 0; i < count; i++)
        {
            var at = 2L * BinaryPrimitives.ReadInt32BigEndian(listed.AsSpan(FileHeader + i * IndexEntry));
            if (at + RecordHeader + 4 > stream.Length)
                return new(file, records, i, count, false);
            if (at < FileHeader)
                throw new ImportException(
                    file,
                    new(
                        $".shx 损坏：第 {i + 1} 条记录的位置 {at} 在文件头内。请重新导出 shapefile。",
                        $"The .shx is damaged: record {i + 1} would begin at {at}, inside the header. "
                            + "Export the shapefile again."
                    )
                );
            var (_, bytes, kind) = Head(file, stream, at, i + 1);
            inOrder = inOrder && at == next && (kind != 0 || bytes == 4);
            records.Add((at, kind == 0 ? 0 : bytes));
            next = at + RecordHeader + bytes;
            end = Math.Max(end, next);
        }

        // Behind the last record listed there may be others; one that is listed elsewhere was replaced.
        long more = 0;
        while (end + RecordHeader + 4 <= stream.Length)
        {
            var (number, bytes, _) = Head(file, stream, end, count + 1);
            more += number > count ? 1 : 0;
            end += RecordHeader + bytes;
            inOrder = false;
        }

        return new(file, records, count + more, count, inOrder);
    }

    // The head of a record, checked: its number, how long its content is, and what kind of shape it holds.
    private static (int Number, int Bytes, int Kind) Head(string file, FileStream stream, long at, long record)
    {
        Span<byte> head = stackalloc byte[RecordHeader + HeadOfContent];
        stream.Seek(at, SeekOrigin.Begin);
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var number = BinaryPrimitives.ReadInt32BigEndian(head);
        var bytes = 2L * BinaryPrimitives.ReadInt32BigEndian(head[4..]); // counted in words of 16 bits
        // A null shape needs four bytes, whatever length it states.
        if (read >= RecordHeader + 4 && BinaryPrimitives.ReadInt32LittleEndian(head[RecordHeader..]) == 0 && bytes >= 4)
            return (number, (int)Math.Min(bytes, stream.Length - at - RecordHeader), 0);
        if (bytes < 4 || at + RecordHeader + bytes > stream.Length)
            throw new ImportException(
                file,
                new(
                    $"第 {record} 行之后损坏：记录长 {bytes} 字节，文件没有。",
                    $"Damaged at row {record}: a record of {bytes} bytes does not fit the file."
                )
            );
        if (
            Least(head[RecordHeader..Math.Min(read, RecordHeader + (int)Math.Min(bytes, HeadOfContent))]) is var least
            && (least < 0 || least > bytes)
        )
            throw new ImportException(
                file,
                new(
                    $"第 {record} 行损坏：部件或点数与记录长度 {bytes} 字节不符。",
                    $"Row {record} is damaged: its parts and points do not fit its {bytes} bytes."
                )
            );
        if (read == head.Length && IsPoly(head[RecordHeader..]) && !PartsAscend(stream, at, head[RecordHeader..]))
            throw new ImportException(
                file,
                new(
                    $"第 {record} 行损坏：部件的起点不在点列内。",
                    $"Row {record} is damaged: its parts do not begin within its points."
                )
            );
        return (number, (int)bytes, BinaryPrimitives.ReadInt32LittleEndian(head[RecordHeader..]));
    }

    // A copy with the records that count in their order, null shapes in four bytes. It is deleted when it is closed.
    private FileStream Rewritten(FileStream from)
    {
        FileStream to = new(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            1 << 16,
            FileOptions.DeleteOnClose
        );
        var header = new byte[FileHeader];
        from.ReadExactly(header);
        to.Write(header);
        var buffer = new byte[1 << 16];
        Span<byte> head = stackalloc byte[RecordHeader];
        for (var i = 0; i < _records.Count; i++)
        {
            var (at, bytes) = _records[i];
            BinaryPrimitives.WriteInt32BigEndian(head, i + 1);
            BinaryPrimitives.WriteInt32BigEndian(head[4..], (bytes == 0 ? 4 : bytes) / 2);
            to.Write(head);
            if (bytes == 0)
            {
                to.Write([0, 0, 0, 0]);
                continue;
            }

            from.Seek(at + RecordHeader, SeekOrigin.Begin);
            for (var left = bytes; left > 0; )
            {
                var part = buffer.AsSpan(0, Math.Min(left, buffer.Length));
                from.ReadExactly(part);
                to.Write(part);
                left -= part.Length;
            }
        }

        var words = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(words, (int)(to.Length / 2));
        to.Seek(24, SeekOrigin.Begin);
        to.Write(words);
        to.Seek(0, SeekOrigin.Begin);
        return to;
    }

    private static bool IsPoly(ReadOnlySpan<byte> content) =>
        BinaryPrimitives.ReadInt32LittleEndian(content) is 3 or 5 or 13 or 15 or 23 or 25 or 31;

    // Each part begins at a point of the record, the first at point 0 and each behind the one before.
    private static bool PartsAscend(FileStream stream, long at, ReadOnlySpan<byte> content)
    {
        int parts = BinaryPrimitives.ReadInt32LittleEndian(content[36..]),
            points = BinaryPrimitives.ReadInt32LittleEndian(content[40..]);
        if (parts == 1)
        {
            // By far the most records: their one start follows the head.
            Span<byte> one = stackalloc byte[4];
            stream.Seek(at + RecordHeader + HeadOfContent, SeekOrigin.Begin);
            return stream.ReadAtLeast(one, 4, throwOnEndOfStream: false) == 4
                && BinaryPrimitives.ReadInt32LittleEndian(one) == 0;
        }

        var starts = new byte[4 * parts];
        stream.Seek(at + RecordHeader + HeadOfContent, SeekOrigin.Begin);
        if (stream.ReadAtLeast(starts, starts.Length, throwOnEndOfStream: false) < starts.Length)
            return false;
        for (var (i, before) = (0, -1); i < parts; i++)
        {
            var start = BinaryPrimitives.ReadInt32LittleEndian(starts.AsSpan(4 * i));
            if (start <= before || start >= points || (i == 0 && start != 0))
                return false;
            before = start;
        }

        return true;
    }

    // The least number of bytes a record's content must have for the parts and points it says it has; negative where a
    // count is.
    private static long Least(ReadOnlySpan<byte> content)
    {
        if (content.Length < 4)
            return long.MaxValue;
        switch (BinaryPrimitives.ReadInt32LittleEndian(content))
        {
            case 1 or 11 or 21: // point, with z, with m
                return 20;
            case 3 or 5 or 13 or 15 or 23 or 25 or 31: // polyline, polygon, with z, with m, multipatch
                if (content.Length < HeadOfContent)
                    return long.MaxValue;
                int parts = BinaryPrimitives.ReadInt32LittleEndian(content[36..]),
                    points = BinaryPrimitives.ReadInt32LittleEndian(content[40..]);
                return parts < 0 || points < 0 ? -1 : HeadOfContent + 4L * parts + 16L * points;
            case 8 or 18 or 28: // multipoint, with z, with m
                if (content.Length < 40)
                    return long.MaxValue;
                var places = BinaryPrimitives.ReadInt32LittleEndian(content[36..]);
                return places < 0 ? -1 : 40 + 16L * places;
            default: // a null shape; a kind that is not known is left to the library
                return 4;
        }
    }
}
