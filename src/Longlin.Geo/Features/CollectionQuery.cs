using System.Globalization;
using System.Text;
using Longlin.Geo.Features.Cql2;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Features;

/// <summary>
/// Asks a layer for a page of its features: one statement, walked by keys, so that page 200 costs what page 1 costs and
/// an edit meanwhile loses nothing.
/// </summary>
public static class CollectionQuery
{
    /// <summary>What a filter may name.</summary>
    public static IReadOnlyDictionary<string, CqlKind> Queryables(LayerDescription layer)
    {
        var all = layer.AllColumns.ToDictionary(
            c => c.Name,
            c =>
                c.Type switch
                {
                    ColumnType.Text => CqlKind.Text,
                    ColumnType.Integer or ColumnType.Number or ColumnType.Money => CqlKind.Number,
                    ColumnType.Boolean => CqlKind.Boolean,
                    ColumnType.Date => CqlKind.Date,
                    ColumnType.Texts => CqlKind.Texts,
                    ColumnType.Timestamp => CqlKind.Timestamp,
                    _ => throw new ArgumentOutOfRangeException(nameof(layer)),
                }
        );
        all["updated_at"] = CqlKind.Timestamp;
        if (layer.Geometry != GeometryKind.None)
            all["geom"] = CqlKind.Geometry;
        return all;
    }

    /// <summary>What a page may be ordered by.</summary>
    public static IReadOnlyList<string> Sortables(LayerDescription layer) =>
        [.. Queryables(layer).Where(q => q.Value is not (CqlKind.Geometry or CqlKind.Texts)).Select(q => q.Key)];

    /// <summary>
    /// The statement of a page, one row more than asked for. Columns: id, version, updated_at, those wanted, the sort
    /// keys as text, the geometry (GeoJSON, or WKT), place and writer of the row.
    /// </summary>
    /// <param name="database">The store.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="wkt">The geometry as WKT.</param>
    /// <param name="versions">Only which versions of which rows: neither properties nor geometry.</param>
    /// <exception cref="CqlException">The filter does not fit the layer.</exception>
    public static NpgsqlBatch Page(
        Database database,
        LayerDescription layer,
        ItemsQuestion question,
        bool wkt,
        bool versions = false
    )
    {
        NpgsqlBatchCommand command = new();
        var p = command.Parameters;
        StringBuilder sql = new("select f.id, f.version, f.updated_at");
        if (!versions)
        {
            foreach (var column in question.Properties ?? [.. layer.AllColumns.Select(c => c.Name)])
                sql.Append($", f.\"{column}\"");
        }

        foreach (var (i, key) in question.Sort.Index())
            sql.Append($", f.\"{key.Column}\"::text as \"{PageColumns.KeyName(i)}\"");
        if (layer.Geometry != GeometryKind.None && !versions)
            sql.Append($", {Geometry(question.Crs, wkt)} as \"{PageColumns.GeometryName}\"");
        sql.Append($", f.ctid, f.xmin\nfrom longlin.{layer.Name} f\nwhere {Where(layer, question, p)}");
        if (question.After is { } after)
            sql.Append($" and {Later(layer, question.Sort, after, p)}");
        sql.Append("\norder by ")
            .Append(
                string.Concat(
                    question.Sort.Select(k => $"f.\"{k.Column}\" {(k.Descending ? "desc" : "asc")} nulls last, ")
                )
            )
            .Append("f.id");
        sql.Append($"\nlimit {Add(p, question.Limit + 1, NpgsqlDbType.Integer)}");
        command.CommandText = sql.ToString();
        var batch = database.Source.CreateBatch();
        // How much of the layer lies in a box decides between walking along the ids and sorting what the index finds, a
        // factor of ten: the plan is made for these values, in this transaction alone.
        if (!question.IsWhole)
            batch.BatchCommands.Add(new("select set_config('plan_cache_mode', 'force_custom_plan', true)"));
        batch.BatchCommands.Add(command);
        return batch;
    }

