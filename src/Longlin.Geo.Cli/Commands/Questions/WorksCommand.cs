using System.CommandLine;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Reports;

namespace Longlin.Geo.Cli.Commands.Questions;

/// <summary><c>longlin works</c>: progress and money of works, and that one is finished.</summary>
internal static class WorksCommand
{
    public static Command Create() => new("works", Help.Text("工程", "Works")) { List(), Finish() };

    private static Command List() =>
        Question.Of<WorksRequest, WorksDocument>(
            new("list", Help.Text("工程进度与资金", "Progress and funds")),
            async (session, request, _, cancellationToken) =>
                (await WorksReport.RunAsync(session.Database, request, Session.Today, cancellationToken), null)
        );

    private static Command Finish()
    {
        Argument<string> code = new("WORK") { Description = Help.Text("工程编码", "Code of the work") };
        var options = new RequestOptions<FinishRequest>().Require("finishedOn");
        Command command = new("finish", Help.Text("完工验收：开通资产", "Accept a work: its assets go into service"))
        {
            code,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var connection = ConnectionOptions.From(parsed);
                var request = options.Read(parsed);
                var day = Past(request.FinishedOn!.Value);
                await using var session = await Session.OpenAsync(connection, cancellationToken);
                string[] hard = [.. session.Standard.HardSurfaces];
                var paved = request.Surface ?? session.Standard.PlannedSurface;
                if (!hard.Contains(paved))
                    throw new UsageException(
                        new(
                            $"--surface: \"{paved}\" 不是硬化路面，可用：{string.Join("、", hard)}。",
                            $"--surface: \"{paved}\" is not a hardened surface; use one of: {string.Join(", ", hard)}."
                        )
                    );
                var county = (await CountyState.RunAsync(session.Database, null, cancellationToken))!.CountyCode;
                var name = parsed.GetValue(code)!;
                var done =
                    await WorkCompletion.RunAsync(
                        session.Database,
                        county,
                        name,
                        day,
                        paved,
                        hard,
                        Environment.UserName,
                        _ => true,
                        cancellationToken
                    ) ?? throw new UsageException(new($"WORK: 没有工程 {name}。", $"WORK: there is no work {name}."));
                await session.ComputeAsync([county], cancellationToken);
                await Console.Error.WriteLineAsync(
                    new Bilingual(
                        $"工程 {name} 已完工：开通 {done.Opened.Count} 件，硬化 {done.Hardened.Count} 件。",
                        $"Work {name} is finished: {done.Opened.Count} assets opened, {done.Hardened.Count} hardened."
                    ).Pick(connection.Language)
                );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static DateOnly Past(DateOnly day) =>
        day <= Session.Today && day.Year >= 1950
            ? day
            : throw new UsageException(
                new(
                    $"--finished-on: {day:yyyy-MM-dd} 不在 1950 年至今之间。",
                    $"--finished-on: {day:yyyy-MM-dd} is not between 1950 and today."
                )
            );
}
