using System.Globalization;

namespace Longlin.Geo.Assignment;

/// <summary>A table in whole numbers, as the solver counts, with each group of demands as one unit.</summary>
/// <remarks>
/// Numbers are taken as the decimals they are written as and multiplied by a power of ten, so 0.1 + 0.2 fills a site of
/// 0.3. Where the decimals are too many for a total of 10^15, the last ones are rounded: costs and demands to 10^-15 of
/// the total, and capacities are raised by as much as the rounding may have added to the demands.
/// </remarks>
internal sealed class ScaledTable
{
    /// <summary>The cost of a forbidden pair.</summary>
    public const long Forbidden = long.MaxValue;
    private const decimal MostTotal = 1e15m;

    // A capacity that was added up in floating point may be below the sum of its demands by the last digits.
    private const decimal Slack = 1e-12m;

    public ScaledTable(AssignmentTable table)
    {
        Table = table;
        Members = Join(table);
        var forbidden = new bool[table.Demand.Length, table.Capacity.Length];
        foreach (var pair in table.Forbidden)
            forbidden[pair[0], pair[1]] = true;
        bool Allowed(int i, int j) => !forbidden[i, j] && double.IsFinite(table.Cost[i][j]);

        var demand = table.Demand.Select(Exact).ToArray();
        (DemandFactor, var demandsExact) = Factor(demand, demand.Sum());
        Demand = [.. Members.Select(unit => unit.Sum(i => Scale(demand[i], DemandFactor)))];
        TotalDemand = Demand.Sum();
        Room = [.. table.Capacity.Select(Exact)];
        Capacity =
        [
            .. Room.Select(c =>
                (long)
                    Math.Min(
                        TotalDemand,
                        decimal.Floor(c * DemandFactor * (1 + Slack)) + (demandsExact ? 0 : demand.Length)
                    )
            ),
        ];

        decimal?[][] cost =
        [
            .. table.Cost.Select((row, i) => row.Select((c, j) => Allowed(i, j) ? Exact(c) : (decimal?)null).ToArray()),
        ];
        var opening = table.OpeningCost.Select(Exact).ToArray();
        (CostFactor, CostsExact) = Factor(
            cost.SelectMany(r => r).OfType<decimal>().Concat(opening),
            cost.Sum(r => r.Max(c => Math.Abs(c ?? 0))) + opening.Sum(Math.Abs)
        );
        Opening = [.. opening.Select(c => Scale(c, CostFactor))];
        Cost =
        [
            .. Members.Select(unit =>
                Enumerable
                    .Range(0, Sites)
                    .Select(j =>
                        unit.All(i => cost[i][j] is not null)
                            ? unit.Sum(i => Scale(cost[i][j]!.Value, CostFactor))
                            : Forbidden
                    )
                    .ToArray()
            ),
        ];
    }

    /// <summary>The table it was made from.</summary>
    public AssignmentTable Table { get; }

    /// <summary>The demands of each unit.</summary>
    public int[][] Members { get; }

    public int Units => Members.Length;

    public int Sites => Table.Capacity.Length;

    public long[] Demand { get; }

    public long TotalDemand { get; }

    /// <summary>
    /// Capacity of each site, rounded down to the step in which the demands are counted, and at most the total demand.
    /// </summary>
    public long[] Capacity { get; }

    /// <summary>Capacity of each site as in the table, in the unit of the demands.</summary>
    public decimal[] Room { get; }

    public long[] Opening { get; }

    /// <summary>Cost of a unit at a site whether it fits or not; <see cref="Forbidden"/> for a forbidden
    /// pair.</summary>
    public long[][] Cost { get; }

    public decimal DemandFactor { get; }

    public decimal CostFactor { get; }

    /// <summary>Whether no cost was rounded.</summary>
    public bool CostsExact { get; }

    /// <summary>Whether a unit may go to a site and fits there by itself.</summary>
    public bool Fits(int unit, int site) => Cost[unit][site] != Forbidden && Demand[unit] <= Capacity[site];

    /// <summary>The cost of an assignment of units, opening included.</summary>
    public long CostOf(int[] siteOf)
    {
        var used = new bool[Sites];
        var sum = 0L;
        for (var u = 0; u < siteOf.Length; u++)
        {
            sum += Cost[u][siteOf[u]];
            if (!used[siteOf[u]])
                sum += Opening[siteOf[u]];
            used[siteOf[u]] = true;
        }

        return sum;
    }

    /// <summary>The decimal that a number is written as: the shortest that reads back as the same number.</summary>
    public static decimal Exact(double value) =>
        decimal.Parse(
            value.ToString("R", CultureInfo.InvariantCulture),
            NumberStyles.Float,
            CultureInfo.InvariantCulture
        );

    private static long Scale(decimal value, decimal factor) => (long)decimal.Round(value * factor);

    private static (decimal Factor, bool Exact) Factor(IEnumerable<decimal> values, decimal total)
    {
        var decimals = values.Select(v => (int)v.Scale).DefaultIfEmpty(0).Max();
        var (factor, places) = (1m, 0);
        for (; places < decimals && total * factor * 10 <= MostTotal; places++)
            factor *= 10;
        return (factor, places == decimals);
    }

    private static int[][] Join(AssignmentTable table)
    {
        var group = Enumerable.Range(0, table.Demand.Length).ToArray();
        foreach (var members in table.Groups)
        {
            foreach (var member in members.Skip(1))
            {
                var (keep, drop) = (group[members[0]], group[member]);
                for (var i = 0; i < group.Length; i++)
                    if (group[i] == drop)
                        group[i] = keep;
            }
        }

        return [.. Enumerable.Range(0, group.Length).GroupBy(i => group[i]).Select(g => g.ToArray())];
    }
}
