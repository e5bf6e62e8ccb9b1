using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// CSV with longitude and latitude (or x and y), or a WKT column; layers without geometry need neither.
/// </summary>
internal static class CsvTableReader
{
    public static SourceFile Open(string file, string? encodingName, ImportLimits limits)
    {
        var (encoding, said) = TextEncoding.Choose(file, encodingName);
        FilePosition position = new();
        return new SourceFile(Rows(file, encoding, limits, position), null, said, position.Share);
    }

    private static IEnumerable<RawRow> Rows(string file, Encoding encoding, ImportLimits limits, FilePosition position)
    {
        using var stream = position.Open(file);
        using StreamReader text = new(stream, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        CsvConfiguration configuration = new(CultureInfo.InvariantCulture)
        {
            BadDataFound = null,
            MissingFieldFound = null,
            MaxFieldSize = 10_000_000,
            BufferSize = 1 << 16,
            ProcessFieldBufferSize = 1 << 12,
        };
        using CsvParser csv = new(text, configuration);
        if (!Next(file, csv, 0) || csv.Record is not { } header)
            throw new ImportException(file, new("文件是空的。", "The file is empty."));
        if (header.Length > limits.MaxColumns)
            throw new ImportException(
                file,
                new(
                    $"有 {header.Length} 列，最多 {limits.MaxColumns} 列。",
                    $"It has {header.Length} columns; at most {limits.MaxColumns} are read."
                )
            );
        header = [.. header];
        var place = PlaceColumns.Of(header);
        for (long number = 1; Next(file, csv, number); number++)
        {
            var values = new object?[header.Length];
            for (var i = 0; i < header.Length && i < csv.Count; i++)
                values[i] = csv[i];
            var (geometry, fault) = place.Read(values);
            yield return new RawRow(number, header, values, geometry, fault);
        }
    }

    private static bool Next(string file, CsvParser csv, long number)
    {
        try
        {
            return csv.Read();
        }
        catch (Exception e) when (e is CsvHelperException or DecoderFallbackException)
        {
            throw new ImportException(
                file,
                new($"第 {number} 行处损坏：{e.Message}", $"Damaged at row {number}: {e.Message}"),
                e
            );
        }
    }
}
