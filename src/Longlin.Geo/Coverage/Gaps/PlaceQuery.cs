using Longlin.Geo.Coverage.Ways;
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
        WayStore ways,
        string county,
        string code,
        DateOnly asOf,
        string forecast,
        CancellationToken cancellationToken
    )
    {
        var (database, standard) = (ways.Database, ways.Standard);
        await ways.EnsureForecastAsync(county, forecast, cancellationToken);
        await ways.EnsureAsync(
            county,
            [.. standard.Services.Select(s => s.Service)],
            asOf,
            cancellationToken,
            forecast
        );
        await using var command = database.Source.CreateCommand(SqlFile.Text("Coverage.Gaps.hamlet"));
        command.Parameters.Add(new("county", county));
        command.Parameters.Add(new("code", code));
        command.Parameters.Add(new("asOf", asOf));
        command.Parameters.Add(new("forecast", forecast));
        Dictionary<string, PlaceService> found = [];
        Gap? place = null;
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
        {
            place ??= new Gap(
                r.Get<string>("subject"),
                r.Get<string>("code"),
                r.Find<string>("name"),
                r.Find<string>("village_code"),
                r.Find<string>("village"),
                r.Find<string>("township_code"),
                r.Find<string>("township"),
                r.FindValue<int>("households"),
                r.FindValue<int>("population"),
                r.FindValue<int>("poor_population"),
                Verdict.Unknown,
                VerdictReason.NotComputed,
                null,
                null,
                null,
                null,
                [],
                r.FindValue<double>("lon"),
                r.FindValue<double>("lat")
            )
            {
                VacatedOn = r.FindValue<DateOnly>("vacated_on"),
            };
            if (r.Has("service"))
                found[r.Get<string>("service")] = Read(r, place, asOf);
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
        var since = r.Get<DateOnly[]>("since");
        var verdicts = r.Get<short[]>("verdict");
        var piece = Math.Max(0, Array.FindLastIndex(since, d => d <= asOf));
        var ends = r.Get<int[]>("blocking_end");
        List<(DateOnly?, Verdict)> changes = [];
        for (var k = 0; k < since.Length; k++)
        {
            if (k == 0 || verdicts[k] != verdicts[k - 1])
                changes.Add((Day(since[k]), (Verdict)verdicts[k]));
        }

        var start = piece;
        while (start > 0 && verdicts[start - 1] == verdicts[piece])
            start--;
        var verdict = (Verdict)verdicts[piece];
        var (hasWay, met) = (r.Get<bool>("has_way"), verdict == Verdict.Met);
        var reason = Words.Parse<VerdictReason>(r.Get<string[]>("reason")[piece]);
        if (
            reason is VerdictReason.NothingServed or VerdictReason.OutOfReach
            && r.Find<string>("way_reason") is { } known
        )
            reason = Words.Parse<VerdictReason>(known);
        var standing = place with
        {
            Verdict = verdict,
            Reason = reason,
            NearRoad = r.Get<bool[]>("near_road")[piece],
            DistanceM = Metres("distance_m"),
            MetresToUpgrade = met && hasWay ? 0 : Metres("upgrade_m"),
            MetresToBuild = met && hasWay ? 0 : Metres("build_m"),
            Blocking =
                met ? []
                : hasWay ? r.Get<string[]>("way_blocking")
                : r.Get<string[]>("blocking")[(piece == 0 ? 0 : ends[piece - 1])..ends[piece]],
            EvidenceKind = (EvidenceKind)r.Get<short[]>("evidence")[piece],
            Conflict = r.Get<bool[]>("conflict")[piece],
            MissingHouseholds = r.FindValue<int>("missing_households"),
            Closed = met ? [] : r.Find<string[]>("closed") ?? [],
            ReopensOn = met ? [] : r.Find<DateOnly?[]>("reopens") ?? [],
            ExistingMetresToUpgrade = met ? null : Metres("existing_upgrade_m"),
            ExistingMetresToBuild = met ? null : Metres("existing_build_m"),
        };
        return new PlaceService(r.Get<string>("service"), standing, Day(since[start]), changes);

        double? Metres(string column) => r.FindValue<float>(column) is { } metres ? Math.Round(metres, 1) : null;
    }

    private static DateOnly? Day(DateOnly day) => day == DateOnly.MinValue ? null : day;
}
