using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Longlin.Geo.Import.Formats;

/// <summary>CSV with longitude and latitude (or x and y), or a WKT column; layers without geometry need neither.</summary>
internal static class CsvTableReader
{
    private const int MaxColumns = 2_000;

    public static SourceFile Open(string file, string? encodingName)
    {
        var (encoding, said) = TextEncoding.Choose(file, encodingName);
        return new SourceFile(Rows(file, encoding), null, said);
    }

    private static IEnumerable<RawRow> Rows(string file, Encoding encoding)
    {
        using StreamReader text = new(file, encoding, detectEncodingFromByteOrderMarks: true);
        CsvConfiguration configuration = new(CultureInfo.InvariantCulture) { BadDataFound = null, MissingFieldFound = null, MaxFieldSize = 10_000_000 };
        using CsvReader csv = new(text, configuration);
        if (!Next(file, csv, 0) || !csv.ReadHeader() || csv.HeaderRecord is not { } header) throw new ImportException(file, "文件是空的。 The file is empty.");
        if (header.Length > MaxColumns) throw new ImportException(file, $"有 {header.Length} 列，最多 {MaxColumns} 列。 It has {header.Length} columns; at most {MaxColumns} are read.");
        for (long number = 1; Next(file, csv, number); number++)
        {
            Dictionary<string, object?> fields = new(header.Length, StringComparer.Ordinal);
            for (var i = 0; i < header.Length; i++) fields[header[i]] = csv.GetField(i);
            var (geometry, fault) = PlaceColumns.Read(fields);
            yield return new RawRow(number, fields, geometry, fault);
        }
    }

    private static bool Next(string file, CsvReader csv, long number)
    {
        try
        {
            return csv.Read();
        }
        catch (CsvHelperException e)
        {
            throw new ImportException(file, $"第 {number} 行处损坏 damaged at row {number}: {e.Message}", e);
        }
    }
}
