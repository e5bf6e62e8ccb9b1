using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Server.Hosting;

/// <summary>
/// Looks whenever the outbox announces something, and after a pause in any case: a notification may be lost. A lost
/// connection is opened again.
/// </summary>
internal abstract partial class OutboxWatcher(Database database, TimeProvider time, ILogger logger, TimeSpan pause)
    : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    protected Database Database => database;

    protected TimeProvider Time => time;

    protected ILogger Logger => logger;

    /// <summary>What is done each time.</summary>
    protected abstract Task LookAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var broken = false; !stoppingToken.IsCancellationRequested; broken = true)
        {
            try
            {
                if (broken)
                    await Task.Delay(RetryDelay, time, stoppingToken);
                await WatchAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
                when (e is not PostgresException or PostgresException { SqlState: ['5', '7', ..] or ['0', '8', ..] })
            {
                Lost(logger, GetType().Name, e.Message);
            }
            catch (Exception e)
            {
                Failed(logger, GetType().Name, e);
            }
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        await using var listener = await database.Source.OpenConnectionAsync(cancellationToken);
        await using (NpgsqlCommand listen = new("listen longlin", listener))
            await listen.ExecuteNonQueryAsync(cancellationToken);
        while (true)
        {
            await LookAsync(cancellationToken);
            await listener.WaitAsync(pause, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Watcher} lost the database and keeps retrying: {Reason}")]
    private static partial void Lost(ILogger logger, string watcher, string reason);

    [LoggerMessage(LogLevel.Error, "{Watcher} failed; trying again.")]
    private static partial void Failed(ILogger logger, string watcher, Exception exception);
}
