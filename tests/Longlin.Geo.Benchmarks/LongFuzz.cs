using Longlin.Geo.Model;
using Longlin.Geo.Tests.Import;

namespace Longlin.Geo.Benchmarks;

/// <summary>Damaged files of every format in numbers that a test has no time for.</summary>
internal static class LongFuzz
{
    public static async Task<int> RunAsync(int cases, int seed)
    {
        var catalog = LayerCatalog.Load(Path.Combine(ProjectRoot.Find(), "tiles"));
        var folder = Directory.CreateTempSubdirectory("longlin-fuzz-").FullName;
        var faults = 0;
        foreach (var kind in ReaderFuzz.Kinds)
        {
            var outcome = await new ReaderFuzz(catalog, folder).RunAsync(kind, cases, seed);
            Console.WriteLine(outcome);
            faults += outcome.Faults.Count;
        }

        // What went wrong stays to be looked at.
        if (faults == 0)
            Directory.Delete(folder, true);
        else
            Console.WriteLine($"the files: {folder}");
        return faults == 0 ? 0 : 1;
    }
}
