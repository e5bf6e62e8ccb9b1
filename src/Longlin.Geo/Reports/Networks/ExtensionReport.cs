using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules.Costs;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Reports.Networks;

/// <summary>
/// What connects the hamlets without a service, in straight lines from what is served or from one to the next.
/// </summary>
/// <param name="Hamlets">Hamlets without it.</param>
/// <param name="Joinable">Those of them that can be connected: something is served.</param>
/// <param name="Metres">The least metres that connect all of these (a minimum spanning tree).</param>
/// <param name="Next">Which hamlets to connect next: each time the most households per metre.</param>
public sealed record ExtensionDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    bool Forecast,
    string? ForecastBy,
    bool Synthetic,
    string Service,
    int MinHouseholds,
    int Hamlets,
    int Joinable,
    long Households,
    double Metres,
    decimal? CostYuan,
    IReadOnlyList<ExtensionItem> Next
);

/// <summary>One hamlet to connect.</summary>
/// <param name="From">The hamlet before it that it is connected to; null for what is served already.</param>
public sealed record ExtensionItem(
    string Code,
    string? Name,
    string? Township,
    int? Households,
    string? From,
    double Metres,
    decimal? CostYuan,
    double? Lon,
    double? Lat
);

/// <summary>Metres needed to connect everyone, and which hamlets to connect next, for the web service.</summary>
public static class ExtensionReport
{
    private const int DefaultNext = 10;

    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="ways">The store, the rules and prices, and the ways of the day.</param>
    /// <param name="request">Service, day, area, least households, and how many hamlets to name.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(ExtensionDocument? Document, ParameterFault? Fault)> RunAsync(
        WayStore ways,
        ExtensionRequest request,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var (database, standard) = (ways.Database, ways.Standard);
        var service = request.Service ?? standard.Uses.Default;
        QueryParameters parameters = new()
        {
            Service = service,
            MinHouseholds = request.MinHouseholds,
            AsOf = request.AsOf,
            Area = request.Area,
            Verdict = new([Verdict.NotMet]),
            Limit = QueryParameters.MaxLimit,
        };
        var question = parameters.Read(standard, today, out var fault);
        if (fault is null && standard.Services.All(s => s.Service != service || !s.Subjects.Contains("hamlet")))
            fault = new(
                "service",
                new($"{service} 不是自然屯的网络服务", $"{service} is no network service of hamlets"),
                NotFound: true
            );
        if (fault is not null)
            return (null, fault);
        if (await CountyState.RunAsync(database, parameters.Area, cancellationToken) is not { } county)
            return (null, GapReport.UnknownArea(parameters.Area!));
        question = question! with { Forecast = county.ForecastOn(question!.AsOf, request.Forecast) };
        var found = await GapQuery.RunAsync(ways, county.CountyCode, question, cancellationToken);
        Gap[] gaps = [.. found.Items.Where(g => g.Lon is not null)];
        return (
            Publish(standard, county, service, question, gaps, request.Next ?? DefaultNext, cancellationToken),
            null
        );
    }

    private static ExtensionDocument Publish(
        Standard standard,
        CountyState county,
        string service,
        GapQuestion question,
        Gap[] gaps,
        int most,
        CancellationToken cancellationToken
    )
    {
        var wanting = Array.ConvertAll(
            gaps,
            g => new Wanting(
                g.Lon!.Value,
                g.Lat!.Value,
                g.Households ?? 0,
                g.MetresToBuild ?? g.DistanceM ?? double.PositiveInfinity
            )
        );
        var all = Extension.All(wanting, cancellationToken);
        var metres = all.Sum(j => j.Metres);
        return new ExtensionDocument(
            standard.Name,
            standard.Version,
            question.AsOf,
            county.IsForecast(question.AsOf),
            county.ForecastName(question.AsOf, question.Forecast),
            county.Synthetic,
            service,
            question.MinHouseholds,
            gaps.Length,
            all.Count,
            gaps.Sum(g => (long)(g.Households ?? 0)),
            Math.Round(metres, 1),
            standard.Costs?.Estimate(service, 0, metres),
            [
                .. Extension
                    .NextBest(wanting, most, cancellationToken)
                    .Select(j => Publish(standard.Costs, service, gaps, j)),
            ]
        );
    }

    private static ExtensionItem Publish(UnitCosts? costs, string service, Gap[] gaps, Joined joined)
    {
        var gap = gaps[joined.Place];
        return new(
            gap.Code,
            gap.Name,
            gap.Township,
            gap.Households,
            joined.From is { } from ? gaps[from].Code : null,
            Math.Round(joined.Metres, 1),
            costs?.Estimate(service, 0, joined.Metres),
            gap.Lon,
            gap.Lat
        );
    }
}
