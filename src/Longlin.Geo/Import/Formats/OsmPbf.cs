using System.Buffers.Binary;
using System.IO.Compression;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// The items of an .osm.pbf file, block by block. Who changed an item and when is not read, so that it does not matter
/// which of it a file keeps.
/// </summary>
internal static class OsmPbf
{
    // The format's own limits: a header of 64 kB, a block of 32 MB.
    private const int MaxHeaderBytes = 64 << 10;
    private const int MaxBlockBytes = 32 << 20;
    private const int Resolution = 100; // nanodegrees
    private static readonly Dictionary<string, string> NoTags = [];
    private static readonly string[] Features = ["OsmSchema-V0.6", "DenseNodes"];

    /// <summary>The items in the file's order.</summary>
    /// <exception cref="ImportException">The file is of a kind that is not read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static IEnumerable<OsmItem> Read(string file)
    {
        using var stream = File.OpenRead(file);
        var length = new byte[4];
        var isFirst = true;
        while (stream.ReadAtLeast(length, 4, throwOnEndOfStream: false) is var got && got > 0)
        {
            if (got < 4)
                throw new InvalidDataException("cut off");
            var (type, size) = BlobHeader(Take(stream, BinaryPrimitives.ReadInt32BigEndian(length), MaxHeaderBytes));
            var data = Unpacked(file, Take(stream, size, MaxBlockBytes));
            if (isFirst && type != "OSMHeader")
                throw new InvalidDataException("no header");
            isFirst = false;
            if (type == "OSMHeader")
                CheckHeader(file, data);
            else if (type == "OSMData")
                foreach (var item in Block(file, data))
                    yield return item;
        }

        if (isFirst)
            throw new InvalidDataException("empty");
    }

