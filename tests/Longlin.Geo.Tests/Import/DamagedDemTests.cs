using System.IO.Compression;
using Longlin.Geo.Import.Heights;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Tests.Import;

/// <summary>Files of heights that are damaged, too large or no heights at all.</summary>
public sealed class DamagedDemTests : DemTestBase
{
    private static string Refused(Func<DemRaster> open) =>
        Assert
            .Throws<ImportException>(() =>
            {
                using var raster = open();
                Heights(raster);
            })
            .Reason.En;

    [Theory]
    [InlineData("N24E105.hgt", 1000, "not SRTM")]
    [InlineData("longlin.hgt", 2884802, "south-west corner")]
    [InlineData("N99E105.hgt", 2884802, "not a place on Earth")]
    public void An_SRTM_tile_with_an_invalid_size_or_name_is_refused(string name, int bytes, string reason)
    {
        File.WriteAllBytes(At(name), new byte[bytes]);
        Assert.Contains(reason, Refused(() => DemFile.Open(At(name))));
    }

    [Fact]
    public void An_archive_must_contain_exactly_one_tile()
    {
        using (var zip = ZipFile.Open(At("none.zip"), ZipArchiveMode.Create))
            zip.CreateEntry("readme.txt");
        Assert.Contains("0 .hgt files", Refused(() => DemFile.Open(At("none.zip"))));
        File.WriteAllText(At("no.zip"), "no zip");
        Assert.Contains("Not a readable zip", Refused(() => DemFile.Open(At("no.zip"))));
    }

    [Fact]
    public void A_file_that_is_not_an_elevation_model_is_refused_with_a_message()
    {
        File.WriteAllText(At("text.tif"), "no tiff");
        Assert.Contains("Not a readable TIFF", Refused(() => DemFile.Open(At("text.tif"))));
        Assert.Contains("no such file", Refused(() => DemFile.Open(At("absent.tif"))));
        Assert.Contains(
            "Unknown elevation format",
            Refused(() =>
                DemFile.Open(
                    At("text.tif").Replace("text.tif", "raw.hdr", StringComparison.Ordinal) is var f && Touch(f) ? f : f
                )
            )
        );
        Assert.Contains(
            "3 bands (an RGB picture)",
            Refused(() =>
                DemFile.Open(
                    Tiff(
                        "rgb.tif",
                        (_, _) => 1,
                        ["-ot", "Byte", "-b", "1", "-b", "1", "-b", "1", "-co", "PHOTOMETRIC=RGB"]
                    )
                )
            )
        );
        Assert.Contains(
            "2 bands",
            Refused(() => DemFile.Open(Tiff("two.tif", (_, _) => 1, ["-ot", "Int16", "-b", "1", "-b", "1"])))
        );
        Assert.Contains(
            "a picture, not elevations",
            Refused(() => DemFile.Open(Tiff("byte.tif", (_, _) => 1, ["-ot", "Byte"])))
        );
        Assert.Contains(
            "add --crs",
            Refused(() => DemFile.Open(Tiff("nocrs.tif", (_, _) => 1, ["-ot", "Int16"], crs: null)))
        );
        Assert.Contains(
            "EPSG:2154",
            Refused(() =>
                DemFile.Open(
                    Tiff(
                        "lambert.tif",
                        (_, _) => 1,
                        ["-ot", "Int16"],
                        crs: "EPSG:2154",
                        west: 700_000,
                        north: 6_600_000,
                        cell: 30
                    )
                )
            )
        );
        Assert.Contains(
            "Beijing 54",
            Refused(() =>
                DemFile.Open(
                    Tiff(
                        "b54.tif",
                        (_, _) => 1,
                        ["-ot", "Int16"],
                        crs: "EPSG:2435",
                        west: 700_000,
                        north: 2_700_000,
                        cell: 30
                    )
                )
            )
        );
        Gdal.Run(
            "gdal_translate",
            "-q",
            "-of",
            "GTiff",
            "-co",
            "PROFILE=BASELINE",
            "-ot",
            "Int16",
            At("raw"),
            At("nowhere.tif")
        );
        Assert.Contains("no geographic position", Refused(() => DemFile.Open(At("nowhere.tif"))));
        Assert.Contains(
            "declare the right system",
            Assert
                .Throws<ImportException>(() =>
                {
                    using var metres = DemFile.Open(
                        Tiff("metres.tif", (_, _) => 1, ["-ot", "Int16"], west: 500_000, north: 2_700_000, cell: 30)
                    );
                    DemTiles.From(metres);
                })
                .Reason.En
        );
    }

