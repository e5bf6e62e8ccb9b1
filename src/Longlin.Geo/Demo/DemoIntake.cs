using System.Globalization;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Demo;

/// <summary>Loads the demonstration county: all layers in one transaction, marked as synthetic.</summary>
public static class DemoIntake
{
    /// <summary>Whether any layer holds a row, and whether the database is marked as synthetic.</summary>
    public static async Task<(bool Empty, bool Synthetic)> LookAsync(
        Database database,
        CancellationToken cancellationToken
    )
    {
        var any = string.Join(" or ", database.Catalog.Layers.Select(l => $"exists (select from longlin.{l.Name})"));
        await using var command = database.Source.CreateCommand(
            $"select not ({any}) as empty, "
                + "exists (select from longlin.settings where key = 'synthetic' and value = 'true') as synthetic"
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.Get<bool>("empty"), reader.Get<bool>("synthetic"));
    }

    /// <summary>Writes the county; a demonstration that is there is replaced.</summary>
    /// <exception cref="UsageException">The database holds other data.</exception>
    public static async Task RunAsync(
        Database database,
        DemoFigures figures,
        int hamlets,
        long seed,
        CancellationToken cancellationToken
    )
    {
        var (empty, synthetic) = await LookAsync(database, cancellationToken);
        if (!empty && !synthetic)
            throw new UsageException(
                new(
                    "数据库中已有数据，演示县只能装入空库；请另选 --home。",
                    "The database is not empty: choose another --home for the demonstration county."
                )
            );
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Actor.SetAsync(connection, "demo", cancellationToken);
        foreach (
            var (key, value) in ((string, string)[])
                [
                    ("synthetic", "true"),
                    ("data_date", figures.DataDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                    ("home_county", figures.County.Code),
                    ("demo", $"hamlets={hamlets} seed={seed}"),
                ]
        )
            await ExecuteAsync(
                connection,
                "insert into longlin.settings values ($1, $2) on conflict (key) do update set value = excluded.value",
                cancellationToken,
                key,
                value
            );
        foreach (var (layer, rows) in DemoCounty.Generate(figures, hamlets, seed))
        {
            await using NpgsqlCommand record = new(
                "insert into longlin.imports (layer, file_name, actor, rows_read, rows_inserted) values ($1, "
                    + "$2, 'demo', $3, $3) returning id",
                connection
            );
            foreach (
                var value in (ReadOnlySpan<object>)[layer, $"demo hamlets={hamlets} seed={seed}", (long)rows.Count]
            )
                record.Parameters.Add(new() { Value = value });
            var importId = (long)(await record.ExecuteScalarAsync(cancellationToken))!;
            await using FeatureWriter writer = new(connection, database.Catalog[layer]);
            await writer.BeginAsync(cancellationToken);
            foreach (var row in rows)
                writer.Write(row, figures.County.Code);
            await writer.CompleteAsync();
            await writer.MergeAsync(importId, WriteMode.Replace, cancellationToken);
        }

        await TerrainWriter.ClearAsync(connection, figures.County.Code, cancellationToken);
        foreach (var tile in DemoHeights.Tiles(figures, seed))
            await TerrainWriter.PutAsync(connection, figures.County.Code, tile, DemoCounty.Source, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await ExecuteAsync(connection, "analyze", cancellationToken);
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken,
        params string[] values
    )
    {
        await using NpgsqlCommand command = new(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
