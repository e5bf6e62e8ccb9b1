using System.Runtime.InteropServices;

namespace Longlin.Geo.Network.Ways;

/// <summary>
/// What it costs to reach every point of the open segments so far. Along a segment the cost is the least of cones that
/// rise, from its ends and from the points where connectors meet it, by the cost of a metre to upgrade; along a
/// segment that is good enough it is the same everywhere.
/// </summary>
internal sealed class WayCosts
{
    /// <summary>Metre-equivalents below which a difference is none.</summary>
    public const double Tolerance = 0.001;

    private readonly DaySegments _day;
    private readonly double[] _cost;
    private readonly int[] _label;
    private readonly List<WayLabel> _labels = [];
    private readonly List<int>?[] _entries;
    private readonly int[] _leaf;
    private readonly double[] _most;

    public WayCosts(DaySegments day)
    {
        _day = day;
        (_cost, _label) = (new double[day.Lon.Length], new int[day.Lon.Length]);
        Array.Fill(_cost, double.PositiveInfinity);
        Array.Fill(_label, -1);
        _entries = new List<int>?[day.Open.Length];
        Tree = new(Array.ConvertAll(day.Open, s => s.Box));
        _leaf = new int[day.Open.Length];
        for (var i = 0; i < day.Open.Length; i++)
            _leaf[Tree.Items[i]] = i;
        _most = new double[Tree.Count];
        Array.Fill(_most, double.NegativeInfinity);
        for (var leaf = 0; leaf < day.Open.Length; leaf++)
            _most[leaf] = double.PositiveInfinity;
        for (var node = Tree.Leaves; node < Tree.Count; node++)
        {
            if (Tree.FirstChild(node) is >= 0 and var first)
                _most[node] = Largest(_most.AsSpan(first, PackedTree.Fanout));
        }
    }

    /// <summary>Over the open segments.</summary>
    public PackedTree Tree { get; }

    /// <summary>For each node of the tree, no point below costs more than this.</summary>
    public double[] Most => _most;

    /// <summary>The steps found.</summary>
    public ReadOnlySpan<WayLabel> Labels => CollectionsMarshal.AsSpan(_labels);

    /// <summary>The steps whose cost went down since the queue was last emptied, cheapest first.</summary>
    public PriorityQueue<int, double> Queue { get; } = new();

    /// <summary>What a metre along a segment costs: nothing, or as much as a metre to upgrade.</summary>
    public double Weight(int segment) => _day.NeedsUpgrade(segment) ? 1 : 0;

    /// <summary>The leaf of the tree that an open segment is.</summary>
    public int LeafOf(int segment) => _leaf[segment];

    /// <summary>The cost of a node.</summary>
    public double Cost(int node) => _cost[node];

    /// <summary>The cheapest steps as they are now; later ones leave the copy as it is.</summary>
    public WaySnapshot Snapshot() => new([.. _label], _labels.Count);

    /// <summary>Queues every step that is the cheapest to its point.</summary>
    public void QueueAll()
    {
        Queue.Clear();
        foreach (var label in _label)
        {
            if (label >= 0)
                Queue.Enqueue(label, _labels[label].Cost);
        }

        foreach (var label in _entries.Where(e => e is not null).SelectMany(e => e!))
            Queue.Enqueue(label, _labels[label].Cost);
    }

    /// <summary>Whether a step is still the cheapest to its point.</summary>
    public bool Stands(int label)
    {
        var step = _labels[label];
        return step.Node >= 0
            ? _label[step.Node] == label
            : step.Cost <= FromEnds(step.Segment, step.Along) + Tolerance;
    }

    /// <summary>The cheapest step from which a point of a segment is reached, and its cost there.</summary>
    public (int Label, double Cost) At(int segment, double along, in WaySnapshot ways) =>
        At(segment, along, ways.Best, ways.Count);

    private (int Label, double Cost) At(int segment, double along, int[] best, int count)
    {
        var (weight, length) = (Weight(segment), _day.Metres[segment]);
        var (found, least) = (-1, double.PositiveInfinity);
        Try(best[_day.From[segment]], weight * along);
        Try(best[_day.To[segment]], weight * (length - along));
        if (_entries[segment] is { } entries)
        {
            foreach (var entry in entries.Where(e => e < count))
                Try(entry, weight * Math.Abs(_labels[entry].Along - along));
        }

        return (found, least);

        void Try(int label, double further)
        {
            if (label >= 0 && _labels[label].Cost + further < least)
                (found, least) = (label, _labels[label].Cost + further);
        }
    }

    /// <summary>The least that any point of a segment costs.</summary>
    public double Least(int segment, in WaySnapshot ways)
    {
        var least = double.PositiveInfinity;
        foreach (var label in (ReadOnlySpan<int>)[ways.Best[_day.From[segment]], ways.Best[_day.To[segment]]])
            least = label < 0 ? least : Math.Min(least, _labels[label].Cost);
        foreach (var entry in _entries[segment] ?? [])
            least = entry < ways.Count ? Math.Min(least, _labels[entry].Cost) : least;
        return least;
    }

    /// <summary>Takes a cheaper way to a node, if it is one.</summary>
    public bool ReachNode(int node, WayLabel step)
    {
        if (step.Cost >= _cost[node] - Tolerance)
            return false;
        _cost[node] = step.Cost;
        _label[node] = _labels.Count;
        Queue.Enqueue(_labels.Count, step.Cost);
        _labels.Add(step with { Node = node, Lon = _day.Lon[node], Lat = _day.Lat[node] });
        for (var i = _day.First[node]; i < _day.First[node + 1]; i++)
            Lower(_day.Incident[i]);
        return true;
    }

