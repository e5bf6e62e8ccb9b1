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
    private const int Fanout = PackedTree.Fanout;
    private readonly double[][] _lines;
    private readonly PackedTree _tree;
    private readonly int[] _earliest;

    /// <summary>Builds the tree over lines given as flat longitude and latitude.</summary>
    public LineIndex(double[][] lines)
        : this(lines, new(Array.ConvertAll(lines, Box)), []) { }

    private LineIndex(double[][] lines, PackedTree tree, int[] earliest) =>
        (_lines, _tree, _earliest) = (lines, tree, earliest);

    /// <summary>
    /// The same tree, knowing on which day each line is first served (<see cref="int.MaxValue"/>: never).
    /// </summary>
    public LineIndex WithEarliest(Func<int, int> earliestOfLine)
    {
        var earliest = new int[_tree.Count];
        Array.Fill(earliest, int.MaxValue);
        for (var i = 0; i < _lines.Length; i++)
            earliest[i] = earliestOfLine(_tree.Items[i]);
        for (var node = _tree.Leaves; node < earliest.Length; node++)
        {
            if (_tree.FirstChild(node) is >= 0 and var first)
                earliest[node] = Smallest(earliest.AsSpan(first, Fanout));
        }

        return new(_lines, _tree, earliest);
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
            queue.Enqueue(_tree.Root, 0);
            while (queue.TryDequeue(out var entry, out var metres))
            {
                if (entry < 0)
                {
                    yield return (~entry, metres);
                    continue;
                }

                if (before is not null && _earliest[entry] >= before())
                    continue;
                if (entry >= _tree.Leaves)
                {
                    Expand(queue, _tree.FirstChild(entry), lon, lat, maxMetres, east, north, before?.Invoke());
                    continue;
                }

                var line = _tree.Items[entry];
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
            Around(_tree.Root, lon, lat, metres, Geodesy.MetresPerDegree(lat), found);
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
        var first = _tree.FirstChild(node);
        var bounds = _tree.Bounds(first, lon, lat, scale.East, scale.North);
        for (
            var near = Vector512.LessThanOrEqual(bounds, Vector512.Create(metres)).ExtractMostSignificantBits();
            near != 0;
            near &= near - 1
        )
        {
            var child = first + BitOperations.TrailingZeroCount(near);
            if (child < _tree.Leaves)
                found.Add(_tree.Items[child]);
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
        var bounds = _tree.Bounds(first, lon, lat, east, north);
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

    private static int Smallest(ReadOnlySpan<int> days)
    {
        var smallest = int.MaxValue;
        foreach (var day in days)
            smallest = Math.Min(smallest, day);
        return smallest;
    }
}
