using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Longlin.Geo.Crs;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Heights;

/// <summary>
/// SRTM tiles of one degree: 1201² (3″) or 3601² (1″) big-endian 16-bit metres, row by row from the north, −32768 void;
/// the name gives the south-west corner, which is the
/// centre of the last row's first point (NASA, SRTM Topography documentation, 2.1). A tile has at most 26 MB and is
/// read whole.
/// </summary>
public sealed partial class HgtFile : DemRaster
{
    private readonly byte[] _bytes;

    private HgtFile(byte[] bytes) => _bytes = bytes;

    /// <summary>Opens a tile, or the one tile of a zip.</summary>
    /// <exception cref="ImportException">Its name tells no place, its size is that of no tile, or the zip holds none or
    /// several.</exception>
    public static HgtFile Open(string file)
    {
        if (!Path.GetExtension(file).Equals(".zip", StringComparison.OrdinalIgnoreCase))
        {
            using var plain = System.IO.File.OpenRead(file);
            return Read(file, Path.GetFileName(file), plain, plain.Length);
        }

        try
        {
            using var zip = ZipFile.OpenRead(file);
            var tiles = zip.Entries.Where(e => e.Name.EndsWith(".hgt", StringComparison.OrdinalIgnoreCase)).ToList();
            if (tiles.Count != 1)
                throw new ImportException(
                    file,
                    new(
                        $"压缩包内有 {tiles.Count} 个 .hgt，应为 1 个。",
                        $"The archive holds {tiles.Count} .hgt files instead of one."
                    )
                );
            using var packed = tiles[0].Open();
            return Read(file, tiles[0].Name, packed, tiles[0].Length);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            throw new ImportException(file, new($"不是可读的 zip：{e.Message}", $"Not a readable zip: {e.Message}"), e);
        }
    }

    /// <inheritdoc/>
    protected override void Read(int row, Span<float> heights)
    {
        var line = _bytes.AsSpan(2 * row * Columns);
        for (var i = 0; i < heights.Length; i++)
            heights[i] = BinaryPrimitives.ReadInt16BigEndian(line[(2 * i)..]);
    }

    private static HgtFile Read(string file, string name, Stream stream, long length)
    {
        var corner = Corner().Match(name);
        if (!corner.Success)
            throw new ImportException(
                file,
                new(
                    $"文件名 {name} 应给出西南角，如 N24E105.hgt。",
                    $"The file name {name} must give the south-west corner, as in N24E105.hgt."
                )
            );
        var side = length switch
        {
            2L * 1201 * 1201 => 1201,
            2L * 3601 * 3601 => 3601,
            _ => throw new ImportException(
                file,
                new(
                    $"{name} 有 {length} 字节，SRTM3 应为 2884802，SRTM1 应为 25934402；文件不完整或不是 SRTM。",
                    $"{name} has {length} bytes; SRTM3 has 2884802 and SRTM1 25934402: it is truncated or not "
                        + "SRTM."
                )
            ),
        };
        var bytes = new byte[length];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new ImportException(file, new($"{name} 不完整。", $"{name} is truncated."));
        int Degrees(int number, string negative) =>
            int.Parse(corner.Groups[number + 1].ValueSpan, CultureInfo.InvariantCulture)
            * (corner.Groups[number].Value.Equals(negative, StringComparison.OrdinalIgnoreCase) ? -1 : 1);
        var (south, west, step) = (Degrees(1, "S"), Degrees(3, "W"), 1.0 / (side - 1));
        if (south is < -90 or > 89 || west is < -180 or > 179)
            throw new ImportException(file, new($"{name} 不在地球上。", $"{name} is not a place on Earth."));
        return new HgtFile(bytes)
        {
            File = file,
            Columns = side,
            Rows = side,
            Crs = CrsTable.Find("EPSG:4326", out _)!,
            FirstX = west,
            FirstY = south + 1,
            StepX = step,
            StepY = -step,
        };
    }

    [GeneratedRegex(@"^([NS])(\d{2})([EW])(\d{3})(?:\.\w+)*\.hgt$", RegexOptions.IgnoreCase)]
    private static partial Regex Corner();
}
