using Longlin.Geo.Model;

namespace Longlin.Geo.Network;

/// <summary>
/// The days on which each node is joined to the root, for edges that open and close: offline dynamic connectivity. A
/// segment tree over the
/// days on which anything changes holds each edge at O(log D) nodes; a walk through it joins on the way down and takes
/// back on the way up.
/// When a set without the root meets the root's, all its members are served for the tree node's whole span: they are
/// noted once, not at every day.
/// </summary>
public static class ConnectivityOverTime
{
    /// <summary>For each node the days on which it is connected with <paramref name="root"/>.</summary>
    /// <param name="nodeCount">Number of nodes, the root among them.</param>
    /// <param name="root">The node that represents every source.</param>
    /// <param name="edges">Edges with the days on which they are usable.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    public static DateSet[] Served(
        int nodeCount,
        int root,
        IReadOnlyList<(int From, int To, DateSet Days)> edges,
        CancellationToken cancellationToken
    )
    {
        HashSet<int> changes = [int.MinValue, int.MaxValue];
        foreach (var (_, _, usable) in edges)
        {
            foreach (var span in usable.Spans)
            {
                changes.Add(span.From);
                changes.Add(span.To);
            }
        }

        int[] bounds = [.. changes.Order()];
        var days = bounds.Length - 1; // elementary span i is [bounds[i], bounds[i + 1])
        var tree = new List<int>?[Math.Max(2, 4 * days)];
        for (var e = 0; e < edges.Count; e++)
        {
            foreach (var span in edges[e].Days.Spans)
                Insert(tree, 1, 0, days, Array.BinarySearch(bounds, span.From), Array.BinarySearch(bounds, span.To), e);
        }

        DisjointSets sets = new(nodeCount);
        var spans = new List<DateSpan>?[nodeCount];
        (spans[root] = []).Add(new DateSpan(int.MinValue, int.MaxValue));
        Walk(1, 0, days);
        return Array.ConvertAll(
            spans,
            s =>
                s is null ? DateSet.Empty
                : s is [{ From: int.MinValue, To: int.MaxValue }] ? DateSet.Always
                : DateSet.FromSpans(s)
        );

        void Walk(int node, int low, int high)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = sets.Joins;
            foreach (var e in tree[node] ?? [])
            {
                var (a, b) = (sets.Find(edges[e].From), sets.Find(edges[e].To));
                var source = sets.Find(root);
                if (a == b)
                    continue;
                if (a == source || b == source)
                {
                    DateSpan span = new(bounds[low], bounds[high]);
                    foreach (var member in sets.Members(a == source ? b : a))
                        (spans[member] ??= []).Add(span);
                }

                sets.Join(a, b);
            }

            if (high - low > 1)
            {
                var middle = (low + high) / 2;
                Walk(2 * node, low, middle);
                Walk(2 * node + 1, middle, high);
            }

            sets.TakeBack(before);
        }
    }

    private static void Insert(List<int>?[] tree, int node, int low, int high, int from, int to, int edge)
    {
        if (to <= low || high <= from)
            return;
        if (from <= low && high <= to)
        {
            (tree[node] ??= []).Add(edge);
            return;
        }

        var middle = (low + high) / 2;
        Insert(tree, 2 * node, low, middle, from, to, edge);
        Insert(tree, 2 * node + 1, middle, high, from, to, edge);
    }
}
