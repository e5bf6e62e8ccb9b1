using System.Xml;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// Excel ledgers (.xlsx): titles above the header are passed over, merged cells repeat their text, a header of two rows
/// is read as one. Row numbers are the sheet's own.
/// </summary>
internal static class WorkbookReader
{
    private const int HeaderSearch = 15;

    /// <param name="file">The workbook.</param>
    /// <param name="sheet">Its sheet; null: the only one, or the first.</param>
    /// <param name="knows">Whether a text is the header of something the layer or the options ask for.</param>
    /// <param name="limits">Limits above which the workbook is rejected.</param>
    public static SourceFile Open(string file, string? sheet, Func<string, bool> knows, ImportLimits limits)
    {
        try
        {
            Archive.RefuseBombs(file, limits);
            var sheets = MiniExcel.GetSheetNames(file);
            if (sheet is not null && !sheets.Contains(sheet))
                throw new ImportException(
                    file,
                    new(
                        $"没有工作表 {sheet}，可用：{string.Join("、", sheets)}。",
                        $"There is no sheet {sheet}; use one of: {string.Join(", ", sheets)}."
                    )
                );
            var rows = MiniExcel
                .Query(
                    file,
                    useHeaderRow: false,
                    sheetName: sheet ?? sheets[0],
                    excelType: ExcelType.XLSX,
                    configuration: new OpenXmlConfiguration { FillMergedCells = true }
                )
                .Cast<IDictionary<string, object?>>();
            var head = rows.Take(HeaderSearch).Select(r => r.Values.ToArray()).ToList();
            var (labels, first) = Header(file, head, knows);
            if (labels.Length > limits.MaxColumns)
                throw new ImportException(
                    file,
                    new(
                        $"有 {labels.Length} 列，最多 {limits.MaxColumns} 列。",
                        $"It has {labels.Length} columns; at most {limits.MaxColumns} are read."
                    )
                );
            return new SourceFile(Rows(file, rows, labels, first), null, null);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new ImportException(
                file,
                IsCompound(file)
                    ? new(
                        "是旧式 .xls，或是加了密码的工作簿。请用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx 再导入。",
                        "It is an old .xls or a workbook with a password: open it in Excel or WPS, take the "
                            + "password off, save it as .xlsx and import that."
                    )
                    : new(
                        $"不是可读的 .xlsx：{Damaged.Zh}请用 Excel 或 WPS 打开，另存为 .xlsx 再导入；打不开时请向提供者重新索取。",
                        $"Not a readable .xlsx: {Damaged.En} Open it in Excel or WPS, save it as .xlsx and import "
                            + "that; if it does not open, ask its owner for it again."
                    ),
                e
            );
        }
    }

    private static (string[] Labels, int FirstRow) Header(string file, List<object?[]> head, Func<string, bool> knows)
    {
        var scores = head.ConvertAll(r => r.Select(Text).Distinct().Count(t => t.Length > 0 && knows(t)));
        if (scores.Count == 0 || scores.Max() == 0)
            throw new ImportException(
                file,
                new(
                    "前 15 行没有认得的表头，请用 --map 目标列=表头 指明。",
                    "No known header in the first 15 rows: name one with --map target=HEADER."
                )
            );
        var at = scores.IndexOf(scores.Max());
        // The row with most known headers may be the lower of two; above it merged group titles repeat their text.
        var upper = at > 0 && scores[at - 1] > 0 ? at - 1 : at;
        var lower =
            upper == at
            && at + 1 < head.Count
            && scores[at + 1] > 0
            && !head[at + 1].Any(v => v is double or int or decimal or DateTime)
                ? at + 1
                : at;
        var labels = new string[head[at].Length];
        for (var c = 0; c < labels.Length; c++)
        {
            var (over, under) = (Text(head[upper].ElementAtOrDefault(c)), Text(head[lower].ElementAtOrDefault(c)));
            labels[c] =
                under.Length == 0 ? over
                : under != over && !knows(under) && knows(over + under) ? over + under
                : under;
        }

        return (labels, lower + 1);
    }

    private static IEnumerable<RawRow> Rows(
        string file,
        IEnumerable<IDictionary<string, object?>> rows,
        string[] labels,
        int first
    )
    {
        using var each = rows.GetEnumerator();
        // Where two columns share a label the first is the one meant.
        var columns = Enumerable
            .Range(0, labels.Length)
            .Where(c => labels[c].Length > 0 && Array.IndexOf(labels, labels[c]) == c)
            .ToArray();
        var header = Array.ConvertAll(columns, c => labels[c]);
        var place = PlaceColumns.Of(header);
        for (var number = 1; Next(file, each, number); number++)
        {
            if (number <= first)
                continue;
            var values = each.Current.Values.ToArray();
            if (values.All(v => Text(v).Length == 0))
                continue;
            var fields = Array.ConvertAll(columns, c => c < values.Length ? values[c] : null);
            var (geometry, fault) = place.Read(fields);
            yield return new RawRow(number, header, fields, geometry, fault);
        }
    }

    private static bool Next(string file, IEnumerator<IDictionary<string, object?>> rows, long number)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new ImportException(
                file,
                new(
                    $"读到第 {number} 行时文件损坏，没有导入任何行。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。",
                    $"Damaged at row {number}, nothing was imported: open it in Excel or WPS, save it as "
                        + ".xlsx and import that."
                ),
                e
            );
        }
    }

    // The library reports damage by many exceptions; all of them mean that the workbook cannot be read.
    private static bool IsDamage(Exception e) =>
        e
            is InvalidDataException
                or XmlException
                or IOException
                or ArgumentException
                or InvalidOperationException
                or FormatException
                or KeyNotFoundException
                or NullReferenceException
                or IndexOutOfRangeException
                or OverflowException
                or NotSupportedException
                or InvalidCastException;

    // What a broken package most often is, in words of an office and not of a library.
    private static readonly Bilingual Damaged = new(
        "文件损坏、没有下载完整，或者是别的格式改了扩展名。",
        "it is damaged, was not downloaded to its end, or is another format by that name."
    );

    // Old workbooks, and new ones behind a password, are OLE compound files.
    private static bool IsCompound(string file)
    {
        Span<byte> head = stackalloc byte[4];
        using var stream = File.OpenRead(file);
        return stream.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4
            && head.SequenceEqual<byte>([0xD0, 0xCF, 0x11, 0xE0]);
    }

    private static string Text(object? value) =>
        Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)?.Trim() ?? "";
}
