using System.IO.Compression;
using System.Xml;

namespace Longlin.Geo.Import.Formats.Workbooks;

/// <summary>
/// An .xlsx package (ECMA-376): its sheets, its shared texts and the formats of its cells. Everything is read with
/// document types forbidden.
/// </summary>
internal sealed class WorkbookPackage : IDisposable
{
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private readonly ZipArchive _zip;
    private readonly List<Sheet> _sheets = [];

    private WorkbookPackage(ZipArchive zip) => _zip = zip;

    /// <summary>One sheet.</summary>
    /// <param name="Name">As its tab shows it.</param>
    /// <param name="IsVisible">Whether its tab is shown.</param>
    /// <param name="Part">Its part of the package.</param>
    public sealed record Sheet(string Name, bool IsVisible, string Part);

    /// <summary>The sheets in their order.</summary>
    public IReadOnlyList<Sheet> Sheets => _sheets;

    /// <summary>Whether days are counted from 1904.</summary>
    public bool From1904 { get; private set; }

    /// <summary>The texts that cells name by number.</summary>
    public IReadOnlyList<string> Texts { get; private set; } = [];

    /// <summary>What each style of a cell makes of a number.</summary>
    public IReadOnlyList<NumberKind> Styles { get; private set; } = [];

    /// <summary>Opens a package.</summary>
    /// <exception cref="InvalidDataException">It is no workbook.</exception>
    public static WorkbookPackage Open(string file)
    {
        WorkbookPackage package = new(ZipFile.OpenRead(file));
        try
        {
            package.ReadWorkbook();
            return package;
        }
        catch
        {
            package.Dispose();
            throw;
        }
    }

    /// <summary>Opens the part of a sheet.</summary>
    public XmlReader Read(Sheet sheet) => Reader(Entry(sheet.Part)!);

    /// <summary>Whether a sheet merges cells; found without parsing it.</summary>
    public bool Merges(Sheet sheet)
    {
        var name = "mergeCell"u8;
        using var stream = Entry(sheet.Part)!.Open();
        var buffer = new byte[1 << 16];
        for (var kept = 0; ; )
        {
            var read = stream.Read(buffer, kept, buffer.Length - kept);
            if (read == 0)
                return false;
            var bytes = buffer.AsSpan(0, kept + read);
            if (bytes.IndexOf(name) >= 0)
                return true;
            kept = Math.Min(bytes.Length, name.Length - 1);
            bytes[^kept..].CopyTo(buffer);
        }
    }

    public void Dispose() => _zip.Dispose();

    private void ReadWorkbook()
    {
        var main = Path("", Relation("_rels/.rels", type: "/officeDocument") ?? "xl/workbook.xml");
        var folder = main.Contains('/', StringComparison.Ordinal) ? main[..(main.LastIndexOf('/') + 1)] : "";
        var rels = $"{folder}_rels/{main[folder.Length..]}.rels";
        using (var xml = Reader(Entry(main) ?? throw new InvalidDataException("There is no workbook part.")))
        {
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element)
                    continue;
                if (xml.LocalName == "workbookPr")
                    From1904 = xml.GetAttribute("date1904") is "1" or "true";
                if (
                    xml.LocalName == "sheet"
                    && xml.GetAttribute("name") is { } name
                    && (xml.GetAttribute("id", Relations) ?? xml.GetAttribute("r:id")) is { } id
                    && Relation(rels, id: id) is { } target
                    && Path(folder, target) is var part
                    && Entry(part) is not null
                )
                    _sheets.Add(new(name, xml.GetAttribute("state") is null or "visible", part));
            }
        }

        if (_sheets.Count == 0)
            throw new InvalidDataException("There is no sheet.");
        if (Entry(Path(folder, Relation(rels, type: "/sharedStrings") ?? "sharedStrings.xml")) is { } texts)
        {
            using var xml = Reader(texts);
            Texts = SharedTexts(xml);
        }

        if (Entry(Path(folder, Relation(rels, type: "/styles") ?? "styles.xml")) is { } styles)
        {
            using var xml = Reader(styles);
            Styles = NumberFormats.Read(xml);
        }
    }

    private ZipArchiveEntry? Entry(string name) =>
        _zip.GetEntry(name)
        ?? _zip.Entries.FirstOrDefault(e =>
            e.FullName.Replace('\\', '/').Equals(name, StringComparison.OrdinalIgnoreCase)
        );

    private static XmlReader Reader(ZipArchiveEntry entry) =>
        XmlReader.Create(
            entry.Open(),
            new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                CloseInput = true,
            }
        );

    // The target of a relation, found by its id or by the end of its type.
    private string? Relation(string rels, string? id = null, string? type = null)
    {
        if (Entry(rels) is not { } entry)
            return null;
        using var xml = Reader(entry);
        while (xml.Read())
        {
            if (
                xml is { NodeType: XmlNodeType.Element, LocalName: "Relationship" }
                && (id is null || xml.GetAttribute("Id") == id)
                && (type is null || xml.GetAttribute("Type")?.EndsWith(type, StringComparison.Ordinal) is true)
            )
                return xml.GetAttribute("Target");
        }

        return null;
    }

    private static string Path(string folder, string target) => target.StartsWith('/') ? target[1..] : folder + target;

    // Each text may be cut into runs; phonetic hints are no part of it.
    private static List<string> SharedTexts(XmlReader xml)
    {
        List<string> texts = [];
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "si" })
                texts.Add(RunText.Read(xml));
        }

        return texts;
    }
}