    /// <summary>Runs the statement of <see cref="Page"/>.</summary>
    public static async Task<NpgsqlDataReader> ReadAsync(NpgsqlBatch page, CancellationToken cancellationToken)
    {
        var reader = await page.ExecuteReaderAsync(cancellationToken);
        try
        {
            if (page.BatchCommands.Count > 1)
                await reader.NextResultAsync(cancellationToken);
            return reader;
        }
        catch
        {
            // The connection goes back to the pool with its reader.
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <summary>The statement of one feature: id, version, updated_at, every column, the geometry as GeoJSON.</summary>
    public static NpgsqlCommand One(Database database, LayerDescription layer, long id, OgcCrs crs)
    {
        var shape =
            layer.Geometry == GeometryKind.None ? "" : $", {Geometry(crs, false)} as \"{PageColumns.GeometryName}\"";
        var command = database.Source.CreateCommand(
            "select f.id, f.version, f.updated_at"
                + $"{string.Concat(layer.AllColumns.Select(c => $", f.{c.Sql}"))}{shape} "
                + $"from longlin.{layer.Name} f where f.id = $1"
        );
        command.Parameters.Add(new() { Value = id });
        return command;
    }

    /// <summary>How many features there are in all; null where counting would cost more than the page.</summary>
    public static async Task<long?> CountAsync(
        Database database,
        LayerDescription layer,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(
            $"select case when (select reltuples from pg_class where oid = 'longlin.{layer.Name}'::regclass) "
                + $"< 50000 then (select count(*) from longlin.{layer.Name}) end"
        );
        return await command.ExecuteScalarAsync(cancellationToken) as long?;
    }

    /// <summary>The condition of a question.</summary>
    public static string Where(LayerDescription layer, ItemsQuestion question, NpgsqlParameterCollection p)
    {
        List<string> all = [];
        if (question.Boxes.Count > 0)
        {
            // A table without geometry lies nowhere: every box holds it (OGC 17-069r4, 7.15.3).
            if (layer.Geometry != GeometryKind.None)
                all.Add(
                    "("
                        + string.Join(
                            " or ",
                            question.Boxes.Select(b =>
                                "st_intersects(f.geom, st_makeenvelope("
                                + $"{Add(p, b.MinX, NpgsqlDbType.Double)}, {Add(p, b.MinY, NpgsqlDbType.Double)}, "
                                + $"{Add(p, b.MaxX, NpgsqlDbType.Double)}, {Add(p, b.MaxY, NpgsqlDbType.Double)}, "
                                + "4490))"
                            )
                        )
                        + ")"
                );
        }

        if (question.Days is var (from, to))
        {
            var (first, last) = (AddDay(from), AddDay(to));
            all.Add($"longlin.dates_meet(f.opened_on, f.closed_on, {first}, {last})");
        }

        foreach (var (column, value) in question.Exactly)
            all.Add($"f.\"{column}\" = {Add(p, value, null)}");
        if (question.Filter is not null)
            all.Add(new CqlSql(Queryables(layer), p, question.FilterCrs).Condition(question.Filter));
        return all.Count == 0 ? "true" : string.Join(" and ", all);

        string AddDay(DateOnly? day) => Add(p, (object?)day ?? DBNull.Value, NpgsqlDbType.Date);
    }

    // What comes after a place in the order, keys without a value last.
    private static string Later(
        LayerDescription layer,
        IReadOnlyList<SortKey> sort,
        ItemsCursor after,
        NpgsqlParameterCollection p
    )
    {
        List<string> ways = [];
        List<string> alike = [];
        for (var i = 0; i < sort.Count; i++)
        {
            var type =
                sort[i].Column == "updated_at"
                    ? "timestamptz"
                    : LayerTables.SqlType(layer.Column(sort[i].Column)!.Type);
            var (column, value) = (
                $"f.\"{sort[i].Column}\"",
                after.Keys[i] is { } text ? $"{Add(p, text, NpgsqlDbType.Text)}::{type}" : null
            );
            if (value is not null)
            {
                var beyond = sort[i].Descending ? "<" : ">";
                ways.Add($"({string.Join(" and ", [.. alike, $"({column} {beyond} {value} or {column} is null)"])})");
            }

            alike.Add(value is null ? $"{column} is null" : $"{column} = {value}");
        }

        ways.Add($"({string.Join(" and ", [.. alike, $"f.id > {Add(p, after.Id, NpgsqlDbType.Bigint)}"])})");
        return ways.Count == 1 ? ways[0] : $"({string.Join(" or ", ways)})";
    }

    private static string Geometry(OgcCrs crs, bool wkt)
    {
        var geometry = crs.Srid is 4490 or 4326 ? "f.geom" : $"st_transform(f.geom, {crs.Srid})";
        if (crs.NorthFirst)
            geometry = $"st_flipcoordinates({geometry})";
        return wkt ? $"st_astext({geometry}, {crs.Digits})" : $"st_asgeojson({geometry}, {crs.Digits}, 0)";
    }

    private static string Add(NpgsqlParameterCollection p, object value, NpgsqlDbType? type)
    {
        NpgsqlParameter parameter = new() { Value = value };
        if (type is { } known)
            parameter.NpgsqlDbType = known;
        p.Add(parameter);
        return string.Create(CultureInfo.InvariantCulture, $"${p.Count}");
    }
}
