using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Longlin.Geo.Server.Jobs;

/// <summary>
/// The jobs of this process: a short queue, two at a time, the last ones kept for clients to ask about. A restart
/// forgets them; what they did is in the database.
/// </summary>
internal sealed partial class JobBoard(TimeProvider time, ILogger<JobBoard> logger) : BackgroundService
{
    private const int AtOnce = 2;
    private const int Waiting = 20;
    private const int Remembered = 200;
    private readonly ConcurrentDictionary<string, Job> _jobs = new();
    private readonly Channel<Job> _queue = Channel.CreateBounded<Job>(Waiting);

    public Job? Find(string id) => _jobs.GetValueOrDefault(id);

    /// <summary>Queues a job; null when the queue is full.</summary>
    public Job? Add(string kind, string owner, Func<Job, CancellationToken, Task<object>> work, Action cleanUp)
    {
        Job job = new(kind, owner, work, cleanUp, time.GetUtcNow());
        _jobs[job.Id] = job;
        if (!_queue.Writer.TryWrite(job))
        {
            _jobs.TryRemove(job.Id, out _);
            job.Dispose();
            return null;
        }

        foreach (
            var old in _jobs
                .Values.Where(j => j.FinishedAt is not null)
                .OrderByDescending(j => j.FinishedAt)
                .Skip(Remembered)
        )
        {
            if (_jobs.TryRemove(old.Id, out var gone))
                gone.Dispose();
        }

        return job;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => WorkAsync(stoppingToken)));

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var job in _queue.Reader.ReadAllAsync(stoppingToken))
            {
                try
                {
                    await job.RunAsync(time, stoppingToken);
                }
                catch (Exception e)
                {
                    Failed(logger, e, job.Kind, job.Id);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the service stops: queued jobs are not started
        }
    }

    [LoggerMessage(LogLevel.Error, "Job {Kind} {Id} failed")]
    private static partial void Failed(ILogger logger, Exception exception, string kind, string id);
}
