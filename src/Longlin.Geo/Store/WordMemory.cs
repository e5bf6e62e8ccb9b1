using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Npgsql;

namespace Longlin.Geo.Store;

/// <summary>
/// What the words of a bureau's files mean: explained once, it holds for the next file of the same bureau and layer.
/// A bureau is a role.
/// </summary>
public static class WordMemory
{
    /// <summary>Adds what is remembered to the meanings that the user gives; his own come first.</summary>
    /// <param name="database">The store.</param>
    /// <param name="role">The bureau.</param>
    /// <param name="layer">The layer that is imported; words of columns that it no longer has are left out.</param>
    /// <param name="meanings">The meanings given; it is added to.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task RecallAsync(
        Database database,
        string role,
        LayerDescription layer,
        WordMeanings meanings,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Store.remembered_words"));
        command.Parameters.Add(new("role", role));
        command.Parameters.Add(new("layer", layer.Name));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (layer.Column(reader.Get<string>("field")) is { } column)
                meanings.Recall(new(column.Name, reader.Get<string>("word"), reader.Get<string>("meaning"), true));
        }
    }

    /// <summary>Remembers meanings.</summary>
    /// <param name="database">The store.</param>
    /// <param name="role">The bureau.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="meanings">What its words mean.</param>
    /// <param name="replace">Whether everything else that was remembered for the layer is forgotten.</param>
    /// <param name="actor">Who says so.</param>
    /// <param name="cancellationToken">Stops it; nothing is changed then.</param>
    public static async Task RememberAsync(
        Database database,
        string role,
        LayerDescription layer,
        WordMeanings meanings,
        bool replace,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var all = meanings.All.ToArray();
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (replace)
            await RunAsync("Store.forget_words");
        if (all.Length > 0)
            await RunAsync("Store.remember_words");
        await transaction.CommitAsync(cancellationToken);

        async Task RunAsync(string sql)
        {
            await using NpgsqlCommand command = new(SqlFile.Text(sql), connection);
            command.Parameters.Add(new("role", role));
            command.Parameters.Add(new("layer", layer.Name));
            command.Parameters.Add(new("fields", Array.ConvertAll(all, m => m.Field)));
            command.Parameters.Add(new("words", Array.ConvertAll(all, m => m.Word)));
            if (sql == "Store.remember_words")
            {
                command.Parameters.Add(new("meanings", Array.ConvertAll(all, m => m.Value)));
                command.Parameters.Add(new("actor", actor));
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
