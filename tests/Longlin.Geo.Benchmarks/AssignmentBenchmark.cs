using System.Diagnostics;
using System.Globalization;
using Longlin.Geo.Assignment;
using Longlin.Geo.Model;
using Longlin.Geo.Tests.Assignment;

namespace Longlin.Geo.Benchmarks;

/// <summary>
/// Assignments to relocation sites: the published tables, and 400 demands to 40 sites of four kinds and several
/// tightnesses.
/// </summary>
internal static class AssignmentBenchmark
{
    public static void Run(int seconds)
    {
        foreach (var name in (string[])["cap71", "cap72", "cap73", "cap74"])
        {
            var file = Path.Combine(ProjectRoot.Find(), "..", "shared", "data", "benchmark", $"{name}.txt");
            if (File.Exists(file))
                Print(name, LargeTables.OrLibrary(file), seconds);
        }

        foreach (
            var (kind, make, seed, spare) in ((string, Func<int, int, int, double, AssignmentTable>, int, double)[])
                [
                    ("planar", LargeTables.Planar, 1, 1.15),
                    ("planar", LargeTables.Planar, 2, 1.3),
                    ("planar", LargeTables.Planar, 3, 1.5),
                    ("planar", LargeTables.Planar, 4, 2),
                    ("planar", LargeTables.Planar, 5, 1.1),
                    ("Cornuéjols", LargeTables.Cornuejols, 6, 2),
                    ("Cornuéjols", LargeTables.Cornuejols, 7, 5),
                    ("Holmberg", LargeTables.Holmberg, 8, 2),
                    ("Holmberg", LargeTables.Holmberg, 9, 1.3),
                    ("uncorrelated", LargeTables.Uncorrelated, 10, 2),
                    ("uncorrelated", LargeTables.Uncorrelated, 11, 1.2),
                ]
        )
        {
            Print(
                string.Create(CultureInfo.InvariantCulture, $"{kind}, 400 x 40, room x {spare}"),
                make(400, 40, seed, spare),
                seconds
            );
        }
    }

    private static void Print(string name, AssignmentTable table, int seconds)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = SiteAssignment.Solve(table, TimeSpan.FromSeconds(seconds), CancellationToken.None);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"assignment, {name}: {answer.Status}, {answer.Objective:0.000}, bound {answer.Bound:0.000}, "
                    + $"gap {answer.Gap:P3} (at most 0.5 %), {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"
            )
        );
    }
}
