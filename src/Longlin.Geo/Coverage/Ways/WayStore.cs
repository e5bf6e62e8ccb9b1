using System.Collections.Concurrent;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Network.Ways;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Coverage.Ways;

/// <summary>
/// Computes the ways of a day when somebody asks about it, and keeps them in the store until the county's coverage
/// changes.
/// </summary>
/// <param name="database">The store.</param>
/// <param name="standard">The rules and prices.</param>
/// <param name="time">The clock.</param>
public sealed class WayStore(Database database, Standard standard, TimeProvider time) : IDisposable
{
    // Days of services that are kept for a county; the oldest goes first.
    private const int MostDays = 24;

    private readonly SemaphoreSlim _computing = new(1, 1);
    private readonly ConcurrentDictionary<string, LatestReach> _latest = new();

    /// <summary>The store that the ways stand in.</summary>
    public Database Database => database;

    /// <summary>The rules and prices.</summary>
    public Standard Standard => standard;

    /// <summary>Takes over what a computation of coverage found, so that it is not done again.</summary>
    public void Remember(LatestReach latest) => _latest[Forecasts.Planned] = latest;

    /// <summary>Whether a service has ways at all: those of places joined by links or devices.</summary>
    public bool Covers(string service) => Rule(service) is not null;

    /// <summary>Makes sure that the ways of a day stand in the store and belong to the county's coverage.</summary>
    /// <param name="county">Code of the county; without coverage nothing is done.</param>
    /// <param name="services">Those without ways are left out.</param>
    /// <param name="day">The day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="forecast">One of <see cref="Forecasts.Names"/>.</param>
    public async Task EnsureAsync(
        string county,
        IReadOnlyCollection<string> services,
        DateOnly day,
        CancellationToken cancellationToken,
        string forecast = Forecasts.Planned
    )
    {
        await using (var asking = await database.Source.OpenConnectionAsync(cancellationToken))
        {
            if ((await MissingAsync(asking, county, services, day, forecast, cancellationToken)).Missing.Length == 0)
                return;
        }

        await _computing.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            var (version, missing) = await MissingAsync(connection, county, services, day, forecast, cancellationToken);
            foreach (var service in missing)
            {
                var (data, known) = await ReachAsync(county, version, Rule(service)!, forecast, cancellationToken);
                var ways = known is null
                    ? []
                    : DayWays.Compute(standard, Rule(service)!, data, known, day, cancellationToken);
                await WriteAsync(connection, county, version, service, day, forecast, ways, cancellationToken);
            }
        }
        finally
        {
            _computing.Release();
        }
    }

    /// <summary>
    /// Makes sure that the verdicts of a forecast stand in the store and belong to the county's coverage. The planned
    /// one is the coverage itself.
    /// </summary>
    /// <param name="county">Code of the county; without coverage nothing is done.</param>
    /// <param name="forecast">One of <see cref="Forecasts.Names"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task EnsureForecastAsync(string county, string forecast, CancellationToken cancellationToken)
    {
        if (forecast == Forecasts.Planned)
            return;
        await _computing.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            if (await ForecastWriter.MissingAsync(connection, county, forecast, cancellationToken) is not { } version)
                return;
            var latest = await LatestAsync(county, version, forecast, cancellationToken);
            var timelines = CoverageComputation.Compute(standard, latest.County, cancellationToken);
            await ForecastWriter.WriteAsync(connection, latest, forecast, timelines, cancellationToken);
        }
        finally
        {
            _computing.Release();
        }
    }

    /// <summary>The way of one place on a day.</summary>
    /// <param name="county">Code of the county.</param>
    /// <param name="service">A service of the standard.</param>
    /// <param name="code">Of the place.</param>
    /// <param name="day">The day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The rows, the place, its way (null where the county has no link or no source of the service, or the
    /// place does not exist on the day) and the links that serve it; null where no place with a point has the
    /// code.</returns>
    public async Task<FoundWay?> FindAsync(
        string county,
        string service,
        string code,
        DateOnly day,
        CancellationToken cancellationToken,
        string forecast = Forecasts.Planned
    )
    {
        await _computing.WaitAsync(cancellationToken);
        try
        {
            var rule = standard.Network(service);
            long version;
            await using (var connection = await database.Source.OpenConnectionAsync(cancellationToken))
                (version, _) = await MissingAsync(connection, county, [], day, forecast, cancellationToken);
            var (data, known) = await ReachAsync(county, version, rule, forecast, cancellationToken);
            var place = data.Places.FirstOrDefault(p =>
                p.Code == code && !double.IsNaN(p.Lon) && rule.Subjects.Contains(p.Subject)
            );
            if (place is null)
                return null;
            var at = known is null ? -1 : Array.FindIndex(known.Places, p => ReferenceEquals(data.Places[p], place));
            if (known is null || !place.Exists.Contains(day.DayNumber))
                return new(data, place, null, []);
            var (way, serving) = known.Reach.WayAt(at, day.DayNumber, standard.BuildWeight(service), cancellationToken);
            return new(data, place, way, serving);
        }
        finally
        {
            _computing.Release();
        }
    }

    /// <summary>The rows of a county, and the reach of one of its services.</summary>
    /// <param name="county">Code of the county.</param>
    /// <param name="service">A service of the standard.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>No reach where the county has no link or no source of the service.</returns>
    public async Task<(CountyData County, KnownReach? Reach)> ReachOfAsync(
        string county,
        string service,
        CancellationToken cancellationToken,
        string forecast = Forecasts.Planned
    )
    {
        await _computing.WaitAsync(cancellationToken);
        try
        {
            long version;
            await using (var connection = await database.Source.OpenConnectionAsync(cancellationToken))
                (version, _) = await MissingAsync(
                    connection,
                    county,
                    [],
                    DateOnly.MinValue,
                    forecast,
                    cancellationToken
                );
            return await ReachAsync(county, version, standard.Network(service), forecast, cancellationToken);
        }
        finally
        {
            _computing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _computing.Dispose();

    private ServiceRule? Rule(string service) =>
        standard.Services.FirstOrDefault(s => s.Service == service && s.LinkKinds is not { Count: 0 });

    private async Task<(long Version, string[] Missing)> MissingAsync(
        NpgsqlConnection connection,
        string county,
        IReadOnlyCollection<string> services,
        DateOnly day,
        string forecast,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(SqlFile.Text("Coverage.Ways.missing_ways"), connection);
        command.Parameters.AddWithValue("county", county);
        string[] covered = [.. services.Where(Covers)];
        command.Parameters.AddWithValue("services", covered);
        command.Parameters.AddWithValue("weights", Array.ConvertAll(covered, standard.BuildWeight));
        command.Parameters.AddWithValue("day", day);
        command.Parameters.AddWithValue("forecast", forecast);
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        return await r.ReadAsync(cancellationToken) ? (r.Get<long>("version"), r.Get<string[]>("missing")) : (0, []);
    }

    // The reach of a service, and the rows it was computed from; null where the county has no link or no source of it.
    private async Task<(CountyData County, KnownReach? Reach)> ReachAsync(
        string county,
        long version,
        ServiceRule rule,
        string forecast,
        CancellationToken cancellationToken
    )
    {
        var latest = await LatestAsync(county, version, forecast, cancellationToken);
        if (latest.Reaches.TryGetValue(rule.Service, out var known))
            return (latest.County, known);
        var places = CoverageComputation.Seated(latest.County, [rule]);
        var network = ServiceNetwork.Build(rule, latest.County, Array.ConvertAll(places, p => latest.County.Places[p]));
        if (!network.HasLinks || !network.HasSources)
            return (latest.County, null);
        known = new(places, ReachComputation.Run(network.Input, cancellationToken));
        latest.Reaches[rule.Service] = known;
        return (latest.County, known);
    }

    private async Task<LatestReach> LatestAsync(
        string county,
        long version,
        string forecast,
        CancellationToken cancellationToken
    )
    {
        if (
            _latest.TryGetValue(forecast, out var latest)
            && latest.County.CountyCode == county
            && latest.Version == version
        )
            return latest;
        latest = new(
            version,
            forecast == Forecasts.Planned
                ? await CountyReader.ReadAsync(database, standard, county, time, cancellationToken)
                : Forecasts.Over(
                    (await LatestAsync(county, version, Forecasts.Planned, cancellationToken)).County,
                    forecast
                ),
            new()
        );
        _latest[forecast] = latest;
        return latest;
    }

    private async Task WriteAsync(
        NpgsqlConnection connection,
        string county,
        long version,
        string service,
        DateOnly day,
        string forecast,
        IReadOnlyList<DayWay> ways,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Another process may be writing the same day: the second waits for the first, and does it again.
        await ExecuteAsync("select from longlin.coverage_runs where county_code = @county for no key update");
        await ExecuteAsync(SqlFile.Text("Coverage.Ways.begin_ways"));
        await using (
            var copy = await connection.BeginBinaryImportAsync(
                "copy longlin.ways (county_code, service, day, forecast, subject, subject_id, reason, upgrade_m, "
                    + "build_m, distance_m, blocking, closed, reopens, existing_upgrade_m, existing_build_m) "
                    + "from stdin (format binary)",
                cancellationToken
            )
        )
        {
            foreach (var way in ways)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(county, cancellationToken);
                await copy.WriteAsync(service, cancellationToken);
                await copy.WriteAsync(day, cancellationToken);
                await copy.WriteAsync(forecast, cancellationToken);
                await copy.WriteAsync(way.Subject, cancellationToken);
                await copy.WriteAsync(way.Id, cancellationToken);
                await copy.WriteAsync(way.Reason?.Code(), cancellationToken);
                await MetresAsync(copy, way.Upgrade);
                await MetresAsync(copy, way.Build);
                await MetresAsync(copy, way.Distance);
                await copy.WriteAsync(way.Blocking, cancellationToken);
                await copy.WriteAsync(way.Closed, cancellationToken);
                await copy.WriteAsync(way.Reopens, NpgsqlDbType.Array | NpgsqlDbType.Date, cancellationToken);
                await MetresAsync(copy, way.Existing?.Upgrade);
                await MetresAsync(copy, way.Existing?.Build);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await ExecuteAsync(
            "insert into longlin.way_days (county_code, service, day, forecast, version, build_weight) "
                + "values (@county, @service, @day, @forecast, @version, @weight)"
        );
        await transaction.CommitAsync(cancellationToken);

        async Task ExecuteAsync(string sql)
        {
            await using NpgsqlCommand command = new(sql, connection);
            command.Parameters.AddWithValue("county", county);
            command.Parameters.AddWithValue("service", service);
            command.Parameters.AddWithValue("day", day);
            command.Parameters.AddWithValue("forecast", forecast);
            command.Parameters.AddWithValue("version", version);
            command.Parameters.AddWithValue("weight", standard.BuildWeight(service));
            command.Parameters.AddWithValue("most", MostDays);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        async Task MetresAsync(NpgsqlBinaryImporter copy, double? metres)
        {
            if (metres is { } known)
                await copy.WriteAsync((float)known, cancellationToken);
            else
                await copy.WriteNullAsync(cancellationToken);
        }
    }
}

/// <summary>The way of one place, with the rows that its ids refer to.</summary>
/// <param name="County">The county's rows.</param>
/// <param name="Place">The place.</param>
/// <param name="Way">Its way; null where there is nothing to search in.</param>
/// <param name="Serving">The links that serve it, from the place to a source.</param>
public sealed record FoundWay(CountyData County, SubjectPlace Place, PlaceDay? Way, IReadOnlyList<WayLine> Serving);
