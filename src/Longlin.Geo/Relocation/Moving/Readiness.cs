using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>One thing that must be at a site on its move-in day.</summary>
/// <param name="Item">A service, or school or clinic.</param>
/// <param name="Metres">Over the road to the nearest facility; null for services and where none can be reached.</param>
/// <param name="WithinMetres">At most this far; null for services.</param>
public sealed record ReadinessItem(string Item, Bilingual Title, Verdict Verdict, double? Metres, double? WithinMetres);

/// <summary>What is at a site on the day people move in.</summary>
/// <param name="Day">Its opening; where that is not known, the day asked for.</param>
public sealed record SiteReadiness(string Site, DateOnly Day, IReadOnlyList<ReadinessItem> Items)
{
    /// <summary>Ready when everything is met; not ready when one thing surely lacks.</summary>
    public Verdict Ready =>
        Items.Any(i => i.Verdict == Verdict.NotMet) ? Verdict.NotMet
        : Items.Any(i => i.Verdict == Verdict.Unknown) ? Verdict.Unknown
        : Verdict.Met;
}

/// <summary>Checks sites against the networks of their move-in days, by geometry alone. Pure.</summary>
public static class Readiness
{
    /// <summary>Checks every site that has a place; the others are unknown throughout.</summary>
    public static IReadOnlyList<SiteReadiness> Of(
        Standard standard,
        CountyData county,
        IReadOnlyList<SiteFacts> sites,
        DateOnly asOf,
        CancellationToken cancellationToken
    )
    {
        var rules = standard.Relocating!;
        SiteFacts[] placed = [.. sites.Where(s => s is { Lon: not null, Lat: not null })];
        DateOnly Day(SiteFacts site) => site.OpenedOn ?? asOf;
        SubjectPlace[] places =
        [
            .. placed.Select(
                (s, i) =>
                    new SubjectPlace(
                        "site",
                        i,
                        s.Code,
                        s.Lon!.Value,
                        s.Lat!.Value,
                        s.Shape is null or Point ? null : s.Shape,
                        false,
                        DateSet.Always
                    )
            ),
        ];
        Dictionary<(string Site, string Item), ReadinessItem> found = [];
        foreach (var service in rules.Readiness.Services.Select(n => standard.Services.Single(s => s.Service == n)))
        {
            var network = ServiceNetwork.Build(service, county, places);
            var reach =
                network.HasLinks && network.HasSources
                    ? ReachComputation.Served(network.Input, cancellationToken)
                    : null;
            for (var i = 0; i < placed.Length; i++)
            {
                var day = Day(placed[i]).DayNumber;
                var verdict =
                    reach is null ? Verdict.Unknown
                    : reach[i].Definite.Contains(day) ? Verdict.Met
                    : reach[i].Possible.Contains(day) ? Verdict.Unknown
                    : Verdict.NotMet;
                found[(placed[i].Code, service.Service)] = new(service.Service, service.Title, verdict, null, null);
            }
        }

        RoadDistances roads = new(
            standard.Services.Single(s => s.Service == rules.Candidates.Transport.Service),
            county
        );
        foreach (var facility in rules.Readiness.Facilities)
        {
            Asset[] all =
            [
                .. county
                    .Assets.GetValueOrDefault("facilities", [])
                    .Where(f => f.Geometry is not null && f.Kind is { } kind && facility.Kinds.Contains(kind)),
            ];
            foreach (var day in placed.GroupBy(Day))
            {
                SiteFacts[] here = [.. day];
                (double, double)[] open =
                [
                    .. all.Where(f =>
                            Lifetime
                                .Days(f.Status, f.OpenedOn, f.ClosedOn, county.DataDate)
                                .Definite.Contains(day.Key.DayNumber)
                        )
                        .Select(f => (f.Geometry!.Centroid.X, f.Geometry.Centroid.Y)),
                ];
                (double, double)[] from = [.. here.Select(s => (s.Lon!.Value, s.Lat!.Value))];
                double[][] sure = roads.Metres(from, open, day.Key, RoadUse.Passable, cancellationToken),
                    perhaps = roads.Metres(from, open, day.Key, RoadUse.PerhapsPassable, cancellationToken);
                for (var i = 0; i < here.Length; i++)
                {
                    double nearest = sure[i].DefaultIfEmpty(double.PositiveInfinity).Min(),
                        within = facility.WithinMetres.Value;
                    var verdict =
                        all.Length == 0 ? Verdict.Unknown
                        : nearest <= within ? Verdict.Met
                        : perhaps[i].Any(m => m <= within) ? Verdict.Unknown
                        : Verdict.NotMet;
                    found[(here[i].Code, facility.Name)] = new(
                        facility.Name,
                        facility.Title,
                        verdict,
                        double.IsFinite(nearest) ? Math.Round(nearest, 0) : null,
                        within
                    );
                }
            }
        }

        return
        [
            .. sites.Select(s => new SiteReadiness(
                s.Code,
                Day(s),
                [
                    .. rules.Readiness.Services.Select(n =>
                        found.GetValueOrDefault((s.Code, n))
                        ?? new(n, standard.Find(n)!.Title, Verdict.Unknown, null, null)
                    ),
                    .. rules.Readiness.Facilities.Select(f =>
                        found.GetValueOrDefault((s.Code, f.Name))
                        ?? new(f.Name, f.Title, Verdict.Unknown, null, f.WithinMetres.Value)
                    ),
                ]
            )),
        ];
    }
}
