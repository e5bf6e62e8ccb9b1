using System.CommandLine;
using System.Globalization;
using Longlin.Geo.Coverage.Progress;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;

namespace Longlin.Geo.Cli.Commands.Questions;

/// <summary><c>longlin progress</c>.</summary>
internal static class ProgressCommand
{
    public static Command Create() =>
        Question.Of<ProgressRequest, ProgressDocument>(
            new("progress", Help.Text("每条规则的进展", "Progress of every rule")),
            async (session, request, _, cancellationToken) =>
                (
                    await ProgressReport.RunAsync(
                        session.Ways,
                        request,
                        session.ReadCountyAsync,
                        Session.Today,
                        cancellationToken
                    ),
                    null
                ),
            table: WriteTableAsync
        );

    private static async Task WriteTableAsync(TextWriter text, ProgressDocument document, string language)
    {
        if (document.Synthetic)
            await text.WriteLineAsync(CountyState.SyntheticNote.Pick(language));
        var forecast = document.ForecastBy is { } how ? $" · {Words.Show("forecastBy", how)!.Pick(language)}" : "";
        await text.WriteLineAsync(
            $"{document.Standard} v{document.StandardVersion}, {document.AsOf:yyyy-MM-dd}{forecast}"
        );
        List<string[]> rows =
        [
            language == "en"
                ? ["rule", "total", "met", "not met", "unknown", "conflicts", "deadline", "standing", "a month"]
                : ["规则", "总数", "达标", "未达标", "未知", "矛盾", "期限", "状态", "每月需"],
        ];
        List<string[]> numbers =
        [
            language == "en"
                ? ["rule", "value", "target", "unknown", "remaining", "deadline", "standing", "a month"]
                : ["规则", "数值", "目标", "未知", "尚缺", "期限", "状态", "每月需"],
        ];
        foreach (var rule in document.Rules)
        {
            var deadline = rule.Deadline?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "–";
            var standing = Words.Parse<RuleStanding>(rule.Standing).Title().Pick(language);
            // A number is held against its target, in a table of its own: it counts nobody as met.
            if (rule.Measure is not null)
            {
                numbers.Add([
                    rule.Rule,
                    Number(rule.Value),
                    $"{(rule.Direction == "at_most" ? "≤" : "≥")} {Number(rule.Target)}",
                    Number(rule.Unknown),
                    Number(rule.Remaining),
                    deadline,
                    standing,
                    Number(rule.PerMonth),
                ]);
                numbers.AddRange(
                    rule.Areas.Select(a => (string[])[Name(a), Number(a.Value), "", Number(a.Unknown), "", "", "", ""])
                );
                continue;
            }

            rows.Add([
                rule.Rule,
                Number(rule.Total),
                Number(rule.Met),
                Number(rule.NotMet),
                Number(rule.Unknown),
                Number(rule.Conflicts),
                deadline,
                standing,
                Number(rule.PerMonth),
            ]);
            rows.AddRange(
                rule.Areas.Select(a =>
                    (string[])
                        [
                            Name(a),
                            Number(a.Total),
                            Number(a.Met),
                            Number(a.NotMet),
                            Number(a.Unknown),
                            Number(a.Conflicts),
                            "",
                            "",
                            "",
                        ]
                )
            );
        }

        await TextTable.WriteAsync(text, rows, right: [1, 2, 3, 4, 5, 8]);
        await text.WriteLineAsync();
        await TextTable.WriteAsync(text, numbers, right: [1, 2, 3, 4, 7]);
        foreach (var rate in document.Rates)
            await text.WriteLineAsync($"{rate.Title.Pick(language)} {Range(rate.ShareLow, rate.ShareHigh)}");
    }

    private static string Name(AreaStanding area) => $"  {area.Name ?? area.Code}";

    private static string Range(double? low, double? high)
    {
        if (low is not { } from || high is not { } to)
            return "–";
        var (least, most) = (Percent(from), Percent(to));
        return least == most ? least : $"{least}–{most}";
    }

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);

    private static string Number(double? value) =>
        value is { } v
            ? v.ToString(Math.Abs(v) < 10 && v != Math.Floor(v) ? "0.0" : "#,0", CultureInfo.InvariantCulture)
            : "–";
}
