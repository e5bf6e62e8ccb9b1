using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql;

namespace Longlin.Geo.Tiles;

/// <summary>
/// Keeps a cache of tiles as new as the store. It asks the outbox for what was committed after the snapshot it asked in
/// last, by whatever hand, and forgets the tiles that this touches. A notification
/// hurries it; it needs none: nobody is given a tile from memory unless the outbox was asked less than half a second
/// ago.
/// </summary>
public sealed class TileFreshness(Database database, TileCache cache, TimeProvider time)
{
    /// <summary>For so long an answer of the outbox counts.</summary>
    public static readonly TimeSpan Counts = TimeSpan.FromMilliseconds(500);

    private const int TimeoutSeconds = 5;
    private readonly Lock _gate = new();
    private readonly WKBReader _reader = new();
    private long _asked;
    private bool _everAsked;
    private string? _snapshot;
    private Task? _asking;

    /// <summary>Whether tiles in memory may be given as they are without asking anybody.</summary>
    public bool Fresh
    {
        get
        {
            lock (_gate)
                return _everAsked && time.GetElapsedTime(_asked) < Counts;
        }
    }

    /// <summary>
    /// Whether tiles in memory may be given as they are; asks the outbox first where that is due. False while the
    /// database is away.
    /// </summary>
    public async ValueTask<bool> EnsureAsync(CancellationToken cancellationToken)
    {
        if (Fresh)
            return true;
        try
        {
            await Ask(late: false).WaitAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>
    /// Asks the outbox now: something was announced. What is asked already may have begun too early and does not count.
    /// </summary>
    public Task HurryAsync() => Ask(late: true);

    // One question at a time; who needs a later one waits for the running one and asks again.
    private Task Ask(bool late)
    {
        lock (_gate)
        {
            if (_asking is { IsCompleted: false } running)
                return late ? AfterAsync(running) : running;
            return _asking = Task.Run(RunAsync);
        }
    }

    private async Task AfterAsync(Task running)
    {
        await Task.WhenAny(running);
        await Ask(late: false);
    }

    private async Task RunAsync()
    {
        var start = time.GetTimestamp();
        // Who has not asked for so long may have missed what was pruned since: everything is forgotten.
        var before = _everAsked && time.GetElapsedTime(_asked) > OutboxPruning.Kept / 2 ? null : _snapshot;
        await using var command = database.Source.CreateCommand(
            before is null
                ? "select pg_current_snapshot()::text, null::text, null::bytea"
                : SqlFile.Text("Tiles.changes_since")
        );
        command.CommandTimeout = TimeoutSeconds;
        if (before is not null)
            command.Parameters.Add(new() { Value = before });
        List<(string Layer, byte[]? Place)> changes = [];
        string? snapshot = null;
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                snapshot = reader.GetString(0);
                if (!reader.IsDBNull(1))
                    changes.Add((reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<byte[]>(2)));
            }
        }

        // Another database behind the same address, or one put back to an earlier day, numbers its transactions anew.
        if (before is null || Next(snapshot!) < Next(before))
            cache.Clear();
        foreach (var (layer, place) in changes)
        {
            // A row without a geometry is on no tile.
            if (place is not null)
                Forget(layer == "hamlet_since" ? "hamlets" : layer, place);
        }

        lock (_gate)
            (_asked, _everAsked, _snapshot) = (start, true, snapshot);
    }

    // A shape that psql may store and this library cannot read, a curve say, must not stop all tiles: then the whole
    // layer is forgotten.
    private void Forget(string layer, byte[] place)
    {
        try
        {
            cache.Forget(layer, _reader.Read(place));
        }
        catch (Exception e)
            when (e
                    is ParseException
                        or TopologyException
                        or ArgumentException
                        or InvalidOperationException
                        or NotSupportedException
            )
        {
            cache.Forget(layer, null);
        }
    }

    // The first transaction that a snapshot does not know of.
    internal static ulong Next(string snapshot) =>
        ulong.Parse(snapshot.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
}
