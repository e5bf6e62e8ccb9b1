using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Network.Fixes;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Planning;

/// <summary>Dead ends, bottlenecks and critical stretches of a service's network on a day.</summary>
public static class NetworkFindings
{
    /// <summary>
    /// Ends of links that connect to nothing and lead to no destination, open on the day or cleared before it.
    /// </summary>
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
        DeadEndGoals goals = new(service, county, network.Input.Servers);
        var codes = Codes(service, county);
        List<NetworkFinding> found = [];
        foreach (
            var end in Network.DeadEnds.Find(
                graph,
                exists,
                goals.IsNear,
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
            var code = CodeOf(end.Edge);
            found.Add(DescribeDeadEnd(end, graph, code, end.Missing is { } m ? CodeOf(m.Edge) : null, span, open));
        }

        return found;

        string CodeOf(int edge) => codes[network.Input.Links[graph.EdgeLink[edge]].Id];
    }

    private static NetworkFinding DescribeDeadEnd(
        DeadEnd end,
        NodedGraph graph,
        string code,
        string? toCode,
        DateSpan span,
        bool open
    )
    {
        double[] point = [graph.NodeLon[end.Node], graph.NodeLat[end.Node]];
        var finding = NetworkFinding.OnLink("dead_end", open ? "open" : "cleared", code, point) with
        {
            Since = Day(span.From),
            ClearedOn = open ? null : Day(span.To),
            HeadingDegrees = Heading(graph, end),
        };
        return end.Missing is { } missing
            ? finding with
            {
                Reasons = [missing.RoadMetres is null ? "apart" : "detour"],
                ToCode = toCode,
                MissingMetres = missing.Metres,
                RoadMetres = missing.RoadMetres,
                Line = [.. point, missing.Lon, missing.Lat],
            }
            : finding;
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
                .Select(c =>
                    NetworkFinding.OnLink(
                        "critical",
                        "open",
                        codes[network.Input.Links[graph.EdgeLink[c.Edge]].Id],
                        graph.EdgeLines[c.Edge]
                    ) with
                    {
                        Households = (long)c.Weight,
                        PlaceCount = c.Places,
                    }
                ),
        ];
    }

    /// <summary>
    /// Bottlenecks on the best passable way between each village and its township, and between villages whose outlines
    /// touch: those of the day, and those of an earlier day that have been removed.
    /// </summary>
    /// <param name="standard">What a bottleneck is.</param>
    /// <param name="service">The service whose links the ways run over.</param>
    /// <param name="county">Its rows.</param>
    /// <param name="asOf">The day.</param>
    /// <param name="before">The earlier day; null: no comparison.</param>
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
                    .Select(f =>
                        NetworkFinding.OnLink("bottleneck", state, ways.Asset(f.Key).Code, ways.Line(f.Key)) with
                        {
                            Reasons = [.. f.Value.Reasons.Order(StringComparer.Ordinal)],
                            Households = f.Value.Villages.Sum(v => VillageWays.Households(county, v, day)),
                            PlaceCount = f.Value.Villages.Count,
                            Places = [.. f.Value.Villages.Order(StringComparer.Ordinal)],
                        }
                    ),
            ];
        }
    }

    /// <summary>
    /// Suspected breaks, never bridged: links that nearly meet or cross without a common vertex and that no other way
    /// joins, those first whose repair frees most households; then ends that are joined, but far by road, or not good
    /// enough yet.
    /// </summary>
    public static IReadOnlyList<NetworkFinding> Breaks(
        ServiceRule service,
        Standard standard,
        CountyData county,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        var day = asOf.DayNumber;
        SubjectPlace[] places =
        [
            .. CoverageComputation
                .Seated(county, [service])
                .Select(p => county.Places[p])
                .Where(p => p.Subject == "hamlet" && p.Exists.Contains(day)),
        ];
        var input = ServiceNetwork.Build(service, county, places).Input;
        var reach = ReachComputation.Run(input, cancellationToken);
        var codes = Codes(service, county);
        int[] households = [.. places.Select(p => p.Attributes?.GetValueOrDefault("households") as int? ?? 0)];
        SuspectedBreak[] apart = [.. reach.BreaksOn(day, households).Where(b => b.IsApart)];
        // Each pair once, also where the links are not good enough yet, or joined by a long way round.
        HashSet<(long, long)> known = [.. apart.Select(b => Pair(b.Edge, b.OtherEdge))];
        return
        [
            .. apart.Select(b =>
                Break(Link(b.Edge), Link(b.OtherEdge), b.Line, b.Metres) with
                {
                    Reasons = [b.IsCrossing ? "crossing" : "apart"],
                    Households = b.Places.Sum(p => (long)households[p]),
                    PlaceCount = b.Places.Count,
                    Places = [.. b.Places.Select(p => places[p].Code)],
                }
            ),
            .. Network
                .DeadEnds.Find(
                    reach.Graph,
                    Array.ConvertAll(reach.Graph.EdgeLink, l => input.Links[l].Exists),
                    static (_, _) => false,
                    day,
                    input.SuspectedBreakMetres,
                    standard.DeadEnd.Detour
                )
                .Where(e => e.Missing is not null && known.Add(Pair(e.Edge, e.Missing.Edge)))
                .OrderBy(e => e.Missing!.Metres)
                .Select(e =>
                    Break(
                        Link(e.Edge),
                        Link(e.Missing!.Edge),
                        [reach.Graph.NodeLon[e.Node], reach.Graph.NodeLat[e.Node], e.Missing.Lon, e.Missing.Lat],
                        e.Missing.Metres
                    ) with
                    {
                        Reasons = [e.Missing.RoadMetres is null ? "apart" : "detour"],
                        RoadMetres = e.Missing.RoadMetres,
                    }
                ),
        ];

        (long, long) Pair(int edge, int other)
        {
            var (one, two) = (Link(edge).Id, Link(other).Id);
            return one < two ? (one, two) : (two, one);
        }

        Link Link(int edge) => input.Links[reach.Graph.EdgeLink[edge]];

        NetworkFinding Break(Link one, Link other, double[] line, double metres) =>
            NetworkFinding.OnLink("suspected_break", "open", codes[one.Id], line) with
            {
                Since = Day(one.Exists.Intersect(other.Exists).Spans.ToArray().LastOrDefault(s => s.From <= day).From),
                ToCode = codes[other.Id],
                MissingMetres = metres,
            };
    }

    /// <summary>
    /// Sources of the day that no link joins, by name, then links 孤立路段 that could be used and that are connected to
    /// no source.
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
            .. IdleSources.On(service, county, network.Input, asOf),
            .. Enumerable
                .Range(0, graph.EdgeCount)
                .Where(e => !served[e] && network.Input.Links[graph.EdgeLink[e]].Definite.Contains(asOf.DayNumber))
                .Select(e =>
                    NetworkFinding.OnLink(
                        "isolated",
                        "open",
                        codes[network.Input.Links[graph.EdgeLink[e]].Id],
                        graph.EdgeLines[e]
                    )
                ),
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
