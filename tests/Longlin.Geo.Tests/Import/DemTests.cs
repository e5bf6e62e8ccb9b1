using Longlin.Geo.Import.Heights;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Land;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Import;

/// <summary>Heights read from GeoTIFF and SRTM tiles, and the tiles made of them.</summary>
public sealed class DemTests : DemTestBase
{
    private static ElevationGrid Grid(DemTiles tiles)
    {
        var kept = tiles.Tiles().ToDictionary(t => (t.X, t.Y), t => ElevationTile.FromBytes(t.X, t.Y, t.ToBytes()));
        return new(tiles.StepArcSeconds, (x, y) => kept.GetValueOrDefault((x, y)));
    }

    [Theory]
    [InlineData("-ot", "Int16")]
    [InlineData("-ot", "UInt16")]
    [InlineData("-ot", "Int32")]
    [InlineData("-ot", "UInt32", "-co", "COMPRESS=LZW")]
    [InlineData("-ot", "Float32", "-co", "COMPRESS=DEFLATE", "-co", "PREDICTOR=3")]
    [InlineData("-ot", "Float64", "-co", "COMPRESS=LZW")]
    [InlineData("-ot", "Int16", "-co", "COMPRESS=DEFLATE", "-co", "PREDICTOR=2")]
    [InlineData(
        "-ot",
        "Int16",
        "-co",
        "COMPRESS=LZW",
        "-co",
        "TILED=YES",
        "-co",
        "BLOCKXSIZE=32",
        "-co",
        "BLOCKYSIZE=16"
    )]
    [InlineData("-ot", "Float32", "-co", "TILED=YES", "-co", "BLOCKXSIZE=64", "-co", "BLOCKYSIZE=64")]
    [InlineData("-ot", "Int16", "-co", "ENDIANNESS=BIG")]
    [InlineData("-ot", "Int16", "-co", "BIGTIFF=YES")]
    [InlineData("-ot", "Int16", "-co", "BLOCKYSIZE=70", "-co", "COMPRESS=DEFLATE")]
    public void A_GeoTIFF_round_trips(params string[] options)
    {
        static float Height(int column, int row) => (column, row) is (7, 9) ? 65 : 1000 + 3 * column + 7 * row;
        using var raster = DemFile.Open(Tiff("a.tif", Height, ["-a_nodata", "65", .. options]));
        Assert.Equal((90, 70, "EPSG:4490"), (raster.Columns, raster.Rows, raster.Crs.Name));
        Assert.Equal(105 + 0.5 / 3600, raster.FirstX, 1e-9);
        Assert.Equal(24.7 - 0.5 / 3600, raster.FirstY, 1e-9);
        var heights = Heights(raster);
        for (var i = 0; i < heights.Length; i++)
            Assert.Equal((i % 90, i / 90) is (7, 9) ? float.NaN : Height(i % 90, i / 90), heights[i]);
    }

