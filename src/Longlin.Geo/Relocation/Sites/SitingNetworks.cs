using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Rules.Siting;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Relocation.Sites;

/// <summary>
/// The networks of a county on one day, with the nearest school, seat and so on of every node: built once, they score
/// any number of sites quickly.
/// </summary>
public sealed class SitingNetworks
{
    private readonly SitingRules _rules;
    private readonly Dictionary<string, ServiceDay> _services;
    private readonly Dictionary<string, Goals> _goals;

    private SitingNetworks(
        SitingRules rules,
        Dictionary<string, ServiceDay> services,
        Dictionary<string, Goals> goals
    ) => (_rules, _services, _goals) = (rules, services, goals);

    // A service with its network on the day; the network is null where nothing is recorded.
    private sealed record ServiceDay(ServiceRule Rule, DayNetwork? Network, IReadOnlyList<string> LinkCodes);

    private sealed record Goal(string Code, double Lon, double Lat, bool Surely);

    private sealed record Goals(bool Known, IReadOnlyList<Goal> Places, NearestGoals? Surely, NearestGoals? Perhaps);

    /// <summary>Builds the networks.</summary>
    /// <param name="standard">The rules of the services.</param>
    /// <param name="rules">The siting factors.</param>
    /// <param name="county">The county's data.</param>
    /// <param name="day">The day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static SitingNetworks Build(
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
        var built = new ServiceDay[names.Length];
        Parallel.For(
            0,
            names.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            i => built[i] = BuildService(standard, county, names[i], day, cancellationToken)
        );
        var services = names.Zip(built).ToDictionary(s => s.First, s => s.Second);
        var roads = services[rules.Roads];
        var around = roads.Network is null ? [] : ShortestPaths.Around(roads.Network.Graph);
        var goals = rules
            .Factors.Where(f => f.Served is null)
            .AsParallel()
            .WithCancellation(cancellationToken)
            .Select(factor =>
                (factor.Factor, Goals: FindGoals(factor, county, day, roads, around, rules.ConnectMetres))
            )
            .ToDictionary(g => g.Factor, g => g.Goals);
        return new(rules, services, goals);
    }

    private static ServiceDay BuildService(
        Standard standard,
        CountyData county,
        string name,
        DateOnly day,
        CancellationToken cancellationToken
    )
    {
        var service = standard.Services.Single(s => s.Service == name);
        var network = ServiceNetwork.Build(service, county, []);
        // Without links or sources there is no record of the service: it is unknown, which is not the same as absent.
        if (!network.HasLinks || !network.HasSources)
            return new(service, null, []);
        var codes = ServiceNetwork.Codes(service, county);
        var input = network.Input with
        {
            Links =
            [
                .. network.Input.Links.Where(l =>
                    l.Possible.Contains(day.DayNumber) || l.Definite.Contains(day.DayNumber)
                ),
            ],
        };
        return new(
            service,
            DayNetwork.On(input, day.DayNumber, cancellationToken),
            [.. input.Links.Select(l => codes[l.Id])]
        );
    }

    private static Goals FindGoals(
        SitingFactor factor,
        CountyData county,
        DateOnly day,
        ServiceDay roads,
        List<int>[] around,
        double connectMetres
    )
    {
        var (known, places) = FindPlaces(factor, county, day.DayNumber);
        if (roads.Network is not { } network)
            return new(known, places, null, null);
        return new(known, places, Search(perhaps: false), Search(perhaps: true));

        NearestGoals Search(bool perhaps) =>
            NearestGoals.Search(
                network.Graph,
                perhaps ? network.UsablePerhaps : network.UsableSurely,
                around,
                [
                    .. places.SelectMany(
                        (p, i) =>
                            perhaps || p.Surely
                                ? network.Joins(
                                    new PointShape(p.Lon, p.Lat),
                                    i,
                                    perhaps,
                                    roads.Rule.ReachMetres,
                                    roads.Rule.ReachMetres,
                                    connectMetres
                                )
                                : []
                    ),
                ]
            );
    }

    /// <summary>Scores a site by every factor.</summary>
    public IReadOnlyList<FactorScore> Score(SiteShape site) =>
        [
            .. _rules.Factors.Select(f =>
                f.Served is { } served ? ScoreByStraightLine(f, served, site) : ScoreByRoad(f, site)
            ),
        ];

    /// <summary>Which services reach a site on the day.</summary>
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
    /// Straight metres from a site to the nearest passable road that is connected to the network; null where none
    /// definitely is.
    /// </summary>
    public double? MetresToRoad(SiteShape site) =>
        _services[_rules.Roads].Network is { } roads ? roads.Nearest(site, roads.ServedSurely)?.Metres : null;

    private FactorScore ScoreByStraightLine(SitingFactor factor, string service, SiteShape site)
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

    private FactorScore ScoreByRoad(SitingFactor factor, SiteShape site)
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

    // Known: whether any are recorded, open on the day or not.
    private static (bool Known, IReadOnlyList<Goal> Places) FindPlaces(SitingFactor factor, CountyData county, int day)
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
