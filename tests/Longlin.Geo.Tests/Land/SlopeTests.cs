using System.Globalization;
using Longlin.Geo.Import.Heights;
using Longlin.Geo.Land;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests.Land;

public sealed class SlopeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-slope-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData(0, 30, 0, 45)] // rises a cell's height from west to east
    [InlineData(0, 0, 30, 45)]
    [InlineData(100, 0, 0, 0)]
    [InlineData(0, 17.320508, 0, 30)]
    public void The_slope_of_a_plane_is_exact(float height, float perColumn, float perRow, double degrees)
    {
        float[] Line(int row) => [.. Enumerable.Range(0, 5).Select(c => height + perColumn * c + perRow * row)];
        var slopes = new float[3];
        Slope.Row(Line(0), Line(1), Line(2), 30, 30, slopes);
        Assert.All(slopes, s => Assert.Equal(degrees, s, 1e-4));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(1, 2)]
    public void The_slope_next_to_a_void_is_unknown(int row, int column)
    {
        float[][] lines = [new float[3], new float[3], new float[3]];
        lines[row][column] = float.NaN;
        var slopes = new float[1];
        Slope.Row(lines[0], lines[1], lines[2], 30, 30, slopes);
        Assert.True(float.IsNaN(slopes[0]));
    }

    [Fact]
    public void Slopes_of_Swellendam_on_its_own_grid_match_gdaldem()
    {
        var file = SharedData.Need("dem/srtm_41_19_swellendam.tif");
        Gdal.Run("gdaldem", "slope", "-alg", "Horn", "-of", "ENVI", file, Path.Combine(_folder, "slope"));
        using var raster = DemFile.Open(file);
        Assert.Equal((837, 661, "EPSG:32733"), (raster.Columns, raster.Rows, raster.Crs.Name));
        Compare(
            Rows(raster),
            Gdal.Raw<float>(Path.Combine(_folder, "slope")),
            raster.Columns,
            raster.StepX,
            -raster.StepY,
            400_000
        );
    }

    // gdaldem 3.6 knows one scale for both axes, which no geographic grid has. So each of some bands of ten rows is
    // handed to it in metres, with the cells of the band's middle; the metres come from
    // distances in space between points of the ellipsoid (WGS 84 in geocentric coordinates), not from the radii of
    // curvature that we use.
    [Fact]
    public void Slopes_of_Andorra_on_a_geographic_grid_match_gdaldem_in_metres()
    {
        var file = SharedData.Need("dem/N42E001.hgt.zip");
        using var raster = DemFile.Open(file);
        Assert.Equal((1201, 1201), (raster.Columns, raster.Rows));
        var tiles = DemTiles.From(raster);
        Assert.Equal(3, tiles.StepArcSeconds);
        var kept = tiles.Tiles().ToDictionary(t => (t.X, t.Y), t => ElevationTile.FromBytes(t.X, t.Y, t.ToBytes()));
        ElevationGrid grid = new(3, (x, y) => kept.GetValueOrDefault((x, y)));
        var whole = new CellWindow(3, 181 * 1200, 47 * 1200, 1201, 1201);
        var heights = Rows(raster);
        var own = new float[heights.Length];
        grid.Heights(whole, own);
        Assert.Equal(heights, own); // whole metres on whole arc-seconds are kept as they are

        foreach (var top in (int[])[1, 400, 777, 1189])
        {
            const int Rows = 10;
            var lat = whole.Lat(top + Rows / 2);
            var (width, height) = (
                Chord(lat, 1, lat, 1 + whole.CellDegrees),
                Chord(lat - whole.CellDegrees / 2, 1, lat + whole.CellDegrees / 2, 1)
            );
            string band = Path.Combine(_folder, $"band{top}"),
                slope = Path.Combine(_folder, $"slope{top}");
            string Text(double v) => v.ToString("R", CultureInfo.InvariantCulture);
            Gdal.Run(
                "gdal_translate",
                "-q",
                "-of",
                "ENVI",
                "-a_srs",
                "EPSG:32631",
                "-srcwin",
                "0",
                $"{top - 1}",
                "1201",
                $"{Rows + 2}",
                "-a_ullr",
                "0",
                Text((Rows + 2) * height),
                Text(1201 * width),
                "0",
                $"/vsizip/{file}/N42E001.hgt",
                band
            );
            Gdal.Run("gdaldem", "slope", "-alg", "Horn", "-of", "ENVI", band, slope);
            var theirs = Gdal.Raw<float>(slope).AsSpan(1201, Rows * 1201);
            var ours = new float[Rows * 1201];
            grid.Slopes(whole with { North = whole.North + top, Rows = Rows }, ours);
            var compared = 0;
            for (var i = 0; i < ours.Length; i++)
            {
                if (theirs[i] == -9999 || float.IsNaN(ours[i]))
                    continue;
                Assert.Equal(theirs[i], ours[i], 0.01);
                compared++;
            }

            Assert.InRange(compared, 11_000, ours.Length);
        }
    }

    private static float[] Rows(DemRaster raster)
    {
        var heights = new float[raster.Rows * raster.Columns];
        for (var row = 0; row < raster.Rows; row++)
            raster.ReadRow(row, heights.AsSpan(row * raster.Columns, raster.Columns));
        return heights;
    }

    private static void Compare(float[] heights, float[] theirs, int columns, double width, double height, int atLeast)
    {
        var slopes = new float[columns - 2];
        var (compared, worst) = (0, 0.0);
        for (var row = 1; row < heights.Length / columns - 1; row++)
        {
            Slope.Row(
                heights.AsSpan((row - 1) * columns, columns),
                heights.AsSpan(row * columns, columns),
                heights.AsSpan((row + 1) * columns, columns),
                width,
                height,
                slopes
            );
            for (var i = 0; i < slopes.Length; i++)
            {
                var their = theirs[row * columns + i + 1];
                if (their == -9999 || float.IsNaN(slopes[i]))
                    continue;
                worst = Math.Max(worst, Math.Abs(their - slopes[i]));
                compared++;
            }
        }

        Assert.InRange(compared, atLeast, int.MaxValue);
        Assert.InRange(worst, 0, 0.01);
    }

    private static double Chord(double lat1, double lon1, double lat2, double lon2)
    {
        var (a, b) = (Space(lat1, lon1), Space(lat2, lon2));
        return Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y) + (a.Z - b.Z) * (a.Z - b.Z));
    }

    private static (double X, double Y, double Z) Space(double lat, double lon)
    {
        const double A = 6378137,
            F = 1 / 298.257223563,
            E2 = F * (2 - F);
        var (sin, cos) = Math.SinCos(lat * Math.PI / 180);
        var n = A / Math.Sqrt(1 - E2 * sin * sin);
        return (n * cos * Math.Cos(lon * Math.PI / 180), n * cos * Math.Sin(lon * Math.PI / 180), n * (1 - E2) * sin);
    }
}
