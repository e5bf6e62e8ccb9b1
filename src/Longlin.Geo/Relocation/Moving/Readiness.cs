using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules.Moving;
using Longlin.Geo.Rules.Standards;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>Checks sites against the networks of their move-in days, by geometry alone. Pure.</summary>
internal sealed class Readiness
{
    private readonly Standard _standard;
    private readonly RelocationRules _rules;
    private readonly CountyData _county;
    private readonly DateOnly _asOf;
    private readonly SiteFacts[] _sites;
    private readonly Dictionary<(string Site, string Item), ReadinessItem> _found = [];

    private Readiness(Standard standard, CountyData county, IReadOnlyList<SiteFacts> sites, DateOnly asOf)
    {
        (_standard, _rules, _county, _asOf) = (standard, standard.Relocating!, county, asOf);
        _sites = [.. sites.Where(s => s is { Lon: not null, Lat: not null })];
    }

    /// <summary>Checks every site that has a location; for the others every item is unknown.</summary>
    public static IReadOnlyList<SiteReadiness> Compute(
        Standard standard,
        CountyData county,
        IReadOnlyList<SiteFacts> sites,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        Readiness readiness = new(standard, county, sites, asOf);
        readiness.CheckServices(cancellationToken);
        readiness.CheckFacilities(cancellationToken);
        return [.. sites.Select(readiness.Collect)];
    }

    private DateOnly MoveInDay(SiteFacts site) => site.OpenedOn ?? _asOf;

    private void CheckServices(CancellationToken cancellationToken)
    {
        SubjectPlace[] places = [.. _sites.Select(ToPlace)];
        foreach (var name in _rules.Readiness.Services)
        {
            var service = _standard.Services.Single(s => s.Service == name);
            var network = ServiceNetwork.Build(service, _county, places);
            var reach =
                network.HasLinks && network.HasSources
                    ? ReachComputation.Served(network.Input, cancellationToken)
                    : null;
            for (var i = 0; i < _sites.Length; i++)
            {
                var day = MoveInDay(_sites[i]).DayNumber;
                var verdict =
                    reach is null ? Verdict.Unknown
                    : reach[i].Definite.Contains(day) ? Verdict.Met
                    : reach[i].Possible.Contains(day) ? Verdict.Unknown
                    : Verdict.NotMet;
                _found[(_sites[i].Code, name)] = new(name, service.Title, verdict, null, null);
            }
        }
    }

    private static SubjectPlace ToPlace(SiteFacts site, int index) =>
        new(
            "site",
            index,
            site.Code,
            site.Lon!.Value,
            site.Lat!.Value,
            site.Shape is null or Point ? null : site.Shape,
            false,
            DateSet.Always
        );

    private void CheckFacilities(CancellationToken cancellationToken)
    {
        var transport = _rules.Candidates.Transport.Service;
        RoadDistances roads = new(_standard.Services.Single(s => s.Service == transport), _county);
        foreach (var facility in _rules.Readiness.Facilities)
        {
            Asset[] all =
            [
                .. _county
                    .Assets.GetValueOrDefault("facilities", [])
                    .Where(f => f.Geometry is not null && f.Kind is { } kind && facility.Kinds.Contains(kind)),
            ];
            foreach (var day in _sites.GroupBy(MoveInDay))
                CheckFacility(facility, all, roads, day.Key, [.. day], cancellationToken);
        }
    }

    private void CheckFacility(
        NearFacility facility,
        Asset[] all,
        RoadDistances roads,
        DateOnly day,
        SiteFacts[] sites,
        CancellationToken cancellationToken
    )
    {
        (double, double)[] open =
        [
            .. all.Where(f => IsOpen(f, day)).Select(f => (f.Geometry!.Centroid.X, f.Geometry.Centroid.Y)),
        ];
        (double, double)[] from = [.. sites.Select(s => (s.Lon!.Value, s.Lat!.Value))];
        double[][] sure = roads.Metres(from, open, day, RoadUse.Passable, cancellationToken),
            perhaps = roads.Metres(from, open, day, RoadUse.PerhapsPassable, cancellationToken);
        for (var i = 0; i < sites.Length; i++)
        {
            double nearest = sure[i].DefaultIfEmpty(double.PositiveInfinity).Min(),
                within = facility.WithinMetres.Value;
            var verdict =
                all.Length == 0 ? Verdict.Unknown
                : nearest <= within ? Verdict.Met
                : perhaps[i].Any(m => m <= within) ? Verdict.Unknown
                : Verdict.NotMet;
            double? metres = double.IsFinite(nearest) ? Math.Round(nearest, 0) : null;
            _found[(sites[i].Code, facility.Name)] = new(facility.Name, facility.Title, verdict, metres, within);
        }
    }

    private bool IsOpen(Asset facility, DateOnly day) =>
        Lifetime
            .Days(facility.Status, facility.OpenedOn, facility.ClosedOn, _county.DataDate)
            .Definite.Contains(day.DayNumber);

    private SiteReadiness Collect(SiteFacts site) =>
        new(
            site.Code,
            MoveInDay(site),
            [
                .. _rules.Readiness.Services.Select(n =>
                    _found.GetValueOrDefault((site.Code, n))
                    ?? new(n, _standard.Find(n)!.Title, Verdict.Unknown, null, null)
                ),
                .. _rules.Readiness.Facilities.Select(f =>
                    _found.GetValueOrDefault((site.Code, f.Name))
                    ?? new(f.Name, f.Title, Verdict.Unknown, null, f.WithinMetres.Value)
                ),
            ]
        );
}
