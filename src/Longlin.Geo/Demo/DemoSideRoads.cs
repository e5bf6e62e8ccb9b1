namespace Longlin.Geo.Demo;

/// <summary>
/// What is laid beside the tree of roads: links between neighbouring hamlets, and farm tracks along the slopes. A few
/// tracks cross a road without a junction, as in data that was drawn in two offices.
/// </summary>
internal sealed class DemoSideRoads(DemoGround ground, DemoRandom random, DemoLayout layout)
{
    private const int StepsOfLink = 45;

    /// <summary>Links between two places of the tree, with the nodes from one to the other.</summary>
    public List<(int A, int B, List<int> Way)> Links { get; } = [];

    /// <summary>Farm tracks, from a road outwards.</summary>
    public List<List<int>> Tracks { get; } = [];

    /// <summary>Links for one hamlet in so many; the rest of the ground stays free between them.</summary>
    public void Link(int hamletsEach)
    {
        var tree = layout.Tree;
        var hamlets = Enumerable
            .Range(0, tree.Count)
            .Where(n => tree[n].Level == DemoLevel.Hamlet && layout.Built[n] > 0)
            .Where(n => layout.Built[n] == layout.Ways[n].Count)
            .ToList();
        var placeAt = hamlets.ToDictionary(n => layout.Ways[n][^1]);
        for (var i = 0; i < hamlets.Count / hamletsEach; i++)
        {
            var a = random.Pick(hamlets);
            var way = layout.Paths.Find(
                layout.Ways[a][^1],
                n => placeAt.TryGetValue(n, out var b) && tree[b].Parent != a && tree[a].Parent != b,
                n => layout.Paths.Use[n] == DemoUse.Free,
                limit: StepsOfLink * (int)ground.Cell
            );
            if (way is null)
                continue;
            layout.Paths.Lay(way, DemoUse.Road);
            Links.Add((placeAt[way[0]], a, way));
        }
    }

    /// <summary>A track that begins on one road and crosses another; false where the place does not suit.</summary>
    public bool CrossOnce()
    {
        var n = random.Below(layout.Tree.Count);
        var built = layout.Built[n];
        if (built < 3)
            return false;
        var i = random.Below(built - 1);
        var (from, to) = (layout.Ways[n][i], layout.Ways[n][i + 1]);
        if (layout.Paths.Direction(from, to) % 2 == 0)
            return false;
        int[] corners =
        [
            from / ground.Columns * ground.Columns + to % ground.Columns,
            to / ground.Columns * ground.Columns + from % ground.Columns,
        ];
        if (!corners.All(c => layout.Paths.Use[c] == DemoUse.Free && ground.MarginAt(c) > 1))
            return false;
        HashSet<int> crossed = [.. layout.Ways[n]];
        var way = layout.Paths.Find(
            corners[0],
            c => layout.Paths.Use[c] == DemoUse.Road && !crossed.Contains(c),
            c => layout.Paths.Use[c] == DemoUse.Free && c != corners[1],
            limit: 12 * (int)ground.Cell
        );
        if (way is null)
            return false;
        way.Add(corners[1]);
        layout.Paths.Lay(way, DemoUse.Closed);
        Wander(way, 3);
        Tracks.Add(way);
        return true;
    }

    /// <summary>A farm track: from a local road along the slope, to no settlement.</summary>
    public bool Track(IReadOnlyList<int> starts)
    {
        List<int> way = [random.Pick(starts)];
        var steps = (int)(random.Between(250, 1300) / ground.Cell) + 1;
        Wander(way, steps);
        if (way.Count < 3)
            return false;
        layout.Paths.Lay(way, DemoUse.Closed);
        Tracks.Add(way);
        return true;
    }

    // Step by step, in about one direction, where it climbs least.
    private void Wander(List<int> way, int steps)
    {
        var heading = random.Below(8);
        HashSet<int> own = [.. way];
        for (var s = 0; s < steps; s++)
        {
            var best = (Next: -1, Heading: heading, Climb: int.MaxValue);
            for (var turn = -1; turn <= 1; turn++)
            {
                var direction = (heading + turn + 8) % 8;
                var next = ground.Next(way[^1], direction);
                if (next < 0 || ground.MarginAt(next) < 2 || layout.Paths.Use[next] != DemoUse.Free)
                    continue;
                if (own.Contains(next) || layout.Paths.IsCrossed(way[^1], direction))
                    continue;
                var climb = Math.Abs(ground.HeightAt(next) - ground.HeightAt(way[^1])) + random.Below(8);
                if (climb < best.Climb)
                    best = (next, direction, climb);
            }

            if (best.Next < 0)
                return;
            (heading, _) = (best.Heading, own.Add(best.Next));
            way.Add(best.Next);
        }
    }
}