    /// <summary>Takes a cheaper way to a point of a segment, if it is one, and on to the segment's ends.</summary>
    /// <param name="segment">The open segment.</param>
    /// <param name="fraction">Where on it.</param>
    /// <param name="step">Cost, metres and the step before; the place is filled in.</param>
    public bool ReachPoint(int segment, double fraction, WayLabel step)
    {
        step = step with { Segment = fraction is > 0 and < 1 ? segment : -1, IsWalked = false };
        if (fraction <= 0)
            return ReachNode(_day.From[segment], step);
        if (fraction >= 1)
            return ReachNode(_day.To[segment], step);
        var along = fraction * _day.Metres[segment];
        if (step.Cost >= At(segment, along, _label, int.MaxValue).Cost - Tolerance)
            return false;
        var entry = _labels.Count;
        var (lon, lat) = _day.Open[segment].At(fraction);
        step = step with { Node = -1, Along = along, Lon = lon, Lat = lat };
        _labels.Add(step);
        if (Weight(segment) > 0)
        {
            (_entries[segment] ??= []).Add(entry);
            Queue.Enqueue(entry, step.Cost);
        }

        Walk(entry, segment, along, toFirst: true);
        Walk(entry, segment, along, toFirst: false);
        Lower(segment);
        return true;
    }

    /// <summary>Goes on from a step along a segment to one of its ends.</summary>
    public void Walk(int label, int segment, double along, bool toFirst)
    {
        var step = _labels[label];
        var metres = toFirst ? along : _day.Metres[segment] - along;
        ReachNode(toFirst ? _day.From[segment] : _day.To[segment], Walked(step, label, segment, metres));
    }

    /// <summary>A step further along a segment.</summary>
    public WayLabel Walked(in WayLabel step, int label, int segment, double metres)
    {
        var weight = Weight(segment);
        return step with
        {
            Cost = step.Cost + weight * metres,
            Upgrade = weight > 0 ? step.Upgrade + metres : step.Upgrade,
            Parent = label,
            Segment = segment,
            IsWalked = true,
        };
    }

    /// <summary>Keeps a step that is only passed through.</summary>
    public int Keep(WayLabel step)
    {
        _labels.Add(step);
        return _labels.Count - 1;
    }

    /// <summary>The most that a point of a segment costs, given the costs at its ends and at points inside.</summary>
    /// <param name="weight">Cost of a metre along it.</param>
    /// <param name="metres">Its length.</param>
    /// <param name="from">Cost at its first end.</param>
    /// <param name="to">Cost at its second end.</param>
    /// <param name="inside">Metres along it and cost there, in any order.</param>
    public static double Highest(
        double weight,
        double metres,
        double from,
        double to,
        IReadOnlyList<(double Along, double Cost)> inside
    )
    {
        var least = Math.Min(from, to);
        foreach (var (_, cost) in inside)
            least = Math.Min(least, cost);
        if (weight == 0 || double.IsPositiveInfinity(least))
            return least;
        // What the others allow at each of the points; between two neighbours the cost is highest where both cones meet.
        Span<(double Along, double Cost)> points = new (double, double)[inside.Count + 2];
        (points[0], points[1]) = ((0, from), (metres, to));
        for (var i = 0; i < inside.Count; i++)
            points[i + 2] = inside[i];
        points.Sort((a, b) => a.Along.CompareTo(b.Along));
        for (var i = 1; i < points.Length; i++)
            points[i].Cost = Math.Min(
                points[i].Cost,
                points[i - 1].Cost + weight * (points[i].Along - points[i - 1].Along)
            );
        var highest = points[^1].Cost;
        for (var i = points.Length - 2; i >= 0; i--)
        {
            var gap = weight * (points[i + 1].Along - points[i].Along);
            points[i].Cost = Math.Min(points[i].Cost, points[i + 1].Cost + gap);
            highest = Math.Max(highest, (points[i].Cost + points[i + 1].Cost + gap) / 2);
        }

        return highest;
    }

    private double FromEnds(int segment, double along)
    {
        var weight = Weight(segment);
        return Math.Min(
            _cost[_day.From[segment]] + weight * along,
            _cost[_day.To[segment]] + weight * (_day.Metres[segment] - along)
        );
    }

    // The bound of a segment went down: so may those of the nodes of the tree above it.
    private void Lower(int segment)
    {
        var (weight, length) = (Weight(segment), _day.Metres[segment]);
        var (from, to) = (_cost[_day.From[segment]], _cost[_day.To[segment]]);
        double most;
        if (_entries[segment] is { } entries)
            most = Highest(weight, length, from, to, [.. entries.Select(e => (_labels[e].Along, _labels[e].Cost))]);
        else if (weight == 0)
            most = Math.Min(from, to);
        else
            most = (Math.Min(from, to + weight * length) + Math.Min(to, from + weight * length) + weight * length) / 2;
        var node = _leaf[segment];
        if (most >= _most[node])
            return;
        _most[node] = most;
        for (node = Tree.Parent(node); node >= 0; node = Tree.Parent(node))
        {
            most = Largest(_most.AsSpan(Tree.FirstChild(node), PackedTree.Fanout));
            if (most >= _most[node])
                return;
            _most[node] = most;
        }
    }

    private static double Largest(ReadOnlySpan<double> costs)
    {
        var largest = double.NegativeInfinity;
        foreach (var cost in costs)
            largest = Math.Max(largest, cost);
        return largest;
    }
}

/// <summary>The cheapest step to each node at one time (−1: none), and how many steps there were.</summary>
internal readonly record struct WaySnapshot(int[] Best, int Count);
