using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Rules;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Store;

/// <summary>How a file is taken in.</summary>
/// <param name="Mode">How known codes are met.</param>
/// <param name="DryRun">Check and merge, then take everything back.</param>
/// <param name="Strict">One rejected row refuses the whole file.</param>
/// <param name="Actor">Who does it, for the history; null: the database's user.</param>
/// <param name="Breaks">When ends of lines look as if they should join; null: they are not looked at.</param>
/// <param name="Township">Nine-digit code of the only township the actor may write; null: all.</param>
/// <param name="RestoringKinds">Kinds of works that may be planned inside a red line 搬出地红线: others are warned of; null:
/// red lines are not looked at.</param>
public sealed record IntakeOptions(
    WriteMode Mode = WriteMode.Upsert,
    bool DryRun = false,
    bool Strict = false,
    string? Actor = null,
    BreakTolerance? Breaks = null,
    string? Township = null,
    IReadOnlyList<string>? RestoringKinds = null
);

/// <summary>What became of a file.</summary>
public sealed record IntakeResult
{
    /// <summary>Rows shown of what was understood.</summary>
    public const int SampleRows = 5;

    /// <summary>The record of the import; null after a dry run and where nothing changed.</summary>
    public required long? ImportId { get; init; }

    /// <summary>Rows of the file.</summary>
    public required long RowsRead { get; init; }

    /// <summary>What the merge did.</summary>
    public required MergeCounts Counts { get; init; }

    /// <summary>Why rows were not taken, in the file's order; a row may have several reasons.</summary>
    public required IReadOnlyList<Rejection> Rejections { get; init; }

    /// <summary>Rows whose geometry was mended, by what was mended.</summary>
    public required IReadOnlyDictionary<GeometryRepair, long> Repairs { get; init; }

    /// <summary>County codes of the good rows.</summary>
    public required IReadOnlyList<string> Counties { get; init; }

    /// <summary>What looks wrong and was taken all the same.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The coordinate system in force.</summary>
    public required string Crs { get; init; }

    /// <summary>Whether coordinates could only be undone approximately.</summary>
    public required bool Approximate { get; init; }

    /// <summary>The encoding taken, and why; null where the format leaves no choice.</summary>
    public required string? Encoding { get; init; }

    /// <summary>How the file's columns were understood.</summary>
    public required IReadOnlyList<ColumnMatch> Columns { get; init; }

    /// <summary>The first good rows, as they were understood.</summary>
    public required IReadOnlyList<FeatureRecord> Sample { get; init; }

    /// <summary>Whether any row of the layer changed.</summary>
    public bool Changed => Counts.Inserted + Counts.Updated + Counts.Deleted > 0;

    /// <summary>Rows that were not taken.</summary>
    public long RowsRejected => Rejections.Select(r => r.Row).Distinct().LongCount();
}

/// <summary>
/// Takes a checked file into the store: all good rows and the record of the import in one transaction, or nothing.
/// </summary>
public static class Intake
{
    private const int BatchRows = 512;
    private const int BatchesAhead = 8;

