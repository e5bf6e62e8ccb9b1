using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// Delimited text with longitude and latitude (or x and y), or a WKT column; layers without geometry need neither. The
/// delimiter is the one that a first line <c>sep=</c> names, else the one under which most headers are known; titles
/// above the header are passed over.
/// </summary>
internal static class CsvTableReader
{
    private const int Looked = 1 << 16;
    private static readonly string[] Delimiters = [",", ";", "\t", "|", "，", "；"];

    public static SourceFile Open(string file, ImportOptions options)
    {
        var (encoding, said) = TextEncoding.Choose(file, options.Encoding);
        var layout = Layout(file, encoding, options);
        if (layout.Header.Length > options.Limits.MaxColumns)
            throw new ImportException(
                file,
                new(
                    $"有 {layout.Header.Length} 列，最多 {options.Limits.MaxColumns} 列。",
                    $"It has {layout.Header.Length} columns; at most {options.Limits.MaxColumns} are read."
                )
            );
        var place = PlaceColumns.Of(layout.Header, options.Map);
        FilePosition position = new();
        return new SourceFile(Rows(file, encoding, layout, place, position), null, said, position.Share)
        {
            NoPlace = place.Missing,
            PlaceColumns = place,
            SaysSeat = HeaderBinding.Has(options, layout.Header, "seat_lon"),
        };
    }

    /// <summary>How a text is cut into a table.</summary>
    /// <param name="Delimiter">Between two fields.</param>
    /// <param name="FirstLine">Whether the first line only names the delimiter.</param>
    /// <param name="Header">The columns' names.</param>
    /// <param name="Above">How many rows end with the header.</param>
    private sealed record TableLayout(string Delimiter, bool FirstLine, string[] Header, int Above);

    private static TableLayout Layout(string file, Encoding encoding, ImportOptions options)
    {
        var buffer = new char[Looked];
        using StreamReader text = new(file, encoding, detectEncodingFromByteOrderMarks: true);
        var head = new string(buffer, 0, text.ReadBlock(buffer, 0, buffer.Length));
        if (string.IsNullOrWhiteSpace(head))
            throw new ImportException(file, new("文件是空的。", "The file is empty."));
        var named = head.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && head.Length > 4 ? head[4..5] : null;
        if (named is not null)
            head = head[(head.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        bool Knows(string h) => PlaceColumns.Knows(h) || HeaderBinding.Knows(options, h);
        List<object?[]> plain = [];
        TableLayout? best = null;
        var most = 0;
        foreach (var delimiter in named is null ? Delimiters : [named])
        {
            var rows = Head(file, head, delimiter);
            if (plain.Count == 0)
                plain = rows;
            var score = rows.Count == 0 ? 0 : rows.Max(r => TableHeader.Score(r, Knows));
            if (score <= most || TableHeader.Find(rows, Knows) is not var (labels, above))
                continue;
            (most, best) = (score, new(delimiter, named is not null, labels, above));
        }

        return best ?? throw TableHeader.Missing(options, plain);
    }

    private static List<object?[]> Head(string file, string head, string delimiter)
    {
        using StringReader text = new(head);
        using CsvParser csv = new(text, Configuration(delimiter));
        List<object?[]> rows = [];
        while (rows.Count < TableHeader.Search && Next(file, csv, rows.Count))
            rows.Add([.. csv.Record ?? []]);
        return rows;
    }

    private static CsvConfiguration Configuration(string delimiter) =>
        new(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter,
            BadDataFound = null,
            MissingFieldFound = null,
            MaxFieldSize = 10_000_000,
            BufferSize = 1 << 16,
            ProcessFieldBufferSize = 1 << 12,
        };

    private static IEnumerable<RawRow> Rows(
        string file,
        Encoding encoding,
        TableLayout layout,
        PlaceColumns place,
        FilePosition position
    )
    {
        using var stream = position.Open(file);
        using StreamReader text = new(stream, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        if (layout.FirstLine)
            text.ReadLine();
        using CsvParser csv = new(text, Configuration(layout.Delimiter));
        for (var above = 0; above < layout.Above; above++)
            Next(file, csv, 0);
        var header = layout.Header;
        for (long number = 1; Next(file, csv, number); number++)
        {
            var values = new object?[header.Length];
            for (var i = 0; i < header.Length && i < csv.Count; i++)
                values[i] = csv[i];
            var (geometry, fault) = place.Read(values);
            yield return new RawRow(number, header, values, geometry, fault, FootRow.Of(values));
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
                new(
                    $"第 {number} 行处损坏：引号没有闭合，或一格过长。请用 Excel 或 WPS 打开，另存为 .csv 再导入。",
                    $"Damaged at row {number}: a quote is not closed, or a field is too long. Open it in Excel or WPS, "
                        + "save it as .csv and import that."
                ),
                e
            );
        }
    }
}
