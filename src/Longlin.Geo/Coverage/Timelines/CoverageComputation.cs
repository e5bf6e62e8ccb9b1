using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>What a computation was about and how long its parts took.</summary>
public sealed record CoverageRun(
    string CountyCode,
    long? Version,
    int Places,
    int Links,
    TimeSpan Read,
    TimeSpan Compute,
    TimeSpan Write
);

/// <summary>
/// Computes every service of a county for all dates at once: read in one snapshot, think, write in one transaction.
/// </summary>
public static class CoverageComputation
{
    /// <summary>Computes and stores one county.</summary>
    /// <param name="memory">Of the same county's last computation with the same standard, where there is one; it is
    /// brought up to date.</param>
    public static async Task<CoverageRun> RunAsync(
        Database database,
        Standard standard,
        string county,
        TimeProvider time,
        CancellationToken cancellationToken,
        CoverageMemory? memory = null
    )
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        var start = time.GetTimestamp();
        CountyData data;
        await using (
            var snapshot = await connection.BeginTransactionAsync(
                System.Data.IsolationLevel.RepeatableRead,
                cancellationToken
            )
        )
        {
            data = await CountyReader.ReadAsync(
                connection,
                database.Catalog,
                standard,
                county,
                CountyClock.Today(time),
                cancellationToken
            );
            await snapshot.CommitAsync(cancellationToken);
        }

