using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Rules;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;

namespace Longlin.Geo.Coverage;

/// <summary>The timelines of one service, in the order of the county's places.</summary>
public sealed record ServiceTimelines(string Service, IReadOnlyList<TimelinePiece[]> Places);

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
        var seated = data.Places.Where(p => !double.IsNaN(p.Lon)).ToArray();
        var near = NearRoad(standard, data, seated);
        var results = new ServiceTimelines[standard.Services.Count];
        Parallel.For(0, results.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var service = standard.Services[i];
            var network = ServiceNetwork.Build(service, data, seated);
            var reason = !network.HasLinks ? "no_data" : !network.HasSources ? "no_source" : null;
            var reach = reason is null ? ReachComputation.Run(network.Input, cancellationToken) : null;
            var answers = new List<TimelinePiece[]>(data.Places.Count);
            var next = 0;
            foreach (var place in data.Places)
            {
                if (double.IsNaN(place.Lon))
                {
                    answers.Add(PlaceTimeline.Unknown("seat_missing"));
                    continue;
                }

                answers.Add(reach is null ? PlaceTimeline.Unknown(reason!) : PlaceTimeline.Build(reach.Places[next], reach.Gaps[next], near[next]));
                next++;
            }

            results[i] = new ServiceTimelines(service.Service, answers);
        });
        return results;
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
