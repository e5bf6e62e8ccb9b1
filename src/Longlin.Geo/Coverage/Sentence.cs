using System.Globalization;
using Longlin.Geo.Model;
using Longlin.Geo.Rules;

namespace Longlin.Geo.Coverage;

/// <summary>Says a standing in a sentence that an official can quote.</summary>
public static class Sentence
{
    /// <summary>One sentence in both languages.</summary>
    /// <param name="place">The standing.</param>
    /// <param name="service">The service asked for.</param>
    /// <param name="asOf">The day.</param>
    /// <param name="forecast">Whether the day lies after the data date.</param>
    public static Bilingual For(Gap place, NamedService service, DateOnly asOf, bool forecast)
    {
        // An area's own village or township is itself: it is named once.
        var within = place.Subject switch
        {
            "village" => place.Township,
            "township" => null,
            _ => $"{place.Township}{place.Village}",
        };
        var zhWho = $"{within}{place.Name ?? place.Code}{(place.Households is { } n ? $"（{n}户）" : "")}";
        var enWho = $"{place.Name ?? place.Code}{(place.Households is { } m ? $" ({m} households)" : "")}";
        var day = asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (zhWhen, enWhen) = forecast ? ($"预计到{day}", $"by {day} (forecast)") : ($"截至{day}", $"as of {day}");
        return place.Verdict switch
        {
            Verdict.Met => new(
                $"{zhWho}{zhWhen}已{service.Title.Zh}。依据：{Basis(place, service).Zh}。{Dispute(place).Zh}",
                $"{enWho}: {service.Title.En} in place {enWhen}. Evidence: {Basis(place, service).En}.{Dispute(place).En}"
            ),
            Verdict.NotMet => new(
                $"{zhWho}{zhWhen}未{service.Title.Zh}：{Lack(place, service).Zh}{(place.NearRoad is true && service is ServiceRule { Layer: "roads" } && place.Reason != "surveyed" ? "只按直线2公里口径则会算作有路。" : "")}依据：{Basis(place, service).Zh}。{Dispute(place).Zh}",
                $"{enWho}: no {service.Title.En} {enWhen}. {Lack(place, service).En}{(place.NearRoad is true && service is ServiceRule { Layer: "roads" } && place.Reason != "surveyed" ? "By the straight-line measure (2 km) alone it would count as served. " : "")}Evidence: {Basis(place, service).En}.{Dispute(place).En}"
            ),
            _ => new(
                $"{zhWho}{zhWhen}是否{service.Title.Zh}未知：{Missing(place, service).Zh}。",
                $"{enWho}: {service.Title.En} unknown {enWhen}: {Missing(place, service).En}."
            ),
        };
    }

    private static Bilingual Basis(Gap place, NamedService service) =>
        place.EvidenceKind switch
        {
            EvidenceKind.Acceptance => new("验收", "an acceptance"),
            EvidenceKind.Inspection => new("核查", "an inspection"),
            EvidenceKind.Declared => new("部门申报", "declared by the bureau"),
            _ => service switch
            {
                ServiceRule { LinksServe: true } => new("路网计算", "network computation"),
                ServiceRule => new("线网计算", "network computation"),
                _ => new("设施位置", "the places of facilities"),
            },
        };

    private static Bilingual Dispute(Gap place) =>
        place.Conflict
            ? new("另有较弱的依据与此不符，应再核查。", " Weaker evidence says otherwise: inspect again.")
            : new("", "");

