using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// Shortest ways by comparing everything with everything: slow, and nothing of the library's network is used but the
/// rule which roads are passable.
/// </summary>
internal sealed class BruteWays
{
    private const double Reach = 300;
    private const double Connect = 2000;
    private readonly List<(int From, int To, double[] Line, double Metres)> _edges = [];
    private readonly List<(double Lon, double Lat)> _nodes = [];
    private readonly Dictionary<(double, double), List<(int Edge, double Along, double Away)>> _joins = [];
    private readonly bool[] _served;
    private readonly Dictionary<string, List<(double Lon, double Lat)>> _goals;

    public BruteWays(CountyData county, DateOnly day)
    {
        var access = TestCluster.Standard.Services.Single(s => s.Service == "access");
        var network = ServiceNetwork.Build(access, county, []).Input;
        var links = network.Links.Where(l => l.Definite.Contains(day.DayNumber)).ToList();
        foreach (var link in links)
        {
            List<double[]> pieces = [link.LonLat];
            var box = Box(link.LonLat);
            foreach (var other in links)
            {
                if (ReferenceEquals(other, link) || !box.Intersects(Box(other.LonLat)))
                    continue;
                foreach (
                    var (x, y) in ((double, double)[])
                        [(other.LonLat[0], other.LonLat[1]), (other.LonLat[^2], other.LonLat[^1])]
                )
                {
                    for (var p = 0; p < pieces.Count; p++)
                    {
                        var line = pieces[p];
                        var at = Geodesy.NearestOnLine(x, y, line);
                        if (
                            at.DistanceMetres > 0.5
                            || Geodesy.DistanceMetres(x, y, line[0], line[1]) <= 0.5
                            || Geodesy.DistanceMetres(x, y, line[^2], line[^1]) <= 0.5
                        )
                            continue;
                        var cut = 2 * (at.SegmentIndex + 1);
                        pieces[p] = [.. line[..cut], x, y];
                        pieces.Insert(p + 1, [x, y, .. line[cut..]]);
                        break;
                    }
                }
            }

            foreach (var piece in pieces)
                _edges.Add((Node(piece[0], piece[1]), Node(piece[^2], piece[^1]), piece, Geodesy.LengthMetres(piece)));
        }

        // A road leads somewhere when it is joined to a seat or is itself the way out of the county.
        var start = Enumerable.Repeat(double.PositiveInfinity, _nodes.Count).ToArray();
        foreach (var source in network.Sources.Where(s => s.Definite.Contains(day.DayNumber)))
        foreach (
            var edge in _edges.Where(e =>
                Geodesy.NearestOnLine(source.LonLat[0], source.LonLat[1], e.Line).DistanceMetres <= source.JoinMetres
            )
        )
            start[edge.From] = 0;
        foreach (var link in links.Where(l => l.IsSource))
            start[Node(link.LonLat[0], link.LonLat[1])] = 0;
        var far = Relax(start);
        _served = [.. _edges.Select(e => double.IsFinite(far[e.From]))];
        List<(double, double)> Facilities(params string[] kinds) =>
            [
                .. county
                    .Assets["facilities"]
                    .Where(f =>
                        kinds.Contains(f.Kind)
                        && f.Status == "open"
                        && !(f.OpenedOn > day)
                        && !(f.ClosedOn <= day)
                        && f.Geometry is not null
                    )
                    .Select(f => (f.Geometry!.Centroid.X, f.Geometry.Centroid.Y)),
            ];
        _goals = new()
        {
            ["school"] = Facilities("school"),
            ["clinic"] = Facilities("clinic", "hospital"),
            ["industry_base"] = Facilities("industry_base"),
            ["town"] = [.. county.Seats.Where(s => s.Level == "township").Select(s => (s.Lon, s.Lat))],
        };
    }

    /// <summary>Metres from a point to the nearest goal of a factor.</summary>
    public double Metres(double lon, double lat, string factor)
    {
        var own = Joins(lon, lat);
        var start = Enumerable.Repeat(double.PositiveInfinity, _nodes.Count).ToArray();
        foreach (var (edge, along, away) in own)
        {
            start[_edges[edge].From] = Math.Min(start[_edges[edge].From], away + along);
            start[_edges[edge].To] = Math.Min(start[_edges[edge].To], away + _edges[edge].Metres - along);
        }

        var far = Relax(start);
        var best = double.PositiveInfinity;
        foreach (var goal in _goals[factor])
        {
            foreach (var (edge, along, away) in Joins(goal.Lon, goal.Lat))
            {
                best = Math.Min(
                    best,
                    away + Math.Min(far[_edges[edge].From] + along, far[_edges[edge].To] + _edges[edge].Metres - along)
                );
                foreach (var mine in own.Where(o => o.Edge == edge))
                    best = Math.Min(best, mine.Away + away + Math.Abs(mine.Along - along));
            }
        }

        return best;
    }

    // Nothing within half a metre lies outside.
    private static Envelope Box(double[] line)
    {
        Envelope box = new();
        for (var i = 0; i < line.Length; i += 2)
            box.ExpandToInclude(line[i], line[i + 1]);
        box.ExpandBy(1e-5);
        return box;
    }

    private List<(int Edge, double Along, double Away)> Joins(double lon, double lat)
    {
        if (_joins.TryGetValue((lon, lat), out var known))
            return known;
        var all = _edges.Select((e, i) => (Edge: i, At: Geodesy.NearestOnLine(lon, lat, e.Line))).ToList();
        var joins = all.Where(e => e.At.DistanceMetres <= Reach).ToList();
        if (
            !joins.Exists(j => _served[j.Edge])
            && all.Where(e => _served[e.Edge]).OrderBy(e => e.At.DistanceMetres).Take(1).ToList() is [var near]
            && near.At.DistanceMetres <= Connect
        )
            joins.Add(near);
        return _joins[(lon, lat)] = [
            .. joins.Select(j =>
                (
                    j.Edge,
                    Geodesy.LengthMetres([.. _edges[j.Edge].Line[..(2 * (j.At.SegmentIndex + 1))], j.At.Lon, j.At.Lat]),
                    j.At.DistanceMetres
                )
            ),
        ];
    }

    // Edge by edge until nothing changes (R. Bellman, 1958).
    private double[] Relax(double[] far)
    {
        for (var changed = true; changed; )
        {
            changed = false;
            foreach (var (from, to, _, metres) in _edges)
            {
                if (far[from] + metres < far[to])
                    (far[to], changed) = (far[from] + metres, true);
                if (far[to] + metres < far[from])
                    (far[from], changed) = (far[to] + metres, true);
            }
        }

        return far;
    }

    private int Node(double lon, double lat)
    {
        var found = _nodes.FindIndex(n =>
            Math.Abs(n.Lat - lat) < 1e-5 && Geodesy.DistanceMetres(n.Lon, n.Lat, lon, lat) <= 0.5
        );
        if (found >= 0)
            return found;
        _nodes.Add((lon, lat));
        return _nodes.Count - 1;
    }
}