    /// <summary>
    /// Reads, checks, stages and merges. Reading and writing overlap; what is held in memory does not grow with the
    /// file.
    /// </summary>
    /// <param name="database">The store.</param>
    /// <param name="import">What to read and how.</param>
    /// <param name="options">How to take it in.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellationToken">Stops and takes everything back.</param>
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
                $"本用户只能写乡镇 {township}，不能用 replace。 This user may write township {township} only and cannot replace a whole layer."
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
                $"导入超过 {import.Limits.MaxTime}，已停止，没有改动（--max-time）。 The import took longer than {import.Limits.MaxTime} and was stopped; nothing was changed (--max-time)."
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
        var bytes = File.Exists(import.File)
            ? new FileInfo(import.File).Length
            : new DirectoryInfo(import.File).GetFiles().Sum(f => f.Length);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await SetActorAsync(connection, options.Actor, cancellationToken);
        var homeCounty = (string)(await ScalarAsync(connection, "select longlin.home_county()", cancellationToken))!;
        await ScalarAsync(connection, "select set_config('work_mem', '512MB', true)", cancellationToken); // taken only as far as needed: a million rows are compared by hash and handed to the triggers in memory, not through files
        var importId = (long)
            (
                await ScalarAsync(
                    connection,
                    "insert into longlin.imports (layer, file_name) values ($1, $2) returning id",
                    cancellationToken,
                    import.Layer.Name,
                    Path.GetFileName(import.File.TrimEnd('/'))
                )
            )!;
        await using FeatureWriter writer = new(connection, import.Layer);
        await writer.BeginAsync(cancellationToken);
        List<Rejection> rejections = [];
        List<FeatureRecord> sample = [];
        Dictionary<GeometryRepair, long> repairs = [];
        long read = 0;
        await foreach (var batch in AheadAsync(file.Rows(), cancellationToken))
        {
            foreach (var row in batch)
            {
                read++;
                rejections.AddRange(row.Rejections);
                if (row.Record is not { } record)
                    continue;
                writer.Write(record, homeCounty, row.Row, row.CodeMade);
                if (sample.Count < IntakeResult.SampleRows)
                    sample.Add(record);
                if (row.Repair == GeometryRepair.None)
                    continue;
                foreach (
                    var repair in Enum.GetValues<GeometryRepair>()
                        .Where(r => r != GeometryRepair.None && row.Repair.HasFlag(r))
                )
                    repairs[repair] = repairs.GetValueOrDefault(repair) + 1;
            }

            progress?.Report(
                new(ImportPhase.Reading, read, file.Position is { } share ? (long)(share * bytes) : null, bytes)
            );
        }

