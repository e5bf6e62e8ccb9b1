using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Benchmarks;

/// <summary>The database's own speed: one client, prepared statements.</summary>
internal static partial class Pgbench
{
    /// <summary>Average milliseconds of a script.</summary>
    public static async Task<double> LatencyAsync(string address, string script)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, script);
        NpgsqlConnectionStringBuilder to = new(address);
        ProcessStartInfo start = new(PostgresTools.FindProgram("pgbench")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-n", "-M", "prepared", "-T", "4", "-c", "1", "-f", file]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in ((string, string?)[])[("PGHOST", to.Host), ("PGPORT", $"{to.Port}"), ("PGUSER", to.Username), ("PGPASSWORD", to.Password), ("PGDATABASE", to.Database), ("PGOPTIONS", "-c search_path=longlin,public")]) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        File.Delete(file);
        return Latency().Match(await output) is { Success: true } match ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"pgbench: {await output}{await errors}");
    }

    [GeneratedRegex(@"latency average = ([\d.]+) ms")]
    private static partial Regex Latency();
}
