using Longlin.Geo.Model;

namespace Longlin.Geo.Network;

/// <summary>
/// The cheapest way from every node to the served network, carried from one day of change to the next: where links only open or improve, the search
/// goes on from the changed links alone; where one closes, it starts afresh for that day.
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
    public IReadOnlyList<GapPiece>[] Gaps(PlaceAttachments[] attachments, PlaceReach[] places, CancellationToken cancellationToken)
    {
        var lacking = new DateSet[places.Length];
        var nearest = new List<(DateSet Days, double Metres)>[places.Length];
        var changes = Changes();
        SortedSet<int> days = [.. changes.Keys, int.MinValue];
        for (var p = 0; p < places.Length; p++)
        {
            lacking[p] = _input.Places[p].Exists.Except(places[p].Definite);
            nearest[p] = NearestServed(_input.Places[p], lacking[p]);
            foreach (var span in nearest[p].SelectMany(n => n.Days.Spans.ToArray()).Concat(lacking[p].Spans.ToArray())) days.Add(span.From);
        }

        var pieces = new List<GapPiece>[places.Length];
        for (var p = 0; p < places.Length; p++) pieces[p] = [];
        SearchState state = new(_input, _graph, _arcs);
        foreach (var day in days)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (day == int.MinValue) state.StartAfresh(day, _edgeServed);
            else if (changes.TryGetValue(day, out var changed)) state.Advance(day, changed, _edgeServed);
            for (var p = 0; p < places.Length; p++)
            {
                if (!lacking[p].Contains(day)) continue;
                var way = state.Best(attachments[p], Distance(nearest[p], day));
                var last = pieces[p].Count > 0 ? pieces[p][^1] : null;
                if (last is not null && Same(last.MetresToUpgrade, way.Upgrade) && Same(last.MetresToBuild, way.Build) && Same(last.DistanceMetres, way.Distance)) continue;
                pieces[p].Add(new GapPiece(day, way.Upgrade, way.Build, way.Distance, state.Blocking(way)));
            }
        }

        return pieces;
    }

    /// <summary>The path of one place on one day.</summary>
    public PathAnswer PathAt(PlaceAttachments attachments, Place place, bool served, int day)
    {
        SearchState state = new(_input, _graph, _arcs);
        state.StartAfresh(day, _edgeServed);
        if (served) return state.ServedPath(attachments, day, _edgeServed);
        var way = state.Best(attachments, Distance(NearestServed(place, day == int.MaxValue ? DateSet.Always : DateSet.Of(day, day + 1)), day));
        return state.Describe(way);
    }

    private static bool Same(double a, double b) => (double.IsNaN(a) && double.IsNaN(b)) || Math.Abs(a - b) < 0.05;

    private static double Distance(List<(DateSet Days, double Metres)> nearest, int day)
    {
        foreach (var (days, metres) in nearest)
        {
            if (days.Contains(day)) return metres;
        }

        return double.NaN;
    }

    private List<(DateSet Days, double Metres)> NearestServed(Place place, DateSet lacking)
    {
        List<(DateSet, double)> front = [];
        var open = lacking;
        if (open.IsEmpty) return front;
        foreach (var (edge, metres) in _index.Nearest(place.Lon, place.Lat, AnyMetres, () => open.LatestTo))
        {
            var days = open.Intersect(_edgeServed[edge]);
            if (days.IsEmpty) continue;
            front.Add((days, metres));
            open = open.Except(days);
            if (open.IsEmpty) break;
        }

        return front;
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
                    if (span.From != int.MinValue) Add(span.From, e);
                    if (span.To != int.MaxValue) Add(span.To, e);
                }
            }
        }

        return changes;

        void Add(int day, int edge)
        {
            if (!changes.TryGetValue(day, out var edges)) changes[day] = edges = [];
            if (edges.Count == 0 || edges[^1] != edge) edges.Add(edge);
        }
    }
}
