using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Rules;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;

namespace Longlin.Geo.Coverage;

/// <summary>Something found in a network.</summary>
/// <param name="Finding">dead_end, bottleneck or critical.</param>
/// <param name="State">open, or cleared before the day.</param>
/// <param name="Code">The link it is found on.</param>
/// <param name="Reasons">narrow, steep, unpaved_between; apart or detour for a dead end with a candidate.</param>
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
    string Finding, string State, string Code, IReadOnlyList<string> Reasons, DateOnly? Since, DateOnly? ClearedOn, long Households, int PlaceCount, IReadOnlyList<string> Places,
    string? ToCode, double? MissingMetres, double? RoadMetres, double[] Line);

/// <summary>Dead ends, bottlenecks and critical stretches of a service's network on a day.</summary>
public static class NetworkFindings
{
    /// <summary>Ends of links that join nothing and are nobody's goal, open on the day or cleared before it.</summary>
    public static IReadOnlyList<NetworkFinding> DeadEnds(ServiceRule service, CountyData county, DateOnly asOf)
    {
        var network = ServiceNetwork.Build(service, county, []);
        var graph = NodedGraph.Build(network.Input.Links, network.Input.JoinMetres);
        var exists = Array.ConvertAll(graph.EdgeLink, l => network.Input.Links[l].Exists);
        STRtree<Coordinate> goals = new();
        foreach (var (lon, lat) in county.Places.Where(p => !double.IsNaN(p.Lon)).Select(p => (p.Lon, p.Lat)).Concat(county.Seats.Select(s => (s.Lon, s.Lat)))
            .Concat(county.Assets.GetValueOrDefault("facilities", []).Where(f => f.Geometry is { IsEmpty: false }).Select(f => (f.Geometry!.Centroid.X, f.Geometry.Centroid.Y)))
            .Concat(network.Input.Servers.Select(s => (s.Lon, s.Lat))))
            goals.Insert(new Envelope(lon, lon, lat, lat), new Coordinate(lon, lat));
        goals.Build();
        var border = county.Border is null ? null : new NetTopologySuite.Operation.Distance.IndexedFacetDistance(county.Border);
        var (east, north) = Geodesy.MetresPerDegree(county.Border?.EnvelopeInternal.Centre.Y ?? 24.7);
        var codes = Codes(service, county);
        List<NetworkFinding> found = [];
        foreach (var end in Network.DeadEnds.Find(graph, exists, IsGoal, asOf.DayNumber))
        {
            var span = end.Days.Spans.ToArray().LastOrDefault(s => s.From <= asOf.DayNumber, new DateSpan(int.MaxValue, int.MaxValue));
            if (span.From == int.MaxValue) continue;
            var open = span.To > asOf.DayNumber;
            double[] point = [graph.NodeLon[end.Node], graph.NodeLat[end.Node]];
            found.Add(new("dead_end", open ? "open" : "cleared", codes[network.Input.Links[graph.EdgeLink[end.Edge]].Id], end.Missing is { } m ? [m.RoadMetres is null ? "apart" : "detour"] : [], Day(span.From), open ? null : Day(span.To), 0, 0, [],
                end.Missing is { } missing ? codes[network.Input.Links[graph.EdgeLink[missing.Edge]].Id] : null, end.Missing?.Metres, end.Missing?.RoadMetres, end.Missing is { } to ? [.. point, to.Lon, to.Lat] : point));
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
    public static IReadOnlyList<NetworkFinding> Critical(ServiceRule service, CountyData county, DateOnly asOf, CancellationToken cancellationToken)
    {
        var day = asOf.DayNumber;
        SubjectPlace[] places = [.. county.Places.Where(p => service.Subjects.Contains(p.Subject) && !double.IsNaN(p.Lon) && p.Exists.Contains(day))];
        var network = ServiceNetwork.Build(service, county, places);
        var (graph, served, sources, serving) = ReachComputation.ServingAt(network.Input, day, cancellationToken);
        var codes = Codes(service, county);
        var weighted = places.Select((p, i) => ((double)(p.Attributes?.GetValueOrDefault("households") as int? ?? 0), serving[i])).ToList();
        return [.. CriticalEdges.Find(graph, served, sources, weighted).Select(c => new NetworkFinding("critical", "open", codes[network.Input.Links[graph.EdgeLink[c.Edge]].Id], [], null, null, (long)c.Weight, c.Places, [], null, null, null, graph.EdgeLines[c.Edge]))];
    }

    /// <summary>Narrow, steep and unpaved stretches on the best passable way between a village and its township.</summary>
    public static IReadOnlyList<NetworkFinding> Bottlenecks(Standard standard, ServiceRule service, CountyData county, DateOnly asOf)
    {
        if (standard.Bottleneck is not { } rule) return [];
        var day = asOf.DayNumber;
        var network = ServiceNetwork.Build(service, county, []);
        var graph = NodedGraph.Build(network.Input.Links, network.Input.JoinMetres);
        var usable = Array.ConvertAll(graph.EdgeLink, l => network.Input.Links[l].Definite.Contains(day));
        var around = ShortestPaths.Around(graph);
        LineIndex index = new(graph.EdgeLines);
        var assets = county.Assets[service.Layer].ToDictionary(a => a.Id);
        var townships = county.Places.Where(p => p.Subject == "township" && !double.IsNaN(p.Lon)).ToDictionary(p => p.Code);
        Dictionary<int, (HashSet<string> Reasons, List<SubjectPlace> Villages, List<int> Edges)> found = [];
        foreach (var village in county.Places.Where(p => p.Subject == "village" && !double.IsNaN(p.Lon) && p.Exists.Contains(day)).GroupBy(v => v.Code[..Math.Min(9, v.Code.Length)]))
        {
            if (!townships.TryGetValue(village.Key, out var township)) continue;
            var paths = ShortestPaths.Find(graph, usable, around, Near(township));
            foreach (var place in village)
            {
                var ends = Near(place).Where(n => !double.IsInfinity(paths.Metres[n])).OrderBy(n => paths.Metres[n]).Take(1).ToList();
                if (ends.Count == 0) continue;
                int[] way = [.. paths.Way(ends[0])];
                int[] links = [.. way.Select(e => graph.EdgeLink[e]).Aggregate(new List<int>(), (l, x) => { if (l.Count == 0 || l[^1] != x) l.Add(x); return l; })];
                for (var i = 0; i < links.Length; i++)
                {
                    var reasons = Reasons(i == 0 ? null : Of(links[i - 1]), Of(links[i])!, i + 1 < links.Length ? Of(links[i + 1]) : null, rule, standard, asOf);
                    if (reasons.Count == 0) continue;
                    if (!found.TryGetValue(links[i], out var here)) found[links[i]] = here = ([], [], [.. way.Where(e => graph.EdgeLink[e] == links[i])]);
                    here.Reasons.UnionWith(reasons);
                    here.Villages.Add(place);
                }
            }
        }

        return [.. found.OrderByDescending(f => f.Value.Villages.Count).ThenBy(f => f.Key).Select(f => new NetworkFinding("bottleneck", "open", assets[network.Input.Links[f.Key].Id].Code, [.. f.Value.Reasons.Order(StringComparer.Ordinal)], null, null,
            f.Value.Villages.Sum(Households), f.Value.Villages.Count, [.. f.Value.Villages.Select(v => v.Code).Order(StringComparer.Ordinal)], null, null, null, network.Input.Links[f.Key].LonLat))];

        IEnumerable<int> Near(SubjectPlace place) => index.Nearest(place.Lon, place.Lat, service.ReachMetres).Where(n => usable[n.Line]).SelectMany(n => new[] { graph.EdgeFrom[n.Line], graph.EdgeTo[n.Line] }).Distinct();

        Asset? Of(int link) => assets[network.Input.Links[link].Id];

        long Households(SubjectPlace village) => county.Places.Where(p => p.VillageCode == village.Code && p.Exists.Contains(day)).Sum(p => (long)(p.Attributes?.GetValueOrDefault("households") as int? ?? 0));
    }

    private static List<string> Reasons(Asset? before, Asset own, Asset? after, BottleneckRule rule, Standard standard, DateOnly asOf)
    {
        double? Width(Asset? a) => a?.Attributes.GetValueOrDefault("surface_width_m") as double?;
        List<string> reasons = [];
        if (Width(own) < rule.SurfaceWidthMetres || own.Attributes.GetValueOrDefault("roadbed_width_m") as double? < rule.RoadbedWidthMetres || (Width(own) < Width(before) && Width(own) < Width(after))) reasons.Add("narrow");
        if (own.Attributes.GetValueOrDefault("grade_pct") as double? > rule.GradePct) reasons.Add("steep");
        if (before is not null && after is not null && Paved(own) is false && Paved(before) is true && Paved(after) is true) reasons.Add("unpaved_between");
        return reasons;

        bool? Paved(Asset a)
        {
            if (standard.Services.FirstOrDefault(s => s.Service == "road") is not { Links: { } hardened, Dated: { } dated }) return null;
            var surfaced = a.Attributes.GetValueOrDefault(dated.From) as DateOnly?;
            return hardened.Evaluate(c => c == dated.Column && surfaced > asOf ? a.Attributes.GetValueOrDefault(dated.Before) ?? dated.BeforeDefault : a.Attributes.GetValueOrDefault(c));
        }
    }

    private static Dictionary<long, string> Codes(ServiceRule service, CountyData county) => county.Assets[service.Layer].ToDictionary(a => a.Id, a => a.Code);

    private static DateOnly? Day(int number) => number is int.MinValue or int.MaxValue ? null : DateOnly.FromDayNumber(number);
}
