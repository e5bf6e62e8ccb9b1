using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Planning;

/// <summary>Dead ends, bottlenecks and critical stretches of a service's network on a day.</summary>
public static class NetworkFindings
{
    /// <summary>
    /// Ends of links that connect to nothing and lead to no destination, open on the day or cleared before it: those
    /// first along whose last stretch, from the nearest junction on, most households live.
    /// </summary>
    public static IReadOnlyList<NetworkFinding> DeadEnds(
        ServiceRule service,
        Standard standard,
        CountyData county,
        DateOnly asOf,
        CancellationToken cancellationToken = default
    )
    {
        SubjectPlace[] places =
        [
            .. county.Places.Where(p =>
                p.Subject == "hamlet" && !double.IsNaN(p.Lon) && p.Exists.Contains(asOf.DayNumber)
            ),
        ];
        var network = ServiceNetwork.Build(service, county, places);
        var shared = ReachComputation.Share(network.Input, cancellationToken);
        var graph = shared.Graph;
        var along = shared
            .Attachments.SelectMany((a, p) => a.Serving.Select(e => (Edge: e, Place: places[p])))
            .ToLookup(s => s.Edge, s => s.Place);
        var around = ShortestPaths.Around(graph);
        var exists = Array.ConvertAll(graph.EdgeLink, l => network.Input.Links[l].Exists);
        DeadEndGoals goals = new(service, county, network.Input.Servers);
        var codes = ServiceNetwork.Codes(service, county);
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
            SubjectPlace[] behind = [.. Branch(end).SelectMany(e => along[e]).Distinct()];
            found.Add(
                DescribeDeadEnd(end, graph, code, end.Missing is { } m ? CodeOf(m.Edge) : null, span, open) with
                {
                    Households = behind.Sum(p => (long)(p.Attributes?.GetValueOrDefault("households") as int? ?? 0)),
                    PlaceCount = behind.Length,
                    Places = [.. behind.Select(p => p.Code).Order(StringComparer.Ordinal)],
                }
            );
        }

        return [.. found.OrderBy(f => f.State != "open").ThenByDescending(f => f.Households)];

        // The edges from the end back to the first junction, those that are there on the day.
        IEnumerable<int> Branch(DeadEnd end)
        {
            var (node, edge) = (end.Node, end.Edge);
            HashSet<int> walked = [];
            while (walked.Add(edge))
            {
                yield return edge;
                node = graph.EdgeFrom[edge] == node ? graph.EdgeTo[edge] : graph.EdgeFrom[edge];
                int[] onward = [.. around[node].Where(e => e != edge && exists[e].Contains(asOf.DayNumber))];
                if (onward is not [var next])
                    yield break;
                edge = next;
            }
        }

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
        var codes = ServiceNetwork.Codes(service, county);
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
    /// Bottlenecks on the best passable way (one without any where it is hardly longer than the shortest) between each village and its township, and between villages whose outlines
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
            var ways = VillageWays.On(standard, service, county, day, cancellationToken);
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
        var codes = ServiceNetwork.Codes(service, county);
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

    private static DateOnly? Day(int number) =>
        number is int.MinValue or int.MaxValue ? null : DateOnly.FromDayNumber(number);
}
