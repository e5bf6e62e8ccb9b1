using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Model;
using Longlin.Geo.Model.Requests;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;

namespace Longlin.Geo.Tests.Reports;

public class ReportTests
{
    private static readonly Gap Example = new(
        "hamlet",
        "451031104201001",
        "下寨屯",
        "451031104201",
        "三冲村",
        "451031104",
        "德峨镇",
        63,
        270,
        80,
        Verdict.NotMet,
        VerdictReason.UpgradeAndBuild,
        true,
        700,
        980,
        260,
        ["C1", "C2"],
        105.1,
        24.6
    );

    [Fact]
    public void Every_published_field_has_a_source() =>
        Assert.Equal("not_met", PublishedMapping.Mapper.Map<Gap, GapItem>(Example).Verdict);

    [Fact]
    public void A_gap_has_a_sentence_an_official_can_quote()
    {
        var standard = Longlin.Geo.Rules.RulesFolder.Load(
            Path.Combine(Longlin.Geo.Model.ProjectRoot.Find(), "data"),
            SharedData.Catalog
        );
        var sentence = Sentence.For(
            Example,
            standard.Services[0],
            new DateOnly(2018, 12, 31),
            forecast: false,
            standard.NearRoad
        );
        Assert.StartsWith(
            "德峨镇三冲村下寨屯（63户）截至2018-12-31未通硬化路：距已通网络1,240米，其中可改造既有道路980米、"
                + "需新建260米。",
            sentence.Zh,
            StringComparison.Ordinal
        );
        Assert.Contains("1,240 m", sentence.En, StringComparison.Ordinal);
        // The distance to a road is a measure; it does not explain the verdict.
        Assert.EndsWith("只按直线2公里口径则会算作有路。依据：路网计算。", sentence.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sentence_names_village_and_township_once()
    {
        var road = Longlin
            .Geo.Rules.RulesFolder.Load(Path.Combine(Longlin.Geo.Model.ProjectRoot.Find(), "data"), SharedData.Catalog)
            .Services[0];
        var village = Example with { Subject = "village", Code = "451031104201", Name = "三冲村", Households = null };
        var township = Example with
        {
            Subject = "township",
            Code = "451031104",
            Name = "德峨镇",
            VillageCode = "451031104",
            Village = "德峨镇",
            Households = null,
        };
        Assert.StartsWith(
            "德峨镇三冲村截至2018-12-31",
            Sentence.For(village, road, new DateOnly(2018, 12, 31), forecast: false, new(2000, true)).Zh,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "德峨镇截至2018-12-31",
            Sentence.For(township, road, new DateOnly(2018, 12, 31), forecast: false, new(2000, true)).Zh,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_cursor_round_trips_and_an_invalid_one_is_refused()
    {
        Assert.Equal((63, Example.Code), GapCursor.Read(GapCursor.Write(Example with { Rank = 63 })));
        Assert.Null(GapCursor.Read("%%%"));
        Assert.Null(GapCursor.Read("aGVsbG8"));
    }

    [Theory]
    [InlineData("service", "gas", null, null, null)]
    [InlineData("minHouseholds", "road", "-1", null, null)]
    [InlineData("minHouseholds", "road", "约三十", null, null)]
    [InlineData("asOf", "road", "20", "2018-13-01", null)]
    [InlineData("limit", "road", "20", null, "20000")]
    public void A_bad_parameter_is_named(
        string parameter,
        string service,
        string? households,
        string? asOf,
        string? limit
    )
    {
        var standard = Longlin.Geo.Rules.RulesFolder.Load(
            Path.Combine(Longlin.Geo.Model.ProjectRoot.Find(), "data"),
            SharedData.Catalog
        );
        var request = RequestReader.Read<QueryParameters>(
            name =>
                name switch
                {
                    "service" => service,
                    "minHouseholds" => households,
                    "asOf" => asOf,
                    "limit" => limit,
                    _ => null,
                },
            out var fault
        );
        Assert.Null(request?.Read(standard, new DateOnly(2020, 1, 1), out fault));
        Assert.Equal(parameter, fault!.Parameter);
    }
}
