using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Reports.Moving;

namespace Longlin.Geo.Cli.Commands;

/// <summary><c>longlin sites progress</c>.</summary>
internal static class MovingCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        Option<string?> asOf = new("--as-of") { Description = "日期 date, 2018-12-31" };
        Option<string?> by = new("--by") { Description = "site | township | month" };
        Option<string> format = new("--format") { Description = "table | json", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        Command command = new("progress", "搬迁进度、资金与入住条件 persons moved, funds, readiness of the sites")
        {
            asOf,
            by,
            format,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var connection = ConnectionOptions.From(parsed);
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                var (document, fault) = await MovingReport.RunAsync(
                    session.Database,
                    session.Standard,
                    parsed.GetValue(asOf),
                    parsed.GetValue(by),
                    session.ReadCountyAsync,
                    Session.Today,
                    cancellationToken
                );
                if (document is null)
                    throw new UsageException(OptionFault.Describe(fault!));
                if (parsed.GetValue(format) == "json")
                    await Console.Out.WriteLineAsync(JsonSerializer.Serialize(document, Json));
                else
                    await WriteAsync(document, connection.Language);
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static async Task WriteAsync(MovingDocument d, string language)
    {
        var en = language == "en";
        if (d.Synthetic)
            await Console.Out.WriteLineAsync(CountyState.SyntheticNote.Pick(language));
        await Console.Out.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{d.AsOf:yyyy-MM-dd}: {d.Persons:#,0} / {d.Target:#,0} {(en ? "persons" : "人")}, {d.Households:#,0} {(en ? "households" : "户")}; {(en ? "needed a month" : "每月需")} {Number(d.PerMonth)} ({(en ? "last year" : "近一年每月")} {d.LastYearPerMonth:0.0}); {(en ? "concentrated" : "集中安置")} {(d.ConcentratedShare is { } share ? $"{share:P1}" : "–")}; {(en ? "budget" : "概算")} {d.Funds.BudgetYuan:#,0}, {(en ? "paid" : "已付")} {d.Funds.PaidYuan:#,0}; {(en ? "old houses removed" : "已拆旧房")} {d.HousesRemoved:#,0}/{d.Households:#,0} {(en ? "households" : "户")}; {(en ? "land reclaimed / used" : "复垦 / 安置用地")} {d.Land.ReclaimedM2:#,0} / {d.Land.UsedM2:#,0} m² ({(en ? "untold" : "未填")} {d.Land.ReclaimedUntold} / {d.Land.UsedUntold})"
            )
        );
        List<string[]> groups =
        [
            [d.By, "", en ? "households" : "户", en ? "persons" : "人", en ? "so far" : "累计"],
        ];
        foreach (var g in d.Groups)
            groups.Add([g.Key, g.Name ?? "", Number(g.Households), Number(g.Persons), Number(g.PersonsUntil)]);
        await TextTable.WriteAsync(Console.Out, groups, right: [2, 3, 4]);
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
            rows.Add([
                s.Code,
                s.Name ?? "",
                s.MoveInDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + (s.DayAssumed ? "?" : ""),
                Number(s.Persons),
                Number(s.Capacity),
                string.Join(',', s.LimitedBy),
                s.Ready,
                string.Join(
                    ' ',
                    s.Readiness.Where(i => i.Verdict != "met").Select(i => i.Item + (i.Verdict == "unknown" ? "?" : ""))
                ),
                Number(s.Funds.Works),
                Number(s.Funds.Late),
            ]);
        await TextTable.WriteAsync(Console.Out, rows, right: [3, 4, 8, 9]);
    }

    private static string Number(double? value) =>
        value is { } v ? v.ToString(v != Math.Floor(v) ? "0.0" : "#,0", CultureInfo.InvariantCulture) : "–";
}
