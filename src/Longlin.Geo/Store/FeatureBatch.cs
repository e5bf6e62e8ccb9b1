using Longlin.Geo.Model;
using Npgsql;

namespace Longlin.Geo.Store;

/// <summary>
/// Writes several features of a layer as one step of work, recorded like an import: it stands in the list of imports,
/// and is undone as one.
/// </summary>
public static class FeatureBatch
{
    /// <summary>Adds what is new and changes what is there, in one transaction.</summary>
    /// <param name="database">The store.</param>
    /// <param name="layer">Their layer.</param>
    /// <param name="records">Checked values.</param>
    /// <param name="title">What the list of imports calls it, in the place of a file's name.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Takes everything back.</param>
    /// <returns>The number to undo it by; null where nothing changed.</returns>
    public static async Task<long?> RunAsync(
        Database database,
        LayerDescription layer,
        IReadOnlyList<FeatureRecord> records,
        string title,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Actor.SetAsync(connection, actor, cancellationToken);
        var county = (string)(await ScalarAsync(connection, "select longlin.home_county()", [], cancellationToken))!;
        var import = (long)
            (
                await ScalarAsync(
                    connection,
                    "insert into longlin.imports (layer, file_name) values ($1, $2) returning id",
                    [layer.Name, title],
                    cancellationToken
                )
            )!;
        await using FeatureWriter writer = new(connection, layer);
        await writer.BeginAsync(cancellationToken);
        for (var i = 0; i < records.Count; i++)
            writer.Write(records[i], county, i + 1);
        await writer.CompleteAsync();
        var counts = await writer.MergeAsync(import, WriteMode.Upsert, cancellationToken);
        if (counts.Inserted + counts.Updated == 0)
            return null;
        await ScalarAsync(
            connection,
            "update longlin.imports set actor = longlin.actor(), rows_read = $2, rows_inserted = $3, rows_updated = $4, "
                + "rows_unchanged = $5 where id = $1",
            [import, (long)records.Count, counts.Inserted, counts.Updated, counts.Unchanged],
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return import;
    }

    private static async Task<object?> ScalarAsync(
        NpgsqlConnection connection,
        string sql,
        object[] values,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
