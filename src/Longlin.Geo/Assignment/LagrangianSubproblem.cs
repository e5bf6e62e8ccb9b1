namespace Longlin.Geo.Assignment;

/// <summary>
/// The relaxed problem at given prices of the units: each site that may open chooses its units by a knapsack, and the
/// sites that open have room for all units together. Its value is a lower bound of every assignment that opens what
/// must be open and nothing that must stay closed.
/// </summary>
/// <param name="fits">By site and unit: the pairs still possible; read again at each evaluation.</param>
internal sealed class LagrangianSubproblem(ScaledTable table, bool[][] fits)
{
    private readonly Knapsack _knapsack = new(table.Units);
    private readonly Knapsack _closing = new(table.Sites);
    private readonly double[] _profit = new double[table.Units];
    private readonly double[] _fractional = new double[table.Sites];
    private readonly double[] _roomPrice = new double[table.Sites];
    private readonly double[] _kept = new double[table.Sites];
    private readonly bool[] _closable = new bool[table.Sites];
    private double _allOpen;
    private long _spare;

    /// <summary>Whether a site must be open (true) or closed (false); null where it is free.</summary>
    public bool?[] Must { get; } = new bool?[table.Sites];

    /// <summary>What opening a site adds to the value: its opening cost less the profit of its units.</summary>
    public double[] Value { get; } = new double[table.Sites];

    /// <summary>The units each site chose; empty where it stays closed.</summary>
    public List<int>[] Chosen { get; } = [.. Enumerable.Range(0, table.Sites).Select(_ => new List<int>())];

    /// <summary>Whether the relaxation opens a site.</summary>
    public bool[] Open { get; } = new bool[table.Sites];

    /// <summary>
    /// The value at these prices, and the largest floating-point error it may have; infinite where the sites that may
    /// open have too little room.
    /// </summary>
    public (double Value, double Error) Evaluate(double[] price)
    {
        var (value, size) = (0.0, 0.0);
        foreach (var p in price)
        {
            value += p;
            size += Math.Abs(p);
        }

        _spare = -table.TotalDemand;
        for (var j = 0; j < table.Sites; j++)
        {
            Chosen[j].Clear();
            Open[j] = Must[j] != false;
            _closable[j] = Must[j] is null;
            if (!Open[j])
                continue;
            _spare += table.Capacity[j];
            for (var u = 0; u < _profit.Length; u++)
                _profit[u] = fits[j][u] ? price[u] - table.Cost[u][j] : 0;
            _knapsack.Solve(_profit, table.Demand, fits[j], table.Capacity[j]);
            (Value[j], _fractional[j], _roomPrice[j]) = (
                table.Opening[j] - _knapsack.Profit,
                table.Opening[j] - _knapsack.FractionalProfit,
                _knapsack.Price
            );
            Chosen[j].AddRange(_knapsack.Chosen);
            _kept[j] = Math.Max(0, Value[j]);
            value += Value[j];
            size += Math.Abs(table.Opening[j]) + Math.Abs(_knapsack.Profit);
        }

        if (_spare < 0)
            return (double.PositiveInfinity, 0);
        // Starting with all open, another knapsack closes the sites that are not worth their cost; its room is the room
        // that the sites have beyond what is needed.
        _allOpen = value;
        _closing.Solve(_kept, table.Capacity, _closable, _spare);
        var most = _closing.Profit;
        foreach (var j in _closing.Chosen)
        {
            Chosen[j].Clear();
            Open[j] = false;
        }

        return (value - most, 1e-12 * size);
    }

    /// <summary>
    /// The value, at the prices of the last evaluation, if a free site were flipped: closed where it is open and open
    /// where it is closed.
    /// </summary>
    public double ValueFlipped(int site)
    {
        _closable[site] = false;
        var spare = Open[site] ? _spare - table.Capacity[site] : _spare;
        _closing.Solve(_kept, table.Capacity, _closable, Math.Max(0, spare));
        _closable[site] = true;
        return spare < 0 ? double.PositiveInfinity : _allOpen - (Open[site] ? Value[site] : 0) - _closing.Profit;
    }

    /// <summary>
    /// The value of all sites but one, at the prices of the last evaluation; to be added to <see
    /// cref="ValueWithPair"/>.
    /// </summary>
    public double ValueWithout(int site)
    {
        var free = _closable[site];
        _closable[site] = false;
        _closing.Solve(_kept, table.Capacity, _closable, _spare);
        _closable[site] = free;
        return _allOpen - Value[site] - _closing.Profit;
    }

    /// <summary>What a site adds to the value at least when a unit must go there.</summary>
    public double ValueWithPair(int unit, int site, double price)
    {
        var reduced = Math.Max(0, table.Cost[unit][site] - price);
        return Math.Max(
            Value[site] + reduced,
            _fractional[site] + Math.Max(0, table.Cost[unit][site] - price + _roomPrice[site] * table.Demand[unit])
        );
    }
}