        var read = time.GetElapsedTime(start);
        var timelines = Compute(standard, data, cancellationToken, memory);
        var computed = time.GetElapsedTime(start);
        var version = await CoverageWriter.WriteAsync(
            connection,
            standard,
            data,
            timelines,
            memory?.Written,
            cancellationToken
        );
        if (memory is not null)
            memory.Written = version is { } now ? new(now, data, timelines) : null;
        var written = time.GetElapsedTime(start);
        return new CoverageRun(
            county,
            version,
            data.Places.Count,
            data.Assets.Values.Sum(a => a.Count),
            read,
            computed - read,
            written - computed
        );
    }

    /// <summary>The pure part: timelines of every service. Services are independent and share the cores.</summary>
    /// <param name="memory">What an earlier computation found; it is brought up to date.</param>
    public static IReadOnlyList<ServiceTimelines> Compute(
        Standard standard,
        CountyData data,
        CancellationToken cancellationToken,
        CoverageMemory? memory = null
    )
    {
        data = data with { Surveys = ImpliedServices.Surveys(standard, data.Surveys) };
        var results = new ServiceTimelines[standard.All.Count];
        // Services over the same lines for places at the same reach are computed together.
        var together = standard
            .Services.Select((service, i) => (service, i))
            .GroupBy(s =>
                (
                    s.service.Layer,
                    string.Join(',', s.service.LinkKinds ?? ["*"]),
                    s.service.JoinMetres,
                    s.service.ReachMetres,
                    s.service.FootprintReachMetres,
                    s.service.LinksServe,
                    s.service.Servers.Count > 0 ? s.i : -1
                )
            )
            .Select(g => g.ToArray())
            .ToArray();
        var networks = new ServiceNetwork[standard.Services.Count];
        var reaches = new ServiceReach[standard.Services.Count];
        DateSet[] near = [];
        ParallelOptions options = new() { CancellationToken = cancellationToken };
        var seated = Array.ConvertAll(together, group => Seated(data, group.Select(s => s.service)));
        Parallel.ForEach(
            together.SelectMany((group, n) => group.Select(s => (s.service, s.i, n))),
            options,
            s =>
                networks[s.i] = ServiceNetwork.Build(
                    s.service,
                    data,
                    Array.ConvertAll(seated[s.n], p => data.Places[p])
                )
        );
        Parallel.For(
            0,
            together.Length + 1,
            options,
            n =>
            {
                if (n == together.Length)
                {
                    near = NearRoad(standard, networks, data, memory);
                    return;
                }

                var found = Reaches(
                    [.. together[n].Select(s => (s.service, networks[s.i]))],
                    seated[n],
                    memory,
                    cancellationToken
                );
                for (var k = 0; k < found.Length; k++)
                    reaches[together[n][k].i] = found[k];
            }
        );
        AreaIndex areas = new(data.Places);
        Parallel.For(
            0,
            results.Length,
            options,
            i =>
                results[i] =
                    i < reaches.Length
                        ? Timelines(standard.Services[i], data, reaches[i], near)
                        : new(
                            standard.Checks[i - reaches.Length].Service,
                            CheckTimelines.Compute(standard.Checks[i - reaches.Length], data, areas)
                        )
        );
        ImpliedServices.Apply(standard, results);
        Vacate(data, results);
        return results;
    }

    // A vacated hamlet lacks every service; only the list of 2015 still asks for it.
    private static void Vacate(CountyData data, ServiceTimelines[] results)
    {
        for (var p = 0; p < data.Places.Count; p++)
        {
            if (data.Places[p].VacatedOn is not { } day)
                continue;
            foreach (var timeline in results)
            {
                if (timeline.Places[p] is { } pieces)
                    timeline.Places[p] = PlaceTimeline.Until(
                        pieces,
                        PlaceTimeline.Unmeasured(day, Verdict.NotMet, VerdictReason.Vacated, EvidenceKind.Declared)
                    );
            }
        }
    }

    /// <summary>The places that some of these services are for and that have a point, by their position.</summary>
    public static int[] Seated(CountyData data, IEnumerable<ServiceRule> services)
    {
        var subjects = services.SelectMany(s => s.Subjects).ToHashSet();
        return
        [
            .. Enumerable
                .Range(0, data.Places.Count)
                .Where(p => !double.IsNaN(data.Places[p].Lon) && subjects.Contains(data.Places[p].Subject)),
        ];
    }

    /// <summary>Reach of one service, or why there is none.</summary>
    /// <param name="Seated">The places it was asked for, by their position among the county's.</param>
    private sealed record ServiceReach(int[] Seated, ReachComputation? Reach, VerdictReason? Reason);

    private static ServiceReach[] Reaches(
        (ServiceRule Rule, ServiceNetwork Network)[] services,
        int[] seated,
        CoverageMemory? memory,
        CancellationToken cancellationToken
    )
    {
        var reasons = Array.ConvertAll(
            services,
            s =>
                !s.Network.HasLinks ? VerdictReason.NoData
                : !s.Network.HasSources ? VerdictReason.NoSource
                : (VerdictReason?)null
        );
        int[] known = [.. Enumerable.Range(0, services.Length).Where(s => reasons[s] is null)];
        var key = string.Join(',', services.Select(s => s.Rule.Service));
        var found =
            known.Length == 0
                ? []
                : ReachComputation.Run(
                    [.. known.Select(s => services[s].Network.Input)],
                    cancellationToken,
                    memory?.Reaches.GetValueOrDefault(key)
                );
        if (memory is not null)
        {
            memory.Reaches[key] = found;
            foreach (var (i, s) in services.Index())
            {
                if (Array.IndexOf(known, i) is >= 0 and var at)
                    memory.ByService[s.Rule.Service] = new(seated, found[at]);
                else
                    memory.ByService.TryRemove(s.Rule.Service, out _);
            }
        }

        return
        [
            .. services.Select(
                (_, s) =>
                    new ServiceReach(seated, Array.IndexOf(known, s) is >= 0 and var at ? found[at] : null, reasons[s])
            ),
        ];
    }

    private static ServiceTimelines Timelines(ServiceRule service, CountyData data, ServiceReach reach, DateSet[] near)
    {
        var answers = new TimelinePiece[]?[data.Places.Count];
        for (var p = 0; p < answers.Length; p++)
        {
            if (service.Subjects.Contains(data.Places[p].Subject))
                answers[p] = PlaceTimeline.Unknown(reach.Reason ?? VerdictReason.SeatMissing);
        }

        for (var n = 0; n < reach.Seated.Length; n++)
        {
            var p = reach.Seated[n];
            if (reach.Reach is { } found && answers[p] is not null)
                answers[p] = PlaceTimeline.Build(
                    found.Places[n],
                    near[p],
                    service.LinkKinds is { Count: 0 } ? VerdictReason.OutOfReach : VerdictReason.NothingServed
                );
        }

        for (var p = 0; p < answers.Length; p++)
        {
            if (answers[p] is { } pieces && data.Places[p].Subject == "hamlet")
                answers[p] = WithFindings(service, data.Places[p], pieces, data);
        }

        return new(service.Service, answers);
    }

    private static TimelinePiece[] WithFindings(
        ServiceRule service,
        SubjectPlace place,
        TimelinePiece[] pieces,
        CountyData data
    )
    {
        if (service.Declared is { } declared)
            pieces = DeclaredHouseholds.Apply(declared, place, pieces);
        return data.Surveys.TryGetValue((place.Code, service.Service), out var surveys)
            ? PlaceTimeline.WithEvidence(pieces, surveys)
            : pieces;
    }

    /// <summary>The days on which a passable road lies near in a straight line, joined or not.</summary>
    private static DateSet[] NearRoad(
        Standard standard,
        ServiceNetwork[] networks,
        CountyData data,
        CoverageMemory? memory
    )
    {
        (double Lon, double Lat)[] places = [.. data.Places.Select(p => (p.Lon, p.Lat))];
        var answer = new DateSet[places.Length];
        Array.Fill(answer, DateSet.Empty);
        var passable = standard.Services.ToList().FindIndex(s => s.Service == standard.Uses.PassableRoad);
        var roads = networks[passable].Input with { Places = [] };
        if (memory?.NearRoad is { } before && before.Places.SequenceEqual(places) && before.Roads.IsSame(roads))
            return before.Days;
        var index = new LineIndex([.. roads.Links.Select(l => l.LonLat)]).WithEarliest(l =>
            roads.Links[l].Definite.EarliestFrom
        );
        Parallel.For(
            0,
            places.Length,
            i =>
            {
                if (double.IsNaN(places[i].Lon))
                    return;
                foreach (
                    var (days, _) in index.NearestDays(
                        places[i].Lon,
                        places[i].Lat,
                        standard.NearRoad.WithinMetres,
                        DateSet.Always,
                        l => roads.Links[l].Definite
                    )
                )
                    answer[i] = answer[i].Union(days);
            }
        );
        if (memory is not null)
            memory.NearRoad = (roads, places, answer);
        return answer;
    }
}
