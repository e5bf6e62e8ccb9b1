using System.Globalization;
using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Rules;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>
/// The five tests of the Decision for who should move (隆发〔2016〕4号): harsh conditions, fragile ecology, scattered
/// dwellings, no transport, serving in place costs more. Pure; what is not known is unknown, never no.
/// </summary>
public static class FiveTests
{
    /// <summary>Judges a hamlet.</summary>
    public static Candidate Judge(HamletFacts hamlet, RelocationRules rules, UnitCosts costs)
    {
        var serving = InPlace.Of(hamlet, costs, rules.Candidates.Serving);
        decimal? servingEach = hamlet.Households is > 0
            ? decimal.Round(serving.Yuan / hamlet.Households.Value, 0)
            : null;
        var movingEach = rules.Moving.PerHousehold(hamlet.Households, hamlet.Population);
        return new(
            hamlet,
            [
                Harsh(hamlet, rules.Candidates.Harsh),
                Fragile(hamlet, rules.Candidates.Fragile),
                Scattered(hamlet, rules.Candidates.Scattered),
                Transport(hamlet, rules.Candidates.Transport),
                Cost(serving.Complete, servingEach, movingEach),
            ],
            serving,
            servingEach,
            movingEach
        );
    }

    private static CandidateTest Harsh(HamletFacts h, HarshRule rule)
    {
        var near = rule.WithinMetres.Value;
        var danger = h.DangerMetres is { } metres
            ? metres <= near
                ? Verdict.Met
                : Verdict.NotMet
            : Verdict.Unknown;
        Verdict[] water =
        [
            .. rule.WaterServices.Select(s => h.Services.GetValueOrDefault(s)?.Verdict ?? Verdict.Unknown),
        ];
        var dry =
            water.Length == 0 || water.Contains(Verdict.Met) ? Verdict.NotMet
            : water.Contains(Verdict.Unknown) ? Verdict.Unknown
            : Verdict.Met;
        var verdict =
            danger == Verdict.Met || dry == Verdict.Met ? Verdict.Met
            : danger == Verdict.Unknown || dry == Verdict.Unknown ? Verdict.Unknown
            : Verdict.NotMet;
        Bilingual place = danger switch
        {
            Verdict.Unknown => h.DangerKnown
                ? new("没有位置，无法与灾害区比对", "it has no place to compare with dangerous zones")
                : new("全县没有灾害区资料", "the county has no dangerous zones on record"),
            Verdict.Met when h.DangerMetres <= 0 => new(
                $"位于{Kind(h.DangerKind!).Zh}范围内",
                $"it lies in a {Kind(h.DangerKind!).En} zone"
            ),
            _ => new(
                $"距最近的{Kind(h.DangerKind!).Zh}区{Say(h.DangerMetres!.Value)}米（{Say(near)}米以内算）",
                $"it lies {Say(h.DangerMetres.Value)} m from the nearest {Kind(h.DangerKind!).En} zone (within {Say(near)} m counts)"
            ),
        };
        Bilingual drink = dry switch
        {
            Verdict.Met => new("饮水不安全且没有自来水", "its water is not safe and none is piped to it"),
            Verdict.NotMet => new("有安全饮水或自来水", "it has safe or piped water"),
            _ => new("饮水情况未知", "its water is unknown"),
        };
        return new(
            "harsh",
            verdict,
            h.DangerMetres is { } m ? Math.Round(m, 1) : null,
            near,
            "m",
            new($"{place.Zh}；{drink.Zh}。", $"{Upper(place.En)}; {drink.En}.")
        );
    }

    private static CandidateTest Fragile(HamletFacts h, FragileRule rule)
    {
        var least = rule.Share.Value;
        if (!h.FragileKnown || h.Lon is null)
            return new(
                "fragile",
                Verdict.Unknown,
                null,
                least,
                "share",
                h.FragileKnown
                    ? new("没有位置，无法与生态区比对。", "It has no place to compare with ecological zones.")
                    : new("全县没有生态区资料。", "The county has no ecological zones on record.")
            );
        var share = h.FragileShare ?? 0;
        var kinds =
            h.FragileKinds.Count == 0
                ? new Bilingual("", "")
                : new(
                    $"（{string.Join('、', h.FragileKinds.Select(k => Kind(k).Zh))}）",
                    $" ({string.Join(", ", h.FragileKinds.Select(k => Kind(k).En))})"
                );
        return new(
            "fragile",
            share > 0 && share >= least ? Verdict.Met : Verdict.NotMet,
            Math.Round(share, 4),
            least,
            "share",
            new(
                $"用地的{Percent(share)}在生态脆弱区内{kinds.Zh}，{Percent(least)}以上算。",
                $"{Percent(share)} of its ground lies in fragile zones{kinds.En}; {Percent(least)} counts."
            )
        );
    }

