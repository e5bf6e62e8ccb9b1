using Longlin.Geo.Crs;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Crs;

/// <summary>Where each projected system has its origin, and what a pair of numbers is taken for.</summary>
public class SystemTests
{
    // Length of the meridian from the equator to 30° on GRS 80, which WGS 84 equals to 0.1 mm.
    private const double To30North = 3_320_113.398;

    /// <summary>Code, central meridian, easting and northing of the origin, scale.</summary>
    public static TheoryData<int, int, double, double, double> Systems()
    {
        TheoryData<int, int, double, double, double> systems = new();
        for (var zone = 0; zone <= 20; zone++)
        {
            systems.Add(4513 + zone, 75 + 3 * zone, (25 + zone) * 1_000_000.0 + 500_000, 0, 1);
            systems.Add(4534 + zone, 75 + 3 * zone, 500_000, 0, 1);
        }

        for (var zone = 0; zone <= 10; zone++)
        {
            systems.Add(4491 + zone, 75 + 6 * zone, (13 + zone) * 1_000_000.0 + 500_000, 0, 1);
            systems.Add(4502 + zone, 75 + 6 * zone, 500_000, 0, 1);
        }

        for (var zone = 1; zone <= 60; zone++)
        {
            systems.Add(32600 + zone, 6 * zone - 183, 500_000, 0, 0.9996);
            systems.Add(32700 + zone, 6 * zone - 183, 500_000, 10_000_000, 0.9996);
        }

        return systems;
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public void A_zone_has_its_origin_and_scale(int code, int meridian, double east, double north, double scale)
    {
        var crs = CrsTable.Find($"EPSG:{code}", out _)!;
        Assert.Equal($"EPSG:{code}", crs.Name);
        var (x, y) = crs.FromGeographic(meridian, 0);
        Assert.Equal((east, north), (Math.Round(x, 3), Math.Round(y, 3)));
        (x, y) = crs.FromGeographic(meridian, 30);
        Assert.Equal(east, x, 1e-3);
        Assert.Equal(north + scale * To30North, y, 0.01);
        const double step = 0.01;
        (x, _) = crs.FromGeographic(meridian + step, 30);
        Assert.Equal(scale * step * Geodesy.MetresPerDegree(30).East, x - east, 0.01);
    }

    [Theory]
    [InlineData(4490, true)]
    [InlineData(4491, true)]
    [InlineData(4554, true)]
    [InlineData(4489, false)]
    [InlineData(4555, false)]
    [InlineData(32600, false)]
    [InlineData(32601, true)]
    [InlineData(32660, true)]
    [InlineData(32661, false)]
    [InlineData(32700, false)]
    [InlineData(32701, true)]
    [InlineData(32760, true)]
    [InlineData(32761, false)]
    [InlineData(3857, true)]
    [InlineData(4258, true)]
    public void The_supported_codes_end_where_the_message_says(int code, bool supported)
    {
        Assert.Equal(supported, CrsTable.Find($"EPSG:{code}", out var fault) is not null);
        Assert.Equal(supported, fault is null);
    }

    [Theory]
    [InlineData(73, 16, "EPSG:4490")]
    [InlineData(135, 54, "EPSG:4490")]
    [InlineData(72.99, 30, null)]
    [InlineData(135.01, 30, null)]
    [InlineData(105, 15.99, null)]
    [InlineData(105, 54.01, null)]
    [InlineData(24.7, 105, "swapped")]
    [InlineData(200_000, 1_800_000, "EPSG:4534–4554")]
    [InlineData(800_000, 6_000_000, "EPSG:4534–4554")]
    [InlineData(199_999, 2_700_000, null)]
    [InlineData(800_001, 2_700_000, null)]
    [InlineData(500_000, 1_799_999, null)]
    [InlineData(500_000, 6_000_001, null)]
    [InlineData(2_700_000, 500_000, "swapped")]
    [InlineData(12_500_000, 2_700_000, null)]
    [InlineData(13_500_000, 2_700_000, "EPSG:4491 ")]
    [InlineData(23_500_000, 2_700_000, "EPSG:4501 ")]
    [InlineData(24_500_000, 2_700_000, null)]
    [InlineData(25_500_000, 2_700_000, "EPSG:4513 ")]
    [InlineData(35_200_000, 2_700_000, "EPSG:4523 ")]
    [InlineData(45_800_000, 2_700_000, "EPSG:4533 ")]
    [InlineData(46_500_000, 2_700_000, null)]
    public void A_pair_of_numbers_is_taken_for_the_system_it_fits(double x, double y, string? likely)
    {
        var guess = CrsGuess.Likely(new(x, y));
        if (likely is null)
            Assert.Null(guess);
        else
            Assert.Contains(likely, guess!.En, StringComparison.Ordinal);
        Assert.Equal(likely == "swapped", guess?.Zh.Contains("颠倒", StringComparison.Ordinal) is true);
    }

    [Fact]
    public void The_zone_of_a_county_is_found_from_a_coordinate_without_prefix()
    {
        // The narrow zones first: a county may lie in a narrow and a wide one with the same meridian.
        for (var zone = 0; zone <= 20; zone++)
        {
            var meridian = 75 + 3 * zone;
            var county = County(meridian - 0.5, meridian + 0.5);
            Assert.Equal($"EPSG:{4534 + zone}", CrsGuess.RightZone(county, new(510_000, 2_710_000)));
        }

        Assert.Null(CrsGuess.RightZone(County(105, 105.5), new(510_000, 5_000_000)));
        Assert.Null(CrsGuess.RightZone(County(105, 105.5), null));
        Assert.Null(CrsGuess.Likely(null));

        static CountyOutline County(double west, double east) =>
            new(new GeometryFactory().ToGeometry(new Envelope(west, east, 24, 25)));
    }

    [Theory]
    [InlineData("1,2,3", 0)]
    [InlineData("1,2,3,4,5,6,7", 7)]
    public void Approved_parameters_are_three_or_seven_numbers(string text, double scale)
    {
        Assert.Equal(
            new(1, 2, 3, scale == 0 ? 0 : 4, scale == 0 ? 0 : 5, scale == 0 ? 0 : 6, scale),
            DatumShift.Parse(text)
        );
        Assert.Null(DatumShift.Parse(text + ",8"));
        Assert.Null(DatumShift.Parse(text.Replace('2', 'x')));
        Assert.Null(DatumShift.Parse(text.Replace("2", "1e999", StringComparison.Ordinal)));
    }
}
