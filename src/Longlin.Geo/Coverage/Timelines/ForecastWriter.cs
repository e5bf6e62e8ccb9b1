using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>Keeps the verdicts of a forecast beside the coverage that they belong to.</summary>
internal static class ForecastWriter
{
    /// <summary>The version of the coverage to which a forecast has to be computed; null where nothing is to do.</summary>
    public static async Task<long?> MissingAsync(
        NpgsqlConnection connection,
        string county,
        string forecast,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(SqlFile.Text("Coverage.Timelines.missing_forecast"), connection);
        command.Parameters.AddWithValue("county", county);
        command.Parameters.AddWithValue("forecast", forecast);
        return await command.ExecuteScalarAsync(cancellationToken) as long?;
    }

    /// <summary>Replaces the verdicts of a forecast in one transaction.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection,
        LatestReach latest,
        string forecast,
        IReadOnlyList<ServiceTimelines> timelines,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Another process may be writing the same forecast: the second waits for the first, and does it again.
        await ExecuteAsync("select from longlin.coverage_runs where county_code = @county for no key update");
        await ExecuteAsync("create temp table new_coverage (like longlin.coverage) on commit drop");
        await CoverageWriter.CopyTimelinesAsync(connection, latest.County, timelines, null, cancellationToken);
        await ExecuteAsync(
            "delete from longlin.forecast_coverage where county_code = @county and forecast = @forecast"
        );
        await ExecuteAsync(SqlFile.Text("Coverage.Timelines.add_forecast"));
        await ExecuteAsync(
            "insert into longlin.forecast_runs as r (county_code, forecast, version) "
                + "values (@county, @forecast, @version) "
                + "on conflict (county_code, forecast) do update set version = excluded.version"
        );
        await transaction.CommitAsync(cancellationToken);

        async Task ExecuteAsync(string sql)
        {
            await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
            command.Parameters.AddWithValue("county", latest.County.CountyCode);
            command.Parameters.AddWithValue("forecast", forecast);
            command.Parameters.AddWithValue("version", latest.Version);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
