using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;

namespace Longlin.Geo.Server.Hosting;

/// <summary>
/// Computes a county again when its data has changed, whoever changed it (service, psql, QGIS).
/// </summary>
internal sealed partial class CoverageRefresh(
    Database database,
    Standard standard,
    TimeProvider time,
    WayStore ways,
    Telemetry telemetry,
    ILogger<CoverageRefresh> logger
) : OutboxWatcher(database, time, logger, TimeSpan.FromSeconds(2))
{
    private static readonly TimeSpan PruningInterval = TimeSpan.FromHours(1);
    private (string County, CoverageMemory Memory) _last = ("", new());
    private long? _pruned;

    protected override async Task LookAsync(CancellationToken cancellationToken)
    {
        if (_pruned is not { } last || Time.GetElapsedTime(last) >= PruningInterval)
        {
            await OutboxPruning.RunAsync(Database, cancellationToken);
            _pruned = Time.GetTimestamp();
        }

        foreach (var county in await StaleCounties.RunAsync(Database, standard, cancellationToken))
        {
            // One county is remembered: memory stays bounded, and edits usually concern one county at a time.
            if (_last.County != county)
                _last = (county, new());
            var run = await CoverageComputation.RunAsync(
                Database,
                standard,
                county,
                Time,
                cancellationToken,
                _last.Memory
            );
            if (_last.Memory.Latest is { } latest)
                ways.Remember(latest);
            telemetry.Computed(run.Read + run.Compute + run.Write);
            Computed(Logger, county, run.Version, run.Read + run.Compute + run.Write);
        }
    }

    [LoggerMessage(LogLevel.Information, "Coverage of {County} computed again: version {Version}, {Elapsed}")]
    private static partial void Computed(ILogger logger, string county, long? version, TimeSpan elapsed);
}
