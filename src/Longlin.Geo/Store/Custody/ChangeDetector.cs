using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Store.Custody;

/// <summary>Up to where a reader has seen the outbox.</summary>
/// <param name="Snapshot">The snapshot of its last look (<c>pg_snapshot</c> as text).</param>
/// <param name="Timestamp">When that look began, by the reader's <see cref="TimeProvider"/>.</param>
public sealed record ChangePoint(string Snapshot, long Timestamp);

/// <summary>One row of the outbox.</summary>
/// <param name="Layer">The layer that changed; <c>hamlet_since</c> stands for the verdicts on hamlet tiles.</param>
/// <param name="CountyCode">Six digits.</param>
/// <param name="Place">Where, as WKB in EPSG:3857; null when it was not asked for or the rows have no geometry.</param>
public readonly record struct OutboxChange(string Layer, string CountyCode, byte[]? Place);

/// <summary>Which changes a reader looks for; null means all.</summary>
public sealed record ChangeFilter
{
    /// <summary>Every change, with its place.</summary>
    public static readonly ChangeFilter WithPlaces = new() { Places = true };

    /// <summary>Only of this county.</summary>
    public string? County { get; init; }

    /// <summary>Only of these layers.</summary>
    public IReadOnlyCollection<string>? Layers { get; init; }

    /// <summary>Whether the answer says where.</summary>
    public bool Places { get; init; }
}

/// <summary>What a look at the outbox found.</summary>
/// <param name="Point">Where the next look starts.</param>
/// <param name="Everything">Whether the reader must assume that everything has changed.</param>
/// <param name="Changes">What was committed since the last look; empty when everything may have changed.</param>
public sealed record ChangesFound(ChangePoint Point, bool Everything, IReadOnlyList<OutboxChange> Changes)
{
    /// <summary>Whether anything that was looked for has changed.</summary>
    public bool Any => Everything || Changes.Count > 0;
}

/// <summary>
/// Tells what was committed since a reader looked last, whoever wrote it. A transaction counts when it was not visible
/// in the snapshot of that look, so a late commit is never missed and no lock is needed. Each reader keeps its own
/// <see cref="ChangePoint"/>.
/// </summary>
public sealed class ChangeDetector(TimeProvider time)
{
    /// <summary>Looks at the outbox on a connection, in the snapshot of its transaction if it has one.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="before">The last look; null on the first, which finds everything changed.</param>
    /// <param name="filter">What counts as a change.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <param name="timeoutSeconds">Limit of the query; null leaves the connection's.</param>
    public async Task<ChangesFound> FindAsync(
        NpgsqlConnection connection,
        ChangePoint? before,
        ChangeFilter filter,
        CancellationToken cancellationToken,
        int? timeoutSeconds = null
    )
    {
        var start = time.GetTimestamp();
        // A reader that has not looked for long may have missed what was pruned.
        if (before is not null && time.GetElapsedTime(before.Timestamp) > OutboxPruning.Kept / 2)
            before = null;
        await using NpgsqlCommand command = new(SqlFile.Text("Store.Custody.changes_since"), connection);
        if (timeoutSeconds is { } seconds)
            command.CommandTimeout = seconds;
        Add("snapshot", NpgsqlDbType.Text, before?.Snapshot);
        Add("county", NpgsqlDbType.Text, filter.County);
        Add("layers", NpgsqlDbType.Array | NpgsqlDbType.Text, filter.Layers?.ToArray());
        Add("places", NpgsqlDbType.Boolean, filter.Places);
        List<OutboxChange> changes = [];
        var snapshot = "";
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                snapshot = reader.Get<string>("snapshot");
                if (reader.Has("layer"))
                    changes.Add(
                        new(reader.Get<string>("layer"), reader.Get<string>("county_code"), reader.Find<byte[]>("box"))
                    );
            }
        }

        // Another database behind the same address, or one restored to an earlier day, numbers its transactions again.
        var everything = before is null || Next(snapshot) < Next(before.Snapshot);
        return new(new(snapshot, start), everything, everything ? [] : changes);

        void Add(string name, NpgsqlDbType type, object? value) =>
            command.Parameters.Add(new(name, type) { Value = value ?? DBNull.Value });
    }

    /// <summary>
    /// The counties in which one of these layers changed after the snapshot that their coverage was computed from.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FindCountiesBehindAsync(
        Database database,
        IReadOnlyCollection<string> layers,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Store.Custody.counties_behind"));
        command.Parameters.Add(new("layers", layers.ToArray()));
        List<string> counties = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            counties.Add(reader.Get<string>("county_code"));
        return counties;
    }

    // The first transaction that a snapshot does not know of.
    private static ulong Next(string snapshot) =>
        ulong.Parse(snapshot.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
}
