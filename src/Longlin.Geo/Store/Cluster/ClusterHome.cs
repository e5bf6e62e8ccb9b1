using System.Security.Cryptography;
using System.Text;
using Longlin.Geo.Model;

namespace Longlin.Geo.Store.Cluster;

/// <summary>Which folder a private cluster lives in: the one named, or one that its database user can enter.</summary>
internal static class ClusterHome
{
    /// <summary>The folder of this name; nothing is created.</summary>
    public static string Find(string? home)
    {
        home ??= Environment.GetEnvironmentVariable("LONGLIN_HOME");
        var folder = FullHome(home);
        return home is null && !Directory.Exists(folder) && Directory.Exists(Elsewhere(folder))
            ? Elsewhere(folder)
            : folder;
    }

    /// <summary>The folder, created, into which the database user can go.</summary>
    public static async Task<string> ResolveAsync(
        string? named,
        PostgresTools tools,
        Action<Bilingual> log,
        CancellationToken cancellationToken
    )
    {
        var home = FullHome(named);
        Directory.CreateDirectory(home);
        // Asking takes a process; a finished cluster has been entered before.
        if (
            File.Exists(Path.Combine(home, ClusterFiles.ReadyMarker))
            || await tools.CanEnterAsync(home, cancellationToken)
        )
            return home;
        if (named is not null)
            throw new EnvironmentMissingException(
                new(
                    $"{home}: 数据库用户 postgres 无法进入该目录，请换一个目录或放开上级目录的进入权限。",
                    $"{home}: the database user postgres cannot enter this folder: choose another --home, or "
                        + "let others enter its parents."
                )
            );
        if (!Directory.EnumerateFileSystemEntries(home).Any())
            Directory.Delete(home);
        var elsewhere = Elsewhere(home);
        log(
            new(
                $"数据库用户无法进入 {home}，改用 {elsewhere}。",
                $"The database user cannot enter {home}: using {elsewhere} instead."
            )
        );
        Directory.CreateDirectory(elsewhere);
        return elsewhere;
    }

    private static string FullHome(string? named) =>
        Path.GetFullPath(named ?? Path.Combine(ProjectRoot.Find(), ".longlin"));

    private static string Elsewhere(string home) =>
        "/var/lib/longlin-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..8];
}
