using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;
using Npgsql;

namespace Longlin.Geo.Tiles;

/// <summary>
/// Where the layers lie: west, south, east, north in degrees of EPSG:4490. Only the layers that have changed since the
/// last question are measured again.
/// </summary>
public sealed class LayerExtents(Database database, TimeProvider time)
{
    private readonly string[] _layers =
    [
        .. database.Catalog.Layers.Where(l => l.Geometry != GeometryKind.None).Select(l => l.Name),
    ];
    private readonly ChangeDetector _changes = new(time);
    private volatile Known? _known;

    /// <summary>The extent of every layer that holds something.</summary>
    public async Task<IReadOnlyDictionary<string, double[]>> AllAsync(CancellationToken cancellationToken)
    {
        var before = _known;
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        var found = await _changes.FindAsync(connection, before?.Point, new() { Layers = _layers }, cancellationToken);
        Dictionary<string, double[]> extents = [];
        if (before is not null && !found.Everything)
        {
            var changed = found.Changes.Select(c => c.Layer).ToHashSet();
            foreach (var (layer, box) in before.Extents.Where(e => !changed.Contains(e.Key)))
                extents.Add(layer, box);
            await MeasureAsync(connection, [.. changed], extents, cancellationToken);
        }
        else
        {
            await MeasureAsync(connection, _layers, extents, cancellationToken);
        }

        // Measured after the look: what was committed between the two is measured once more by the next question.
        _known = new(found.Point, extents);
        return extents;
    }

    /// <summary>The extent of some layers together; null where they hold nothing.</summary>
    public async Task<double[]?> OfAsync(IReadOnlyList<string> layers, CancellationToken cancellationToken)
    {
        var all = await AllAsync(cancellationToken);
        return Union(layers.Where(all.ContainsKey).Select(l => all[l]));
    }

    /// <summary>
    /// The extent of some layers together as a connection sees them now; null where they hold nothing.
    /// </summary>
    public static async Task<double[]?> OfAsync(
        NpgsqlConnection connection,
        IReadOnlyList<string> layers,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, double[]> extents = [];
        await MeasureAsync(connection, layers, extents, cancellationToken);
        return Union(extents.Values);
    }

    private static double[]? Union(IEnumerable<double[]> boxes) =>
        boxes.Aggregate(
            (double[]?)null,
            (a, b) =>
                a is null ? b : [Math.Min(a[0], b[0]), Math.Min(a[1], b[1]), Math.Max(a[2], b[2]), Math.Max(a[3], b[3])]
        );

    // Adds the extents of the layers that hold something. Names are the catalogue's.
    private static async Task MeasureAsync(
        NpgsqlConnection connection,
        IReadOnlyList<string> layers,
        Dictionary<string, double[]> extents,
        CancellationToken cancellationToken
    )
    {
        if (layers.Count == 0)
            return;
        var boxes = layers.Select(l => $"select '{l}' as layer, st_extent(geom) as box from longlin.{l}");
        await using NpgsqlCommand command = new(
            $"""
            select layer, st_xmin(box) as west, st_ymin(box) as south, st_xmax(box) as east, st_ymax(box) as north
            from (
            {string.Join("\nunion all\n", boxes)}
            ) e
            where box is not null
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            extents[reader.Get<string>("layer")] =
            [
                reader.Get<double>("west"),
                reader.Get<double>("south"),
                reader.Get<double>("east"),
                reader.Get<double>("north"),
            ];
    }

    private sealed record Known(ChangePoint Point, IReadOnlyDictionary<string, double[]> Extents);
}
