using Longlin.Geo.Import;
using Longlin.Geo.Import.Heights;
using Longlin.Geo.Import.Rows;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Import;

/// <summary>Units, masks, compressions and sizes of rasters of heights, and the heights of lines.</summary>
public sealed class HeightCasesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    private string At(string name) => Path.Combine(_folder, name);

    private static float[] Heights(string file)
    {
        using var raster = DemFile.Open(file);
        var heights = new float[raster.Rows * raster.Columns];
        for (var row = 0; row < raster.Rows; row++)
            raster.ReadRow(row, heights.AsSpan(row * raster.Columns, raster.Columns));
        return heights;
    }

    private static string Refused(string file) =>
        Assert.Throws<ImportException>(() => DemFile.Open(file).Dispose()).Text.En;

    [Fact]
    public void Heights_in_feet_become_metres()
    {
        var file = SharedData.Need("cases/dem_unit_ft.tif");
        var heights = Heights(file);
        Assert.Equal(2624 * 0.3048, heights.Min(), 0.01);
        Assert.Equal(3592 * 0.3048, heights.Max(), 0.01);
        using var raster = DemFile.Open(file);
        Assert.Equal(0.3048, raster.UnitMetres);
    }

    [Theory]
    [InlineData("m", 1.0)]
    [InlineData("US survey foot", 0.30480061)]
    [InlineData("fathom", null)]
    public void The_unit_that_the_file_names_counts(string unit, double? metres)
    {
        var text = File.ReadAllBytes(SharedData.Need("cases/dem_unit_ft.tif"));
        File.WriteAllBytes(At("a.tif"), text);
        Gdal.Run("gdal_translate", "-q", "-of", "VRT", At("a.tif"), At("a.vrt"));
        var vrt = File.ReadAllText(At("a.vrt"))
            .Replace("<UnitType>ft</UnitType>", $"<UnitType>{unit}</UnitType>", StringComparison.Ordinal);
        File.WriteAllText(At("b.vrt"), vrt);
        Gdal.Run("gdal_translate", "-q", At("b.vrt"), At("b.tif"));
        if (metres is null)
            Assert.Contains(unit, Refused(At("b.tif")), StringComparison.Ordinal);
        else
            Assert.Equal(2624 * metres.Value, Heights(At("b.tif")).Min(), 0.01);
    }

    [Theory]
    [InlineData()]
    [InlineData("-co", "TILED=YES", "-co", "BLOCKXSIZE=16", "-co", "BLOCKYSIZE=32")]
    [InlineData("-co", "COMPRESS=DEFLATE", "-co", "BLOCKYSIZE=7")]
    public void Cells_outside_an_internal_mask_are_voids(params string[] options)
    {
        var file = SharedData.Need("cases/dem_mask.tif");
        if (options.Length > 0)
        {
            Gdal.Run(
                "gdal_translate",
                ["-q", "--config", "GDAL_TIFF_INTERNAL_MASK", "YES", .. options, file, At("b.tif")]
            );
            file = At("b.tif");
        }

        // GDAL's own reading of the mask, a byte a cell.
        Gdal.Run("gdal_translate", "-q", "-b", "mask", "-ot", "Byte", "-of", "ENVI", file, At("mask"));
        var mask = File.ReadAllBytes(At("mask"));
        var heights = Heights(file);
        Assert.Equal(mask.Length, heights.Length);
        Assert.Contains(mask, m => m == 0);
        Assert.Equal(Array.ConvertAll(mask, m => m == 0), Array.ConvertAll(heights, float.IsNaN));
    }

    [Theory]
    [InlineData(50000, "ZSTD")]
    [InlineData(34887, "LERC")]
    public void A_compression_that_is_not_read_is_named_with_a_way_out(int compression, string name)
    {
        Gdal.Run("gdal_translate", "-q", "-co", "COMPRESS=LZW", SharedData.Need("cases/dem_unit_ft.tif"), At("a.tif"));
        var bytes = File.ReadAllBytes(At("a.tif"));
        // Tag 259, a short, one of them.
        var at = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x03, 0x01, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00]);
        BitConverter.TryWriteBytes(bytes.AsSpan(at + 8), (ushort)compression);
        File.WriteAllBytes(At("a.tif"), bytes);
        var message = Refused(At("a.tif"));
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains("gdal_translate -co COMPRESS=DEFLATE", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_file_that_unpacks_to_thirty_thousand_squared_is_refused_by_its_size()
    {
        Gdal.Run(
            "gdal_create",
            "-q",
            "-of",
            "GTiff",
            "-outsize",
            "30000",
            "30000",
            "-ot",
            "Int16",
            "-co",
            "SPARSE_OK=TRUE",
            "-a_srs",
            "EPSG:4490",
            "-a_ullr",
            "105",
            "25",
            "106",
            "24",
            At("a.tif")
        );
        Assert.InRange(new FileInfo(At("a.tif")).Length, 1, 4 << 20);
        Assert.Contains("900 million cells", Refused(At("a.tif")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_with_heights_gets_its_grade_and_one_with_zeros_none()
    {
        using var importer = FileImporter.Open(
            new ImportOptions { File = SharedData.Need("cases/g_3dline.geojson"), Layer = SharedData.Catalog["roads"] }
        );
        var rows = importer.Rows().ToList();
        // One metre over 1,011 m.
        Assert.Equal(0.0989, (double)rows[0].Record!["grade_pct"]!, 0.0005);
        Assert.Equal([1], importer.GradedRows);

        Assert.Null(LineGrade.Percent(Line((0, 0), (500, 0))));
        Assert.Null(LineGrade.Percent(Line((0, 1), (500, double.NaN))));
        Assert.Equal(10, LineGrade.Percent(Line((0, 100), (500, 150)))!.Value, 0.05);
        // The steepest stretch counts, and a step of two metres between neighbours is no grade of 100 %.
        Assert.Equal(10, LineGrade.Percent(Line((0, 100), (500, 100), (700, 120), (1200, 120)))!.Value, 0.05);
        Assert.Equal(2, LineGrade.Percent(Line((0, 100), (2, 102), (100, 102), (600, 102)))!.Value, 0.05);
        // A line shorter than the stretch has the slope between its ends.
        Assert.Equal(5, LineGrade.Percent(Line((0, 100), (20, 101)))!.Value, 0.05);
    }

    [Fact]
    public void A_grade_that_the_file_gives_stays()
    {
        var file = At("a.geojson");
        File.WriteAllText(
            file,
            """
            {"type":"Feature","properties":{"code":"a","surface":"concrete","grade_pct":7},
             "geometry":{"type":"LineString","coordinates":[[105.31,24.73,1],[105.32,24.73,200]]}}
            """
        );
        using var importer = FileImporter.Open(new ImportOptions { File = file, Layer = SharedData.Catalog["roads"] });
        Assert.Equal(7.0, Assert.Single(importer.Rows()).Record!["grade_pct"]);
        Assert.Empty(importer.GradedRows);
    }

    // Metres east of 105° E on 24.7° N, and the heights there.
    private static LineString Line(params (double East, double Height)[] points) =>
        new([.. points.Select(p => new CoordinateZ(105 + p.East / 101_183, 24.7, p.Height))]);
}