    private static byte[] Take(Stream stream, int size, int most)
    {
        if (size < 0 || size > most)
            throw new InvalidDataException($"a block of {size} bytes");
        var bytes = new byte[size];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static (string Type, int Size) BlobHeader(byte[] bytes)
    {
        ProtoSpan header = new(bytes);
        var (type, size) = ("", -1L);
        while (header.Next())
        {
            if (header.Field == 1)
                type = header.Text;
            else if (header.Field == 3)
                size = header.Number;
        }

        return size is >= 0 and <= MaxBlockBytes ? (type, (int)size) : throw new InvalidDataException("damaged");
    }

    private static byte[] Unpacked(string file, byte[] blob)
    {
        ProtoSpan span = new(blob);
        byte[]? packed = null;
        var size = 0L;
        while (span.Next())
        {
            switch (span.Field)
            {
                case 1:
                    return span.Bytes.ToArray();
                case 2:
                    size = span.Number;
                    break;
                case 3:
                    packed = span.Bytes.ToArray();
                    break;
                case 4 or 5 or 6 or 7:
                    var name = span.Field switch
                    {
                        4 => "lzma",
                        5 => "bzip2",
                        6 => "lz4",
                        _ => "zstd",
                    };
                    throw new ImportException(
                        file,
                        new(
                            $"文件以 {name} 压缩，不能读取；请先转换：osmium cat 原文件 -o 新文件.osm.pbf。",
                            $"The file is compressed by {name}, which is not read: convert it first "
                                + "(osmium cat FILE -o NEW.osm.pbf)."
                        )
                    );
                default:
                    break;
            }
        }

        if (packed is null || size is <= 0 or > MaxBlockBytes)
            throw new InvalidDataException("damaged");
        var bytes = new byte[size];
        using ZLibStream inflate = new(new MemoryStream(packed), CompressionMode.Decompress);
        inflate.ReadExactly(bytes);
        return bytes;
    }

    private static void CheckHeader(string file, byte[] data)
    {
        ProtoSpan header = new(data);
        while (header.Next())
        {
            if (header.Field != 4 || Features.Contains(header.Text))
                continue;
            throw header.Text == "HistoricalInformation"
                ? History(file)
                : new ImportException(
                    file,
                    new($"文件要求 {header.Text}，不能读取。", $"The file requires {header.Text}, which is not read.")
                );
        }
    }

    /// <summary>The refusal of a file that holds earlier versions of its items.</summary>
    public static ImportException History(string file) =>
        new(
            file,
            new(
                "这是历史文件，含有对象的旧版本；请先取出一天的数据：osmium time-filter 原文件 -o 新文件.osm.pbf。",
                "This is a history file, which holds earlier versions of its items: take one day out of it first "
                    + "(osmium time-filter FILE -o NEW.osm.pbf)."
            )
        );

    private static List<OsmItem> Block(string file, byte[] data)
    {
        List<string> words = [];
        var (granularity, lonOffset, latOffset) = (100L, 0L, 0L);
        ProtoSpan block = new(data);
        while (block.Next())
        {
            switch (block.Field)
            {
                case 1:
                    ProtoSpan table = new(block.Bytes);
                    while (table.Next())
                        words.Add(table.Field == 1 ? table.Text : "");
                    break;
                case 17:
                    granularity = block.Number;
                    break;
                case 19:
                    latOffset = block.Number;
                    break;
                case 20:
                    lonOffset = block.Number;
                    break;
                default:
                    break;
            }
        }

        BlockReader reader = new(file, words, granularity, lonOffset, latOffset);
        block = new(data);
        while (block.Next())
        {
            if (block.Field != 2)
                continue;
            ProtoSpan group = new(block.Bytes);
            while (group.Next())
                reader.Take(group.Field, group.Bytes);
        }

        return reader.Items;
    }

    private sealed class BlockReader(string file, List<string> words, long granularity, long lonOffset, long latOffset)
    {
        public List<OsmItem> Items { get; } = [];

        public void Take(int field, ReadOnlySpan<byte> bytes)
        {
            switch (field)
            {
                case 1:
                    Node(bytes);
                    break;
                case 2:
                    Dense(bytes);
                    break;
                case 3:
                    Way(bytes);
                    break;
                case 4:
                    Relation(bytes);
                    break;
                default:
                    break;
            }
        }

        private void Node(ReadOnlySpan<byte> bytes)
        {
            ProtoSpan node = new(bytes);
            var (id, lon, lat) = (0L, 0L, 0L);
            long[] keys = [],
                values = [];
            while (node.Next())
            {
                switch (node.Field)
                {
                    case 1:
                        id = node.Signed;
                        break;
                    case 2:
                        keys = ProtoSpan.Packed(node.Bytes, false, false);
                        break;
                    case 3:
                        values = ProtoSpan.Packed(node.Bytes, false, false);
                        break;
                    case 4:
                        CheckVisible(node.Bytes);
                        break;
                    case 8:
                        lat = node.Signed;
                        break;
                    case 9:
                        lon = node.Signed;
                        break;
                    default:
                        break;
                }
            }

            Items.Add(new(OsmKind.Node, id, Tags(keys, values), Lon(lon), Lat(lat)));
        }

        private void Dense(ReadOnlySpan<byte> bytes)
        {
            ProtoSpan dense = new(bytes);
            long[] ids = [],
                lons = [],
                lats = [],
                tags = [];
            while (dense.Next())
            {
                switch (dense.Field)
                {
                    case 1:
                        ids = ProtoSpan.Packed(dense.Bytes, true, true);
                        break;
                    case 5:
                        ProtoSpan info = new(dense.Bytes);
                        while (info.Next())
                        {
                            if (info.Field == 6 && info.Bytes.Contains((byte)0))
                                throw History(file);
                        }

                        break;
                    case 8:
                        lats = ProtoSpan.Packed(dense.Bytes, true, true);
                        break;
                    case 9:
                        lons = ProtoSpan.Packed(dense.Bytes, true, true);
                        break;
                    case 10:
                        tags = ProtoSpan.Packed(dense.Bytes, false, false);
                        break;
                    default:
                        break;
                }
            }

            if (lons.Length != ids.Length || lats.Length != ids.Length)
                throw new InvalidDataException("damaged");
            var at = 0;
            for (var i = 0; i < ids.Length; i++)
            {
                Dictionary<string, string>? own = null;
                for (; at < tags.Length && tags[at] != 0; at += 2)
                    (own ??= [])[Word(tags[at])] = Word(at + 1 < tags.Length ? tags[at + 1] : -1);
                at++;
                Items.Add(new(OsmKind.Node, ids[i], own ?? NoTags, Lon(lons[i]), Lat(lats[i])));
            }
        }

        private void Way(ReadOnlySpan<byte> bytes)
        {
            ProtoSpan way = new(bytes);
            var id = 0L;
            long[] keys = [],
                values = [],
                members = [];
            long[]? lons = null,
                lats = null;
            while (way.Next())
            {
                switch (way.Field)
                {
                    case 1:
                        id = way.Number;
                        break;
                    case 2:
                        keys = ProtoSpan.Packed(way.Bytes, false, false);
                        break;
                    case 3:
                        values = ProtoSpan.Packed(way.Bytes, false, false);
                        break;
                    case 4:
                        CheckVisible(way.Bytes);
                        break;
                    case 8:
                        members = ProtoSpan.Packed(way.Bytes, true, true);
                        break;
                    case 9:
                        lats = ProtoSpan.Packed(way.Bytes, true, true);
                        break;
                    case 10:
                        lons = ProtoSpan.Packed(way.Bytes, true, true);
                        break;
                    default:
                        break;
                }
            }

            var isPlaced = lons?.Length == members.Length && lats?.Length == members.Length && members.Length > 0;
            Items.Add(
                new(
                    OsmKind.Way,
                    id,
                    Tags(keys, values),
                    Members: members,
                    Lons: isPlaced ? Array.ConvertAll(lons!, Lon) : null,
                    Lats: isPlaced ? Array.ConvertAll(lats!, Lat) : null
                )
            );
        }

        private void Relation(ReadOnlySpan<byte> bytes)
        {
            ProtoSpan relation = new(bytes);
            var id = 0L;
            long[] keys = [],
                values = [];
            while (relation.Next())
            {
                if (relation.Field == 1)
                    id = relation.Number;
                else if (relation.Field == 2)
                    keys = ProtoSpan.Packed(relation.Bytes, false, false);
                else if (relation.Field == 3)
                    values = ProtoSpan.Packed(relation.Bytes, false, false);
            }

            Items.Add(new(OsmKind.Relation, id, Tags(keys, values)));
        }

        private void CheckVisible(ReadOnlySpan<byte> bytes)
        {
            ProtoSpan info = new(bytes);
            while (info.Next())
            {
                if (info.Field == 6 && info.Number == 0)
                    throw History(file);
            }
        }

        private Dictionary<string, string> Tags(long[] keys, long[] values)
        {
            if (keys.Length != values.Length)
                throw new InvalidDataException("damaged");
            if (keys.Length == 0)
                return NoTags;
            Dictionary<string, string> tags = new(keys.Length);
            for (var i = 0; i < keys.Length; i++)
                tags[Word(keys[i])] = Word(values[i]);
            return tags;
        }

        private string Word(long index) =>
            index >= 0 && index < words.Count ? words[(int)index] : throw new InvalidDataException("damaged");

        private int Lon(long number) => Degrees(lonOffset, number, 1_800_000_000);

        private int Lat(long number) => Degrees(latOffset, number, 900_000_000);

        private int Degrees(long offset, long number, int most)
        {
            var degrees = Math.Round((offset + (double)granularity * number) / Resolution);
            return Math.Abs(degrees) <= most ? (int)degrees : throw new InvalidDataException("damaged");
        }
    }
}
