using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;

namespace Longlin.Geo.Tiles;

/// <summary>
/// Tiles in memory up to a bound, the longest unused go first. A tile is made once however many ask for it at the same
/// time, and no longer than somebody waits. What changed is forgotten where it
/// touches a tile, also while that tile is being made: its makers' snapshot may be older than the change, so it is
/// handed to those who waited and not kept.
/// </summary>
public sealed class TileCache(long maxBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _used = [];
    private readonly Dictionary<string, Flight> _flights = [];
    private long _bytes;
    private long _hits;
    private long _made;

    /// <summary>The bound, bytes.</summary>
    public long MaxBytes => maxBytes;

    /// <summary>Tiles held, their bytes, answers from memory and tiles made since the start.</summary>
    public (int Tiles, long Bytes, long Hits, long Made) Numbers
    {
        get
        {
            lock (_gate)
                return (_entries.Count, _bytes, _hits, _made);
        }
    }

    /// <summary>A tile that is held; null otherwise.</summary>
    /// <param name="key">The text of its key.</param>
    public CachedTile? Find(ReadOnlySpan<char> key)
    {
        lock (_gate)
        {
            if (!_entries.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var node))
                return null;
            _hits++;
            if (node != _used.First)
            {
                _used.Remove(node);
                _used.AddFirst(node);
            }

            return node.Value.Tile;
        }
    }

    /// <summary>A tile from memory, from those who make it already, or made now.</summary>
    /// <param name="key">Which.</param>
    /// <param name="layers">The layers it is made of.</param>
    /// <param name="make">Makes its bytes; cancelled when nobody waits any more.</param>
    /// <param name="cancellationToken">The caller waits no longer.</param>
    public async Task<CachedTile> GetAsync(
        TileKey key,
        IReadOnlyList<string> layers,
        Func<CancellationToken, Task<byte[]>> make,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var text = key.Text;
        if (Find(text) is { } held)
            return held;
        Flight flight;
        var first = false;
        lock (_gate)
        {
            if (_entries.TryGetValue(text, out var node))
                return node.Value.Tile;
            if (!_flights.TryGetValue(text, out flight!))
            {
                first = true;
                flight = new(text, key, layers);
                _flights[text] = flight;
            }

            flight.Waiting++;
        }

        // Whoever is first begins to make it, outside the lock; the others wait for what comes of it.
        if (first)
            _ = MakeAsync(flight, make);
        try
        {
            return await flight.Made.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                if (--flight.Waiting == 0 && !flight.Made.Task.IsCompleted)
                {
                    Leave(flight);
                    flight.Stop.Cancel();
                }
            }
        }
    }

    /// <summary>Notes that a tile has grown by an encoding, and makes room.</summary>
    /// <param name="key">The text of its key.</param>
    public void Grown(ReadOnlySpan<char> key)
    {
        lock (_gate)
        {
            if (!_entries.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var node))
                return;
            var now = node.Value.Tile.Size;
            _bytes += now - node.Value.Counted;
            node.Value.Counted = now;
            MakeRoom();
        }
    }

    /// <summary>Forgets the tiles of a layer that a change touches.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="place">Where, EPSG:3857; null or empty: everywhere.</param>
    public void Forget(string layer, Geometry? place)
    {
        var prepared = place is null or { IsEmpty: true }
            ? null
            : Parts(place).Select(PreparedGeometryFactory.Prepare).ToList();
        var around = place?.EnvelopeInternal;
        lock (_gate)
        {
            for (var node = _used.First; node is not null; )
            {
                var next = node.Next;
                if (Touches(node.Value.Layers, node.Value.Wide))
                    Drop(node);
                node = next;
            }

            foreach (var flight in _flights.Values.ToArray())
            {
                if (!Touches(flight.Layers, flight.Wide))
                    continue;
                flight.Overtaken = true;
                Leave(flight); // later requests make the tile again
            }
        }

        bool Touches(IReadOnlyList<string> layers, Envelope wide) =>
            layers.Contains(layer)
            && (
                prepared is null
                || (
                    around!.Intersects(wide)
                    && prepared.Exists(p =>
                        p.Geometry.EnvelopeInternal.Intersects(wide)
                        && p.Intersects(p.Geometry.Factory.ToGeometry(wide))
                    )
                )
            );
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _used.Clear();
            _bytes = 0;
            foreach (var flight in _flights.Values)
                flight.Overtaken = true;
            _flights.Clear();
        }
    }

    private static IEnumerable<Geometry> Parts(Geometry place) =>
        place is GeometryCollection many
            ? Enumerable.Range(0, many.NumGeometries).SelectMany(i => Parts(many.GetGeometryN(i)))
        : place.IsEmpty ? []
        : [place];

    private async Task MakeAsync(Flight flight, Func<CancellationToken, Task<byte[]>> make)
    {
        var making = CompleteAsync(flight, make);
        await Task.WhenAny(making);
        flight.Made.SetFromTask(making);
        _ = making.Exception; // told to those who wait, where there are any
    }

    private async Task<CachedTile> CompleteAsync(Flight flight, Func<CancellationToken, Task<byte[]>> make)
    {
        try
        {
            CachedTile tile = new(await make(flight.Stop.Token));
            lock (_gate)
            {
                _made++;
                if (!flight.Overtaken && !_entries.ContainsKey(flight.Key))
                {
                    Entry entry = new(flight.Key, flight.Layers, flight.Wide, tile) { Counted = tile.Size };
                    _entries[flight.Key] = _used.AddFirst(entry);
                    _bytes += entry.Counted;
                    MakeRoom();
                }
            }

            return tile;
        }
        finally
        {
            lock (_gate)
                Leave(flight);
        }
    }

    private void Leave(Flight flight)
    {
        if (_flights.TryGetValue(flight.Key, out var there) && there == flight)
            _flights.Remove(flight.Key);
    }

    private void MakeRoom()
    {
        while (_bytes > maxBytes && _used.Last is { } last)
            Drop(last);
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        _used.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= node.Value.Counted;
    }

    private sealed record Entry(string Key, IReadOnlyList<string> Layers, Envelope Wide, CachedTile Tile)
    {
        public long Counted { get; set; }
    }

    private sealed class Flight(string text, TileKey key, IReadOnlyList<string> layers)
    {
        public string Key => text;

        public IReadOnlyList<string> Layers => layers;

        public Envelope Wide { get; } = WebMercatorQuad.Wide(key.Z, key.X, key.Y);

        public CancellationTokenSource Stop { get; } = new();

        public TaskCompletionSource<CachedTile> Made { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiting { get; set; }

        public bool Overtaken { get; set; }
    }
}
