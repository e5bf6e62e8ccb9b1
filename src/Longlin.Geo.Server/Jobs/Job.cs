using System.Security.Cryptography;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;

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

/// <summary>How far a job has come.</summary>
/// <param name="Phase">What it is doing, in the words of the contract.</param>
/// <param name="Rows">Items done.</param>
/// <param name="BytesRead">Bytes of input read; null where that is not known.</param>
/// <param name="BytesTotal">Bytes of input.</param>
internal sealed record JobProgress(string Phase, long Rows, long? BytesRead, long? BytesTotal);

/// <summary>A result that is written in the language of whoever asks for it.</summary>
internal interface ILocalizedResult
{
    /// <summary>The document, as JSON shall have it.</summary>
    object Document(string? language);
}

/// <summary>One piece of long work: what it does, how far it is, what came of it.</summary>
/// <param name="kind">import, sites_assign, suggest.</param>
/// <param name="owner">Who ordered it.</param>
/// <param name="work">The work; gives the result.</param>
/// <param name="cleanUp">Removes what the work was given, however it ends.</param>
/// <param name="now">When it was ordered.</param>
internal sealed class Job(
    string kind,
    string owner,
    Func<Job, CancellationToken, Task<object>> work,
    Action cleanUp,
    DateTimeOffset now
) : IProgress<JobProgress>, IDisposable
{
    private static readonly Bilingual ProgramError = new(
        "程序故障，已记录，没有改动。",
        "Program error; it was logged and nothing was changed."
    );
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cannot be guessed.</summary>
    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public string Kind => kind;

    public string Owner => owner;

    public DateTimeOffset CreatedAt => now;

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public JobState State { get; private set; }

    public JobProgress? Progress { get; private set; }

    /// <summary>What the work returned; see <see cref="ILocalizedResult"/>.</summary>
    public object? Result { get; private set; }

    /// <summary>Why it failed.</summary>
    public Bilingual? Error { get; private set; }

    /// <summary>The layers or sheets of the file, where an import failed because one has to be chosen.</summary>
    public IReadOnlyList<string> SourceLayers { get; private set; } = [];

    /// <summary>The headers of the file, where an import failed because their meaning is not known.</summary>
    public IReadOnlyList<string> Headers { get; private set; } = [];

    public void Report(JobProgress value) => Progress = value;

    public void Cancel() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();

    /// <summary>Does the work. A program error is rethrown, to be logged once.</summary>
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
        catch (UserFaultException e)
        {
            Error = e.Text;
            if (e is ImportException refused)
                (SourceLayers, Headers) = (refused.SourceLayers, refused.Headers);
        }
        catch
        {
            Error = ProgramError;
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
