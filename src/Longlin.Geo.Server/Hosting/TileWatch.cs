using Longlin.Geo.Store;
using Longlin.Geo.Tiles;

namespace Longlin.Geo.Server.Hosting;

/// <summary>Drops changed tiles from memory as soon as a change is announced.</summary>
internal sealed class TileWatch(
    Database database,
    TileFreshness freshness,
    TimeProvider time,
    ILogger<TileWatch> logger
) : OutboxWatcher(database, time, logger, TimeSpan.FromSeconds(10))
{
    protected override Task LookAsync(CancellationToken cancellationToken) => freshness.HurryAsync();
}
