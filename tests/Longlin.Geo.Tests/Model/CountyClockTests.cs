using Longlin.Geo.Model;
using Longlin.Geo.Model.Requests;

namespace Longlin.Geo.Tests.Model;

/// <summary>Which day it is in the county.</summary>
public class CountyClockTests
{
    [Theory]
    [InlineData("2018-12-31T23:30:00Z", 2019, 1, 1)]
    [InlineData("2019-01-01T07:30:00+08:00", 2019, 1, 1)]
    [InlineData("2019-01-01T16:00:00Z", 2019, 1, 2)]
    [InlineData("2018-12-31T15:59:59Z", 2018, 12, 31)]
    public void The_morning_before_eight_belongs_to_its_day(string moment, int year, int month, int day) =>
        Assert.Equal(
            new(year, month, day),
            CountyClock.Day(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture))
        );

    [Fact]
    public void Another_zone_can_be_set_and_a_wrong_name_is_told()
    {
        Assert.Equal(TimeSpan.FromHours(8), CountyClock.Find(null).BaseUtcOffset);
        Assert.Equal(TimeSpan.FromHours(6), CountyClock.Find("Asia/Urumqi").BaseUtcOffset);
        Assert.Contains(
            "Asia/Nowhere",
            Assert.Throws<EnvironmentMissingException>(() => CountyClock.Find("Asia/Nowhere")).Text.En,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_moment_without_an_offset_is_the_countys_clock()
    {
        Assert.Equal(
            new DateTimeOffset(2018, 5, 31, 16, 0, 0, TimeSpan.Zero),
            Moment.Parse("2018-06-01", null).At.ToUniversalTime()
        );
        Assert.Equal(
            new DateTimeOffset(2018, 6, 1, 0, 0, 0, TimeSpan.Zero),
            Moment.Parse("2018-06-01T08:00:00+08:00", null).At.ToUniversalTime()
        );
    }
}
