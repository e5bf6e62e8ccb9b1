using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Model;

public class GeodesyTests
{
    // Vincenty's inverse on GRS 80, computed with PROJ's geod; the allowed error is the 0.1 % that the library
    // promises.
    [Theory]
    [InlineData(104.8, 24.4, 105.7, 25.0, 112635.9)]
    [InlineData(105.25, 24.7, 105.26, 24.7, 1011.9)]
    [InlineData(105.25, 24.7, 105.25, 24.71, 1107.8)]
    [InlineData(80.0, 45.0, 80.3, 45.2, 32446.0)]
    public void Distances_are_accurate_to_a_thousandth(
        double lon1,
        double lat1,
        double lon2,
        double lat2,
        double metres
    ) => Assert.InRange(Geodesy.DistanceMetres(lon1, lat1, lon2, lat2) / metres, 0.999, 1.001);

    [Fact]
    public void The_nearest_point_of_a_line_lies_on_it()
    {
        var (distance, lon, lat, segment, fraction) = Geodesy.NearestOnLine(
            105.005,
            24.701,
            [105.0, 24.7, 105.01, 24.7, 105.01, 24.8]
        );
        Assert.InRange(distance, 110, 111.5);
        Assert.Equal((105.005, 24.7, 0), (Math.Round(lon, 6), Math.Round(lat, 6), segment));
        Assert.InRange(fraction, 0.49, 0.51);
    }

    // A kilometre around a point is a plane: NetTopologySuite measures the same in metres.
    [Fact]
    public void Distances_to_lines_and_areas_match_a_plane()
    {
        GeometryFactory plane = new();
        Random random = new(11);
        for (var round = 0; round < 300; round++)
        {
            var (lon, lat) = (75 + random.NextDouble() * 60, 17 + random.NextDouble() * 36);
            var (east, north) = Geodesy.MetresPerDegree(lat);
            Coordinate[] points =
            [
                .. Enumerable
                    .Range(0, random.Next(2, 7))
                    .Select(_ => new Coordinate(random.Next(-500, 500), random.Next(-500, 500))),
            ];
            double[] Flat(IEnumerable<Coordinate> from) =>
                [.. from.SelectMany(p => (double[])[lon + p.X / east, lat + p.Y / north])];
            var line = Flat(points);
            var drawn = plane.CreateLineString(points);
            var origin = plane.CreatePoint(new Coordinate(0, 0));
            Assert.Equal(drawn.Length, Geodesy.LengthMetres(line), 0.002 * drawn.Length + 0.01);
            var at = Geodesy.NearestOnLine(lon, lat, line);
            Assert.Equal(drawn.Distance(origin), at.DistanceMetres, 0.5);
            var (a, b) = (points[at.SegmentIndex], points[at.SegmentIndex + 1]);
            Assert.Equal(lon + (a.X + at.Fraction * (b.X - a.X)) / east, at.Lon, 1e-9);
            Assert.Equal(lat + (a.Y + at.Fraction * (b.Y - a.Y)) / north, at.Lat, 1e-9);
            // An area with a hole.
            Coordinate[] shell = [new(-450, -450), new(450, -400), new(400, 450), new(-400, 400), new(-450, -450)];
            Coordinate[] hole = [new(-150, -150), new(-100, 200), new(150, 100), new(-150, -150)];
            var (x, y) = (random.Next(-700, 700), random.Next(-700, 700));
            Assert.Equal(
                plane
                    .CreatePolygon(plane.CreateLinearRing(shell), [plane.CreateLinearRing(hole)])
                    .Distance(plane.CreatePoint(new Coordinate(x, y))),
                Geodesy.DistanceToRingsMetres(lon + x / east, lat + y / north, [Flat(shell), Flat(hole)]),
                0.5
            );
        }
    }

    [Fact]
    public void A_line_of_one_point_is_that_point()
    {
        var at = Geodesy.NearestOnLine(105, 24.7, [105, 24.71]);
        Assert.Equal((105, 24.71, 0, 0), (at.Lon, at.Lat, at.SegmentIndex, at.Fraction));
        Assert.Equal(Geodesy.DistanceMetres(105, 24.7, 105, 24.71), at.DistanceMetres, 1);
    }

    [Fact]
    public void The_cells_of_a_box_are_those_that_it_touches()
    {
        Random random = new(4);
        for (var round = 0; round < 200; round++)
        {
            var (west, south) = (104 + random.NextDouble(), 24 + random.NextDouble());
            Envelope box = new(west, west + random.NextDouble() / 50, south, south + random.NextDouble() / 50);
            var step = random.Next(1, 4);
            var cells = CellWindow.Covering(box, step);
            Assert.True(cells.Lon(-0.5) <= box.MinX && box.MinX <= cells.Lon(0.5));
            Assert.True(cells.Lon(cells.Columns - 1.5) <= box.MaxX && box.MaxX <= cells.Lon(cells.Columns - 0.5));
            Assert.True(cells.Lat(-0.5) >= box.MaxY && box.MaxY >= cells.Lat(0.5));
            Assert.True(cells.Lat(cells.Rows - 1.5) >= box.MinY && box.MinY >= cells.Lat(cells.Rows - 0.5));
            Assert.Equal(
                new(step, cells.West - 2, cells.North - 2, cells.Columns + 4, cells.Rows + 4),
                CellWindow.Covering(box, step, 2)
            );
            var (width, height) = cells.CellMetres(1);
            var lat = cells.Lat(1);
            Assert.Equal(Geodesy.DistanceMetres(105, lat, 105 + cells.CellDegrees, lat), width, 0.001);
            Assert.Equal(
                Geodesy.DistanceMetres(105, lat - cells.CellDegrees / 2, 105, lat + cells.CellDegrees / 2),
                height,
                0.001
            );
        }
    }
}
