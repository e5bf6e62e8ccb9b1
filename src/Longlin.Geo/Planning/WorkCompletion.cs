using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Planning;

/// <summary>What finishing a work changed.</summary>
/// <param name="Opened">Codes of assets that were planned or being built and are open now.</param>
/// <param name="Hardened">Codes of roads whose surface changed.</param>
public sealed record WorkCompletionResult(
    string Code,
    DateOnly FinishedOn,
    IReadOnlyList<string> Opened,
    IReadOnlyList<string> Hardened
);

/// <summary>
/// Finishes a work that was accepted: the work, the assets it opens and the roads it hardens change together or not at
/// all.
/// </summary>
public static class WorkCompletion
{
    /// <summary>Finishes.</summary>
    /// <param name="database">The store.</param>
    /// <param name="county">Six digits.</param>
    /// <param name="code">The work.</param>
    /// <param name="finishedOn">The day of its acceptance; not in the future.</param>
    /// <param name="surface">The surface of roads that a work of kind harden leaves.</param>
    /// <param name="hardSurfaces">The surfaces that count as hardened.</param>
    /// <param name="actor">Who says so.</param>
    /// <param name="mayWrite">Whether the actor may write a layer.</param>
    /// <param name="cancellationToken">Takes everything back.</param>
    /// <returns>Null when there is no such work.</returns>
    /// <exception cref="OutsideScopeException">An asset lies in a layer that the actor may not write.</exception>
    /// <exception cref="UsageException">It is finished already, given up, names assets that are nowhere, or one that
    /// would open after it closes.</exception>
    public static async Task<WorkCompletionResult?> RunAsync(
        Database database,
        string county,
        string code,
        DateOnly finishedOn,
        string surface,
        string[] hardSurfaces,
        string actor,
        Func<string, bool> mayWrite,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Actor.SetAsync(connection, actor, cancellationToken);
        string[] assets;
        bool hardens;
        await using (
            NpgsqlCommand work = new(
                "select status, finished_on, coalesce(assets, '{}') as assets, coalesce(kind, '') as kind from longlin.works "
                    + "where county_code = $1 and code = $2 for update",
                connection
            )
        )
        {
            work.Parameters.Add(new() { Value = county });
            work.Parameters.Add(new() { Value = code });
            await using var reader = await work.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
                return null;
            if (reader.Has("finished_on"))
                throw new UsageException(
                    new(
                        $"工程 {code} 已于 {reader.Get<DateOnly>("finished_on"):yyyy-MM-dd} 完工。",
                        $"Work {code} was finished on {reader.Get<DateOnly>("finished_on"):yyyy-MM-dd}."
                    )
                );
            if (reader.Get<string>("status") == "closed")
                throw new UsageException(new($"工程 {code} 已停止。", $"Work {code} was stopped."));
            (assets, hardens) = (reader.Get<string[]>("assets"), reader.Get<string>("kind") == "harden");
        }

        HashSet<string> missing = [.. assets];
        List<string> opened = [],
            hardened = [];
        foreach (var layer in database.Catalog.Layers.Where(l => l.Assets).Select(l => l.Name))
        {
            await ChangeAsync(
                $"select code from longlin.{layer} where county_code = $1 and code = any($2)",
                found =>
                {
                    missing.Remove(found);
                    if (!mayWrite(layer))
                        throw new OutsideScopeException(
                            new(
                                $"资产 {found} 在图层 {layer}，本用户不能写。",
                                $"Asset {found} lies in layer {layer}, which this user may not write."
                            )
                        );
                }
            );
            // A planned asset has a planned day; the real opening day replaces it.
            await ChangeAsync(
                $"update longlin.{layer} set status = 'open', opened_on = $3 where county_code = $1 and code = any($2) "
                    + "and status in ('planned', 'building') returning code",
                opened.Add,
                finishedOn
            );
        }

        // A road that was already hardened keeps its surface and dates: they tell since when it is.
        if (hardens)
            await ChangeAsync(
                "update longlin.roads set prior_surface = case when code = any($5) then prior_surface else surface end"
                    + ", surface = $4, surfaced_on = $3, accepted = true "
                    + "where county_code = $1 and code = any($2) and coalesce(surface <> all($6), true) returning code",
                hardened.Add,
                finishedOn,
                surface,
                opened.ToArray(),
                hardSurfaces
            );
        if (missing.Count > 0)
            throw new UsageException(
                new(
                    $"工程 {code} 的资产不存在：{string.Join("、", missing.Order(StringComparer.Ordinal))}。",
                    $"Assets of work {code} do not "
                        + $"exist: {string.Join(", ", missing.Order(StringComparer.Ordinal))}."
                )
            );
        await using NpgsqlCommand finish = new(
            "update longlin.works set status = 'open', finished_on = $3, progress_pct = 100 "
                + "where county_code = $1 and code = $2",
            connection
        );
        foreach (var value in (object[])[county, code, finishedOn])
            finish.Parameters.Add(new() { Value = value });
        await finish.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(code, finishedOn, opened, hardened);

        async Task ChangeAsync(string sql, Action<string> of, params object[] more)
        {
            await using NpgsqlCommand command = new(sql, connection);
            foreach (var value in (object[])[county, assets, .. more])
                command.Parameters.Add(new() { Value = value });
            try
            {
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                    of(reader.Get<string>("code"));
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CheckViolation)
            {
                throw new UsageException(
                    new(
                        $"工程 {code} 的一项资产按 {finishedOn:yyyy-MM-dd} 开通将晚于其停用日期，请先更正该资产。",
                        $"An asset of work {code} would open on {finishedOn:yyyy-MM-dd}, not before it closes: "
                            + "correct the asset first."
                    )
                );
            }
        }
    }
}
