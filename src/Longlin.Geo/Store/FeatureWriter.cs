using System.Globalization;
using Longlin.Geo.Model;
using Npgsql;

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

/// <summary>
/// The way of every bulk write: COPY into a staging table, then one merge, in the caller's transaction.
/// </summary>
public sealed class FeatureWriter(NpgsqlConnection connection, LayerDescription layer) : IAsyncDisposable
{
    private readonly ColumnDescription[] _columns = [.. layer.AllColumns];
    private readonly bool[] _present = new bool[layer.AllColumns.Count()];
    private readonly bool _hasGeometry = layer.Geometry != GeometryKind.None;
    private BinaryCopy? _copy;

    /// <summary>The counties that the first digits of a code may name, beside the home county.</summary>
    public HashSet<string> KnownCounties { get; init; } = [];

    /// <summary>Counties that codes begin with and that are not known, with how many rows: those are stored under the
    /// home county.</summary>
    public Dictionary<string, long> UnknownCounties { get; } = [];

    /// <summary>Rows in the staging table.</summary>
    public long Staged { get; private set; }

    /// <summary>Codes of rows that were rejected: a replacing merge leaves their features as they are.</summary>
    public IReadOnlyList<string> Kept { get; set; } = [];

    /// <summary>Creates the staging table and opens the COPY.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", _columns.Select(c => $"{c.Sql} {LayerTables.SqlType(c.Type)}"));
        await using (
            NpgsqlCommand create = new(
                "drop table if exists pg_temp.staging; create temp table staging (row_number bigint, "
                    + "code_made boolean, county_code text, place_hash bigint, "
                    + $"{columns}{(_hasGeometry ? ", geom geometry(geometry, 4490)" : "")}) on commit drop",
                connection
            )
        )
            await create.ExecuteNonQueryAsync(cancellationToken);
        _copy = await BinaryCopy.OpenAsync(
            connection,
            "staging (row_number, code_made, county_code, place_hash, "
                + $"{string.Join(", ", _columns.Select(c => c.Sql))}{(_hasGeometry ? ", geom" : "")})",
            cancellationToken
        );
        Array.Clear(_present);
        Staged = 0;
    }

    /// <summary>
    /// Adds one feature. Its county is the value <c>county_code</c>, else the first six digits of a national code where
    /// they name a known county, else the home county. Blocks while the server is busy.
    /// </summary>
    /// <param name="feature">The feature.</param>
    /// <param name="homeCounty">The county of features that do not tell.</param>
    /// <param name="row">Its number in the file.</param>
    /// <param name="codeMade">Whether its code was made from its place.</param>
    public void Write(FeatureRecord feature, string homeCounty, long row = 0, bool codeMade = false)
    {
        var copy = _copy ?? throw new InvalidOperationException("BeginAsync comes first.");
        copy.StartRow(_columns.Length + (_hasGeometry ? 5 : 4));
        copy.BigInteger(row);
        copy.Boolean(codeMade);
        copy.Text(CountyOf(feature, homeCounty));
        if (feature.Geometry is null)
            copy.Null();
        else
            copy.BigInteger(PlaceHash.Of(feature.Geometry));
        for (var i = 0; i < _columns.Length; i++)
        {
            if (feature.Values.TryGetValue(_columns[i].Name, out var value))
                _present[i] = true;
            WriteValue(copy, _columns[i].Type, value);
        }

        if (_hasGeometry)
            copy.Geometry(feature.Geometry);
    }

    /// <summary>Closes the COPY: the staging table can be asked.</summary>
    public async Task CompleteAsync()
    {
        var copy = _copy ?? throw new InvalidOperationException("BeginAsync comes first.");
        Staged = await copy.CompleteAsync();
        _copy = null;
    }

    /// <summary>Takes rows out of the staging table again.</summary>
    public async Task RemoveAsync(long[] rows, CancellationToken cancellationToken)
    {
        if (rows.Length == 0)
            return;
        await using NpgsqlCommand remove = new("delete from staging where row_number = any($1)", connection)
        {
            CommandTimeout = 0,
        };
        remove.Parameters.Add(new() { Value = rows });
        Staged -= await remove.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Merges what is staged. Only columns that some row brought are changed.</summary>
    /// <param name="importId">The record of the import the rows belong to, or null.</param>
    /// <param name="mode">How known codes are met.</param>
    /// <param name="cancellationToken">Stops the statement.</param>
    /// <exception cref="PostgresException">A constraint refuses a row; the transaction is lost and nothing
    /// changes.</exception>
    public async Task<MergeCounts> MergeAsync(long? importId, WriteMode mode, CancellationToken cancellationToken)
    {
        List<string> changed = [.. _columns.Where((c, i) => c.Name != "code" && _present[i]).Select(c => c.Sql)];
        if (_hasGeometry)
            changed.Add("geom");
        var names = string.Join(", ", changed);
        await using NpgsqlCommand setImport = new("select set_config('longlin.import_id', $1, true)", connection);
        setImport.Parameters.Add(new() { Value = importId?.ToString(CultureInfo.InvariantCulture) ?? "" });
        await setImport.ExecuteNonQueryAsync(cancellationToken);
        long deleted = 0;
        if (mode == WriteMode.Replace)
        {
            await using NpgsqlCommand delete = new(
                SqlFile
                    .Text("Store.delete_unmentioned")
                    .Replace("longlin.roads", $"longlin.{layer.Name}", StringComparison.Ordinal),
                connection
            )
            {
                CommandTimeout = 0,
            };
            delete.Parameters.Add(new("kept", Kept.ToArray()));
            deleted = await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        await using NpgsqlCommand known = new(
            $"select exists (select from staging s join longlin.{layer.Name} t on t.county_code = "
                + "s.county_code and t.code = s.code)",
            connection
        )
        {
            CommandTimeout = 0,
        };
        // Where a value comes from is no part of it: a renamed file changes nothing.
        var compared = changed.FindAll(c => c.Trim('"') != "source");
        // An insert that expects no conflict is a third faster; whatever comes between the two is refused by the unique
        // index.
        var conflict =
            mode == WriteMode.Append || await known.ExecuteScalarAsync(cancellationToken) is false
                ? ""
                : $"""
                    on conflict (county_code, code) do update set {string.Join(
                        ", ",
                        changed.Select(c => $"{c} = excluded.{c}")
                    )}
                    where ({string.Join(", ", compared.Select(c => Comparable("t", c)))}) is distinct from ({string.Join(
                        ", ",
                        compared.Select(c => Comparable("excluded", c))
                    )})
                    """;
        var insert =
            $"insert into longlin.{layer.Name} as t (county_code, code, "
            + $"import_id{string.Concat(changed.Select(c => ", " + c))}) select county_code, code, "
            + $"$1{string.Concat(changed.Select(c => ", " + c))} from staging {conflict}";
        await using NpgsqlCommand merge = new(
            conflict.Length == 0
                ? insert
                : $"with merged as ({insert} returning (xmax = 0) as inserted) select "
                    + "count(*) filter (where inserted) as inserted, "
                    + "count(*) filter (where not inserted) as updated from merged",
            connection
        )
        {
            CommandTimeout = 0,
        };
        merge.Parameters.Add(new NpgsqlParameter<long?> { TypedValue = importId });
        if (conflict.Length == 0)
            return new MergeCounts(await merge.ExecuteNonQueryAsync(cancellationToken), 0, 0, deleted);
        await using var reader = await merge.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        long inserted = reader.Get<long>("inserted"),
            updated = reader.Get<long>("updated");
        return new MergeCounts(inserted, updated, Staged - inserted - updated, deleted);
    }

    /// <summary>Gives up a COPY that was not merged.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_copy is not null)
            await _copy.DisposeAsync();
        _copy = null;
    }

    private static string Comparable(string table, string column) =>
        column == "geom" ? $"st_asewkb({table}.geom)" : $"{table}.{column}";

    private string CountyOf(FeatureRecord feature, string homeCounty)
    {
        if (feature["county_code"] is string named)
            return named;
        if (
            !layer.DivisionCodes
            || feature["code"] is not string { Length: 6 or 9 or 12 or 15 } code
            || code.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0
        )
            return homeCounty;
        var county = code[..6];
        if (county == homeCounty || KnownCounties.Contains(county))
            return county;
        // A county's own outline makes it known.
        if (code.Length == 6 && feature["level"] is "county")
        {
            KnownCounties.Add(county);
            return county;
        }

        UnknownCounties[county] = UnknownCounties.GetValueOrDefault(county) + 1;
        return homeCounty;
    }

    private static void WriteValue(BinaryCopy copy, ColumnType type, object? value)
    {
        switch (type, value)
        {
            case (_, null):
                copy.Null();
                break;
            case (ColumnType.Text, string v):
                copy.Text(v);
                break;
            case (ColumnType.Integer, int v):
                copy.Integer(v);
                break;
            case (ColumnType.Number, double v):
                copy.Number(v);
                break;
            case (ColumnType.Money, decimal v):
                copy.Money(v);
                break;
            case (ColumnType.Boolean, bool v):
                copy.Boolean(v);
                break;
            case (ColumnType.Date, DateOnly v):
                copy.Date(v);
                break;
            case (ColumnType.Texts, string[] v):
                copy.Texts(v);
                break;
            case (ColumnType.Timestamp, DateTime v):
                copy.Timestamp(v);
                break;
            default:
                throw new ArgumentException($"A {type} column cannot hold a {value.GetType().Name}.");
        }
    }
}
