using System.Globalization;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Costs;
using Longlin.Geo.Rules.Moving;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>
/// The five tests of the Decision (隆发〔2016〕4号) for hamlets that should move: harsh conditions, fragile ecology,
/// scattered dwellings, no transport, serving in place costs more than moving. Pure; missing data make a test unknown,
/// never not met.
/// </summary>
internal static class FiveTests
{
    /// <summary>Applies the five tests to a hamlet.</summary>
    public static Candidate Judge(HamletFacts hamlet, RelocationRules rules, UnitCosts costs)
    {
        var serving = InPlaceCost.Compute(hamlet, costs, rules.Candidates.Serving);
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
        var danger =
            h.DangerMetres is not { } metres ? Verdict.Unknown
            : metres <= near ? Verdict.Met
            : Verdict.NotMet;
        var dry = JudgeWater(h, rule);
        var verdict =
            danger == Verdict.Met || dry == Verdict.Met ? Verdict.Met
            : danger == Verdict.Unknown || dry == Verdict.Unknown ? Verdict.Unknown
            : Verdict.NotMet;
        var place = DescribeDanger(h, danger, near);
        Bilingual drink = dry switch
        {
            Verdict.Met => new("饮水不安全且没有自来水", "it has neither safe nor piped water"),
            Verdict.NotMet => new("有安全饮水或自来水", "it has safe or piped water"),
            _ => new("饮水情况未知", "its water supply is unknown"),
        };
        return new(
            "harsh",
            verdict,
            h.DangerMetres is { } m ? Math.Round(m, 1) : null,
            near,
            "m",
            new($"{place.Zh}；{drink.Zh}。", $"{Capitalise(place.En)}; {drink.En}.")
        );
    }

    // Met where neither safe nor piped water is there.
    private static Verdict JudgeWater(HamletFacts h, HarshRule rule)
    {
        Verdict[] water =
        [
            .. rule.WaterServices.Select(s => h.Services.GetValueOrDefault(s)?.Verdict ?? Verdict.Unknown),
        ];
        return water.Length == 0 || water.Contains(Verdict.Met) ? Verdict.NotMet
            : water.Contains(Verdict.Unknown) ? Verdict.Unknown
            : Verdict.Met;
    }

    private static Bilingual DescribeDanger(HamletFacts h, Verdict danger, double near)
    {
        if (danger == Verdict.Unknown)
            return h.DangerKnown
                ? new("没有位置，无法与灾害区比对", "it has no location to compare with dangerous zones")
                : new("全县没有灾害区资料", "the county has no dangerous zones on record");
        var kind = KindTitle(h.DangerKind!);
        if (danger == Verdict.Met && h.DangerMetres <= 0)
            return new($"位于{kind.Zh}范围内", $"it is in a {kind.En} zone");
        var metres = Format(h.DangerMetres!.Value);
        return new(
            $"距最近的{kind.Zh}区{metres}米（{Format(near)}米以内算）",
            $"it is {metres} m from the nearest {kind.En} zone (within {Format(near)} m counts)"
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
                    ? new("没有位置，无法与生态区比对。", "It has no location to compare with ecological zones.")
                    : new("全县没有生态区资料。", "The county has no ecological zones on record.")
            );
        var share = h.FragileShare ?? 0;
        var kinds =
            h.FragileKinds.Count == 0
                ? new Bilingual("", "")
                : new(
                    $"（{string.Join('、', h.FragileKinds.Select(k => KindTitle(k).Zh))}）",
                    $" ({string.Join(", ", h.FragileKinds.Select(k => KindTitle(k).En))})"
                );
        return new(
            "fragile",
            share > 0 && share >= least ? Verdict.Met : Verdict.NotMet,
            Math.Round(share, 4),
            least,
            "share",
            new(
                $"用地的{FormatPercent(share)}在生态脆弱区内{kinds.Zh}，{FormatPercent(least)}以上算。",
                $"{FormatPercent(share)} of its land is in fragile zones{kinds.En}; "
                    + $"{FormatPercent(least)} or more counts."
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
            null => new(
                "没有散居标记，只按户数判断",
                "not known whether it is dispersed, so only its households count"
            ),
        };
        var size = h.Households is { } n
            ? new Bilingual($"{n}户（少于{Format(below)}户算）", $"{n} households (fewer than {Format(below)} count)")
            : new("户数未知", "number of households unknown");
        return new(
            "scattered",
            verdict,
            h.Households,
            below,
            "households",
            new($"{mark.Zh}；{size.Zh}。", $"{Capitalise(mark.En)}; {size.En}.")
        );
    }

    private static CandidateTest Transport(HamletFacts h, TransportRule rule)
    {
        var status = h.Services.GetValueOrDefault(rule.Service);
        return status?.Verdict switch
        {
            Verdict.Met => Create(Verdict.NotMet, 0, new("已通路。", "A passable road serves it.")),
            Verdict.NotMet => Missing(status),
            _ => Create(Verdict.Unknown, null, new("是否通路未知。", "Whether a passable road serves it is unknown.")),
        };

        static CandidateTest Create(Verdict verdict, double? metres, Bilingual sentence) =>
            new("transport", verdict, metres, 0, "m", sentence);

        static CandidateTest Missing(ServiceStatus status)
        {
            if (status is not { MetresToUpgrade: { } upgrade, MetresToBuild: { } build })
                return Create(
                    Verdict.Met,
                    null,
                    new("未通路，所缺米数未知。", "No passable road; how many metres are missing is unknown.")
                );
            var metres = Math.Round(upgrade + build, 1);
            return Create(
                Verdict.Met,
                metres,
                new(
                    $"未通路，距通路网络还缺{Format(metres)}米"
                        + $"（改造{Format(upgrade)}米，新建{Format(build)}米）。",
                    $"No passable road: {Format(metres)} m are missing "
                        + $"({Format(upgrade)} m to upgrade, {Format(build)} m to build)."
                )
            );
        }
    }

    // Unknown services can only add to the cost: a sum above the threshold stays above it.
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
            DescribeCost(complete, serving, moving)
        );
    }

    private static Bilingual DescribeCost(bool complete, decimal? serving, decimal? moving)
    {
        if (serving is not { } s || moving is not { } m)
            return new(
                "户数或人口未知，无法比较每户成本。",
                "Households or population are unknown, so the costs per household cannot be compared."
            );
        var (inPlace, elsewhere) = (Format((double)s), Format((double)m));
        return complete
            ? new(
                $"就地解决每户{inPlace}元，搬迁每户{elsewhere}元。",
                $"Serving in place costs {inPlace} yuan a household, moving {elsewhere}."
            )
            : new(
                $"就地解决至少每户{inPlace}元（有的服务情况未知），搬迁每户{elsewhere}元。",
                $"Serving in place costs at least {inPlace} yuan a household (some services are unknown), "
                    + $"moving {elsewhere}."
            );
    }

    private static Bilingual KindTitle(string kind) =>
        kind switch
        {
            "hazard" => new("地质灾害", "geological hazard"),
            "flood" => new("洪涝", "flood"),
            "ecological_red_line" => new("生态保护红线", "ecological red line"),
            "desertification" => new("石漠化", "rocky desertification"),
            "watershed" => new("小流域", "watershed"),
            _ => new(kind, kind),
        };

    private static string Capitalise(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Format(double number) => Math.Round(number).ToString("#,0", CultureInfo.InvariantCulture);

    private static string FormatPercent(double share) =>
        (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%";
}
