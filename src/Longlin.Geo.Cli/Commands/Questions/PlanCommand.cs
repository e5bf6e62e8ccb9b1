using System.CommandLine;
using System.Text;
using System.Text.Json;
using Longlin.Geo.Model;
using Longlin.Geo.Planning.Trees;

namespace Longlin.Geo.Cli.Commands.Questions;

/// <summary><c>longlin plan</c>; <c>plan tree</c> needs no database.</summary>
internal static class PlanCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonForms.Document) { WriteIndented = false };

    public static Command Create()
    {
        Command command = new(
            "plan",
            Help.Text("规划：最省的延伸网络", "Planning: the cheapest extension of a network")
        );
        command.Subcommands.Add(Tree());
        return command;
    }

    private static Command Tree()
    {
        Option<string> graph = new("--graph")
        {
            Required = true,
            Description = Help.Text(
                "图文件：PACE 2018 的 .gr 或 SteinLib 的 .stp",
                "Graph file: .gr of PACE 2018 or .stp of SteinLib"
            ),
        };
        Option<string?> certificate = new("--certificate")
        {
            Description = Help.Text(
                "把证明写入文件；用 tests/steiner_check.py 核对",
                "Write the proof to a file; tests/steiner_check.py checks it"
            ),
        };
        Option<double> limit = new("--time-limit-s")
        {
            Description = Help.Text("最多计算秒数", "Time limit in seconds"),
            DefaultValueFactory = _ => 60,
        };
        Command command = new(
            "tree",
            Help.Text(
                "连通全部终端的最小树（斯坦纳树），附下界",
                "The cheapest tree that joins all terminals (Steiner tree), with a bound"
            )
        )
        {
            graph,
            certificate,
            limit,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var seconds = parsed.GetValue(limit);
                if (seconds is not (> 0 and <= 1e6))
                    throw new UsageException(
                        new(
                            "--time-limit-s: 应大于 0，最多 1000000。",
                            "--time-limit-s: should be above 0 and at most 1000000."
                        )
                    );
                var instance = await ReadAsync(parsed.GetValue(graph)!, cancellationToken);
                var solution = SteinerSolver.Solve(
                    instance,
                    TimeSpan.FromSeconds(seconds),
                    TimeProvider.System,
                    cancellationToken
                );
                if (parsed.GetValue(certificate) is { } path && solution.Objective is not null)
                    await WriteAsync(path, instance, solution, cancellationToken);
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(Document(instance, solution), Json));
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static object Document(SteinerGraph graph, SteinerSolution solution)
    {
        var status = solution.Status switch
        {
            SteinerStatus.Optimal => "optimal",
            SteinerStatus.Feasible => "feasible",
            _ => "infeasible",
        };
        var edges = solution.Edges.Select(e => new[] { graph.Heads[(2 * e) + 1] + 1, graph.Heads[2 * e] + 1 });
        if (solution.Unreachable.Count == 0)
            return new
            {
                status,
                solution.Objective,
                solution.Bound,
                solution.Gap,
                edges,
            };
        var nodes = solution.Unreachable.Select(t => t + 1).ToList();
        var names = string.Join(", ", nodes.Take(20)) + (nodes.Count > 20 ? " …" : "");
        var first = graph.Terminals[0] + 1;
        return new
        {
            status,
            solution.Objective,
            solution.Bound,
            solution.Gap,
            edges,
            unreachable = nodes,
            message = new Bilingual(
                $"从终端 {first} 到不了这些终端：{names}。",
                $"These terminals cannot be reached from terminal {first}: {names}."
            ).Pick(Help.Language),
        };
    }

    private static async Task<SteinerGraph> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            if (file.Length > SteinerFile.MaxBytes)
                throw new UsageException(
                    new(
                        $"{path}: 文件太大，最多 {SteinerFile.MaxBytes >> 20} MB。",
                        $"{path}: the file is too large, at most {SteinerFile.MaxBytes >> 20} MB."
                    )
                );
            using StreamReader text = new(file, Encoding.UTF8);
            return await SteinerFile.ReadAsync(text, path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(new($"读不了 {path}：{e.Message}", $"{path} cannot be read: {e.Message}"));
        }
    }

    private static async Task WriteAsync(
        string path,
        SteinerGraph graph,
        SteinerSolution solution,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using StreamWriter text = new(path, append: false, new UTF8Encoding(false));
            await SteinerCertificate.WriteAsync(text, graph, solution, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(new($"写不了 {path}：{e.Message}", $"{path} cannot be written: {e.Message}"));
        }
    }
}
