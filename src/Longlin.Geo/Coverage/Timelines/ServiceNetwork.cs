using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Rules.Standards;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Coverage.Timelines;

/// <summary>A service of a county put into the network's words.</summary>
/// <param name="Input">What reach is computed from.</param>
/// <param name="HasLinks">Whether the county has any link or device of the service; without one every verdict is
/// unknown.</param>
/// <param name="HasSources">Whether it has any source; without one every verdict is unknown.</param>
public sealed record ServiceNetwork(NetworkInput Input, bool HasLinks, bool HasSources)
{
    /// <summary>What was decided about breaks, and where they lie.</summary>
    public IReadOnlyList<PlacedJoint> Joints { get; init; } = [];

    /// <summary>The codes of a service's links by number; those of confirmed joints have negative numbers.</summary>
    public static Dictionary<long, string> Codes(ServiceRule service, CountyData county)
    {
        var codes = county.Assets[service.Layer].ToDictionary(a => a.Id, a => a.Code);
        foreach (var joint in county.Joints)
            codes[-joint.Id] = joint.Code;
        return codes;
    }

    /// <summary>Applies a service's rules to a county's rows.</summary>
    public static ServiceNetwork Build(ServiceRule service, CountyData county, IReadOnlyList<SubjectPlace> places)
    {
        List<Link> links = [];
        List<SourcePoint> sources = [];
        List<Server> servers = [];
        foreach (var asset in county.Assets[service.Layer])
        {
            if (asset.Geometry is null or { IsEmpty: true })
                continue;
            if (service.LinkKinds is not null && (asset.Kind is not { } kind || !service.LinkKinds.Contains(kind)))
                continue;
            var (exists, mayExist) = Lifetime.Days(asset.Status, asset.OpenedOn, asset.ClosedOn, county.DataDate);
            var closed = county.Closures.GetValueOrDefault((service.Layer, asset.Code), DateSet.Empty);
            AddLink(
                links,
                service,
                asset,
                exists,
                mayExist,
                closed,
                county.PlannedWorks.TryGetValue(asset.Code, out var due) ? due : null
            );
        }

        AreaJoins areas = new(links);
        foreach (var layer in service.Layers)
        {
            foreach (var asset in county.Assets[layer])
            {
                if (asset.Geometry is null or { IsEmpty: true } || asset.Kind is not { } kind)
                    continue;
                var sourceRule =
                    service.Sources is { } source
                    && (source.Layer ?? service.Layer) == layer
                    && source.Kinds.Contains(kind)
                        ? source
                        : null;
                var serverRules = service
                    .Servers.Where(d => (d.Layer ?? service.Layer) == layer && d.Kinds.Contains(kind))
                    .ToList();
                if (sourceRule is null && serverRules.Count == 0)
                    continue;
                var (exists, mayExist) = Lifetime.Days(asset.Status, asset.OpenedOn, asset.ClosedOn, county.DataDate);
                var closed = county.Closures.GetValueOrDefault((layer, asset.Code), DateSet.Empty);
                AddDevices(
                    areas,
                    sources,
                    servers,
                    sourceRule,
                    serverRules,
                    asset,
                    exists.Except(closed),
                    mayExist.Except(closed)
                );
            }
        }

        var hasLinks = links.Count > 0 || servers.Count > 0;
        if (service.Seats is { } seats)
            sources.AddRange(
                county
                    .Seats.Where(s => s.Level == seats.Level)
                    .Select(s => new SourcePoint(s.Id, [s.Lon, s.Lat], seats.JoinMetres, s.Exists, s.Exists)
                    {
                        IsSeat = true,
                    })
            );
        var hasSources = sources.Count > 0 || links.Any(l => l.IsSource) || servers.Any(s => s.Standalone);
        var wanting = places.Select(p => new Place(
            p.Id,
            p.Lon,
            p.Lat,
            service.ReachMetres,
            service.FootprintReachMetres,
            p.Footprint is null ? null : Rings(p.Footprint),
            p.Dispersed,
            p.Exists
        ));
        JointLinks joints = new(service, county, links);
        return new ServiceNetwork(
            new NetworkInput(
                [.. links, .. joints.Joined],
                sources,
                servers,
                [.. wanting],
                service.LinksServe,
                service.JoinMetres,
                service.SuspectedBreakMetres
            )
            {
                Refused = joints.Refused,
                BreakDetour = county.SuspectedBreaks.Detour,
                GapsAreUnknown = county.SuspectedBreaks.GapsAreUnknown,
                CrossingsAreUnknown = county.SuspectedBreaks.CrossingsAreUnknown,
            },
            hasLinks,
            hasSources
        )
        {
            Joints = joints.Placed,
        };
    }

