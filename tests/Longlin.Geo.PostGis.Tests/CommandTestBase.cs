using System.Diagnostics;
using Longlin.Geo.Model;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Commands run in processes of their own.</summary>
public abstract class CommandTestBase
{
    internal static Process Start(params string[] arguments)
    {
        // A shell's background jobs ignore Ctrl-C, and so do their children: the service must not,
        // or no test could stop it.
        ProcessStartInfo start = new("env") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "longlin.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LONGLIN_ROOT"] = ProjectRoot.Find();
        start.Environment.Remove("LONGLIN_DATABASE");
        start.Environment.Remove("LONGLIN_HOME");
        start.Environment.Remove("LONGLIN_LANG");
        return Process.Start(start)!;
    }

    protected static async Task<(int Status, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
