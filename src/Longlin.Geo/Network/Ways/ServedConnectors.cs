using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.Intrinsics;
using Longlin.Geo.Model;

namespace Longlin.Geo.Network.Ways;

/// <summary>
/// The connectors by which open segments are reached straight from what is served: for each segment the served ones
/// are looked at nearest first, until none farther away could make any point of it cheaper.
/// </summary>
internal sealed class ServedConnectors(DaySegments day, WayCosts costs, PackedTree served, double buildWeight)
{
    /// <summary>Those that are cheaper than what the costs know, in the order of the segments.</summary>
    /// <returns>The open segment, the fraction where the connector meets it, its metres and where it starts.</returns>
    public IEnumerable<(int Segment, double Fraction, double Metres, double Lon, double Lat)> Find(
        CancellationToken cancellationToken
    )
    {
        if (day.Served.Length == 0 || day.Open.Length == 0)
            return [];
        var found = new List<(double, double, double, double)>?[day.Open.Length];
        Parallel.ForEach(
            Partitioner.Create(0, day.Open.Length),
            new ParallelOptions { CancellationToken = cancellationToken },
            range =>
            {
                for (var s = range.Item1; s < range.Item2; s++)
                    found[s] = new OneSegment(this, s).Find();
            }
        );
        return found.SelectMany((list, s) => (list ?? []).Select(f => (s, f.Item1, f.Item2, f.Item3, f.Item4)));
    }

    private sealed class OneSegment(ServedConnectors all, int segment)
    {
        private readonly Segment _line = all.Day.Open[segment];
        private readonly double _weight = all.Costs.Weight(segment);
        private readonly double _metres = all.Day.Metres[segment];
        private readonly (double East, double North) _scale = Geodesy.MetresPerDegree(all.Day.Open[segment].Lat1);
        private readonly List<(double Along, double Cost)> _inside = [];
        private double _from = all.Costs.Cost(all.Day.From[segment]),
            _to = all.Costs.Cost(all.Day.To[segment]),
            _most;
        private List<(double, double, double, double)>? _found;

        public List<(double, double, double, double)>? Find()
        {
            Bound();
            if (_most <= WayCosts.Tolerance)
                return null;
            var tree = all.Tree;
            var queue = NearestQueue.Rent();
            queue.Enqueue(tree.Root, 0);
            while (queue.TryDequeue(out var node, out var metres) && metres * all.BuildWeight < _most)
            {
                if (node < tree.Leaves)
                {
                    Meet(all.Day.Served[tree.Items[node]]);
                    continue;
                }

                var first = tree.FirstChild(node);
                var bounds = tree.Bounds(first, _line.Box, _scale.East, _scale.North);
                for (
                    var near = Vector512
                        .LessThan(bounds * all.BuildWeight, Vector512.Create(_most))
                        .ExtractMostSignificantBits();
                    near != 0;
                    near &= near - 1
                )
                {
                    var c = BitOperations.TrailingZeroCount(near);
                    queue.Enqueue(first + c, bounds[c]);
                }
            }

            queue.Return();
            return _found;
        }

        private void Meet(in Segment served)
        {
            foreach (
                var (lon, lat, fraction) in ((double, double, double)[])
                    [(_line.Lon1, _line.Lat1, 0), (_line.Lon2, _line.Lat2, 1)]
            )
            {
                var (metres, at) = served.Nearest(lon, lat, _scale);
                Try(fraction, metres, served.At(at));
            }

            foreach (var (lon, lat) in ((double, double)[])[(served.Lon1, served.Lat1), (served.Lon2, served.Lat2)])
            {
                var (metres, fraction) = _line.Nearest(lon, lat, _scale);
                Try(fraction, metres, (lon, lat));
            }

            if (_line.Crossing(served) is var (here, _))
                Try(here, 0, _line.At(here));
        }

        private void Try(double fraction, double metres, (double Lon, double Lat) start)
        {
            var (cost, along) = (metres * all.BuildWeight, fraction * _metres);
            if (cost >= Value(along) - WayCosts.Tolerance)
                return;
            (_found ??= []).Add((fraction, metres, start.Lon, start.Lat));
            if (fraction <= 0)
                _from = cost;
            else if (fraction >= 1)
                _to = cost;
            else
                _inside.Add((along, cost));
            Bound();
        }

        private double Value(double along)
        {
            var least = Math.Min(_from + _weight * along, _to + _weight * (_metres - along));
            foreach (var (at, cost) in _inside)
                least = Math.Min(least, cost + _weight * Math.Abs(at - along));
            return least;
        }

        private void Bound() => _most = WayCosts.Highest(_weight, _metres, _from, _to, _inside);
    }

    private DaySegments Day => day;

    private WayCosts Costs => costs;

    private PackedTree Tree => served;

    private double BuildWeight => buildWeight;
}
