namespace Longlin.Geo.Model;

/// <summary>Where the project's <c>data/</c> and <c>tiles/</c> folders stand.</summary>
public static class ProjectRoot
{
    /// <summary>
    /// The folder named by <c>LONGLIN_ROOT</c>, or the nearest folder above the program that holds <c>tiles/</c> and
    /// <c>data/</c>.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">Neither is there.</exception>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable("LONGLIN_ROOT") is { Length: > 0 } root)
            return root;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Longlin.Geo.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException(
            "LONGLIN_ROOT is not set and no folder above the program holds data/ and tiles/."
        );
    }
}
