namespace Longlin.Geo.Import.Formats.Shapefiles;

/// <summary>The files of one shapefile: they share a name, and their endings are written in any case.</summary>
internal static class ShapefileParts
{
    private static readonly EnumerationOptions AnyCase = new() { MatchCasing = MatchCasing.CaseInsensitive };

    /// <summary>The shapefiles of a folder; what macOS keeps beside each file is none.</summary>
    public static string[] In(string folder) =>
        [.. Directory.GetFiles(folder, "*.shp", AnyCase).Where(f => !IsResourceFork(f)).Order(StringComparer.Ordinal)];

    /// <summary>The part of a shapefile with that ending; null where there is none.</summary>
    /// <param name="shapefile">Its .shp file.</param>
    /// <param name="ending">With the dot.</param>
    public static string? Find(string shapefile, string ending)
    {
        var usual = Path.ChangeExtension(shapefile, ending);
        if (File.Exists(usual))
            return usual;
        var name = Path.GetFileName(usual);
        return Directory
            .EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(shapefile))!)
            .Where(f => Path.GetFileName(f).Equals(name, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
    }

    /// <summary>Whether a name is that of a file in which macOS keeps its own data of another.</summary>
    public static bool IsResourceFork(string path) =>
        Path.GetFileName(path).StartsWith("._", StringComparison.Ordinal)
        || path.Replace('\\', '/').Split('/').Contains("__MACOSX");
}
