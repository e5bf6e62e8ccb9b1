using System.Globalization;
using System.Runtime.InteropServices;
using Longlin.Geo.Import.Heights;

namespace Longlin.Geo.Tests.Import;

/// <summary>Files of heights, made by GDAL.</summary>
public abstract class DemTestBase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-dem-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, true);
        GC.SuppressFinalize(this);
    }

    protected string At(string name) => Path.Combine(_folder, name);

    protected static string Text(double v) => v.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A GeoTIFF of 90 × 70 cells of 1″ (or as many metres), made by gdal_translate.</summary>
    protected string Tiff(
        string name,
        Func<int, int, float> height,
        string[] options,
        string? crs = "EPSG:4490",
        double west = 105,
        double north = 24.7,
        double cell = 1 / 3600.0,
        int columns = 90,
        int rows = 70
    )
    {
        var heights = new float[columns * rows];
        for (var i = 0; i < heights.Length; i++)
            heights[i] = height(i % columns, i / columns);
        File.WriteAllBytes(At("raw"), MemoryMarshal.AsBytes(heights.AsSpan()).ToArray());
        File.WriteAllText(
            At("raw.hdr"),
            $"ENVI\nsamples = {columns}\nlines = {rows}\nbands = 1\ndata type = 4\ninterleave = bsq\nbyte order = 0\n"
        );
        string[] system = crs is null ? [] : ["-a_srs", crs];
        Gdal.Run(
            "gdal_translate",
            [
                "-q",
                "-a_ullr",
                Text(west),
                Text(north),
                Text(west + columns * cell),
                Text(north - rows * cell),
                .. system,
                .. options,
                At("raw"),
                At(name),
            ]
        );
        return At(name);
    }

    protected static float[] Heights(DemRaster raster)
    {
        var heights = new float[raster.Rows * raster.Columns];
        for (var row = 0; row < raster.Rows; row++)
            raster.ReadRow(row, heights.AsSpan(row * raster.Columns, raster.Columns));
        return heights;
    }
}
