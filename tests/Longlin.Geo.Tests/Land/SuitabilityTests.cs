using System.Globalization;
using System.Text;
using System.Text.Json;
using Longlin.Geo.Import.Heights;
using Longlin.Geo.Land;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Land;

public sealed class SuitabilityTests : IDisposable
{
    private static readonly SlopeLimits Limits = new(15, 25);
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-suit-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    private static Polygon Box(double west, double south, double east, double north) =>
        (Polygon)new GeometryFactory().ToGeometry(new Envelope(west, east, south, north));

    /// <summary>Random star-shaped polygons, every fourth with a hole, every fifth a multipolygon.</summary>
    private static List<Geometry> Stars(Random random, int count, Envelope box, double size)
    {
        LinearRing Ring(double lon, double lat, double radius) =>
            new([
                .. Enumerable
                    .Range(0, 25)
                    .Select(i => i % 24)
                    .Select(i =>
                        (
                            Angle: i * Math.PI / 12,
                            Radius: radius
                                * (0.6 + 0.4 * new Random(HashCode.Combine(lon, lat, i).GetHashCode()).NextDouble())
                        )
                    )
                    .Select(p => new Coordinate(
                        lon + p.Radius * Math.Cos(p.Angle),
                        lat + p.Radius * Math.Sin(p.Angle)
                    )),
            ]);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(
                    Geometry (i) =>
                    {
                        var (lon, lat, radius) = (
                            box.MinX + random.NextDouble() * box.Width,
                            box.MinY + random.NextDouble() * box.Height,
                            size * (0.2 + random.NextDouble())
                        );
                        LinearRing[] holes = i % 4 == 0 ? [Ring(lon, lat, radius * 0.5)] : [];
                        Polygon star = new(Ring(lon, lat, radius), holes);
                        return i % 5 == 0
                            ? new MultiPolygon([star, new Polygon(Ring(lon + 2.5 * radius, lat, radius))])
                            : star;
                    }
                ),
        ];
    }

    private static ElevationGrid Nothing => new(1, static (_, _) => null);

    private static ElevationGrid Flat(int step = 1)
    {
        var heights = new float[ElevationTile.Side * ElevationTile.Side];
        return new(step, (x, y) => ElevationTile.Pack(x, y, step, heights));
    }

    private static ushort[] Flags(SuitabilityGrid grid) =>
        [.. grid.Blocks(TestContext.Current.CancellationToken).SelectMany(b => b.Flags.ToArray())];

    private string GeoJson(IEnumerable<Geometry> areas)
    {
        var file = Path.Combine(_folder, Path.GetRandomFileName() + ".json");
        var features = areas.Select(a => $$"""{"type":"Feature","properties":{},"geometry":{{Json(a)}}}""");
        File.WriteAllText(file, $$"""{"type":"FeatureCollection","features":[{{string.Join(",\n", features)}}]}""");
        return file;
    }

    private static string Json(Geometry area)
    {
        static string Ring(LineString ring) =>
            "["
            + string.Join(
                ",",
                ring.Coordinates.Select(c => string.Create(CultureInfo.InvariantCulture, $"[{c.X:R},{c.Y:R}]"))
            )
            + "]";
        static string Rings(Polygon p) => "[" + string.Join(",", new[] { p.Shell }.Concat(p.Holes).Select(Ring)) + "]";
        return area is Polygon one
            ? $$"""{"type":"Polygon","coordinates":{{Rings(one)}}}"""
            : """{"type":"MultiPolygon","coordinates":["""
                + $$"""{{string.Join(",", ((MultiPolygon)area).Geometries.Cast<Polygon>().Select(Rings))}}]}""";
    }

    private T[] Rasterized<T>(CellWindow window, string geoJson)
        where T : unmanaged
    {
        var file = Path.Combine(_folder, Path.GetRandomFileName());
        string Text(double v) => v.ToString("R", CultureInfo.InvariantCulture);
        Gdal.Run(
            "gdal_rasterize",
            "-q",
            "-of",
            "ENVI",
            "-ot",
            "Byte",
            "-burn",
            "1",
            "-te",
            Text(window.Lon(-0.5)),
            Text(window.Lat(window.Rows - 0.5)),
            Text(window.Lon(window.Columns - 0.5)),
            Text(window.Lat(-0.5)),
            "-ts",
            $"{window.Columns}",
            $"{window.Rows}",
            geoJson,
            file
        );
        return Gdal.Raw<T>(file);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Cells_of_polygons_with_holes_and_parts_match_gdal_rasterize(int seed)
    {
        Envelope box = new(105.0, 105.25, 24.6, 24.8);
        Geometry area = Box(box.MinX, box.MinY, box.MaxX, box.MaxY);
        var kinds = Enumerable
            .Range(0, 3)
            .Select(k => new Exclusion(k, Stars(new Random(10 * seed + k), 60, box, 0.01)))
            .ToList();
        SuitabilityGrid grid = new(area, 1, kinds, Limits, Flat());
        var flags = Flags(grid);
        Assert.Equal(grid.Window.Columns * grid.Window.Rows, flags.Length);
        foreach (var kind in kinds)
        {
            var theirs = Rasterized<byte>(grid.Window, GeoJson(kind.Areas));
            Assert.InRange(theirs.Count(t => t == 1), 50_000, theirs.Length);
            Assert.DoesNotContain(
                theirs.Select((t, i) => (t == 1) != ((flags[i] >> kind.Bit & 1) == 1)),
                differs => differs
            );
        }
    }

    [Fact]
    public void A_cell_centred_on_a_shared_edge_belongs_to_exactly_one_side()
    {
        CellWindow window = CellWindow.Covering(new Envelope(105, 105.01, 24.6, 24.61), 1);
        // From centre to centre; which side a centre on an edge falls to depends on the rounding of a degree.
        var square = Box(window.Lon(3), window.Lat(9), window.Lon(7), window.Lat(4));
        List<(int Row, int From, int To)> spans = [];
        new PolygonFill(window, [square]).Spans(0, window.Rows, (row, from, to) => spans.Add((row, from, to)));
        Assert.InRange(spans.Count, 5, 6);
        Assert.All(spans, s => Assert.InRange(s.To - s.From, 3, 5));
    }

    [Fact]
    public void Missing_heights_exclude_a_cell_and_are_reported()
    {
        SuitabilityGrid grid = new(Box(105, 24.6, 105.01, 24.61), 1, [], Limits, Nothing);
        var land = CandidateAreas.Find(grid, 0, cancel: TestContext.Current.CancellationToken);
        Assert.Empty(land.Areas);
        Assert.Equal(0, land.CellsFree);
        Assert.InRange(land.CellsInside, 1200, 1369);
        Assert.Equal(land.CellsInside, land.CellsByBit[14]);
    }

    [Fact]
    public void A_void_excludes_nine_cells()
    {
        var window = CellWindow.Covering(new Envelope(105, 105.01, 24.6, 24.61), 1);
        var heights = new float[ElevationTile.Side * ElevationTile.Side];
        var (tx, ty) = ((window.West + 10) / ElevationTile.Side, (window.North + 10) / ElevationTile.Side);
        heights[
            (window.North + 10) % ElevationTile.Side * ElevationTile.Side + (window.West + 10) % ElevationTile.Side
        ] = float.NaN;
        ElevationGrid grid = new(
            1,
            (x, y) => ElevationTile.Pack(x, y, 1, (x, y) == (tx, ty) ? heights : new float[heights.Length])
        );
        var flags = Flags(new(Box(105, 24.6, 105.01, 24.61), 1, [], Limits, grid));
        Assert.Equal(9, flags.Count(f => f == SuitabilityBlock.SlopeUnknown));
    }

    [Fact]
    public void The_penalty_rises_from_gentle_to_steep()
    {
        // A plane that rises eastward ever more steeply: 0° in the west, 35° in the east.
        var window = CellWindow.Covering(new Envelope(105, 105.05, 24.6, 24.61), 1);
        var (width, _) = window.CellMetres(0);
        ElevationGrid grid = new(
            1,
            (x, y) =>
            {
                var heights = new float[ElevationTile.Side * ElevationTile.Side];
                for (var i = 0; i < heights.Length; i++)
                {
                    var column = x * ElevationTile.Side + i % ElevationTile.Side - window.West;
                    heights[i] = (float)(width * column * column * 0.35 / window.Columns);
                }

                return ElevationTile.Pack(x, y, 1, heights);
            }
        );
        var block = new SuitabilityGrid(Box(105, 24.6, 105.05, 24.61), 1, [], Limits, grid)
            .Blocks(TestContext.Current.CancellationToken)
            .First();
        for (var i = 2; i < window.Columns - 2; i++)
        {
            var degrees = Math.Atan(0.7 * i / window.Columns) * 180 / Math.PI;
            Assert.Equal(degrees, block.SlopeDegrees[5 * block.Columns + i], 0.1);
            Assert.Equal(Math.Clamp((degrees - 15) / 10, 0, 1) * 255, block.SlopePenalty[5 * block.Columns + i], 4.0);
            if (Math.Abs(degrees - 25) > 0.2)
                Assert.Equal(degrees > 25 ? SuitabilityBlock.SlopeOver : 0, block.Flags[5 * block.Columns + i]);
        }
    }

    [Fact]
    public void Limits_out_of_order_and_bits_out_of_range_are_refused()
    {
        var area = Box(105, 24.6, 105.01, 24.61);
        Assert.Throws<ArgumentException>(() => new SuitabilityGrid(area, 1, [], new(25, 15), Nothing));
        Assert.Throws<ArgumentException>(() => new SuitabilityGrid(area, 1, [], new(double.NaN, 15), Nothing));
        Assert.Throws<ArgumentException>(() => new SuitabilityGrid(area, 1, [new(13, [])], Limits, Nothing));
        Assert.Throws<ArgumentException>(() =>
            new SuitabilityGrid(area, 1, [new(0, [new Point(105, 24)])], Limits, Nothing)
        );
        Assert.Throws<ArgumentException>(() => new SuitabilityGrid(new Polygon(null), 1, [], Limits, Nothing));
    }

    [Theory]
    [InlineData("dem/srtm_41_19_swellendam.tif", 20.2, -34.2, 20.7, -33.85)]
    [InlineData("dem/N42E001.hgt.zip", 1.4, 42.4, 1.8, 42.67)]
    public void The_overlay_of_real_heights_matches_GDAL(
        string dem,
        double west,
        double south,
        double east,
        double north
    )
    {
        // Heights on our grid are handed to GDAL in the metres of the middle row of narrow bands; exclusions on the
        // same cells; the two overlays must agree wherever the slope is not within the
        // tolerance of the limit.
        using var raster = DemFile.Open(SharedData.Need(dem));
        var tiles = DemTiles.From(raster, new Envelope(west, east, south, north));
        var kept = tiles.Tiles().ToDictionary(t => (t.X, t.Y));
        ElevationGrid heights = new(tiles.StepArcSeconds, (x, y) => kept.GetValueOrDefault((x, y)));
        Envelope box = new(west, east, south, north);
        var kinds = Enumerable.Range(0, 2).Select(k => new Exclusion(k, Stars(new Random(k), 30, box, 0.02))).ToList();
        SuitabilityGrid grid = new(Box(west, south, east, north), tiles.StepArcSeconds, kinds, Limits, heights);
        var (window, flags) = (grid.Window, Flags(grid));
        var excluded = kinds.Select(k => Rasterized<byte>(window, GeoJson(k.Areas))).ToList();
        var inside = Rasterized<byte>(window, GeoJson([Box(west, south, east, north)]));
        var compared = 0;
        foreach (var top in (int[])[1, window.Rows / 2, window.Rows - 12])
        {
            const int Rows = 10;
            var band = window with { North = window.North + top - 1, Rows = Rows + 2 };
            var metres = new float[band.Columns * band.Rows];
            heights.Heights(band, metres);
            var (width, height) = band.CellMetres(Rows / 2 + 1);
            var file = Path.Combine(_folder, $"h{top}");
            File.WriteAllBytes(
                file,
                System
                    .Runtime.InteropServices.MemoryMarshal.AsBytes(
                        metres.Select(m => float.IsNaN(m) ? -9999 : m).ToArray().AsSpan()
                    )
                    .ToArray()
            );
            File.WriteAllText(
                file + ".hdr",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"ENVI\nsamples = {band.Columns}\nlines = {band.Rows}\nbands = 1\ndata type = 4\n"
                        + $"interleave = bsq\nbyte order = 0\ndata ignore value = -9999\n"
                        + $"map info = {{Arbitrary, 1, 1, 0, 0, {width:R}, {height:R}}}\n"
                )
            );
            Gdal.Run("gdaldem", "slope", "-alg", "Horn", "-of", "ENVI", file, file + "s");
            var slopes = Gdal.Raw<float>(file + "s");
            for (var i = 0; i < Rows * band.Columns; i++)
            {
                var (slope, cell) = (slopes[i + band.Columns], top * band.Columns + i);
                if (slope == -9999 || Math.Abs(slope - 25) < 0.01)
                    continue;
                var expected =
                    (inside[cell] == 1 ? 0 : SuitabilityBlock.Outside)
                    | excluded[0][cell]
                    | excluded[1][cell] << 1
                    | (slope > 25 ? SuitabilityBlock.SlopeOver : 0);
                Assert.Equal(expected, flags[cell]);
                compared++;
            }
        }

        Assert.InRange(compared, 10_000, int.MaxValue);
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0.6, 2)]
    [InlineData(0.7, 3)]
    public void Components_match_a_flood_fill_and_gdal_polygonize(double share, int seed)
    {
        // Noise: 150 × 130 cells, many of which touch by corners.
        var window = CellWindow.Covering(new Envelope(105, 105.0414, 24.6, 24.6358), 1);
        Random random = new(seed);
        List<Geometry> taken = [];
        for (var row = 0; row < window.Rows; row++)
        {
            for (var column = 0; column < window.Columns; column++)
            {
                if (random.NextDouble() > share)
                    taken.Add(
                        Box(
                            window.Lon(column - 0.3),
                            window.Lat(row + 0.3),
                            window.Lon(column + 0.3),
                            window.Lat(row - 0.3)
                        )
                    );
            }
        }

        SuitabilityGrid grid = new(Box(105, 24.6, 105.0414, 24.6358), 1, [new(0, taken)], Limits, Flat());
        var free = Flags(grid).Select(f => f == 0).ToArray();
        var land = CandidateAreas.Find(grid, 0, cancel: TestContext.Current.CancellationToken);
        var flooded = Flooded(free, window.Columns);
        Assert.Equal(flooded.Select(f => f.Count).Order(), land.Areas.Select(a => a.Cells).Order());
        Assert.Equal(free.Count(f => f), land.CellsFree);
        var cellArea = window.CellMetres(window.Rows / 2) is var (w, h) ? w * h : 0;
        var factory = new GeometryFactory();
        Assert.All(
            land.Areas,
            area =>
            {
                Assert.True(area.Outline.IsValid);
                Assert.Equal(area.Cells, area.Outline.Area / window.CellDegrees / window.CellDegrees, 1e-4);
                Assert.Equal(area.Cells * cellArea, area.SquareMetres, area.SquareMetres * 1e-3);
                Assert.True(area.Outline.Covers(factory.CreatePoint(new Coordinate(area.Lon, area.Lat))));
            }
        );
        // Every free cell lies in the outline of one piece, no taken one in any.
        var union = land.Areas.Sum(a => a.Outline.Area);
        Assert.Equal(land.CellsFree, union / window.CellDegrees / window.CellDegrees, 1e-3);

        var file = Path.Combine(_folder, "free");
        File.WriteAllBytes(file, [.. free.Select(f => f ? (byte)1 : (byte)0)]);
        File.WriteAllText(
            file + ".hdr",
            $"ENVI\nsamples = {window.Columns}\nlines = {window.Rows}\nbands = 1\ndata type = 1\ninterleave = "
                + "bsq\nbyte order = 0\ndata ignore value = 0\nmap info = {Arbitrary, 1, 1, 0, 0, 1, 1}\n"
        );
        Gdal.Run("gdal_polygonize.py", "-q", file, "-f", "GeoJSON", file + ".json");
        using var document = JsonDocument.Parse(File.ReadAllText(file + ".json", Encoding.UTF8));
        var theirs = document
            .RootElement.GetProperty("features")
            .EnumerateArray()
            .Select(f => new GeoJsonReaderOf(f.GetProperty("geometry")).Area)
            .Order()
            .ToList();
        Assert.Equal(land.Areas.Select(a => (double)a.Cells).Order(), theirs);
    }

    [Fact]
    public void Small_pieces_are_dropped_and_the_rest_does_not_change()
    {
        Envelope box = new(105.0, 105.2, 24.6, 24.8);
        var kinds = new Exclusion[] { new(0, Stars(new Random(5), 400, box, 0.008)) };
        SuitabilityGrid grid = new(Box(box.MinX, box.MinY, box.MaxX, box.MaxY), 1, kinds, Limits, Flat());
        var all = CandidateAreas.Find(grid, 0, cancel: TestContext.Current.CancellationToken).Areas;
        var large = CandidateAreas.Find(grid, 20_000, cancel: TestContext.Current.CancellationToken).Areas;
        Assert.InRange(large.Count, 2, all.Count - 1);
        Assert.Equal(
            all.Where(a => a.SquareMetres >= 20_000).Select(a => (a.Cells, a.SquareMetres, a.Lon, a.Lat)),
            large.Select(a => (a.Cells, a.SquareMetres, a.Lon, a.Lat))
        );
        var simple = CandidateAreas.Find(grid, 20_000, 1, TestContext.Current.CancellationToken).Areas;
        Assert.True(simple.Sum(a => a.Outline.NumPoints) < large.Sum(a => a.Outline.NumPoints) / 2);
        Assert.All(simple, a => Assert.True(a.Outline.IsValid));
    }

    [Fact]
    public void Area_of_a_square_is_exact_and_its_interior_point_is_the_centre()
    {
        var (east, north) = Geodesy.MetresPerDegree(24.7);
        var area = Box(105.1, 24.7 - 500 / north, 105.1 + 1000 / east, 24.7 + 500 / north);
        var one = Assert.Single(
            CandidateAreas
                .Find(new(area, 1, [], Limits, Flat()), 900_000, cancel: TestContext.Current.CancellationToken)
                .Areas
        );
        Assert.Equal(1_000_000, one.SquareMetres, 40_000.0);
        Assert.Equal(24.7, one.Lat, 0.0006);
        // Counted north to south in a square of cells, of which the longer side has fewer
        Assert.Equal(1000, one.SquareSideMetres, 120.0);
        Assert.Equal(0, one.MeanSlopePenalty);
        Assert.True(one.Outline.IsRectangle);
    }

    private static List<List<int>> Flooded(bool[] free, int columns)
    {
        var left = free.ToArray();
        List<List<int>> pieces = [];
        for (var start = 0; start < left.Length; start++)
        {
            if (!left[start])
                continue;
            List<int> piece = [];
            Stack<int> next = new([start]);
            left[start] = false;
            while (next.TryPop(out var cell))
            {
                piece.Add(cell);
                foreach (
                    var (other, isBeside) in ((int, bool)[])
                        [
                            (cell - 1, cell % columns > 0),
                            (cell + 1, cell % columns < columns - 1),
                            (cell - columns, true),
                            (cell + columns, true),
                        ]
                )
                {
                    if (!isBeside || other < 0 || other >= left.Length || !left[other])
                        continue;
                    left[other] = false;
                    next.Push(other);
                }
            }

            pieces.Add(piece);
        }

        return pieces;
    }

    /// <summary>The area of a GeoJSON polygon, by its rings.</summary>
    private sealed class GeoJsonReaderOf(JsonElement polygon)
    {
        public double Area =>
            polygon
                .GetProperty("coordinates")
                .EnumerateArray()
                .Select(
                    (ring, i) =>
                        (i == 0 ? 1 : -1)
                        * Math.Abs(
                            NetTopologySuite.Algorithm.Area.OfRing([
                                .. ring.EnumerateArray()
                                    .Select(p => new Coordinate(p[0].GetDouble(), p[1].GetDouble())),
                            ])
                        )
                )
                .Sum();
    }
}
