using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using Longlin.Geo.Model;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace Longlin.Geo.Features;

/// <summary>A sheet of a workbook.</summary>
/// <param name="Name">What its tab shows.</param>
/// <param name="Heads">The header of each column, in the reader's language.</param>
/// <param name="Rows">The rows, asked for one at a time; a cell is text, a number, a day, a moment, a bool or
/// null.</param>
internal sealed record WorkbookSheet(string Name, IReadOnlyList<string> Heads, IAsyncEnumerable<object?[]> Rows);

/// <summary>
/// Workbooks (XLSX) as a person would format them: a bold header that stays in view and is printed on every page,
/// columns as wide as their content, codes as text, numbers as numbers, days as days. Rows are streamed; only the first
/// ones are held to find the widths. More rows than a sheet holds go on in a further sheet.
/// </summary>
internal static class Workbook
{
    private const int MostRows = 1_048_576; // of a sheet, its header included
    private const int MostCharacters = 32_767; // of a cell
    private const int Sampled = 200;
    private const int Narrowest = 7;
    private const int Widest = 48;

    /// <summary>Writes the sheets in their order.</summary>
    /// <param name="target">Where to; it need not seek.</param>
    /// <param name="sheets">At least one.</param>
    /// <param name="language">zh or en: how a bool reads.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="UsageException">A text is longer than a cell may be.</exception>
    public static async Task WriteAsync(
        Stream target,
        IReadOnlyList<WorkbookSheet> sheets,
        string? language,
        CancellationToken cancellationToken
    )
    {
        // The titles to print are entered afterwards, which needs a file that seeks; memory stays small.
        await using FileStream file = new(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            1 << 16,
            FileOptions.DeleteOnClose
        );
        List<string> names = [];
        await using (
            var book = await Spreadsheet.CreateNewAsync(
                file,
                new() { WriteCellReferenceAttributes = true }, // some readers need them
                cancellationToken
            )
        )
        {
            Styles styles = new(book);
            foreach (var sheet in sheets)
                await WriteAsync(book, styles, sheet, names, language, cancellationToken);
            await book.FinishAsync(cancellationToken);
        }

        file.Position = 0;
        PrintHeadersOnEveryPage(file, names);
        file.Position = 0;
        await file.CopyToAsync(target, cancellationToken);
    }

    private static async Task WriteAsync(
        Spreadsheet book,
        Styles styles,
        WorkbookSheet sheet,
        List<string> names,
        string? language,
        CancellationToken cancellationToken
    )
    {
        await using var rows = sheet.Rows.GetAsyncEnumerator(cancellationToken);
        List<object?[]> first = [];
        while (first.Count < Sampled && await rows.MoveNextAsync())
            first.Add(rows.Current);
        WorksheetOptions options = new() { FrozenRows = 1 };
        for (var i = 0; i < sheet.Heads.Count; i++)
            options.Column(i + 1).Width = Width(sheet.Heads[i], first.Select(r => r[i]));
        var next = 0;
        var more = true;
        while (more)
        {
            names.Add(Unused(sheet.Name, names));
            await book.StartWorksheetAsync(names[^1], options, cancellationToken);
            await book.AddHeaderRowAsync([.. sheet.Heads], styles.Header, cancellationToken);
            for (var row = 2; row <= MostRows; row++)
            {
                more = next < first.Count || await rows.MoveNextAsync();
                if (!more)
                    break;
                var values = next < first.Count ? first[next] : rows.Current;
                next++;
                await book.AddRowAsync(
                    [.. values.Select((v, i) => styles.Cell(v, sheet.Heads[i], next, language))],
                    cancellationToken
                );
            }
        }
    }

    // Excel allows 31 characters, and no name twice.
    private static string Unused(string name, List<string> names)
    {
        name = name[..Math.Min(name.Length, 25)];
        return !names.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? name
            : Enumerable
                .Range(2, names.Count)
                .Select(n => $"{name} ({n})")
                .First(n => !names.Contains(n, StringComparer.OrdinalIgnoreCase));
    }

