using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Rules;

namespace Longlin.Geo.Relocation.Sites;

/// <summary>How near a site is to what a factor looks for.</summary>
/// <param name="Factor">The factor, with its weight and curve.</param>
/// <param name="DistanceM">Metres by road, connections included; null where no way surely leads, and for what is
/// measured in a straight line.</param>
/// <param name="StraightLineM">Metres in a straight line to the same place; null where there is none.</param>
/// <param name="Code">The place or link; null where there is none.</param>
/// <param name="Score">0 to 1; null where it is not known.</param>
/// <param name="Low">It is at least this.</param>
/// <param name="High">It is at most this: what is not known taken as good.</param>
/// <param name="Reason">no_record, way_unknown or served_unknown (not known); no_way or none (known, and the end of the
/// curve counts); null otherwise.</param>
public sealed record FactorScore(
    SitingFactor Factor,
    double? DistanceM,
    double? StraightLineM,
    string? Code,
    double? Score,
    double Low,
    double High,
    string? Reason
);

/// <summary>
/// The networks of a county on one day, with the nearest school, seat … of every node: each further site is answered in
/// a moment.
/// </summary>
public sealed class SitingNetworks
{
    private readonly SitingRules _rules;
    private readonly Dictionary<
        string,
        (ServiceRule Rule, DayNetwork? Network, IReadOnlyList<string> LinkCodes)
    > _services;
    private readonly Dictionary<string, Goals> _goals;

    private SitingNetworks(
        SitingRules rules,
        Dictionary<string, (ServiceRule, DayNetwork?, IReadOnlyList<string>)> services,
        Dictionary<string, Goals> goals
    ) => (_rules, _services, _goals) = (rules, services, goals);

    private sealed record Goal(string Code, double Lon, double Lat, bool Surely);

    private sealed record Goals(bool Known, IReadOnlyList<Goal> Places, NearestGoals? Surely, NearestGoals? Perhaps);

