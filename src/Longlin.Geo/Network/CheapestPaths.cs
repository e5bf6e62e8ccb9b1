using Longlin.Geo.Model;

namespace Longlin.Geo.Network;

/// <summary>
/// The cheapest path from every node to the served network, updated from one day of change to the next: when links only
/// open or improve, the search continues from the changed links; when one closes, it restarts for that day.
/// </summary>
internal sealed class CheapestPaths
{
    private const double ConnectorMetres = 2_000;
    private const double AnyMetres = 1_000_000;
    private readonly NetworkInput _input;
    private readonly NodedGraph _graph;
    private readonly LineIndex _index;
    private readonly DateSet[] _edgeServed;
    private readonly ArcGraph _arcs;

    public CheapestPaths(NetworkInput input, NodedGraph graph, LineIndex index, DateSet[] edgeServed)
    {
        (_input, _graph, _index, _edgeServed) = (input, graph, index, edgeServed);
        _arcs = ArcGraph.Build(graph, index, ConnectorMetres);
    }

    /// <summary>The pieces of every place over the days on which it exists and is not surely served.</summary>
    public IReadOnlyList<GapPiece>[] Gaps(
        PlaceAttachments[] attachments,
        PlaceReach[] places,
        CancellationToken cancellationToken
    )
    {
        var lacking = new DateSet[places.Length];
        var nearest = new List<(DateSet Days, double Metres)>[places.Length];
        var changes = Changes();
        Dictionary<int, List<int>> own = []; // days on which a place itself changes
        Parallel.For(
            0,
            places.Length,
            p =>
            {
                lacking[p] = _input.Places[p].Exists.Except(places[p].Definite);
                nearest[p] = _index.NearestDays(
                    _input.Places[p].Lon,
                    _input.Places[p].Lat,
                    AnyMetres,
                    lacking[p],
                    e => _edgeServed[e]
                );
            }
        );
        for (var p = 0; p < places.Length; p++)
        {
            // The end of a piece counts too: when nothing at all is served any more, no other piece begins.
            foreach (
                var day in nearest[p]
                    .SelectMany(n => n.Days.Spans.ToArray())
                    .SelectMany(s => new[] { s.From, s.To })
                    .Concat(lacking[p].Spans.ToArray().Select(s => s.From))
                    .Where(d => d != int.MaxValue)
                    .Distinct()
            )
            {
                if (!own.TryGetValue(day, out var here))
                    own[day] = here = [];
                here.Add(p);
            }
        }

        var attached = AttachedPlaces(attachments, lacking);
        var pieces = new List<GapPiece>[places.Length];
        for (var p = 0; p < places.Length; p++)
            pieces[p] = [];
        var seen = new int[places.Length];
        Array.Fill(seen, -1);
        SearchState state = new(_input, _graph, _arcs);
        var step = 0;
        foreach (var day in new SortedSet<int>([.. changes.Keys, .. own.Keys, int.MinValue]))
        {
            cancellationToken.ThrowIfCancellationRequested();
            step++;
            if (day == int.MinValue)
            {
                state.StartAfresh(day, _edgeServed);
                for (var p = 0; p < places.Length; p++)
                    Look(p, day);
                continue;
            }

            if (changes.TryGetValue(day, out var changed))
            {
                state.Advance(day, changed, _edgeServed);
                // Only places that hang on something that changed can have another cheapest way.
                foreach (var edge in changed)
                    LookAt(edge, day);
                foreach (var node in state.ChangedNodes)
                {
                    for (var i = _arcs.First[node]; i < _arcs.First[node + 1]; i++)
                    {
                        if (_arcs.Arcs[i] < _graph.EdgeCount)
                            LookAt(_arcs.Arcs[i], day);
                    }
                }
            }

            foreach (var p in own.GetValueOrDefault(day) ?? [])
                Look(p, day);
        }

        return pieces;

        void LookAt(int edge, int day)
        {
            foreach (var p in attached[edge] ?? [])
                Look(p, day);
        }

        void Look(int p, int day)
        {
            if (seen[p] == step)
                return;
            seen[p] = step;
            if (!lacking[p].Contains(day))
                return;
            var way = state.Best(attachments[p], Distance(nearest[p], day));
            var last = pieces[p].Count > 0 ? pieces[p][^1] : null;
            if (
                last is not null
                && Same(last.MetresToUpgrade, way.Upgrade)
                && Same(last.MetresToBuild, way.Build)
                && Same(last.DistanceMetres, way.Distance)
            )
                return;
            pieces[p].Add(new GapPiece(day, way.Upgrade, way.Build, way.Distance, state.Blocking(way)));
        }
    }

    // The places that could be joined by each edge.
    private List<int>?[] AttachedPlaces(PlaceAttachments[] attachments, DateSet[] lacking)
    {
        var attached = new List<int>?[_graph.EdgeCount];
        for (var p = 0; p < attachments.Length; p++)
        {
            if (lacking[p].IsEmpty)
                continue;
            foreach (var (edge, _, _) in attachments[p].Nearby)
                (attached[edge] ??= []).Add(p);
        }

        return attached;
    }

    /// <summary>The path of one place on one day.</summary>
    public PathAnswer PathAt(PlaceAttachments attachments, Place place, bool served, int day)
    {
        SearchState state = new(_input, _graph, _arcs);
        state.StartAfresh(day, _edgeServed);
        if (served)
            return state.ServedPath(attachments, day);
        var way = state.Best(
            attachments,
            Distance(
                _index.NearestDays(
                    place.Lon,
                    place.Lat,
                    AnyMetres,
                    day == int.MaxValue ? DateSet.Always : DateSet.Between(day, day + 1),
                    e => _edgeServed[e]
                ),
                day
            )
        );
        return state.Describe(way);
    }

    private static bool Same(double a, double b) => (double.IsNaN(a) && double.IsNaN(b)) || Math.Abs(a - b) < 0.05;

    private static double Distance(List<(DateSet Days, double Metres)> nearest, int day)
    {
        foreach (var (days, metres) in nearest)
        {
            if (days.Contains(day))
                return metres;
        }

        return double.NaN;
    }

    private Dictionary<int, List<int>> Changes()
    {
        Dictionary<int, List<int>> changes = [];
        for (var e = 0; e < _graph.EdgeCount; e++)
        {
            var link = _input.Links[_graph.EdgeLink[e]];
            foreach (var set in (ReadOnlySpan<DateSet>)[link.Definite, link.Exists, _edgeServed[e]])
            {
                foreach (var span in set.Spans)
                {
                    if (span.From != int.MinValue)
                        Add(span.From, e);
                    if (span.To != int.MaxValue)
                        Add(span.To, e);
                }
            }
        }

        return changes;

        void Add(int day, int edge)
        {
            if (!changes.TryGetValue(day, out var edges))
                changes[day] = edges = [];
            if (edges.Count == 0 || edges[^1] != edge)
                edges.Add(edge);
        }
    }
}
