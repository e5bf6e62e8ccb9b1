using Longlin.Geo.Network.Ways;

namespace Longlin.Geo.Network.Fixes;

/// <summary>
/// Suspected breaks of a network on a day, with the places that each would join, and the order in which to look at
/// them. The order is greedy: a heuristic.
/// </summary>
internal static class BreakQueue
{
    /// <summary>Finds them among the links that are good enough.</summary>
    /// <param name="graph">The noded links.</param>
    /// <param name="candidates">Gaps and crossings, whatever the day.</param>
    /// <param name="states">State of each edge on the day.</param>
    /// <param name="sourceEdges">Edges that a source joins.</param>
    /// <param name="serving">For each place the edges that could serve it.</param>
    /// <param name="households">Of each place.</param>
    public static IReadOnlyList<SuspectedBreak> Find(
        NodedGraph graph,
        IEnumerable<BreakCandidate> candidates,
        LinkState[] states,
        IEnumerable<int> sourceEdges,
        IReadOnlyList<int[]> serving,
        IReadOnlyList<int> households
    )
    {
        var usable = Array.ConvertAll(states, s => s is LinkState.Usable or LinkState.Served);
        DisjointSets joined = new(graph.NodeCount + 1);
        var root = graph.NodeCount;
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            if (usable[e])
                joined.Join(graph.EdgeFrom[e], graph.EdgeTo[e]);
            if (states[e] == LinkState.Served)
                joined.Join(graph.EdgeFrom[e], root);
        }

        foreach (var e in sourceEdges.Where(e => usable[e]))
            joined.Join(graph.EdgeFrom[e], root);
        var inUse = new bool[graph.NodeCount];
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            if (usable[e])
                inUse[graph.EdgeFrom[e]] = inUse[graph.EdgeTo[e]] = true;
        }

        var breaks = candidates
            .Where(c =>
                c.IsCrossing ? usable[c.Edge] && usable[c.OtherEdge]
                : c.MeetsEnd ? inUse[c.Node] && inUse[c.OtherNode]
                : inUse[c.Node] && usable[c.OtherEdge]
            )
            .ToList();
        var places = new Dictionary<int, HashSet<int>>();
        for (var p = 0; p < serving.Count; p++)
        {
            foreach (var e in serving[p].Where(e => usable[e]))
            {
                if (!places.TryGetValue(joined.Find(graph.EdgeFrom[e]), out var here))
                    places[joined.Find(graph.EdgeFrom[e])] = here = [];
                here.Add(p);
            }
        }

        var sides = breaks.ConvertAll(b => (A: joined.Find(b.Node), B: joined.Find(b.OtherNode)));
        var served = places.GetValueOrDefault(joined.Find(root)) ?? [];
        var order = Order(sides, joined.Find(root), places, served, households);
        return
        [
            .. breaks
                .Select(
                    (b, i) =>
                        new SuspectedBreak(
                            b.Edge,
                            b.At,
                            b.OtherEdge,
                            b.IsCrossing,
                            b.Metres,
                            b.Line,
                            sides[i].A != sides[i].B,
                            Freed(sides[i]),
                            order[i]
                        )
                )
                .OrderBy(b => b.Order ?? int.MaxValue)
                .ThenByDescending(b => b.Places.Sum(p => (long)households[p]))
                .ThenBy(b => b.Metres)
                .ThenBy(b => (b.Edge, b.OtherEdge)),
        ];

        IReadOnlyList<int> Freed((int A, int B) side)
        {
            var at = joined.Find(root);
            var behind =
                side.A == side.B ? -1
                : side.A == at ? side.B
                : side.B == at ? side.A
                : -1;
            return behind < 0 ? [] : [.. (places.GetValueOrDefault(behind) ?? []).Except(served).Order()];
        }
    }

    // From what is served outwards: the parts behind each row of breaks, and how many households a break it frees.
    private static int?[] Order(
        List<(int A, int B)> sides,
        int root,
        Dictionary<int, HashSet<int>> places,
        HashSet<int> servedAtFirst,
        IReadOnlyList<int> households
    )
    {
        // Parts by running numbers: the search below runs once a break.
        Dictionary<int, int> numbers = new() { [root] = 0 };
        foreach (var part in sides.SelectMany(s => new[] { s.A, s.B }))
            numbers.TryAdd(part, numbers.Count);
        var around = Array.ConvertAll(
            new List<(int To, int Break)>[numbers.Count],
            _ => new List<(int To, int Break)>()
        );
        foreach (var (i, (a, b)) in sides.Index().Where(s => s.Item.A != s.Item.B))
        {
            around[numbers[a]].Add((numbers[b], i));
            around[numbers[b]].Add((numbers[a], i));
        }

        var members = new HashSet<int>[numbers.Count];
        foreach (var (part, number) in numbers)
            members[number] = [.. (places.GetValueOrDefault(part) ?? []).Except(servedAtFirst)];
        var partsOf = members
            .SelectMany((m, part) => m.Select(place => (Place: place, Part: part)))
            .ToLookup(m => m.Place, m => m.Part);
        var own = Array.ConvertAll(members, m => m.Sum(h => (long)households[h]));
        var order = new int?[sides.Count];
        HashSet<int> reached = [0];
        List<int> rim = [0];
        for (var next = 1; ; )
        {
            var row = BestRow(around, own, reached, rim);
            if (row.Count == 0)
                return order;
            foreach (var (part, at) in row)
            {
                order[at] = next++;
                reached.Add(part);
                rim.Add(part);
                // Places that two parts could serve count once.
                foreach (var place in members[part])
                {
                    foreach (var other in partsOf[place].Where(o => o != part && members[o].Remove(place)))
                        own[other] -= households[place];
                }
            }

            rim.RemoveAll(part => around[part].TrueForAll(n => reached.Contains(n.To)));
        }
    }

    // The parts, and the breaks that join them, of the row that frees most households a break; empty where none does.
    private static List<(int Part, int Break)> BestRow(
        List<(int To, int Break)>[] around,
        long[] own,
        HashSet<int> reached,
        List<int> rim
    )
    {
        Dictionary<int, (int Before, int Break, int Steps, long Households)> found = [];
        var (best, bestRate) = (-1, 0.0);
        Queue<int> queue = new(rim);
        while (queue.TryDequeue(out var part))
        {
            var (steps, sum) = found.TryGetValue(part, out var here) ? (here.Steps, here.Households) : (0, 0L);
            foreach (var (to, at) in around[part])
            {
                if (reached.Contains(to) || found.ContainsKey(to))
                    continue;
                found[to] = (part, at, steps + 1, sum + own[to]);
                queue.Enqueue(to);
                var rate = (double)(sum + own[to]) / (steps + 1);
                if (own[to] > 0 && rate > bestRate)
                    (best, bestRate) = (to, rate);
            }
        }

        List<(int, int)> row = [];
        for (var at = best; found.TryGetValue(at, out var step); at = step.Before)
            row.Add((at, step.Break));
        row.Reverse();
        return row;
    }
}
