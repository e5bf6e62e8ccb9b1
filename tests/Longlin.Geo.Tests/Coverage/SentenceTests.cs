using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Model;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Tests.Coverage;

public class SentenceTests
{
    private static readonly Standard Standard = RulesFolder.Load(
        Path.Combine(ProjectRoot.Find(), "data"),
        SharedData.Catalog
    );
    private static readonly DateOnly Day = new(2019, 12, 31);

    private static Bilingual Say(Gap gap, string service) =>
        Sentence.For(gap, Standard.Find(service)!, Day, forecast: false, Standard.NearRoad);

    private static Gap Place(Verdict verdict, VerdictReason reason, params string[] blocking) =>
        new(
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
            verdict,
            reason,
            null,
            700,
            980,
            260,
            blocking,
            105.1,
            24.6,
            EvidenceKind.Geometry
        );

    [Fact]
    public void A_closure_is_named_with_the_day_on_which_it_ends()
    {
        var gap = Place(Verdict.NotMet, VerdictReason.Closed, "C1") with
        {
            Closed = ["C1"],
            ReopensOn = [new DateOnly(2020, 3, 1)],
        };
        Assert.Contains("途经的C1正在封闭，2020-03-01重新开放，", Say(gap, "road").Zh, StringComparison.Ordinal);
        Assert.Contains("C1; it reopens on 2020-03-01.", Say(gap, "road").En, StringComparison.Ordinal);
    }

