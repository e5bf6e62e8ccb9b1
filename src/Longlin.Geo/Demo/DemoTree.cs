namespace Longlin.Geo.Demo;

/// <summary>What a node of the county's tree is.</summary>
internal enum DemoLevel
{
    Township,
    Village,
    Hamlet,
}

/// <summary>
/// A node of the tree that roads, lines and fibre follow: its parent is the place whose road it joins.
/// </summary>
/// <param name="Index">Position among the places of its level.</param>
/// <param name="Parent">Position in the tree; -1 for the county seat.</param>
internal sealed record DemoNode(DemoLevel Level, int Index, Spot Place, int Parent, string Code, string Name)
{
    /// <summary>Households of the largest hamlet that hangs on it.</summary>
    public int LargestBelow { get; set; }

    /// <summary>Number of hamlets that hang on it, itself counted.</summary>
    public int HamletsBelow { get; set; }

    /// <summary>Number of children.</summary>
    public int Children { get; set; }
}

/// <summary>
/// Shortest trees within each township and village (Prim), hung on the tree of the township seats: the order in which
/// places are joined.
/// </summary>
internal static class DemoTree
{
    public static List<DemoNode> Make(DemoSettlements places)
    {
        List<DemoNode> tree =
        [
            new(
                DemoLevel.Township,
                0,
                places.Townships[0].Seat,
                -1,
                places.Townships[0].Code,
                places.Townships[0].Name
            ),
        ];
        Grow(
            tree,
            [0],
            [
                .. places
                    .Townships.Skip(1)
                    .Select((t, i) => new DemoNode(DemoLevel.Township, i + 1, t.Seat, 0, t.Code, t.Name)),
            ]
        );
        var seatOf = tree.Select((n, at) => (n.Index, at)).ToDictionary(p => p.Index, p => p.at);
        for (var t = 0; t < places.Townships.Count; t++)
            Grow(
                tree,
                [seatOf[t]],
                [
                    .. places
                        .Villages.Select((v, i) => (v, i))
                        .Where(p => p.v.Township == t)
                        .Select(p => new DemoNode(DemoLevel.Village, p.i, p.v.Seat, 0, p.v.Code, p.v.Name)),
                ]
            );
        var villageAt = tree.Select((n, at) => (n, at))
            .Where(p => p.n.Level == DemoLevel.Village)
            .ToDictionary(p => p.n.Index, p => p.at);
        foreach (var group in places.Hamlets.Select((h, i) => (h, i)).GroupBy(p => p.h.Village))
            Grow(
                tree,
                [villageAt[group.Key]],
                [.. group.Select(p => new DemoNode(DemoLevel.Hamlet, p.i, p.h.Place, 0, p.h.Code, p.h.Name))]
            );
        return tree;
    }

    /// <summary>Counts what hangs on each node.</summary>
    public static void CountBelow(List<DemoNode> tree, DemoSettlements places)
    {
        for (var n = tree.Count - 1; n > 0; n--)
        {
            if (tree[n].Level == DemoLevel.Hamlet)
            {
                tree[n].LargestBelow = Math.Max(tree[n].LargestBelow, places.Hamlets[tree[n].Index].Households);
                tree[n].HamletsBelow++;
            }

            var parent = tree[tree[n].Parent];
            parent.LargestBelow = Math.Max(parent.LargestBelow, tree[n].LargestBelow);
            parent.HamletsBelow += tree[n].HamletsBelow;
            parent.Children++;
        }
    }

    private static void Grow(List<DemoNode> tree, List<int> joined, List<DemoNode> open)
    {
        var near = open.ConvertAll(o => (At: joined[0], Distance: tree[joined[0]].Place.To(o.Place)));
        while (open.Count > 0)
        {
            var next = 0;
            for (var i = 1; i < open.Count; i++)
            {
                if (near[i].Distance < near[next].Distance)
                    next = i;
            }

            tree.Add(open[next] with { Parent = near[next].At });
            open.RemoveAt(next);
            near.RemoveAt(next);
            var added = tree.Count - 1;
            for (var i = 0; i < open.Count; i++)
            {
                var distance = tree[added].Place.To(open[i].Place);
                if (distance < near[i].Distance)
                    near[i] = (added, distance);
            }
        }
    }
}
