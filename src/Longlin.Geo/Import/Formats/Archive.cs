using System.IO.Compression;
using Longlin.Geo.Import.Formats.Shapefiles;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Import.Formats;

/// <summary>
/// Zip files: unpacked within a limit that holds for what comes out, not for what the archive says of itself.
/// </summary>
internal static class Archive
{
    private static readonly string[] Parts = [".shp", ".shx", ".dbf", ".prj", ".cpg"];

    /// <summary>
    /// Unpacks the parts of shapefiles into one flat folder; folders and other files of the archive are passed over.
    /// </summary>
    /// <exception cref="ImportException">It is no zip, too large when unpacked, or two of its files have one
    /// name.</exception>
    public static void UnpackShapefiles(string file, string folder, ImportLimits limits)
    {
        try
        {
            using var zip = ZipFile.OpenRead(file);
            HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
            var left = limits.MaxUnpackedBytes;
            foreach (
                var entry in zip.Entries.Where(e =>
                    Parts.Contains(Path.GetExtension(e.Name), StringComparer.OrdinalIgnoreCase)
                    && !ShapefileParts.IsResourceFork(e.FullName)
                )
            )
            {
                // Only the last part of the name counts: an entry cannot climb out of the folder.
                var name = Path.GetFileName(entry.Name.Replace('\\', '/'));
                name = Path.GetFileNameWithoutExtension(name) + Path.GetExtension(name).ToLowerInvariant();
                if (!names.Add(name))
                    throw new ImportException(
                        file,
                        new($"压缩包内有两个 {name}。", $"The archive holds two files named {name}.")
                    );
                using var from = entry.Open();
                using var to = File.Create(Path.Combine(folder, name));
                left = Copy(file, from, to, left, limits);
            }
        }
        catch (Exception e)
            when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            throw new ImportException(
                file,
                new(
                    "不是可读的 .zip：文件损坏、没有下载完整，或者加了密码。请重新压缩，或向提供者重新索取。",
                    "Not a readable .zip: it is damaged, was not downloaded to its end, or has a password. Pack it again, "
                        + "or ask its owner for it again."
                ),
                e
            );
        }
    }

    /// <summary>Reads every entry to its end, so that a library may open the archive afterwards.</summary>
    /// <exception cref="ImportException">It unpacks to more than the limit.</exception>
    /// <exception cref="InvalidDataException">It is no zip.</exception>
    public static void RefuseBombs(string file, ImportLimits limits)
    {
        using var zip = ZipFile.OpenRead(file);
        var left = limits.MaxUnpackedBytes;
        foreach (var entry in zip.Entries)
        {
            using var from = entry.Open();
            left = Copy(file, from, Stream.Null, left, limits);
        }
    }

    private static long Copy(string file, Stream from, Stream to, long left, ImportLimits limits)
    {
        var buffer = new byte[1 << 16];
        while (from.Read(buffer) is > 0 and var read)
        {
            if ((left -= read) < 0)
                throw new ImportException(
                    file,
                    new(
                        $"解压后超过 {limits.MaxUnpackedBytes} 字节。",
                        $"More than {limits.MaxUnpackedBytes} bytes when unpacked."
                    )
                );
            to.Write(buffer.AsSpan(0, read));
        }

        return left;
    }
}
