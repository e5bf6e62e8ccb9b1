namespace Longlin.Geo.Network;

/// <summary>
/// The queue of a search by nearness: a binary heap whose arrays are used again by the thread's next search. There are
/// a hundred thousand searches in a county.
/// </summary>
internal sealed class NearestQueue
{
    [ThreadStatic]
    private static NearestQueue? _spare;

    private double[] _metres = new double[256];
    private int[] _entries = new int[256];
    private int _count;

    private NearestQueue() { }

    /// <summary>An empty queue; a search within a search gets one of its own.</summary>
    public static NearestQueue Rent()
    {
        var queue = _spare ?? new NearestQueue();
        _spare = null;
        queue._count = 0;
        return queue;
    }

    /// <summary>Leaves the queue to the next search of the thread.</summary>
    public void Return() => _spare = this;

    /// <summary>The metres of the nearest entry; infinity when there is none.</summary>
    public double Least => _count == 0 ? double.PositiveInfinity : _metres[0];

    /// <summary>Adds an entry.</summary>
    public void Enqueue(int entry, double metres)
    {
        if (_count == _metres.Length)
        {
            Array.Resize(ref _metres, 2 * _count);
            Array.Resize(ref _entries, 2 * _count);
        }

        var hole = _count++;
        while (hole > 0)
        {
            var parent = (hole - 1) / 2;
            if (_metres[parent] <= metres)
                break;
            (_metres[hole], _entries[hole]) = (_metres[parent], _entries[parent]);
            hole = parent;
        }

        (_metres[hole], _entries[hole]) = (metres, entry);
    }

    /// <summary>Takes the nearest entry; false when none is left.</summary>
    public bool TryDequeue(out int entry, out double metres)
    {
        if (_count == 0)
        {
            (entry, metres) = (0, 0);
            return false;
        }

        metres = _metres[0];
        entry = _entries[0];
        var (last, moved) = (_metres[--_count], _entries[_count]);
        var hole = 0;
        while (2 * hole + 1 < _count)
        {
            var child = 2 * hole + 1;
            if (child + 1 < _count && _metres[child + 1] < _metres[child])
                child++;
            if (_metres[child] >= last)
                break;
            (_metres[hole], _entries[hole]) = (_metres[child], _entries[child]);
            hole = child;
        }

        (_metres[hole], _entries[hole]) = (last, moved);
        return true;
    }
}
