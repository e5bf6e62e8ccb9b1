using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Longlin.Geo.Model;
using Longlin.Geo.Planning.Trees;

namespace Longlin.Geo.Tests.Planning.Trees;

/// <summary>Certificates, added up again by a script that shares no code with the solver.</summary>
public sealed partial class SteinerCertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-tree-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public async Task The_certificate_of_a_random_graph_is_right(int seed)
    {
        var graph = TreeCases.Random(seed);
        var file = await WriteAsync("graph.gr", TreeCases.Text(graph));
        var solution = TreeCases.Solve(graph);
        await AssertCheckedAsync(graph, solution, file);
    }

    [Fact]
    public async Task The_certificate_of_a_real_network_is_right()
    {
        var file = SharedData.Need("benchmark/steiner/121.gr");
        var graph = await SteinerSolverTests.ReadAsync(file);
        await AssertCheckedAsync(graph, TreeCases.Solve(graph, seconds: 1.5), file);
    }

    [Fact]
    public async Task A_certificate_that_was_tampered_with_is_refused()
    {
        var graph = TreeCases.Random(3);
        var file = await WriteAsync("graph.gr", TreeCases.Text(graph));
        var right = await TreeCases.CertificateAsync(graph, TreeCases.Solve(graph));
        foreach (
            var (pattern, with, says) in ((string, string, string)[])
                [
                    ("\"value\":", "\"value\":100", "exceed its weight"),
                    ("\"bound\":", "\"bound\":1", "the cuts prove"),
                    ("\"objective\":", "\"objective\":1", "the tree does not cost"),
                    (@"""tree"":\[\[\d+,\d+\],?", "\"tree\":[", "the tree does not join"),
                    (@"""add"":\[", $"\"add\":[{Root().Match(right).Groups[1].Value},", "a cut holds the root"),
                ]
        )
        {
            var wrong = new Regex(pattern).Replace(right, with, 1).Replace(",]", "]", StringComparison.Ordinal);
            var (status, _, error) = await CheckAsync(file, await WriteAsync("wrong.jsonl", wrong));
            Assert.Equal(1, status);
            Assert.Contains(says, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_command_prints_the_tree_and_writes_its_certificate()
    {
        var graph = TreeCases.Random(5);
        var file = await WriteAsync("graph.gr", TreeCases.Text(graph));
        var certificate = Path.Combine(_folder, "proof.jsonl");
        var (status, output, _) = await LonglinAsync(file, "--certificate", certificate, "--time-limit-s", "20");
        Assert.Equal(0, status);
        using var answer = JsonDocument.Parse(output);
        var optimum = TreeCases.BruteForce(graph);
        Assert.Equal("optimal", answer.RootElement.GetProperty("status").GetString());
        Assert.Equal(optimum, answer.RootElement.GetProperty("objective").GetInt64());
        Assert.Equal(optimum, answer.RootElement.GetProperty("bound").GetInt64());
        Assert.Equal(0, answer.RootElement.GetProperty("gap").GetDouble());
        Assert.All(
            answer.RootElement.GetProperty("edges").EnumerateArray(),
            e => Assert.All(e.EnumerateArray(), n => Assert.InRange(n.GetInt32(), 1, graph.NodeCount))
        );
        Assert.Equal((0, $"{optimum} {optimum}\n", ""), await CheckAsync(file, certificate));
    }

    [Fact]
    public async Task The_command_names_terminals_out_of_reach_and_faults_of_the_file()
    {
        SteinerGraph apart = new(3, [(0, 1)], [1], [0, 1, 2]);
        var (status, output, _) = await LonglinAsync(await WriteAsync("apart.gr", TreeCases.Text(apart)));
        Assert.Equal(0, status);
        Assert.Contains("\"status\":\"infeasible\"", output, StringComparison.Ordinal);
        Assert.Contains("\"unreachable\":[3]", output, StringComparison.Ordinal);
        var (bad, _, error) = await LonglinAsync(await WriteAsync("cut.gr", "SECTION Graph\nNodes 3\n"));
        Assert.Equal(2, bad);
        Assert.Contains("cut.gr: line 2: the file is cut", error, StringComparison.Ordinal);
    }

    private async Task AssertCheckedAsync(SteinerGraph graph, SteinerSolution solution, string file)
    {
        var certificate = await WriteAsync("proof.jsonl", await TreeCases.CertificateAsync(graph, solution));
        Assert.Equal((0, $"{solution.Objective} {solution.Bound}\n", ""), await CheckAsync(file, certificate));
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return path;
    }

    private static Task<(int Status, string Output, string Error)> CheckAsync(string graph, string certificate)
    {
        if (!File.Exists("/usr/bin/python3"))
            Assert.Skip("python3 is not here");
        var script = Path.Combine(ProjectRoot.Find(), "tests", "steiner_check.py");
        return RunAsync("/usr/bin/python3", script, graph, certificate);
    }

    private static Task<(int Status, string Output, string Error)> LonglinAsync(string graph, params string[] more) =>
        RunAsync(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "longlin.dll"),
                "plan",
                "tree",
                "--graph",
                graph,
                "--lang",
                "en",
                .. more,
            ]
        );

    private static async Task<(int Status, string Output, string Error)> RunAsync(string program, params string[] words)
    {
        ProcessStartInfo start = new(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }

    [GeneratedRegex("\"root\":(\\d+)")]
    private static partial Regex Root();
}
