using System.Globalization;
using Longlin.Geo.Coverage;
using Longlin.Geo.Model;

namespace Longlin.Geo.Benchmarks;

/// <summary>A full coverage computation (all services, all dates: read, think, write) against COPY … TO STDOUT (binary) of the rows it reads.</summary>
internal static class CoverageBenchmark
{
    public static async Task RunAsync(BenchmarkCounty county)
    {
        CoverageRun? last = null;
        var copy = await BenchmarkCounty.MedianAsync(5, () => CopyAsync(county));
        var computation = await BenchmarkCounty.MedianAsync(5, async () => last = await CoverageComputation.RunAsync(county.Database, county.Standard, "451031", TimeProvider.System, CancellationToken.None));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"coverage: {computation:0.000} s, COPY of its rows {copy:0.000} s, ratio {computation / copy:0.0} (last run: read {last!.Read.TotalSeconds:0.000}, compute {last.Compute.TotalSeconds:0.000}, write {last.Write.TotalSeconds:0.000})"));
    }

    private static async Task CopyAsync(BenchmarkCounty county)
    {
        await using var connection = await county.Database.Source.OpenConnectionAsync();
        var buffer = new byte[1 << 16];
        foreach (var layer in StaleCounties.Layers(county.Standard))
        {
            var columns = string.Join(", ", county.Database.Catalog[layer].AllColumns.Select(c => c.Name)) + (county.Database.Catalog[layer].Geometry == GeometryKind.None ? "" : ", geom");
            await using var stream = await connection.BeginRawBinaryCopyAsync($"copy (select id, {columns} from longlin.{layer} where county_code = '451031') to stdout (format binary)");
            while (await stream.ReadAsync(buffer, CancellationToken.None) > 0)
            {
            }
        }
    }
}
