using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Moving;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Tests.Relocation;

/// <summary>Every sentence that one of the five tests can give, in both languages.</summary>
public class FiveTestSentenceTests
{
    private static readonly Standard Standard = RulesFolder.Load(
        Path.Combine(ProjectRoot.Find(), "data"),
        SharedData.Catalog
    );

    private static readonly HamletFacts Served = new(
        "451031100201001",
        "甲屯",
        "451031100201",
        "村",
        "451031100",
        "镇",
        20,
        84,
        12,
        false,
        false,
        105,
        24.7,
        "hazard",
        5000,
        null,
        [],
        true,
        true,
        new[] { "road", "access", "power", "broadband", "piped", "water" }.ToDictionary(
            s => s,
            _ => new ServiceStatus(Verdict.Met, "served", 0, 0)
        )
    );

    private static HamletFacts With(params (string Service, Verdict Verdict, double? Metres)[] changes)
    {
        var services = Served.Services.ToDictionary();
        foreach (var (service, verdict, metres) in changes)
            services[service] = new(verdict, "x", metres, 2 * metres);
        return Served with { Services = services };
    }

    private static HamletFacts Near(string? kind, double? metres) =>
        Served with
        {
            DangerKind = kind,
            DangerMetres = metres,
        };

    private static HamletFacts Fragile(double? share, params string[] kinds) =>
        Served with
        {
            FragileShare = share,
            FragileKinds = kinds,
        };

    private static HamletFacts Scattered(int? households, bool? dispersed) =>
        Served with
        {
            Households = households,
            Dispersed = dispersed,
        };

    /// <summary>The test, the hamlet, and its sentences.</summary>
    private static readonly (string Test, HamletFacts Hamlet, string Zh, string En)[] Sentences =
    [
        (
            "harsh",
            Served,
            "距最近的地质灾害区5,000米（100米以内算）；有安全饮水或自来水。",
            "It is 5,000 m from the nearest geological hazard zone (within 100 m counts); it has safe or piped water."
        ),
        (
            "harsh",
            Near("flood", 0),
            "位于洪涝范围内；有安全饮水或自来水。",
            "It is in a flood zone; it has safe or piped water."
        ),
        (
            "harsh",
            Near("flood", 60.4),
            "距最近的洪涝区60米（100米以内算）；有安全饮水或自来水。",
            "It is 60 m from the nearest flood zone (within 100 m counts); it has safe or piped water."
        ),
        (
            "harsh",
            Near(null, null),
            "没有位置，无法与灾害区比对；有安全饮水或自来水。",
            "It has no location to compare with dangerous zones; it has safe or piped water."
        ),
        (
            "harsh",
            Near(null, null) with
            {
                DangerKnown = false,
            },
            "全县没有灾害区资料；有安全饮水或自来水。",
            "The county has no dangerous zones on record; it has safe or piped water."
        ),
        (
            "harsh",
            With(("water", Verdict.NotMet, 0), ("piped", Verdict.NotMet, 9)),
            "距最近的地质灾害区5,000米（100米以内算）；饮水不安全且没有自来水。",
            "It is 5,000 m from the nearest geological hazard zone (within 100 m counts); "
                + "it has neither safe nor piped water."
        ),
        (
            "harsh",
            With(("water", Verdict.NotMet, 0), ("piped", Verdict.Unknown, null)),
            "距最近的地质灾害区5,000米（100米以内算）；饮水情况未知。",
            "It is 5,000 m from the nearest geological hazard zone (within 100 m counts); its water supply is unknown."
        ),
        (
            "fragile",
            Fragile(null),
            "用地的0%在生态脆弱区内，50%以上算。",
            "0% of its land is in fragile zones; 50% or more counts."
        ),
        (
            "fragile",
            Fragile(0.625, "desertification", "watershed", "ecological_red_line", "other"),
            "用地的62.5%在生态脆弱区内（石漠化、小流域、生态保护红线、other），50%以上算。",
            "62.5% of its land is in fragile zones (rocky desertification, watershed, ecological red line, other); "
                + "50% or more counts."
        ),
        (
            "fragile",
            Served with
            {
                FragileKnown = false,
            },
            "全县没有生态区资料。",
            "The county has no ecological zones on record."
        ),
        (
            "fragile",
            Served with
            {
                Lon = null,
                Lat = null,
            },
            "没有位置，无法与生态区比对。",
            "It has no location to compare with ecological zones."
        ),
        (
            "scattered",
            Scattered(20, false),
            "未标记为散居；20户（少于10户算）。",
            "Not marked dispersed; 20 households (fewer than 10 count)."
        ),
        (
            "scattered",
            Scattered(9, true),
            "标记为散居；9户（少于10户算）。",
            "Marked dispersed; 9 households (fewer than 10 count)."
        ),
        (
            "scattered",
            Scattered(null, null),
            "没有散居标记，只按户数判断；户数未知。",
            "Not known whether it is dispersed, so only its households count; number of households unknown."
        ),
        ("transport", Served, "已通路。", "A passable road serves it."),
        (
            "transport",
            With(("access", Verdict.Unknown, null)),
            "是否通路未知。",
            "Whether a passable road serves it is unknown."
        ),
        (
            "transport",
            With(("access", Verdict.NotMet, null)),
            "未通路，所缺米数未知。",
            "No passable road; how many metres are missing is unknown."
        ),
        (
            "transport",
            With(("access", Verdict.NotMet, 600)),
            "未通路，距通路网络还缺1,800米（改造600米，新建1,200米）。",
            "No passable road: 1,800 m are missing (600 m to upgrade, 1,200 m to build)."
        ),
        (
            "cost",
            Served,
            "就地解决每户0元，搬迁每户218,900元。",
            "Serving in place costs 0 yuan a household, moving 218,900."
        ),
        (
            "cost",
            With(("power", Verdict.Unknown, null)),
            "就地解决至少每户0元（有的服务情况未知），搬迁每户218,900元。",
            "Serving in place costs at least 0 yuan a household (some services are unknown), moving 218,900."
        ),
        (
            "cost",
            Served with
            {
                Population = null,
            },
            "户数或人口未知，无法比较每户成本。",
            "Households or population are unknown, so the costs per household cannot be compared."
        ),
    ];

    [Fact]
    public void Each_result_of_a_test_has_its_sentence()
    {
        foreach (var (test, hamlet, zh, en) in Sentences)
        {
            var sentence = FiveTests
                .Judge(hamlet, Standard.Relocating!, Standard.Costs!)
                .Tests.Single(t => t.Test == test)
                .Sentence;
            Assert.Equal((zh, en), (sentence.Zh, sentence.En));
        }
    }
}
