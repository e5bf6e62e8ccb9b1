using System.Globalization;
using BitMiracle.LibTiff.Classic;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Heights;

/// <summary>
/// Where a GeoTIFF lies: the centre of its first cell, its steps, and the system it declares. Tags and keys: OGC
/// 19-008r4 (GeoTIFF 1.1).
/// </summary>
internal sealed record GeoTiffPlace(double FirstX, double FirstY, double StepX, double StepY, string? DeclaredCrs)
{
    private const TiffTag PixelScale = (TiffTag)33550;
    private const TiffTag Tiepoint = (TiffTag)33922;
    private const TiffTag Transformation = (TiffTag)34264;
    private const TiffTag KeyDirectory = (TiffTag)34735;
    private const int ModelType = 1024;
    private const int RasterType = 1025;
    private const int GeodeticCrs = 2048;
    private const int ProjectedCrs = 3072;
    private const int PixelIsPoint = 2;
    private const int UserDefined = 32767;

    /// <summary>The keys of a file, by their numbers.</summary>
    public static IReadOnlyDictionary<int, int> KeysOf(Tiff tiff) => Keys(tiff);

    public static GeoTiffPlace Of(Tiff tiff, string file)
    {
        var keys = Keys(tiff);
        double x,
            y,
            stepX,
            stepY;
        if (Doubles(tiff, Transformation) is { Length: >= 16 } m)
        {
            if (m[1] != 0 || m[4] != 0)
                throw new ImportException(
                    file,
                    new(
                        "栅格是旋转的，请先用 gdalwarp 转正。",
                        "The raster is rotated: straighten it first, for example with gdalwarp."
                    )
                );
            (x, y, stepX, stepY) = (m[3], m[7], m[0], m[5]);
        }
        else if (Doubles(tiff, PixelScale) is { Length: >= 2 } scale && Doubles(tiff, Tiepoint) is { Length: >= 6 } tie)
        {
            (stepX, stepY) = (scale[0], -scale[1]);
            (x, y) = (tie[3] - tie[0] * stepX, tie[4] - tie[1] * stepY);
        }
        else
        {
            throw new ImportException(
                file,
                new(
                    "TIFF 没有地理位置（缺 ModelPixelScale/ModelTiepoint），请导出 GeoTIFF。",
                    "The TIFF has no geographic position (ModelPixelScale and ModelTiepoint are missing): "
                        + "export it as GeoTIFF."
                )
            );
        }

        if (!double.IsFinite(x + y + stepX + stepY) || stepX == 0 || stepY == 0)
            throw new ImportException(file, new("像元大小为零或不是数。", "The cell size is zero or not a number."));
        // The tags place the corner of the first cell, or its centre where the file says that a pixel is a point.
        var half = keys.GetValueOrDefault(RasterType) == PixelIsPoint ? 0 : 0.5;
        return new(x + half * stepX, y + half * stepY, stepX, stepY, Declared(keys, file));
    }

    private static string? Declared(Dictionary<int, int> keys, string file)
    {
        var code = keys.GetValueOrDefault(ModelType) switch
        {
            1 => keys.GetValueOrDefault(ProjectedCrs),
            2 => keys.GetValueOrDefault(GeodeticCrs),
            3 => throw new ImportException(
                file,
                new("地心坐标的栅格无法使用。", "A raster in geocentric coordinates is not supported.")
            ),
            _ => 0,
        };
        return code is 0 or UserDefined ? null : string.Create(CultureInfo.InvariantCulture, $"EPSG:{code}");
    }

    // The directory: version, revision, minor, count; then key, tag that holds the value (0: this one), count, value.
    private static Dictionary<int, int> Keys(Tiff tiff)
    {
        Dictionary<int, int> keys = [];
        if (
            tiff.GetField(KeyDirectory) is not [_, var value]
            || value.ToUShortArray() is not { Length: >= 4 } directory
        )
            return keys;
        for (var i = 4; i + 3 < directory.Length; i += 4)
        {
            if (directory[i + 1] == 0)
                keys[directory[i]] = directory[i + 3];
        }

        return keys;
    }

    private static double[]? Doubles(Tiff tiff, TiffTag tag) =>
        tiff.GetField(tag) is [_, var value] ? value.ToDoubleArray() : null;
}
