using Longlin.Geo.Coverage;
using Longlin.Geo.Rules;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Server;

/// <summary>Computes a county again when something it rests on has changed, by whatever hand. The outbox is asked; a notification only hurries it.</summary>
internal sealed partial class CoverageRefresh(Database database, Standard standard, TimeProvider time, ILogger<CoverageRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WatchAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Failed(logger, e);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        await using var listener = await database.Source.OpenConnectionAsync(cancellationToken);
        await using (NpgsqlCommand listen = new("listen longlin", listener)) await listen.ExecuteNonQueryAsync(cancellationToken);
        while (true)
        {
            foreach (var county in await StaleCounties.AskAsync(database, standard, cancellationToken))
            {
                var run = await CoverageComputation.RunAsync(database, standard, county, time, cancellationToken);
                Computed(logger, county, run.Version, run.Read + run.Compute + run.Write);
            }

            await listener.WaitAsync(Pause, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Coverage of {County} computed again: version {Version}, {Elapsed}")]
    private static partial void Computed(ILogger logger, string county, long? version, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Error, "Coverage could not be brought up to date; trying again.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
