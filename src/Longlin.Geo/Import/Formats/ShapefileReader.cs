using System.Buffers.Binary;
using System.Text;
using Longlin.Geo.Import.Rows;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Esri;
using NetTopologySuite.IO.Esri.Shapefiles.Readers;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// Shapefiles. The encoding comes from the option, the .cpg file, the DBF language byte, else from a trial; the .prj
/// declares the coordinate system.
/// </summary>
internal static class ShapefileReader
{
    // dBASE III header: byte 29 names the code page; field descriptions begin at byte 32.
    private const int LanguageByte = 29;
    private const int FirstByteOfFields = 32;
    private const int FieldLength = 32;

    public static SourceFile Open(string file, string? encodingName)
    {
        var dbf = Path.ChangeExtension(file, ".dbf");
        if (!File.Exists(dbf))
            throw new ImportException(
                file,
                new($"缺少 {Path.GetFileName(dbf)}。", $"{Path.GetFileName(dbf)} is missing.")
            );
        var (encoding, said) = ChooseEncoding(file, dbf, encodingName);
        ShapefileRecords.Check(file);
        var prj = Path.ChangeExtension(file, ".prj");
        FilePosition position = new();
        return new SourceFile(
            Rows(file, encoding, position),
            File.Exists(prj) ? File.ReadAllText(prj) : null,
            said,
            position.Share,
            ClockwiseShells: true
        );
    }

    private static IEnumerable<RawRow> Rows(string file, Encoding encoding, FilePosition position)
    {
        using var reader = OpenReader(file, encoding);
        position.Of(reader.RecordCount);
        var header = reader.Fields.Select(f => f.Name).ToArray();
        for (long number = 1; ; number++)
        {
            RawRow row;
            try
            {
                if (!reader.Read())
                    yield break;
                var values = new object?[header.Length];
                for (var i = 0; i < values.Length; i++)
                    values[i] = reader.Fields[i].Value;
                row = new RawRow(number, header, values, reader.Geometry);
                position.At(number);
            }
            catch (Exception e)
                when (e
                        is ArgumentException
                            or InvalidDataException
                            or IOException
                            or ShapefileException
                            or OverflowException
                            or IndexOutOfRangeException
                            or FormatException
                            or NullReferenceException
                            or InvalidOperationException
                )
            {
                // The library reports damage by many exceptions; all of them mean that the file cannot be read on.
                throw new ImportException(
                    file,
                    new($"第 {number} 行之后损坏：{e.Message}", $"Damaged after row {number}: {e.Message}"),
                    e
                );
            }

            yield return row;
        }
    }

    private static NetTopologySuite.IO.Esri.Shapefiles.Readers.ShapefileReader OpenReader(
        string file,
        Encoding encoding
    )
    {
        try
        {
            return Shapefile.OpenRead(
                file,
                new()
                {
                    Encoding = encoding,
                    GeometryBuilderMode = GeometryBuilderMode.IgnoreInvalidShapes,
                    Factory = GeometryFactory.Default,
                }
            );
        }
        catch (Exception e)
            when (e
                    is ShapefileException
                        or IOException
                        or ArgumentException
                        or InvalidDataException
                        or OverflowException
                        or IndexOutOfRangeException
                        or FormatException
                        or NullReferenceException
                        or InvalidOperationException
                        or NotSupportedException
            )
        {
            throw new ImportException(
                file,
                new($"不是可读的 shapefile：{e.Message}", $"Not a readable shapefile: {e.Message}"),
                e
            );
        }
    }

    private static (Encoding, string) ChooseEncoding(string file, string dbf, string? name)
    {
        if (name is not null)
            return (TextEncoding.Named(file, name), name);
        var cpg = Path.ChangeExtension(file, ".cpg");
        if (File.Exists(cpg) && ShortText(cpg) is { Length: > 0 } declared)
        {
            var encoding = TextEncoding.Named(cpg, declared);
            if (encoding is UTF8Encoding && TextEncoding.InvalidUtf8At(dbf, FirstByteOfRecords(dbf), out _) is { } at)
                throw new ImportException(
                    file,
                    new(
                        $".cpg 声明 {declared}，但 .dbf 第 {at} 字节起不是 UTF-8；像是 GBK，请加 --encoding GBK。",
                        $"The .cpg declares {declared}, but the .dbf is not UTF-8 at byte {at}; it looks like "
                            + "GBK: add --encoding GBK."
                    )
                );
            return (encoding, $"{declared} (.cpg)");
        }

        Span<byte> head = stackalloc byte[FirstByteOfFields];
        using (var stream = File.OpenRead(dbf))
        {
            if (
                stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) > LanguageByte
                && head[LanguageByte] == 0x4D
            )
                return (TextEncoding.Named(file, "GBK"), "GBK (DBF 0x4D)");
        }

        var (trial, said) = TextEncoding.Trial(dbf, FirstByteOfRecords(dbf));
        // Where the records are all ASCII the names of the fields may still tell.
        return trial is UTF8Encoding && FieldNames(dbf).Exists(n => !TextEncoding.IsUtf8(n))
            ? (TextEncoding.Named(file, "GB18030"), "GB18030 (the names of the fields are not valid UTF-8)")
            : (trial, said);
    }

    // Bytes 8 and 9 hold the header's length; behind it stand the records.
    private static long FirstByteOfRecords(string dbf)
    {
        using var stream = File.OpenRead(dbf);
        Span<byte> head = stackalloc byte[FirstByteOfFields];
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length
            ? 0
            : BinaryPrimitives.ReadUInt16LittleEndian(head[8..]);
    }

    // Each description has 32 bytes and begins with a name of up to 11, ended by a zero.
    private static List<byte[]> FieldNames(string dbf)
    {
        var header = new byte[FirstByteOfRecords(dbf)];
        using var stream = File.OpenRead(dbf);
        var read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        List<byte[]> names = [];
        for (var at = FirstByteOfFields; at + FieldLength <= read && header[at] != 0x0D; at += FieldLength)
        {
            var name = header.AsSpan(at, 11);
            names.Add((name.IndexOf((byte)0) is >= 0 and var end ? name[..end] : name).ToArray());
        }

        return names;
    }

    private static string ShortText(string file)
    {
        using StreamReader text = new(file);
        var buffer = new char[64];
        return new string(buffer, 0, text.ReadBlock(buffer, 0, buffer.Length)).Trim();
    }
}
