using System.Diagnostics;
using System.Globalization;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation;

namespace Longlin.Geo.Benchmarks;

/// <summary>Assignments to relocation sites: the published tables, and 400 demands to 40 sites with a third to a half more room than is needed.</summary>
internal static class AssignmentBenchmark
{
    public static void Run(int seconds)
    {
        foreach (var name in (string[])["cap71", "cap72", "cap73", "cap74"])
        {
            var file = Path.Combine(ProjectRoot.Find(), "..", "shared", "data", "benchmark", $"{name}.txt");
            if (!File.Exists(file)) continue;
            Print(name, OrLibrary(file), seconds);
        }

        foreach (var (spare, seed) in ((double, int)[])[(1.15, 1), (1.3, 2), (1.5, 3)]) Print(string.Create(CultureInfo.InvariantCulture, $"400 x 40, room x {spare}"), Planar(400, 40, seed, spare), seconds);
    }

    private static void Print(string name, AssignmentTable table, int seconds)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = SiteAssignment.Solve(table, TimeSpan.FromSeconds(seconds), CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"assignment, {name}: {answer.Status}, {answer.Objective:0.000}, bound {answer.Bound:0.000}, gap {answer.Gap:P3} (at most 0.5 %), {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
    }

    private static AssignmentTable OrLibrary(string file)
    {
        Queue<double> numbers = new(File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture)));
        var (sites, demands) = ((int)numbers.Dequeue(), (int)numbers.Dequeue());
        var (capacity, opening, demand, cost) = (new double[sites], new double[sites], new double[demands], new double[demands][]);
        for (var j = 0; j < sites; j++) (capacity[j], opening[j]) = (numbers.Dequeue(), numbers.Dequeue());
        for (var i = 0; i < demands; i++) (demand[i], cost[i]) = (numbers.Dequeue(), [.. Enumerable.Range(0, sites).Select(_ => numbers.Dequeue())]);
        return new() { Demand = demand, Capacity = capacity, OpeningCost = opening, Cost = cost };
    }

    private static AssignmentTable Planar(int demands, int sites, int seed, double spare)
    {
        Random random = new(seed);
        (double X, double Y)[] Points(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() * 100, random.NextDouble() * 100))];
        var (from, to) = (Points(demands), Points(sites));
        double[] demand = [.. from.Select(_ => (double)random.Next(5, 120))];
        double[] share = [.. to.Select(_ => (double)random.Next(60, 140))];
        double[] capacity = [.. share.Select(s => Math.Ceiling(s / share.Sum() * demand.Sum() * spare))];
        return new()
        {
            Demand = demand,
            Capacity = capacity,
            OpeningCost = [.. capacity.Select(c => Math.Round(c * (10 + random.NextDouble() * 10)))],
            Cost = [.. from.Select((f, i) => to.Select(t => Math.Round(demand[i] * Math.Sqrt((f.X - t.X) * (f.X - t.X) + (f.Y - t.Y) * (f.Y - t.Y)), 2)).ToArray())],
        };
    }
}
