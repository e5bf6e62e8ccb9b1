using System.Numerics;
using System.Runtime.Intrinsics;
using Longlin.Geo.Model;

namespace Longlin.Geo.Network;

/// <summary>
/// A packed R-tree (sort-tile-recursive) over lines that yields them nearest first. Its nodes can carry the earliest
/// day on which something
/// below them is served, so that a search by day skips what cannot matter.
/// </summary>
public sealed class LineIndex
{
    private const int Fanout = 8;
    private readonly double[][] _lines;
    private readonly int[] _items; // the line of each leaf
    private readonly int _leaves;
    private readonly int[] _firstChild; // of each node above the leaves; the root is the last
    private readonly double[] _west,
        _south,
        _east,
        _north; // of each node, leaves first; each level is filled up to whole families with boxes that are nowhere
    private readonly int[] _earliest;

    /// <summary>Builds the tree over lines given as flat longitude and latitude.</summary>
    public LineIndex(double[][] lines)
    {
        _lines = lines;
        var boxes = Array.ConvertAll(lines, Box);
        _items = SortTileRecursive(boxes);
        _leaves = Families(lines.Length) * Fanout;
        List<int> firstChild = [];
        for (var (first, families) = (0, _leaves / Fanout); ; families = Families(families))
        {
            for (var f = 0; f < families; f++)
                firstChild.Add(first + f * Fanout);
            if (families == 1)
                break;
            first = _leaves + firstChild.Count - families;
            while (firstChild.Count % Fanout != 0)
                firstChild.Add(-1);
        }

        _firstChild = [.. firstChild];
        var nodes = _leaves + _firstChild.Length;
        (_west, _south, _east, _north) = (new double[nodes], new double[nodes], new double[nodes], new double[nodes]);
        Array.Fill(_west, double.PositiveInfinity);
        Array.Fill(_south, double.PositiveInfinity);
        Array.Fill(_east, double.NegativeInfinity);
        Array.Fill(_north, double.NegativeInfinity);
        for (var i = 0; i < lines.Length; i++)
            (_west[i], _south[i], _east[i], _north[i]) = boxes[_items[i]];
        for (var node = _leaves; node < nodes; node++)
        {
            if (_firstChild[node - _leaves] is not (>= 0 and var first))
                continue;
            for (var c = first; c < first + Fanout; c++)
            {
                (_west[node], _south[node]) = (Math.Min(_west[node], _west[c]), Math.Min(_south[node], _south[c]));
                (_east[node], _north[node]) = (Math.Max(_east[node], _east[c]), Math.Max(_north[node], _north[c]));
            }
        }

        _earliest = [];
    }

    private LineIndex(LineIndex other, int[] earliest)
    {
        (_lines, _items, _leaves, _firstChild) = (other._lines, other._items, other._leaves, other._firstChild);
        (_west, _south, _east, _north, _earliest) = (other._west, other._south, other._east, other._north, earliest);
    }

    /// <summary>
    /// The same tree, knowing on which day each line is first served (<see cref="int.MaxValue"/>: never).
    /// </summary>
    public LineIndex WithEarliest(Func<int, int> earliestOfLine)
    {
        var earliest = new int[_west.Length];
        Array.Fill(earliest, int.MaxValue);
        for (var i = 0; i < _lines.Length; i++)
            earliest[i] = earliestOfLine(_items[i]);
        for (var node = _leaves; node < earliest.Length; node++)
        {
            if (_firstChild[node - _leaves] is >= 0 and var first)
                earliest[node] = Smallest(earliest.AsSpan(first, Fanout));
        }

        return new(this, earliest);
    }

    /// <summary>The lines within a distance of a point, nearest first, with the exact distance in metres.</summary>
    /// <param name="lon">Longitude, degrees.</param>
    /// <param name="lat">Latitude, degrees.</param>
    /// <param name="maxMetres">The search ends here.</param>
    /// <param name="before">Evaluated at every step: lines first served on or after this day are skipped; null
    /// searches all.</param>
    public IEnumerable<(int Line, double Metres)> Nearest(
        double lon,
        double lat,
        double maxMetres,
        Func<int>? before = null
    )
    {
        if (_lines.Length == 0)
            yield break;
        var (east, north) = Geodesy.MetresPerDegree(lat);
        var queue = NearestQueue.Rent();
        try
        {
            queue.Enqueue(_west.Length - 1, 0);
            while (queue.TryDequeue(out var entry, out var metres))
            {
                if (entry < 0)
                {
                    yield return (~entry, metres);
                    continue;
                }

                if (before is not null && _earliest[entry] >= before())
                    continue;
                if (entry >= _leaves)
                {
                    Expand(queue, _firstChild[entry - _leaves], lon, lat, maxMetres, east, north, before?.Invoke());
                    continue;
                }

                var line = _items[entry];
                var exact = Geodesy.NearestOnLine(lon, lat, _lines[line]).DistanceMetres;
                if (exact > maxMetres)
                    continue;
                if (exact <= queue.Least)
                    yield return (line, exact);
                else
                    queue.Enqueue(~line, exact);
            }
        }
        finally
        {
            queue.Return();
        }
    }