    private static CandidateTest Scattered(HamletFacts h, ScatteredRule rule)
    {
        var below = rule.BelowHouseholds.Value;
        var verdict =
            h.Dispersed is true || h.Households < below ? Verdict.Met
            : h.Households is null ? Verdict.Unknown
            : Verdict.NotMet;
        var mark = h.Dispersed switch
        {
            true => new Bilingual("标记为散居", "marked dispersed"),
            false => new("未标记为散居", "not marked dispersed"),
            null => new("没有散居标记，只按户数判断", "no mark of dispersal, judged by its households alone"),
        };
        var size = h.Households is { } n
            ? new Bilingual($"{n}户（少于{Say(below)}户算）", $"{n} households (fewer than {Say(below)} count)")
            : new("户数未知", "households unknown");
        return new(
            "scattered",
            verdict,
            h.Households,
            below,
            "households",
            new($"{mark.Zh}；{size.Zh}。", $"{Upper(mark.En)}; {size.En}.")
        );
    }

    private static CandidateTest Transport(HamletFacts h, TransportRule rule)
    {
        var stand = h.Services.GetValueOrDefault(rule.Service);
        double? lacking =
            stand is { Verdict: Verdict.NotMet, MetresToUpgrade: { } upgrade, MetresToBuild: { } build }
                ? Math.Round(upgrade + build, 1)
            : stand?.Verdict == Verdict.Met ? 0
            : null;
        return stand?.Verdict switch
        {
            Verdict.Met => new("transport", Verdict.NotMet, 0, 0, "m", new("已通路。", "A passable road serves it.")),
            Verdict.NotMet => new(
                "transport",
                Verdict.Met,
                lacking,
                0,
                "m",
                lacking is { } m
                    ? new(
                        $"未通路，距通路网络还缺{Say(m)}米（改造{Say(stand.MetresToUpgrade!.Value)}米，新建{Say(stand.MetresToBuild!.Value)}米）。",
                        $"No passable road: {Say(m)} m lacking ({Say(stand.MetresToUpgrade!.Value)} m to upgrade, {Say(stand.MetresToBuild!.Value)} m to build)."
                    )
                    : new("未通路，所缺米数未知。", "No passable road; the metres lacking are unknown.")
            ),
            _ => new(
                "transport",
                Verdict.Unknown,
                null,
                0,
                "m",
                new("是否通路未知。", "Whether a passable road serves it is unknown.")
            ),
        };
    }

    // What is unknown can only add: a sum above the threshold stays above it.
    private static CandidateTest Cost(bool complete, decimal? serving, decimal? moving)
    {
        var verdict =
            serving is null || moving is null ? Verdict.Unknown
            : serving > moving ? Verdict.Met
            : complete ? Verdict.NotMet
            : Verdict.Unknown;
        return new(
            "cost",
            verdict,
            (double?)serving,
            (double?)moving,
            "yuan/household",
            serving is { } s && moving is { } m
                ? new(
                    $"就地解决{(complete ? "" : "至少")}每户{Say((double)s)}元{(complete ? "" : "（有的服务情况未知）")}，搬迁每户{Say((double)m)}元。",
                    $"Serving in place takes {(complete ? "" : "at least ")}{Say((double)s)} yuan a household{(complete ? "" : " (some services are unknown)")}, moving {Say((double)m)}."
                )
                : new(
                    "户数或人口未知，无法比较每户成本。",
                    "Households or population unknown: costs a household cannot be compared."
                )
        );
    }

    private static Bilingual Kind(string kind) =>
        kind switch
        {
            "hazard" => new("地质灾害", "geological hazard"),
            "flood" => new("洪涝", "flood"),
            "ecological_red_line" => new("生态保护红线", "ecological red line"),
            "desertification" => new("石漠化", "rocky desertification"),
            "watershed" => new("小流域", "watershed"),
            _ => new(kind, kind),
        };

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Say(double number) => Math.Round(number).ToString("#,0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%";
}
