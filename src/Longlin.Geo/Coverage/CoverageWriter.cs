using System.Globalization;
using System.Text.Json;
using Longlin.Geo.Rules;
using Longlin.Geo.Store;
using Npgsql;
using NpgsqlTypes;

namespace Longlin.Geo.Coverage;

/// <summary>Writes the timelines of a county: everything new in one transaction, readers keep the old until it commits.</summary>
public static class CoverageWriter
{
    /// <summary>Joins the codes of blocking links in one array element; no code contains it.</summary>
    public const char CodeSeparator = '\t';

    /// <summary>Replaces a county's coverage and gives its new version; null when a later snapshot was written meanwhile.</summary>
    public static async Task<long?> WriteAsync(NpgsqlConnection connection, Standard standard, CountyData county, IReadOnlyList<ServiceTimelines> timelines, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using NpgsqlCommand begin = new(SqlFile.Text("Coverage.begin_run"), connection);
        begin.Parameters.Add(new() { Value = county.CountyCode });
        begin.Parameters.Add(new() { Value = standard.Name });
        begin.Parameters.Add(new() { Value = standard.Version });
        begin.Parameters.Add(new() { Value = county.DataDate });
        begin.Parameters.Add(new() { Value = county.Snapshot });
        if (await begin.ExecuteScalarAsync(cancellationToken) is not long version) return null;
        await using (NpgsqlCommand clear = new("delete from longlin.coverage where county_code = $1", connection))
        {
            clear.Parameters.Add(new() { Value = county.CountyCode });
            await clear.ExecuteNonQueryAsync(cancellationToken);
        }

        await CopyTimelinesAsync(connection, standard, county, timelines, cancellationToken);
        await CopySinceAsync(connection, county, timelines, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return version;
    }

    private static async Task CopyTimelinesAsync(NpgsqlConnection connection, Standard standard, CountyData county, IReadOnlyList<ServiceTimelines> timelines, CancellationToken cancellationToken)
    {
        var codes = county.Assets.ToDictionary(a => a.Key, a => a.Value.ToDictionary(x => x.Id, x => x.Code));
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy longlin.coverage (county_code, subject, subject_id, service, since, verdict, reason, upgrade_m, build_m, distance_m, near_road, blocking) from stdin (format binary)", cancellationToken);
        for (var s = 0; s < timelines.Count; s++)
        {
            var layerCodes = codes[standard.Services[s].Layer];
            for (var p = 0; p < county.Places.Count; p++)
            {
                var pieces = timelines[s].Places[p];
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(county.CountyCode, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(county.Places[p].Subject, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(county.Places[p].Id, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(timelines[s].Service, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(Array.ConvertAll(pieces, x => Day(x.From)), NpgsqlDbType.Array | NpgsqlDbType.Date, cancellationToken);
                await copy.WriteAsync(Array.ConvertAll(pieces, x => (short)x.Verdict), NpgsqlDbType.Array | NpgsqlDbType.Smallint, cancellationToken);
                await copy.WriteAsync(Array.ConvertAll(pieces, x => x.Reason), NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(Array.ConvertAll(pieces, x => Metres(x.UpgradeMetres)), NpgsqlDbType.Array | NpgsqlDbType.Real, cancellationToken);
                await copy.WriteAsync(Array.ConvertAll(pieces, x => Metres(x.BuildMetres)), NpgsqlDbType.Array | NpgsqlDbType.Real, cancellationToken);
                await copy.WriteAsync(Array.ConvertAll(pieces, x => Metres(x.DistanceMetres)), NpgsqlDbType.Array | NpgsqlDbType.Real, cancellationToken);
                await copy.WriteAsync(Array.ConvertAll(pieces, x => x.NearRoad), NpgsqlDbType.Array | NpgsqlDbType.Boolean, cancellationToken);
                await copy.WriteAsync(Array.ConvertAll(pieces, x => string.Join(CodeSeparator, x.Blocking.Select(id => layerCodes[id]))), NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task CopySinceAsync(NpgsqlConnection connection, CountyData county, IReadOnlyList<ServiceTimelines> timelines, CancellationToken cancellationToken)
    {
        await using (NpgsqlCommand clear = new("delete from longlin.hamlet_since where county_code = $1", connection))
        {
            clear.Parameters.Add(new() { Value = county.CountyCode });
            await clear.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var copy = await connection.BeginBinaryImportAsync("copy longlin.hamlet_since (county_code, hamlet_id, since) from stdin (format binary)", cancellationToken);
        for (var p = 0; p < county.Places.Count; p++)
        {
            if (county.Places[p].Subject != "hamlet") continue;
            Dictionary<string, int> since = [];
            foreach (var timeline in timelines)
            {
                if (SinceMet(timeline.Places[p]) is { } day) since[$"since_{timeline.Service}"] = day;
            }

            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(county.CountyCode, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(county.Places[p].Id, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(JsonSerializer.Serialize(since), NpgsqlDbType.Jsonb, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>The day of the last change to met, yyyymmdd; 0 is always; null when it does not end as met.</summary>
    internal static int? SinceMet(TimelinePiece[] pieces)
    {
        if (pieces[^1].Verdict != Verdict.Met) return null;
        var first = pieces.Length - 1;
        while (first > 0 && pieces[first - 1].Verdict == Verdict.Met) first--;
        return pieces[first].From == int.MinValue ? 0 : int.Parse(Day(pieces[first].From).ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    // The first day of the calendar is what Npgsql writes as -infinity.
    private static DateOnly Day(int number) => number == int.MinValue ? DateOnly.MinValue : DateOnly.FromDayNumber(number);

    private static float? Metres(double metres) => double.IsNaN(metres) ? null : (float)metres;
}
