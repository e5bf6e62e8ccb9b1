using System.Globalization;
using System.Xml;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Formats.Workbooks;

/// <summary>The rows of a sheet, one at a time, with the values that their cells show.</summary>
internal static class SheetRows
{
    private const int MostColumns = 16_384;

    /// <summary>One row.</summary>
    /// <param name="Number">Its number in the sheet.</param>
    /// <param name="IsHidden">Whether the sheet does not show it.</param>
    /// <param name="Values">From column A on: text, number, day, or one of the kinds in CellValues.cs.</param>
    public sealed record SheetRow(long Number, bool IsHidden, object?[] Values);

    /// <summary>Cells that are merged into one; numbers count from 1.</summary>
    private sealed record Merge(long Top, int Left, long Bottom, int Right, string Range)
    {
        public object? Value { get; set; }
    }

    /// <summary>Reads a sheet.</summary>
    /// <exception cref="XmlException">The sheet is damaged, as are the other exceptions of its readers.</exception>
    public static IEnumerable<SheetRow> Read(WorkbookPackage package, WorkbookPackage.Sheet sheet)
    {
        var merges = package.Merges(sheet) ? Merges(package, sheet) : [];
        List<Merge> active = [];
        var next = 0;
        using var xml = package.Read(sheet);
        long number = 0;
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "sheetData", IsEmptyElement: true })
                yield break;
            if (xml is { NodeType: XmlNodeType.EndElement, LocalName: "sheetData" })
                yield break;
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "row" })
                continue;
            number = long.TryParse(xml.GetAttribute("r"), CultureInfo.InvariantCulture, out var stated)
                ? stated
                : number + 1;
            var hidden = xml.GetAttribute("hidden") is "1" or "true";
            var values = xml.IsEmptyElement ? [] : Cells(xml, package, number);
            for (; next < merges.Count && merges[next].Top <= number; next++)
                active.Add(merges[next]);
            active.RemoveAll(m => m.Bottom < number);
            yield return new(number, hidden, active.Count == 0 ? values : Filled(values, active, number));
        }
    }

    private static object?[] Cells(XmlReader xml, WorkbookPackage package, long row)
    {
        List<object?> values = [];
        var depth = xml.Depth;
        for (var read = xml.Read(); read && xml.Depth > depth; )
        {
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "c" })
            {
                read = xml.Read();
                continue;
            }

            var at = xml.GetAttribute("r") is { Length: > 0 } name ? Column(name) : values.Count + 1;
            while (values.Count < at - 1)
                values.Add(null);
            var value = Cell(xml, package, at, row);
            if (values.Count < at)
                values.Add(value);
            else
                values[at - 1] = value;
            read = xml.Read();
        }

        return [.. values];
    }

    // One cell, the reader left at its end.
    private static object? Cell(XmlReader xml, WorkbookPackage package, int column, long row)
    {
        var type = xml.GetAttribute("t");
        var style = int.TryParse(xml.GetAttribute("s"), CultureInfo.InvariantCulture, out var s) ? s : 0;
        string? value = null;
        var formula = false;
        if (!xml.IsEmptyElement)
        {
            var depth = xml.Depth;
            for (var read = xml.Read(); read && xml.Depth > depth; )
            {
                if (xml.NodeType == XmlNodeType.Element && xml.LocalName is "v")
                {
                    value = xml.ReadElementContentAsString();
                    continue;
                }

                if (xml.NodeType == XmlNodeType.Element && xml.LocalName is "is")
                    value = RunText.Read(xml);
                formula = formula || (xml.NodeType == XmlNodeType.Element && xml.LocalName == "f");
                read = xml.Read();
            }
        }

        if (formula && string.IsNullOrEmpty(value) && type is not "str")
            return new CellFault(
                "",
                new(
                    $"单元格 {Name(column, row)} 是公式，文件里没有它的结果；请用 Excel 或 WPS 打开并保存一次再导入",
                    $"cell {Name(column, row)} is a formula whose result is not in the file: open the workbook in Excel "
                        + "or WPS, save it, and import that"
                )
            );
        return value is null ? null : Value(package, type, style, value, column, row);
    }

    private static object? Value(WorkbookPackage package, string? type, int style, string value, int column, long row)
    {
        switch (type)
        {
            case "s":
                return package.Texts[int.Parse(value, CultureInfo.InvariantCulture)];
            case "inlineStr" or "str" or "d":
                return value;
            case "b":
                return value is "1" or "true" ? "true" : "false";
            case "e":
                return new CellFault(
                    value,
                    new(
                        $"单元格 {Name(column, row)} 是错误值 {value}",
                        $"cell {Name(column, row)} holds the error {value}"
                    )
                );
        }

        if (value.Length == 0)
            return null;
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return value;
        return (style < package.Styles.Count && style >= 0 ? package.Styles[style] : NumberKind.Plain) switch
        {
            NumberKind.Percent => new CellNumber(number, IsPercent: true, package.From1904),
            NumberKind.Date => Day(new CellNumber(number, IsPercent: false, package.From1904).Day) ?? (object)number,
            _ when package.From1904 => new CellNumber(number, IsPercent: false, From1904: true),
            _ => number,
        };
    }

    // Excel counts a 29 February 1900 that never was: days before it are no dates of ours.
    private static DateTime? Day(double serial) => serial is >= 61 and < 2_958_466 ? DateTime.FromOADate(serial) : null;

    private static object?[] Filled(object?[] values, List<Merge> merges, long row)
    {
        foreach (var merge in merges)
        {
            if (row == merge.Top)
                merge.Value = merge.Left <= values.Length ? values[merge.Left - 1] : null;
            if (merge.Value is null or CellFault)
                continue;
            if (values.Length < merge.Right)
                Array.Resize(ref values, merge.Right);
            for (var c = merge.Left; c <= merge.Right; c++)
                values[c - 1] = new MergedCell(merge.Value, merge.Range);
        }

        return values;
    }

    // Where merges stand in a sheet they follow its rows: they are read before.
    private static List<Merge> Merges(WorkbookPackage package, WorkbookPackage.Sheet sheet)
    {
        List<Merge> merges = [];
        using var xml = package.Read(sheet);
        while (xml.Read())
        {
            if (
                xml is { NodeType: XmlNodeType.Element, LocalName: "mergeCell" }
                && xml.GetAttribute("ref") is { } range
                && range.Split(':') is [var from, var to]
            )
            {
                Merge merge = new(Row(from), Column(from), Row(to), Column(to), range);
                if (merge.Top < merge.Bottom || merge.Left < merge.Right)
                    merges.Add(merge);
            }
        }

        merges.Sort((a, b) => a.Top.CompareTo(b.Top));
        return merges;
    }

    private static int Column(string cell)
    {
        var column = 0;
        foreach (var c in cell)
        {
            if (!char.IsAsciiLetter(c))
                break;
            column = column * 26 + (c | 0x20) - 'a' + 1;
            if (column > MostColumns)
                break;
        }

        return column is > 0 and <= MostColumns ? column : throw new InvalidDataException($"There is no cell {cell}.");
    }

    private static long Row(string cell) =>
        long.Parse(cell.AsSpan(cell.AsSpan().IndexOfAnyInRange('0', '9')), CultureInfo.InvariantCulture);

    private static string Name(int column, long row)
    {
        var letters = "";
        for (var rest = column; rest > 0; rest = (rest - 1) / 26)
            letters = (char)('A' + (rest - 1) % 26) + letters;
        return string.Create(CultureInfo.InvariantCulture, $"{letters}{row}");
    }
}
