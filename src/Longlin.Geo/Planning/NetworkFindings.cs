using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Rules;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;

namespace Longlin.Geo.Planning;

/// <summary>Something found in a network.</summary>
/// <param name="Finding">dead_end, bottleneck, critical, suspected_break or isolated.</param>
/// <param name="State">open, or cleared before the day.</param>
/// <param name="Code">The link it is found on.</param>
/// <param name="Reasons">narrow, steep, sharp, dangerous_bridge, unpaved_between; apart or detour for a dead end with a
/// candidate.</param>
/// <param name="Since">First day; null: always.</param>
/// <param name="ClearedOn">The day it was gone; null: it is not.</param>
/// <param name="Households">Households that depend on it.</param>
/// <param name="Places">Codes of villages on whose way it lies.</param>
/// <param name="PlaceCount">How many places depend on it.</param>
/// <param name="ToCode">The link that a candidate would lead to.</param>
/// <param name="MissingMetres">Straight metres of the candidate.</param>
/// <param name="RoadMetres">Metres by road between its ends; null where there is no way within the search.</param>
/// <param name="Line">Flat longitudes and latitudes: the stretch, the candidate, or one point.</param>
public sealed record NetworkFinding(
    string Finding,
    string State,
    string Code,
    IReadOnlyList<string> Reasons,
    DateOnly? Since,
    DateOnly? ClearedOn,
    long Households,
    int PlaceCount,
    IReadOnlyList<string> Places,
    string? ToCode,
    double? MissingMetres,
    double? RoadMetres,
    double[] Line
)
{
    /// <summary>The way a dead end heads, in degrees clockwise from north; null for other findings.</summary>
    public double? HeadingDegrees { get; init; }
}

/// <summary>Dead ends, bottlenecks and critical stretches of a service's network on a day.</summary>
public static class NetworkFindings
{
    /// <summary>Ends of links that join nothing and are nobody's goal, open on the day or cleared before it.</summary>
    public static IReadOnlyList<NetworkFinding> DeadEnds(
        ServiceRule service,
        Standard standard,
        CountyData county,
        DateOnly asOf
    )
    {
        var network = ServiceNetwork.Build(service, county, []);
        var graph = NodedGraph.Build(network.Input.Links, network.Input.JoinMetres);
        var exists = Array.ConvertAll(graph.EdgeLink, l => network.Input.Links[l].Exists);
        STRtree<Coordinate> goals = new();
        foreach (
            var (lon, lat) in county
                .Places.Where(p => !double.IsNaN(p.Lon))
                .Select(p => (p.Lon, p.Lat))
                .Concat(county.Seats.Select(s => (s.Lon, s.Lat)))
                .Concat(
                    county
                        .Assets.GetValueOrDefault("facilities", [])
                        .Where(f => f.Geometry is { IsEmpty: false })
                        .Select(f => (f.Geometry!.Centroid.X, f.Geometry.Centroid.Y))
                )
                .Concat(network.Input.Servers.Select(s => (s.Lon, s.Lat)))
        )
            goals.Insert(new Envelope(lon, lon, lat, lat), new Coordinate(lon, lat));
        goals.Build();
        var border = county.Border is null
            ? null
            : new NetTopologySuite.Operation.Distance.IndexedFacetDistance(county.Border);
        var (east, north) = Geodesy.MetresPerDegree(county.Border?.EnvelopeInternal.Centre.Y ?? 24.7);
        var codes = Codes(service, county);
        List<NetworkFinding> found = [];
        foreach (
            var end in Network.DeadEnds.Find(
                graph,
                exists,
                IsGoal,
                asOf.DayNumber,
                standard.DeadEnd.NearMetres,
                standard.DeadEnd.Detour
            )
        )
        {
            var span = end
                .Days.Spans.ToArray()
                .LastOrDefault(s => s.From <= asOf.DayNumber, new DateSpan(int.MaxValue, int.MaxValue));
            if (span.From == int.MaxValue)
                continue;
            var open = span.To > asOf.DayNumber;
            double[] point = [graph.NodeLon[end.Node], graph.NodeLat[end.Node]];
            found.Add(
                new(
                    "dead_end",
                    open ? "open" : "cleared",
                    codes[network.Input.Links[graph.EdgeLink[end.Edge]].Id],
                    end.Missing is { } m ? [m.RoadMetres is null ? "apart" : "detour"] : [],
                    Day(span.From),
                    open ? null : Day(span.To),
                    0,
                    0,
                    [],
                    end.Missing is { } missing ? codes[network.Input.Links[graph.EdgeLink[missing.Edge]].Id] : null,
                    end.Missing?.Metres,
                    end.Missing?.RoadMetres,
                    end.Missing is { } to ? [.. point, to.Lon, to.Lat] : point
                )
                {
                    HeadingDegrees = Heading(graph, end),
                }
            );
        }

        return found;

        bool IsGoal(double lon, double lat)
        {
            var reach = Math.Max(service.ReachMetres, 100);
            Envelope around = new(lon - reach / east, lon + reach / east, lat - reach / north, lat + reach / north);
            return goals.Query(around).Any(g => Geodesy.DistanceMetres(lon, lat, g.X, g.Y) <= reach)
                || (border is not null && border.Distance(new Point(lon, lat)) * Math.Min(east, north) <= reach);
        }
    }

