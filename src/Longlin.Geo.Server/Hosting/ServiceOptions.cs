using System.Net;
using Longlin.Geo.Tiles;

namespace Longlin.Geo.Server.Hosting;

/// <summary>Where the service listens and who may use it.</summary>
/// <param name="Listen">Address to listen on.</param>
/// <param name="Port">Port; 0 takes a free one.</param>
/// <param name="AdminToken">Grants everything; off loopback every request needs a token.</param>
/// <param name="TileCacheBytes">Tiles kept in memory, at most.</param>
/// <param name="FeatureCacheBytes">Encoded features kept in memory, at most.</param>
/// <param name="Tiles">How many tiles are made at once and how long one may take; null: what suits the machine.</param>
/// <param name="Basemap">Pictures beneath the map; null: none, and the page contacts no other host.</param>
public sealed record ServiceOptions(
    IPAddress Listen,
    int Port,
    string AdminToken,
    long TileCacheBytes = 256L << 20,
    long FeatureCacheBytes = 64L << 20,
    TileLimits? Tiles = null,
    Basemap? Basemap = null
)
{
    /// <summary>Whether only this machine can reach the service.</summary>
    public bool Loopback => IPAddress.IsLoopback(Listen);
}
