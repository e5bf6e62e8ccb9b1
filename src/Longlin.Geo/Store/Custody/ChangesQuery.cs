using Longlin.Geo.Model;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Store.Custody;

/// <summary>Where a page of changes begins: behind this entry.</summary>
public readonly record struct ChangePosition(DateTime At, int Kind, long Id);

/// <summary>One change, or one import as a whole.</summary>
/// <param name="Position">Its place in the order of time.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Code">The feature's code; null for an import.</param>
/// <param name="Operation">insert, update, delete or import.</param>
/// <param name="Actor">Who did it: a user of the service, or of the database.</param>
/// <param name="ImportId">The import it belongs to.</param>
/// <param name="FileName">That import's file.</param>
/// <param name="Source">The evidence that the feature names: its column <c>source</c>.</param>
/// <param name="Before">The feature's columns before, as JSON; null where there was none.</param>
/// <param name="After">The same after.</param>
/// <param name="GeometryBefore">Geometry before, GeoJSON in EPSG:4490.</param>
/// <param name="GeometryAfter">The same after.</param>
/// <param name="Counts">Rows inserted, updated and rejected by an import.</param>
/// <param name="UndoneAt">When the import was taken back.</param>
public sealed record Change(
    ChangePosition Position,
    string Layer,
    string? Code,
    string Operation,
    string Actor,
    long? ImportId,
    string? FileName,
    string? Source,
    string? Before,
    string? After,
    string? GeometryBefore,
    string? GeometryAfter,
    long[]? Counts,
    DateTime? UndoneAt
);

/// <summary>Who changed what, when, on what evidence; for one feature its whole history.</summary>
public static class ChangesQuery
{
    /// <summary>The changes behind a position, oldest first.</summary>
    /// <param name="database">The store.</param>
    /// <param name="county">The county; imports are of all counties.</param>
    /// <param name="layer">Only of this layer; needed where a code is given.</param>
    /// <param name="code">Only of this feature: its changes, and the import that brought it.</param>
    /// <param name="after">Only what comes behind it.</param>
    /// <param name="limit">Most entries.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public static async Task<IReadOnlyList<Change>> RunAsync(
        Database database,
        string county,
        LayerDescription? layer,
        string? code,
        ChangePosition after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        var imports = code is null ? null : await ImportsOfAsync(connection, county, layer!, code, cancellationToken);
        await using NpgsqlCommand command = new(SqlFile.Text("Store.Custody.changes"), connection);
        command.Parameters.AddWithValue("county", county);
        command.Parameters.Add(new("layer", NpgsqlDbType.Text) { Value = (object?)layer?.Name ?? DBNull.Value });
        command.Parameters.Add(new("code", NpgsqlDbType.Text) { Value = (object?)code ?? DBNull.Value });
        command.Parameters.Add(
            new("imports", NpgsqlDbType.Array | NpgsqlDbType.Bigint) { Value = (object?)imports ?? DBNull.Value }
        );
        command.Parameters.AddWithValue("afterAt", NpgsqlDbType.TimestampTz, after.At);
        command.Parameters.AddWithValue("afterKind", after.Kind);
        command.Parameters.AddWithValue("afterId", after.Id);
        command.Parameters.AddWithValue("limit", limit);
        List<Change> changes = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            changes.Add(
                new(
                    new(reader.Get<DateTime>("at"), reader.Get<int>("kind"), reader.Get<long>("id")),
                    reader.Get<string>("layer"),
                    reader.Find<string>("code"),
                    reader.Get<string>("operation"),
                    reader.Get<string>("actor"),
                    reader.FindValue<long>("import_id"),
                    reader.Find<string>("file_name"),
                    reader.Find<string>("source"),
                    reader.Find<string>("before"),
                    reader.Find<string>("after"),
                    reader.Find<string>("geometry_before"),
                    reader.Find<string>("geometry_after"),
                    reader.Find<long[]>("counts"),
                    reader.FindValue<DateTime>("undone_at")
                )
            );
        }

        return changes;
    }

    // The import whose id the feature carries, or carried before it was deleted.
    private static async Task<long[]> ImportsOfAsync(
        NpgsqlConnection connection,
        string county,
        LayerDescription layer,
        string code,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(
            $"""
            select coalesce(array_agg(distinct import_id), array[]::bigint[]) from (
              select import_id from longlin.{layer.Name} where county_code = $1 and code = $2
              union all
              select (before->>'import_id')::bigint from longlin.history where county_code = $1
                and layer = '{layer.Name}' and code = $2) i
            where import_id is not null
            """,
            connection
        );
        command.Parameters.Add(new() { Value = county });
        command.Parameters.Add(new() { Value = code });
        return (long[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
