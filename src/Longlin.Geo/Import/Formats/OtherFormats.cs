using System.IO.Compression;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Formats;

/// <summary>Files that are not read: what they are, and what to do with them.</summary>
internal static class OtherFormats
{
    private static readonly Bilingual Geodatabase = new(
        "是 Esri 文件地理数据库（FileGDB），不能直接读取。请在 ArcGIS 或 QGIS 中打开，"
            + "把要导入的图层导出为 GeoPackage（.gpkg）或 shapefile。",
        "It is an Esri file geodatabase, which is not read. Open it in ArcGIS or QGIS and export the layer as GeoPackage "
            + "(.gpkg) or shapefile."
    );

    private static readonly Dictionary<string, Bilingual> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        [".gdb"] = Geodatabase,
        [".gdbtable"] = Geodatabase,
        [".xls"] = new(
            "是旧式 Excel 文件。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。",
            "It is an old Excel file. Open it in Excel or WPS, save it as .xlsx and import that."
        ),
        [".et"] = new(
            "是 WPS 表格文件。请另存为 .xlsx 再导入。",
            "It is a WPS sheet. Save it as .xlsx and import that."
        ),
        [".dbf"] = new(
            "只是 shapefile 的属性表，没有图形。请选择 .shp，并与 .shx、.dbf、.prj 放在一起；"
                + "只有表格时另存为 .xlsx 或 .csv。",
            "It is only the table of a shapefile. Choose the .shp, with .shx, .dbf and .prj beside it; a table alone can "
                + "be saved as .xlsx or .csv."
        ),
        [".kml"] = Converted("KML"),
        [".kmz"] = Converted("KMZ"),
        [".dwg"] = Converted("AutoCAD DWG"),
        [".dxf"] = Converted("AutoCAD DXF"),
        [".mdb"] = Converted("Access / Esri"),
        [".tab"] = Converted("MapInfo"),
        [".mif"] = Converted("MapInfo"),
        [".gml"] = Converted("GML"),
        [".fgb"] = Converted("FlatGeobuf"),
        [".rar"] = Unpacked("RAR"),
        [".7z"] = Unpacked("7z"),
        [".tar"] = Unpacked("tar"),
        [".gz"] = Unpacked("gzip"),
    };

    /// <summary>Why a folder without a shapefile is refused; null where nothing is known about it.</summary>
    public static Bilingual? OfFolder(string folder) =>
        folder.TrimEnd('/', '\\').EndsWith(".gdb", StringComparison.OrdinalIgnoreCase)
        || Directory.EnumerateFiles(folder, "*.gdbtable").Any()
            ? Geodatabase
            : null;

    /// <summary>Why a file of an ending that is not read is refused.</summary>
    public static Bilingual Of(string ending) =>
        Known.TryGetValue(ending, out var words)
            ? words
            : new(
                $"不支持的格式 {ending}，可用 .shp、.zip、.gpkg、.geojson、.csv、.xlsx、.osm.pbf。",
                $"Unknown format {ending}: use .shp, .zip, .gpkg, .geojson, .csv, .xlsx or .osm.pbf."
            );

    /// <summary>What an archive without a shapefile holds, and what to do with it.</summary>
    public static Bilingual OfArchive(string file)
    {
        using var zip = ZipFile.OpenRead(file);
        string[] names = [.. zip.Entries.Select(e => e.FullName.Replace('\\', '/')).Where(n => !n.EndsWith('/'))];
        if (
            Array.Exists(
                names,
                n =>
                    n.Contains(".gdb/", StringComparison.OrdinalIgnoreCase)
                    || n.EndsWith(".gdbtable", StringComparison.OrdinalIgnoreCase)
            )
        )
            return Geodatabase;
        var some = names.Where(n => !n.Contains("__MACOSX", StringComparison.Ordinal)).Take(5).ToArray();
        var more = names.Length > some.Length ? " …" : "";
        return new(
            $"压缩包里没有 shapefile（.shp），有：{string.Join("、", some)}{more}。其他格式请解压后直接导入里面的文件。",
            $"The archive holds no shapefile (.shp) but: {string.Join(", ", some)}{more}. Unpack other formats and import "
                + "the file itself."
        );
    }

    private static Bilingual Converted(string name) =>
        new(
            $"是 {name} 文件，不能直接读取。请在 QGIS 或 ArcGIS 中打开，导出为 GeoPackage（.gpkg）或 shapefile。",
            $"{name} files are not read. Open it in QGIS or ArcGIS and export it as GeoPackage (.gpkg) or shapefile."
        );

    private static Bilingual Unpacked(string name) =>
        new(
            $"是 {name} 压缩包，只读取 .zip。请解压后导入里面的文件。",
            $"{name} archives are not read, only .zip. Unpack it and import the file inside."
        );
}
