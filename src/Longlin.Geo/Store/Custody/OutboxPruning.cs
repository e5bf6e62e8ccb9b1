namespace Longlin.Geo.Store.Custody;

/// <summary>Keeps the outbox from growing for ever: what every reader has had the time to see is deleted.</summary>
public static class OutboxPruning
{
    /// <summary>
    /// For so long a change stays in the outbox, at least. A reader that has not asked for half of it must take
    /// everything for changed.
    /// </summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    /// <summary>Deletes what is older and was seen by its county's coverage.</summary>
    /// <returns>How many rows went.</returns>
    public static async Task<int> RunAsync(Database database, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Store.Custody.prune_outbox"));
        command.Parameters.Add(new() { Value = Kept });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
