using Longlin.Geo.Network;
using Longlin.Geo.Rules.Standards;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Index.Strtree;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>
/// The best way between a village and its township, or between two villages whose outlines touch: the shortest without
/// a bottleneck where it is hardly longer than the shortest of all, else the shortest.
/// </summary>
/// <param name="Links">The links it runs over, by their index, from <paramref name="From"/> to <paramref name="To"/>;
/// empty where no way leads or both stand at one link.</param>
/// <param name="Surely">Whether it is passable for sure.</param>
/// <param name="Perhaps">Whether it would be with every unknown attribute taken as good; true where
/// <paramref name="Surely"/> is.</param>
/// <param name="Metres">Its length; null where no way leads.</param>
/// <param name="ShortestMetres">Length of the shortest way of all; null where no way leads.</param>
public sealed record SeatWay(
    SubjectPlace From,
    SubjectPlace To,
    int[] Links,
    bool Surely,
    bool Perhaps,
    double? Metres,
    double? ShortestMetres
);

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
        Standard standard,
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
        var links = network.Input.Links;
        VillageWays found = new([], links, assets, asOf);
        LinkQuality[] known = found.Qualities(standard, false),
            maybe = found.Qualities(standard, true);
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
                ways[i] = [.. others.Select((to, n) => Best(from, to, sure[n], rest[n]))];
            }
        );
        return new([.. ways.SelectMany(w => w)], links, assets, asOf);

        SeatWay Best(
            SubjectPlace from,
            SubjectPlace to,
            (int[] Links, double Metres)? sure,
            (int[] Links, double Metres)? rest
        )
        {
            var shortest = sure ?? rest;
            SeatWay way = new(
                from,
                to,
                Roads(shortest?.Links),
                sure is not null,
                rest is not null,
                shortest?.Metres,
                shortest?.Metres
            );
            if (sure is null || standard.Bottleneck is not { } rule)
                return way;
            var judged = found.Judge(way, standard).ToList();
            var (narrow, unknown) = (judged.Exists(j => j.Reasons.Count > 0), judged.Exists(j => j.Missing.Count > 0));
            if (!narrow && !unknown)
                return way;
            // Known to be open, else open as far as is known.
            var most = rule.Detour * sure.Value.Metres;
            var better =
                search.FindOpen(from, to, surely, known, most)
                ?? (narrow ? search.FindOpen(from, to, surely, maybe, most) : null);
            return better is var (over, metres) ? way with { Links = Roads(over), Metres = metres } : way;
        }

        // A confirmed joint is no road: it is neither narrow nor unpaved.
        int[] Roads(int[]? over) => [.. (over ?? []).Where(l => assets.ContainsKey(links[l].Id))];
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

    // A link whose required columns are missing is good only where that is not asked.
    private LinkQuality[] Qualities(Standard standard, bool maybe) =>
        [
            .. _links.Select(l =>
                !_assets.TryGetValue(l.Id, out var own)
                    ? new LinkQuality(true, null, null, true)
                    : new LinkQuality(
                        standard.Bottleneck is not { } rule
                            || (
                                OwnReasons(own, rule).Count == 0
                                && (maybe || rule.Required.All(c => own.Attributes.GetValueOrDefault(c) is not null))
                            ),
                        Number(own, "surface_width_m"),
                        Paved(own, standard, _day),
                        false
                    )
            ),
        ];

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
        var reasons = OwnReasons(own, rule);
        if (before is null || after is null)
            return reasons;
        var width = Number(own, "surface_width_m");
        if (
            width < Number(before, "surface_width_m")
            && width < Number(after, "surface_width_m")
            && !reasons.Contains("narrow")
        )
            reasons.Insert(0, "narrow");
        if (
            Paved(own, standard, asOf) is false
            && Paved(before, standard, asOf) is true
            && Paved(after, standard, asOf) is true
        )
            reasons.Add("unpaved_between");
        return reasons;
    }

    // What makes a link a bottleneck wherever it lies.
    private static List<string> OwnReasons(Asset own, BottleneckRule rule)
    {
        List<string> reasons = [];
        if (
            Number(own, "surface_width_m") < rule.SurfaceWidthMetres
            || Number(own, "roadbed_width_m") < rule.RoadbedWidthMetres
        )
            reasons.Add("narrow");
        if (Number(own, "grade_pct") > rule.GradePct)
            reasons.Add("steep");
        if (Number(own, "min_radius_m") < rule.RadiusMetres)
            reasons.Add("sharp");
        if (own.Attributes.GetValueOrDefault("bridge_state") is "dangerous")
            reasons.Add("dangerous_bridge");
        return reasons;
    }

    private static double? Number(Asset a, string column) => a.Attributes.GetValueOrDefault(column) as double?;

    private static bool? Paved(Asset a, Standard standard, DateOnly asOf)
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
