using System.Globalization;
using Longlin.Geo.Assignment;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Moving;

namespace Longlin.Geo.Reports.Sites;

/// <summary>Says an assignment in words and codes: the solver knows positions only.</summary>
internal static class AssignmentWords
{
    public static string Status(AssignmentStatus status) => status.ToString().ToLowerInvariant();

    public static string Way(WayKind kind) =>
        kind switch
        {
            WayKind.Road => "road",
            WayKind.ExistingRoad => "existing_road",
            _ => "straight_line",
        };

    public static Bilingual Reason(string reason) =>
        reason switch
        {
            "no_place" => new("没有位置", "it has no place"),
            "households_missing" => new("缺少户数", "its households are missing"),
            "population_missing" => new("缺少人口", "its population is missing"),
            "consent_unknown" => new("没有同意搬迁户数的记录", "nobody recorded whether its households consent"),
            "no_consent" => new("没有同意搬迁的户", "no household consents"),
            "consent_above_households" => new(
                "同意户数多于总户数，请核对",
                "more households consent than there are: check it"
            ),
            "capacity_unknown" => new(
                "住房、学位、供水、用地与容量都未知",
                "housing, school places, water, land and capacity are all unknown"
            ),
            _ => new(reason, reason),
        };

    public static InfeasibleItem Nothing(bool nobody) =>
        nobody
            ? new(
                "nobody",
                [],
                [],
                null,
                null,
                new("没有可安排的户，原因见 leftOut。", "Nobody can be assigned; leftOut says why.")
            )
            : new(
                "no_site",
                [],
                [],
                null,
                null,
                new("没有可用的安置点，原因见 sitesLeftOut。", "No site takes part; sitesLeftOut says why.")
            );

    public static InfeasibleItem Say(Infeasibility reason, IReadOnlyList<Mover> movers, IReadOnlyList<SiteRoom> sites)
    {
        Named Hamlet(int i) => new(movers[i].Code, movers[i].Name);
        Named Site(int j) => new(sites[j].Site.Code, sites[j].Site.Name);
        var change = reason.Change is null
            ? null
            : new ChangeItem(
                reason.Change.Added is null
                    ? null
                    :
                    [
                        .. reason.Change.Added.Select(a => new AddedRoom(
                            sites[a.Site].Site.Code,
                            sites[a.Site].Site.Name,
                            a.Capacity
                        )),
                    ],
                reason.Change.LeftOut is null ? null : [.. reason.Change.LeftOut.Select(Hamlet)],
                reason.Change.Proven
            );
        Named[] hamlets = [.. reason.Demands.Select(Hamlet)],
            places = [.. reason.Sites.Select(Site)];
        var (who, need) = (List(hamlets), reason.Demands.Sum(i => movers[i].Persons));
        var (where, lacking) = (
            List(places),
            reason.Shortfall is { } s ? Math.Round(s).ToString("0", CultureInfo.InvariantCulture) : ""
        );
        Bilingual what = reason.Reason switch
        {
            InfeasibilityReason.Forbidden => new(
                $"{who}没有可去的安置点（距离限制、无路可通或禁止）。",
                $"{who} may go to no site (too far, no way, or forbidden)."
            ),
            InfeasibilityReason.TooLarge => new(
                $"{who}有{need}人，可去的安置点中最大的{where}也缺{lacking}人的位置。",
                $"{who} has {need} persons; the largest site it may go to, {where}, lacks room for {lacking}."
            ),
            InfeasibilityReason.GroupTooLarge => new(
                $"{who}要在一起，共{need}人，"
                    + $"{(places.Length == 0 ? "没有一个安置点允许它们全部" : $"可去的安置点中最大的{where}也缺{lacking}人的位置")}。",
                $"{who} stay together, {need} persons; "
                    + (
                        places.Length == 0
                            ? "no site is allowed to all of them."
                            : $"the largest site, {where}, lacks room for {lacking}."
                    )
            ),
            InfeasibilityReason.TooLittle => new(
                $"共{movers.Sum(m => m.Persons)}人，安置点共容纳{sites.Sum(r => r.Room)}人，缺{lacking}人的位置。",
                $"{movers.Sum(m => m.Persons)} persons, and all sites have room for {sites.Sum(r => r.Room)}: "
                    + $"{lacking} too few."
            ),
            InfeasibilityReason.Packing => new(
                $"总容量{sites.Sum(r => r.Room)}人够{movers.Sum(m => m.Persons)}人，但每个屯整屯去一个安置点，放不下。",
                $"Room for {sites.Sum(r => r.Room)} would do for {movers.Sum(m => m.Persons)} in total, but "
                    + "each hamlet goes whole to one site and they do not fit."
            ),
            _ => reason.Message,
        };
        return new(
            Word(reason.Reason),
            hamlets,
            places,
            reason.Shortfall,
            change,
            change is null ? what : new(what.Zh + Change(change).Zh, $"{what.En} {Change(change).En}")
        );
    }

    private static Bilingual Change(ChangeItem change)
    {
        List<string> zh = [],
            en = [];
        if (change.Added is { } added)
        {
            zh.Add("增加容量：" + string.Join("、", added.Select(a => $"{a.Name}（{a.Site}）{a.Persons:0}人")));
            en.Add("add room at " + string.Join(", ", added.Select(a => $"{a.Name} ({a.Site}) for {a.Persons:0}")));
        }

        if (change.LeftOut is { } left)
        {
            zh.Add($"暂不安排{List(left)}");
            en.Add($"leave out {List(left)}");
        }

        return new(
            $"{(change.Proven ? "最小的改变" : "可行的改变（未证明最小）")}：{string.Join("；或", zh)}。",
            $"{(change.Proven ? "The smallest change" : "A change that suffices")}: {string.Join("; or ", en)}."
        );
    }

    private static string Word(InfeasibilityReason reason) =>
        reason switch
        {
            InfeasibilityReason.Forbidden => "forbidden",
            InfeasibilityReason.TooLarge => "too_large",
            InfeasibilityReason.GroupTooLarge => "group_too_large",
            InfeasibilityReason.TooLittle => "too_little",
            _ => "packing",
        };

    private static string List(IReadOnlyList<Named> named) =>
        string.Join("、", named.Take(6).Select(n => $"{n.Name}（{n.Code}）")) + (named.Count > 6 ? " …" : "");
}
