using System.CommandLine;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Import;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Cli.Commands.Data;

/// <summary><c>longlin survey add</c>: what somebody found in a hamlet.</summary>
internal static class SurveyCommand
{
    public static Command Create() => new("survey", Help.Text("核查记录", "Surveys")) { Add() };

    private static Command Add()
    {
        Argument<string> hamlet = new("HAMLET") { Description = Help.Text("自然屯编码", "Code of the hamlet") };
        Option<string> service = Needed("--service", "服务，如 road", "Service, such as road");
        Option<string> verdict = Needed("--verdict", "结论：met 或 not_met", "met or not_met");
        Option<string> evidence = Needed(
            "--evidence",
            "依据：acceptance、inspection 或 declared",
            "acceptance, inspection or declared"
        );
        Option<string> on = Needed("--observed-on", "观测日期，如 2018-12-31", "Day, such as 2018-12-31");
        Option<string?> note = new("--note") { Description = Help.Text("备注", "Note") };
        verdict.AcceptOnlyFromAmong("met", "not_met");
        evidence.AcceptOnlyFromAmong("acceptance", "inspection", "declared");
        Command command = new(
            "add",
            Help.Text("登记一次验收、核查或申报", "Record an acceptance, inspection or declaration")
        )
        {
            hamlet,
            service,
            verdict,
            evidence,
            on,
            note,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var connection = ConnectionOptions.From(parsed);
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                var county = (await CountyState.RunAsync(session.Database, null, cancellationToken))!.CountyCode;
                var place = parsed.GetValue(hamlet)!;
                await CheckAsync(session, county, place, parsed.GetValue(service)!, cancellationToken);
                Dictionary<string, object?> values = new()
                {
                    ["hamlet_code"] = place,
                    ["service"] = parsed.GetValue(service),
                    ["verdict"] = parsed.GetValue(verdict),
                    ["evidence"] = parsed.GetValue(evidence),
                    ["observed_on"] = parsed.GetValue(on),
                    ["note"] = parsed.GetValue(note),
                };
                var layer = session.Database.Catalog["surveys"];
                var row = FeatureCheck.Check(layer, values, null, "cli");
                if (row.Record is not { } record)
                    throw new UsageException(
                        new(
                            string.Join("；", row.Rejections.Select(r => r.Describe().Zh)),
                            string.Join("; ", row.Rejections.Select(r => r.Describe().En))
                        )
                    );
                await FeatureEdit.CreateAsync(
                    session.Database,
                    layer,
                    record,
                    Environment.UserName,
                    township: null,
                    restoringKinds: null,
                    cancellationToken
                );
                await session.ComputeAsync([county], cancellationToken);
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Option<string> Needed(string name, string zh, string en) =>
        new(name) { Description = Help.Text(zh, en), Required = true };

    // A survey that refers to nothing would never be seen in an answer.
    private static async Task CheckAsync(
        Session session,
        string county,
        string hamlet,
        string service,
        CancellationToken cancellationToken
    )
    {
        var services = session.Standard.All.Where(s => s.Subjects.Contains("hamlet")).Select(s => s.Service).ToList();
        if (!services.Contains(service))
            throw new UsageException(
                new(
                    $"--service: 没有服务 \"{service}\"，可用：{string.Join("、", services)}。",
                    $"--service: there is no service \"{service}\"; use one of: {string.Join(", ", services)}."
                )
            );
        await using var command = session.Database.Source.CreateCommand(
            "select exists (select from longlin.hamlets where county_code = @county and code = @code)"
        );
        command.Parameters.Add(new NpgsqlParameter("county", county));
        command.Parameters.Add(new NpgsqlParameter("code", hamlet));
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
            throw new UsageException(
                new($"HAMLET: 没有编码为 {hamlet} 的自然屯。", $"HAMLET: there is no hamlet with code {hamlet}.")
            );
    }
}
