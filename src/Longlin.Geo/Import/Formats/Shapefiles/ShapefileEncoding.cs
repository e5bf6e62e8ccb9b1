using System.Text;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Formats.Shapefiles;

/// <summary>
/// The encoding of a shapefile's table: the user's, else that of the .cpg file or the table's own mark unless the bytes
/// contradict it, else what the bytes are.
/// </summary>
internal static class ShapefileEncoding
{
    // The mark for GBK in a table's header.
    private const byte GbkDriver = 0x4D;
    private static readonly int[] Western = [437, 850, 1252, 20127, 28591, 28605];
    private static readonly int[] Chinese = [936, 20936, 52936, 54936];

    /// <param name="file">The .shp file, as messages name it.</param>
    /// <param name="table">Its table.</param>
    /// <param name="name">The encoding that the user names, or null.</param>
    /// <param name="notes">Takes what is to be said about a declaration that is overruled.</param>
    public static (Encoding Encoding, Bilingual Said) Choose(
        string file,
        DbfTable table,
        string? name,
        List<Bilingual> notes
    )
    {
        if (name is not null)
            return (TextEncoding.Named(file, name), new($"{name}（--encoding 指定）", $"{name} (named by --encoding)"));
        var evidence = Weigh(table);
        var cpg = ShapefileParts.Find(file, ".cpg");
        var declared = cpg is null ? "" : ShortText(cpg);
        if (declared.Length > 0)
            return Declared(TextEncoding.Named(cpg!, declared), $"{declared} (.cpg)", evidence, notes);
        if (table.LanguageDriver == GbkDriver)
            return Declared(TextEncoding.Named(file, "GBK"), "GBK (DBF 0x4D)", evidence, notes);
        return evidence.IsAscii ? (Encoding.UTF8, new("UTF-8（全部为 ASCII）", "UTF-8 (all ASCII)"))
            : evidence.IsUtf8 ? (Encoding.UTF8, new("UTF-8（由字节判断）", "UTF-8 (as its bytes show)"))
            : (TextEncoding.Gb18030, new("GB18030（由字节判断）", "GB18030 (as its bytes show)"));
    }

    private static (Encoding Encoding, Bilingual Said) Declared(
        Encoding declared,
        string said,
        EncodingEvidence evidence,
        List<Bilingual> notes
    )
    {
        var taken =
            evidence.IsAscii ? declared
            : declared is UTF8Encoding
                ? evidence.IsUtf8 ? declared
                    : TextEncoding.Gb18030
            : evidence.IsSurelyUtf8 && (IsOneOf(Chinese) || IsOneOf(Western) || !evidence.HasBadUtf8) ? Encoding.UTF8
            : evidence.IsSurelyGb && IsOneOf(Western) ? TextEncoding.Gb18030
            : declared;
        if (ReferenceEquals(taken, declared))
            return (declared, Bilingual.Same(said));
        var name = taken.WebName.ToUpperInvariant();
        notes.Add(
            new(
                $"文件声明编码 {said}，字节却是 {name}，按字节读取",
                $"the file declares {said}, but its bytes are {name} and were read so"
            )
        );
        return (taken, new($"{name}（由字节判断，不从声明 {said}）", $"{name} (as its bytes show, against {said})"));

        bool IsOneOf(int[] pages) => pages.Contains(declared.CodePage);
    }

    // Every text and every name of a field, each by itself.
    private static EncodingEvidence Weigh(DbfTable table)
    {
        EncodingEvidence evidence = new();
        foreach (var field in table.Fields)
            evidence.Add(field.RawName);
        int[] texts = [.. Enumerable.Range(0, table.Fields.Count).Where(i => table.Fields[i].Type is 'C')];
        table.Rewind();
        for (long row = 0; row < table.Count && table.Read(); row++)
        {
            foreach (var field in texts)
                evidence.Add(table.Bytes(field));
        }

        return evidence;
    }

    private static string ShortText(string file)
    {
        using StreamReader text = new(file);
        var buffer = new char[64];
        return new string(buffer, 0, text.ReadBlock(buffer, 0, buffer.Length)).Trim();
    }
}