    // Excel counts in digits of the standard font; a Chinese character is as wide as two.
    private static double Width(string head, IEnumerable<object?> values) =>
        Math.Clamp(2 + values.Select(v => Length(v)).Append(Length(head)).Max(), Narrowest, Widest);

    private static int Length(object? value) =>
        value switch
        {
            null => 0,
            DateOnly => 10,
            DateTime or DateTimeOffset => 16,
            double number => Math.Min(12, number.ToString(System.Globalization.CultureInfo.InvariantCulture).Length),
            bool => 3,
            string text => text.Sum(c => c >= '\u1100' ? 2 : 1),
            _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!.Length,
        };

    private static void PrintHeadersOnEveryPage(FileStream file, List<string> names)
    {
        using ZipArchive zip = new(file, ZipArchiveMode.Update, leaveOpen: true);
        var entry = zip.GetEntry("xl/workbook.xml") ?? throw new InvalidOperationException("A workbook without list.");
        XDocument list;
        using (var stream = entry.Open())
            list = XDocument.Load(stream);
        var root = list.Root!;
        var space = root.GetDefaultNamespace();
        XElement defined = new(
            space + "definedNames",
            names.Select(
                (name, i) =>
                    new XElement(
                        space + "definedName",
                        new XAttribute("name", "_xlnm.Print_Titles"),
                        new XAttribute("localSheetId", i),
                        $"'{name.Replace("'", "''", StringComparison.Ordinal)}'!$1:$1"
                    )
            )
        );
        root.Element(space + "sheets")!.AddAfterSelf(defined);
        using var changed = entry.Open();
        changed.SetLength(0);
        list.Save(changed);
    }

    private sealed class Styles(Spreadsheet book)
    {
        private readonly StyleId _day = Format(book, "yyyy-mm-dd");
        private readonly StyleId _moment = Format(book, "yyyy-mm-dd hh:mm");
        private readonly StyleId _money = Format(book, "#,##0.00");
        private readonly StyleId _text = Format(book, "@");

        public StyleId Header { get; } =
            book.AddStyle(
                new()
                {
                    Font = { Bold = true },
                    Fill = { Color = System.Drawing.Color.FromArgb(0xEE, 0xEE, 0xEE) },
                    Alignment = { WrapText = true, Vertical = VerticalAlignment.Center },
                }
            );

        public Cell Cell(object? value, string head, int row, string? language) =>
            value switch
            {
                null => new((string?)null),
                string text => new(Checked(text, head, row), _text),
                DateOnly day => new(day.ToDateTime(TimeOnly.MinValue), _day),
                DateTime moment => new(moment, _moment),
                DateTimeOffset moment => new(moment.DateTime, _moment),
                bool flag => new((flag ? new Bilingual("是", "yes") : new Bilingual("否", "no")).Pick(language), _text),
                int number => new(number),
                long number => new(number),
                short number => new(number),
                double number => double.IsFinite(number) ? new(number) : new((string?)null),
                float number => float.IsFinite(number) ? new(number) : new((string?)null),
                decimal number => new(number, _money),
                _ => throw new ArgumentException($"{head}: {value.GetType().Name} has no cell.", nameof(value)),
            };

        private static StyleId Format(Spreadsheet book, string format) =>
            book.AddStyle(new() { Format = NumberFormat.Custom(format) });

        private static string Checked(string text, string head, int row)
        {
            if (text.Length > MostCharacters)
                throw new UsageException(
                    new(
                        $"第 {row} 行“{head}”有 {text.Length} 个字符，Excel 单元格最多 {MostCharacters} 个。"
                            + "请改用 gpkg、geojson 或 csv。",
                        $"Row {row}, {head}: {text.Length} characters; an Excel cell holds {MostCharacters}. "
                            + "Use gpkg, geojson or csv."
                    )
                );
            // XML cannot hold the other control characters.
            return text.Any(c => char.IsControl(c) && c is not ('\n' or '\t' or '\r'))
                ? new StringBuilder()
                    .AppendJoin("", text.Where(c => !char.IsControl(c) || c is '\n' or '\t' or '\r'))
                    .ToString()
                : text;
        }
    }
}
