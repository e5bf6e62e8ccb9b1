using System.IO.Compression;
using System.Security.Cryptography;

namespace Longlin.Geo.Tiles;

/// <summary>How a tile's bytes travel.</summary>
public enum TileEncoding
{
    /// <summary>As they are.</summary>
    Identity,

    /// <summary>RFC 1952.</summary>
    Gzip,

    /// <summary>RFC 7932.</summary>
    Brotli,
}

/// <summary>One version of a tile, encoded once for each way it travels.</summary>
public sealed class CachedTile
{
    private readonly string _hash;
    private readonly (byte[] Bytes, string Tag)?[] _encoded = new (byte[], string)?[3];
    private readonly Lock _gate = new();

    /// <summary>Takes the bytes; they are not copied.</summary>
    public CachedTile(byte[] bytes)
    {
        _hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12));
        _encoded[0] = (bytes, $"\"{_hash}\"");
    }

    /// <summary>Whether nothing lies there.</summary>
    public bool Empty => _encoded[0]!.Value.Bytes.Length == 0;

    /// <summary>Bytes in memory, in every encoding made so far.</summary>
    public long Size
    {
        get
        {
            lock (_gate)
                return 256 + _encoded.Sum(e => e?.Bytes.LongLength ?? 0);
        }
    }

    /// <summary>
    /// The bytes in an encoding and their ETag; made on the first demand, and then the tile has grown by them.
    /// </summary>
    public (byte[] Bytes, string Tag) In(TileEncoding encoding, out bool grown)
    {
        lock (_gate)
        {
            grown = _encoded[(int)encoding] is null;
            return _encoded[(int)encoding] ??= Encode(encoding);
        }
    }

    private (byte[] Bytes, string Tag) Encode(TileEncoding encoding)
    {
        using MemoryStream packed = new();
        using (
            Stream stream =
                encoding == TileEncoding.Gzip
                    ? new GZipStream(packed, CompressionLevel.Optimal)
                    : new BrotliStream(packed, CompressionLevel.Fastest)
        )
            stream.Write(_encoded[0]!.Value.Bytes);
        return (packed.ToArray(), $"\"{_hash}-{(encoding == TileEncoding.Gzip ? "gz" : "br")}\"");
    }
}