    /// <summary>
    /// On which of the days wanted a line is nearest, nearest first: a line is named with the days on which none before
    /// it counts.
    /// </summary>
    /// <param name="lon">Longitude, degrees.</param>
    /// <param name="lat">Latitude, degrees.</param>
    /// <param name="maxMetres">The search ends here.</param>
    /// <param name="wanted">The days asked about.</param>
    /// <param name="daysOfLine">The days on which a line counts; their first is what <see cref="WithEarliest"/> was
    /// given.</param>
    public List<(DateSet Days, double Metres)> NearestDays(
        double lon,
        double lat,
        double maxMetres,
        DateSet wanted,
        Func<int, DateSet> daysOfLine
    )
    {
        List<(DateSet, double)> found = [];
        var open = wanted;
        if (open.IsEmpty)
            return found;
        foreach (var (line, metres) in Nearest(lon, lat, maxMetres, () => open.LatestTo))
        {
            var days = open.Intersect(daysOfLine(line));
            if (days.IsEmpty)
                continue;
            found.Add((days, metres));
            open = open.Except(days);
            if (open.IsEmpty)
                break;
        }

        return found;
    }

    /// <summary>
    /// Puts the lines whose boxes come within a distance of a point into a list, in no order: all that are within it,
    /// and some that are not.
    /// </summary>
    public void Around(double lon, double lat, double metres, List<int> found)
    {
        if (_lines.Length > 0)
            Around(_west.Length - 1, lon, lat, metres, Geodesy.MetresPerDegree(lat), found);
    }

    private void Around(
        int node,
        double lon,
        double lat,
        double metres,
        (double East, double North) scale,
        List<int> found
    )
    {
        var first = _firstChild[node - _leaves];
        var bounds = Bounds(first, lon, lat, scale.East, scale.North);
        for (
            var near = Vector512.LessThanOrEqual(bounds, Vector512.Create(metres)).ExtractMostSignificantBits();
            near != 0;
            near &= near - 1
        )
        {
            var child = first + BitOperations.TrailingZeroCount(near);
            if (child < _leaves)
                found.Add(_items[child]);
            else
                Around(child, lon, lat, metres, scale, found);
        }
    }

    // Puts the children of a node into the queue, those that are near enough and served before a day.
    private void Expand(
        NearestQueue queue,
        int first,
        double lon,
        double lat,
        double maxMetres,
        double east,
        double north,
        int? before
    )
    {
        var bounds = Bounds(first, lon, lat, east, north);
        for (
            var near = Vector512
                .LessThanOrEqual(bounds, Vector512.Create(Math.Min(maxMetres, double.MaxValue)))
                .ExtractMostSignificantBits();
            near != 0;
            near &= near - 1
        )
        {
            var c = BitOperations.TrailingZeroCount(near);
            if (before is null || _earliest[first + c] < before)
                queue.Enqueue(first + c, bounds[c]);
        }
    }

    // At least so far are the eight children of a node; a box is a lower bound only up to the change of scale with
    // latitude: 1 % is ample.
    private Vector512<double> Bounds(int first, double lon, double lat, double east, double north)
    {
        var (x, y) = (Vector512.Create(lon), Vector512.Create(lat));
        var dx =
            Vector512.Max(
                Vector512.Max(Vector512.Create(_west, first) - x, x - Vector512.Create(_east, first)),
                Vector512<double>.Zero
            ) * east;
        var dy =
            Vector512.Max(
                Vector512.Max(Vector512.Create(_south, first) - y, y - Vector512.Create(_north, first)),
                Vector512<double>.Zero
            ) * north;
        return Vector512.Sqrt(dx * dx + dy * dy) * 0.99;
    }

    private static int Families(int members) => Math.Max(1, (members + Fanout - 1) / Fanout);

    private static (double West, double South, double East, double North) Box(double[] line)
    {
        var (west, south, east, north) = (line[0], line[1], line[0], line[1]);
        for (var i = 2; i + 1 < line.Length; i += 2)
        {
            (west, south) = (Math.Min(west, line[i]), Math.Min(south, line[i + 1]));
            (east, north) = (Math.Max(east, line[i]), Math.Max(north, line[i + 1]));
        }

        return (west, south, east, north);
    }

    private static int[] SortTileRecursive((double West, double South, double East, double North)[] boxes)
    {
        var items = Enumerable.Range(0, boxes.Length).ToArray();
        Array.Sort(Array.ConvertAll(boxes, b => b.West + b.East), items);
        var slices = (int)Math.Ceiling(Math.Sqrt((boxes.Length + Fanout - 1) / Fanout));
        var slice = slices == 0 ? 1 : Math.Max(Fanout, (boxes.Length / slices + Fanout) / Fanout * Fanout);
        var heights = new double[slice];
        for (var start = 0; start < items.Length; start += slice)
        {
            var part = items.AsSpan(start, Math.Min(slice, items.Length - start));
            for (var i = 0; i < part.Length; i++)
                heights[i] = boxes[part[i]].South + boxes[part[i]].North;
            heights.AsSpan(0, part.Length).Sort(part);
        }

        return items;
    }

    private static int Smallest(ReadOnlySpan<int> days)
    {
        var smallest = int.MaxValue;
        foreach (var day in days)
            smallest = Math.Min(smallest, day);
        return smallest;
    }
}
