using System.Text.Json;
using Longlin.Geo.Import.Rows;
using NpgsqlTypes;

namespace Longlin.Geo.Store.Custody;

/// <summary>One import as its record has it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Layer">The layer, or heights.</param>
/// <param name="FileName">The file.</param>
/// <param name="Actor">Who imported it.</param>
/// <param name="StartedAt">When, UTC.</param>
/// <param name="Read">Rows of the file.</param>
/// <param name="Counts">What became of the good rows.</param>
/// <param name="Rejected">Rows rejected.</param>
/// <param name="HasRepairs">Whether rows were repaired.</param>
/// <param name="UndoneAt">When it was taken back, UTC; null where it stands.</param>
/// <param name="UndoneBy">Who took it back.</param>
public sealed record RecordedImport(
    long Id,
    string Layer,
    string FileName,
    string Actor,
    DateTime StartedAt,
    long Read,
    MergeCounts Counts,
    long Rejected,
    bool HasRepairs,
    DateTime? UndoneAt,
    string? UndoneBy
);

/// <summary>Which files were imported, by whom and when, and what became of their rows.</summary>
public static class ImportsQuery
{
    /// <summary>The imports, the latest first.</summary>
    /// <param name="database">The store.</param>
    /// <param name="layer">Only of this layer; null: of all.</param>
    /// <param name="before">Only imports of a smaller number; null: from the latest on.</param>
    /// <param name="limit">Most of them.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public static async Task<IReadOnlyList<RecordedImport>> RunAsync(
        Database database,
        string? layer,
        long? before,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Store.Custody.imports"));
        command.Parameters.Add(new("layer", NpgsqlDbType.Text) { Value = (object?)layer ?? DBNull.Value });
        command.Parameters.Add(new("before", NpgsqlDbType.Bigint) { Value = before is { } id ? id : DBNull.Value });
        command.Parameters.Add(new("limit", limit));
        List<RecordedImport> imports = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            imports.Add(
                new(
                    reader.Get<long>("id"),
                    reader.Get<string>("layer"),
                    reader.Get<string>("file_name"),
                    reader.Get<string>("actor"),
                    reader.Get<DateTime>("started_at"),
                    reader.Get<long>("rows_read"),
                    new(
                        reader.Get<long>("rows_inserted"),
                        reader.Get<long>("rows_updated"),
                        reader.Get<long>("rows_unchanged"),
                        reader.Get<long>("rows_deleted")
                    ),
                    reader.Get<long>("rows_rejected"),
                    reader.Get<bool>("has_repairs"),
                    reader.FindValue<DateTime>("undone_at"),
                    reader.Find<string>("undone_by")
                )
            );
        }

        return imports;
    }

    /// <summary>The rows of an import that were rejected or repaired; null where there is no such import.</summary>
    public static async Task<(IReadOnlyList<Rejection> Rejections, IReadOnlyList<Repair> Repairs)?> ReportAsync(
        Database database,
        long importId,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Store.Custody.import_report"));
        command.Parameters.Add(new("import", importId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var repairs = JsonSerializer.Deserialize<List<Repair>>(reader.Get<string>("repairs")) ?? [];
        if (reader.Get<long>("repairs_total") - repairs.Count is > 0 and var more && repairs is [.., var last])
            repairs.Add(
                last with
                {
                    Field = null,
                    From = null,
                    To = null,
                    Why = new($"另有 {more} 处修复只计了数", $"{more} more repairs were only counted"),
                }
            );
        return (JsonSerializer.Deserialize<List<Rejection>>(reader.Get<string>("rejects")) ?? [], repairs);
    }
}
