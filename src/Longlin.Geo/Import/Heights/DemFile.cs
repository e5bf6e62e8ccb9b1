using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Heights;

/// <summary>Opens files of heights by their format.</summary>
public static class DemFile
{
    /// <summary>Opens a GeoTIFF (.tif, .tiff) or an SRTM tile (.hgt, or a .zip that holds one).</summary>
    /// <param name="file">The file.</param>
    /// <param name="declaredCrs">The coordinate system where the file does not tell it, as <c>EPSG:n</c>; null takes
    /// the file's.</param>
    /// <exception cref="ImportException">It is missing, of no known format, damaged, too large, without a place on
    /// Earth, or in a coordinate system that is not known.</exception>
    public static DemRaster Open(string file, string? declaredCrs = null)
    {
        if (!File.Exists(file))
            throw new ImportException(file, new("没有这个文件。", "There is no such file."));
        return Path.GetExtension(file).ToUpperInvariant() switch
        {
            ".TIF" or ".TIFF" => GeoTiffDem.Open(file, declaredCrs),
            ".HGT" or ".ZIP" => HgtFile.Open(file),
            var other => throw new ImportException(
                file,
                new(
                    $"不认识的高程格式 {other}，请用 GeoTIFF (.tif) 或 SRTM (.hgt, .zip)。",
                    $"Unknown elevation format {other}: use GeoTIFF (.tif) or SRTM (.hgt, .zip)."
                )
            ),
        };
    }
}
