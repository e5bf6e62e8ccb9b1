using Longlin.Geo.Coverage;
using Longlin.Geo.Rules;
using Longlin.Geo.Store;

namespace Longlin.Geo.Server.Hosting;

/// <summary>
/// The home county's rows as they were last read; read again when anything that coverage rests on has changed since.
/// </summary>
internal sealed class CountyDataCache(Database database, Standard standard, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private (long Fingerprint, CountyData Data)? _held;

    public void Dispose() => _gate.Dispose();

    /// <summary>The rows, as new as the outbox.</summary>
    public async Task<CountyData> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            await using var snapshot = await connection.BeginTransactionAsync(
                System.Data.IsolationLevel.RepeatableRead,
                cancellationToken
            );
            // Ids may commit out of order: a sum over all of them tells of a late one, the newest alone would not.
            await using Npgsql.NpgsqlCommand outbox = new(
                "select coalesce(sum(hashint8(id)), 0)::bigint, longlin.home_county() from longlin.outbox where county_code = longlin.home_county() and layer <> 'hamlet_since'",
                connection
            );
            long fingerprint;
            string county;
            await using (var reader = await outbox.ExecuteReaderAsync(cancellationToken))
            {
                await reader.ReadAsync(cancellationToken);
                (fingerprint, county) = (reader.GetInt64(0), reader.GetString(1));
            }

            if (_held is { } held && held.Fingerprint == fingerprint)
                return held.Data;
            var data = await CountyReader.ReadAsync(
                connection,
                database.Catalog,
                standard,
                county,
                DateOnly.FromDateTime(time.GetUtcNow().DateTime),
                cancellationToken
            );
            _held = (fingerprint, data);
            return data;
        }
        finally
        {
            _gate.Release();
        }
    }
}
