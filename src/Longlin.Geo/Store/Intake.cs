using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;
using NetTopologySuite.Geometries;
using Npgsql;

namespace Longlin.Geo.Store;

/// <summary>
/// Imports a checked file: all good rows and the record of the import in one transaction, or nothing.
/// </summary>
public static class Intake
{
    /// <summary>
    /// Reads, checks, stages and merges. Reading and writing overlap; what is held in memory does not grow with the
    /// file.
    /// </summary>
    /// <param name="database">The store.</param>
    /// <param name="import">What to read and how.</param>
    /// <param name="options">How to import it.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Stops and rolls back.</param>
    /// <exception cref="ImportException">The file is refused; nothing changed.</exception>
    public static async Task<IntakeResult> RunAsync(
        Database database,
        ImportOptions import,
        IntakeOptions options,
        IProgress<ImportProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        if (options is { Mode: WriteMode.Replace, Township: { } township })
            throw new ImportException(
                import.File,
                new(
                    $"本用户只能写乡镇 {township}，不能用 replace。",
                    $"This user may write township {township} only and cannot replace a whole layer."
                )
            );
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(import.Limits.MaxTime);
        try
        {
            return await TakeAsync(database, import, options, progress, limited.Token);
        }
        catch (OperationCanceledException)
            when (limited.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ImportException(
                import.File,
                new(
                    $"导入超过 {import.Limits.MaxTime}，已停止，没有改动（--max-time）。",
                    $"The import took longer than {import.Limits.MaxTime} and was stopped; nothing was "
                        + "changed (--max-time)."
                )
            );
        }
    }

    private static async Task<IntakeResult> TakeAsync(
        Database database,
        ImportOptions import,
        IntakeOptions options,
        IProgress<ImportProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        using var file = FileImporter.Open(
            import with
            {
                Expected = await CountyBoxAsync(connection, cancellationToken),
            }
        );
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using FeatureWriter writer = new(connection, import.Layer);
        IntakeRun run = new(connection, file, writer, import, options, progress);
        await run.BeginAsync(cancellationToken);
        await run.StageAsync(cancellationToken);
        await run.CheckAsync(cancellationToken);
        var result = await run.MergeAsync(cancellationToken);
        if (options.DryRun || (!result.Changed && result.Rejections.Count == 0))
            return result with { ImportId = null };
        await run.RecordAsync(result, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>Sets the user of this transaction for the history.</summary>
    public static async Task SetActorAsync(
        NpgsqlConnection connection,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        if (actor is null)
            return;
        await using NpgsqlCommand command = new("select set_config('longlin.actor', $1, true)", connection);
        command.Parameters.Add(new() { Value = actor });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // The home county's bounding box with a margin of 0.1° (about 10 km); null where there is no outline.
    private static async Task<Envelope?> CountyBoxAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(
            """
            select st_xmin(b) as west, st_xmax(b) as east, st_ymin(b) as south, st_ymax(b) as north
            from (select st_extent(geom) as b from longlin.areas
              where county_code = longlin.home_county() and level = 'county') x
            where b is not null
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        Envelope box = new(
            reader.Get<double>("west"),
            reader.Get<double>("east"),
            reader.Get<double>("south"),
            reader.Get<double>("north")
        );
        box.ExpandBy(0.1);
        return box;
    }
}
