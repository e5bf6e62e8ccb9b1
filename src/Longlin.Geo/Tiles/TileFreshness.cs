using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql;

namespace Longlin.Geo.Tiles;

/// <summary>
/// Keeps a cache of tiles as new as the store: drops the tiles that a change touches, whoever made it. NOTIFY only
/// speeds this up; correctness does not depend on it, because no tile is served from memory unless the outbox was
/// checked less than <see cref="MaxStaleness"/> ago.
/// </summary>
public sealed class TileFreshness(Database database, TileCache cache, TimeProvider time)
{
    /// <summary>How long a check of the outbox stays valid.</summary>
    public static readonly TimeSpan MaxStaleness = TimeSpan.FromMilliseconds(500);

    private const int TimeoutSeconds = 5;
    private readonly Lock _gate = new();
    private readonly WKBReader _reader = new();
    private readonly ChangeDetector _changes = new(time);
    private ChangePoint? _point;
    private Task? _checking;

    /// <summary>Whether tiles in memory may be served without a check.</summary>
    public bool Fresh
    {
        get
        {
            lock (_gate)
                return _point is not null && time.GetElapsedTime(_point.Timestamp) < MaxStaleness;
        }
    }

    /// <summary>
    /// Whether tiles in memory may be served; checks the outbox first where that is due. False while the database is
    /// unavailable.
    /// </summary>
    public async ValueTask<bool> EnsureAsync(CancellationToken cancellationToken)
    {
        if (Fresh)
            return true;
        try
        {
            await CheckAsync(late: false).WaitAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>
    /// Checks the outbox now: something was announced. A check that is running may have begun too early and does not
    /// count.
    /// </summary>
    public Task HurryAsync() => CheckAsync(late: true);

    // One check at a time; a caller that needs a later one waits for the running one and starts another.
    private Task CheckAsync(bool late)
    {
        lock (_gate)
        {
            if (_checking is { IsCompleted: false } running)
                return late ? CheckAfterAsync(running) : running;
            return _checking = Task.Run(RunAsync);
        }
    }

    private async Task CheckAfterAsync(Task running)
    {
        await Task.WhenAny(running);
        await CheckAsync(late: false);
    }

    private async Task RunAsync()
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        var found = await _changes.FindAsync(
            connection,
            _point,
            ChangeFilter.WithPlaces,
            CancellationToken.None,
            TimeoutSeconds
        );
        if (found.Everything)
            cache.Clear();
        foreach (var change in found.Changes)
        {
            // A row without a geometry is on no tile.
            if (change.Place is { } place)
                Forget(change.Layer == "hamlet_since" ? "hamlets" : change.Layer, place);
        }

        lock (_gate)
            _point = found.Point;
    }

    // A shape that psql can store and this library cannot read, such as a curve, must not stop all tiles: then the
    // whole layer is dropped.
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
}
