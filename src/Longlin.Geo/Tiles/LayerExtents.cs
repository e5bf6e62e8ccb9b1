using System.Globalization;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Tiles;

/// <summary>
/// Where the layers lie: west, south, east, north in degrees of EPSG:4490. One statement answers for all of them and
/// measures only those that the outbox says have changed since it was asked last.
/// </summary>
public sealed class LayerExtents(Database database, TimeProvider time)
{
    private readonly string[] _layers =
    [
        .. database.Catalog.Layers.Where(l => l.Geometry != GeometryKind.None).Select(l => l.Name),
    ];
    private volatile Known? _known;

    /// <summary>Of every layer that holds something.</summary>
    public async Task<IReadOnlyDictionary<string, double[]>> AllAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        // Who has not asked for so long may have missed what was pruned since.
        var before = _known;
        if (before is not null && time.GetElapsedTime(before.Asked) > OutboxPruning.Kept / 2)
            before = null;
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        var (snapshot, extents) = await MeasureAsync(connection, _layers, before, cancellationToken);
        // Another database behind the same address, or one put back to an earlier day, numbers its transactions anew.
        if (before is { Snapshot: var last } && TileFreshness.Next(snapshot) < TileFreshness.Next(last))
            (snapshot, extents) = await MeasureAsync(connection, _layers, null, cancellationToken);
        // Whoever comes in between: each of the two is true of its own snapshot.
        _known = new(snapshot, extents, start);
        return extents;
    }

    /// <summary>Of some layers together; null where nothing lies.</summary>
    public async Task<double[]?> OfAsync(IReadOnlyList<string> layers, CancellationToken cancellationToken)
    {
        var all = await AllAsync(cancellationToken);
        return Together(layers.Where(all.ContainsKey).Select(l => all[l]));
    }

    /// <summary>Of some layers together as a connection sees them now; null where nothing lies.</summary>
    public static async Task<double[]?> OfAsync(
        NpgsqlConnection connection,
        IReadOnlyList<string> layers,
        CancellationToken cancellationToken
    ) => Together((await MeasureAsync(connection, layers, null, cancellationToken)).Extents.Values);

    private static double[]? Together(IEnumerable<double[]> boxes) =>
        boxes.Aggregate(
            (double[]?)null,
            (a, b) =>
                a is null ? b : [Math.Min(a[0], b[0]), Math.Min(a[1], b[1]), Math.Max(a[2], b[2]), Math.Max(a[3], b[3])]
        );

    private static async Task<(string Snapshot, Dictionary<string, double[]> Extents)> MeasureAsync(
        NpgsqlConnection connection,
        IReadOnlyList<string> layers,
        Known? before,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(Sql(layers), connection);
        command.Parameters.Add(
            new() { Value = (object?)before?.Snapshot ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        Dictionary<string, double[]> extents = [];
        var snapshot = "";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            snapshot = reader.GetString(0);
            var layer = reader.GetString(1);
            if (!reader.GetBoolean(2))
            {
                if (before!.Extents.TryGetValue(layer, out var same))
                    extents[layer] = same;
            }
            else if (!reader.IsDBNull(3))
            {
                extents[layer] = [reader.GetDouble(3), reader.GetDouble(4), reader.GetDouble(5), reader.GetDouble(6)];
            }
        }

        return (snapshot, extents);
    }

    // A case is looked into only where it is true: a layer that has not changed is not read. Names are the catalogue's.
    private static string Sql(IEnumerable<string> layers) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            with changed as materialized (
              select distinct o.layer from longlin.outbox o where o.tx >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(o.tx, $1::pg_snapshot)
            )
            select pg_current_snapshot()::text, e.layer, e.measured, st_xmin(e.box), st_ymin(e.box), st_xmax(e.box), st_ymax(e.box)
            from (
            {string.Join(
                "\nunion all\n",
                layers.Select(l =>
                    $"select '{l}' as layer, m.yes as measured, case when m.yes then (select st_extent(geom) from longlin.{l}) end as box from (select $1 is null or '{l}' in (select layer from changed) as yes) m"
                )
            )}
            ) e
            """
        );

    private sealed record Known(string Snapshot, IReadOnlyDictionary<string, double[]> Extents, long Asked);
}