    /// <summary>Flat longitudes and latitudes of a line.</summary>
    public static double[] Flat(Geometry line)
    {
        var coordinates = line.Coordinates;
        var flat = new double[coordinates.Length * 2];
        for (var i = 0; i < coordinates.Length; i++)
            (flat[2 * i], flat[2 * i + 1]) = (coordinates[i].X, coordinates[i].Y);
        return flat;
    }

    private static void AddLink(
        List<Link> links,
        ServiceRule service,
        Asset asset,
        DateSet exists,
        DateSet mayExist,
        DateSet closed,
        DateOnly? due
    )
    {
        var (fits, mayFit) = Fits(service, asset, due);
        var definite = exists.Intersect(fits).Except(closed);
        var possible = mayExist.Intersect(mayFit).Except(closed);
        var isSource =
            service.LinksAreSources
            || (service.SourceLinkColumn is { } column && asset.Attributes.GetValueOrDefault(column) is true);
        for (var i = 0; i < asset.Geometry!.NumGeometries; i++)
        {
            if (asset.Geometry.GetGeometryN(i) is LineString line)
                links.Add(
                    new Link(asset.Id, Flat(line), definite, possible, exists, isSource)
                    {
                        Closed = exists.Intersect(fits).Intersect(closed),
                    }
                );
        }
    }

    private static (DateSet Definite, DateSet Possible) Fits(ServiceRule service, Asset asset, DateOnly? due)
    {
        if (service.Links is not { } condition)
            return (DateSet.Always, DateSet.Always);
        if (service.Dated is not { } dated)
            return During(condition.Evaluate(asset.Attributes.GetValueOrDefault), DateSet.Always);
        var changed = (asset.Attributes.GetValueOrDefault(dated.From) as DateOnly?)?.DayNumber ?? int.MinValue;
        var planned = due?.DayNumber ?? int.MaxValue;
        var (definite, possible) = (DateSet.Empty, DateSet.Empty);
        foreach (
            var (value, from, to) in (ReadOnlySpan<(object?, int, int)>)
                [
                    (asset.Attributes.GetValueOrDefault(dated.Before) ?? dated.BeforeDefault, int.MinValue, changed),
                    (asset.Attributes.GetValueOrDefault(dated.Column), changed, planned),
                    (dated.Planned, planned, int.MaxValue),
                ]
        )
        {
            if (from >= to)
                continue;
            var (surely, perhaps) = During(
                condition.Evaluate(c => c == dated.Column ? value : asset.Attributes.GetValueOrDefault(c)),
                DateSet.Between(from, to)
            );
            (definite, possible) = (definite.Union(surely), possible.Union(perhaps));
        }

        return (definite, possible);
    }

    private static (DateSet Definite, DateSet Possible) During(bool? value, DateSet days) =>
        (value is true ? days : DateSet.Empty, value is false ? DateSet.Empty : days);

    private static void AddDevices(
        AreaJoins areas,
        List<SourcePoint> sources,
        List<Server> servers,
        DeviceRule? source,
        List<DeviceRule> serverRules,
        Asset asset,
        DateSet exists,
        DateSet mayExist
    )
    {
        var point = asset.Geometry as Point ?? asset.Geometry!.Centroid;
        if (source is not null)
        {
            var (definite, possible) = During(
                source.When is null ? true : source.When.Evaluate(asset.Attributes.GetValueOrDefault),
                DateSet.Always
            );
            // An area is a source wherever a link touches or enters it.
            var joins = areas.Of(asset.Geometry!, source.JoinMetres) ?? [point.X, point.Y];
            for (var i = 0; i < joins.Length; i += 2)
                sources.Add(
                    new SourcePoint(
                        asset.Id,
                        joins[i..(i + 2)],
                        source.JoinMetres,
                        exists.Intersect(definite),
                        mayExist.Intersect(possible)
                    )
                );
        }

        foreach (var server in serverRules)
        {
            var (definite, possible) = During(
                server.When is null ? true : server.When.Evaluate(asset.Attributes.GetValueOrDefault),
                DateSet.Always
            );
            var own = asset.Attributes.GetValueOrDefault("reach_m") as double?;
            servers.Add(
                new Server(
                    asset.Id,
                    point.X,
                    point.Y,
                    server.JoinMetres,
                    own ?? server.ReachMetres,
                    own ?? server.DispersedReachMetres,
                    exists.Intersect(definite),
                    mayExist.Intersect(possible),
                    server.Standalone
                )
                {
                    Exists = mayExist,
                    Code = asset.Code,
                    Joins = areas.Of(asset.Geometry!, server.JoinMetres),
                }
            );
        }
    }

    private static List<double[]> Rings(Geometry footprint)
    {
        List<double[]> rings = [];
        for (var i = 0; i < footprint.NumGeometries; i++)
        {
            if (footprint.GetGeometryN(i) is Polygon polygon)
                rings.Add(Flat(polygon.ExteriorRing));
        }

        return rings;
    }
}
