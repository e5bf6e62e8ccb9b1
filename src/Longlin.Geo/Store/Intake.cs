using System.Security.Cryptography;
using System.Text.Json;
using Longlin.Geo.Import;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Store;

/// <summary>How a file is taken in.</summary>
/// <param name="Mode">How known codes are met.</param>
/// <param name="DryRun">Check and merge, then take everything back.</param>
/// <param name="Strict">One rejected row refuses the whole file.</param>
/// <param name="Actor">Who does it, for the history; null: the database's user.</param>
public sealed record IntakeOptions(WriteMode Mode = WriteMode.Upsert, bool DryRun = false, bool Strict = false, string? Actor = null);

/// <summary>What became of a file.</summary>
/// <param name="ImportId">The record of the import; null after a dry run and where nothing changed.</param>
/// <param name="RowsRead">Rows of the file.</param>
/// <param name="Counties">County codes of the good rows.</param>
public sealed record IntakeResult(long? ImportId, long RowsRead, MergeCounts Counts, IReadOnlyList<Rejection> Rejections, IReadOnlyList<string> Counties, IReadOnlyList<string> Warnings, string Crs, bool Approximate, string? Encoding)
{
    /// <summary>Whether any row of the layer changed.</summary>
    public bool Changed => Counts.Inserted + Counts.Updated + Counts.Deleted > 0;

    /// <summary>Rows that were not taken; a row may have several reasons.</summary>
    public long RowsRejected => Rejections.Select(r => r.Row).Distinct().LongCount();
}

/// <summary>Takes a checked file into the store: all good rows and the record of the import in one transaction, or nothing.</summary>
public static class Intake
{
    /// <summary>Reads, checks, stages and merges.</summary>
    /// <param name="database">The store.</param>
    /// <param name="import">What to read and how.</param>
    /// <param name="options">How to take it in.</param>
    /// <param name="progress">Told the number of rows read so far.</param>
    /// <param name="cancellationToken">Stops and takes everything back.</param>
    /// <exception cref="ImportException">The file is refused; nothing changed.</exception>
    public static async Task<IntakeResult> RunAsync(Database database, ImportOptions import, IntakeOptions options, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        var file = FileImporter.Open(import with { Expected = await CountyBoxAsync(connection, cancellationToken) });
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await SetActorAsync(connection, options.Actor, cancellationToken);
        var homeCounty = (string)(await ScalarAsync(connection, "select longlin.home_county()", cancellationToken))!;
        var importId = (long)(await ScalarAsync(connection, "insert into longlin.imports (layer, file_name) values ($1, $2) returning id", cancellationToken, import.Layer.Name, Path.GetFileName(import.File.TrimEnd('/'))))!;
        await using FeatureWriter writer = new(connection, import.Layer);
        await writer.BeginAsync(cancellationToken);
        List<Rejection> rejections = [];
        long read = 0;
        foreach (var row in file.Rows())
        {
            read++;
            if (row.Record is { } record) await writer.WriteAsync(record, homeCounty, cancellationToken);
            else rejections.AddRange(row.Rejections);
            if (read % 1000 == 0) progress?.Report(read);
        }

        if (options.Strict && rejections.Count > 0)
            throw new ImportException(import.File, $"{rejections.Count} 处不合格，--strict 拒绝整个文件。第一处： Refused by --strict; the first fault: {rejections[0]}");
        MergeCounts counts;
        try
        {
            counts = await writer.MergeAsync(importId, options.Mode, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new ImportException(import.File, $"编码已存在，请改用 --mode upsert。 A code exists already ({e.Detail}): use --mode upsert.", e);
        }

        var counties = (string[])(await ScalarAsync(connection, "select coalesce(array_agg(distinct county_code), '{}') from staging", cancellationToken))!;
        var warnings = await WarningsAsync(connection, import, cancellationToken);
        IntakeResult result = new(importId, read, counts, rejections, counties, warnings, file.CrsName, file.Approximate, file.Encoding);
        if (options.DryRun || (!result.Changed && rejections.Count == 0)) return result with { ImportId = null };
        await RecordAsync(connection, import, options, result, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>Names who makes the changes of this transaction.</summary>
    public static async Task SetActorAsync(NpgsqlConnection connection, string? actor, CancellationToken cancellationToken)
    {
        if (actor is not null) await ScalarAsync(connection, "select set_config('longlin.actor', $1, true)", cancellationToken, actor);
    }

    // The home county's outline and 10 km around it; null where there is none.
    private static async Task<Envelope?> CountyBoxAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new("select st_xmin(b), st_xmax(b), st_ymin(b), st_ymax(b) from (select st_extent(geom) as b from longlin.areas where county_code = longlin.home_county() and level = 'county') x where b is not null", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        Envelope box = new(reader.GetDouble(0), reader.GetDouble(1), reader.GetDouble(2), reader.GetDouble(3));
        box.ExpandBy(0.1);
        return box;
    }

    private static async Task<IReadOnlyList<string>> WarningsAsync(NpgsqlConnection connection, ImportOptions import, CancellationToken cancellationToken)
    {
        if (import.Layer.Column("village_code") is null) return [];
        var orphans = (long)(await ScalarAsync(connection, $"""
            select count(*) from staging s join longlin.{import.Layer.Name} t on t.county_code = s.county_code and t.code = s.code
            where not exists (select from longlin.areas a where a.county_code = t.county_code and a.code = t.village_code)
            """, cancellationToken))!;
        return orphans == 0 ? [] : [$"{orphans} 行的所属行政村不在 areas 中 rows whose village is not among the areas"];
    }

    private static async Task RecordAsync(NpgsqlConnection connection, ImportOptions import, IntakeOptions options, IntakeResult result, CancellationToken cancellationToken)
    {
        var regular = File.Exists(import.File);
        string? hash = null;
        if (regular)
        {
            await using var stream = File.OpenRead(import.File);
            hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        }

        await using NpgsqlCommand record = new(SqlFile.Text("Store.record_import"), connection);
        record.Parameters.Add(new() { Value = result.ImportId });
        record.Parameters.Add(new() { Value = (object?)hash ?? DBNull.Value });
        record.Parameters.Add(new() { Value = regular ? new FileInfo(import.File).Length : DBNull.Value });
        record.Parameters.Add(new() { Value = JsonSerializer.Serialize(new { crs = result.Crs, approximate = result.Approximate, sourceLayer = import.SourceLayer, encoding = result.Encoding, map = import.Map, set = import.Set, mode = options.Mode.ToString() }), NpgsqlDbType = NpgsqlDbType.Jsonb });
        foreach (var count in (ReadOnlySpan<long>)[result.RowsRead, result.Counts.Inserted, result.Counts.Updated, result.Counts.Unchanged, result.RowsRejected])
            record.Parameters.Add(new() { Value = count });
        record.Parameters.Add(new() { Value = JsonSerializer.Serialize(result.Rejections), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await record.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using NpgsqlCommand command = new(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
