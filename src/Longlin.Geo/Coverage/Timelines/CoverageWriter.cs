using System.Globalization;
using System.Text;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>
/// Writes the timelines of a county: everything new in one transaction, readers keep the old until it commits.
/// </summary>
public static class CoverageWriter
{
    /// <summary>
    /// Replaces a county's coverage and gives its new version; null when a later snapshot was written meanwhile.
    /// </summary>
    /// <param name="before">What this process wrote last: while it still stands, only what differs from it is
    /// sent.</param>
    internal static async Task<long?> WriteAsync(
        NpgsqlConnection connection,
        Standard standard,
        CountyData county,
        IReadOnlyList<ServiceTimelines> timelines,
        WrittenCoverage? before,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using NpgsqlCommand begin = new(SqlFile.Text("Coverage.Timelines.begin_run"), connection);
        begin.Parameters.Add(new("county", county.CountyCode));
        begin.Parameters.Add(new("standard", standard.Name));
        begin.Parameters.Add(new("standardVersion", standard.Version));
        begin.Parameters.Add(new("dataDate", county.DataDate));
        begin.Parameters.Add(new("snapshot", county.Snapshot));
        if (await begin.ExecuteScalarAsync(cancellationToken) is not long version)
            return null;
        var changed = before?.Version == version - 1 ? before.Changed(county, timelines) : null;
        if (changed is not null && Array.TrueForAll(changed, c => Array.TrueForAll(c, x => !x)))
        {
            await transaction.CommitAsync(cancellationToken);
            return version;
        }

        foreach (var table in (string[])["coverage", "hamlet_since"])
            await ExecuteAsync(
                connection,
                $"create temp table new_{table} (like longlin.{table}) on commit drop",
                cancellationToken
            );
        await CopyTimelinesAsync(connection, county, timelines, changed, cancellationToken);
        await CopySinceAsync(connection, county, timelines, changed, cancellationToken);
        // An edit changes few answers: only those are written, and no row lies dead for the readers to step over.
        await ExecuteAsync(
            connection,
            SqlFile.Text("Coverage.Timelines.merge_coverage"),
            cancellationToken,
            ("county", county.CountyCode),
            ("all", changed is null)
        );
        await ExecuteAsync(
            connection,
            SqlFile.Text("Coverage.Timelines.merge_since"),
            cancellationToken,
            ("county", county.CountyCode),
            ("all", changed is null)
        );
        await transaction.CommitAsync(cancellationToken);
        return version;
    }

    /// <summary>Copies timelines into the temporary table <c>new_coverage</c>.</summary>
    internal static async Task CopyTimelinesAsync(
        NpgsqlConnection connection,
        CountyData county,
        IReadOnlyList<ServiceTimelines> timelines,
        bool[][]? changed,
        CancellationToken cancellationToken
    )
    {
        await using var copy = await BinaryCopy.OpenAsync(
            connection,
            "new_coverage (county_code, subject, subject_id, service, since, verdict, reason, near_road, blocking, "
                + "blocking_end, evidence, conflict)",
            cancellationToken
        );
        List<string> blocking = [];
        for (var s = 0; s < timelines.Count; s++)
        {
            for (var p = 0; p < county.Places.Count; p++)
            {
                if (timelines[s].Places[p] is not { } pieces || changed?[s][p] is false)
                    continue;
                copy.StartRow(12);
                copy.Text(county.CountyCode);
                copy.Text(county.Places[p].Subject);
                copy.BigInteger(county.Places[p].Id);
                copy.Text(timelines[s].Service);
                copy.Dates(pieces, static x => x.From);
                copy.SmallIntegers(pieces, static x => (short)x.Verdict);
                copy.Texts(Array.ConvertAll(pieces, x => x.Reason.Code()));
                copy.Booleans(pieces, static x => x.NearRoad);
                blocking.Clear();
                var ends = Array.ConvertAll(
                    pieces,
                    x =>
                    {
                        blocking.AddRange(x.BlockingCodes ?? []);
                        return blocking.Count;
                    }
                );
                copy.Texts(blocking);
                copy.Integers(ends);
                copy.SmallIntegers(pieces, static x => (short)x.Evidence);
                copy.Booleans(pieces, static x => x.Conflict);
            }
        }

        await copy.CompleteAsync();
    }

    private static async Task CopySinceAsync(
        NpgsqlConnection connection,
        CountyData county,
        IReadOnlyList<ServiceTimelines> timelines,
        bool[][]? changed,
        CancellationToken cancellationToken
    )
    {
        await using var copy = await BinaryCopy.OpenAsync(
            connection,
            "new_hamlet_since (county_code, hamlet_id, since)",
            cancellationToken
        );
        StringBuilder since = new();
        for (var p = 0; p < county.Places.Count; p++)
        {
            if (county.Places[p].Subject != "hamlet" || (changed is not null && !Array.Exists(changed, c => c[p])))
                continue;
            since.Clear();
            foreach (var timeline in timelines)
            {
                if (timeline.Places[p] is { } pieces && SinceMet(pieces) is { } day)
                    since.Append(
                        CultureInfo.InvariantCulture,
                        $"{(since.Length == 0 ? '{' : ',')}\"since_{timeline.Service}\":{day}"
                    );
            }

            copy.StartRow(3);
            copy.Text(county.CountyCode);
            copy.BigInteger(county.Places[p].Id);
            copy.Json(since.Length == 0 ? "{}" : since.Append('}').ToString());
        }

        await copy.CompleteAsync();
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken,
        params (string Name, object Value)[] parameters
    )
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        foreach (var (name, value) in parameters)
            command.Parameters.Add(new(name, value));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The day of the last change to met, yyyymmdd; 0 is always; null when it does not end as met.</summary>
    internal static int? SinceMet(TimelinePiece[] pieces)
    {
        if (pieces[^1].Verdict != Verdict.Met)
            return null;
        var first = pieces.Length - 1;
        while (first > 0 && pieces[first - 1].Verdict == Verdict.Met)
            first--;
        return pieces[first].From == int.MinValue
            ? 0
            : int.Parse(
                Day(pieces[first].From).ToString("yyyyMMdd", CultureInfo.InvariantCulture),
                CultureInfo.InvariantCulture
            );
    }

    private static DateOnly Day(int number) => DateOnly.FromDayNumber(number);
}
