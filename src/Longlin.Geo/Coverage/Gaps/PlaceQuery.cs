using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Npgsql;

namespace Longlin.Geo.Coverage.Gaps;

/// <summary>The standing of one place in one service on a day, and since when.</summary>
/// <param name="Since">First day of the piece the day lies in; null is always.</param>
/// <param name="Changes">Every day on which the verdict changes, with what it becomes; null is always.</param>
public sealed record PlaceService(
    string Service,
    Gap Standing,
    DateOnly? Since,
    IReadOnlyList<(DateOnly? Day, Verdict Verdict)> Changes
);

/// <summary>All services of one hamlet or village on a day.</summary>
public static class PlaceQuery
{
    /// <summary>Asks the store.</summary>
    /// <returns>Services by name; null when no hamlet or village has the code.</returns>
    public static async Task<IReadOnlyList<PlaceService>?> RunAsync(
        Database database,
        string county,
        string code,
        DateOnly asOf,
        Rules.Standards.Standard standard,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.Source.CreateCommand(SqlFile.Text("Coverage.Gaps.hamlet"));
        command.Parameters.Add(new("county", county));
        command.Parameters.Add(new("code", code));
        Dictionary<string, PlaceService> found = [];
        Gap? place = null;
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
        {
            place ??= new Gap(
                r.GetString(0),
                r.GetString(1),
                Text(r, 2),
                Text(r, 3),
                Text(r, 4),
                Text(r, 5),
                Text(r, 6),
                Number(r, 7),
                Number(r, 8),
                Number(r, 9),
                Verdict.Unknown,
                VerdictReason.NotComputed,
                null,
                null,
                null,
                null,
                [],
                r.IsDBNull(10) ? null : r.GetDouble(10),
                r.IsDBNull(11) ? null : r.GetDouble(11)
            );
            if (!r.IsDBNull(12))
                found[r.GetString(12)] = Read(r, place, asOf);
        }

        return place is null
            ? null
            :
            [
                .. standard
                    .All.Where(s => s.Subjects.Contains(place.Subject))
                    .Select(s =>
                        found.GetValueOrDefault(s.Service)
                        ?? new PlaceService(s.Service, place, null, [(null, Verdict.Unknown)])
                    ),
            ];
    }

    private static PlaceService Read(NpgsqlDataReader r, Gap place, DateOnly asOf)
    {
        var since = r.GetFieldValue<DateOnly[]>(13);
        var verdicts = r.GetFieldValue<short[]>(14);
        var piece = Math.Max(0, Array.FindLastIndex(since, d => d <= asOf));
        var ends = r.GetFieldValue<int[]>(23);
        List<(DateOnly?, Verdict)> changes = [];
        for (var k = 0; k < since.Length; k++)
        {
            if (k == 0 || verdicts[k] != verdicts[k - 1])
                changes.Add((Day(since[k]), (Verdict)verdicts[k]));
        }

        var start = piece;
        while (start > 0 && verdicts[start - 1] == verdicts[piece])
            start--;
        var standing = place with
        {
            Verdict = (Verdict)verdicts[piece],
            Reason = Words.Parse<VerdictReason>(r.GetFieldValue<string[]>(15)[piece]),
            NearRoad = r.GetFieldValue<bool[]>(16)[piece],
            DistanceM = Metres(r.GetFieldValue<float?[]>(17)[piece]),
            MetresToUpgrade = Metres(r.GetFieldValue<float?[]>(18)[piece]),
            MetresToBuild = Metres(r.GetFieldValue<float?[]>(19)[piece]),
            Blocking = r.GetFieldValue<string[]>(20)[(piece == 0 ? 0 : ends[piece - 1])..ends[piece]],
            EvidenceKind = (EvidenceKind)r.GetFieldValue<short[]>(21)[piece],
            Conflict = r.GetFieldValue<bool[]>(22)[piece],
        };
        return new PlaceService(r.GetString(12), standing, Day(since[start]), changes);
    }

    private static DateOnly? Day(DateOnly day) => day == DateOnly.MinValue ? null : day;

    private static double? Metres(float? metres) => metres is { } m ? Math.Round(m, 1) : null;

    private static string? Text(NpgsqlDataReader r, int i) => r.IsDBNull(i) ? null : r.GetString(i);

    private static int? Number(NpgsqlDataReader r, int i) => r.IsDBNull(i) ? null : r.GetInt32(i);
}
