using System.Globalization;
using System.Text;
using Longlin.Geo.Assignment;

namespace Longlin.Geo.Tests.Assignment;

/// <summary>Tables of any size, from a seed or a file; the benchmarks use them too.</summary>
internal static class LargeTables
{
    /// <summary>
    /// Demands and sites in a square, the cost the distance times the demand; the sites have <paramref name="spare"/>
    /// times the room that is needed.
    /// </summary>
    public static AssignmentTable Planar(int demands, int sites, int seed, double spare)
    {
        Random random = new(seed);
        var (from, to) = (Points(random, demands, 100), Points(random, sites, 100));
        double[] demand = [.. from.Select(_ => (double)random.Next(5, 120))];
        double[] share = [.. to.Select(_ => (double)random.Next(60, 140))];
        double[] capacity = [.. share.Select(s => Math.Ceiling(s / share.Sum() * demand.Sum() * spare))];
        return new()
        {
            Demand = demand,
            Capacity = capacity,
            OpeningCost = [.. capacity.Select(c => Math.Round(c * (10 + random.NextDouble() * 10)))],
            Cost = [.. from.Select((f, i) => to.Select(t => Math.Round(demand[i] * Apart(f, t), 2)).ToArray())],
        };
    }

    /// <summary>
    /// As G. Cornuéjols, R. Sridharan and J.-M. Thizy made theirs (1991), which many after them used: points in the
    /// unit square, demands of 5 to 35, capacities of 10 to 160 times what makes the room
    /// <paramref name="spare"/> times the demand, opening a site U(0, 90) + U(100, 110) × √capacity, serving a demand
    /// 10 × its size × the distance.
    /// </summary>
    public static AssignmentTable Cornuejols(int demands, int sites, int seed, double spare)
    {
        Random random = new(seed);
        var (from, to) = (Points(random, demands, 1), Points(random, sites, 1));
        double[] demand = [.. from.Select(_ => (double)random.Next(5, 36))];
        double[] capacity = [.. to.Select(_ => (double)random.Next(10, 161))];
        return new()
        {
            Demand = demand,
            Capacity = Scaled(capacity, demand.Sum() * spare),
            OpeningCost =
            [
                .. capacity.Select(c => Math.Round(random.Next(0, 91) + random.Next(100, 111) * Math.Sqrt(c))),
            ],
            Cost = [.. from.Select((f, i) => to.Select(t => Math.Round(10 * demand[i] * Apart(f, t), 2)).ToArray())],
        };
    }

    /// <summary>
    /// In the style of K. Holmberg, M. Rönnqvist and D. Yuan (1999): demands of 10 to 50, capacities of 100 to 500
    /// before they are scaled, opening costs of 300 to 700 whatever the capacity, and a cost of the distance alone,
    /// whatever the demand.
    /// </summary>
    public static AssignmentTable Holmberg(int demands, int sites, int seed, double spare)
    {
        Random random = new(seed);
        var (from, to) = (Points(random, demands, 190), Points(random, sites, 190));
        return Unrelated(random, from.Length, sites, spare, (i, j) => Math.Round(Apart(from[i], to[j])));
    }

    /// <summary>
    /// The same demands, capacities and opening costs, but a cost of 10 to 100 drawn for each pair: nothing is near
    /// anything.
    /// </summary>
    public static AssignmentTable Uncorrelated(int demands, int sites, int seed, double spare)
    {
        Random random = new(seed);
        return Unrelated(random, demands, sites, spare, (_, _) => random.Next(10, 101));
    }

    /// <summary>A capacitated table of the OR-Library (J. E. Beasley, 1990).</summary>
    /// <exception cref="InvalidDataException">The file ends too early.</exception>
    public static AssignmentTable OrLibrary(string file)
    {
        var numbers = File.ReadAllText(file, Encoding.ASCII)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(n => double.Parse(n, CultureInfo.InvariantCulture))
            .GetEnumerator();
        double Next() => numbers.MoveNext() ? numbers.Current : throw new InvalidDataException(file);
        var (sites, demands) = ((int)Next(), (int)Next());
        var (capacity, opening, demand, cost) = (
            new double[sites],
            new double[sites],
            new double[demands],
            new double[demands][]
        );
        for (var j = 0; j < sites; j++)
            (capacity[j], opening[j]) = (Next(), Next());
        for (var i = 0; i < demands; i++)
        {
            demand[i] = Next();
            cost[i] = [.. Enumerable.Range(0, sites).Select(_ => Next())];
        }

        return new()
        {
            Demand = demand,
            Capacity = capacity,
            OpeningCost = opening,
            Cost = cost,
        };
    }

    private static AssignmentTable Unrelated(
        Random random,
        int demands,
        int sites,
        double spare,
        Func<int, int, double> cost
    )
    {
        double[] demand = [.. Enumerable.Range(0, demands).Select(_ => (double)random.Next(10, 51))];
        double[] capacity = [.. Enumerable.Range(0, sites).Select(_ => (double)random.Next(100, 501))];
        return new()
        {
            Demand = demand,
            Capacity = Scaled(capacity, demand.Sum() * spare),
            OpeningCost = [.. capacity.Select(_ => (double)random.Next(300, 701))],
            Cost = [.. demand.Select((_, i) => Enumerable.Range(0, sites).Select(j => cost(i, j)).ToArray())],
        };
    }

    private static double[] Scaled(double[] capacity, double total) =>
        [.. capacity.Select(c => Math.Ceiling(c / capacity.Sum() * total))];

    private static (double X, double Y)[] Points(Random random, int count, double side) =>
        [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() * side, random.NextDouble() * side))];

    private static double Apart((double X, double Y) a, (double X, double Y) b) =>
        Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));
}
