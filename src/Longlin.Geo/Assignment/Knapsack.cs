namespace Longlin.Geo.Assignment;

/// <summary>
/// What a site would choose if it were free to: the items of most profit that fit, by depth-first search under
/// Dantzig's bound (E. Horowitz and S. Sahni, 1974).
/// </summary>
/// <remarks>One instance serves many calls and keeps its arrays; it belongs to one thread.</remarks>
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

    /// <summary>No choice has more profit than this.</summary>
    public double Most { get; private set; }

    /// <summary>No choice has more than this even when items could be divided; at least <see cref="Most"/>.</summary>
    public double MostDivided { get; private set; }

    /// <summary>Profit that one more unit of room would bring if items could be divided.</summary>
    public double Price { get; private set; }

    /// <param name="profit">Profit of each item; those without are left out.</param>
    /// <param name="weight">Room that each takes.</param>
    /// <param name="allowed">Which may be chosen.</param>
    /// <param name="room">Room there is.</param>
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
            Most = MostDivided = allProfit;
            return;
        }

        Array.Sort(_key, _order, 0, count);
        for (var k = 0; k < count; k++)
            (_profit[k], _weight[k]) = (profit[_order[k]], weight[_order[k]]);
        MostDivided = Divided(0, count, room, out var critical);
        Price = _profit[critical] / _weight[critical];
        Most = Math.Min(MostDivided, Search(count, room));
        for (var k = 0; k < count; k++)
            if (_best[k])
                Chosen.Add(_order[k]);
    }

    private double Divided(int from, int count, long room, out int critical)
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

    // Returns the best profit, or the divided bound where the search was cut short.
    private double Search(int count, long room)
    {
        Array.Clear(_take, 0, count);
        var (best, profit, k) = (-1.0, 0.0, 0);
        for (var steps = 0; steps < MostSteps; steps++)
        {
            if (profit + Divided(k, count, room, out _) > best + 1e-9 * Math.Abs(best))
            {
                for (; k < count; k++)
                {
                    _take[k] = _weight[k] <= room;
                    if (!_take[k])
                    {
                        if (profit + Divided(k + 1, count, room, out _) <= best)
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

            // Back to the last item taken, which is now left out.
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