    [Theory]
    // A shortcut is the cheapest: what is there could be upgraded too.
    [InlineData(2000.0, 0.0, 260.0, "也可只改造既有道路2,000米。", "Or 2,000 m of existing road to upgrade.")]
    [InlineData(2000.0, 90.0, 260.0, "2,000米、接入新建90米。", "to upgrade and 90 m to build up to it.")]
    // What is there is the cheapest: a shortcut could be built too.
    [InlineData(980.0, 0.0, 0.0, "也可新建捷径700米。", "Or a shortcut of 700 m to build.")]
    public void Two_choices_are_told_where_both_exist(
        double upgrade,
        double build,
        double cheapest,
        string zh,
        string en
    )
    {
        var gap = Place(Verdict.NotMet, VerdictReason.UpgradeAndBuild) with
        {
            MetresToBuild = cheapest,
            ExistingMetresToUpgrade = upgrade,
            ExistingMetresToBuild = build,
        };
        Assert.Contains(zh, Say(gap, "road").Zh, StringComparison.Ordinal);
        Assert.Contains(en, Say(gap, "road").En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        VerdictReason.NoLink,
        "road",
        "距已通网络260米，均需新建。",
        "260 m to the served network, all to build."
    )]
    [InlineData(VerdictReason.UpgradeNeeded, "road", "距已通网络980米，均为可改造既有道路。", "980 m to the served")]
    [InlineData(VerdictReason.UpgradeNeeded, "power", "均为可启用既有线路。", "existing line to put in service.")]
    [InlineData(VerdictReason.UpgradeNeeded, "piped", "均为可启用既有管网。", "existing pipe to put in service.")]
    [InlineData(VerdictReason.UpgradeAndBuild, "road", "1,240米，其中可改造既有道路980米、需新建260米。", "1,240 m to")]
    [InlineData(
        VerdictReason.NotJoined,
        "road",
        "旁有设施（water_quality），但没有联通或没有投用。",
        "not connected or not in service."
    )]
    [InlineData(VerdictReason.Closed, "road", "正在封闭，重新开放的日期不详，无需新建。", "Nothing to build.")]
    [InlineData(
        VerdictReason.NothingServed,
        "road",
        "全县没有任何已联通的设施。",
        "Nothing in the county is connected"
    )]
    [InlineData(VerdictReason.OutOfReach, "broadcast", "不在任何设施的覆盖范围内。", "within reach of no facility.")]
    [InlineData(VerdictReason.Surveyed, "road", "实地核查为未通。", "A survey on site found it lacking.")]
    [InlineData(VerdictReason.IndicatorFailed, "water", "水质、供水保证率不达标。", "quality, assurance not met.")]
    [InlineData(VerdictReason.HamletsLacking, "water", "2个自然屯未达标（", "2 hamlets lack it (")]
    [InlineData(VerdictReason.NoneInside, "clinic", "辖区内没有。", "None inside the area.")]
    [InlineData(VerdictReason.NoWay, "open_link", "没有可通行的路。", "No passable path leads there.")]
    [InlineData(VerdictReason.Bottleneck, "open_link", "途中有2处瓶颈路段（", "Bottlenecks on the path: ")]
    public void Each_reason_of_a_gap_has_a_sentence(VerdictReason reason, string service, string zh, string en)
    {
        var sentence = Say(Place(Verdict.NotMet, reason, "water_quality", "water_assurance"), service);
        Assert.Contains($"未{Standard.Find(service)!.Title.Zh}：", sentence.Zh, StringComparison.Ordinal);
        Assert.Contains(zh, sentence.Zh, StringComparison.Ordinal);
        Assert.Contains(en, sentence.En, StringComparison.Ordinal);
        Assert.Contains($". {char.ToUpperInvariant(en[0])}"[..2], sentence.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(VerdictReason.AttributeMissing, "road", "（2段）", "")]
    [InlineData(VerdictReason.SuspectedBreak, "road", "只隔疑似断点（不超过30米的缺口）", "gaps of up to 30 m")]
    [InlineData(VerdictReason.IndicatorMissing, "water", "缺少水质、供水保证率，", "quality, assurance missing; ")]
    [InlineData(VerdictReason.HamletsUnknown, "water", "2个自然屯未知", "2 hamlets are unknown")]
    [InlineData(VerdictReason.NoHamlets, "water", "没有自然屯资料", "none of its hamlets is on record")]
    [InlineData(VerdictReason.OutlineMissing, "clinic", "缺少辖区界线", "the outline is missing")]
    [InlineData(VerdictReason.NoData, "road", "全县没有该项设施的数据", "the county has no data of this service")]
    [InlineData(VerdictReason.NoSource, "road", "没有起点", "there is no source")]
    [InlineData(VerdictReason.SeatMissing, "road", "缺少村委会位置", "location of the village committee is missing")]
    [InlineData(VerdictReason.HouseholdsMissing, "road", "缺少户数", "the number of households is missing")]
    [InlineData(VerdictReason.NotComputed, "road", "尚未计算", "not computed yet")]
    public void Each_reason_of_an_unknown_verdict_has_a_sentence(
        VerdictReason reason,
        string service,
        string zh,
        string en
    )
    {
        var sentence = Say(Place(Verdict.Unknown, reason, "water_quality", "water_assurance"), service);
        Assert.Contains($"是否{Standard.Find(service)!.Title.Zh}未知：", sentence.Zh, StringComparison.Ordinal);
        Assert.Contains(zh, sentence.Zh, StringComparison.Ordinal);
        Assert.Contains(en, sentence.En, StringComparison.Ordinal);
    }

    [Fact]
    public void No_sentence_contains_a_machine_word()
    {
        string[] blocking = ["C1", "C2"];
        foreach (var reason in Enum.GetValues<VerdictReason>())
        foreach (var verdict in Enum.GetValues<Verdict>())
        foreach (var evidence in Enum.GetValues<EvidenceKind>())
        foreach (var service in Standard.All)
        {
            var sentence = Say(
                Place(verdict, reason, blocking) with
                {
                    EvidenceKind = evidence,
                    Conflict = true,
                    NearRoad = true,
                },
                service.Service
            );
            Assert.DoesNotMatch("[A-Za-z]+_[A-Za-z]+", sentence.En);
            Assert.DoesNotMatch(
                @"[\p{IsCJKUnifiedIdeographs}]",
                sentence.En.Replace("下寨屯", "", StringComparison.Ordinal)
            );
            Assert.DoesNotMatch("[a-z]{3,}|[。，：]{2}", sentence.Zh);
        }
    }

    [Fact]
    public void Evidence_and_conflict_are_named()
    {
        var met = Place(Verdict.Met, VerdictReason.Surveyed) with { EvidenceKind = EvidenceKind.Acceptance };
        Assert.EndsWith("依据：验收。", Say(met, "road").Zh, StringComparison.Ordinal);
        Assert.EndsWith("Evidence: acceptance.", Say(met, "road").En, StringComparison.Ordinal);
        var disputed = met with { EvidenceKind = EvidenceKind.Declared, Conflict = true };
        Assert.EndsWith(
            "依据：申报。另有较弱的依据与此不符，应再核查。",
            Say(disputed, "road").Zh,
            StringComparison.Ordinal
        );
    }
}
