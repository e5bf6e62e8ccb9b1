using System.Collections.Concurrent;

namespace Longlin.Geo.Features;

/// <summary>
/// Features as they are written, each row version encoded once. The database is asked for a page's rows every time and
/// says which versions they are: nothing here can be stale. Up to a bound; what is
/// beyond it empties the whole.
/// </summary>
/// <param name="maxBytes">The bound, bytes; 0 keeps nothing.</param>
public sealed class FeatureCache(long maxBytes)
{
    private const int Overhead = 120; // of a key and an array, bytes
    private const int MaxKinds = 1_000; // clients ask for few; whoever asks for all of them fills no memory
    private readonly ConcurrentDictionary<string, HeldFeatures> _held = new();
    private long _bytes;

    /// <summary>What is held of the answers to such questions.</summary>
    public HeldFeatures Of(string layer, ItemsQuestion question)
    {
        if (_held.Count > MaxKinds)
            Clear();
        var name =
            $"{layer}|{question.Crs.Uri}|{(question.Properties is null ? "*" : string.Join(',', question.Properties))}";
        return _held.GetOrAdd(name, static (_, c) => new(c), this);
    }

    internal void Put(ConcurrentDictionary<RowVersion, byte[]> rows, RowVersion row, byte[] feature)
    {
        if (
            feature.Length + Overhead > maxBytes
            || !rows.TryAdd(row, feature)
            || Interlocked.Add(ref _bytes, feature.Length + Overhead) <= maxBytes
        )
            return;
        Clear();
    }

    private void Clear()
    {
        _held.Clear();
        Interlocked.Exchange(ref _bytes, 0);
    }
}

/// <summary>
/// The features of one layer in one system of coordinates with some of their properties, each as it is written.
/// </summary>
public sealed class HeldFeatures
{
    private readonly FeatureCache _cache;
    private readonly ConcurrentDictionary<RowVersion, byte[]> _rows = new();
    private long _hits;

    internal HeldFeatures(FeatureCache cache) => _cache = cache;

    /// <summary>Pages that were given from here alone.</summary>
    public long Hits => _hits;

    /// <summary>A page was given from here alone.</summary>
    public void Hit() => Interlocked.Increment(ref _hits);

    /// <summary>Whether the last page was all there: then the next is asked for its rows' versions first.</summary>
    public bool Likely { get; set; }

    /// <summary>The encoded feature; null where it is not held.</summary>
    public byte[]? Find(RowVersion row) => _rows.GetValueOrDefault(row);

    /// <summary>Holds an encoded feature.</summary>
    public void Put(RowVersion row, byte[] feature) => _cache.Put(_rows, row, feature);
}
