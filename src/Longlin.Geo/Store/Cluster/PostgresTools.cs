using System.Diagnostics;
using Longlin.Geo.Model;

namespace Longlin.Geo.Store.Cluster;

/// <summary>Runs PostgreSQL's own programs, as an unprivileged user where the caller is root.</summary>
public sealed class PostgresTools
{
    private const string RootAlternative = "postgres";

    private PostgresTools(string bin) => Bin = bin;

    /// <summary>The folder of <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>.</summary>
    public string Bin { get; }

    /// <summary>Whether the programs run as another user than the caller.</summary>
    public static bool SwitchesUser => Environment.IsPrivilegedProcess;

    /// <summary>Finds the newest server that has PostGIS.</summary>
    /// <exception cref="EnvironmentMissingException">None is installed.</exception>
    public static PostgresTools Find()
    {
        const string root = "/usr/lib/postgresql";
        var versions = Directory.Exists(root) ? Directory.GetDirectories(root) : [];
        var newest = versions
            .Where(v =>
                File.Exists($"{v}/bin/initdb")
                && File.Exists($"/usr/share/postgresql/{Path.GetFileName(v)}/extension/postgis.control")
            )
            .OrderByDescending(v => int.TryParse(Path.GetFileName(v), out var number) ? number : 0)
            .FirstOrDefault();
        return newest is null
            ? throw new EnvironmentMissingException(
                new(
                    "缺少 PostgreSQL 与 PostGIS：请安装 postgresql 与 postgresql-postgis，或设置 LONGLIN_DATABASE。",
                    "PostgreSQL with PostGIS is missing: install it or set LONGLIN_DATABASE."
                )
            )
            : new PostgresTools($"{newest}/bin");
    }

    /// <summary>The path of a client program: of the newest server installed, else as the shell finds it.</summary>
    public static string FindProgram(string name)
    {
        const string root = "/usr/lib/postgresql";
        var versions = Directory.Exists(root) ? Directory.GetDirectories(root) : [];
        return versions
                .OrderByDescending(v => int.TryParse(Path.GetFileName(v), out var number) ? number : 0)
                .Select(v => $"{v}/bin/{name}")
                .FirstOrDefault(File.Exists)
            ?? name;
    }

    /// <summary>Runs a program to its end and returns its exit status and output.</summary>
    public async Task<(int Status, string Output)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken
    )
    {
        ProcessStartInfo start = new()
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        if (SwitchesUser)
        {
            start.FileName = "setpriv";
            foreach (
                var argument in (ReadOnlySpan<string>)
                    ["--reuid", RootAlternative, "--regid", RootAlternative, "--clear-groups", "--"]
            )
                start.ArgumentList.Add(argument);
            start.ArgumentList.Add(Path.IsPathRooted(program) ? program : Path.Combine(Bin, program));
        }
        else
        {
            start.FileName = Path.IsPathRooted(program) ? program : Path.Combine(Bin, program);
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Remove("PGDATA");
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Gives a folder or file to the user the server runs as.</summary>
    public static async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (!SwitchesUser)
            return;
        using var process = Process.Start("chown", ["-R", $"{RootAlternative}:{RootAlternative}", path]);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new EnvironmentMissingException(Bilingual.Same($"chown {RootAlternative} {path}"));
    }

    /// <summary>Whether the server's user can enter a folder.</summary>
    public async Task<bool> CanEnterAsync(string folder, CancellationToken cancellationToken) =>
        !SwitchesUser || (await RunAsync("/usr/bin/test", ["-x", folder], cancellationToken)).Status == 0;
}
