namespace Longlin.Geo.Demo;

/// <summary>
/// Which way joins each place to the roads before it: trunk roads first, then townships, relocation sites, villages and
/// hamlets, each by the cheapest way to what is there already. So roads form a tree whose junctions are vertices.
/// </summary>
internal sealed class DemoLayout
{
    private readonly DemoGround _ground;
    private readonly DemoRandom _random;
    private readonly int[] _branches;
    private readonly List<List<int>> _trunks = [];

    public DemoLayout(DemoTerrain terrain, DemoGround ground, DemoRandom random, DemoSettlements places)
    {
        (_ground, _random, Paths) = (ground, random, new DemoPaths(ground));
        _branches = new int[ground.Count];
        Array.Fill(_branches, -1);
        foreach (var place in places.AllNodes())
            Paths.Use[place] = DemoUse.Reserved;
        Sites = [.. places.Townships.Select(t => FreeNear(t.Seat.Plus(700, 500)))];
        foreach (var site in Sites)
            Paths.Use[site] = DemoUse.Reserved;
        var order = DemoTree.Make(places);
        Paths.Lay([places.Townships[0].Node], DemoUse.Road);
        _branches[places.Townships[0].Node] = 0;
        Ways = [new([places.Townships[0].Node])];
        Tree = [order[0]];
        TrunkEnds = [terrain.Outline.MinBy(s => s.X), terrain.Outline.MaxBy(s => s.X), terrain.Outline.MaxBy(s => s.Y)];
        foreach (var end in TrunkEnds)
        {
            var way = Paths.Find(Inside(end), IsRoad, IsFree, 8, toward: places.Townships[0].Node)!;
            Paths.Lay(way, DemoUse.Road);
            foreach (var node in way.Skip(1))
                _branches[node] = order.Count + _trunks.Count;
            _trunks.Add(way);
        }

        foreach (var node in order.Skip(1))
        {
            if (node.Level == DemoLevel.Village && SiteWays.Count == 0)
                SiteWays = Sites.ConvertAll(Close);
            Join(node, NodeOf(places, node), order.Count);
        }

        DemoTree.CountBelow(Tree, places);
        Built = [.. Ways.Select(w => w.Count)];
        LeaveUnbuilt();
    }

    /// <summary>The places, parents before children: a parent is the place whose road a place joins.</summary>
    public List<DemoNode> Tree { get; }

    /// <summary>For each place the nodes from the junction to it; the place alone where it lies on another's road; none
    /// where no way leads to it.</summary>
    public List<List<int>> Ways { get; }

    /// <summary>How many nodes of each way, from the junction, a road is built along.</summary>
    public int[] Built { get; }

    /// <summary>Trunk roads, from the junction nearest to the county seat to the county's border.</summary>
    public IReadOnlyList<List<int>> Trunks => _trunks;

    /// <summary>Where each trunk road leaves the county.</summary>
    public Spot[] TrunkEnds { get; }

    /// <summary>The node of each township's relocation site.</summary>
    public List<int> Sites { get; }

    /// <summary>The way from a road to each site.</summary>
    public List<List<int>> SiteWays { get; private set; } = [];

    /// <summary>Ways over the same ground.</summary>
    public DemoPaths Paths { get; }

    /// <summary>The spots of a row of nodes.</summary>
    public List<Spot> Spots(IEnumerable<int> nodes) => [.. nodes.Select(_ground.At)];

    /// <summary>The nodes from a place along the roads to the county seat.</summary>
    public List<int> PathToSeat(int place)
    {
        List<int> path = [];
        var (branch, from) = (place, WayOf(place).Count - 1);
        while (true)
        {
            var way = WayOf(branch);
            for (var i = from; i >= 0; i--)
                path.Add(way[i]);
            if (branch == 0)
                return path;
            branch = _branches[way[0]];
            from = WayOf(branch).IndexOf(way[0]) - 1;
            if (from < 0)
                return path;
        }
    }

    /// <summary>The neighbours of a junction along the road that stood there first.</summary>
    public IEnumerable<int> Along(int junction)
    {
        var way = WayOf(_branches[junction]);
        var at = way.IndexOf(junction);
        if (at > 0)
            yield return way[at - 1];
        if (at + 1 < way.Count)
            yield return way[at + 1];
    }

    private static int NodeOf(DemoSettlements places, DemoNode node) =>
        node.Level switch
        {
            DemoLevel.Township => places.Townships[node.Index].Node,
            DemoLevel.Village => places.Villages[node.Index].Node,
            _ => places.Hamlets[node.Index].Node,
        };

    private List<int> WayOf(int branch) => branch < Tree.Count ? Ways[branch] : _trunks[branch - Tree.Count];

    private bool IsRoad(int node) => Paths.Use[node] == DemoUse.Road;

    private bool IsFree(int node) => Paths.Use[node] == DemoUse.Free;

    private int Inside(Spot spot) =>
        _ground.Around(_ground.Nearest(spot), 50).First(n => _ground.MarginAt(n) > 0 && IsFree(n));

    private int FreeNear(Spot spot) =>
        _ground.Around(_ground.Nearest(spot), 200).First(n => _ground.MarginAt(n) > 2 && IsFree(n));

    private void Join(DemoNode node, int at, int places)
    {
        var way = IsRoad(at)
            ? [at]
            : Paths.Find(at, IsRoad, IsFree, toward: node.Level == DemoLevel.Township ? Ways[0][0] : -1)
                ?? Paths.Find(at, IsRoad, n => Paths.Use[n] != DemoUse.Closed);
        var branch = Tree.Count;
        if (way is null)
        {
            Tree.Add(node with { Parent = 0 });
            Ways.Add([]);
            return;
        }

        var joined = _branches[way[0]];
        Tree.Add(node with { Parent = joined < places ? joined : 0 });
        Ways.Add(way);
        Paths.Lay(way, DemoUse.Road);
        foreach (var next in way.Skip(1))
            _branches[next] = branch;
    }

    private List<int> Close(int site)
    {
        var way =
            Paths.Find(site, IsRoad, IsFree) ?? throw new InvalidOperationException("a site that no way leads to");
        Paths.Lay(way, DemoUse.Closed);
        return way;
    }

    // Some hamlets have a footpath only, and to some the road stops short.
    private void LeaveUnbuilt()
    {
        for (var n = 1; n < Tree.Count; n++)
        {
            if (Tree[n].Children > 0 || Tree[n].Level != DemoLevel.Hamlet || Ways[n].Count < 2)
                continue;
            if (_random.Chance(0.1))
                Built[n] = 0;
            else if (Ways[n].Count >= 6 && _random.Chance(0.2))
                Built[n] = Math.Max(2, Ways[n].Count - 4);
            foreach (var node in Ways[n].Skip(Math.Max(1, Built[n])))
                Paths.Use[node] = DemoUse.Closed;
        }
    }
}
