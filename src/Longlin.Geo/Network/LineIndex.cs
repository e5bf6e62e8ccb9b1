using Longlin.Geo.Model;

namespace Longlin.Geo.Network;

/// <summary>
/// A packed R-tree (sort-tile-recursive) over lines that yields them nearest first. Its nodes can carry the earliest day on which something
/// below them is served, so that a search by day skips what cannot matter.
/// </summary>
public sealed class LineIndex
{
    private const int Fanout = 8;
    private readonly double[][] _lines;
    private readonly int[] _items;
    private readonly double[] _boxes; // west, south, east, north of each node, leaves first
    private readonly int[] _levelStart;
    private readonly int[] _earliest;

    /// <summary>Builds the tree over lines given as flat longitude and latitude.</summary>
    public LineIndex(double[][] lines)
    {
        _lines = lines;
        _items = SortTileRecursive(lines);
        List<int> starts = [0];
        var count = Math.Max(1, lines.Length);
        for (var level = count; ; level = (level + Fanout - 1) / Fanout)
        {
            starts.Add(starts[^1] + level);
            if (level == 1) break;
        }

        _levelStart = [.. starts];
        _boxes = new double[starts[^1] * 4];
        _earliest = [];
        for (var i = 0; i < lines.Length; i++) Box(lines[_items[i]]).CopyTo(_boxes, i * 4);
        for (var level = 1; level < _levelStart.Length - 1; level++)
        {
            for (var node = _levelStart[level]; node < _levelStart[level + 1]; node++)
            {
                var (first, last) = Children(level, node);
                double[] box = [double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity];
                for (var c = first; c < last; c++)
                {
                    box[0] = Math.Min(box[0], _boxes[4 * c]);
                    box[1] = Math.Min(box[1], _boxes[4 * c + 1]);
                    box[2] = Math.Max(box[2], _boxes[4 * c + 2]);
                    box[3] = Math.Max(box[3], _boxes[4 * c + 3]);
                }

                box.CopyTo(_boxes, node * 4);
            }
        }
    }

    private LineIndex(LineIndex other, int[] earliest) => (_lines, _items, _boxes, _levelStart, _earliest) = (other._lines, other._items, other._boxes, other._levelStart, earliest);

    /// <summary>The same tree, knowing on which day each line is first served (<see cref="int.MaxValue"/>: never).</summary>
    public LineIndex WithEarliest(Func<int, int> earliestOfLine)
    {
        var earliest = new int[_levelStart[^1]];
        for (var i = 0; i < _lines.Length; i++) earliest[i] = earliestOfLine(_items[i]);
        for (var level = 1; level < _levelStart.Length - 1; level++)
        {
            for (var node = _levelStart[level]; node < _levelStart[level + 1]; node++)
            {
                var (first, last) = Children(level, node);
                earliest[node] = Smallest(earliest.AsSpan(first, last - first));
            }
        }

        return new(this, earliest);
    }

    /// <summary>The lines within a distance of a point, nearest first, with the exact distance in metres.</summary>
    /// <param name="lon">Longitude, degrees.</param>
    /// <param name="lat">Latitude, degrees.</param>
    /// <param name="maxMetres">The search ends here.</param>
    /// <param name="before">Asked anew at every step: lines first served on or after this day are skipped; null searches all.</param>
    public IEnumerable<(int Line, double Metres)> Nearest(double lon, double lat, double maxMetres, Func<int>? before = null)
    {
        if (_lines.Length == 0) yield break;
        var (east, north) = Geodesy.MetresPerDegree(lat);
        var queue = NearestQueue.Rent();
        try
        {
            queue.Enqueue(_levelStart.Length - 2, _levelStart[^2], 0);
            while (queue.TryDequeue(out var level, out var node, out var metres))
            {
                if (metres > maxMetres) yield break;
                if (level < 0)
                {
                    yield return (node, metres);
                    continue;
                }

                if (before is not null && _earliest[node] >= before()) continue;
                if (level == 0)
                {
                    var line = _items[node];
                    var exact = Geodesy.NearestOnLine(lon, lat, _lines[line]).DistanceMetres;
                    if (exact <= maxMetres) queue.Enqueue(-1, line, exact);
                    continue;
                }

                var (first, last) = Children(level, node);
                for (var c = first; c < last; c++)
                {
                    var dx = Math.Max(0, Math.Max(_boxes[4 * c] - lon, lon - _boxes[4 * c + 2])) * east;
                    var dy = Math.Max(0, Math.Max(_boxes[4 * c + 1] - lat, lat - _boxes[4 * c + 3])) * north;
                    // A box is a lower bound only up to the change of scale with latitude: 1 % is ample.
                    var bound = Math.Sqrt(dx * dx + dy * dy) * 0.99;
                    if (bound <= maxMetres) queue.Enqueue(level - 1, c, bound);
                }
            }
        }
        finally
        {
            queue.Return();
        }
    }

    private static double[] Box(double[] line)
    {
        double[] box = [line[0], line[1], line[0], line[1]];
        for (var i = 2; i + 1 < line.Length; i += 2)
        {
            box[0] = Math.Min(box[0], line[i]);
            box[1] = Math.Min(box[1], line[i + 1]);
            box[2] = Math.Max(box[2], line[i]);
            box[3] = Math.Max(box[3], line[i + 1]);
        }

        return box;
    }

    private static int[] SortTileRecursive(double[][] lines)
    {
        var items = Enumerable.Range(0, lines.Length).ToArray();
        var boxes = Array.ConvertAll(lines, Box);
        Array.Sort(Array.ConvertAll(boxes, b => b[0] + b[2]), items);
        var slices = (int)Math.Ceiling(Math.Sqrt((lines.Length + Fanout - 1) / Fanout));
        var slice = slices == 0 ? 1 : Math.Max(Fanout, (lines.Length / slices + Fanout) / Fanout * Fanout);
        for (var start = 0; start < items.Length; start += slice)
        {
            var part = items.AsSpan(start, Math.Min(slice, items.Length - start));
            part.Sort((a, b) => (boxes[a][1] + boxes[a][3]).CompareTo(boxes[b][1] + boxes[b][3]));
        }

        return items;
    }

    private (int First, int Last) Children(int level, int node)
    {
        var first = _levelStart[level - 1] + (node - _levelStart[level]) * Fanout;
        return (first, Math.Min(first + Fanout, _levelStart[level]));
    }

    private static int Smallest(ReadOnlySpan<int> days)
    {
        var smallest = int.MaxValue;
        foreach (var day in days) smallest = Math.Min(smallest, day);
        return smallest;
    }
}