    /// <summary>Links whose loss on the day cuts places off, with the households that depend on them.</summary>
    public static IReadOnlyList<NetworkFinding> Critical(
        ServiceRule service,
        CountyData county,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        var day = asOf.DayNumber;
        SubjectPlace[] places =
        [
            .. county.Places.Where(p =>
                service.Subjects.Contains(p.Subject) && !double.IsNaN(p.Lon) && p.Exists.Contains(day)
            ),
        ];
        var network = ServiceNetwork.Build(service, county, places);
        var (graph, served, sources, serving) = ReachComputation.ServingAt(network.Input, day, cancellationToken);
        var codes = Codes(service, county);
        var weighted = places
            .Select((p, i) => ((double)(p.Attributes?.GetValueOrDefault("households") as int? ?? 0), serving[i]))
            .ToList();
        return
        [
            .. CriticalEdges
                .Find(graph, served, sources, weighted)
                .Select(c => new NetworkFinding(
                    "critical",
                    "open",
                    codes[network.Input.Links[graph.EdgeLink[c.Edge]].Id],
                    [],
                    null,
                    null,
                    (long)c.Weight,
                    c.Places,
                    [],
                    null,
                    null,
                    null,
                    graph.EdgeLines[c.Edge]
                )),
        ];
    }

    /// <summary>
    /// Bottlenecks on the best passable way between each village and its township, and between villages whose outlines
    /// touch: those of the day, and those of an earlier day that are gone.
    /// </summary>
    /// <param name="standard">What a bottleneck is.</param>
    /// <param name="service">The service whose links the ways run over.</param>
    /// <param name="county">Its rows.</param>
    /// <param name="asOf">The day.</param>
    /// <param name="before">The earlier day; null: none is compared.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static IReadOnlyList<NetworkFinding> Bottlenecks(
        Standard standard,
        ServiceRule service,
        CountyData county,
        DateOnly asOf,
        DateOnly? before,
        CancellationToken cancellationToken
    )
    {
        if (standard.Bottleneck is null)
            return [];
        var open = On(asOf, "open");
        if (before is not { } earlier || earlier >= asOf)
            return open;
        var still = open.Select(f => f.Code).ToHashSet();
        return [.. open, .. On(earlier, "cleared").Where(f => !still.Contains(f.Code))];

        IReadOnlyList<NetworkFinding> On(DateOnly day, string state)
        {
            var ways = VillageWays.On(service, county, day, cancellationToken);
            Dictionary<int, (HashSet<string> Reasons, HashSet<string> Villages)> found = [];
            foreach (var way in ways.Ways.Where(w => w.Surely))
            {
                foreach (var (link, reasons, _) in ways.Judge(way, standard))
                {
                    if (reasons.Count == 0)
                        continue;
                    if (!found.TryGetValue(link, out var here))
                        found[link] = here = ([], []);
                    here.Reasons.UnionWith(reasons);
                    here.Villages.UnionWith(
                        ((SubjectPlace[])[way.From, way.To]).Where(p => p.Subject == "village").Select(p => p.Code)
                    );
                }
            }

            return
            [
                .. found
                    .OrderByDescending(f => f.Value.Villages.Count)
                    .ThenBy(f => f.Key)
                    .Select(f => new NetworkFinding(
                        "bottleneck",
                        state,
                        ways.Asset(f.Key).Code,
                        [.. f.Value.Reasons.Order(StringComparer.Ordinal)],
                        null,
                        null,
                        f.Value.Villages.Sum(v => VillageWays.Households(county, v, day)),
                        f.Value.Villages.Count,
                        [.. f.Value.Villages.Order(StringComparer.Ordinal)],
                        null,
                        null,
                        null,
                        ways.Line(f.Key)
                    )),
            ];
        }
    }

    /// <summary>
    /// Ends that join nothing though another line lies near, and far by road: suspected breaks, never bridged.
    /// </summary>
    public static IReadOnlyList<NetworkFinding> Breaks(
        ServiceRule service,
        Standard standard,
        CountyData county,
        DateOnly asOf
    )
    {
        var network = ServiceNetwork.Build(service, county, []);
        var graph = NodedGraph.Build(network.Input.Links, network.Input.JoinMetres);
        var exists = Array.ConvertAll(graph.EdgeLink, l => network.Input.Links[l].Exists);
        var codes = Codes(service, county);
        return
        [
            .. Network
                .DeadEnds.Find(
                    graph,
                    exists,
                    static (_, _) => false,
                    asOf.DayNumber,
                    network.Input.SuspectedBreakMetres,
                    standard.DeadEnd.Detour
                )
                .Where(e => e.Missing is not null)
                .Select(e =>
                    (
                        End: e,
                        Missing: e.Missing!,
                        Since: e.Days.Intersect(exists[e.Missing!.Edge])
                            .Spans.ToArray()
                            .Last(s => s.From <= asOf.DayNumber)
                            .From
                    )
                )
                .OrderBy(e => e.Missing.Metres)
                .Select(e => new NetworkFinding(
                    "suspected_break",
                    "open",
                    codes[network.Input.Links[graph.EdgeLink[e.End.Edge]].Id],
                    [e.Missing.RoadMetres is null ? "apart" : "detour"],
                    Day(e.Since),
                    null,
                    0,
                    0,
                    [],
                    codes[network.Input.Links[graph.EdgeLink[e.Missing.Edge]].Id],
                    e.Missing.Metres,
                    e.Missing.RoadMetres,
                    [graph.NodeLon[e.End.Node], graph.NodeLat[e.End.Node], e.Missing.Lon, e.Missing.Lat]
                )),
        ];
    }

    /// <summary>
    /// Links 孤立路段 that could be used on the day and that no source reaches: whoever stands on one gets nowhere.
    /// </summary>
    public static IReadOnlyList<NetworkFinding> Isolated(
        ServiceRule service,
        CountyData county,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        var network = ServiceNetwork.Build(service, county, []);
        var (graph, served, _, _) = ReachComputation.ServingAt(network.Input, asOf.DayNumber, cancellationToken);
        var codes = Codes(service, county);
        return
        [
            .. Enumerable
                .Range(0, graph.EdgeCount)
                .Where(e => !served[e] && network.Input.Links[graph.EdgeLink[e]].Definite.Contains(asOf.DayNumber))
                .Select(e => new NetworkFinding(
                    "isolated",
                    "open",
                    codes[network.Input.Links[graph.EdgeLink[e]].Id],
                    [],
                    null,
                    null,
                    0,
                    0,
                    [],
                    null,
                    null,
                    null,
                    graph.EdgeLines[e]
                )),
        ];
    }

    private static double Heading(NodedGraph graph, DeadEnd end)
    {
        var line = graph.EdgeLines[end.Edge];
        var (last, before) = graph.EdgeFrom[end.Edge] == end.Node ? (0, 2) : (line.Length - 2, line.Length - 4);
        var (east, north) = Geodesy.MetresPerDegree(line[last + 1]);
        return Math.Round(
            (
                Math.Atan2((line[last] - line[before]) * east, (line[last + 1] - line[before + 1]) * north)
                    * 180
                    / Math.PI
                + 360
            ) % 360,
            1
        );
    }

    private static Dictionary<long, string> Codes(ServiceRule service, CountyData county) =>
        county.Assets[service.Layer].ToDictionary(a => a.Id, a => a.Code);

    private static DateOnly? Day(int number) =>
        number is int.MinValue or int.MaxValue ? null : DateOnly.FromDayNumber(number);
}
