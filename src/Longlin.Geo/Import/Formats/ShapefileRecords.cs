using System.Buffers.Binary;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// Looks at the lengths and counts of a .shp file before a library believes them: a record that says it has two
/// thousand million parts would keep it busy for hours.
/// Layout: ESRI Shapefile Technical Description (July 1998), main file header and record contents.
/// </summary>
internal static class ShapefileRecords
{
    private const int FileHeader = 100;
    private const int RecordHeader = 8;
    private const int HeadOfContent = 44;

    /// <summary>Reads every record's head.</summary>
    /// <exception cref="ImportException">A record is longer than the file, or has more parts or points than it has
    /// bytes for.</exception>
    public static void Check(string file)
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
        Span<byte> head = stackalloc byte[RecordHeader + HeadOfContent];
        long record = 1;
        for (long at = FileHeader; at + RecordHeader <= stream.Length; record++)
        {
            stream.Seek(at, SeekOrigin.Begin);
            var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            var bytes = 2L * BinaryPrimitives.ReadInt32BigEndian(head[4..]); // counted in words of 16 bits
            if (bytes < 4 || at + RecordHeader + bytes > stream.Length)
                throw new ImportException(
                    file,
                    new(
                        $"第 {record} 行之后损坏：记录长 {bytes} 字节，文件没有。",
                        $"Damaged at row {record}: a record of {bytes} bytes does not fit the file."
                    )
                );
            if (
                Least(head[RecordHeader..Math.Min(read, RecordHeader + (int)Math.Min(bytes, HeadOfContent))])
                    is var least
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
            at += RecordHeader + bytes;
        }
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
