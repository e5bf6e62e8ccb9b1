using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;
using Npgsql;

namespace Longlin.Geo.Store;

/// <summary>A feature as the store has it now.</summary>
public sealed record FeatureVersion(long Id, long Version);

/// <summary>The feature was changed by another hand, or its code is taken.</summary>
public sealed class EditConflictException(Bilingual reason) : Exception(reason.En)
{
    /// <summary>Why.</summary>
    public Bilingual Reason => reason;
}

/// <summary>The feature as it would be does not fit its layer.</summary>
public sealed class EditRefusedException(IReadOnlyList<Rejection> reasons)
    : Exception(string.Join("; ", reasons.Select(r => r.Describe().En)))
{
    /// <summary>Why.</summary>
    public IReadOnlyList<Rejection> Reasons => reasons;
}

/// <summary>
/// Writes single features on the way of every import: staged, checked, merged, in one transaction with its history.
/// </summary>
public static class FeatureEdit
{
    /// <summary>Adds a feature.</summary>
    /// <param name="database">The store.</param>
    /// <param name="layer">Its layer.</param>
    /// <param name="record">Checked values, geometry in EPSG:4490.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="township">The only township the actor may write, or null.</param>
    /// <param name="restoringKinds">Kinds of works that may be planned inside a red line 搬出地红线; null: red lines
    /// are not
    /// looked at.</param>
    /// <param name="cancellationToken">Takes everything back.</param>
    /// <exception cref="EditConflictException">The code is taken.</exception>
    /// <exception cref="EditRefusedException">It is a new work inside a red line.</exception>
    /// <exception cref="OutsideScopeException">It lies outside the township.</exception>
    public static async Task<FeatureVersion> CreateAsync(
        Database database,
        LayerDescription layer,
        FeatureRecord record,
        string actor,
        string? township,
        IReadOnlyList<string>? restoringKinds,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Actor.SetAsync(connection, actor, cancellationToken);
        var version = await MergeAsync(
            connection,
            layer,
            record,
            WriteMode.Append,
            township,
            restoringKinds,
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return version;
    }

    /// <summary>Changes a feature; null when there is none.</summary>
    /// <param name="database">The store.</param>
    /// <param name="layer">Its layer.</param>
    /// <param name="id">Its id.</param>
    /// <param name="known">The version that the actor knows; null: whichever there is.</param>
    /// <param name="change">From what it is to what it shall be; null deletes it.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="township">The only township the actor may write, or null.</param>
    /// <param name="restoringKinds">Kinds of works that may be planned inside a red line 搬出地红线; null: red lines
    /// are not
    /// looked at.</param>
    /// <param name="cancellationToken">Takes everything back.</param>
    /// <exception cref="EditConflictException">It is at another version, or its code would change.</exception>
    /// <exception cref="EditRefusedException">What it would be does not fit, thrown by <paramref name="change"/>; or it
    /// would become a new work inside a red line.</exception>
    /// <exception cref="OutsideScopeException">It lies outside the township, or would.</exception>
    public static async Task<FeatureVersion?> ChangeAsync(
        Database database,
        LayerDescription layer,
        long id,
        long? known,
        Func<FeatureRecord, FeatureRecord?> change,
        string actor,
        string? township,
        IReadOnlyList<string>? restoringKinds,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Actor.SetAsync(connection, actor, cancellationToken);
        if (await ReadAsync(connection, layer, id, cancellationToken) is not var (record, version))
            return null;
        if (known is { } expected && expected != version)
            throw new EditConflictException(
                new(
                    $"对象已被他人改为第 {version} 版，请重新读取后再改",
                    $"the feature is at version {version} by another hand: read it again first"
                )
            );
        if (change(record) is not { } next)
        {
            if (township is not null)
                await StageAsync(connection, layer, record, township, cancellationToken);
            await using NpgsqlCommand delete = new(
                $"delete from longlin.{layer.Name} where county_code = $1 and id = $2",
                connection
            );
            delete.Parameters.Add(new() { Value = record["county_code"]! });
            delete.Parameters.Add(new() { Value = id });
            await delete.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new(id, version);
        }

        if (!Equals(next["code"], record["code"]))
            throw new EditConflictException(
                new("编码不能修改，请删除后新建", "a code does not change: delete the feature and add another")
            );
        // Every column is written: what the new state does not name is empty.
        Dictionary<string, object?> values = new(next.Values) { ["county_code"] = record["county_code"] };
        foreach (var column in layer.AllColumns)
            values.TryAdd(column.Name, null);
        var changed = await MergeAsync(
            connection,
            layer,
            new(values, next.Geometry),
            WriteMode.Upsert,
            township,
            restoringKinds,
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    private static async Task<FeatureVersion> MergeAsync(
        NpgsqlConnection connection,
        LayerDescription layer,
        FeatureRecord record,
        WriteMode mode,
        string? township,
        IReadOnlyList<string>? restoringKinds,
        CancellationToken cancellationToken
    )
    {
        await using var writer = await StageAsync(connection, layer, record, township, cancellationToken);
        if (
            restoringKinds is not null
            && await new StagingChecks(connection, layer).InsideRedLineAsync([.. restoringKinds], cancellationToken)
                is { Count: > 0 } inside
        )
            throw new EditRefusedException(inside);
        try
        {
            await writer.MergeAsync(null, mode, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new EditConflictException(
                new($"编码 {record["code"]} 已存在", $"the code {record["code"]} exists already")
            );
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CheckViolation)
        {
            throw new EditRefusedException([
                new(1, null, null, new($"不符合约束 {e.ConstraintName}", $"violates {e.ConstraintName}")),
            ]);
        }

        await using NpgsqlCommand now = new(
            $"select t.id, t.version from longlin.{layer.Name} t join staging s on s.county_code = "
                + "t.county_code and s.code = t.code",
            connection
        );
        await using var reader = await now.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.Get<long>("id"), reader.Get<long>("version"));
    }

    private static async Task<FeatureWriter> StageAsync(
        NpgsqlConnection connection,
        LayerDescription layer,
        FeatureRecord record,
        string? township,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand home = new("select longlin.home_county()", connection);
        var county = (string)(await home.ExecuteScalarAsync(cancellationToken))!;
        FeatureWriter writer = new(connection, layer);
        await writer.BeginAsync(cancellationToken);
        writer.Write(record, county, 1);
        await writer.CompleteAsync();
        if (township is null)
            return writer;
        var outside = await new StagingChecks(connection, layer).OutsideTownshipAsync(
            layer.Name,
            township,
            cancellationToken
        );
        return outside.Count == 0 ? writer : throw new OutsideScopeException(outside[0].Reason);
    }

    private static async Task<(FeatureRecord Record, long Version)?> ReadAsync(
        NpgsqlConnection connection,
        LayerDescription layer,
        long id,
        CancellationToken cancellationToken
    )
    {
        var columns = layer.AllColumns.ToArray();
        var geometry = layer.Geometry != GeometryKind.None;
        await using NpgsqlCommand command = new(
            $"select version, county_code, {string.Join(", ", columns.Select(c => c.Sql))}"
                + $"{(geometry ? ", geom" : "")} from longlin.{layer.Name} where id = $1 for update",
            connection
        );
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        Dictionary<string, object?> values = new() { ["county_code"] = reader.Get<string>("county_code") };
        for (var i = 0; i < columns.Length; i++)
            values[columns[i].Name] =
                !reader.Has(columns[i].Name) ? null
                : columns[i].Type == ColumnType.Date ? reader.Get<DateOnly>(columns[i].Name)
                : reader[columns[i].Name];
        return (new(values, geometry ? reader.Find<Geometry>("geom") : null), reader.Get<long>("version"));
    }
}
