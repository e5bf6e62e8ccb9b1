using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Longlin.Geo.Store.Cluster;

/// <summary>Locks, secrets and ports of a private cluster.</summary>
internal static class ClusterFiles
{
    /// <summary>Written last: without it the cluster was never finished.</summary>
    public const string ReadyMarker = "cluster.json";

    public static async Task<FileStream> LockAsync(string file, FileShare share, CancellationToken cancellationToken)
    {
        for (; ; )
        {
            try
            {
                return new FileStream(
                    file,
                    FileMode.OpenOrCreate,
                    share == FileShare.None ? FileAccess.ReadWrite : FileAccess.Read,
                    share
                );
            }
            catch (IOException e) when (e is not DirectoryNotFoundException)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    public static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    public static async Task WriteSecretAsync(string file, string text, CancellationToken cancellationToken)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using FileStream stream = new(file, options);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
    }

    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static bool PortIsFree(int port)
    {
        try
        {
            using TcpListener listener = new(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
