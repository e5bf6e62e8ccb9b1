using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Longlin.Geo.Tiles;

/// <summary>
/// The order of tiles in a PMTiles archive: by zoom, and along a Hilbert curve within it (PMTiles 3, section 4).
/// </summary>
public static class HilbertId
{
    /// <summary>The number of a tile.</summary>
    public static ulong Of(int z, int x, int y)
    {
        ulong id = ((1UL << (2 * z)) - 1) / 3;
        for (var s = z - 1; s >= 0; s--)
        {
            var (rx, ry) = ((x >> s) & 1, (y >> s) & 1);
            id += (ulong)((3 * rx) ^ ry) << (2 * s);
            (x, y) = Turn(1 << s, x & ((1 << s) - 1), y & ((1 << s) - 1), rx, ry);
        }

        return id;
    }

    /// <summary>The tile of a number.</summary>
    public static (int Z, int X, int Y) To(ulong id)
    {
        var z = 0;
        for (ulong first = 0; ; z++)
        {
            var count = 1UL << (2 * z);
            if (id < first + count)
            {
                id -= first;
                break;
            }

            first += count;
        }

        var (x, y) = (0, 0);
        for (var s = 0; s < z; s++)
        {
            var rx = (int)(id >> 1 & 1);
            var ry = (int)((id ^ (ulong)rx) & 1);
            (x, y) = Turn(1 << s, x, y, rx, ry);
            x += rx << s;
            y += ry << s;
            id >>= 2;
        }

        return (z, x, y);
    }

    private static (int X, int Y) Turn(int side, int x, int y, int rx, int ry) =>
        ry != 0 ? (x, y)
        : rx == 0 ? (y, x)
        : (side - 1 - y, side - 1 - x);
}

/// <summary>An entry of a directory: the tiles of a run, which share one content.</summary>
/// <param name="Id">The first tile's number.</param>
/// <param name="Run">How many tiles.</param>
/// <param name="Offset">Where the content begins, from the first content on.</param>
/// <param name="Length">Its bytes.</param>
public readonly record struct PmTilesEntry(ulong Id, uint Run, ulong Offset, uint Length);

/// <summary>
/// Collects tiles in the order of their numbers and writes a PMTiles archive (version 3, MVT, gzip): equal contents
/// once, neighbours that are equal as one run. The contents grow in a file beside the
/// archive, with a journal of the entries: an export that was stopped goes on from there.
/// </summary>
public sealed class PmTilesWriter : IDisposable
{
    private const int RootBytes = 16_384 - 127;
    private readonly string _path;
    private readonly FileStream _contents;
    private readonly FileStream _journal;
    private readonly Dictionary<(ulong, ulong), (ulong Offset, uint Length)> _known = [];
    private readonly List<PmTilesEntry> _entries = [];

    private PmTilesWriter(string path, FileStream contents, FileStream journal) =>
        (_path, _contents, _journal) = (path, contents, journal);

    /// <summary>The number of the last tile that was added or passed over; null at the beginning.</summary>
    public ulong? Last { get; private set; }

    /// <summary>Tiles added so far.</summary>
    public long Tiles { get; private set; }

    /// <summary>
    /// Begins an archive, or goes on with one that was stopped, when it was begun with the same words.
    /// </summary>
    /// <param name="path">Where the archive shall stand.</param>
    /// <param name="words">What it is made of: layers, zooms, the state of the store. Other words begin anew.</param>
    public static PmTilesWriter Open(string path, string words)
    {
        var head = Encoding.UTF8.GetBytes(words);
        FileStream contents = new($"{path}.contents", FileMode.OpenOrCreate, FileAccess.ReadWrite),
            journal = new($"{path}.journal", FileMode.OpenOrCreate, FileAccess.ReadWrite);
        PmTilesWriter writer = new(path, contents, journal);
        if (!writer.Resume(head))
        {
            contents.SetLength(0);
            journal.SetLength(0);
            writer._entries.Clear();
            writer._known.Clear();
            (writer.Last, writer.Tiles) = (null, 0);
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, head.Length);
            journal.Write(length);
            journal.Write(head);
            journal.Flush();
        }

