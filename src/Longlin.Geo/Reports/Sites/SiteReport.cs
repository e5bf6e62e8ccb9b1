using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules.Siting;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Reports.Sites;

/// <summary>Verdict and score of sites, for the command line and the web service.</summary>
public static class SiteReport
{
    private const int MostSites = 200;
    private const int MostPersons = 1_000_000;

    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="database">The store.</param>
    /// <param name="standard">The rules, siting among them.</param>
    /// <param name="request">The question.</param>
    /// <param name="networks">Gives the networks of a day.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(SiteDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        Standard standard,
        SiteRequest request,
        Func<DateOnly, CancellationToken, Task<SitingNetworks>> networks,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var rules = standard.Siting!;
        ParameterFault? fault = null;
        var day = QueryParameters.CheckDay(
            request.MoveInOn ?? request.AsOf,
            today,
            ref fault,
            request.MoveInOn is null ? "asOf" : "moveInOn"
        );
        if (request is { AsOf: not null, MoveInOn: not null })
            fault = new("moveInOn", new("asOf 与 moveInOn 只能给出一个", "give asOf or moveInOn, not both"));
        if (request.Persons is <= 0 or > MostPersons)
            fault = new("persons", new($"应为 1 到 {MostPersons}", $"should be 1 to {MostPersons}"));
        if (fault is not null)
            return (null, fault);
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var (sites, wrong) = await SitesAsync(database, rules, county.CountyCode, request, cancellationToken);
        if (wrong is not null)
            return (null, wrong);
        var findings = await SiteScoring.RunAsync(
            database,
            rules,
            await networks(day, cancellationToken),
            county.CountyCode,
            sites,
            day,
            cancellationToken
        );
        var names = await SiteQuery.NamesAsync(
            database,
            county.CountyCode,
            findings.SelectMany(f => f.Factors).Select(f => f.Code).OfType<string>(),
            cancellationToken
        );
        return (
            new(
                county.Standard ?? standard.Name,
                county.StandardVersion ?? standard.Version,
                day,
                day,
                county.DataDate,
                county.IsForecast(day),
                county.Synthetic,
                rules.Name,
                rules.Version,
                rules.Verified,
                rules.ConsistencyRatio is { } ratio ? Math.Round(ratio, 4) : null,
                [.. findings.Select(f => Publish(f, names, standard, request.Persons))]
            ),
            null
        );
    }

    /// <summary>Puts findings into the words of the contract.</summary>
    internal static SiteItem Publish(
        SiteFindings f,
        IReadOnlyDictionary<string, string> names,
        Standard standard,
        int? persons
    )
    {
        var area = f.Site.Geometry is Point ? (double?)null : f.Land.AreaM2;
        var room = SiteCapacity.From(f.Site.Means with { LandM2 = area }, standard.Relocating!, standard.Siting!);
        SiteCapacityItem capacity = new(
            room.Land,
            room.Stated,
            room.Housing,
            room.School,
            room.Water,
            room.Persons,
            room.Limits,
            room.Unknown,
            persons,
            persons is { } wanted ? room.Holds(wanted) : null,
            SiteSentence.Room(room)
        );
        return new(
            f.Site.Code,
            f.Site.Name,
            f.Land.TownshipCode,
            f.Land.Township,
            f.Shape.Lon,
            f.Shape.Lat,
            Rounded(area),
            f.Refused,
            [.. f.Violations.Select(v => v with { AreaM2 = Rounded(v.AreaM2), Share = Scored(v.Share) })],
            [.. f.Overlaps.Select(o => new SiteOverlapItem(o.Code, o.Name, Rounded(o.AreaM2)))],
            new(
                Rounded(f.Slope.MeanDegrees),
                Rounded(f.Slope.MaxDegrees),
                Scored(f.Slope.ShareOver)!.Value,
                Scored(f.Slope.UnknownShare)!.Value,
                Scored(f.Slope.PenaltyLow)!.Value,
                Scored(f.Slope.PenaltyHigh)!.Value
            ),
            Publish(f.Factors, names),
            Scored(f.Total.Score),
            Scored(f.Total.Low),
            Scored(f.Total.High),
            capacity,
            Rounded(f.MetresToRoad),
            Publish(f.Services),
            SiteSentence.Of(f)
        );
    }

    internal static IReadOnlyList<SiteFactorItem> Publish(
        IReadOnlyList<FactorScore> factors,
        IReadOnlyDictionary<string, string> names
    ) =>
        [
            .. factors.Select(s => new SiteFactorItem(
                s.Factor.Factor,
                s.Factor.Title,
                s.Factor.Served is null ? "network" : "straight",
                Rounded(s.DistanceM),
                Rounded(s.StraightLineM),
                s.Code,
                s.Code is null ? null : names.GetValueOrDefault(s.Code),
                Scored(s.Score),
                Scored(s.Low)!.Value,
                Scored(s.High)!.Value,
                Scored(s.Factor.Weight)!.Value,
                s.Score is null ? s.Reason : null,
                s.Score is null ? null : s.Reason
            )),
        ];

    internal static IReadOnlyList<SiteService> Publish(
        IReadOnlyList<(ServiceRule Service, Verdict Verdict)> services
    ) =>
        [
            .. services.Select(s => new SiteService(
                s.Service.Service,
                s.Service.Title,
                PublishedMapping.Word(s.Verdict)
            )),
        ];

    private static async Task<(IReadOnlyList<SiteToScore> Sites, ParameterFault? Fault)> SitesAsync(
        Database database,
        SitingRules rules,
        string county,
        SiteRequest request,
        CancellationToken cancellationToken
    )
    {
        if ((request.Sites is null) == (request.FindDrawn() is null))
            return (
                [],
                new(
                    "geometry",
                    new(
                        "请给出 sites（编码）或 geometry（画出的点或面），且只给一个",
                        "give sites (codes) or geometry (a drawn point or polygon), one of them"
                    )
                )
            );
        if (request.FindDrawn() is { } drawn)
        {
            if (DrawnGeometry.Read(drawn, "geometry", out var fault) is not { } geometry)
                return ([], fault);
            var land = (await SiteQuery.LandAsync(database, county, [geometry], cancellationToken))[0];
            if (land.AreaM2 > rules.MostSquareKilometres * 1e6)
                return (
                    [],
                    new(
                        "geometry",
                        new(
                            $"面积 {land.AreaM2 / 1e6:0.#} 平方千米，"
                                + $"超过一个安置点的上限 {rules.MostSquareKilometres} 平方千米",
                            $"its {land.AreaM2 / 1e6:0.#} km² are more than the {rules.MostSquareKilometres} "
                                + "km² of any site"
                        ),
                        Unprocessable: true
                    )
                );
            if (!land.InCounty)
                return (
                    [],
                    new(
                        "geometry",
                        new(
                            "不在本县范围内；坐标应为 [经度, 纬度]",
                            "it does not lie in the county; positions are [longitude, latitude]"
                        ),
                        Unprocessable: true
                    )
                );
            return ([new(null, null, geometry, new())], null);
        }

        string[] codes = [.. request.Sites!.Distinct()];
        if (codes.Length is 0 or > MostSites)
            return ([], new("sites", new($"应为 1 到 {MostSites} 个编码", $"should be 1 to {MostSites} codes")));
        var listed = (await SiteQuery.ListedAsync(database, county, codes, cancellationToken)).ToDictionary(
            s => s.Site.Code!,
            s => s.Site
        );
        if (Array.Find(codes, c => !listed.ContainsKey(c)) is { } unknown)
            return ([], new("sites", new($"没有安置点 {unknown}", $"there is no site {unknown}"), NotFound: true));
        if (Array.Find(codes, c => listed[c].Geometry.IsEmpty) is { } nowhere)
            return (
                [],
                new(
                    "sites",
                    new($"安置点 {nowhere} 没有位置，请先补绘", $"site {nowhere} has no place: draw it first"),
                    Unprocessable: true
                )
            );
        return ([.. codes.Select(c => listed[c])], null);
    }

    internal static double? Rounded(double? value) => value is { } v ? Math.Round(v, 1) : null;

    internal static double? Scored(double? value) => value is { } v ? Math.Round(v, 4) : null;
}
