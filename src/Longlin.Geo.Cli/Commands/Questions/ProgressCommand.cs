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
    public static Command Create()
    {
        RequestOptions<ProgressRequest> request = new();
        Command command = new("progress", Help.Text("每条规则的进展", "Progress of every rule"));
        request.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var connection = ConnectionOptions.From(parsed);
                var asked = request.Read(parsed);
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                var document = await ProgressReport.RunAsync(
                    session.Database,
                    session.Standard,
                    asked,
                    session.ReadCountyAsync,
                    CountyClock.Today(TimeProvider.System),
                    cancellationToken
                );
                var en = connection.Language == "en";
                if (document.Synthetic)
                    await Console.Out.WriteLineAsync(CountyState.SyntheticNote.Pick(connection.Language));
                await Console.Out.WriteLineAsync(
                    $"{document.Standard} v{document.StandardVersion}, {document.AsOf:yyyy-MM-dd}"
                        + (document.Forecast ? new Bilingual("（预计）", " (forecast)").Pick(connection.Language) : "")
                );
                List<string[]> rows =
                [
                    en
                        ? ["rule", "total", "met", "not met", "unknown", "conflicts", "deadline", "standing", "a month"]
                        : ["规则", "总数", "达标", "未达标", "未知", "矛盾", "期限", "状态", "每月需"],
                ];
                foreach (var rule in document.Rules)
                {
                    var deadline = rule.Deadline?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "–";
                    rows.Add(
                        rule.Measure is null
                            ?
                            [
                                rule.Rule,
                                Number(rule.Total),
                                Number(rule.Met),
                                Number(rule.NotMet),
                                Number(rule.Unknown),
                                Number(rule.Conflicts),
                                deadline,
                                Words.Parse<RuleStanding>(rule.Standing).Title().Pick(connection.Language),
                                Number(rule.PerMonth),
                            ]
                            :
                            [
                                rule.Rule,
                                "–",
                                Number(rule.Value),
                                Number(rule.AtLeast ?? rule.AtMost),
                                "–",
                                "–",
                                deadline,
                                Words.Parse<RuleStanding>(rule.Standing).Title().Pick(connection.Language),
                                Number(rule.PerMonth),
                            ]
                    );
                    foreach (var area in rule.Areas)
                        rows.Add([
                            $"  {area.Name ?? area.Code}",
                            Number(area.Total),
                            Number(area.Met),
                            Number(area.NotMet),
                            Number(area.Unknown),
                            Number(area.Conflicts),
                            "",
                            "",
                            "",
                        ]);
                }

                await TextTable.WriteAsync(Console.Out, rows, right: [1, 2, 3, 4, 5, 8]);
                foreach (var rate in document.Rates)
                    await Console.Out.WriteLineAsync(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{rate.Title.Pick(connection.Language)} {(rate.Share is { } share ? $"{share:P1}" : "–")}"
                        )
                    );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static string Number(double? value) =>
        value is { } v
            ? v.ToString(Math.Abs(v) < 10 && v != Math.Floor(v) ? "0.0" : "#,0", CultureInfo.InvariantCulture)
            : "–";
}
