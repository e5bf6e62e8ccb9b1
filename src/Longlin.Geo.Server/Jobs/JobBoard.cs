using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Server.Jobs;

/// <summary>Where a job stands.</summary>
internal enum JobState
{
    Queued,
    Running,
    Done,
    Failed,
    Cancelled,
}

/// <summary>One piece of long work: what it does, how far it is, what came of it.</summary>
/// <param name="kind">import.</param>
/// <param name="owner">Who ordered it.</param>
/// <param name="work">The work; gives the result.</param>
/// <param name="cleanUp">Removes what the work was given, whatever came of it.</param>
/// <param name="now">When it was ordered.</param>
internal sealed class Job(
    string kind,
    string owner,
    Func<Job, CancellationToken, Task<object>> work,
    Action cleanUp,
    DateTimeOffset now
) : IProgress<ImportProgress>, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cannot be guessed.</summary>
    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public string Kind => kind;

    public string Owner => owner;

    public DateTimeOffset CreatedAt => now;

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public JobState State { get; private set; }

    public ImportProgress? Progress { get; private set; }

    public object? Result { get; private set; }

    /// <summary>Why the file was refused.</summary>
    public string? Error { get; private set; }

    public void Report(ImportProgress value) => Progress = value;

    public void Cancel() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();

    /// <summary>Does the work. A fault of the program is thrown on, to be logged once.</summary>
    public async Task RunAsync(TimeProvider time, CancellationToken stopping)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, stopping);
        (State, StartedAt) = (JobState.Running, time.GetUtcNow());
        var end = JobState.Failed;
        try
        {
            both.Token.ThrowIfCancellationRequested();
            Result = await work(this, both.Token);
            end = JobState.Done;
        }
        catch (OperationCanceledException)
        {
            end = JobState.Cancelled;
        }
        catch (ImportException e)
        {
            Error = e.Message;
        }
        catch
        {
            Error = "程序故障，已记录，没有改动。 A fault of the program; it was logged and nothing was changed.";
            throw;
        }
        finally
        {
            cleanUp();
            FinishedAt = time.GetUtcNow();
            State = end;
        }
    }
}

/// <summary>
/// The jobs of this process: a short queue, two at a time, the last ones kept to be asked for. A restart forgets them;
/// what they did is in the store.
/// </summary>
internal sealed partial class JobBoard(TimeProvider time, ILogger<JobBoard> logger) : BackgroundService
{
    private const int AtOnce = 2;
    private const int Waiting = 20;
    private const int Remembered = 200;
    private readonly ConcurrentDictionary<string, Job> _jobs = new();
    private readonly Channel<Job> _queue = Channel.CreateBounded<Job>(Waiting);

    public Job? Find(string id) => _jobs.GetValueOrDefault(id);

    /// <summary>Takes a job in; null when the queue is full.</summary>
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
            // the service stops; what was not done is not begun
        }
    }

    [LoggerMessage(LogLevel.Error, "Job {Kind} {Id} failed")]
    private static partial void Failed(ILogger logger, Exception exception, string kind, string id);
}
