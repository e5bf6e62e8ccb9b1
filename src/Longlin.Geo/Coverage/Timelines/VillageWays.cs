using Longlin.Geo.Network;
using Longlin.Geo.Rules.Standards;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Index.Strtree;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>
/// The shortest way between a village and its township, or between two villages whose outlines touch.
/// </summary>
/// <param name="Links">The links it runs over, by their index, from <paramref name="From"/> to <paramref name="To"/>;
/// empty where no way leads or both stand at one link.</param>
/// <param name="Surely">Whether it is passable for sure.</param>
/// <param name="Perhaps">Whether it would be with every unknown attribute taken as good; true where
/// <paramref name="Surely"/> is.</param>
public sealed record SeatWay(SubjectPlace From, SubjectPlace To, int[] Links, bool Surely, bool Perhaps);

/// <summary>The ways between neighbouring seats of a county on one day.</summary>
public sealed class VillageWays
{
    private readonly IReadOnlyList<Link> _links;
    private readonly Dictionary<long, Asset> _assets;
    private readonly DateOnly _day;

    private VillageWays(
        IReadOnlyList<SeatWay> ways,
        IReadOnlyList<Link> links,
        Dictionary<long, Asset> assets,
        DateOnly day
    ) => (Ways, _links, _assets, _day) = (ways, links, assets, day);

    /// <summary>Every pair once, also those without a way.</summary>
    public IReadOnlyList<SeatWay> Ways { get; }

    /// <summary>The asset that a link belongs to.</summary>
    public Asset Asset(int link) => _assets[_links[link].Id];

    /// <summary>Flat longitudes and latitudes of a link.</summary>
    public double[] Line(int link) => _links[link].LonLat;

    /// <summary>Finds them.</summary>
    public static VillageWays On(
        ServiceRule service,
        CountyData county,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        var day = asOf.DayNumber;
        var network = ServiceNetwork.Build(service, county, []);
        var graph = NodedGraph.Build(network.Input.Links, network.Input.JoinMetres);
        SeatSearch search = new(graph, service);
        bool[] surely = Array.ConvertAll(graph.EdgeLink, l => network.Input.Links[l].Definite.Contains(day)),
            perhaps = Array.ConvertAll(graph.EdgeLink, l => network.Input.Links[l].Possible.Contains(day));
        var assets = county.Assets[service.Layer].ToDictionary(a => a.Id);
        var pairs = Pairs(county, day).GroupBy(p => p.From).ToArray();
        var ways = new SeatWay[pairs.Length][];
        Parallel.For(
            0,
            pairs.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            i =>
            {
                var (from, others) = (pairs[i].Key, pairs[i].Select(p => p.To).ToArray());
                var sure = search.Find(from, others, surely);
                var rest = sure.Contains(null) ? search.Find(from, others, perhaps) : sure;
                ways[i] =
                [
                    .. others.Select(
                        (to, n) =>
                            new SeatWay(from, to, Roads(sure[n] ?? rest[n]), sure[n] is not null, rest[n] is not null)
                    ),
                ];
            }
        );
        return new([.. ways.SelectMany(w => w)], network.Input.Links, assets, asOf);

        // A confirmed joint is no road: it is neither narrow nor unpaved.
        int[] Roads(int[]? links) => [.. (links ?? []).Where(l => assets.ContainsKey(network.Input.Links[l].Id))];
    }

    /// <summary>
    /// What makes each link of a way a bottleneck, and the columns without which that cannot be denied.
    /// </summary>
    public IEnumerable<(int Link, IReadOnlyList<string> Reasons, IReadOnlyList<string> Missing)> Judge(
        SeatWay way,
        Standard standard
    )
    {
        if (standard.Bottleneck is not { } rule)
            yield break;
        for (var i = 0; i < way.Links.Length; i++)
        {
            var own = Asset(way.Links[i]);
            yield return (
                way.Links[i],
                Reasons(
                    i == 0 ? null : Asset(way.Links[i - 1]),
                    own,
                    i + 1 < way.Links.Length ? Asset(way.Links[i + 1]) : null,
                    rule,
                    standard,
                    _day
                ),
                [.. rule.Required.Where(c => own.Attributes.GetValueOrDefault(c) is null)]
            );
        }
    }

    /// <summary>The households of a village's hamlets on a day.</summary>
    public static long Households(CountyData county, string village, DateOnly day) =>
        county
            .Places.Where(p => p.VillageCode == village && p.Exists.Contains(day.DayNumber))
            .Sum(p => (long)(p.Attributes?.GetValueOrDefault("households") as int? ?? 0));

    private static IEnumerable<(SubjectPlace From, SubjectPlace To)> Pairs(CountyData county, int day)
    {
        SubjectPlace[] villages = [.. county.Places.Where(p => p.Subject == "village" && p.Exists.Contains(day))];
        var townships = county
            .Places.Where(p => p.Subject == "township" && p.Exists.Contains(day))
            .GroupBy(p => p.Code)
            .ToDictionary(g => g.Key, g => g.First());
        STRtree<SubjectPlace> outlines = new();
        foreach (var village in villages.Where(v => v.Outline is not null))
            outlines.Insert(village.Outline!.EnvelopeInternal, village);
        outlines.Build();
        foreach (var village in villages)
        {
            if (townships.TryGetValue(village.Code[..Math.Min(9, village.Code.Length)], out var township))
                yield return (village, township);
            if (village.Outline is null)
                continue;
            var outline = PreparedGeometryFactory.Prepare(village.Outline);
            foreach (
                var other in outlines
                    .Query(village.Outline.EnvelopeInternal)
                    .OrderBy(o => o.Code, StringComparer.Ordinal)
            )
            {
                if (string.CompareOrdinal(village.Code, other.Code) < 0 && outline.Intersects(other.Outline!))
                    yield return (village, other);
            }
        }
    }

    private static List<string> Reasons(
        Asset? before,
        Asset own,
        Asset? after,
        BottleneckRule rule,
        Standard standard,
        DateOnly asOf
    )
    {
        double? Number(Asset? a, string column) => a?.Attributes.GetValueOrDefault(column) as double?;
        double? Width(Asset? a) => Number(a, "surface_width_m");
        List<string> reasons = [];
        if (
            Width(own) < rule.SurfaceWidthMetres
            || Number(own, "roadbed_width_m") < rule.RoadbedWidthMetres
            || (Width(own) < Width(before) && Width(own) < Width(after))
        )
            reasons.Add("narrow");
        if (Number(own, "grade_pct") > rule.GradePct)
            reasons.Add("steep");
        if (Number(own, "min_radius_m") < rule.RadiusMetres)
            reasons.Add("sharp");
        if (own.Attributes.GetValueOrDefault("bridge_state") is "dangerous")
            reasons.Add("dangerous_bridge");
        if (
            before is not null
            && after is not null
            && Paved(own) is false
            && Paved(before) is true
            && Paved(after) is true
        )
            reasons.Add("unpaved_between");
        return reasons;

        bool? Paved(Asset a)
        {
            if (standard.Network(standard.Uses.HardenedRoad) is not { Links: { } hardened, Dated: { } dated })
                return null;
            var surfaced = a.Attributes.GetValueOrDefault(dated.From) as DateOnly?;
            return hardened.Evaluate(c =>
                c == dated.Column && surfaced > asOf
                    ? a.Attributes.GetValueOrDefault(dated.Before) ?? dated.BeforeDefault
                    : a.Attributes.GetValueOrDefault(c)
            );
        }
    }
}
