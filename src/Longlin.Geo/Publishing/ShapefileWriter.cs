using System.Globalization;
using System.Text;
using Longlin.Geo.Import;
using Longlin.Geo.Model;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Esri;

namespace Longlin.Geo.Publishing;

/// <summary>Writes shapefiles in UTF-8 with .cpg (GBK lacks rare characters) and .prj; names of columns are cut to ten characters, a file a kind of geometry.</summary>
internal static class ShapefileWriter
{
    public static IReadOnlyList<string> Write(string path, LayerDescription layer, Crs crs, IEnumerable<FeatureRecord> rows)
    {
        if (layer.Geometry == GeometryKind.None) throw new UsageException($"图层 {layer.Name} 没有图形，不能写成 shapefile，请用 csv 或 xlsx。 The layer has no geometry: use csv or xlsx.");
        var groups = rows.Where(r => r.Geometry is not null).GroupBy(r => r.Geometry!.Dimension).OrderBy(g => g.Key).ToList();
        List<string> files = [];
        foreach (var group in groups)
        {
            var file = groups.Count == 1 ? path : Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}_{group.Key switch { Dimension.Point => "point", Dimension.Curve => "line", _ => "polygon" }}.shp");
            Shapefile.WriteAllFeatures(group.Select(r => new Feature(r.Geometry, Attributes(layer, r))), file, crs.Definition ?? "", Encoding.UTF8);
            files.Add(file);
        }

        return files;
    }

    private static AttributesTable Attributes(LayerDescription layer, FeatureRecord row)
    {
        AttributesTable attributes = [];
        foreach (var column in layer.AllColumns)
        {
            attributes.Add(column.Name.Length > 10 ? column.Name[..10] : column.Name, row[column.Name] switch
            {
                DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                string[] words => string.Join(',', words),
                bool flag => flag ? "true" : "false",
                decimal money => (double)money,
                null => "",
                var other => Convert.ToString(other, CultureInfo.InvariantCulture),
            });
        }

        return attributes;
    }
}
