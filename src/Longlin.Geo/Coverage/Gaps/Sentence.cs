using System.Globalization;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Coverage.Gaps;

/// <summary>The verdict on a place as a sentence that an official can quote.</summary>
public static class Sentence
{
    /// <summary>One sentence in both languages.</summary>
    /// <param name="place">The place with its verdict.</param>
    /// <param name="service">The service.</param>
    /// <param name="asOf">The day.</param>
    /// <param name="forecast">Whether the day is after the data date.</param>
    /// <param name="near">When a road counts as near in a straight line.</param>
    public static Bilingual For(Gap place, NamedService service, DateOnly asOf, bool forecast, NearRoadRule near)
    {
        if (place.Reason == VerdictReason.Vacated)
            return Vacated(place, service, asOf);
        var who = Subject(place);
        var day = asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Bilingual when = forecast ? new($"预计到{day}", $"by {day} (forecast)") : new($"截至{day}", $"as of {day}");
        var title = service.Title;
        var (basis, dispute) = (Basis(place, service), Dispute(place));
        switch (place.Verdict)
        {
            case Verdict.Met:
                return new(
                    $"{who.Zh}{when.Zh}已{title.Zh}。依据：{basis.Zh}。{dispute.Zh}",
                    $"{who.En}: {title.En} in place {when.En}. Evidence: {basis.En}.{dispute.En}"
                );
            case Verdict.NotMet:
                var (lack, straight) = (Lack(place, service), NearRoad(place, service, near));
                return new(
                    $"{who.Zh}{when.Zh}未{title.Zh}：{lack.Zh}{straight.Zh}依据：{basis.Zh}。{dispute.Zh}",
                    $"{who.En}: no {title.En} {when.En}. {lack.En} {straight.En}Evidence: {basis.En}.{dispute.En}"
                );
            default:
                var missing = Missing(place, service);
                return new(
                    $"{who.Zh}{when.Zh}是否{title.Zh}未知：{missing.Zh}。",
                    $"{who.En}: {title.En} unknown {when.En}: {missing.En}."
                );
        }
    }

