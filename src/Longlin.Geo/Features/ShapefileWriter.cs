using System.Text;
using Longlin.Geo.Crs;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Esri;
using NetTopologySuite.IO.Esri.Dbf.Fields;
using NetTopologySuite.IO.Esri.Shapefiles.Writers;

namespace Longlin.Geo.Features;

/// <summary>
/// Writes shapefiles in UTF-8 with .cpg (GBK lacks rare characters) and .prj; names of columns are cut to ten
/// characters, a file a kind of geometry.
/// </summary>
internal static class ShapefileWriter
{
    public static IReadOnlyList<string> Write(
        string path,
        LayerDescription layer,
        SpatialReference crs,
        IEnumerable<FeatureRecord> rows
    )
    {
        if (layer.Geometry == GeometryKind.None)
            throw new UsageException(
                new(
                    $"图层 {layer.Name} 没有图形，不能写成 shapefile，请用 csv 或 xlsx。",
                    $"Layer {layer.Name} has no geometry and cannot be a shapefile: use csv or xlsx."
                )
            );
        var groups = rows.Where(r => r.Geometry is not null)
            .GroupBy(r => r.Geometry!.Dimension)
            .OrderBy(g => g.Key)
            .ToList();
        List<string> files = [];
        foreach (var group in groups)
        {
            var kind = group.Key switch
            {
                Dimension.Point => "point",
                Dimension.Curve => "line",
                _ => "polygon",
            };
            var file =
                groups.Count == 1
                    ? path
                    : Path.Combine(
                        Path.GetDirectoryName(path) ?? "",
                        $"{Path.GetFileNameWithoutExtension(path)}_{kind}.shp"
                    );
            WriteFile(
                file,
                layer,
                crs,
                group.Key switch
                {
                    Dimension.Point => ShapeType.Point,
                    Dimension.Curve => ShapeType.PolyLine,
                    _ => ShapeType.Polygon,
                },
                group
            );
            files.Add(file);
        }

        return files;
    }

    private static void WriteFile(
        string file,
        LayerDescription layer,
        SpatialReference crs,
        ShapeType type,
        IEnumerable<FeatureRecord> rows
    )
    {
        var columns = layer.AllColumns.ToArray();
        DbfField[] fields = [.. columns.Select(Field)];
        using var writer = Shapefile.OpenWrite(
            file,
            new ShapefileWriterOptions(type, fields) { Encoding = Encoding.UTF8, Projection = crs.Definition }
        );
        foreach (var row in rows)
        {
            writer.Geometry = row.Geometry;
            for (var i = 0; i < columns.Length; i++)
            {
                fields[i].Value = row[columns[i].Name] switch
                {
                    DateOnly day => day.ToDateTime(TimeOnly.MinValue),
                    // DBF knows days only.
                    DateTime moment => MomentText.Iso(moment),
                    string[] words => string.Join(',', words),
                    decimal money => (double)money,
                    var other => other,
                };
                // A DBF text holds 254 bytes; what is longer would be cut without a word.
                if (fields[i].Value is string text && Encoding.UTF8.GetByteCount(text) > 254)
                    throw new UsageException(
                        new(
                            $"{row["code"]}: {columns[i].Name} 超过 254 字节，shapefile 放不下，请用 gpkg。",
                            $"{row["code"]}: {columns[i].Name} is longer than the 254 bytes of a shapefile: use gpkg."
                        )
                    );
            }

            writer.Write();
        }
    }

    private static DbfField Field(ColumnDescription column)
    {
        var name = column.Name.Length > 10 ? column.Name[..10] : column.Name;
        return column.Type switch
        {
            ColumnType.Integer => new DbfNumericInt32Field(name),
            ColumnType.Number => new DbfNumericDoubleField(name, 19, 8),
            ColumnType.Money => new DbfNumericDoubleField(name, 19, 2),
            ColumnType.Boolean => new DbfLogicalField(name, 1),
            ColumnType.Date => new DbfDateField(name, 8),
            _ => new DbfCharacterField(name, 254),
        };
    }
}
