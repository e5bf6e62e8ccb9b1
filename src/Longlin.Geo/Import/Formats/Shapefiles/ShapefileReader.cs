using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Esri;
using NetTopologySuite.IO.Esri.Shapefiles.Readers;
using NetTopologySuite.IO.Esri.Shp;
using NetTopologySuite.IO.Esri.Shp.Readers;

namespace Longlin.Geo.Import.Formats.Shapefiles;

/// <summary>
/// Shapefiles: the .shx file says which records count, the .prj file declares the coordinate system, and
/// <see cref="ShapefileEncoding"/> chooses the encoding.
/// </summary>
internal static class ShapefileReader
{
    public static SourceFile Open(string file, string? encodingName)
    {
        var dbf =
            ShapefileParts.Find(file, ".dbf")
            ?? throw new ImportException(
                file,
                new(
                    $"缺少 {Path.GetFileNameWithoutExtension(file)}.dbf。shapefile 的 .shp、.shx、.dbf、"
                        + ".prj 要放在一起。",
                    $"{Path.GetFileNameWithoutExtension(file)}.dbf is missing: keep .shp, .shx, .dbf and .prj together."
                )
            );
        var shx = ShapefileParts.Find(file, ".shx");
        List<Bilingual> notes = [];
        using var table = DbfTable.Open(dbf);
        var records = ShapefileRecords.Of(file, shx);
        RefuseOtherCounts(file, records, table);
        if (shx is null)
            notes.Add(
                new(
                    "没有 .shx，按 .shp 中的顺序读取记录",
                    "there is no .shx: the records are read in the order of the .shp"
                )
            );
        var (encoding, said) = ShapefileEncoding.Choose(file, table, encodingName, notes);
        table.ReadAs(encoding);
        var elsewhere = table.Fields.Where(f => f.Type is 'M' or 'G' or 'P').Select(f => encoding.GetString(f.RawName));
        if (string.Join(", ", elsewhere) is { Length: > 0 } memos)
            notes.Add(new($"备注型字段不读取：{memos}", $"memo fields are not read: {memos}"));
        var prj = ShapefileParts.Find(file, ".prj");
        FilePosition position = new();
        return new SourceFile(
            Rows(file, dbf, records, encoding, position),
            prj is null ? null : File.ReadAllText(prj),
            said,
            position.Share,
            ClockwiseShells: true
        )
        {
            CrsReason = prj is null ? null : Bilingual.Same(".prj"),
            Taken = Path.GetFileName(file),
            HeaderEncoding = encoding,
            Notes = notes,
        };
    }

    private static void RefuseOtherCounts(string file, ShapefileRecords records, DbfTable table)
    {
        var rows = table.Count == records.InFile ? table.Stated : table.Count;
        if (rows == records.InFile && (records.InIndex ?? rows) == rows)
            return;
        var index = records.InIndex is { } n ? $"{n}" : "–";
        throw new ImportException(
            file,
            new(
                $"三个文件的记录数不一致：.shp {records.InFile}，.shx {index}，.dbf {rows}。请从原软件重新导出，"
                    + "或向提供者重新索取。",
                $"The files have different numbers of records: .shp {records.InFile}, .shx {index}, .dbf {rows}. "
                    + "Export it again from where it came, or ask its owner for it again."
            )
        );
    }

    private static IEnumerable<RawRow> Rows(
        string file,
        string dbf,
        ShapefileRecords records,
        System.Text.Encoding encoding,
        FilePosition position
    )
    {
        using var table = DbfTable.Open(dbf);
        table.ReadAs(encoding);
        table.Rewind();
        position.Of(table.Count);
        using var stream = records.Open();
        using var shapes = OpenShapes(file, stream);
        var header = table.Names();
        for (long number = 1; number <= table.Count && table.Read(); number++)
        {
            var geometry = Next(file, shapes, number);
            position.At(number);
            if (table.IsDeleted)
                continue;
            var values = new object?[header.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = table.Value(i);
            yield return new RawRow(number, header, values, geometry);
        }
    }

    private static Geometry? Next(string file, ShpReader shapes, long number)
    {
        try
        {
            return shapes.Read() ? shapes.Geometry : throw new InvalidDataException("The .shp ends too early.");
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new ImportException(
                file,
                new(
                    $"第 {number} 行的图形损坏，没有导入任何行。请从原软件重新导出。",
                    $"The shape of row {number} is damaged, nothing was imported. Export it again from where it came."
                ),
                e
            );
        }
    }

    private static ShpReader OpenShapes(string file, Stream stream)
    {
        try
        {
            return Shp.OpenRead(
                stream,
                new()
                {
                    GeometryBuilderMode = GeometryBuilderMode.IgnoreInvalidShapes,
                    Factory = GeometryFactory.Default,
                }
            );
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new ImportException(
                file,
                new(
                    "不是可读的 shapefile：文件头损坏，或图形种类不能读取。",
                    "Not a readable shapefile: its header is damaged, or its kind of shape cannot be read."
                ),
                e
            );
        }
    }

    // The library reports damage by many exceptions; all of them mean that the file cannot be read on.
    private static bool IsDamage(Exception e) =>
        e
            is ShapefileException
                or IOException
                or ArgumentException
                or InvalidDataException
                or OverflowException
                or IndexOutOfRangeException
                or FormatException
                or NullReferenceException
                or InvalidOperationException
                or NotSupportedException;
}
