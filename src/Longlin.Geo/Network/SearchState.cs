namespace Longlin.Geo.Network;

/// <summary>Costs, parents and link states of the search on one day.</summary>
internal sealed class SearchState(NetworkInput input, NodedGraph graph, ArcGraph arcs)
{
    // Less than this along an edge is not walked: the way begins or ends at the node.
    private const double WalkedMetres = 0.05;

    private enum State : byte
    {
        Absent,
        Exists,
        Usable,
        Served,
    }

    private readonly State[] _state = new State[graph.EdgeCount];
    private readonly double[] _cost = new double[graph.NodeCount];
    private readonly double[] _upgrade = new double[graph.NodeCount];
    private readonly double[] _build = new double[graph.NodeCount];
    private readonly int[] _parentArc = new int[graph.NodeCount];
    private readonly bool[] _worse = new bool[graph.EdgeCount];
    private readonly bool[] _marked = new bool[graph.NodeCount];
    private readonly List<int> _changed = [];
    private readonly PriorityQueue<int, double> _queue = new();

    /// <summary>The nodes whose cost the last step changed.</summary>
    public IReadOnlyList<int> ChangedNodes => _changed;

    /// <summary>Forgets everything and searches for one day.</summary>
    public void StartAfresh(int day, Model.DateSet[] edgeServed)
    {
        for (var e = 0; e < _state.Length; e++)
            _state[e] = StateOn(e, day, edgeServed);
        Search();
    }

    /// <summary>
    /// Goes on to a later day on which only these edges change. Nodes whose way runs over an edge that got worse lose
    /// it, with all that hang on them, and are
    /// searched for from the nodes around them (Ramalingam and Reps 1996); the others are looked at again only where
    /// something got better.
    /// </summary>
    public void Advance(int day, List<int> changed, Model.DateSet[] edgeServed)
    {
        foreach (var node in _changed)
            _marked[node] = false;
        _changed.Clear();
        var worse = false;
        foreach (var e in changed)
        {
            var now = StateOn(e, day, edgeServed);
            if (now < _state[e])
                worse = _worse[e] = true;
            _state[e] = now;
        }

        if (worse)
            Forget(changed);
        foreach (var e in changed)
        {
            if (_state[e] == State.Served)
                Seed(e);
            RelaxAround(graph.EdgeFrom[e]);
            RelaxAround(graph.EdgeTo[e]);
            _worse[e] = false;
        }

        Settle();
    }

    // Takes the cost from every node whose way is no longer what it was, and gives the nodes around them another turn.
    private void Forget(List<int> changed)
    {
        for (var n = 0; n < _parentArc.Length; n++)
        {
            if (_parentArc[n] >= 0 && _worse[arcs.Owner[_parentArc[n]]])
                Lose(n);
        }

        foreach (var e in changed)
        {
            if (!_worse[e])
                continue;
            if (_parentArc[graph.EdgeFrom[e]] < 0)
                Lose(graph.EdgeFrom[e]);
            if (_parentArc[graph.EdgeTo[e]] < 0)
                Lose(graph.EdgeTo[e]);
        }

        for (var i = 0; i < _changed.Count; i++)
        {
            var node = _changed[i];
            for (var k = arcs.First[node]; k < arcs.First[node + 1]; k++)
            {
                var other = Other(arcs.Arcs[k], node);
                if (_parentArc[other] == arcs.Arcs[k])
                    Lose(other);
            }
        }

        for (var (i, lost) = (0, _changed.Count); i < lost; i++)
        {
            var node = _changed[i];
            for (var k = arcs.First[node]; k < arcs.First[node + 1]; k++)
            {
                var arc = arcs.Arcs[k];
                if (arc < graph.EdgeCount && _state[arc] == State.Served)
                    Seed(arc);
                var other = Other(arc, node);
                if (!double.IsPositiveInfinity(_cost[other]))
                    _queue.Enqueue(other, _cost[other]);
            }
        }

        void Lose(int node)
        {
            if (double.IsPositiveInfinity(_cost[node]))
                return;
            (_cost[node], _parentArc[node]) = (double.PositiveInfinity, -1);
            Mark(node);
        }
    }

