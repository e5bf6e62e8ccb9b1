using Longlin.Geo.Network.Ways;

namespace Longlin.Geo.Network.Fixes;

/// <summary>
/// The links of one day that are there but not good enough, or closed, and what would be served if some of them were
/// usable. Links that are usable already are drawn together to one point, and all that is served to the root.
/// </summary>
public sealed class MissingLinks
{
    private readonly int[] _point; // of each node, after drawing together
    private readonly Dictionary<long, List<int>> _edges = [];
    private readonly Dictionary<int, List<long>> _linksAt = [];
    private readonly Dictionary<int, List<int>> _placesAt = []; // by point, over usable links
    private readonly Dictionary<int, List<int>> _placesOn = []; // by edge, over links that are not usable yet
    private readonly HashSet<int> _startEdges = []; // edges that a source joins
    private readonly NodedGraph _graph;
    private readonly int _root;

    internal MissingLinks(
        NetworkInput input,
        NodedGraph graph,
        LinkState[] states,
        IEnumerable<int> sourceEdges,
        IReadOnlyList<int[]> serving
    )
    {
        (_graph, _root) = (graph, graph.NodeCount);
        DisjointSets together = new(graph.NodeCount + 1);
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            if (states[e] is LinkState.Usable or LinkState.Served)
                together.Join(graph.EdgeFrom[e], graph.EdgeTo[e]);
            if (states[e] == LinkState.Served)
                together.Join(graph.EdgeFrom[e], _root);
        }

        _point = [.. Enumerable.Range(0, graph.NodeCount + 1).Select(together.Find)];
        _startEdges.UnionWith(sourceEdges);
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            if (states[e] is not (LinkState.Exists or LinkState.Closed))
                continue;
            var link = input.Links[graph.EdgeLink[e]];
            if (!_edges.TryGetValue(link.Id, out var edges))
                _edges[link.Id] = edges = [];
            edges.Add(e);
            Closed[link.Id] = states[e] == LinkState.Closed && Closed.GetValueOrDefault(link.Id, true);
            Metres[link.Id] = Metres.GetValueOrDefault(link.Id) + graph.EdgeMetres[e];
            if (link.IsSource)
                _startEdges.Add(e);
            foreach (var point in (int[])[_point[graph.EdgeFrom[e]], _point[graph.EdgeTo[e]]])
                Add(_linksAt, point, link.Id);
        }

        for (var p = 0; p < serving.Count; p++)
        {
            foreach (var edge in serving[p])
            {
                if (states[edge] == LinkState.Usable)
                    Add(_placesAt, _point[graph.EdgeFrom[edge]], p);
                else if (states[edge] is LinkState.Exists or LinkState.Closed)
                    Add(_placesOn, edge, p);
            }
        }

        static void Add<T>(Dictionary<int, List<T>> lists, int key, T value)
        {
            if (!lists.TryGetValue(key, out var list))
                lists[key] = list = [];
            if (!list.Contains(value))
                list.Add(value);
        }
    }

    /// <summary>The missing links by their ids.</summary>
    public IReadOnlyCollection<long> Links => _edges.Keys;

    /// <summary>Metres of each that are missing.</summary>
    public Dictionary<long, double> Metres { get; } = [];

    /// <summary>Whether each is good enough and only closed.</summary>
    public Dictionary<long, bool> Closed { get; } = [];

    /// <summary>The links that meet a link: with which together it may do more than alone.</summary>
    public IEnumerable<long> Neighbours(long link) =>
        Points(link).Where(p => p != _point[_root]).SelectMany(p => _linksAt[p]).Where(l => l != link).Distinct();

    /// <summary>Whether a link meets the served network or a source.</summary>
    public bool MeetsRoot(long link) =>
        Points(link).Contains(_point[_root]) || _edges[link].Exists(_startEdges.Contains);

    /// <summary>How many groups (<see cref="Groups"/>) and points that are not served a link meets: as many can share
    /// its cost at most.</summary>
    public int Shares(long link) =>
        Math.Max(1, Points(link).Count(p => p != _point[_root]) + _edges[link].Count(_placesOn.ContainsKey));

    /// <summary>The groups of places that only together can be served over usable links, each with the missing links
    /// that meet it: one of these must be mended at least.</summary>
    public IEnumerable<(IReadOnlyList<int> Places, IReadOnlyList<long> Links)> Groups()
    {
        foreach (var (point, places) in _placesAt)
            yield return (places, _linksAt.GetValueOrDefault(point) ?? []);
        foreach (var (link, edges) in _edges)
        {
            foreach (var edge in edges.Where(_placesOn.ContainsKey))
                yield return (_placesOn[edge], [link]);
        }
    }

    /// <summary>The places that are served when some links are usable.</summary>
    /// <param name="links">Ids of missing links.</param>
    public HashSet<int> Served(IReadOnlyCollection<long> links)
    {
        Dictionary<int, List<(int Edge, int Other)>> around = [];
        HashSet<int> reached = [_point[_root]];
        Queue<int> queue = new(reached);
        HashSet<int> edges = [];
        foreach (var e in links.SelectMany(l => _edges[l]))
        {
            var (a, b) = (_point[_graph.EdgeFrom[e]], _point[_graph.EdgeTo[e]]);
            Go(around, a).Add((e, b));
            Go(around, b).Add((e, a));
            if (!_startEdges.Contains(e))
                continue;
            edges.Add(e);
            foreach (var end in (int[])[a, b])
            {
                if (reached.Add(end))
                    queue.Enqueue(end);
            }
        }

        while (queue.TryDequeue(out var point))
        {
            foreach (var (edge, other) in around.GetValueOrDefault(point) ?? [])
            {
                edges.Add(edge);
                if (reached.Add(other))
                    queue.Enqueue(other);
            }
        }

        return
        [
            .. reached.SelectMany(p => _placesAt.GetValueOrDefault(p) ?? []),
            .. edges.SelectMany(e => _placesOn.GetValueOrDefault(e) ?? []),
        ];

        static List<(int, int)> Go(Dictionary<int, List<(int, int)>> around, int point) =>
            around.TryGetValue(point, out var list) ? list : around[point] = [];
    }

    private IEnumerable<int> Points(long link) =>
        _edges[link].SelectMany(e => new[] { _point[_graph.EdgeFrom[e]], _point[_graph.EdgeTo[e]] }).Distinct();
}
