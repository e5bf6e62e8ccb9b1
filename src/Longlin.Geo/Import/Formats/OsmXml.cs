using System.Globalization;
using System.IO.Compression;
using System.Xml;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Formats;

/// <summary>The items of an .osm file (XML), also packed as .osm.gz.</summary>
internal static class OsmXml
{
    private const double Unit = 1e-7;
    private const long MaxUnpackedBytes = 8L << 30;
    private static readonly Dictionary<string, string> NoTags = [];

    /// <summary>The items in the file's order.</summary>
    /// <exception cref="ImportException">It is a history file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static IEnumerable<OsmItem> Read(string file)
    {
        using Stream raw = File.OpenRead(file);
        using var stream = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(raw, CompressionMode.Decompress)
            : raw;
        using var xml = XmlReader.Create(
            stream,
            new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                IgnoreWhitespace = true,
                IgnoreComments = true,
                MaxCharactersInDocument = MaxUnpackedBytes,
            }
        );
        if (!Next(xml) || xml.Name != "osm")
            throw new InvalidDataException("osm");
        while (Next(xml))
        {
            if (xml is not { NodeType: XmlNodeType.Element, Name: "node" or "way" or "relation" })
                continue;
            if (xml.GetAttribute("visible") == "false")
                throw OsmPbf.History(file);
            // Editors keep what they are about to delete.
            var isDeleted = xml.GetAttribute("action") == "delete";
            var item = Item(xml);
            if (!isDeleted)
                yield return item;
        }
    }

    private static OsmItem Item(XmlReader xml)
    {
        var kind = xml.Name switch
        {
            "node" => OsmKind.Node,
            "way" => OsmKind.Way,
            _ => OsmKind.Relation,
        };
        var id = Whole(xml.GetAttribute("id"));
        var (lon, lat) =
            kind == OsmKind.Node
                ? (Degrees(xml.GetAttribute("lon"), 180), Degrees(xml.GetAttribute("lat"), 90))
                : (0, 0);
        Dictionary<string, string>? tags = null;
        List<long>? members = kind == OsmKind.Way ? [] : null;
        if (!xml.IsEmptyElement)
        {
            var depth = xml.Depth;
            while (Next(xml) && xml.Depth > depth)
            {
                if (xml is { NodeType: XmlNodeType.Element, Name: "tag" })
                    (tags ??= [])[xml.GetAttribute("k") ?? ""] = xml.GetAttribute("v") ?? "";
                else if (xml is { NodeType: XmlNodeType.Element, Name: "nd" })
                    members?.Add(Whole(xml.GetAttribute("ref")));
            }
        }

        return new(kind, id, tags ?? NoTags, lon, lat, members?.ToArray());
    }

    private static bool Next(XmlReader xml)
    {
        try
        {
            while (xml.Read())
            {
                if (xml.NodeType is XmlNodeType.Element or XmlNodeType.EndElement)
                    return true;
            }

            return false;
        }
        catch (XmlException e)
        {
            throw new InvalidDataException($"XML {e.LineNumber}", e);
        }
    }

    private static long Whole(string? text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException("id");

    private static int Degrees(string? text, int most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees)
        && Math.Abs(degrees) <= most
            ? (int)Math.Round(degrees / Unit)
            : throw new InvalidDataException("lon, lat");
}
