namespace Longlin.Geo.Demo;

/// <summary>
/// The ground as a lattice of places, each a little off its regular position, with heights. Places, roads, pipes and
/// streams stand on its nodes: two ways that meet have a vertex in common, and ways that keep to its edges cross
/// nowhere else.
/// </summary>
internal sealed class DemoGround
{
    /// <summary>Steps to the eight neighbours, counterclockwise from east; odd ones are diagonal.</summary>
    public static readonly (int X, int Y)[] Steps =
    [
        (1, 0),
        (1, 1),
        (0, 1),
        (-1, 1),
        (-1, 0),
        (-1, -1),
        (0, -1),
        (1, -1),
    ];

    // Of a cell, each way: no neighbour comes nearer than 30 m, which would look like a break.
    private const double Scatter = 0.17;

    private readonly ulong _seed;
    private readonly short[] _heights;
    private readonly byte[] _margins;
    private readonly Dictionary<int, Spot> _moved = [];

    /// <summary>Lays the lattice over the county.</summary>
    /// <param name="terrain">The outline and the heights.</param>
    /// <param name="seed">Decides how far each node is off.</param>
    /// <param name="cell">Distance of neighbours, metres.</param>
    public DemoGround(DemoTerrain terrain, ulong seed, double cell)
    {
        (_seed, Cell) = (seed, cell);
        (Columns, Rows) = ((int)(terrain.Width / cell) + 1, (int)(terrain.Height / cell) + 1);
        _heights = new short[Columns * Rows];
        _margins = Margins(terrain.Outline);
        for (var node = 0; node < _heights.Length; node++)
            _heights[node] = MarginAt(node) == 0 ? (short)0 : (short)Math.Round(terrain.GroundAt(At(node)));
    }

    /// <summary>Distance of neighbours, metres.</summary>
    public double Cell { get; }

    public int Columns { get; }

    public int Rows { get; }

    public int Count => _heights.Length;

    /// <summary>Where a node lies.</summary>
    public Spot At(int node)
    {
        if (_moved.TryGetValue(node, out var spot))
            return spot;
        var bits = DemoRandom.Mix(_seed + (ulong)node * 0x9E3779B97F4A7C15);
        return new(
            (node % Columns + Off((uint)bits)) * Cell + Cell / 2,
            (node / Columns + Off((uint)(bits >> 32))) * Cell + Cell / 2
        );

        static double Off(uint part) => (part / (double)uint.MaxValue * 2 - 1) * Scatter;
    }

    /// <summary>Moves a node a little, so that a way bends less sharply.</summary>
    public void Move(int node, Spot to) => _moved[node] = to;

    /// <summary>Metres above the sea, whole ones: the same on every machine. 0 outside the county.</summary>
    public int HeightAt(int node) => _heights[node];

    /// <summary>How many steps a node is away from the county's outline; 0 outside.</summary>
    public int MarginAt(int node) => _margins[node];

    /// <summary>The node whose cell a place lies in.</summary>
    public int Nearest(Spot spot) =>
        Math.Clamp((int)(spot.Y / Cell), 0, Rows - 1) * Columns + Math.Clamp((int)(spot.X / Cell), 0, Columns - 1);

    /// <summary>The neighbour in a direction, or -1 beyond the lattice.</summary>
    public int Next(int node, int direction)
    {
        var (x, y) = (node % Columns + Steps[direction].X, node / Columns + Steps[direction].Y);
        return x < 0 || y < 0 || x >= Columns || y >= Rows ? -1 : y * Columns + x;
    }

    /// <summary>The nodes around a place, the nearest rings first.</summary>
    /// <param name="rings">How many steps to go.</param>
    public IEnumerable<int> Around(int node, int rings)
    {
        yield return node;
        var (x, y) = (node % Columns, node / Columns);
        for (var r = 1; r <= rings; r++)
        {
            for (var i = 0; i < 8 * r; i++)
            {
                var (side, along) = (i / (2 * r), i % (2 * r) - r);
                var (dx, dy) = side switch
                {
                    0 => (along, -r),
                    1 => (r, along),
                    2 => (-along, r),
                    _ => (-r, -along),
                };
                if (x + dx >= 0 && y + dy >= 0 && x + dx < Columns && y + dy < Rows)
                    yield return (y + dy) * Columns + x + dx;
            }
        }
    }

    // Which nodes lie inside, row by row, then how far from the outside, step by step.
    private byte[] Margins(Spot[] outline)
    {
        var margins = new byte[Count];
        List<double> cuts = [];
        for (var row = 0; row < Rows; row++)
        {
            var y = (row + 0.5) * Cell;
            cuts.Clear();
            for (var i = 0; i < outline.Length; i++)
            {
                var (a, b) = (outline[i], outline[(i + 1) % outline.Length]);
                if (a.Y > y != b.Y > y)
                    cuts.Add(a.X + (y - a.Y) / (b.Y - a.Y) * (b.X - a.X));
            }

            cuts.Sort();
            for (var i = 0; i + 1 < cuts.Count; i += 2)
            {
                for (var column = 0; column < Columns; column++)
                {
                    if ((column + 0.5) * Cell > cuts[i] && (column + 0.5) * Cell < cuts[i + 1])
                        margins[row * Columns + column] = byte.MaxValue;
                }
            }
        }

        Queue<int> border = [];
        for (var node = 0; node < Count; node++)
        {
            var edge =
                node % Columns == 0 || node % Columns == Columns - 1 || node < Columns || node >= Count - Columns;
            if (margins[node] > 0 && edge)
                margins[node] = 1;
            if (margins[node] <= 1)
                border.Enqueue(node);
        }

        while (border.TryDequeue(out var node))
        {
            for (var direction = 0; direction < 8; direction++)
            {
                var next = Next(node, direction);
                if (next < 0 || margins[next] <= margins[node] + 1 || margins[node] == byte.MaxValue - 1)
                    continue;
                margins[next] = (byte)(margins[node] + 1);
                border.Enqueue(next);
            }
        }

        return margins;
    }
}
