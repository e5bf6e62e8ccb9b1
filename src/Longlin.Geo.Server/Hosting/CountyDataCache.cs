using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;
using Npgsql;

namespace Longlin.Geo.Server.Hosting;

/// <summary>
/// The home county's rows as they were last read; read again when a layer has changed since.
/// </summary>
internal sealed class CountyDataCache(Database database, Standard standard, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly ChangeDetector _changes = new(time);
    private readonly string[] _layers = [.. database.Catalog.Layers.Select(l => l.Name)];
    private (string County, ChangePoint Point, CountyData Data)? _held;

    public void Dispose() => _gate.Dispose();

    /// <summary>The rows, as new as the outbox.</summary>
    public async Task<CountyData> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            // The rows are read in the snapshot in which the outbox is looked at.
            await using var snapshot = await connection.BeginTransactionAsync(
                System.Data.IsolationLevel.RepeatableRead,
                cancellationToken
            );
            await using NpgsqlCommand home = new("select longlin.home_county()", connection);
            var county = (string)(await home.ExecuteScalarAsync(cancellationToken))!;
            var before = _held is { } known && known.County == county ? _held : null;
            var found = await _changes.FindAsync(
                connection,
                before?.Point,
                new() { County = county, Layers = _layers },
                cancellationToken
            );
            var data =
                before is { } held && !found.Any
                    ? held.Data
                    : await CountyReader.ReadAsync(
                        connection,
                        database.Catalog,
                        standard,
                        county,
                        CountyClock.Today(time),
                        cancellationToken
                    );
            _held = (county, found.Point, data);
            return data;
        }
        finally
        {
            _gate.Release();
        }
    }
}
