using Longlin.Geo.Crs;
using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using NetTopologySuite.IO;
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
        using ProjTransform proj = new(database);
        import = import with
        {
            Expected = await CountyAsync(connection, cancellationToken),
            Proj = proj,
            References = ReferenceWords.Of(
                import.Layer,
                database.Catalog,
                options.Services ?? new Dictionary<string, Bilingual>()
            ),
        };
        using var file = FileImporter.Open(import);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using FeatureWriter writer = new(connection, import.Layer);
        IntakeRun run = new(connection, file, writer, import, options, progress)
        {
            Layers = [.. database.Catalog.Layers.Select(l => l.Name)],
        };
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

    // The outlines of the counties; null where there is none.
    private static async Task<CountyOutline?> CountyAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(SqlFile.Text("Store.county_outline"), connection);
        return await command.ExecuteScalarAsync(cancellationToken) is byte[] outline
            ? new CountyOutline(new WKBReader().Read(outline))
            : null;
    }
}
