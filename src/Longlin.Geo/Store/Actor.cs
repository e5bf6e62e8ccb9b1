using Npgsql;

namespace Longlin.Geo.Store;

/// <summary>Who makes a change, for the history.</summary>
public static class Actor
{
    /// <summary>Sets the user of this transaction for the history.</summary>
    public static async Task SetAsync(NpgsqlConnection connection, string? actor, CancellationToken cancellationToken)
    {
        if (actor is null)
            return;
        await using NpgsqlCommand command = new("select set_config('longlin.actor', $1, true)", connection);
        command.Parameters.Add(new() { Value = actor });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