    /// <summary>The cheapest way for a place; metres are NaN when there is none.</summary>
    /// <param name="attachments">The edges it could be joined by.</param>
    /// <param name="straight">Straight distance to the nearest served link, NaN when nothing is served.</param>
    public Way Best(PlaceAttachments attachments, double straight)
    {
        Way best = new(-1, -1, 0, double.NaN, double.NaN, straight);
        var bestCost = double.PositiveInfinity;
        if (!double.IsNaN(straight))
            (best, bestCost) = (new Way(-1, -1, 0, 0, straight, straight), straight * input.BuildCostPerMetre);
        foreach (var (edge, build, fraction) in attachments.Nearby)
        {
            if (_state[edge] == State.Absent)
                continue;
            if (_state[edge] == State.Served)
            {
                if (build * input.BuildCostPerMetre < bestCost)
                    (best, bestCost) = (new Way(edge, -1, 0, 0, build, straight), build * input.BuildCostPerMetre);
                continue;
            }

            for (var side = 0; side < 2; side++)
            {
                var node = side == 0 ? graph.EdgeFrom[edge] : graph.EdgeTo[edge];
                var walked = graph.EdgeMetres[edge] * (side == 0 ? fraction : 1 - fraction);
                var along = _state[edge] == State.Usable ? 0 : walked;
                var cost = _cost[node] + along * input.UpgradeCostPerMetre + build * input.BuildCostPerMetre;
                if (cost < bestCost)
                    (best, bestCost) = (
                        new Way(edge, node, walked, _upgrade[node] + along, _build[node] + build, straight),
                        cost
                    );
            }
        }

        return best;
    }

    /// <summary>The links on a way that are there but not usable, in order, without repetition.</summary>
    public long[] Blocking(Way way)
    {
        List<long> ids = [];
        foreach (var edge in Edges(way))
        {
            var id = input.Links[graph.EdgeLink[edge]].Id;
            if (_state[edge] == State.Exists && (ids.Count == 0 || ids[^1] != id))
                ids.Add(id);
        }

        return [.. ids];
    }

    /// <summary>A way as links and lines.</summary>
    public PathAnswer Describe(Way way) => Describe(false, way.Upgrade, way.Build, [.. Edges(way)]);

    /// <summary>
    /// The shortest way of a served place over served edges, from where the place joins an edge to where a source does.
    /// </summary>
    public PathAnswer ServedPath(PlaceAttachments attachments, int day)
    {
        var served = Array.ConvertAll(_state, s => s == State.Served);
        var sources = Sources(day).ToLookup(s => s.Edge);
        var paths = ShortestPaths.Find(
            graph,
            served,
            ShortestPaths.Around(graph),
            sources.SelectMany(s => s).SelectMany(Ends)
        );
        List<(double Metres, int[] Edges)> ways = [];
        foreach (var (edge, _, fraction) in attachments.Nearby.Where(n => n.BuildMetres <= 0 && served[n.Edge]))
        {
            var length = graph.EdgeMetres[edge];
            foreach (var source in sources[edge])
                ways.Add((source.Fraction is { } at ? Math.Abs(at - fraction) * length : 0, [edge]));
            AddWay(edge, graph.EdgeFrom[edge], length * fraction);
            AddWay(edge, graph.EdgeTo[edge], length * (1 - fraction));
        }

        // A place that stands where the source does walks no edge; it is shown the one that serves it.
        return Describe(true, 0, 0, ways.Count == 0 ? [] : ways.MinBy(w => w.Metres).Edges);

        void AddWay(int edge, int node, double walked)
        {
            int[] edges = [.. walked > WalkedMetres ? [edge] : Array.Empty<int>(), .. paths.Way(node)];
            ways.Add((paths.Metres[node] + walked, edges.Length > 0 ? edges : [edge]));
        }

        IEnumerable<(int Node, double Metres, int Edge)> Ends((int Edge, double? Fraction) source)
        {
            var length = graph.EdgeMetres[source.Edge];
            yield return End(graph.EdgeFrom[source.Edge], length * source.Fraction ?? 0);
            yield return End(graph.EdgeTo[source.Edge], length * (1 - source.Fraction) ?? 0);

            (int, double, int) End(int node, double metres) => (node, metres, metres > WalkedMetres ? source.Edge : -1);
        }
    }

