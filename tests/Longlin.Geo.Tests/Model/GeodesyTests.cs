using Longlin.Geo.Model;

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
}
