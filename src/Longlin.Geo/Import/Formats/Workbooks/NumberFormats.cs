using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Longlin.Geo.Import.Formats.Workbooks;

/// <summary>What a cell's format makes of its number.</summary>
internal enum NumberKind
{
    /// <summary>A number.</summary>
    Plain,

    /// <summary>A day, perhaps with a time.</summary>
    Date,

    /// <summary>A share, shown times a hundred.</summary>
    Percent,
}

/// <summary>The number formats of a workbook's styles (ECMA-376 part 1, 18.8.30 and 18.8.31).</summary>
internal static partial class NumberFormats
{
    private static readonly SearchValues<char> DateLetters = SearchValues.Create("ymdhsYMDHS年月日");

    /// <summary>The kind of number of each cell style.</summary>
    public static List<NumberKind> Read(XmlReader xml)
    {
        Dictionary<int, NumberKind> own = [];
        List<NumberKind> styles = [];
        var inCells = false;
        while (xml.Read())
        {
            if (xml.LocalName == "cellXfs")
                inCells = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (
                xml.LocalName == "numFmt"
                && int.TryParse(xml.GetAttribute("numFmtId"), CultureInfo.InvariantCulture, out var id)
            )
                own[id] = Of(xml.GetAttribute("formatCode") ?? "");
            else if (xml.LocalName == "xf" && inCells)
                styles.Add(
                    int.TryParse(xml.GetAttribute("numFmtId"), CultureInfo.InvariantCulture, out var used)
                        ? own.TryGetValue(used, out var kind)
                            ? kind
                            : BuiltIn(used)
                        : NumberKind.Plain
                );
        }

        return styles;
    }

    // 27–36 and 50–58 are dates of East Asian editions.
    private static NumberKind BuiltIn(int id) =>
        id switch
        {
            9 or 10 => NumberKind.Percent,
            (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58) => NumberKind.Date,
            _ => NumberKind.Plain,
        };

    private static NumberKind Of(string code)
    {
        var bare = Literal().Replace(code, "");
        return bare.Contains('%', StringComparison.Ordinal) ? NumberKind.Percent
            : bare.AsSpan().ContainsAny(DateLetters) ? NumberKind.Date
            : NumberKind.Plain;
    }

    // Quoted text, escaped characters, colours and locales say nothing about the kind.
    [GeneratedRegex(
        """
            "[^"]*"|\\.|_.|\*.|\[[^\]]*\]
            """
    )]
    private static partial Regex Literal();
}