    private static bool Touch(string file)
    {
        File.WriteAllText(file, "");
        return true;
    }

    [Theory]
    [InlineData("-co", "TILED=YES", "-co", "BLOCKXSIZE=32", "-co", "BLOCKYSIZE=32")]
    [InlineData("-co", "COMPRESS=DEFLATE")]
    [InlineData("-co", "COMPRESS=LZW")]
    public void A_truncated_or_damaged_file_is_read_or_refused_and_never_crashes(params string[] options)
    {
        var whole = File.ReadAllBytes(Tiff("whole.tif", (c, r) => c * r % 917, ["-ot", "Int16", .. options]));
        Random random = new(3);
        for (var i = 0; i < 120; i++)
        {
            var bytes = i % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (i % 2 == 1)
                for (var n = 0; n < 4; n++)
                    bytes[random.Next(i % 4 == 1 ? Math.Min(500, bytes.Length) : bytes.Length)] = (byte)
                        random.Next(256);
            File.WriteAllBytes(At("cut.tif"), bytes);
            try
            {
                using var raster = DemFile.Open(At("cut.tif"));
                if ((long)raster.Columns * raster.Rows < 1_000_000)
                    Heights(raster);
            }
            catch (ImportException)
            {
                continue;
            }

            // The directory stands at the front or at the end; a file without its end has lost a block.
            Assert.True(
                bytes.Length == whole.Length,
                $"{bytes.Length} of {whole.Length} bytes were taken for the whole"
            );
        }
    }

    [Theory]
    [InlineData(40_000_000)]
    [InlineData(60_000)]
    public void Oversized_blocks_are_refused_before_memory_is_allocated(int height)
    {
        var file = Tiff(
            "high.tif",
            (_, _) => 1,
            ["-ot", "Int16", "-co", "TILED=YES", "-co", "BLOCKXSIZE=16", "-co", "BLOCKYSIZE=16"],
            columns: 2000,
            rows: 20
        );
        var bytes = File.ReadAllBytes(file);
        // TILELENGTH, a short, becomes a long of another value.
        var at = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x43, 0x01, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00]);
        Assert.True(at > 0);
        bytes[at + 2] = 4;
        BitConverter.TryWriteBytes(bytes.AsSpan(at + 8), height);
        File.WriteAllBytes(file, bytes);
        Assert.Contains("rows are too large", Refused(() => DemFile.Open(file)));
    }

    [Fact]
    public void A_huge_size_is_refused_before_anything_is_read()
    {
        Gdal.Run(
            "gdal_translate",
            "-q",
            "-of",
            "GTiff",
            "-outsize",
            "70000",
            "20",
            "-a_srs",
            "EPSG:4490",
            "-ot",
            "Int16",
            "-co",
            "SPARSE_OK=TRUE",
            Tiff("small.tif", (_, _) => 0, ["-ot", "Int16"]),
            At("huge.tif")
        );
        Assert.Contains("clip it to the county", Refused(() => DemFile.Open(At("huge.tif"))));
    }

    [Fact]
    public void A_compressed_strip_can_be_read_from_the_middle()
    {
        var file = SharedData.Need("dem/srtm30plus_longlin_region_2446m_EPSG3857.tif"); // 16 rows a strip
        using var inOrder = DemFile.Open(file);
        var rows = new float[inOrder.Rows][];
        for (var row = 0; row < rows.Length; row++)
            inOrder.ReadRow(row, rows[row] = new float[inOrder.Columns]);
        using var anyhow = DemFile.Open(file);
        var heights = new float[anyhow.Columns];
        foreach (var row in (int[])[52, 53, 50, 255, 16, 15, 15, 200, 202, 207, 100, 101, 103])
        {
            anyhow.ReadRow(row, heights);
            Assert.Equal(rows[row], heights);
        }
    }
}
