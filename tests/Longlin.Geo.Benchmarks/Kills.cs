using Longlin.Geo.Model;
using Longlin.Geo.PostGis.Tests;

namespace Longlin.Geo.Benchmarks;

/// <summary>Kills the command line in the middle of imports of a million rows.</summary>
internal static class Kills
{
    public static async Task<int> RunAsync(BenchmarkCounty county, int rows, int kills, int seed)
    {
        var file = Path.Combine(Path.GetTempPath(), $"longlin-kills-{Environment.ProcessId}.csv");
        try
        {
            KilledImports.Write(file, rows);
            var command = Path.Combine(
                ProjectRoot.Find(),
                "src",
                "Longlin.Geo.Cli",
                "bin",
                "Release",
                "net10.0",
                "longlin.dll"
            );
            var outcome = await new KilledImports(county.Database, county.Address, command).RunAsync(
                file,
                kills,
                seed,
                CancellationToken.None
            );
            Console.WriteLine($"{outcome} ({rows} rows)");
            return outcome.Changed == 0 ? 0 : 1;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