    // Since when nobody lives there comes before anything else.
    private static Bilingual Vacated(Gap place, NamedService service, DateOnly asOf)
    {
        var since = place.VacatedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (who, day) = (Subject(place), asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return new(
            $"{(since is null ? "" : $"自{since}起")}已整屯搬出{(since is null ? "（日期不详）" : "")}：{who.Zh}，"
                + $"截至{day}不再计入现有自然屯，{service.Title.Zh}只按2015年名单计为未通。",
            $"Vacated {(since is null ? "on an unknown day" : $"since {since}")}: {who.En}. As of {day} it is no longer "
                + $"among the current hamlets; {service.Title.En} counts as not met in the 2015 list only."
        );
    }

    private static Bilingual Subject(Gap place)
    {
        // The name of a village or township is not repeated before it.
        var within = place.Subject switch
        {
            "village" => place.Township,
            "township" => null,
            _ => $"{place.Township}{place.Village}",
        };
        var name = place.Name ?? place.Code;
        return place.Households is { } n
            ? new($"{within}{name}（{n}户）", $"{name} ({n} households)")
            : new($"{within}{name}", name);
    }

    private static Bilingual Basis(Gap place, NamedService service) =>
        (place.EvidenceKind, service) switch
        {
            (EvidenceKind.Acceptance or EvidenceKind.Inspection or EvidenceKind.Declared, _) =>
                place.EvidenceKind.Title(),
            (_, ServiceRule { Layer: "roads" }) => new("路网计算", "network computation"),
            (_, ServiceRule) => new("线网计算", "network computation"),
            (_, CheckRule { Ways: not null }) => new("路网计算", "network computation"),
            _ => new("设施位置", "locations of facilities"),
        };

    private static Bilingual Dispute(Gap place) =>
        place.Conflict
            ? new("另有较弱的依据与此不符，应再核查。", " Weaker evidence disagrees: inspect again.")
            : new("", "");

    // Nearness is only a measure: it never is the reason of a verdict.
    private static Bilingual NearRoad(Gap place, NamedService service, NearRoadRule near) =>
        place.NearRoad is true
        && service is ServiceRule { Layer: "roads" }
        && place.Reason is not VerdictReason.Surveyed
            ? new(
                $"只按直线{near.Kilometres}公里口径则会算作有路。",
                $"By the straight-line measure ({near.Kilometres} km) alone it would count as served. "
            )
            : new("", "");

    // A whole sentence for each reason of a gap.
    private static Bilingual Lack(Gap place, NamedService service) =>
        place.Reason switch
        {
            VerdictReason.Surveyed => new("实地核查为未通。", "A survey on site found it lacking."),
            VerdictReason.Partly when place.MissingHouseholds is { } missing => new(
                $"还有{missing}户未通。",
                $"{missing} households still lack it."
            ),
            VerdictReason.IndicatorFailed => new(
                $"{string.Join("、", Indicators(place, service).Select(i => i.Zh))}不达标。",
                $"{string.Join(", ", Indicators(place, service).Select(i => i.En))} not met."
            ),
            VerdictReason.HamletsLacking => HamletsLacking(place.Blocking),
            VerdictReason.NoneInside => new("辖区内没有。", "None inside the area."),
            VerdictReason.OutOfReach => new("不在任何设施的覆盖范围内。", "It is within reach of no facility."),
            VerdictReason.NothingServed => new(
                "全县没有任何已联通的设施。",
                "Nothing in the county is connected to a source."
            ),
            VerdictReason.NoWay => new("没有可通行的路。", "No passable path leads there."),
            VerdictReason.Bottleneck => new(
                $"途中有{place.Blocking.Count}处瓶颈路段（{string.Join('、', place.Blocking)}）。",
                $"Bottlenecks on the path: {string.Join(", ", place.Blocking)}."
            ),
            VerdictReason.NotJoined => NotJoined(place),
            VerdictReason.Closed => Closed(place),
            VerdictReason.NoLink
            or VerdictReason.UpgradeNeeded
            or VerdictReason.UpgradeAndBuild when service is ServiceRule network => Distance(place, network),
            _ => new($"{place.Reason.Title().Zh}。", $"{place.Reason.Title().En}."),
        };

    private static Bilingual HamletsLacking(IReadOnlyList<string> hamlets)
    {
        var (some, more) = (hamlets.Take(3), hamlets.Count > 3);
        return new(
            $"{hamlets.Count}个自然屯未达标（{string.Join('、', some)}{(more ? "等" : "")}）。",
            $"{hamlets.Count} hamlets lack it ({string.Join(", ", some)}{(more ? " …" : "")})."
        );
    }

    private static Bilingual NotJoined(Gap place)
    {
        var (zh, en) = place.Blocking.Count == 0 ? ("", "") : ($"（{place.Blocking[0]}）", $" ({place.Blocking[0]})");
        return new(
            $"旁有设施{zh}，但没有联通或没有投用。",
            $"A facility is near{en}, but it is not connected or not in service."
        );
    }

    private static Bilingual Closed(Gap place)
    {
        var opens = place.ReopensOn.Count > 0 && place.ReopensOn.All(d => d is not null) ? place.ReopensOn.Max() : null;
        var day = opens?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new(
            $"途经的{string.Join('、', place.Closed)}正在封闭，"
                + $"{(day is null ? "重新开放的日期不详" : $"{day}重新开放")}，无需新建。",
            $"Closed on the path: {string.Join(", ", place.Closed)}; "
                + $"{(day is null ? "the day it reopens is not known" : $"it reopens on {day}")}. Nothing to build."
        );
    }

    private static Bilingual Distance(Gap place, ServiceRule service)
    {
        var (cheapest, other) = (Cheapest(place, service), OtherChoice(place, service));
        return new(cheapest.Zh + other.Zh, cheapest.En + other.En);
    }

    // Harden what is there, or build a shortcut: the one that is not the cheapest, where there is one.
    private static Bilingual OtherChoice(Gap place, ServiceRule service)
    {
        if (place.ExistingMetresToUpgrade is not { } existing || existing <= 0.5)
            return new("", "");
        var (zh, en) = IsRoad(service)
            ? ("既有道路", "existing road")
            : ($"既有{service.LinkName.Zh}", $"existing {service.LinkName.En}");
        if (place.MetresToBuild - place.ExistingMetresToBuild > 0.5)
        {
            var join = place.ExistingMetresToBuild is > 0.5 and var metres
                ? new Bilingual($"、接入新建{Metres(metres)}米", $" and {Metres(metres)} m to build up to it")
                : new("", "");
            return new(
                $"也可只改造{zh}{Metres(existing)}米{join.Zh}。",
                $" Or {Metres(existing)} m of {en} to upgrade{join.En}."
            );
        }

        return place.DistanceM is { } straight && place.MetresToUpgrade > 0.5
            ? new($"也可新建捷径{Metres(straight)}米。", $" Or a shortcut of {Metres(straight)} m to build.")
            : new("", "");
    }

    private static Bilingual Cheapest(Gap place, ServiceRule service)
    {
        var (upgrade, build) = (place.MetresToUpgrade ?? 0, place.MetresToBuild ?? 0);
        Bilingual existing = IsRoad(service)
            ? new("可改造既有道路", "existing road to upgrade")
            : new($"可启用既有{service.LinkName.Zh}", $"existing {service.LinkName.En} to put in service");
        return place.Reason switch
        {
            VerdictReason.UpgradeAndBuild => new(
                $"距已通网络{Metres(upgrade + build)}米，其中{existing.Zh}{Metres(upgrade)}米、"
                    + $"需新建{Metres(build)}米。",
                $"{Metres(upgrade + build)} m to the served network: {Metres(upgrade)} m of {existing.En}, "
                    + $"{Metres(build)} m to build."
            ),
            VerdictReason.UpgradeNeeded => new(
                $"距已通网络{Metres(upgrade)}米，均为{existing.Zh}。",
                $"{Metres(upgrade)} m to the served network, all of it {existing.En}."
            ),
            _ => new(
                $"距已通网络{Metres(build)}米，均需新建。",
                $"{Metres(build)} m to the served network, all to build."
            ),
        };
    }

    private static IEnumerable<Bilingual> Indicators(Gap place, NamedService service) =>
        place.Blocking.Select(column =>
            (service as CheckRule)?.Indicators?.Titles.GetValueOrDefault(column)
            ?? (service as CheckRule)?.Recorded?.Titles.GetValueOrDefault(column)
            ?? Bilingual.Same(column)
        );

    // What is missing, and who can supply it: the end of a sentence.
    private static Bilingual Missing(Gap place, NamedService service) =>
        place.Reason switch
        {
            VerdictReason.IndicatorMissing => new(
                $"缺少{string.Join("、", Indicators(place, service).Select(i => i.Zh))}，{service.Missing.Zh}",
                $"{string.Join(", ", Indicators(place, service).Select(i => i.En))} missing; {service.Missing.En}"
            ),
            VerdictReason.HamletsUnknown => new(
                $"{place.Blocking.Count}个自然屯未知",
                $"{place.Blocking.Count} hamlets are unknown"
            ),
            VerdictReason.NoHamlets => new("没有自然屯资料", "none of its hamlets is on record"),
            VerdictReason.OutlineMissing => new(
                "缺少辖区界线，请民政部门补充",
                "the outline is missing; the civil affairs bureau can supply it"
            ),
            VerdictReason.NoData => new(
                "全县没有该项设施的数据，请主管部门提供",
                "the county has no data of this service; the bureau in charge can supply it"
            ),
            VerdictReason.NoSource => new(
                "没有起点（乡镇驻地或供给设施）的数据",
                "there is no source (township seat or supply facility) in the data"
            ),
            VerdictReason.SeatMissing => new(
                "缺少村委会位置，请民政部门补充",
                "the location of the village committee is missing; the civil affairs bureau can supply it"
            ),
            VerdictReason.HouseholdsMissing => new(
                "缺少户数，请乡镇补充",
                "the number of households is missing; the township can supply it"
            ),
            VerdictReason.NotComputed => new("尚未计算", "not computed yet"),
            VerdictReason.SuspectedBreak when service is ServiceRule network => new(
                $"与已通网络只隔疑似断点（不超过{Metres(network.SuspectedBreakMetres)}米的缺口），请主管部门核实",
                $"only suspected breaks (gaps of up to {Metres(network.SuspectedBreakMetres)} m) separate it from the "
                    + "served network; the bureau in charge can confirm or refuse them"
            ),
            VerdictReason.AttributeMissing when place.Blocking.Count > 0 => new(
                $"{service.Missing.Zh}（{place.Blocking.Count}段）",
                service.Missing.En
            ),
            _ => service.Missing,
        };

    private static bool IsRoad(ServiceRule service) => service.Layer == "roads";

    private static string Metres(double metres) => Math.Round(metres).ToString("#,0", CultureInfo.InvariantCulture);
}
