namespace Longlin.Geo.Demo;

/// <summary>
/// Where the map was drawn carelessly: a road that ends a few metres before the one it joins, or a few metres beyond
/// it, with hamlets behind. On the ground both are joined.
/// </summary>
internal sealed class DemoBreaks(DemoGround ground, DemoRandom random, DemoLayout layout)
{
    private const int FarAway = 4;
    private readonly HashSet<int> _gaps = [];
    private readonly HashSet<int> _overshoots = [];

    /// <summary>Chooses among the roads that hamlets depend on: hardened ones that join hardened ones.</summary>
    public void Choose(Dictionary<int, List<Spot>> ways, DateOnly?[] hardened)
    {
        var tree = layout.Tree;
        var able = Enumerable
            .Range(1, tree.Count - 1)
            .Where(n => tree[n].Level != DemoLevel.Township && ways.TryGetValue(n, out var way) && way.Count > FarAway)
            .Where(n => hardened[n] is { Year: <= 2017 } && hardened[tree[n].Parent] is { Year: <= 2017 })
            .ToList();
        // One that many hamlets hang on, the others as they come.
        var big = able.Where(n => tree[n].HamletsBelow is >= 5 and <= 25)
            .OrderByDescending(n => tree[n].HamletsBelow)
            .ThenBy(n => n)
            .FirstOrDefault(-1);
        if (big >= 0)
            _gaps.Add(big);
        able.RemoveAll(n => tree[n].HamletsBelow is 0 or > 6);
        for (var i = 0; i < 1 + tree[0].HamletsBelow / 200 && able.Count > 0; i++)
            _gaps.Add(random.Pick(able));
        for (var i = 0; i < 1 + tree[0].HamletsBelow / 900 && able.Count > 0; i++)
            _overshoots.Add(random.Pick(able));
    }

    /// <summary>The way as it was drawn.</summary>
    public List<Spot> Drawn(int place, List<Spot> way)
    {
        var (junction, next) = (way[0], way[1]);
        var length = junction.To(next);
        var (x, y) = ((next.X - junction.X) / length, (next.Y - junction.Y) / length);
        if (_gaps.Contains(place))
        {
            var gap = random.Between(6, 24);
            return [junction.Plus(x * gap, y * gap), .. way.Skip(1)];
        }

        if (!_overshoots.Contains(place))
            return way;
        foreach (var along in layout.Along(layout.Ways[place][0]).Select(ground.At))
        {
            var side = junction.To(along);
            var (sideX, sideY) = ((along.X - junction.X) / side, (along.Y - junction.Y) / side);
            // Only where the other road runs across.
            if (Math.Abs(sideX * x + sideY * y) < 0.5)
                return [junction.Plus(14 * sideX - 7 * x, 14 * sideY - 7 * y), .. way.Skip(1)];
        }

        return way;
    }
}
