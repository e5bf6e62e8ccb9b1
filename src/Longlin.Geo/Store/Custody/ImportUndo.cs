using System.Globalization;
using Longlin.Geo.Model;
using Npgsql;

namespace Longlin.Geo.Store.Custody;

/// <summary>Takes an import back: its new rows go, the rows it changed or deleted are as they were before it.</summary>
public static class ImportUndo
{
    /// <summary>Undoes one import in one transaction.</summary>
    /// <exception cref="UsageException">There is no such import, it was undone before, or later edits stand on
    /// it.</exception>
    public static async Task<UndoResult> RunAsync(
        Database database,
        long importId,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Actor.SetAsync(connection, actor, cancellationToken);
        var name = await ClaimAsync(connection, importId, cancellationToken);
        if (name == TerrainWriter.Layer)
        {
            var heights = await TerrainUndo.RunAsync(connection, importId, cancellationToken);
            await MarkAsync(connection, importId, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return heights;
        }

        var layer = database.Catalog[name];
        await RefuseLaterEditsAsync(connection, layer, importId, cancellationToken);
        // The changes of an undo belong to the import that it undoes: together they do not count as an edit.
        await using (NpgsqlCommand mark = new("select set_config('longlin.import_id', $1, true)", connection))
        {
            mark.Parameters.Add(new() { Value = importId.ToString(CultureInfo.InvariantCulture) });
            await mark.ExecuteNonQueryAsync(cancellationToken);
        }

        var counties = await CountiesAsync(connection, layer, importId, cancellationToken);
        // Restored first: what removing the new rows writes into the history is no state to go back to.
        var columns = string.Join(
            ", ",
            layer
                .AllColumns.Select(c => c.Sql)
                .Append(layer.Geometry == GeometryKind.None ? "" : "geom")
                .Where(c => c.Length > 0)
        );
        const string first =
            "select distinct on (county_code, feature_id) county_code, feature_id, operation, before from "
            + "longlin.history where import_id = $1 and layer = '{0}' and before is not null order by "
            + "county_code, feature_id, id";
        var before = first.Replace("{0}", layer.Name, StringComparison.Ordinal);
        var restored = await ExecuteAsync(
            connection,
            $"update longlin.{layer.Name} t set ({columns}) = (select {columns} from "
                + $"jsonb_populate_record(null::longlin.{layer.Name}, h.before)) from ({before}) h where "
                + "h.operation = 'update' and t.county_code = h.county_code and t.id = h.feature_id",
            importId,
            cancellationToken
        );
        restored += await ExecuteAsync(
            connection,
            $"insert into longlin.{layer.Name} (county_code, id, import_id, {columns}) select r.county_code, "
                + $"r.id, r.import_id, {string.Join(", ", columns.Split(", ").Select(c => $"r.{c}"))} from "
                + $"({before}) h cross join lateral jsonb_populate_record(null::longlin.{layer.Name}, h.before) r "
                + "where h.operation = 'delete'",
            importId,
            cancellationToken
        );
        var removed = await ExecuteAsync(
            connection,
            $"delete from longlin.{layer.Name} where import_id = $1",
            importId,
            cancellationToken
        );
        await MarkAsync(connection, importId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new UndoResult(layer.Name, removed, restored, counties);
    }

    /// <summary>The name of an import's layer, or of heights; null when there is no such import.</summary>
    public static async Task<string?> LayerOfAsync(
        Database database,
        long importId,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand("select layer from longlin.imports where id = $1");
        command.Parameters.Add(new() { Value = importId });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private static async Task<string> ClaimAsync(
        NpgsqlConnection connection,
        long importId,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(
            "select layer, undone_at is not null as undone from longlin.imports where id = $1 for update",
            connection
        );
        command.Parameters.Add(new() { Value = importId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            throw new UsageException(new($"没有导入 {importId}。", $"There is no import {importId}."));
        if (reader.Get<bool>("undone"))
            throw new UsageException(new($"导入 {importId} 已经撤销过。", $"Import {importId} was already undone."));
        return reader.Get<string>("layer");
    }

    private static Task<long> MarkAsync(
        NpgsqlConnection connection,
        long importId,
        CancellationToken cancellationToken
    ) =>
        ExecuteAsync(
            connection,
            "update longlin.imports set undone_at = clock_timestamp(), undone_by = longlin.actor() where id = $1",
            importId,
            cancellationToken
        );

    private static async Task RefuseLaterEditsAsync(
        NpgsqlConnection connection,
        LayerDescription layer,
        long importId,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(
            $"""
            select array_agg(distinct l.code) from longlin.history l
            where l.layer = '{layer.Name}' and l.import_id is distinct from $1
              and not exists (select from longlin.imports i where i.id = l.import_id and i.undone_at is not null)
              and (exists (select from longlin.{layer.Name} t where t.county_code = l.county_code
                and t.id = l.feature_id and t.import_id = $1)
                or exists (select from longlin.history h where h.import_id = $1 and h.layer = l.layer
                  and h.county_code = l.county_code and h.feature_id = l.feature_id and h.id < l.id)
                or (l.operation = 'delete' and (l.before->>'import_id')::bigint = $1))
            """,
            connection
        );
        command.Parameters.Add(new() { Value = importId });
        if (await command.ExecuteScalarAsync(cancellationToken) is string[] { Length: > 0 } codes)
            throw new UsageException(
                new(
                    $"导入 {importId} 之后又有 {codes.Length} 个对象被修改，不能撤销："
                        + $"{string.Join('、', codes.Take(10))}。"
                        + "请先撤销后来的改动。",
                    $"{codes.Length} features were changed after "
                        + $"import {importId}: {string.Join(", ", codes.Take(10))}. Undo the later changes first."
                )
            );
    }

    private static async Task<string[]> CountiesAsync(
        NpgsqlConnection connection,
        LayerDescription layer,
        long importId,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(
            $"select coalesce(array_agg(distinct county_code), '{{}}') from (select county_code from "
                + $"longlin.{layer.Name} where import_id = $1 union select county_code from longlin.history where "
                + "import_id = $1) c",
            connection
        );
        command.Parameters.Add(new() { Value = importId });
        return (string[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<long> ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        long importId,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(sql, connection);
        command.Parameters.Add(new() { Value = importId });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
