using System.Numerics;
using System.Runtime.Intrinsics;

namespace Longlin.Geo.Network;

/// <summary>
/// A packed R-tree (sort-tile-recursive) over boxes in degrees. Nodes are numbered leaves first, the root is the last;
/// each family of eight stands together, so that one vector instruction looks at all its boxes.
/// </summary>
internal sealed class PackedTree
{
    /// <summary>Children of a node.</summary>
    public const int Fanout = 8;

    private readonly int[] _firstChild; // of each node above the leaves
    private readonly int[] _parent;
    private readonly double[] _west,
        _south,
        _east,
        _north; // of each node; each level is filled up to whole families with boxes that are nowhere

    /// <summary>Builds the tree.</summary>
    public PackedTree((double West, double South, double East, double North)[] boxes)
    {
        Items = SortTileRecursive(boxes);
        Leaves = Families(boxes.Length) * Fanout;
        List<int> firstChild = [];
        for (var (first, families) = (0, Leaves / Fanout); ; families = Families(families))
        {
            for (var f = 0; f < families; f++)
                firstChild.Add(first + f * Fanout);
            if (families == 1)
                break;
            first = Leaves + firstChild.Count - families;
            while (firstChild.Count % Fanout != 0)
                firstChild.Add(-1);
        }

        _firstChild = [.. firstChild];
        Count = Leaves + _firstChild.Length;
        (_west, _south, _east, _north) = (new double[Count], new double[Count], new double[Count], new double[Count]);
        Array.Fill(_west, double.PositiveInfinity);
        Array.Fill(_south, double.PositiveInfinity);
        Array.Fill(_east, double.NegativeInfinity);
        Array.Fill(_north, double.NegativeInfinity);
        for (var i = 0; i < boxes.Length; i++)
            (_west[i], _south[i], _east[i], _north[i]) = boxes[Items[i]];
        _parent = new int[Count];
        Array.Fill(_parent, -1);
        for (var node = Leaves; node < Count; node++)
        {
            if (FirstChild(node) is not (>= 0 and var first))
                continue;
            for (var c = first; c < first + Fanout; c++)
            {
                _parent[c] = node;
                (_west[node], _south[node]) = (Math.Min(_west[node], _west[c]), Math.Min(_south[node], _south[c]));
                (_east[node], _north[node]) = (Math.Max(_east[node], _east[c]), Math.Max(_north[node], _north[c]));
            }
        }
    }

    /// <summary>The box of each leaf that is one, by its position in the input.</summary>
    public int[] Items { get; }

    /// <summary>Number of leaves, those that are nowhere included.</summary>
    public int Leaves { get; }

    /// <summary>Number of nodes, leaves included.</summary>
    public int Count { get; }

    /// <summary>The topmost node.</summary>
    public int Root => Count - 1;

    /// <summary>The first of the eight children of a node that is no leaf; −1 where it only fills up its family.</summary>
    public int FirstChild(int node) => _firstChild[node - Leaves];

    /// <summary>The node above; −1 at the root.</summary>
    public int Parent(int node) => _parent[node];

    /// <summary>At least so many metres lie between a point and each child of a family.</summary>
    /// <param name="first">The first child.</param>
    /// <param name="lon">Longitude, degrees.</param>
    /// <param name="lat">Latitude, degrees.</param>
    /// <param name="east">Metres a degree of longitude there.</param>
    /// <param name="north">Metres a degree of latitude there.</param>
    public Vector512<double> Bounds(int first, double lon, double lat, double east, double north) =>
        Bounds(first, (lon, lat, lon, lat), east, north);

    /// <summary>The same from a box: west, south, east, north in degrees.</summary>
    public Vector512<double> Bounds(
        int first,
        (double West, double South, double East, double North) box,
        double east,
        double north
    )
    {
        var dx =
            Vector512.Max(
                Vector512.Max(
                    Vector512.Create(_west, first) - Vector512.Create(box.East),
                    Vector512.Create(box.West) - Vector512.Create(_east, first)
                ),
                Vector512<double>.Zero
            ) * east;
        var dy =
            Vector512.Max(
                Vector512.Max(
                    Vector512.Create(_south, first) - Vector512.Create(box.North),
                    Vector512.Create(box.South) - Vector512.Create(_north, first)
                ),
                Vector512<double>.Zero
            ) * north;
        // A box is a lower bound only up to the change of scale with latitude: 1 % is ample.
        return Vector512.Sqrt(dx * dx + dy * dy) * 0.99;
    }

    /// <summary>Adds the boxes that meet a box to a list, in no order, by their position in the input.</summary>
    public void Meeting((double West, double South, double East, double North) box, List<int> found)
    {
        if (Items.Length > 0)
            Meeting(Root, box, found);
    }

    private void Meeting(int node, (double West, double South, double East, double North) box, List<int> found)
    {
        var first = FirstChild(node);
        var apart = Bounds(first, box, 1, 1);
        for (
            var near = Vector512.LessThanOrEqual(apart, Vector512<double>.Zero).ExtractMostSignificantBits();
            near != 0;
            near &= near - 1
        )
        {
            var child = first + BitOperations.TrailingZeroCount(near);
            if (child < Leaves)
                found.Add(Items[child]);
            else
                Meeting(child, box, found);
        }
    }

    private static int Families(int members) => Math.Max(1, (members + Fanout - 1) / Fanout);

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
}
