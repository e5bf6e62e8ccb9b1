using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Longlin.Geo.Tiles;

namespace Longlin.Geo.Tests.Tiles;

/// <summary>Reads a PMTiles archive: its header and its tiles.</summary>
internal sealed class PmTilesReader
{
    private readonly byte[] _file;

    /// <summary>Opens an archive; it is read whole.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public PmTilesReader(string path)
    {
        _file = File.ReadAllBytes(path);
        if (_file.Length < 127 || !_file.AsSpan(0, 7).SequenceEqual("PMTiles"u8) || _file[7] != 3)
            throw new InvalidDataException($"{path}: not a PMTiles archive of version 3.");
    }

    /// <summary>Smallest and largest zoom.</summary>
    public (int Min, int Max) Zooms => (_file[100], _file[101]);

    /// <summary>Tiles, entries and contents, as the header counts them.</summary>
    public (ulong Tiles, ulong Entries, ulong Contents) Counts => (At(72), At(80), At(88));

    /// <summary>The metadata.</summary>
    public JsonNode Metadata => JsonNode.Parse(Unpack(At(24), At(32)))!;

    /// <summary>Every tile with its gzipped content, in order.</summary>
    public IEnumerable<(ulong Id, byte[] Content)> Tiles() =>
        Entries(At(8), At(16))
            .SelectMany(e =>
                Enumerable
                    .Range(0, (int)e.Run)
                    .Select(i =>
                        (e.Id + (ulong)i, _file[(int)(At(56) + e.Offset)..(int)(At(56) + e.Offset + e.Length)])
                    )
            );

    private IEnumerable<PmTilesEntry> Entries(ulong offset, ulong length)
    {
        foreach (var entry in Directory(Unpack(offset, length)))
        {
            if (entry.Run > 0)
                yield return entry;
            else
                foreach (var below in Entries(At(40) + entry.Offset, entry.Length))
                    yield return below;
        }
    }

    private static PmTilesEntry[] Directory(byte[] raw)
    {
        var at = 0;
        ulong Varint()
        {
            ulong value = 0;
            for (var shift = 0; ; shift += 7)
            {
                var b = raw[at++];
                value |= (ulong)(b & 0x7F) << shift;
                if (b < 0x80)
                    return value;
            }
        }

        var entries = new PmTilesEntry[Varint()];
        ulong id = 0;
        for (var i = 0; i < entries.Length; i++)
            entries[i] = entries[i] with { Id = id += Varint() };
        for (var i = 0; i < entries.Length; i++)
            entries[i] = entries[i] with { Run = (uint)Varint() };
        for (var i = 0; i < entries.Length; i++)
            entries[i] = entries[i] with { Length = (uint)Varint() };
        for (var i = 0; i < entries.Length; i++)
            entries[i] = entries[i] with
            {
                Offset = Varint() is var o and > 0 ? o - 1 : entries[i - 1].Offset + entries[i - 1].Length,
            };
        return entries;
    }

    private ulong At(int position) => BinaryPrimitives.ReadUInt64LittleEndian(_file.AsSpan(position));

    private byte[] Unpack(ulong offset, ulong length)
    {
        using MemoryStream packed = new(_file, (int)offset, (int)length),
            raw = new();
        using GZipStream stream = new(packed, CompressionMode.Decompress);
        stream.CopyTo(raw);
        return raw.ToArray();
    }
}