        await writer.CompleteAsync();
        progress?.Report(new(ImportPhase.Checking, read, bytes, bytes));
        StagingChecks checks = new(connection, import.Layer);
        await checks.BeginAsync(cancellationToken);
        await RefuseAsync(await checks.DuplicateCodesAsync(cancellationToken));
        if (options.Township is { } township)
            await RefuseAsync(await checks.OutsideTownshipAsync(import.File, township, cancellationToken));
        rejections.Sort((a, b) => a.Row.CompareTo(b.Row));
        if (options.Strict && rejections.Count > 0)
            throw new ImportException(
                import.File,
                $"{rejections.Count} 处不合格，--strict 拒绝整个文件。第一处： Refused by --strict; the first fault: {rejections[0]}"
            );
        var counties = (string[])
            (
                await ScalarAsync(
                    connection,
                    "select coalesce(array_agg(distinct county_code), '{}') from staging",
                    cancellationToken
                )
            )!;
        var warnings = await checks.WarningsAsync(writer.Staged, cancellationToken);
        if (
            options.RestoringKinds is { } restoring
            && await checks.InsideRedLineAsync([.. restoring], cancellationToken) is { Count: > 0 } inside
        )
            warnings.Add(
                $"{inside.Count} 行 rows: 新建工程位于搬出地红线内 new works inside the red line of a vacated hamlet（{string.Join(", ", inside.Take(5).Select(i => i.Value))}{(inside.Count > 5 ? " …" : "")}）"
            );
        progress?.Report(new(ImportPhase.Merging, read, bytes, bytes));
        MergeCounts counts;
        try
        {
            counts = await writer.MergeAsync(importId, options.Mode, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new ImportException(
                import.File,
                options.Mode == WriteMode.Append
                    ? $"编码已存在，请改用 --mode upsert。 A code exists already ({e.Detail}): use --mode upsert."
                    : $"导入期间有人写入了同一编码，请再导入一次。 A code was written by another hand meanwhile ({e.Detail}): import again.",
                e
            );
        }

        if (
            options.Breaks is { } tolerance
            && await checks.SuspectedBreaksAsync(writer.Staged, tolerance, cancellationToken) is { } breaks
        )
            warnings.Add(breaks);
        IntakeResult result = new()
        {
            ImportId = importId,
            RowsRead = read,
            Counts = counts,
            Rejections = rejections,
            Repairs = repairs,
            Counties = counties,
            Warnings = warnings,
            Crs = file.CrsName,
            Approximate = file.Approximate,
            Encoding = file.Encoding,
            Columns = file.Matches,
            Sample = sample,
        };
        if (options.DryRun || (!result.Changed && rejections.Count == 0))
            return result with { ImportId = null };
        await RecordAsync(connection, import, options, result, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;

        async Task RefuseAsync(List<Rejection> refused)
        {
            rejections.AddRange(refused);
            await writer.RemoveAsync([.. refused.Select(r => r.Row)], cancellationToken);
        }
    }

    // Reads and checks on a thread of its own, a few batches ahead of who writes them.
    private static async IAsyncEnumerable<List<ImportedRow>> AheadAsync(
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

    /// <summary>Names who makes the changes of this transaction.</summary>
    public static async Task SetActorAsync(
        NpgsqlConnection connection,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        if (actor is not null)
            await ScalarAsync(connection, "select set_config('longlin.actor', $1, true)", cancellationToken, actor);
    }

    // The home county's outline and 10 km around it; null where there is none.
    private static async Task<Envelope?> CountyBoxAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(
            "select st_xmin(b), st_xmax(b), st_ymin(b), st_ymax(b) from (select st_extent(geom) as b from longlin.areas where county_code = longlin.home_county() and level = 'county') x where b is not null",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        Envelope box = new(reader.GetDouble(0), reader.GetDouble(1), reader.GetDouble(2), reader.GetDouble(3));
        box.ExpandBy(0.1);
        return box;
    }

    private static async Task RecordAsync(
        NpgsqlConnection connection,
        ImportOptions import,
        IntakeOptions options,
        IntakeResult result,
        CancellationToken cancellationToken
    )
    {
        var regular = File.Exists(import.File);
        string? hash = null;
        if (regular)
        {
            await using var stream = File.OpenRead(import.File);
            hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        }

        await using NpgsqlCommand record = new(SqlFile.Text("Store.record_import"), connection);
        record.Parameters.Add(new("import", result.ImportId));
        record.Parameters.Add(new("fileHash", NpgsqlDbType.Text) { Value = (object?)hash ?? DBNull.Value });
        record.Parameters.Add(
            new("fileBytes", NpgsqlDbType.Bigint) { Value = regular ? new FileInfo(import.File).Length : DBNull.Value }
        );
        record.Parameters.Add(
            new("options", NpgsqlDbType.Jsonb)
            {
                Value = Json(
                    new
                    {
                        crs = result.Crs,
                        approximate = result.Approximate,
                        sourceLayer = import.SourceLayer,
                        encoding = result.Encoding,
                        map = import.Map,
                        set = import.Set,
                        datum = import.Datum,
                        mode = options.Mode.ToString(),
                        columns = result.Columns,
                        repairs = result.Repairs.ToDictionary(r => r.Key.ToString(), r => r.Value),
                        warnings = result.Warnings,
                    }
                ),
            }
        );
        foreach (
            var (name, count) in (ReadOnlySpan<(string, long)>)
                [
                    ("read", result.RowsRead),
                    ("inserted", result.Counts.Inserted),
                    ("updated", result.Counts.Updated),
                    ("unchanged", result.Counts.Unchanged),
                    ("rejected", result.RowsRejected),
                ]
        )
            record.Parameters.Add(new(name, count));
        record.Parameters.Add(new("rejects", NpgsqlDbType.Jsonb) { Value = Json(result.Rejections) });
        await record.ExecuteNonQueryAsync(cancellationToken);
    }

    // PostgreSQL holds no NUL; a damaged file may have one in a header or a value, and it is shown by its picture.
    private static string Json<T>(T value) =>
        JsonSerializer.Serialize(value).Replace("\\u0000", "\\u2400", StringComparison.Ordinal);

    private static async Task<object?> ScalarAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken,
        params object[] values
    )
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