    [Fact]
    public void Pixel_is_point_is_georeferenced_correctly()
    {
        // GDAL is told the corner of the first cell either way and writes the point into the tags.
        using var raster = DemFile.Open(
            Tiff("p.tif", (c, r) => 10 * c + r, ["-ot", "Int16", "-mo", "AREA_OR_POINT=Point"])
        );
        Assert.Equal(105 + 0.5 / 3600, raster.FirstX, 1e-9);
        Assert.Equal(24.7 - 0.5 / 3600, raster.FirstY, 1e-9);
        var bytes = File.ReadAllBytes(raster.File);
        // Key 1025 (raster type), value 2 (point): read as an area the same tags lie half a cell to the south-east.
        var key = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x01, 0x04, 0, 0, 1, 0, 2, 0]);
        Assert.True(key > 0);
        bytes[key + 6] = 1;
        File.WriteAllBytes(At("area.tif"), bytes);
        using var area = DemFile.Open(At("area.tif"));
        Assert.Equal(105 + 1.0 / 3600, area.FirstX, 1e-9);
        Assert.Equal(24.7 - 1.0 / 3600, area.FirstY, 1e-9);
    }

    [Fact]
    public void Cells_between_the_grid_points_are_bilinear_and_a_plane_stays_a_plane()
    {
        // The file's centres lie at half arc-seconds; the grid's at whole ones.
        using var raster = DemFile.Open(Tiff("plane.tif", (c, r) => 500 + 2.5f * c - 1.25f * r, ["-ot", "Float32"]));
        var grid = Grid(DemTiles.From(raster));
        foreach (var (column, row) in ((double, double)[])[(10, 10), (33, 21), (80, 60)])
            Assert.Equal(
                500 + 2.5 * (column - 0.5) - 1.25 * (row - 0.5),
                grid.HeightMetres(105 + column / 3600, 24.7 - row / 3600),
                0.011
            ); // centimetres
        Assert.True(double.IsNaN(grid.HeightMetres(104.9, 24.7)));
    }

    [Fact]
    public void Undeclared_voids_and_impossible_heights_are_unknown()
    {
        using var raster = DemFile.Open(
            Tiff(
                "v.tif",
                (c, _) =>
                    c switch
                    {
                        3 => -32768,
                        4 => 32767,
                        5 => -9999,
                        6 => float.NaN,
                        7 => -430,
                        8 => 8849,
                        _ => 0,
                    },
                ["-ot", "Float32"]
            )
        );
        Assert.Equal([0, 0, 0, float.NaN, float.NaN, float.NaN, float.NaN, -430, 8849, 0], Heights(raster)[..10]);
    }

    [Fact]
    public void Missing_blocks_are_voids()
    {
        var full = Tiff("full.tif", (c, r) => c < 32 && r < 32 ? 100 : -9999, ["-ot", "Int16", "-a_nodata", "-9999"]);
        Gdal.Run(
            "gdal_translate",
            "-q",
            "-co",
            "TILED=YES",
            "-co",
            "BLOCKXSIZE=32",
            "-co",
            "BLOCKYSIZE=32",
            "-co",
            "SPARSE_OK=TRUE",
            full,
            At("sparse.tif")
        );
        Assert.True(new FileInfo(At("sparse.tif")).Length < new FileInfo(full).Length);
        using var raster = DemFile.Open(At("sparse.tif"));
        var heights = Heights(raster);
        Assert.Equal(32 * 32, heights.Count(h => h == 100));
        Assert.Equal(heights.Length - 32 * 32, heights.Count(float.IsNaN));
    }

    [Theory]
    [InlineData("dem/srtm_41_19_swellendam.tif", 3)] // UTM 33S
    [InlineData("dem/srtm30plus_longlin_region_2446m_EPSG3857.tif", 75)] // web Mercator
    public void Another_coordinate_system_is_resampled_like_gdalwarp(string path, int step)
    {
        using var raster = DemFile.Open(SharedData.Need(path));
        var tiles = DemTiles.From(raster);
        Assert.Equal(step, tiles.StepArcSeconds);
        var grid = Grid(tiles);
        var window = CellWindow.Covering(tiles.Extent, step, -20 / step - 1);
        Gdal.Run(
            "gdalwarp",
            "-q",
            "-of",
            "ENVI",
            "-ot",
            "Float32",
            "-dstnodata",
            "-9999",
            "-r",
            "bilinear",
            "-et",
            "0",
            "-t_srs",
            "EPSG:4326",
            "-te",
            Text(window.Lon(-0.5)),
            Text(window.Lat(window.Rows - 0.5)),
            Text(window.Lon(window.Columns - 0.5)),
            Text(window.Lat(-0.5)),
            "-ts",
            $"{3 * window.Columns}",
            $"{3 * window.Rows}",
            raster.File,
            At("warped")
        );
        // Every third cell of theirs, in the middle of one of ours: to cells coarser than the file gdalwarp would
        // smooth with a wider kernel.
        var fine = Gdal.Raw<float>(At("warped"));
        var ours = new float[window.Columns * window.Rows];
        var theirs = ours.Select(
                (_, i) => fine[(3 * (i / window.Columns) + 1) * 3 * window.Columns + 3 * (i % window.Columns) + 1]
            )
            .ToArray();
        grid.Heights(window, ours);
        var differences = theirs
            .Zip(ours)
            .Where(p => p.First != -9999 && !float.IsNaN(p.Second))
            .Select(p => Math.Abs((double)p.First - p.Second))
            .Order()
            .ToArray();
        Assert.InRange(differences.Length, theirs.Length * 8 / 10, theirs.Length);
        Assert.InRange(differences[differences.Length / 2], 0, 0.03);
        Assert.InRange(differences[differences.Length * 999 / 1000], 0, 0.2);
    }

    [Fact]
    public void A_finer_file_is_averaged_to_an_arc_second()
    {
        // 0.2″ (6 m): a chessboard of 0 and 100 m whose mean is 50.
        using var raster = DemFile.Open(
            Tiff("fine.tif", (c, r) => (c + r) % 2 * 100, ["-ot", "Int16"], cell: 0.2 / 3600, columns: 300, rows: 300)
        );
        var tiles = DemTiles.From(raster);
        Assert.Equal(1, tiles.StepArcSeconds);
        Assert.Equal(50, Grid(tiles).HeightMetres(105 + 30 / 3600.0, 24.7 - 30 / 3600.0), 4.0);
    }

    [Fact]
    public void Only_tiles_in_the_requested_box_are_made_and_a_box_elsewhere_is_an_error()
    {
        using var raster = DemFile.Open(SharedData.Need("dem/N42E001.hgt.zip"));
        var all = DemTiles.From(raster).Tiles().Count();
        var some = DemTiles.From(raster, new Envelope(1.4, 1.5, 42.4, 42.5)).Tiles().ToList();
        Assert.Equal(36, all);
        Assert.InRange(some.Count, 1, 4);
        Assert.Contains(
            "1 to 2° E",
            Assert.Throws<ImportException>(() => DemTiles.From(raster, new Envelope(105, 106, 24, 25))).Reason.En
        );
    }

    [Fact]
    public void A_tile_keeps_whole_metres_exactly_and_fractions_at_the_resolution_of_its_relief()
    {
        Random random = new(7);
        foreach (
            var (relief, isWhole, unit) in ((double, bool, double)[])
                [(8000, true, 1), (600, false, 0.01), (3000, false, 0.05), (9000, false, 0.2)]
        )
        {
            var heights = new float[ElevationTile.Side * ElevationTile.Side];
            for (var i = 0; i < heights.Length; i++)
                heights[i] =
                    i % 97 == 0
                        ? float.NaN
                        : (float)(
                            isWhole ? Math.Floor(random.NextDouble() * relief) : -400.5 + random.NextDouble() * relief
                        );
            var tile = ElevationTile.FromBytes(3, 4, ElevationTile.Pack(3, 4, 1, heights)!.ToBytes());
            var read = new float[heights.Length];
            for (var row = 0; row < ElevationTile.Side; row++)
                tile.CopyRow(row, 0, read.AsSpan(row * ElevationTile.Side, ElevationTile.Side));
            for (var i = 0; i < heights.Length; i++)
            {
                if (isWhole || float.IsNaN(heights[i]))
                    Assert.Equal(heights[i], read[i]);
                else
                    Assert.Equal(heights[i], read[i], unit / 2 + 0.001);
            }
        }

        Assert.Null(
            ElevationTile.Pack(0, 0, 1, [.. Enumerable.Repeat(float.NaN, ElevationTile.Side * ElevationTile.Side)])
        );
        Assert.Throws<InvalidDataException>(() => ElevationTile.FromBytes(0, 0, new byte[100]));
    }

    [Fact]
    public void Two_files_that_share_a_tile_are_merged_without_a_seam()
    {
        using var left = DemFile.Open(Tiff("left.tif", (_, _) => 100, ["-ot", "Int16"]));
        using var right = DemFile.Open(Tiff("right.tif", (_, _) => 100, ["-ot", "Int16"], west: 105 + 90 / 3600.0));
        var tiles = DemTiles
            .From(left)
            .Tiles()
            .Concat(DemTiles.From(right).Tiles())
            .GroupBy(t => (t.X, t.Y))
            .ToDictionary(g => g.Key, g => g.Aggregate((a, b) => b.Over(a)));
        ElevationGrid grid = new(1, (x, y) => tiles.GetValueOrDefault((x, y)));
        var heights = new float[100];
        grid.Heights(
            CellWindow.Covering(new Envelope(105.011, 105.0111, 24.69, 24.6901), 1) with
            {
                Columns = 100,
                Rows = 1,
            },
            heights
        );
        Assert.All(heights, h => Assert.Equal(100, h));
    }

    [Fact]
    public void South_and_west_tiles_are_placed_correctly_and_their_voids_are_unknown()
    {
        var bytes = new byte[2884802];
        (bytes[0], bytes[2], bytes[3]) = (0x80, 0x01, 0x02); // −32768, then 258
        File.WriteAllBytes(At("S34W071.hgt"), bytes);
        using var raster = DemFile.Open(At("S34W071.hgt"));
        Assert.Equal((-71.0, -33.0), (raster.FirstX, raster.FirstY));
        Assert.Equal([float.NaN, 258, 0], Heights(raster)[..3]);
    }

    [Fact]
    public void A_declared_system_replaces_a_missing_one()
    {
        using var raster = DemFile.Open(Tiff("nocrs.tif", (_, _) => 1, ["-ot", "Int16"], crs: null), "EPSG:4490");
        Assert.Equal("EPSG:4490", raster.Crs.Name);
    }
}
