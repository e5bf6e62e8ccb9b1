using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Rules;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;

namespace Longlin.Geo.Coverage;

/// <summary>The timelines of one service, in the order of the county's places; null where the service is not for a place.</summary>
public sealed record ServiceTimelines(string Service, IReadOnlyList<TimelinePiece[]?> Places);

/// <summary>What a computation was about and how long its parts took.</summary>
public sealed record CoverageRun(string CountyCode, long? Version, int Places, int Links, TimeSpan Read, TimeSpan Compute, TimeSpan Write);

/// <summary>Computes every service of a county for all dates at once: read in one snapshot, think, write in one transaction.</summary>
public static class CoverageComputation
{
    /// <summary>The straight-line answer counts roads within this distance (World Bank, Rural Access Index).</summary>
    public const double RuralAccessMetres = 2000;

    /// <summary>Computes and stores one county.</summary>
    public static async Task<CoverageRun> RunAsync(Database database, Standard standard, string county, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        var start = time.GetTimestamp();
        CountyData data;
        await using (var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken))
        {
            data = await CountyReader.ReadAsync(connection, database.Catalog, standard, county, DateOnly.FromDateTime(time.GetUtcNow().DateTime), cancellationToken);
            await snapshot.CommitAsync(cancellationToken);
        }

        var read = time.GetElapsedTime(start);
        var timelines = Compute(standard, data, cancellationToken);
        var computed = time.GetElapsedTime(start);
        var version = await CoverageWriter.WriteAsync(connection, standard, data, timelines, cancellationToken);
        var written = time.GetElapsedTime(start);
        return new CoverageRun(county, version, data.Places.Count, data.Assets.Values.Sum(a => a.Count), read, computed - read, written - computed);
    }

    /// <summary>The pure part: timelines of every service. Services are independent and share the cores.</summary>
    public static IReadOnlyList<ServiceTimelines> Compute(Standard standard, CountyData data, CancellationToken cancellationToken)
    {
        var near = NearRoad(standard, data, [.. data.Places]);
        var results = new ServiceTimelines[standard.All.Count];
        // Services over the same lines for places at the same reach are computed together.
        var together = standard.Services.Select((service, i) => (service, i)).GroupBy(s => (s.service.Layer, string.Join(',', s.service.LinkKinds ?? ["*"]), s.service.JoinMetres, s.service.ReachMetres, s.service.FootprintReachMetres, s.service.LinksServe, s.service.Servers.Count > 0 ? s.i : -1)).Select(g => g.ToArray()).ToArray();
        Parallel.For(0, together.Length + standard.Checks.Count, new ParallelOptions { CancellationToken = cancellationToken }, n =>
        {
            if (n >= together.Length)
            {
                var check = standard.Checks[n - together.Length];
                results[standard.Services.Count + n - together.Length] = new(check.Service, CheckTimelines.Of(check, data));
                return;
            }

            var timelines = NetworkTimelines([.. together[n].Select(s => s.service)], data, near, cancellationToken);
            for (var k = 0; k < timelines.Count; k++) results[together[n][k].i] = timelines[k];
        });
        return results;
    }

    private static List<ServiceTimelines> NetworkTimelines(ServiceRule[] services, CountyData data, DateSet[] near, CancellationToken cancellationToken)
    {
        var seated = Enumerable.Range(0, data.Places.Count).Where(p => !double.IsNaN(data.Places[p].Lon) && services.Any(s => s.Subjects.Contains(data.Places[p].Subject))).ToArray();
        SubjectPlace[] places = Array.ConvertAll(seated, p => data.Places[p]);
        var networks = Array.ConvertAll(services, s => ServiceNetwork.Build(s, data, places));
        var reasons = Array.ConvertAll(networks, n => !n.HasLinks ? "no_data" : !n.HasSources ? "no_source" : null);
        int[] known = [.. Enumerable.Range(0, services.Length).Where(s => reasons[s] is null)];
        var reaches = known.Length == 0 ? [] : ReachComputation.Run([.. known.Select(s => networks[s].Input)], cancellationToken);
        List<ServiceTimelines> all = [];
        for (var s = 0; s < services.Length; s++)
        {
            var service = services[s];
            var reach = Array.IndexOf(known, s) is >= 0 and var at ? reaches[at] : null;
            var answers = new TimelinePiece[]?[data.Places.Count];
            for (var p = 0; p < answers.Length; p++)
            {
                if (service.Subjects.Contains(data.Places[p].Subject)) answers[p] = PlaceTimeline.Unknown(reasons[s] ?? "seat_missing");
            }

            for (var n = 0; n < seated.Length; n++)
            {
                if (reach is not null && answers[seated[n]] is not null) answers[seated[n]] = PlaceTimeline.Build(reach.Places[n], reach.Gaps[n], near[seated[n]], service.LinkKinds is { Count: 0 } ? "out_of_reach" : "nothing_served");
            }

            for (var p = 0; p < answers.Length; p++)
            {
                if (answers[p] is not null && data.Places[p].Subject == "hamlet") answers[p] = WithFindings(service, data.Places[p], answers[p]!, data);
            }

            all.Add(new(service.Service, answers));
        }

        return all;
    }

    private static TimelinePiece[] WithFindings(ServiceRule service, SubjectPlace place, TimelinePiece[] pieces, CountyData data)
    {
        if (service.Declared is { } declared && place.Attributes?.GetValueOrDefault(declared.Column) is int having && place.Attributes.GetValueOrDefault("households") is int households && households > 0 && having >= households)
            pieces = [PlaceTimeline.Unmeasured(int.MinValue, Verdict.Met, "declared", EvidenceKind.Declared)];
        return data.Surveys.TryGetValue((place.Code, service.Service), out var surveys) ? PlaceTimeline.WithEvidence(pieces, surveys) : pieces;
    }

    /// <summary>The days on which a passable road lies within 2 km in a straight line, joined or not.</summary>
    private static DateSet[] NearRoad(Standard standard, CountyData data, SubjectPlace[] places)
    {
        var answer = new DateSet[places.Length];
        Array.Fill(answer, DateSet.Empty);
        if (standard.Services.FirstOrDefault(s => s.Service == "access") is not { } access) return answer;
        STRtree<Link> tree = new();
        foreach (var link in ServiceNetwork.Build(access, data, []).Input.Links.Where(l => !l.Definite.IsEmpty))
            tree.Insert(Box(link.LonLat), link);
        tree.Build();
        Parallel.For(0, places.Length, i =>
        {
            var place = places[i];
            if (double.IsNaN(place.Lon)) return;
            var height = RuralAccessMetres / 110_500;
            Envelope around = new(place.Lon, place.Lon, place.Lat, place.Lat);
            around.ExpandBy(height / Math.Max(0.05, Math.Cos(double.DegreesToRadians(place.Lat))), height);
            var days = DateSet.Empty;
            foreach (var link in tree.Query(around).OrderBy(l => l.Definite.EarliestFrom))
            {
                if (link.Definite.Except(days).IsEmpty) continue;
                if (Geodesy.NearestOnLine(place.Lon, place.Lat, link.LonLat).DistanceMetres <= RuralAccessMetres) days = days.Union(link.Definite);
            }

            answer[i] = days;
        });
        return answer;
    }

    private static Envelope Box(double[] lonLat)
    {
        Envelope box = new();
        for (var i = 0; i < lonLat.Length; i += 2) box.ExpandToInclude(lonLat[i], lonLat[i + 1]);
        return box;
    }
}
