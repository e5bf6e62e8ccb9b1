using System.Globalization;
using Longlin.Geo.Land;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Siting;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Relocation.Sites;

/// <summary>Everything found about one site.</summary>
/// <param name="MetresToRoad">Straight metres to the nearest passable road that is connected to the network; null where
/// none is known.</param>
internal sealed record SiteFindings(
    SiteToScore Site,
    SiteShape Shape,
    SiteLand Land,
    IReadOnlyList<SiteViolation> Violations,
    IReadOnlyList<SiteOverlap> Overlaps,
    SiteSlope Slope,
    IReadOnlyList<FactorScore> Factors,
    SiteTotal Total,
    IReadOnlyList<(ServiceRule Service, Verdict Verdict)> Services,
    double? MetresToRoad
)
{
    /// <summary>Whether a settlement is not allowed there.</summary>
    public bool Refused => Violations.Count > 0;
}

/// <summary>Scores sites: violations, overlaps, slope, factors and services.</summary>
internal static class SiteScoring
{
    // A smaller part beyond the border is within the accuracy of the border.
    private const double BorderSquareMetres = 100;

    /// <summary>Scores sites.</summary>
    /// <param name="database">The store.</param>
    /// <param name="rules">Factors and exclusions.</param>
    /// <param name="networks">The networks of the day.</param>
    /// <param name="county">Six digits.</param>
    /// <param name="sites">Valid geometries.</param>
    /// <param name="day">The day on which zones are valid.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<SiteFindings>> RunAsync(
        Database database,
        SitingRules rules,
        SitingNetworks networks,
        string county,
        IReadOnlyList<SiteToScore> sites,
        DateOnly day,
        CancellationToken cancellationToken
    )
    {
        Geometry[] geometries = [.. sites.Select(s => s.Geometry)];
        var land = await SiteQuery.LandAsync(database, county, geometries, cancellationToken);
        var zones = (
            await SiteQuery.ZonesAsync(database, county, geometries, rules.Exclusions, day, cancellationToken)
        ).ToLookup(z => z.Site);
        var overlaps = (await SiteQuery.OverlapsAsync(database, county, sites, cancellationToken)).ToLookup(o =>
            o.Site
        );
        List<SiteSlope> slopes = [];
        foreach (var geometry in geometries)
            slopes.Add(
                SiteSlope.Compute(
                    geometry,
                    (
                        await TerrainQuery.ReadAsync(database, county, geometry.EnvelopeInternal, cancellationToken)
                    ).Grid(),
                    rules.Slope
                )
            );
        var kinds = database.Catalog["zones"].Column("kind")!.Values!;
        var findings = new SiteFindings[sites.Count];
        Parallel.For(
            0,
            sites.Count,
            new ParallelOptions { CancellationToken = cancellationToken },
            i => findings[i] = Combine(i)
        );
        return findings;

        SiteFindings Combine(int i)
        {
            SiteShape shape = new(geometries[i]);
            List<SiteOverlap> others = [.. overlaps[i].Where(Counts)];
            List<SiteViolation> violations =
            [
                .. zones[i]
                    .Where(Counts)
                    .Select(z => Zone(z, land[i], kinds[z.Kind] is [var title, ..] ? title : z.Kind)),
                .. others.Select(o => Zone(o, land[i], "已有安置点")),
                .. Slope(slopes[i], land[i], rules.Slope),
                .. Outside(land[i]),
            ];
            var factors = networks.Score(shape);
            return new(
                sites[i],
                shape,
                land[i],
                violations,
                others,
                slopes[i],
                factors,
                SiteTotal.Compute(factors, slopes[i], rules.Slope, violations.Count > 0),
                networks.Services(shape),
                networks.MetresToRoad(shape)
            );
        }

        bool Counts(SiteOverlap overlap) => overlap.AreaM2 is null || overlap.AreaM2 >= rules.SliverSquareMetres;
    }

    private static SiteViolation Zone(SiteOverlap zone, SiteLand land, string title)
    {
        var (name, word) = (
            zone.Name is null || zone.Name == title ? "" : $"“{zone.Name}”",
            zone.Kind.Replace('_', ' ')
        );
        double? share = zone.AreaM2 is { } common && land.AreaM2 > 0 ? Math.Min(1, common / land.AreaM2) : null;
        return new(
            zone.Kind,
            zone.Code,
            zone.Name,
            zone.AreaM2,
            share,
            share is null
                ? new($"位于{title}{name}（{zone.Code}）内", $"lies in {word} {zone.Code}")
                : new(
                    $"有 {FormatArea(zone.AreaM2!.Value)} 平方米（{FormatPercent(share.Value)}）"
                        + $"位于{title}{name}（{zone.Code}）内",
                    $"{FormatArea(zone.AreaM2!.Value)} m² ({FormatPercent(share.Value)}) lie in {word} {zone.Code}"
                )
        );
    }

    private static IEnumerable<SiteViolation> Slope(SiteSlope slope, SiteLand land, SitingSlope limits)
    {
        if (slope.ShareOver <= 0)
            yield break;
        var (limit, share, point) = (
            limits.MaxDegrees.ToString("0.#", CultureInfo.InvariantCulture),
            FormatPercent(slope.ShareOver),
            land.AreaM2 <= 0
        );
        yield return new(
            "slope",
            null,
            null,
            point ? null : slope.ShareOver * land.AreaM2,
            point ? null : slope.ShareOver,
            new($"{share} 的用地坡度超过 {limit}°", $"{share} of the land is steeper than {limit}°")
        );
    }

    private static IEnumerable<SiteViolation> Outside(SiteLand land)
    {
        if (!land.InCounty || land.OutsideM2 > BorderSquareMetres)
            yield return new(
                "outside_county",
                null,
                null,
                land.AreaM2 > 0 ? land.OutsideM2 : null,
                land.AreaM2 > 0 ? land.OutsideM2 / land.AreaM2 : null,
                new("超出本县范围", "lies outside the county")
            );
    }

    private static string FormatArea(double squareMetres) =>
        squareMetres.ToString(squareMetres < 100 ? "0.#" : "#,0", CultureInfo.InvariantCulture);

    private static string FormatPercent(double share) => share.ToString("0.# %", CultureInfo.InvariantCulture);
}
