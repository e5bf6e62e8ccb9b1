using System.Collections.Concurrent;

namespace Longlin.Geo.Features;

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