        return writer;
    }

    /// <summary>Adds the next tile; an empty one only notes how far it has come.</summary>
    /// <param name="id">Its number; above the last.</param>
    /// <param name="content">Gzipped bytes; empty where nothing lies.</param>
    public void Add(ulong id, byte[] content)
    {
        if (id <= Last)
            throw new ArgumentException($"Tile {id} comes after {Last}.", nameof(id));
        (ulong Offset, uint Length) at = default;
        if (content.Length > 0)
        {
            var key = Key(content);
            if (!_known.TryGetValue(key, out at))
            {
                _known[key] = at = ((ulong)_contents.Position, (uint)content.Length);
                _contents.Write(content);
            }

            Note(id, at);
        }

        Last = id;
        Span<byte> line = stackalloc byte[20];
        BinaryPrimitives.WriteUInt64LittleEndian(line, id);
        BinaryPrimitives.WriteUInt64LittleEndian(line[8..], at.Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(line[16..], at.Length);
        _journal.Write(line);
    }

    /// <summary>What was added so far survives a kill.</summary>
    public void Save()
    {
        _contents.Flush(true);
        _journal.Flush(true);
    }

    /// <summary>Writes the archive whole and lets it take the place of an older one; the helping files go.</summary>
    /// <param name="bounds">West, south, east, north in degrees.</param>
    /// <param name="minZoom">Smallest zoom.</param>
    /// <param name="maxZoom">Largest zoom.</param>
    /// <param name="metadata">TileJSON's words about the layers.</param>
    public void Complete(double[] bounds, int minZoom, int maxZoom, JsonObject metadata)
    {
        // The archive is written through to the disk below; the helping files have had their time.
        var (root, leaves) = Directories();
        var about = Gzip(
            Encoding.UTF8.GetBytes(
                metadata.ToJsonString(
                    new System.Text.Json.JsonSerializerOptions
                    {
                        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                    }
                )
            )
        );
        var partial = $"{_path}.partial";
        using (var file = File.Create(partial))
        {
            ulong at = 127;
            var header = new byte[127];
            "PMTiles"u8.CopyTo(header);
            header[7] = 3;
            void Number(int position, ulong value) =>
                BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(position), value);
            foreach (
                var (position, length) in (ReadOnlySpan<(int, ulong)>)
                    [
                        (8, (ulong)root.Length),
                        (24, (ulong)about.Length),
                        (40, (ulong)leaves.Length),
                        (56, (ulong)_contents.Length),
                    ]
            )
            {
                Number(position, at);
                Number(position + 8, length);
                at += length;
            }

            Number(72, (ulong)Tiles);
            Number(80, (ulong)_entries.Count);
            Number(88, (ulong)_known.Count);
            (header[96], header[97], header[98], header[99], header[100], header[101]) = (
                1,
                2,
                2,
                1,
                (byte)minZoom,
                (byte)maxZoom
            );
            void Degrees(int position, double degrees) =>
                BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(position), (int)Math.Round(degrees * 1e7));
            for (var i = 0; i < 4; i++)
                Degrees(102 + 4 * i, bounds[i]);
            header[118] = (byte)Math.Clamp(10, minZoom, maxZoom);
            Degrees(119, (bounds[0] + bounds[2]) / 2);
            Degrees(123, (bounds[1] + bounds[3]) / 2);
            file.Write(header);
            file.Write(root);
            file.Write(about);
            file.Write(leaves);
            _contents.Position = 0;
            _contents.CopyTo(file);
            file.Flush(true);
        }

        File.Move(partial, _path, overwrite: true);
        Dispose();
        File.Delete($"{_path}.contents");
        File.Delete($"{_path}.journal");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _contents.Dispose();
        _journal.Dispose();
    }

    private bool Resume(byte[] head)
    {
        using BinaryReader reader = new(_journal, Encoding.UTF8, leaveOpen: true);
        if (
            _journal.Length < 4 + head.Length
            || reader.ReadInt32() != head.Length
            || !reader.ReadBytes(head.Length).AsSpan().SequenceEqual(head)
        )
            return false;
        long sound = _journal.Position,
            end = 0;
        while (_journal.Position + 20 <= _journal.Length)
        {
            var (id, offset, length) = (reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt32());
            // What was written after the last save may be here and its content not, or half of it.
            if (offset + length > (ulong)_contents.Length || (Last is { } last && id <= last))
                break;
            if (length > 0)
            {
                if ((long)(offset + length) > end)
                    end = (long)(offset + length);
                Note(id, (offset, length));
            }

            Last = id;
            sound = _journal.Position;
        }

        _journal.SetLength(sound);
        _contents.SetLength(end);
        foreach (var entry in _entries)
        {
            var content = new byte[entry.Length];
            _contents.Position = (long)entry.Offset;
            _contents.ReadExactly(content);
            _known[Key(content)] = (entry.Offset, entry.Length);
        }

        _contents.Position = end;
        _journal.Position = sound;
        return true;
    }

    private void Note(ulong id, (ulong Offset, uint Length) at)
    {
        Tiles++;
        if (_entries.Count > 0 && _entries[^1] is var last && last.Id + last.Run == id && last.Offset == at.Offset)
            _entries[^1] = last with { Run = last.Run + 1 };
        else
            _entries.Add(new(id, 1, at.Offset, at.Length));
    }

    private (byte[] Root, byte[] Leaves) Directories()
    {
        var root = Directory(_entries);
        if (root.Length <= RootBytes)
            return (root, []);
        for (var size = 4_096; ; size *= 2)
        {
            using MemoryStream leaves = new();
            List<PmTilesEntry> tops = [];
            foreach (var part in _entries.Chunk(size))
            {
                var leaf = Directory(part);
                tops.Add(new(part[0].Id, 0, (ulong)leaves.Position, (uint)leaf.Length));
                leaves.Write(leaf);
            }

            root = Directory(tops);
            if (root.Length <= RootBytes)
                return (root, leaves.ToArray());
        }
    }

    private static byte[] Directory(IReadOnlyList<PmTilesEntry> entries)
    {
        using MemoryStream raw = new();
        void Varint(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
                raw.WriteByte((byte)(value | 0x80));
            raw.WriteByte((byte)value);
        }

        Varint((ulong)entries.Count);
        for (var i = 0; i < entries.Count; i++)
            Varint(entries[i].Id - (i == 0 ? 0 : entries[i - 1].Id));
        foreach (var entry in entries)
            Varint(entry.Run);
        foreach (var entry in entries)
            Varint(entry.Length);
        for (var i = 0; i < entries.Count; i++)
            Varint(
                i > 0 && entries[i].Offset == entries[i - 1].Offset + entries[i - 1].Length ? 0 : entries[i].Offset + 1
            );
        return Gzip(raw.ToArray());
    }

    private static (ulong, ulong) Key(byte[] content)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(content, hash);
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Optimal))
            stream.Write(bytes);
        return packed.ToArray();
    }
}

/// <summary>Reads a PMTiles archive: its header and its tiles, for tests and for looking into one.</summary>
public sealed class PmTilesReader
{
    private readonly byte[] _file;

    /// <summary>Opens an archive; it is read whole.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public PmTilesReader(string path)
    {
        _file = File.ReadAllBytes(path);
        if (_file.Length < 127 || !_file.AsSpan(0, 7).SequenceEqual("PMTiles"u8) || _file[7] != 3)
            throw new InvalidDataException($"{path}: no PMTiles archive of version 3.");
    }

    /// <summary>Smallest and largest zoom.</summary>
    public (int Min, int Max) Zooms => (_file[100], _file[101]);

    /// <summary>Tiles, entries and contents, as the header counts them.</summary>
    public (ulong Tiles, ulong Entries, ulong Contents) Counts => (At(72), At(80), At(88));

    /// <summary>What it says of itself.</summary>
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
