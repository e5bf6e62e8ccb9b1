using System.Security.Cryptography;
using System.Text.Json;
using Longlin.Geo.Import;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Store;

/// <summary>
/// The steps of one import inside its transaction: begin, stage, check, merge, record, in this order.
/// </summary>
internal sealed class IntakeRun(
    NpgsqlConnection connection,
    FileImporter file,
    FeatureWriter writer,
    ImportOptions import,
    IntakeOptions options,
    IProgress<ImportProgress>? progress
)
{
    private const int NamedWorks = 5;
    private const int NamedCodes = 100;

    // So many repairs are kept row by row in the record; the others are counted there.
    private const int RecordedRepairs = 10_000;

    // More of a layer is not removed by one file without a word of the user.
    private const int LargestShare = 10;
    private readonly StagingChecks _checks = new(connection, import.Layer);
    private readonly List<Rejection> _rejections = [];
    private readonly List<FeatureRecord> _sample = [];
    private readonly Dictionary<RepairKind, long> _repairs = [];
    private readonly List<Repair> _repairList = [];
    private readonly HashSet<string> _mentioned = [];
    private readonly PlacePreview? _preview = options is { Preview: true, DryRun: true } ? new() : null;
    private long _nameless;
    private readonly long _bytes = File.Exists(import.File)
        ? new FileInfo(import.File).Length
        : new DirectoryInfo(import.File).GetFiles().Sum(f => f.Length);
    private string _homeCounty = "";
    private long _importId;
    private long _read;
    private Bilingual? _offset;

    /// <summary>The layers that rows may refer to.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>Prepares the transaction and reserves the record of the import.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await Actor.SetAsync(connection, options.Actor, cancellationToken);
        _homeCounty = (string)(await ScalarAsync("select longlin.home_county()", cancellationToken))!;
        writer.KnownCounties.UnionWith(
            (string[])
                (
                    await ScalarAsync(
                        "select coalesce(array_agg(distinct county_code), '{}') from longlin.areas",
                        cancellationToken
                    )
                )!
        );
        // Allocated only as far as needed: a million rows are compared by hash and handed to the triggers in memory,
        // not through files.
        await ScalarAsync("select set_config('work_mem', '512MB', true)", cancellationToken);
        _importId = (long)
            (
                await ScalarAsync(
                    "insert into longlin.imports (layer, file_name) values ($1, $2) returning id",
                    cancellationToken,
                    import.Layer.Name,
                    Path.GetFileName(import.File.TrimEnd('/'))
                )
            )!;
    }

    /// <summary>Reads the file and copies its good rows to the staging table.</summary>
    public async Task StageAsync(CancellationToken cancellationToken)
    {
        await writer.BeginAsync(cancellationToken);
        await foreach (var batch in ReadAhead.BatchesAsync(file.Rows(), cancellationToken))
        {
            foreach (var row in batch)
                Stage(row);
            progress?.Report(
                new(ImportPhase.Reading, _read, file.Position is { } share ? (long)(share * _bytes) : null, _bytes)
            );
        }

        await writer.CompleteAsync();
        // The outlines of a file may stand before that of their county.
        if (import.Layer.Name == "areas" && writer.UnknownCounties.Count > 0)
            await ScalarAsync(
                "update staging set county_code = left(code, 6) where county_code = $1 and code ~ '^([0-9]{9}|[0-9]{12})$' "
                    + "and left(code, 6) = any($2)",
                cancellationToken,
                _homeCounty,
                writer.KnownCounties.ToArray()
            );
    }

    /// <summary>Compares the staged rows with each other and with the township of the user.</summary>
    /// <exception cref="ImportException">A row is rejected and the import is strict.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        progress?.Report(new(ImportPhase.Checking, _read, _bytes, _bytes));
        await _checks.BeginAsync(cancellationToken);
        await RejectAsync(
            await _checks.DuplicateCodesAsync(options.NumberRepeats ? Note : null, cancellationToken),
            cancellationToken
        );
        if (options.Township is { } township)
            await RejectAsync(
                await _checks.OutsideTownshipAsync(import.File, township, cancellationToken),
                cancellationToken
            );
        await CheckOffsetAsync(cancellationToken);
        if (file.GradedRows.Count > 0)
            await KeepStoredGradesAsync(cancellationToken);
        _rejections.Sort((a, b) => a.Row.CompareTo(b.Row));
        _repairList.Sort((a, b) => a.Row.CompareTo(b.Row));
        if (!options.Strict || _rejections.Count == 0)
            return;
        var first = _rejections[0].Describe();
        throw new ImportException(
            import.File,
            new(
                $"{_rejections.Count} 处不合格，--strict 拒绝整个文件。第一处：{first.Zh}",
                $"{_rejections.Count} faults, refused by --strict. The first: {first.En}"
            )
        );
    }

    /// <summary>Merges the staged rows into the layer.</summary>
    /// <exception cref="ImportException">A code exists already and the mode does not allow it.</exception>
    public async Task<IntakeResult> MergeAsync(CancellationToken cancellationToken)
    {
        var counties = (string[])
            (
                await ScalarAsync(
                    "select coalesce(array_agg(distinct county_code), '{}') from staging",
                    cancellationToken
                )
            )!;
        var warnings = await WarningsAsync(cancellationToken);
        if (options.Mode == WriteMode.Replace && await RemovalAsync(cancellationToken) is { } removal)
            warnings.Add(removal);
        progress?.Report(new(ImportPhase.Merging, _read, _bytes, _bytes));
        var counts = await MergeRowsAsync(cancellationToken);
        // Breaks are found among the merged lines: a new line may end at one that was there before.
        if (
            options.Breaks is { } tolerance
            && await _checks.SuspectedBreaksAsync(writer.Staged, tolerance, cancellationToken) is { } breaks
        )
            warnings.Add(breaks);
        var words = UnknownWords.List(_rejections, import);
        return new()
        {
            ImportId = _importId,
            RowsRead = _read,
            Counts = counts,
            Rejections = _rejections,
            Repairs = _repairs,
            RepairList = _repairList,
            CrsReason = file.CrsReason,
            Taken = file.Taken,
            Counties = counties,
            Warnings = [.. file.Notes, .. UnknownWords.Warnings(words), .. warnings],
            UnknownWords = words,
            SourceLayers = file.SourceLayers,
            Preview = _preview?.Build(_rejections.Select(r => r.Row).ToHashSet()),
            Crs = file.CrsName,
            Approximate = file.Approximate,
            Encoding = file.Encoding,
            Columns = file.Matches,
            Sample = _sample,
        };
    }

    /// <summary>Completes the record of the import.</summary>
    public async Task RecordAsync(IntakeResult result, CancellationToken cancellationToken)
    {
        var isFile = File.Exists(import.File);
        var hash = isFile ? await HashAsync(import.File, cancellationToken) : null;
        await using NpgsqlCommand record = new(SqlFile.Text("Store.record_import"), connection);
        var bytes = isFile ? new FileInfo(import.File).Length : (object)DBNull.Value;
        record.Parameters.Add(new("import", result.ImportId));
        record.Parameters.Add(new("fileHash", NpgsqlDbType.Text) { Value = (object?)hash ?? DBNull.Value });
        record.Parameters.Add(new("fileBytes", NpgsqlDbType.Bigint) { Value = bytes });
        record.Parameters.Add(new("options", NpgsqlDbType.Jsonb) { Value = Json(Options(result)) });
        record.Parameters.Add(new("read", result.RowsRead));
        record.Parameters.Add(new("inserted", result.Counts.Inserted));
        record.Parameters.Add(new("updated", result.Counts.Updated));
        record.Parameters.Add(new("unchanged", result.Counts.Unchanged));
        record.Parameters.Add(new("deleted", result.Counts.Deleted));
        record.Parameters.Add(new("rejected", result.RowsRejected));
        record.Parameters.Add(new("rejects", NpgsqlDbType.Jsonb) { Value = Json(result.Rejections) });
        var repairs = Json(result.RepairList.Take(RecordedRepairs));
        record.Parameters.Add(new("repairs", NpgsqlDbType.Jsonb) { Value = repairs });
        await record.ExecuteNonQueryAsync(cancellationToken);
    }

    private void Stage(ImportedRow row)
    {
        if (row.Repairs is { } repairs)
            repairs.ForEach(Note);
        if (row.Record is null && row.Rejections.Count == 0)
            return; // passed over: no row of data
        _read++;
        _preview?.Add(row);
        _rejections.AddRange(row.Rejections);
        if (row.Record is not { } record)
        {
            if (row.MentionedCode is { } code)
                _mentioned.Add(code);
            else
                _nameless++;
            return;
        }

        writer.Write(record, _homeCounty, row.Row, row.CodeMade);
        if (_sample.Count < IntakeResult.SampleRows)
            _sample.Add(record);
    }

    private void Note(Repair repair)
    {
        _repairs[repair.Kind] = _repairs.GetValueOrDefault(repair.Kind) + 1;
        if (_repairList.Count < IntakeResult.KeptRepairs)
            _repairList.Add(repair);
    }

    /// <summary>What replacing removes; null where it removes nothing.</summary>
    /// <exception cref="ImportException">It is much, and the user has not confirmed it.</exception>
    private async Task<Bilingual?> RemovalAsync(CancellationToken cancellationToken)
    {
        writer.Kept = [.. _mentioned];
        await using NpgsqlCommand command = new(
            SqlFile
                .Text("Store.unmentioned_codes")
                .Replace("longlin.roads", $"longlin.{import.Layer.Name}", StringComparison.Ordinal),
            connection
        )
        {
            CommandTimeout = 0,
        };
        command.Parameters.Add(new("kept", writer.Kept.ToArray()));
        command.Parameters.Add(new("most", NamedCodes));
        List<string> codes = [];
        long removed = 0,
            present = 0;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            var (code, all, layer) = (
                reader.GetOrdinal("code"),
                reader.GetOrdinal("removed"),
                reader.GetOrdinal("present")
            );
            while (await reader.ReadAsync(cancellationToken))
            {
                codes.Add(reader.GetString(code));
                (removed, present) = (reader.GetInt64(all), reader.GetInt64(layer));
            }
        }

        if (removed == 0)
            return null;
        var named = $"{string.Join(", ", codes)}{(removed > codes.Count ? " …" : "")}";
        if (!import.Confirmed && !options.DryRun)
        {
            if (_nameless > 0)
                throw new ImportException(
                    import.File,
                    new(
                        $"有 {_nameless} 行不合格且没有编码，不知道它们指哪个对象；"
                            + $"replace 会删去 {removed} 个文件未提到的对象（{named}）。"
                            + "请先改正这些行，或确认无误时加 --confirm。",
                        $"{_nameless} rejected rows have no code, so which features they mean is not known; replace would "
                            + $"remove {removed} features that the file does not mention ({named}). Correct those rows "
                            + "first, or add --confirm if that is right."
                    )
                );
            if (removed * LargestShare > present)
                throw new ImportException(
                    import.File,
                    new(
                        $"replace 会删去 {present} 个对象中的 {removed} 个（{named}），超过十分之一；"
                            + "确认无误时加 --confirm。",
                        $"Replace would remove {removed} of {present} features ({named}), more than a tenth: add --confirm "
                            + "if that is right."
                    )
                );
        }

        return new(
            $"replace 删去文件未提到的 {removed} 个对象：{named}",
            $"{removed} features that the file does not mention are removed: {named}"
        );
    }

    private async Task RejectAsync(List<Rejection> rejected, CancellationToken cancellationToken)
    {
        _rejections.AddRange(rejected);
        await writer.RemoveAsync([.. rejected.Select(r => r.Row)], cancellationToken);
    }

    // A grade that somebody measured stays: the computed one fills only what is empty.
    private async Task KeepStoredGradesAsync(CancellationToken cancellationToken)
    {
        var sql = SqlFile.Text("Store.keep_stored_grades");
        await using NpgsqlCommand keep = new(
            sql.Replace("longlin.roads", $"longlin.{import.Layer.Name}", StringComparison.Ordinal),
            connection
        )
        {
            CommandTimeout = 0,
        };
        keep.Parameters.Add(new("rows", file.GradedRows.ToArray()));
        await keep.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task CheckOffsetAsync(CancellationToken cancellationToken)
    {
        OffsetCheck check = new(connection, import.Layer, import.Expected);
        _offset = await check.RunAsync(writer.Staged, file.CrsName, file.IsGeographic, cancellationToken);
        if (_offset is not null && !import.Confirmed)
            throw new ImportException(import.File, _offset);
    }

    private async Task<List<Bilingual>> WarningsAsync(CancellationToken cancellationToken)
    {
        var warnings = await _checks.WarningsAsync(writer.Staged, cancellationToken);
        warnings.AddRange(await new ReferenceChecks(connection, import.Layer, Layers).RunAsync(cancellationToken));
        foreach (var (county, rows) in writer.UnknownCounties.Where(c => !writer.KnownCounties.Contains(c.Key)))
            warnings.Add(
                new(
                    $"{rows} 行的编码以 {county} 开头，areas 中没有这个县，按本县 {_homeCounty} 存放；确是该县请加 "
                        + $"--set county_code={county}",
                    $"{rows} rows have codes that begin with {county}, which is no county in areas: they are stored under "
                        + $"{_homeCounty}; if they are that county's, add --set county_code={county}"
                )
            );
        if (_offset is not null)
            warnings.Add(_offset);
        if (file.GradedRows.Count > 0)
            warnings.Add(
                new(
                    $"{file.GradedRows.Count} 行没有纵坡，由线上的高程算得："
                        + $"相距 {LineGrade.StretchMetres} 米以上两点间的最大坡度",
                    $"{file.GradedRows.Count} rows without a grade: it was computed from the heights of their vertices, "
                        + $"the steepest slope over {LineGrade.StretchMetres} m or more"
                )
            );
        if (options.RestoringKinds is not { } restoring)
            return warnings;
        var inside = await _checks.InsideRedLineAsync([.. restoring], cancellationToken);
        if (inside.Count == 0)
            return warnings;
        var named = string.Join(", ", inside.Take(NamedWorks).Select(i => i.Value));
        var more = inside.Count > NamedWorks ? " …" : "";
        warnings.Add(
            new(
                $"{inside.Count} 行：新建工程位于搬出地红线内（{named}{more}）",
                $"{inside.Count} rows: new works inside the red line of a vacated hamlet ({named}{more})"
            )
        );
        return warnings;
    }

    private async Task<MergeCounts> MergeRowsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await writer.MergeAsync(_importId, options.Mode, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new ImportException(
                import.File,
                options.Mode == WriteMode.Append
                    ? new(
                        $"编码已存在（{Code(e)}），请改用 --mode upsert。",
                        $"A code exists already ({Code(e)}): use --mode upsert."
                    )
                    : new(
                        $"导入期间有人写入了同一编码（{Code(e)}），请再导入一次。",
                        $"Another user added this code during the import ({Code(e)}): run it again."
                    ),
                e
            );
        }
    }

    // "Key (county_code, code)=(451031, A1) already exists.", in the language of the database: only the code is told.
    private static string Code(PostgresException e) =>
        e.Detail is { } detail
        && detail.IndexOf("=(", StringComparison.Ordinal) is >= 0 and var at
        && detail.LastIndexOf(')') is var end
        && detail.IndexOf(", ", at, StringComparison.Ordinal) is >= 0 and var comma
        && end > comma
            ? detail[(comma + 2)..end]
            : "?";

    private object Options(IntakeResult result) =>
        new
        {
            crs = result.Crs,
            approximate = result.Approximate,
            sourceLayer = import.SourceLayer,
            taken = result.Taken,
            crsReason = result.CrsReason,
            encoding = result.Encoding,
            map = import.Map,
            set = import.Set,
            value = import.Meanings.Written,
            datum = import.Datum,
            mode = options.Mode.ToString(),
            columns = result.Columns,
            repairs = result.Repairs.ToDictionary(r => r.Key.ToString(), r => r.Value),
            warnings = result.Warnings,
        };

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    // PostgreSQL stores no NUL; a damaged file may have one in a header or a value: it becomes U+2400.
    private static string Json<T>(T value) =>
        JsonSerializer.Serialize(value).Replace("\\u0000", "\\u2400", StringComparison.Ordinal);

    private async Task<object?> ScalarAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
