using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Longlin.Geo.Assignment;
using Longlin.Geo.Cli.Commands.Moving;
using Longlin.Geo.Model;

namespace Longlin.Geo.Cli.Commands.Sites;

/// <summary><c>longlin sites</c>; <c>assign --table</c> needs no database.</summary>
internal static class SitesCommand
{
    // Statuses and reasons by their words.
    private static readonly JsonSerializerOptions Json = new(JsonForms.Document)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private const string TableShape =
        "{demand:[], capacity:[], openingCost:[], cost:[[]], groups:[[]], forbidden:[[demand, site]]}";

    public static Command Create()
    {
        Command command = new("sites", Help.Text("易地搬迁安置点", "Relocation sites"));
        command.Subcommands.Add(Assign());
        foreach (
            var more in (Command[])
                [
                    CandidatesCommand.Create(),
                    MovingCommand.Create(),
                    SitesScore.Create(),
                    SitesSuggest.Create(),
                    RedLinesCommand.Create(),
                ]
        )
            command.Subcommands.Add(more);
        return command;
    }

    private static Command Assign()
    {
        Option<string?> table = new("--table")
        {
            Description = Help.Text(
                $"JSON 文件：{TableShape}；cost 为 null 表示不可",
                $"JSON file: {TableShape}; a cost of null means forbidden"
            ),
        };
        Option<double> limit = new("--time-limit")
        {
            Description = Help.Text("最多计算秒数", "Time limit in seconds"),
            DefaultValueFactory = _ => 60,
        };
        Command command = new(
            "assign",
            Help.Text(
                "在容量之内，每个需求去哪个安置点最省",
                "The cheapest site for each demand, within the capacities"
            )
        )
        {
            table,
            limit,
        };
        AssignmentCommand stored = new();
        foreach (var option in stored.Options)
            command.Options.Add(option);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var seconds = parsed.GetValue(limit);
                if (seconds is not (> 0 and <= 1e6))
                    throw new UsageException(
                        new(
                            "--time-limit: 应大于 0，最多 1000000。",
                            "--time-limit: should be above 0 and at most 1000000."
                        )
                    );
                if (parsed.GetValue(table) is null)
                    return await stored.RunAsync(parsed, seconds, cancellationToken);
                if (stored.Given(parsed) is { } other)
                    throw new UsageException(
                        new($"{other} 不能与 --table 同用。", $"{other} does not go with --table.")
                    );
                var answer = SiteAssignment.Solve(
                    await ReadAsync(parsed.GetValue(table)!, cancellationToken),
                    TimeSpan.FromSeconds(seconds),
                    cancellationToken
                );
                if (answer.Status == AssignmentStatus.Unknown)
                    throw new UsageException(
                        new(
                            $"{seconds} 秒内既没有找到分配，也没有证明不可行，请加大 --time-limit。",
                            $"No assignment was found within {seconds} s and none was proved impossible: raise "
                                + "--time-limit."
                        )
                    );
                await Console.Out.WriteLineAsync(
                    JsonSerializer.Serialize(
                        new
                        {
                            answer.Status,
                            answer.Objective,
                            answer.Bound,
                            answer.Gap,
                            answer.Assignment,
                            answer.Infeasible,
                        },
                        Json
                    )
                );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static async Task<AssignmentTable> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            return await AssignmentTable.ReadAsync(file, cancellationToken);
        }
        catch (UsageException e)
        {
            throw new UsageException(e.Text.Prefix($"{path}: "));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(new($"读不了 {path}：{e.Message}", $"{path} cannot be read: {e.Message}"));
        }
    }
}