    private static Bilingual Lack(Gap place, NamedService named)
    {
        switch (place.Reason)
        {
            case "surveyed":
                return new("实地核查为未通。", "Found lacking on the spot. ");
            case "indicator_failed":
                return new(
                    $"{string.Join("、", place.Blocking.Select(b => Indicator(b).Zh))}不达标。",
                    $"{string.Join(", ", place.Blocking.Select(b => Indicator(b).En))} not met. "
                );
            case "hamlets_lacking":
                return new(
                    $"{place.Blocking.Count}个自然屯未达标（{string.Join('、', place.Blocking.Take(3))}{(place.Blocking.Count > 3 ? "等" : "")}）。",
                    $"{place.Blocking.Count} hamlets lack it ({string.Join(", ", place.Blocking.Take(3))}{(place.Blocking.Count > 3 ? " …" : "")}). "
                );
            case "none_inside":
                return new("辖区内没有。", "None inside the area. ");
            case "out_of_reach":
                return new("不在任何设施的覆盖范围内。", "It lies within reach of no facility. ");
            case "nothing_served":
                return new("全县没有任何已联通的设施。", "Nothing in the county is joined to a source. ");
        }

        if (named is not ServiceRule service)
            return new("", "");
        var (upgrade, build) = (place.MetresToUpgrade ?? 0, place.MetresToBuild ?? 0);
        var (zhUpgrade, enUpgrade) = service.LinksServe
            ? ("可改造既有道路", "existing road to upgrade")
            : ("可启用既有线路", "existing line to put in service");
        return (upgrade > 0.5, build > 0.5) switch
        {
            (false, false) => new(
                "旁有设施，但没有联通或没有投用。",
                "A facility is near, but it is not joined or not in service. "
            ),
            (true, true) => new(
                $"距已通网络{Metres(upgrade + build)}米，其中{zhUpgrade}{Metres(upgrade)}米、需新建{Metres(build)}米。",
                $"{Metres(upgrade + build)} m to the served network: {Metres(upgrade)} m of {enUpgrade}, {Metres(build)} m to build. "
            ),
            (true, false) => new(
                $"距已通网络{Metres(upgrade)}米，均为{zhUpgrade}。",
                $"{Metres(upgrade)} m to the served network, all of it {enUpgrade}. "
            ),
            _ => new(
                $"距已通网络{Metres(build)}米，均需新建。",
                $"{Metres(build)} m to the served network, all to build. "
            ),
        };
    }

    private static Bilingual Indicator(string column) =>
        column switch
        {
            "water_quantity" => new("水量", "quantity"),
            "water_quality" => new("水质", "quality"),
            "water_access" => new("取水方便程度", "access"),
            "water_assurance" => new("供水保证率", "assurance"),
            _ => new(column, column),
        };

    private static Bilingual Missing(Gap place, NamedService service) =>
        place.Reason switch
        {
            "indicator_missing" => new(
                $"缺少{string.Join("、", place.Blocking.Select(b => Indicator(b).Zh))}，{service.Missing.Zh}",
                $"{string.Join(", ", place.Blocking.Select(b => Indicator(b).En))} missing; {service.Missing.En}"
            ),
            "hamlets_unknown" => new(
                $"{place.Blocking.Count}个自然屯未知",
                $"{place.Blocking.Count} hamlets are unknown"
            ),
            "no_hamlets" => new("没有自然屯资料", "no hamlet of it is known"),
            "outline_missing" => new(
                "缺少辖区界线，请民政部门补充",
                "the outline is missing; the civil affairs bureau can supply it"
            ),
            "no_data" => new(
                "全县没有该项设施的数据，请主管部门提供",
                "the county has no data of this service; the bureau in charge can supply it"
            ),
            "no_source" => new(
                "没有起点（乡镇驻地、变电站或机房）的数据",
                "there is no source (township seat, substation or exchange) in the data"
            ),
            "seat_missing" => new(
                "缺少村委会位置，请民政部门补充",
                "the committee's place is missing; the civil affairs bureau can supply it"
            ),
            "households_missing" => new(
                "缺少户数，请乡镇补充",
                "the number of households is missing; the township can supply it"
            ),
            "not_computed" => new("尚未计算", "not computed yet"),
            _ => new(
                $"{service.Missing.Zh}{(place.Blocking.Count > 0 ? $"（{place.Blocking.Count}段）" : "")}",
                service.Missing.En
            ),
        };

    private static string Metres(double metres) => Math.Round(metres).ToString("#,0", CultureInfo.InvariantCulture);
}
