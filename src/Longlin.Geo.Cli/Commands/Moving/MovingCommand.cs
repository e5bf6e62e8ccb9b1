using System.CommandLine;
using System.Globalization;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Reports.Moving;

namespace Longlin.Geo.Cli.Commands.Moving;

/// <summary><c>longlin sites progress</c>.</summary>
internal static class MovingCommand
{
    public static Command Create() =>
        Question.Of<MovingRequest, MovingDocument>(
            new("progress", Help.Text("搬迁进度、资金与入住条件", "People moved, funds, and readiness of the sites")),
            async (session, request, _, cancellationToken) =>
                (
                    await MovingReport.RunAsync(
                        session.Database,
                        session.Standard,
                        request,
                        session.ReadCountyAsync,
                        Session.Today,
                        cancellationToken
                    ),
                    null
                ),
            table: WriteAsync
        );

    private static async Task WriteAsync(TextWriter text, MovingDocument document, string language)
    {
        if (document.Synthetic)
            await text.WriteLineAsync(CountyState.SyntheticNote.Pick(language));
        await text.WriteLineAsync(Totals(document).Pick(language));
        await TextTable.WriteAsync(text, Groups(document, language == "en"), right: [2, 3, 4]);
        await TextTable.WriteAsync(text, Sites(document, language == "en"), right: [3, 4, 8, 9]);
    }

    private static Bilingual Totals(MovingDocument d)
    {
        var day = d.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (moved, households) = ($"{Whole(d.Persons)} / {Whole(d.Target)}", Whole(d.Households));
        var (needed, lastYear) = (Number(d.PerMonth), d.LastYearPerMonth.ToString("0.0", CultureInfo.InvariantCulture));
        var share = d.ConcentratedShare?.ToString("P1", CultureInfo.InvariantCulture) ?? "–";
        var (budget, paid) = (Whole(d.Funds.BudgetYuan), Whole(d.Funds.PaidYuan));
        var houses = $"{Whole(d.HousesRemoved)}/{households}";
        var land = $"{Whole(d.Land.ReclaimedM2)} / {Whole(d.Land.UsedM2)} m²";
        var untold = $"{d.Land.ReclaimedUntold} / {d.Land.UsedUntold}";
        return new(
            $"{day}: {moved} 人, {households} 户; 每月需 {needed} (近一年每月 {lastYear}); 集中安置 {share}; "
                + $"概算 {budget}, 已付 {paid}; 已拆旧房 {houses} 户; 复垦 / 安置用地 {land} (未填 {untold})",
            $"{day}: {moved} persons, {households} households; needed per month {needed} (past year {lastYear}); "
                + $"concentrated {share}; budget {budget}, paid {paid}; old houses removed {houses} households; "
                + $"land reclaimed / used {land} (not reported {untold})"
        );
    }

    private static List<string[]> Groups(MovingDocument d, bool en)
    {
        List<string[]> rows = [en ? [d.By, "", "households", "persons", "so far"] : [d.By, "", "户", "人", "累计"]];
        foreach (var g in d.Groups)
            rows.Add([g.Key, g.Name ?? "", Number(g.Households), Number(g.Persons), Number(g.PersonsUntil)]);
        return rows;
    }

    private static List<string[]> Sites(MovingDocument d, bool en)
    {
        List<string[]> rows =
        [
            en
                ?
                [
                    "site",
                    "name",
                    "move-in",
                    "persons",
                    "capacity",
                    "limited by",
                    "ready",
                    "lacks or unknown",
                    "works",
                    "late",
                ]
                : ["安置点", "名称", "入住日", "已入住", "容量", "受限于", "就绪", "缺或未知", "工程", "滞后"],
        ];
        foreach (var s in d.Sites)
        {
            var lacking = s
                .Readiness.Where(i => i.Verdict != "met")
                .Select(i => i.Item + (i.Verdict == "unknown" ? "?" : ""));
            rows.Add([
                s.Code,
                s.Name ?? "",
                s.MoveInDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + (s.DayAssumed ? "?" : ""),
                Number(s.Persons),
                Number(s.Capacity),
                string.Join(',', s.LimitedBy),
                s.Ready,
                string.Join(' ', lacking),
                Number(s.Funds.Works),
                Number(s.Funds.Late),
            ]);
        }

        return rows;
    }

    private static string Whole<T>(T value)
        where T : IFormattable => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Number(double? value) =>
        value is { } v ? v.ToString(v != Math.Floor(v) ? "0.0" : "#,0", CultureInfo.InvariantCulture) : "–";
}
