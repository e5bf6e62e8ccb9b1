using Longlin.Geo.Model;

namespace Longlin.Geo.Demo;

/// <summary>
/// Streams in the valleys, springs above the hamlets with pipes down to them, channels along the slopes, and the small
/// works: tanks, ponds, pumps, cisterns, reservoirs.
/// </summary>
internal sealed class DemoWater(
    DemoTerrain terrain,
    DemoGround ground,
    DemoRandom random,
    DemoLayout layout,
    DemoSettlements places
)
{
    private const int SpringMetres = 1500;
    private const int ChannelMetres = 2500;
    private const int Reservoirs = 9;
    private readonly DemoStreams _streams = new(ground);
    private readonly List<FeatureRecord> _records = [];

    public List<FeatureRecord> Records()
    {
        Streams();
        // The water goes to the largest hamlet of each village.
        var largest = places
            .Hamlets.GroupBy(h => h.Village)
            .ToDictionary(g => g.Key, g => g.MaxBy(h => h.Households)!.Node);
        for (var v = 0; v < places.Villages.Count; v++)
            Supply(places.Villages[v], largest.GetValueOrDefault(v, places.Villages[v].Node));
        for (var i = 0; i < Reservoirs; i++)
            Reservoir(i);
        foreach (var hamlet in places.Hamlets.Where(h => h.Households < 25))
        {
            if (!random.Chance(0.04))
                continue;
            Add(
                $"W{hamlet.Code}J",
                $"{hamlet.Name}水窖",
                "cistern",
                random.Chance(0.85) ? random.Day(2004, 2017) : null,
                terrain.Point(hamlet.Place.Plus(-30, 25)),
                random.Below(6) + 1
            );
        }

        return _records;
    }

    /// <summary>
    /// A pipe from a spring above a place, in a valley where there is one, down to a tank beside the place. Drawn from no
    /// random number.
    /// </summary>
    public List<Spot> FromSpring(int place)
    {
        var at = ground.At(place);
        var spring = ground
            .Around(place, (int)(SpringMetres / ground.Cell))
            .Where(n => ground.MarginAt(n) > 1 && ground.At(n).To(at) > 300)
            .MaxBy(n =>
                Math.Min(1.5, _streams.DrainedAt(n))
                - ground.At(n).To(at) / 1500
                - (ground.HeightAt(n) < ground.HeightAt(place) + 15 ? 5 : 0)
                - Math.Max(0, ground.HeightAt(n) - ground.HeightAt(place) - 120) / 100.0
            );
        return [.. Thinned(Slope(place, spring, 4)), at.Plus(40, 40)];
    }

    private void Streams()
    {
        const string Names = "冷水者浪岩茶平河清水龙滩沙梨红水马雄德峨蛇场克长";
        for (var i = 0; i < _streams.Courses.Count; i++)
        {
            var course = _streams.Courses[i];
            Add(
                $"W451031H{i + 1:000}",
                $"{Names.AsSpan(i % (Names.Length / 2) * 2, 2)}{(i < Names.Length / 2 ? "河" : "溪")}",
                "stream",
                null,
                terrain.Line(Rounded([.. course.Select(ground.At)])),
                null
            );
        }
    }

    private void Supply(DemoVillage village, int hamlet)
    {
        var opened = random.Day(2006, 2018);
        var pipe = FromSpring(hamlet);
        _records.Add(
            DemoLines.Row(
                $"W{village.Code}S",
                $"{village.Name}水源",
                "open",
                opened,
                new()
                {
                    ["kind"] = "source",
                    ["elevation_m"] = terrain.ElevationAt(pipe[0]),
                    ["capacity_m3_per_day"] = Math.Round(random.Between(10, 120)),
                },
                terrain.Point(pipe[0])
            )
        );
        Add($"W{village.Code}P", $"{village.Name}引水管", "pipe", opened, terrain.Line(pipe), null);
        Add(
            $"W{village.Code}T",
            $"{village.Name}蓄水池",
            "tank",
            opened,
            terrain.Point(pipe[^1]),
            Math.Round(random.Between(5, 60))
        );
        if (!random.Chance(0.4))
            return;
        var at = ground.At(hamlet);
        var stream = _streams
            .Courses.SelectMany(c => c)
            .Where(n =>
                Math.Abs(ground.At(n).X - at.X) < ChannelMetres && Math.Abs(ground.At(n).Y - at.Y) < ChannelMetres
            )
            .OrderBy(n => Math.Abs(ground.HeightAt(n) - ground.HeightAt(hamlet)) * 20 + ground.At(n).To(at))
            .FirstOrDefault(-1);
        if (stream < 0 || stream == hamlet)
            return;
        var day = random.Day(1998, 2017);
        if (ground.HeightAt(stream) >= ground.HeightAt(hamlet) - 15)
            Add(
                $"W{village.Code}C",
                $"{village.Name}灌溉渠",
                "channel",
                day,
                terrain.Line(Rounded([.. Slope(hamlet, stream, 25)])),
                null
            );
        else
            Add(
                $"W{village.Code}B",
                $"{village.Name}提水泵站",
                "pump",
                random.Chance(0.8) ? day : null,
                terrain.Point(ground.At(stream).Plus(20, 10)),
                Math.Round(random.Between(20, 90))
            );
        if (random.Chance(0.4))
            Add(
                $"W{village.Code}D",
                $"{village.Name}山塘",
                "pond",
                day,
                terrain.Patch(random, at.Plus(140, -130), random.Between(20, 45)),
                null
            );
    }

    // In a valley, where nobody lives very near.
    private void Reservoir(int i)
    {
        var nodes = _streams.Courses.SelectMany(c => c.Skip(2).SkipLast(3)).ToList();
        var at = Enumerable
            .Range(0, 40)
            .Select(_ => random.Pick(nodes))
            .MaxBy(n => Math.Min(900, places.Hamlets.Min(h => h.Place.To(ground.At(n)))));
        var (dangerous, spot) = (random.Chance(0.3), ground.At(at));
        _records.Add(
            DemoLines.Row(
                $"W451031R{i + 1:00}",
                $"{places.Villages.MinBy(v => v.Seat.To(spot))!.Name}水库",
                "open",
                null,
                new()
                {
                    ["kind"] = "reservoir",
                    ["danger_class"] = dangerous || i == 0 ? "三类坝" : null,
                    ["elevation_m"] = terrain.ElevationAt(spot),
                },
                terrain.Patch(random, spot, random.Between(150, 500))
            )
        );
    }

    private void Add(
        string code,
        string name,
        string kind,
        DateOnly? opened,
        NetTopologySuite.Geometries.Geometry shape,
        double? capacity
    ) =>
        _records.Add(
            DemoLines.Row(
                code,
                name,
                "open",
                opened,
                new() { ["kind"] = kind, ["capacity_m3_per_day"] = capacity },
                shape
            )
        );

    // From one place to another over the ground, whatever stands there.
    private List<Spot> Slope(int to, int from, int steepness) =>
        layout.Spots(layout.Paths.Find(to, n => n == from, _ => true, steepness, isOverRoads: true) ?? [from, to]);

    private static IEnumerable<Spot> Thinned(List<Spot> line) =>
        line.Where((_, i) => i % 2 == 0 || i == line.Count - 1);

    // Corners cut once (Chaikin): water does not turn at right angles.
    private static List<Spot> Rounded(List<Spot> line)
    {
        List<Spot> round = [line[0]];
        for (var i = 1; i < line.Count; i++)
        {
            var (a, b) = (line[i - 1], line[i]);
            round.Add(new(0.75 * a.X + 0.25 * b.X, 0.75 * a.Y + 0.25 * b.Y));
            round.Add(new(0.25 * a.X + 0.75 * b.X, 0.25 * a.Y + 0.75 * b.Y));
        }

        round.Add(line[^1]);
        return round;
    }
}
