namespace Longlin.Geo.Assignment;

/// <summary>
/// The 0–1 knapsack problem, the items of most profit that fit: depth-first search with Dantzig's bound (E. Horowitz
/// and S. Sahni, 1974).
/// </summary>
/// <remarks>One instance serves many calls and reuses its arrays; it is not thread-safe.</remarks>
internal sealed class Knapsack(int most)
{
    private const int MostSteps = 4000;
    private readonly int[] _order = new int[most];
    private readonly double[] _key = new double[most];
    private readonly double[] _profit = new double[most];
    private readonly long[] _weight = new long[most];
    private readonly bool[] _take = new bool[most];
    private readonly bool[] _best = new bool[most];

    /// <summary>The chosen items, after <see cref="Solve"/>.</summary>
    public List<int> Chosen { get; } = new(most);

    /// <summary>Upper bound of the profit; the profit itself unless the search was cut short.</summary>
    public double Profit { get; private set; }

    /// <summary>The most profit if items could be divided; at least <see cref="Profit"/>.</summary>
    public double FractionalProfit { get; private set; }

    /// <summary>What one more unit of room would add to <see cref="FractionalProfit"/>.</summary>
    public double Price { get; private set; }

    /// <summary>Solves it; the results are in the properties.</summary>
    /// <param name="profit">Profit of each item; items without profit are left out.</param>
    /// <param name="weight">Room that each item takes.</param>
    /// <param name="allowed">Which items may be chosen.</param>
    /// <param name="room">Capacity of the knapsack.</param>
    public void Solve(double[] profit, long[] weight, bool[] allowed, long room)
    {
        var count = 0;
        var (allProfit, allWeight) = (0.0, 0L);
        for (var i = 0; i < profit.Length; i++)
        {
            if (!allowed[i] || profit[i] <= 0 || weight[i] > room)
                continue;
            _order[count] = i;
            _key[count++] = weight[i] == 0 ? double.NegativeInfinity : -profit[i] / weight[i];
            allProfit += profit[i];
            allWeight += weight[i];
        }

        Chosen.Clear();
        Price = 0;
        if (allWeight <= room)
        {
            for (var k = 0; k < count; k++)
                Chosen.Add(_order[k]);
            Profit = FractionalProfit = allProfit;
            return;
        }

        Array.Sort(_key, _order, 0, count);
        for (var k = 0; k < count; k++)
            (_profit[k], _weight[k]) = (profit[_order[k]], weight[_order[k]]);
        FractionalProfit = Fractional(0, count, room, out var critical);
        Price = _profit[critical] / _weight[critical];
        Profit = Math.Min(FractionalProfit, Search(count, room));
        for (var k = 0; k < count; k++)
            if (_best[k])
                Chosen.Add(_order[k]);
    }

    private double Fractional(int from, int count, long room, out int critical)
    {
        var sum = 0.0;
        for (critical = from; critical < count; critical++)
        {
            if (_weight[critical] > room)
                return sum + _profit[critical] * room / _weight[critical];
            room -= _weight[critical];
            sum += _profit[critical];
        }

        return sum;
    }

    // Returns the best profit, or infinity where the search was cut short.
    private double Search(int count, long room)
    {
        Array.Clear(_take, 0, count);
        var (best, profit, k) = (-1.0, 0.0, 0);
        for (var steps = 0; steps < MostSteps; steps++)
        {
            if (profit + Fractional(k, count, room, out _) > best + 1e-9 * Math.Abs(best))
            {
                for (; k < count; k++)
                {
                    _take[k] = _weight[k] <= room;
                    if (!_take[k])
                    {
                        if (profit + Fractional(k + 1, count, room, out _) <= best)
                            break;
                        continue;
                    }

                    room -= _weight[k];
                    profit += _profit[k];
                }

                if (k == count && profit > best)
                {
                    best = profit;
                    Array.Copy(_take, _best, count);
                }
            }

            // Backtrack to the last item taken, which is now left out.
            for (k = Math.Min(k, count) - 1; k >= 0 && !_take[k]; k--) { }
            if (k < 0)
                return best * (1 + 1e-9);
            _take[k] = false;
            room += _weight[k];
            profit -= _profit[k];
            k++;
        }

        return double.PositiveInfinity;
    }
}
