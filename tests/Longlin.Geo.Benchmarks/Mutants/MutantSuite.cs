using System.Diagnostics;

namespace Longlin.Geo.Benchmarks.Mutants;

/// <summary>The built tests of a project, copied beside the mutated library and run until the first failure.</summary>
internal sealed class MutantSuite
{
    private readonly string _folder;
    private readonly string _name;

    private MutantSuite(string folder, string name) => (_folder, _name) = (folder, name);

    /// <summary>How long a run may take.</summary>
    public TimeSpan Limit { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>Where these tests load the library from.</summary>
    public string Library => Path.Combine(_folder, "Longlin.Geo.dll");

    /// <summary>Copies what <c>dotnet build</c> has written for a test project.</summary>
    public static MutantSuite Create(string from, string root, string name)
    {
        var output = Path.Combine("tests", name, "bin", "Debug", "net10.0");
        if (!File.Exists(Path.Combine(from, output, name + ".dll")))
            throw new InvalidOperationException($"{name} is not built: dotnet build tests/{name}");
        MutantLibrary.CopyFolder(Path.Combine(from, output), Path.Combine(root, output), _ => true);
        return new(Path.Combine(root, output), name);
    }

    /// <summary>Runs the tests that a filter names.</summary>
    /// <returns>Who noticed: the first test that failed, or that the run did not end; null when all passed.</returns>
    public async Task<string?> RunAsync(params string[] filter)
    {
        ProcessStartInfo start = new("dotnet")
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] fixedArguments = ["--no-ansi", "--progress", "off", "--stop-on-fail", "on"];
        foreach (var argument in (string[])[Path.Combine(_folder, _name + ".dll"), .. fixedArguments, .. filter])
            start.ArgumentList.Add(argument);
        using var tests = Process.Start(start)!;
        var (output, errors) = (tests.StandardOutput.ReadToEndAsync(), tests.StandardError.ReadToEndAsync());
        using CancellationTokenSource late = new(Limit);
        try
        {
            await tests.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            tests.Kill(entireProcessTree: true);
            return $"time limit of {Limit.TotalSeconds:F0} s";
        }

        _ = await errors;
        const int noTests = 8;
        if (tests.ExitCode is 0 or noTests)
            return null;
        var failed = (await output).Split('\n').FirstOrDefault(l => l.StartsWith("failed ", StringComparison.Ordinal));
        return failed is null ? $"exit code {tests.ExitCode}" : failed.Split(' ', '(')[1].Split('.')[^1];
    }
}
