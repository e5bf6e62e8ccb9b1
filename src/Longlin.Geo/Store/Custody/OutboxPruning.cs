namespace Longlin.Geo.Store.Custody;

/// <summary>Prunes the outbox: deletes what every reader has had the time to see.</summary>
public static class OutboxPruning
{
    /// <summary>
    /// How long a change stays in the outbox, at least. A reader whose last look is older than half of it must assume
    /// that everything has changed.
    /// </summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    /// <summary>Deletes what is older and was seen by the coverage of its county.</summary>
    /// <returns>How many rows were deleted.</returns>
    public static async Task<int> RunAsync(Database database, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Store.Custody.prune_outbox"));
        command.Parameters.Add(new("kept", Kept));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