    private PathAnswer Describe(bool served, double upgrade, double build, int[] edges) =>
        new(
            served,
            upgrade,
            build,
            [.. edges.Select(e => input.Links[graph.EdgeLink[e]].Id).Distinct()],
            [.. edges.Select(e => graph.EdgeLines[e])]
        );

    // The served edges that a source joins, and where along them; null: the whole edge is a source.
    private IEnumerable<(int Edge, double? Fraction)> Sources(int day)
    {
        var points = input.Sources.Where(s => s.Definite.Contains(day)).ToList();
        for (var e = 0; e < _state.Length; e++)
        {
            if (_state[e] != State.Served)
                continue;
            if (input.Links[graph.EdgeLink[e]].IsSource)
                yield return (e, null);
            foreach (var point in points)
            {
                var (lon, lat, line) = (point.LonLat[0], point.LonLat[1], graph.EdgeLines[e]);
                if (Model.Geodesy.NearestOnLine(lon, lat, line).DistanceMetres <= point.JoinMetres)
                    yield return (e, PlaceAttachments.Fraction(lon, lat, line));
            }
        }
    }

    private IEnumerable<int> Edges(Way way)
    {
        if (way.Edge < 0)
            yield break;
        if (way.Node < 0 || way.Walked > WalkedMetres)
            yield return way.Edge;
        for (var node = way.Node; node >= 0 && _parentArc[node] >= 0; )
        {
            var arc = _parentArc[node];
            yield return arcs.Owner[arc];
            node = Other(arc, node);
        }
    }

    private State StateOn(int edge, int day, Model.DateSet[] edgeServed)
    {
        var link = input.Links[graph.EdgeLink[edge]];
        return edgeServed[edge].Contains(day) ? State.Served
            : link.Definite.Contains(day) ? State.Usable
            : link.Exists.Contains(day) ? State.Exists
            : State.Absent;
    }

    private int Other(int arc, int node) => arcs.A[arc] == node ? arcs.B[arc] : arcs.A[arc];

    private void Search()
    {
        Array.Fill(_cost, double.PositiveInfinity);
        Array.Fill(_parentArc, -1);
        for (var e = 0; e < _state.Length; e++)
        {
            if (_state[e] == State.Served)
                Seed(e);
        }

        Settle();
    }

    private void Seed(int edge)
    {
        foreach (var node in (ReadOnlySpan<int>)[graph.EdgeFrom[edge], graph.EdgeTo[edge]])
        {
            if (_cost[node] <= 0)
                continue;
            (_cost[node], _upgrade[node], _build[node], _parentArc[node]) = (0, 0, 0, -1);
            Mark(node);
            _queue.Enqueue(node, 0);
        }
    }

    private void Settle()
    {
        while (_queue.TryDequeue(out var node, out var cost))
        {
            if (cost <= _cost[node])
                RelaxAround(node);
        }
    }

    private void RelaxAround(int node)
    {
        for (var i = arcs.First[node]; i < arcs.First[node + 1]; i++)
        {
            var arc = arcs.Arcs[i];
            var state = _state[arcs.Owner[arc]];
            if (state == State.Absent)
                continue;
            var along = state == State.Exists ? arcs.Along[arc] : 0;
            var metres = along * input.UpgradeCostPerMetre + arcs.BuildMetres[arc] * input.BuildCostPerMetre;
            var other = Other(arc, node);
            if (_cost[node] + metres >= _cost[other])
                continue;
            _cost[other] = _cost[node] + metres;
            _upgrade[other] = _upgrade[node] + along;
            _build[other] = _build[node] + arcs.BuildMetres[arc];
            _parentArc[other] = arc;
            Mark(other);
            _queue.Enqueue(other, _cost[other]);
        }
    }

    private void Mark(int node)
    {
        if (_marked[node])
            return;
        _marked[node] = true;
        _changed.Add(node);
    }
}
