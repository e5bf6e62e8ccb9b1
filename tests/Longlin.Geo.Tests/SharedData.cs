using Longlin.Geo.Model;

namespace Longlin.Geo.Tests;

/// <summary>Real public data beside the repository; a test that needs a file is skipped where it is absent.</summary>
internal static class SharedData
{
    public static string Need(string path)
    {
        var full = Path.Combine(ProjectRoot.Find(), "..", "shared", "data", path);
        if (!File.Exists(full) && !Directory.Exists(full))
            Assert.Skip($"../shared/data/{path} is not here");
        return Path.GetFullPath(full);
    }

    public static LayerCatalog Catalog { get; } = LayerCatalog.Load(Path.Combine(ProjectRoot.Find(), "tiles"));
}
