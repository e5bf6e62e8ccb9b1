using System.Text;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Esri;
using NetTopologySuite.IO.Esri.Shapefiles.Readers;

namespace Longlin.Geo.Import.Formats;

/// <summary>Shapefiles. The encoding comes from the option, the .cpg file, the DBF language byte, else from a trial; the .prj declares the coordinate system.</summary>
internal static class ShapefileReader
{
    public static SourceFile Open(string file, string? encodingName)
    {
        var dbf = Path.ChangeExtension(file, ".dbf");
        if (!File.Exists(dbf)) throw new ImportException(file, $"缺少 {Path.GetFileName(dbf)}。 The .dbf beside it is missing.");
        var (encoding, said) = ChooseEncoding(file, dbf, encodingName);
        var prj = Path.ChangeExtension(file, ".prj");
        return new SourceFile(Rows(file, encoding), File.Exists(prj) ? File.ReadAllText(prj) : null, said);
    }

    private static IEnumerable<RawRow> Rows(string file, Encoding encoding)
    {
        using var reader = OpenReader(file, encoding);
        for (long number = 1; ; number++)
        {
            RawRow row;
            try
            {
                if (!reader.Read()) yield break;
                Dictionary<string, object?> fields = new(StringComparer.Ordinal);
                foreach (var field in reader.Fields) fields[field.Name] = field.Value;
                row = new RawRow(number, fields, reader.Geometry);
            }
            catch (Exception e) when (e is ArgumentException or InvalidDataException or EndOfStreamException or ShapefileException)
            {
                throw new ImportException(file, $"第 {number} 行之后损坏 damaged at row {number}: {e.Message}", e);
            }

            yield return row;
        }
    }

    private static NetTopologySuite.IO.Esri.Shapefiles.Readers.ShapefileReader OpenReader(string file, Encoding encoding)
    {
        try
        {
            return Shapefile.OpenRead(file, new() { Encoding = encoding, GeometryBuilderMode = GeometryBuilderMode.IgnoreInvalidShapes, Factory = GeometryFactory.Default });
        }
        catch (Exception e) when (e is ShapefileException or IOException or ArgumentException)
        {
            throw new ImportException(file, $"不是可读的 shapefile not a readable shapefile: {e.Message}", e);
        }
    }

    private static (Encoding, string) ChooseEncoding(string file, string dbf, string? name)
    {
        if (name is not null) return (TextEncoding.Named(file, name), name);
        var cpg = Path.ChangeExtension(file, ".cpg");
        if (File.Exists(cpg) && File.ReadAllText(cpg).Trim() is { Length: > 0 } declared) return (TextEncoding.Named(cpg, declared), $"{declared} (.cpg)");
        var bytes = File.ReadAllBytes(dbf);
        if (bytes.Length > 29 && bytes[29] == 0x4D) return (TextEncoding.Named(file, "GBK"), "GBK (DBF 0x4D)");
        return TextEncoding.IsUtf8(bytes.AsSpan(Math.Min(32, bytes.Length)), cut: false) ? (Encoding.UTF8, "UTF-8") : (TextEncoding.Named(file, "GB18030"), "GB18030 (not valid UTF-8)");
    }
}
