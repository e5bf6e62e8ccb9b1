using System.Globalization;
using Longlin.Geo.Model;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Store;

/// <summary>How an import meets the rows that are there.</summary>
public enum WriteMode
{
    /// <summary>New codes are inserted, known codes are changed where they differ.</summary>
    Upsert,

    /// <summary>As upsert, and the layer's rows of the same counties that the file lacks are deleted.</summary>
    Replace,

    /// <summary>New codes are inserted; a known code is an error.</summary>
    Append,
}

/// <summary>Counts of what a merge did.</summary>
public sealed record MergeCounts(long Inserted, long Updated, long Unchanged, long Deleted);

/// <summary>The way of every bulk write: COPY into a staging table, then one merge, in the caller's transaction.</summary>
public sealed class FeatureWriter(NpgsqlConnection connection, LayerDescription layer) : IAsyncDisposable
{
    private readonly ColumnDescription[] _columns = [.. layer.AllColumns];
    private readonly bool _hasGeometry = layer.Geometry != GeometryKind.None;
    private NpgsqlBinaryImporter? _importer;
    private HashSet<string> _present = [];

    /// <summary>Creates the staging table and opens the COPY.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", _columns.Select(c => $"{c.Name} {LayerTables.SqlType(c.Type)}"));
        await using (NpgsqlCommand create = new($"drop table if exists pg_temp.staging; create temp table staging (county_code text, {columns}{(_hasGeometry ? ", geom geometry(geometry, 4490)" : "")}) on commit drop", connection))
            await create.ExecuteNonQueryAsync(cancellationToken);
        _importer = await connection.BeginBinaryImportAsync($"copy staging (county_code, {string.Join(", ", _columns.Select(c => c.Name))}{(_hasGeometry ? ", geom" : "")}) from stdin (format binary)", cancellationToken);
        _present = [];
    }

    /// <summary>Adds one feature. Its county is the value <c>county_code</c>, else the first six digits of a national code, else the home county.</summary>
    public async Task WriteAsync(FeatureRecord feature, string homeCounty, CancellationToken cancellationToken)
    {
        var importer = _importer ?? throw new InvalidOperationException("BeginAsync comes first.");
        _present.UnionWith(feature.Values.Keys);
        await importer.StartRowAsync(cancellationToken);
        await importer.WriteAsync(CountyOf(feature, homeCounty), NpgsqlDbType.Text, cancellationToken);
        foreach (var column in _columns)
            await WriteValueAsync(importer, column.Type, feature[column.Name], cancellationToken);
        if (!_hasGeometry) return;
        if (feature.Geometry is null) await importer.WriteNullAsync(cancellationToken);
        else await importer.WriteAsync(feature.Geometry, NpgsqlDbType.Geometry, cancellationToken);
    }

    /// <summary>Closes the COPY and merges. Only columns that some row brought are changed.</summary>
    /// <param name="importId">The record of the import the rows belong to, or null.</param>
    /// <param name="mode">How known codes are met.</param>
    /// <param name="cancellationToken">Stops the statement.</param>
    /// <exception cref="PostgresException">A constraint refuses a row; the transaction is lost and nothing changes.</exception>
    public async Task<MergeCounts> MergeAsync(long? importId, WriteMode mode, CancellationToken cancellationToken)
    {
        var importer = _importer ?? throw new InvalidOperationException("BeginAsync comes first.");
        var staged = (long)await importer.CompleteAsync(cancellationToken);
        await importer.DisposeAsync();
        _importer = null;
        List<string> changed = [.. _columns.Where(c => c.Name != "code" && _present.Contains(c.Name)).Select(c => c.Name)];
        if (_hasGeometry) changed.Add("geom");
        var names = string.Join(", ", changed);
        var conflict = mode == WriteMode.Append
            ? ""
            : $"""
               on conflict (county_code, code) do update set {string.Join(", ", changed.Select(c => $"{c} = excluded.{c}"))}
               where ({string.Join(", ", changed.Select(c => Comparable("t", c)))}) is distinct from ({string.Join(", ", changed.Select(c => Comparable("excluded", c)))})
               """;
        await using NpgsqlCommand setImport = new("select set_config('longlin.import_id', $1, true)", connection);
        setImport.Parameters.Add(new() { Value = importId?.ToString(CultureInfo.InvariantCulture) ?? "" });
        await setImport.ExecuteNonQueryAsync(cancellationToken);
        long deleted = 0;
        if (mode == WriteMode.Replace)
        {
            await using NpgsqlCommand delete = new($"delete from longlin.{layer.Name} t where t.county_code in (select distinct county_code from staging) and not exists (select from staging s where s.county_code = t.county_code and s.code = t.code)", connection);
            deleted = await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        await using NpgsqlCommand merge = new($"""
            with merged as (
              insert into longlin.{layer.Name} as t (county_code, code, import_id, {names})
              select county_code, code, $1, {names} from staging
              {conflict}
              returning (xmax = 0) as inserted)
            select count(*) filter (where inserted), count(*) filter (where not inserted) from merged
            """, connection);
        merge.Parameters.Add(new NpgsqlParameter<long?> { TypedValue = importId });
        await using var reader = await merge.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        long inserted = reader.GetInt64(0), updated = reader.GetInt64(1);
        return new MergeCounts(inserted, updated, staged - inserted - updated, deleted);
    }

    /// <summary>Gives up a COPY that was not merged.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_importer is not null) await _importer.DisposeAsync();
        _importer = null;
    }

    private static string Comparable(string table, string column) => column == "geom" ? $"st_asewkb({table}.geom)" : $"{table}.{column}";

    private static string CountyOf(FeatureRecord feature, string homeCounty)
    {
        if (feature["county_code"] is string named) return named;
        return feature["code"] is string { Length: 6 or 9 or 12 or 15 } code && code.All(char.IsAsciiDigit) ? code[..6] : homeCounty;
    }

    private static Task WriteValueAsync(NpgsqlBinaryImporter importer, ColumnType type, object? value, CancellationToken cancellationToken) => (type, value) switch
    {
        (_, null) => importer.WriteNullAsync(cancellationToken),
        (ColumnType.Text, string v) => importer.WriteAsync(v, NpgsqlDbType.Text, cancellationToken),
        (ColumnType.Integer, int v) => importer.WriteAsync(v, NpgsqlDbType.Integer, cancellationToken),
        (ColumnType.Number, double v) => importer.WriteAsync(v, NpgsqlDbType.Double, cancellationToken),
        (ColumnType.Money, decimal v) => importer.WriteAsync(v, NpgsqlDbType.Numeric, cancellationToken),
        (ColumnType.Boolean, bool v) => importer.WriteAsync(v, NpgsqlDbType.Boolean, cancellationToken),
        (ColumnType.Date, DateOnly v) => importer.WriteAsync(v, NpgsqlDbType.Date, cancellationToken),
        (ColumnType.Texts, string[] v) => importer.WriteAsync(v, NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken),
        _ => throw new ArgumentException($"A {type} column cannot hold a {value.GetType().Name}."),
    };
}
