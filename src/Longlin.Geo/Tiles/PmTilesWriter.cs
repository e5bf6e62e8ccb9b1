using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Longlin.Geo.Tiles;

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
    /// <param name="words">
    /// What it is made of: layers, zooms, the state of the store. With other words the export starts again.
    /// </param>
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
