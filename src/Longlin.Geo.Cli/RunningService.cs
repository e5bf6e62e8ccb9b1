using Longlin.Geo.Model;

namespace Longlin.Geo.Cli;

/// <summary>
/// One <c>up</c> a home: a lock that the system frees when the process ends, however it ends, and the address for the
/// next one to point at.
/// </summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly string _home;
    private readonly FileStream _lock;

    private RunningService(string home, FileStream held) => (_home, _lock) = (home, held);

    public static RunningService Claim(string home)
    {
        try
        {
            return new RunningService(home, Lock(home));
        }
        catch (IOException)
        {
            var address = ReadAddress(home);
            throw new UsageException(
                new(
                    $"这个目录的服务已在运行：{address} （{home}）。",
                    $"A service is already running for {home}: {address}"
                )
            );
        }
    }

    /// <summary>Address of the service that runs for a home; null where none runs.</summary>
    /// <remarks>The file alone does not tell: a service that was killed leaves it, and another may have the
    /// port.</remarks>
    public static string? FindAddress(string home)
    {
        if (!Directory.Exists(home))
            return null;
        try
        {
            Lock(home).Dispose();
            return null;
        }
        catch (IOException)
        {
            return ReadAddress(home) is { Length: > 0 } address ? address : null;
        }
    }

    public void Publish(string url) => File.WriteAllText(Path.Combine(_home, "address"), url);

    /// <summary>The administrator's token of this home; made by the first start.</summary>
    public string Token() => AdminToken.OfHome(_home) ?? AdminToken.CreateIn(_home);

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(_home))
            File.Delete(Path.Combine(_home, "address"));
        await _lock.DisposeAsync();
    }

    private static FileStream Lock(string home) =>
        new(Path.Combine(home, "up.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private static string ReadAddress(string home)
    {
        var file = Path.Combine(home, "address");
        return File.Exists(file) ? File.ReadAllText(file) : "";
    }
}
