using System.Text;
using System.Xml;

namespace Longlin.Geo.Import.Formats.Workbooks;

/// <summary>Text that a workbook keeps in runs, each with a look of its own.</summary>
internal static class RunText
{
    /// <summary>The text of an element with runs, the reader left at its end.</summary>
    public static string Read(XmlReader xml)
    {
        if (xml.IsEmptyElement)
            return "";
        var depth = xml.Depth;
        string? first = null;
        StringBuilder? more = null;
        for (var read = xml.Read(); read && xml.Depth > depth; )
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "rPh" })
            {
                xml.Skip();
                continue;
            }

            if (xml is { NodeType: XmlNodeType.Element, LocalName: "t" })
            {
                var text = xml.ReadElementContentAsString();
                if (first is null)
                    first = text;
                else
                    (more ??= new StringBuilder(first)).Append(text);
                continue;
            }

            read = xml.Read();
        }

        return more?.ToString() ?? first ?? "";
    }
}
