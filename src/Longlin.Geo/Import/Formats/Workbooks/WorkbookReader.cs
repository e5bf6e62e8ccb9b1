using System.Xml;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Formats.Workbooks;

/// <summary>
/// Excel ledgers (.xlsx): titles above the header are passed over, merged cells repeat their text, a header of two rows
/// is read as one. Row numbers are the sheet's own. Where no sheet is named, the one visible sheet that has a known
/// header and rows below it is taken; several need a choice.
/// </summary>
internal static class WorkbookReader
{
    private sealed record Candidate(WorkbookPackage.Sheet Sheet, string[] Labels, long HeaderRow, int Score);

    public static SourceFile Open(string file, ImportOptions options)
    {
        try
        {
            Archive.RefuseBombs(file, options.Limits);
            using var package = WorkbookPackage.Open(file);
            var taken = Choose(file, package, options);
            if (taken.Labels.Length > options.Limits.MaxColumns)
                throw new ImportException(
                    file,
                    new(
                        $"有 {taken.Labels.Length} 列，最多 {options.Limits.MaxColumns} 列。",
                        $"It has {taken.Labels.Length} columns; at most {options.Limits.MaxColumns} are read."
                    )
                );
            // Where two columns share a label the first is the one meant.
            int[] columns =
            [
                .. Enumerable
                    .Range(0, taken.Labels.Length)
                    .Where(c => taken.Labels[c].Length > 0 && Array.IndexOf(taken.Labels, taken.Labels[c]) == c),
            ];
            var header = Array.ConvertAll(columns, c => taken.Labels[c]);
            var place = PlaceColumns.Of(header, options.Map);
            List<Bilingual> notes = [.. HiddenSheets(package, taken.Sheet)];
            return new SourceFile(Rows(file, taken, columns, header, place, notes), null, null)
            {
                Taken = taken.Sheet.Name,
                SourceLayers = package.Sheets.Count > 1 ? [.. package.Sheets.Select(s => s.Name)] : [],
                NoPlace = place.Missing,
                PlaceColumns = place,
                SaysSeat = HeaderBinding.Has(options, header, "seat_lon"),
                Notes = notes,
            };
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
                        $"不是可读的 .xlsx：{Damaged.Zh}请用 Excel 或 WPS 打开，另存为 .xlsx 再导入；"
                            + "打不开时请向提供者重新索取。",
                        $"Not a readable .xlsx: {Damaged.En} Open it in Excel or WPS, save it as .xlsx and import "
                            + "that; if it does not open, ask its owner for it again."
                    ),
                e
            );
        }
    }

    private static Candidate Choose(string file, WorkbookPackage package, ImportOptions options)
    {
        bool Knows(string h) => PlaceColumns.Knows(h) || HeaderBinding.Knows(options, h);
        if (options.SourceLayer is { } name)
        {
            var named =
                package.Sheets.FirstOrDefault(s => s.Name == name)
                ?? throw new ImportException(
                    file,
                    new(
                        $"没有工作表 {name}，可用：{Names(package.Sheets, "、")}。",
                        $"There is no sheet {name}; use one of: {Names(package.Sheets, ", ")}."
                    )
                )
                {
                    SourceLayers = [.. package.Sheets.Select(s => s.Name)],
                };
            return Look(package, named, Knows, out var top) ?? throw TableHeader.Missing(options, top);
        }

        List<object?[]>? first = null;
        List<Candidate> candidates = [];
        foreach (var sheet in package.Sheets.Where(s => s.IsVisible))
        {
            if (Look(package, sheet, Knows, out var head) is { } candidate)
                candidates.Add(candidate);
            if (first is null or { Count: 0 })
                first = head;
        }

        // One known word may stand in any text; a table has several.
        if (candidates.Exists(c => c.Score > 1))
            candidates.RemoveAll(c => c.Score <= 1);
        return candidates.Count switch
        {
            0 => throw TableHeader.Missing(options, first ?? []),
            1 => candidates[0],
            _ => throw new ImportException(
                file,
                new(
                    $"有 {candidates.Count} 个工作表可以导入，请用 --source-layer 选一个："
                        + $"{Names(candidates.Select(c => c.Sheet), "、")}。",
                    $"{candidates.Count} of its sheets could be imported, choose one with --source-layer: "
                        + $"{Names(candidates.Select(c => c.Sheet), ", ")}."
                )
            )
            {
                SourceLayers = [.. candidates.Select(c => c.Sheet.Name)],
            },
        };
    }

    // The header of a sheet that has rows below it; null where it has none.
    private static Candidate? Look(
        WorkbookPackage package,
        WorkbookPackage.Sheet sheet,
        Func<string, bool> knows,
        out List<object?[]> head
    )
    {
        var rows = SheetRows.Read(package, sheet).Take(TableHeader.Search + 1).ToList();
        head = rows.Take(TableHeader.Search).Select(r => r.Values).ToList();
        return TableHeader.Find(head, knows) is var (labels, above) && rows.Count > above
            ? new(sheet, labels, rows[above - 1].Number, head.Max(r => TableHeader.Score(r, knows)))
            : null;
    }

    private static IEnumerable<Bilingual> HiddenSheets(WorkbookPackage package, WorkbookPackage.Sheet taken)
    {
        var hidden = package.Sheets.Where(s => !s.IsVisible && s != taken).ToArray();
        if (hidden.Length > 0)
            yield return new(
                $"隐藏的工作表没有读取：{Names(hidden, "、")}",
                $"hidden sheets were not read: {Names(hidden, ", ")}"
            );
    }

    private static string Names(IEnumerable<WorkbookPackage.Sheet> sheets, string between) =>
        string.Join(between, sheets.Select(s => s.Name));

    private static IEnumerable<RawRow> Rows(
        string file,
        Candidate taken,
        int[] columns,
        string[] header,
        PlaceColumns place,
        List<Bilingual> notes
    )
    {
        using var package = WorkbookPackage.Open(file);
        using var rows = SheetRows.Read(package, taken.Sheet).GetEnumerator();
        long number = 0,
            hidden = 0;
        for (; Next(file, rows, number); )
        {
            var row = rows.Current;
            number = row.Number;
            if (number <= taken.HeaderRow || Array.TrueForAll(row.Values, IsBlank))
                continue;
            hidden += row.IsHidden ? 1 : 0;
            var fields = Array.ConvertAll(columns, c => c < row.Values.Length ? row.Values[c] : null);
            var (geometry, fault) = place.Read(fields);
            yield return new RawRow(number, header, fields, geometry, fault, FootRow.Of(row.Values));
        }

        if (hidden > 0)
            notes.Add(new($"{hidden} 个隐藏的行也读取了", $"{hidden} hidden rows were read too"));
    }

    private static bool IsBlank(object? value) =>
        value is null || (value is string text && string.IsNullOrWhiteSpace(text));

    private static bool Next(string file, IEnumerator<SheetRows.SheetRow> rows, long number)
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
                    $"第 {number} 行之后文件损坏，没有导入任何行。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。",
                    $"Damaged after row {number}, nothing was imported: open it in Excel or WPS, save it as "
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
}
