using System.IO.Compression;
using System.Xml;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// Excel ledgers (.xlsx): titles above the header are passed over, merged cells repeat their text, a header of two rows is read as one. Row numbers are the sheet's own.
/// </summary>
internal static class WorkbookReader
{
    private const int HeaderSearch = 15;
    private const long UnpackedLimit = 1L << 30;

    /// <param name="file">The workbook.</param>
    /// <param name="sheet">Its sheet; null: the only one, or the first.</param>
    /// <param name="knows">Whether a text is the header of something the layer or the options ask for.</param>
    public static SourceFile Open(string file, string? sheet, Func<string, bool> knows)
    {
        try
        {
            using (var zip = ZipFile.OpenRead(file))
            {
                if (zip.Entries.Sum(e => e.Length) > UnpackedLimit) throw new ImportException(file, "解压后超过 1 GiB。 More than 1 GiB when unpacked.");
            }

            var sheets = MiniExcel.GetSheetNames(file);
            if (sheet is not null && !sheets.Contains(sheet)) throw new ImportException(file, $"没有工作表 {sheet}，可用 there is no such sheet; use one of: {string.Join(", ", sheets)}");
            var rows = MiniExcel.Query(file, useHeaderRow: false, sheetName: sheet ?? sheets[0], excelType: ExcelType.XLSX, configuration: new OpenXmlConfiguration { FillMergedCells = true }).Cast<IDictionary<string, object?>>();
            var head = rows.Take(HeaderSearch).Select(r => r.Values.ToArray()).ToList();
            var (labels, first) = Header(file, head, knows);
            return new SourceFile(Rows(file, rows, labels, first), null, null);
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or IOException or ArgumentException or InvalidOperationException or FormatException or KeyNotFoundException or NullReferenceException or IndexOutOfRangeException)
        {
            throw new ImportException(file, $"不是可读的 .xlsx not a readable .xlsx: {e.Message}", e);
        }
    }

    private static (string[] Labels, int FirstRow) Header(string file, List<object?[]> head, Func<string, bool> knows)
    {
        var scores = head.ConvertAll(r => r.Select(Text).Distinct().Count(t => t.Length > 0 && knows(t)));
        if (scores.Count == 0 || scores.Max() == 0) throw new ImportException(file, "前 15 行没有认得的表头，请用 --map 目标列=表头 指明。 No known header in the first 15 rows: name one with --map target=HEADER.");
        var at = scores.IndexOf(scores.Max());
        // The row with most known headers may be the lower of two; above it merged group titles repeat their text.
        var upper = at > 0 && scores[at - 1] > 0 ? at - 1 : at;
        var lower = upper == at && at + 1 < head.Count && scores[at + 1] > 0 && !head[at + 1].Any(v => v is double or int or decimal or DateTime) ? at + 1 : at;
        var labels = new string[head[at].Length];
        for (var c = 0; c < labels.Length; c++)
        {
            var (over, under) = (Text(head[upper].ElementAtOrDefault(c)), Text(head[lower].ElementAtOrDefault(c)));
            labels[c] = under.Length == 0 ? over : under != over && !knows(under) && knows(over + under) ? over + under : under;
        }

        return (labels, lower + 1);
    }

    private static IEnumerable<RawRow> Rows(string file, IEnumerable<IDictionary<string, object?>> rows, string[] labels, int first)
    {
        using var each = rows.GetEnumerator();
        for (var number = 1; Next(file, each, number); number++)
        {
            if (number <= first) continue;
            var values = each.Current.Values.ToArray();
            if (values.All(v => Text(v).Length == 0)) continue;
            Dictionary<string, object?> fields = new(StringComparer.Ordinal);
            for (var c = 0; c < Math.Min(labels.Length, values.Length); c++)
            {
                if (labels[c].Length > 0) fields.TryAdd(labels[c], values[c]);
            }

            var (geometry, fault) = PlaceColumns.Read(fields);
            yield return new RawRow(number, fields, geometry, fault);
        }
    }

    private static bool Next(string file, IEnumerator<IDictionary<string, object?>> rows, long number)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or IOException or ArgumentException or FormatException)
        {
            throw new ImportException(file, $"第 {number} 行处损坏 damaged at row {number}: {e.Message}", e);
        }
    }

    private static string Text(object? value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)?.Trim() ?? "";
}