    /// <summary>Builds them.</summary>
    /// <param name="standard">The rules of services.</param>
    /// <param name="rules">The factors.</param>
    /// <param name="county">The county's rows.</param>
    /// <param name="day">The day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static SitingNetworks On(
        Standard standard,
        SitingRules rules,
        CountyData county,
        DateOnly day,
        CancellationToken cancellationToken
    )
    {
        var names = rules
            .Services.Concat(rules.Factors.Select(f => f.Served).OfType<string>())
            .Append(rules.Roads)
            .Distinct()
            .ToArray();
        var built = new (ServiceRule, DayNetwork?, IReadOnlyList<string>)[names.Length];
        Parallel.For(
            0,
            names.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            i =>
            {
                var service = standard.Services.Single(s => s.Service == names[i]);
                var network = ServiceNetwork.Build(service, county, []);
                // Without a link or without a source nobody recorded the service: that is not known, and not the same
                // as not there.
                if (!network.HasLinks || !network.HasSources)
                {
                    built[i] = (service, null, []);
                    return;
                }

                var codes = county.Assets[service.Layer].ToDictionary(a => a.Id, a => a.Code);
                var on = network.Input with
                {
                    Links =
                    [
                        .. network.Input.Links.Where(l =>
                            l.Possible.Contains(day.DayNumber) || l.Definite.Contains(day.DayNumber)
                        ),
                    ],
                };
                built[i] = (
                    service,
                    DayNetwork.On(on, day.DayNumber, cancellationToken),
                    [.. on.Links.Select(l => codes[l.Id])]
                );
            }
        );
        var services = names.Zip(built).ToDictionary(s => s.First, s => s.Second);
        var (road, roads, _) = services[rules.Roads];
        var around = roads is null ? [] : ShortestPaths.Around(roads.Graph);
        var goals = rules
            .Factors.Where(f => f.Served is null)
            .AsParallel()
            .WithCancellation(cancellationToken)
            .Select(factor =>
            {
                var (known, places) = Places(factor, county, day.DayNumber);
                return (
                    factor.Factor,
                    Goals: roads is null
                        ? new Goals(known, places, null, null)
                        : new Goals(known, places, Search(places, false), Search(places, true))
                );
            })
            .ToDictionary(g => g.Factor, g => g.Goals);
        return new(rules, services, goals);

        NearestGoals Search(IReadOnlyList<Goal> places, bool perhaps) =>
            NearestGoals.Search(
                roads.Graph,
                perhaps ? roads.UsablePerhaps : roads.UsableSurely,
                around,
                [
                    .. places.SelectMany(
                        (p, i) =>
                            perhaps || p.Surely
                                ? roads.Joins(
                                    new PointShape(p.Lon, p.Lat),
                                    i,
                                    perhaps,
                                    road.ReachMetres,
                                    road.ReachMetres,
                                    rules.ConnectMetres
                                )
                                : []
                    ),
                ]
            );
    }

    /// <summary>Scores a site by every factor.</summary>
    public IReadOnlyList<FactorScore> Score(SiteShape site) =>
        [.. _rules.Factors.Select(f => f.Served is { } served ? ByLine(f, served, site) : ByRoad(f, site))];

    /// <summary>Which services reach a site on the day; unknown where nobody can say.</summary>
    public IReadOnlyList<(ServiceRule Service, Verdict Verdict)> Services(SiteShape site) =>
        [
            .. _rules.Services.Select(name =>
            {
                var (rule, network, _) = _services[name];
                var (surely, perhaps) =
                    network?.Serves(
                        new(
                            0,
                            site.Lon,
                            site.Lat,
                            rule.ReachMetres,
                            rule.FootprintReachMetres,
                            site.Rings,
                            false,
                            DateSet.Always
                        )
                    ) ?? (false, true);
                return (
                    rule,
                    surely ? Verdict.Met
                    : perhaps ? Verdict.Unknown
                    : Verdict.NotMet
                );
            }),
        ];

    /// <summary>
    /// Straight metres from a site to the nearest passable road that leads somewhere; null where none surely does.
    /// </summary>
    public double? MetresToRoad(SiteShape site) =>
        _services[_rules.Roads].Network is { } roads ? roads.Nearest(site, roads.ServedSurely)?.Metres : null;

    private FactorScore ByLine(SitingFactor factor, string service, SiteShape site)
    {
        var (_, network, codes) = _services[service];
        var (worst, best) = (factor.Score(double.PositiveInfinity), factor.Score(0));
        if (network is null)
            return new(factor, null, null, null, null, worst, best, "no_record");
        var perhaps = network.Nearest(site, network.ServedPerhaps);
        var high = factor.Score(perhaps?.Metres ?? double.PositiveInfinity);
        if (network.Nearest(site, network.ServedSurely) is { } surely)
            return new(
                factor,
                null,
                surely.Metres,
                codes[network.Graph.EdgeLink[surely.Edge]],
                factor.Score(surely.Metres),
                factor.Score(surely.Metres),
                high,
                null
            );
        return perhaps is { } p
            ? new(factor, null, p.Metres, codes[network.Graph.EdgeLink[p.Edge]], null, worst, high, "served_unknown")
            : new(factor, null, null, null, worst, worst, worst, "none");
    }

    private FactorScore ByRoad(SitingFactor factor, SiteShape site)
    {
        var (road, roads, _) = _services[_rules.Roads];
        var goals = _goals[factor.Factor];
        var (worst, best) = (factor.Score(double.PositiveInfinity), factor.Score(0));
        var nearest = goals.Places.Count == 0 ? null : goals.Places.MinBy(p => site.To(p.Lon, p.Lat));
        if (!goals.Known || roads is null)
            return new(
                factor,
                null,
                nearest is null ? null : site.To(nearest.Lon, nearest.Lat),
                nearest?.Code,
                null,
                worst,
                best,
                "no_record"
            );
        var surely = goals.Surely!.From(Joins(false));
        var perhaps = goals.Perhaps!.From(Joins(true));
        var high = factor.Score(Math.Min(surely.Metres, perhaps.Metres));
        var named =
            surely.Goal >= 0 ? goals.Places[surely.Goal]
            : perhaps.Goal >= 0 ? goals.Places[perhaps.Goal]
            : nearest;
        double? straight = named is null ? null : site.To(named.Lon, named.Lat);
        if (surely.Goal >= 0)
            return new(
                factor,
                surely.Metres,
                straight,
                named!.Code,
                factor.Score(surely.Metres),
                factor.Score(surely.Metres),
                high,
                null
            );
        return perhaps.Goal >= 0
            ? new(factor, null, straight, named!.Code, null, worst, high, "way_unknown")
            : new(factor, null, straight, named?.Code, worst, worst, worst, named is null ? "none" : "no_way");

        IReadOnlyList<WayJoin> Joins(bool perhaps) =>
            roads.Joins(
                site,
                0,
                perhaps,
                road.ReachMetres,
                site.Rings is null ? road.ReachMetres : road.FootprintReachMetres,
                _rules.ConnectMetres
            );
    }

    // Known: whether anybody recorded any, open on the day or not.
    private static (bool Known, IReadOnlyList<Goal> Places) Places(SitingFactor factor, CountyData county, int day)
    {
        if (factor.Seats is { } level)
        {
            SubjectPlace[] seats = [.. county.Places.Where(p => p.Subject == level && !double.IsNaN(p.Lon))];
            return (
                seats.Length > 0,
                [.. seats.Where(s => s.Exists.Contains(day)).Select(s => new Goal(s.Code, s.Lon, s.Lat, true))]
            );
        }

        Asset[] facilities =
        [
            .. county
                .Assets.GetValueOrDefault("facilities", [])
                .Where(f =>
                    f.Kind is { } kind && factor.Facilities!.Contains(kind) && f.Geometry is { IsEmpty: false }
                ),
        ];
        return (
            facilities.Length > 0,
            [
                .. facilities
                    .Select(f => (Asset: f, Days: Lifetime.Days(f.Status, f.OpenedOn, f.ClosedOn, county.DataDate)))
                    .Where(f => f.Days.Definite.Contains(day) || f.Days.Possible.Contains(day))
                    .Select(f => new Goal(
                        f.Asset.Code,
                        f.Asset.Geometry!.Centroid.X,
                        f.Asset.Geometry.Centroid.Y,
                        f.Days.Definite.Contains(day)
                    )),
            ]
        );
    }
}
