using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Reports.Gaps;

/// <summary>Who lacks a service, by the indicator that fails or is missing, on a day.</summary>
/// <param name="Totals">Everybody that the rule looks at, each once.</param>
/// <param name="Items">A row an indicator. A hamlet may fail several: the rows do not add up to <c>any</c>.</param>
public sealed record IndicatorsDocument(
    string Standard,
    string StandardVersion,
    string Source,
    DateOnly AsOf,
    DateOnly? DataDate,
    bool Forecast,
    string? ForecastBy,
    bool Synthetic,
    string Rule,
    string Service,
    string Denominator,
    GapTotals Totals,
    IReadOnlyList<IndicatorItem> Items
);

/// <summary>One indicator.</summary>
/// <param name="Indicator">Its machine name; <c>any</c> counts everybody who lacks the service, once.</param>
/// <param name="Title">What people read.</param>
/// <param name="Hamlets">Those in which it fails.</param>
/// <param name="Households">Their households.</param>
/// <param name="PoorPopulation">Their poor persons.</param>
/// <param name="UnknownHamlets">Those in which nothing fails and this is missing.</param>
/// <param name="UnknownHouseholds">Their households.</param>
/// <param name="UnknownPoorPopulation">Their poor persons.</param>
public sealed record IndicatorItem(
    string Indicator,
    Bilingual Title,
    long Hamlets,
    long Households,
    long PoorPopulation,
    long UnknownHamlets,
    long UnknownHouseholds,
    long UnknownPoorPopulation
);

/// <summary>Persons without safe water by failing indicator, unknown apart, in one table.</summary>
public static class IndicatorsReport
{
    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="ways">The store and the rules.</param>
    /// <param name="request">Rule, day, area, forecast and denominator.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(IndicatorsDocument? Document, ParameterFault? Fault)> RunAsync(
        WayStore ways,
        IndicatorsRequest request,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var standard = ways.Standard;
        CoverageRule[] judged =
        [
            .. standard
                .Rules.Where(r => r.Subject == "hamlet" && Form(standard, r) is not null)
                .OrderBy(r => !r.PoorOnly),
        ];
        if (judged.FirstOrDefault(r => request.Rule is null || r.Rule == request.Rule) is not { } rule)
            return (null, NoIndicators(request.Rule, judged));
        QueryParameters parameters = new()
        {
            Rule = rule.Rule,
            AsOf = request.AsOf,
            Area = request.Area,
            Denominator = request.Denominator,
            Limit = 1,
        };
        if (parameters.Read(standard, today, out var fault) is not { } question)
            return (null, fault);
        if (await CountyState.RunAsync(ways.Database, request.Area, cancellationToken) is not { } county)
            return (null, GapReport.UnknownArea(request.Area!));
        question = question with { Forecast = county.ForecastOn(question.AsOf, request.Forecast) };
        var form = Form(standard, rule)!;
        List<IndicatorItem> items = [];
        foreach (
            var (name, title) in form
                .Columns.Select(c => (c, form.Titles.GetValueOrDefault(c) ?? Bilingual.Same(c)))
                .Prepend(("any", new("任何一项", "any of them")))
        )
        {
            var indicator = name == "any" ? null : name;
            var lacking = await CountAsync(indicator, Verdict.NotMet);
            var unknown = await CountAsync(indicator, Verdict.Unknown);
            items.Add(
                new(
                    name,
                    title,
                    lacking.Hamlets,
                    lacking.Households,
                    lacking.PoorPopulation,
                    unknown.Hamlets,
                    unknown.Households,
                    unknown.PoorPopulation
                )
            );
        }

        return (
            new(
                county.Standard ?? standard.Name,
                county.StandardVersion ?? standard.Version,
                standard.Source,
                question.AsOf,
                county.DataDate,
                county.IsForecast(question.AsOf),
                county.ForecastName(question.AsOf, request.Forecast),
                county.Synthetic,
                rule.Rule,
                question.Service,
                question.Denominator,
                await CountAsync(null, Verdict.Met, Verdict.NotMet, Verdict.Unknown),
                items
            ),
            null
        );

        async Task<GapTotals> CountAsync(string? indicator, params Verdict[] verdicts) =>
            (
                await GapQuery.RunAsync(
                    ways,
                    county.CountyCode,
                    question with
                    {
                        Indicator = indicator,
                        Verdicts = verdicts,
                    },
                    cancellationToken
                )
            ).Totals;
    }

    private static IndicatorForm? Form(Standard standard, CoverageRule rule) =>
        standard.Checks.FirstOrDefault(c => c.Service == rule.Service)?.Indicators;

    private static ParameterFault NoIndicators(string? rule, CoverageRule[] judged)
    {
        var names = string.Join(", ", judged.Select(r => r.Rule));
        return new(
            "rule",
            new(
                $"规则 {rule} 不按指标判定，可用：{names}",
                $"rule {rule} is not judged by indicators; use one of: {names}"
            )
        );
    }
}
