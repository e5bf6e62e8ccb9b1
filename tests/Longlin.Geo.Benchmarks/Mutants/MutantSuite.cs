using System.Diagnostics;

namespace Longlin.Geo.Benchmarks.Mutants;

/// <summary>The built tests of a project, copied beside the mutated library and run until the first failure.</summary>
internal sealed class MutantSuite
{
    // What a mutant may take; the fast suite and the PostGIS classes of a room take one to two minutes.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private readonly HashSet<string> _passing = [];
    private readonly string _folder;
    private readonly string _name;

    private MutantSuite(string folder, string name) => (_folder, _name) = (folder, name);

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

    /// <summary>
    /// Runs the tests that a filter names against a mutant. A failure counts only where the same test passes without
    /// the mutant, and a run that does not end only where the same tests end without it.
    /// </summary>
    /// <returns>Who noticed; null when nobody did.</returns>
    public async Task<string?> NoticedAsync(MutantLibrary library, Mutant mutant, params string[] filter)
    {
        library.Write(mutant, Library);
        if (await RunAsync(filter) is not { } failed)
            return null;
        string[] same = failed.Contains(' ', StringComparison.Ordinal) ? filter : ["--filter-method", $"*.{failed}"];
        if (_passing.Contains(string.Join(' ', same)))
            return failed;
        library.Write(null, Library);
        if (await RunAsync(same) is { } anyway)
        {
            Console.WriteLine($"      {anyway} without the mutant too: not counted");
            return null;
        }

        _passing.Add(string.Join(' ', same));
        return failed;
    }

    /// <summary>Runs the tests that a filter names.</summary>
    /// <returns>Who noticed: the first test that failed, or that the run did not end; null when all passed.</returns>
    private async Task<string?> RunAsync(string[] filter)
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
