using Longlin.Geo.Coverage.Progress;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Reports;

/// <summary>How townships or villages stand.</summary>
/// <param name="Service">Null where the rule is about a number.</param>
/// <param name="Measure">What that number measures; else null.</param>
/// <param name="Direction">at_least or at_most: on which side of the target the county's number has to lie.</param>
/// <param name="Target">What the county's number is held against.</param>
/// <param name="Totals">The county; the items add up to it.</param>
public sealed record SummaryDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly? DataDate,
    bool Forecast,
    string? ForecastBy,
    bool Synthetic,
    string? Rule,
    string Subject,
    string? Service,
    string? Measure,
    int MinHouseholds,
    bool PoorOnly,
    string By,
    string Denominator,
    string? Direction,
    double? Target,
    AreaStanding Totals,
    IReadOnlyList<AreaStanding> Items
);

/// <summary>How townships or villages stand, for the command line and the web alike.</summary>
public static class SummaryReport
{
    private static readonly AreaStanding NothingCounted = AreaStanding.Of(
        new RuleCount(null, null, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    );

    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="ways">The store, the rules, and forecasts.</param>
    /// <param name="request">Service, rule, least households, day, denominator, and what to sum by.</param>
    /// <param name="readCounty">Gives the county's rows, for rules that the network answers on the day.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(SummaryDocument? Document, ParameterFault? Fault)> RunAsync(
        WayStore ways,
        SummaryRequest request,
        Func<CancellationToken, Task<CountyData>> readCounty,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var (database, standard) = (ways.Database, ways.Standard);
        if (Asked(standard, request, today, out var fault) is not { } rule)
            return (null, fault);
        var day = request.AsOf ?? today;
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        ProgressQuestion question = new()
        {
            AsOf = day,
            By = request.By ?? "township",
            Forecast = county.ForecastOn(day, request.Forecast),
            Baseline = request.Denominator == "baseline",
        };
        await ways.EnsureForecastAsync(county.CountyCode, question.Forecast, cancellationToken);
        var standing = await ProgressQuery.RunAsync(
            database,
            standard,
            rule,
            county.CountyCode,
            question,
            Forecasts.Over(readCounty, question.Forecast),
            cancellationToken
        );
        return (
            new(
                county.Standard ?? standard.Name,
                county.StandardVersion ?? standard.Version,
                question.AsOf,
                county.DataDate,
                county.IsForecast(day),
                county.ForecastName(day, request.Forecast),
                county.Synthetic,
                request.Rule,
                rule.Subject,
                rule.Service,
                rule.Measure?.Name,
                rule.MinHouseholds,
                rule.PoorOnly,
                question.By,
                question.Denominator,
                ProgressReport.Direction(rule),
                ProgressReport.Target(rule, standing.Number),
                standing.County ?? NothingCounted,
                standing.Areas
            ),
            null
        );
    }

    // A service and a threshold are asked about as a rule without a name or a deadline.
    private static CoverageRule? Asked(
        Standard standard,
        SummaryRequest request,
        DateOnly today,
        out ParameterFault? fault
    )
    {
        fault = null;
        var named = request.Service is null ? standard.Rules.FirstOrDefault(r => r.Rule == request.Rule) : null;
        if (named is { Measure: not null })
            return named with { EffectiveFrom = null, EffectiveUntil = null };
        QueryParameters parameters = new()
        {
            Rule = request.Rule,
            Service = request.Service,
            MinHouseholds = request.MinHouseholds,
            AsOf = request.AsOf,
        };
        return parameters.Read(standard, today, out fault) is not { } question
            ? null
            : new()
            {
                Rule = request.Rule ?? "",
                Subject = question.Subject,
                MinHouseholds = question.MinHouseholds,
                PoorOnly = question.PoorOnly,
                Service = question.Service,
                Bureau = "",
                Clause = "",
            };
    }
}
