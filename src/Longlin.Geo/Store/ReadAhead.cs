using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Longlin.Geo.Import.Rows;

namespace Longlin.Geo.Store;

/// <summary>Reads and checks rows on a second thread, a few batches ahead of the thread that writes them.</summary>
internal static class ReadAhead
{
    private const int BatchRows = 512;
    private const int BatchesAhead = 8;

    /// <summary>The rows in batches, in their order.</summary>
    /// <param name="rows">The rows; enumerated on another thread.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async IAsyncEnumerable<List<ImportedRow>> BatchesAsync(
        IEnumerable<ImportedRow> rows,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var channel = Channel.CreateBounded<List<ImportedRow>>(
            new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true }
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(
            async () =>
            {
                try
                {
                    List<ImportedRow> batch = new(BatchRows);
                    foreach (var row in rows)
                    {
                        batch.Add(row);
                        if (batch.Count < BatchRows)
                            continue;
                        await channel.Writer.WriteAsync(batch, stop.Token);
                        batch = new(BatchRows);
                    }

                    if (batch.Count > 0)
                        await channel.Writer.WriteAsync(batch, stop.Token);
                }
                finally
                {
                    channel.Writer.Complete();
                }
            },
            CancellationToken.None
        );
        try
        {
            await foreach (var batch in channel.Reader.ReadAllAsync(cancellationToken))
                yield return batch;
            await reading; // what went wrong there is thrown here
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAny(reading); // the file is closed before anything else happens to it
        }
    }
}
