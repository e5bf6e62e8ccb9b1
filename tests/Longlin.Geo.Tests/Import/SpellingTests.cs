using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests.Import;

/// <summary>Values as offices and programs spell them.</summary>
public sealed class SpellingTests : IDisposable
{
    private readonly Cases _cases = new();

    public void Dispose() => _cases.Dispose();

    [Fact]
    public void Days_and_moments_of_a_table_are_understood_in_the_time_of_the_county()
    {
        var read = Cases.Case("c_dt.csv");
        Assert.Empty(read.Rejections);
        DateOnly first = new(2018, 6, 1);
        Assert.Equal(
            [first, first, first, first, first, new DateOnly(2018, 1, 1), first, null, new DateOnly(2018, 6, 2)],
            read.Records.Select(r => (DateOnly?)r["opened_on"])
        );
    }

    [Theory]
    [InlineData("g_date.geojson", 4)]
    [InlineData("k_dt.gpkg", 1)]
    public void Days_of_other_formats_are_understood(string name, int rows)
    {
        var read = Cases.Case(name, crs: null);
        Assert.Empty(read.Rejections);
        Assert.Equal(
            Enumerable.Repeat(new DateOnly(2018, 6, 1), rows),
            read.Records.Select(r => (DateOnly)r["opened_on"]!)
        );
    }

    [Theory]
    [InlineData("2018/06/01 8:30", "2018-06-01")]
    [InlineData("2018年6月1日 8时30分", "2018-06-01")]
    [InlineData("2018年6月1号", "2018-06-01")]
    [InlineData("2018.06.01", "2018-06-01")]
    [InlineData("201806", "2018-06-01")]
    [InlineData("20180601083000", "2018-06-01")]
    [InlineData("2018-06-01T23:30:00Z", "2018-06-02")]
    [InlineData("2018-06-01 23:30:00+00", "2018-06-02")]
    [InlineData("2018-06-01T02:00:00+0800", "2018-06-01")]
    [InlineData("1 June 2018", "2018-06-01")]
    [InlineData("01-Jun-2018", "2018-06-01")]
    [InlineData("1527811200", "2018-06-01")]
    public void A_day_has_many_spellings(string text, string day)
    {
        Assert.True(DateText.TryParse(text, out var read), text);
        Assert.Equal(DateOnly.Parse(day, null), read);
    }

    [Theory]
    [InlineData("6/1/2018")]
    [InlineData("18-6-1")]
    [InlineData("2018-13-01")]
    [InlineData("2018-02-30")]
    [InlineData("2018年6月1日前")]
    [InlineData("2018-06-01T25:00:00Z")]
    [InlineData("43252")]
    [InlineData("约2018年")]
    public void What_may_mean_several_days_or_none_is_refused(string text) =>
        Assert.False(DateText.TryParse(text, out _));

    [Fact]
    public void Words_of_a_bureau_are_given_a_meaning_or_are_known()
    {
        var file = _cases.Write(
            "a.csv",
            "code,路面类型,wkt\nA,沥混,\"LINESTRING(105 24.7,105.1 24.7)\"\nB,泥混,\"LINESTRING(105 24.8,105.1 24.8)\"\n"
                + "C,BT,\"LINESTRING(105 24.9,105.1 24.9)\"\n"
        );
        var plain = Cases.Read(file, "roads");
        Assert.Equal(["asphalt", "concrete"], plain.Records.Select(r => r["surface"]));
        Assert.Contains("--value surface:BT=", plain.Rejections.Single().Reason.Zh, StringComparison.Ordinal);
        WordMeanings meanings = new();
        Assert.True(meanings.TryAdd("surface:bt=bituminous"));
        Assert.False(meanings.TryAdd("surface=bituminous"));
        var given = Cases.Read(file, "roads", o => o with { Meanings = meanings });
        Assert.Equal("bituminous", given.Records[2]["surface"]);
    }

    [Fact]
    public void A_multi_geometry_of_one_part_is_that_part()
    {
        var points = Cases.Case("g_multi1.geojson");
        Assert.Equal("451031100205051", points.Codes);
        Assert.Equal("Point", points.Records[0].Geometry!.GeometryType);
        Assert.Equal(2, points.Rejections.Single().Row);
        Assert.Equal("451031100206001", Cases.Case("k_multi.gpkg", crs: null).Codes);
        Assert.Equal("l3d lcoll", Cases.Case("g_3dline.geojson", "roads").Codes);
        Assert.Equal("451031100206061", Cases.Case("k_styles.gpkg", crs: null).Codes);
    }

    [Fact]
    public void A_part_without_length_is_left_out_of_a_road_and_said()
    {
        var read = Cases.Read(
            _cases.Write("a.csv", "code,wkt\nA,\"MULTILINESTRING((105 24.7,105.1 24.7),(105.2 24.7,105.2 24.7))\"\n"),
            "roads"
        );
        Assert.Equal("A", read.Codes);
        Assert.Contains(read.Repairs, r => r.Kind == RepairKind.EmptyPart);
    }

    [Theory]
    [InlineData("1,205", 1205.0)]
    [InlineData("3.5米", 3.5)]
    [InlineData("3.5 m", 3.5)]
    [InlineData("0.2km", 200.0)]
    [InlineData("/", null)]
    [InlineData("—", null)]
    [InlineData("无", null)]
    public void Numbers_bring_their_units(string text, double? number)
    {
        ColumnDescription column = new()
        {
            Name = "x",
            Type = ColumnType.Number,
            Title = new("某", "x"),
            Unit = "m",
        };
        Assert.Equal(number, ValueParser.Parse(column, text, out var reason));
        Assert.Null(reason);
    }

    [Theory]
    [InlineData("3,5")]
    [InlineData("1,20")]
    [InlineData("12,34,567")]
    [InlineData("约30")]
    [InlineData("3.5万元")]
    public void A_number_that_may_mean_another_is_refused(string text)
    {
        ColumnDescription column = new()
        {
            Name = "x",
            Type = ColumnType.Number,
            Title = new("某", "x"),
            Unit = "m",
        };
        Assert.Null(ValueParser.Parse(column, text, out var reason));
        Assert.NotNull(reason);
    }
}
