using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Longlin.Geo.Store.Cluster;
using Npgsql;

namespace Longlin.Geo.Benchmarks;

/// <summary>The database's own speed with prepared statements.</summary>
internal static partial class Pgbench
{
    /// <summary>Average milliseconds of a script.</summary>
    /// <param name="variables">Sent as parameters of the prepared statement wherever the script names one
    /// (<c>:name</c>).</param>
    public static Task<double> LatencyAsync(
        string address,
        string script,
        IReadOnlyDictionary<string, string>? variables = null
    ) => RunAsync(address, [script], 1, Latency(), variables);

    /// <summary>How often a second eight clients run one of some scripts.</summary>
    /// <param name="address">The database.</param>
    /// <param name="scripts">One of them is taken by lot each time.</param>
    /// <param name="setting">A setting of the session, beside the search path.</param>
    public static Task<double> RateAsync(string address, string[] scripts, string? setting = null) =>
        RunAsync(address, scripts, 8, Rate(), setting: setting);

    private static async Task<double> RunAsync(
        string address,
        string[] scripts,
        int clients,
        Regex figure,
        IReadOnlyDictionary<string, string>? variables = null,
        string? setting = null
    )
    {
        var folder = Directory.CreateTempSubdirectory("longlin-pgbench-").FullName;
        string[] files = [.. scripts.Select((_, i) => Path.Combine(folder, $"{i}.sql"))];
        for (var i = 0; i < scripts.Length; i++)
            await File.WriteAllTextAsync(files[i], scripts[i]);
        NpgsqlConnectionStringBuilder to = new(address);
        ProcessStartInfo start = new(PostgresTools.FindProgram("pgbench"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in (string[])
                [
                    "-n",
                    "-M",
                    "prepared",
                    "-T",
                    "4",
                    "-c",
                    $"{clients}",
                    .. (variables ?? new Dictionary<string, string>()).SelectMany(v =>
                        new[] { "-D", $"{v.Key}={v.Value}" }
                    ),
                    .. files.SelectMany(f => new[] { "-f", f }),
                ]
        )
            start.ArgumentList.Add(argument);
        foreach (
            var (name, value) in ((string, string?)[])
                [
                    ("PGHOST", to.Host),
                    ("PGPORT", $"{to.Port}"),
                    ("PGUSER", to.Username),
                    ("PGPASSWORD", to.Password),
                    ("PGDATABASE", to.Database),
                    ("PGOPTIONS", $"-c search_path=longlin,public{(setting is null ? "" : $" -c {setting}")}"),
                ]
        )
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Directory.Delete(folder, true);
        return figure.Match(await output) is { Success: true } match
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench: {await output}{await errors}");
    }

    [GeneratedRegex(@"tps = ([\d.]+) \(without")]
    private static partial Regex Rate();

    [GeneratedRegex(@"latency average = ([\d.]+) ms")]
    private static partial Regex Latency();
}
