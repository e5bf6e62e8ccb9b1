using System.Text.Json.Nodes;
using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Reports.Networks;

/// <summary>Which links free most households per yuan, the cheapest a household first.</summary>
/// <param name="Hamlets">Hamlets without the service.</param>
/// <param name="Households">Their households.</param>
/// <param name="Fixes">How many fixes there are; <paramref name="Items"/> may be a page of them.</param>
/// <param name="SpentYuan">Cost of the fixes that have an order, taken one after the other.</param>
/// <param name="FreedHouseholds">Households that these free.</param>
/// <param name="Bound">No choice of existing links frees more households for that money; the order itself is a
/// heuristic.</param>
public sealed record FixesDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly? DataDate,
    bool Forecast,
    string? ForecastBy,
    bool Synthetic,
    string Service,
    string? Rule,
    int MinHouseholds,
    int Hamlets,
    long Households,
    int Fixes,
    decimal? SpentYuan,
    long FreedHouseholds,
    long? Bound,
    IReadOnlyList<FixItem> Items
);

/// <summary>A link, or several that only work together.</summary>
/// <param name="Order">Its place when money is spent where it frees most households first; null outside that
/// order.</param>
/// <param name="Segments">Codes of the links.</param>
/// <param name="Kind"><c>upgrade</c>, <c>reopen</c> or <c>build</c>.</param>
/// <param name="Hamlets">Codes of the hamlets that it frees.</param>
/// <param name="Households">Their households.</param>
/// <param name="Alone">Households that the links free each by itself, added up.</param>
/// <param name="Together">Households whose cheapest way runs over all of these links.</param>
/// <param name="Geometry">GeoJSON MultiLineString of the links; null where something new is built alone.</param>
public sealed record FixItem(
    int? Order,
    string Kind,
    IReadOnlyList<string> Segments,
    double Metres,
    double MetresToUpgrade,
    double MetresToBuild,
    decimal? Yuan,
    decimal? YuanPerHousehold,
    long Households,
    long Alone,
    long Together,
    IReadOnlyList<string> Hamlets,
    JsonObject? Geometry
);

/// <summary>Which links to mend first, for the command line and the web alike.</summary>
public static class FixesReport
{
    // A plan of more steps is the planner's, not a list's.
    private const int MostInOrder = 100;

    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="ways">The store, the rules and prices, and the ways of the day.</param>
    /// <param name="request">Rule or service, day, area, least households.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(FixesDocument? Document, ParameterFault? Fault)> RunAsync(
        WayStore ways,
        FixesRequest request,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var standard = ways.Standard;
        QueryParameters parameters = new()
        {
            Rule = request.Rule,
            Service = request.Rule is null ? request.Service ?? standard.Uses.Default : request.Service,
            MinHouseholds = request.MinHouseholds,
            AsOf = request.AsOf,
            Area = request.Area,
            Verdict = new([Verdict.NotMet]),
        };
        if (parameters.AsWhole().Read(standard, today, out var fault) is not { } question)
            return (null, fault);
        if (question.Subject != "hamlet" || !ways.Covers(question.Service))
            return (null, NoNetwork(request.Rule is null ? "service" : "rule", request.Rule ?? question.Service));
        if (await CountyState.RunAsync(ways.Database, request.Area, cancellationToken) is not { } county)
            return (null, GapReport.UnknownArea(request.Area!));
        question = question with { Forecast = county.ForecastOn(question.AsOf, request.Forecast) };
        var gaps = (await GapQuery.RunAsync(ways, county.CountyCode, question, cancellationToken)).Items;
        var (data, known) = await ways.ReachOfAsync(
            county.CountyCode,
            question.Service,
            cancellationToken,
            question.Forecast
        );
        var found = known is null ? Found.Nothing : Find(standard, question, data, known, gaps, cancellationToken);
        var items = found.Plan.Fixes.Take(request.Limit ?? QueryParameters.DefaultLimit);
        return (
            new(
                standard.Name,
                standard.Version,
                question.AsOf,
                county.DataDate,
                county.IsForecast(question.AsOf),
                county.ForecastName(question.AsOf, request.Forecast),
                county.Synthetic,
                question.Service,
                request.Rule,
                question.MinHouseholds,
                gaps.Count,
                gaps.Sum(g => (long)(g.Households ?? 0)),
                found.Plan.Fixes.Count,
                found.Plan.SpentYuan,
                found.Plan.FreedHouseholds,
                found.Plan.HouseholdsAtMost,
                [.. items.Select(f => Publish(f, found.Places, known!, found.Ids))]
            ),
            null
        );
    }

    private sealed record Found(FixPlan Plan, IReadOnlyList<Gap> Places, Dictionary<string, long> Ids)
    {
        public static readonly Found Nothing = new(new([], null, 0, null), [], []);
    }

    private static Found Find(
        Standard standard,
        GapQuestion question,
        CountyData data,
        KnownReach known,
        IReadOnlyList<Gap> gaps,
        CancellationToken cancellationToken
    )
    {
        var assets = data.Assets[standard.Network(question.Service).Layer];
        var codes = assets.ToDictionary(a => a.Id, a => a.Code);
        Dictionary<string, long> ids = [];
        foreach (var asset in assets)
            ids.TryAdd(asset.Code, asset.Id);
        Dictionary<string, int> at = [];
        for (var n = 0; n < known.Places.Length; n++)
        {
            if (data.Places[known.Places[n]] is { Subject: "hamlet" } place)
                at[place.Code] = n;
        }

        Gap[] places = [.. gaps.Where(g => at.ContainsKey(g.Code))];
        var missing = known.Reach.MissingOn(question.AsOf.DayNumber, [.. places.Select(g => at[g.Code])]);
        HashSet<long> links = [.. missing.Links];
        FixList list = new(
            missing,
            [
                .. places.Select(g => new LackingPlace(
                    g.Households ?? 0,
                    [.. g.Blocking.Where(ids.ContainsKey).Select(c => ids[c]).Where(links.Contains)],
                    g.MetresToUpgrade ?? double.NaN,
                    g.MetresToBuild ?? double.NaN
                )),
            ],
            id => codes[id],
            (upgrade, build) => standard.Costs?.Estimate(question.Service, upgrade, build)
        );
        return new(list.Find(MostInOrder, cancellationToken), places, ids);
    }

    private static FixItem Publish(
        Fix fix,
        IReadOnlyList<Gap> places,
        KnownReach known,
        Dictionary<string, long> ids
    ) =>
        new(
            fix.Order,
            fix.Kind switch
            {
                FixKind.Reopen => "reopen",
                FixKind.Build => "build",
                _ => "upgrade",
            },
            fix.Segments,
            Math.Round(fix.UpgradeMetres + fix.BuildMetres, 1),
            Math.Round(fix.UpgradeMetres, 1),
            Math.Round(fix.BuildMetres, 1),
            fix.Yuan,
            fix.YuanPerHousehold,
            fix.Households,
            fix.Alone,
            fix.Together,
            [.. fix.Places.Select(p => places[p].Code)],
            LineGeometry.MultiLineString([.. fix.Segments.SelectMany(s => known.Reach.LinesOf(ids[s]))])
        );

    private static ParameterFault NoNetwork(string parameter, string name) =>
        new(parameter, new($"{name} 不是自然屯的网络服务", $"{name} is no network service of hamlets"), NotFound: true);
}
