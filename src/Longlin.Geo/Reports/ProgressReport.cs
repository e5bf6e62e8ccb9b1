using Longlin.Geo.Coverage.Progress;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Reports;

/// <summary>Answers how every rule stands, for the command line and the web alike.</summary>
public static class ProgressReport
{
    private static readonly Dictionary<string, Bilingual> RateTitles = new()
    {
        ["hardened_share"] = new("屯级道路硬化率", "hardened share of hamlet roads"),
        ["tap_share"] = new("自来水普及率", "households with a tap"),
        ["fibre_household_share"] = new("光纤入户率", "households with fibre"),
    };

    /// <summary>Reads the parameters, asks the store and publishes.</summary>
    public static async Task<ProgressDocument> RunAsync(
        WayStore ways,
        ProgressRequest request,
        Func<CancellationToken, Task<CountyData>> readCounty,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var (database, standard) = (ways.Database, ways.Standard);
        var day = request.AsOf ?? today;
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        ProgressQuestion question = new()
        {
            AsOf = day,
            By = request.By,
            Forecast = county.ForecastOn(day, request.Forecast),
            Baseline = request.Denominator == "baseline",
        };
        await ways.EnsureForecastAsync(county.CountyCode, question.Forecast, cancellationToken);
        var progress = await ProgressQuery.RunAsync(
            database,
            standard,
            county.CountyCode,
            question,
            Forecasts.Over(readCounty, question.Forecast),
            cancellationToken
        );
        return new(
            county.Standard ?? standard.Name,
            county.StandardVersion ?? standard.Version,
            day,
            county.DataDate,
            county.IsForecast(day),
            county.ForecastName(day, request.Forecast),
            county.Synthetic,
            question.By,
            question.Denominator,
            [.. progress.Rules.Select(Publish)],
            [
                .. progress.Rates.Select(m => new RateItem(
                    m.Name,
                    RateTitle(m.Name, standard.NearRoad),
                    m.Value,
                    m.OutOf,
                    m.Share,
                    m.ShareLow,
                    m.ShareHigh,
                    m.Unknown
                )),
            ],
            [
                .. progress.Figures.Select(f => new FigureItem(
                    f.Figure.Name,
                    f.Figure.Title,
                    f.Figure.Of == "area" ? "m2" : f.Figure.Of,
                    Math.Round(f.Number.Value),
                    f.Number.OutOf,
                    Math.Round(f.YearBefore),
                    f.Number.Unknown,
                    f.Figure.Clause
                )),
            ]
        );
    }

    private static Bilingual RateTitle(string name, NearRoadRule near) =>
        name == "rural_access_share"
            ? new($"农村通达指数（{near.Kilometres}公里口径）", $"Rural Access Index ({near.Kilometres} km)")
            : RateTitles[name];

    private static RuleItem Publish(RuleProgress p)
    {
        var (rule, county) = (p.Rule, p.County);
        return new(
            rule.Rule,
            rule.Subject,
            rule.Service,
            rule.Measure?.Name,
            rule.MinHouseholds,
            rule.PoorOnly,
            rule.Bureau,
            rule.Clause,
            rule.Deadline,
            rule.PassRatio,
            p.Standing.Code(),
            county?.Total,
            county?.Met,
            county?.NotMet,
            county?.Unknown,
            county?.Conflicts,
            county?.Households,
            county?.HouseholdsMet,
            county?.PoorPopulation,
            county?.PoorPopulationMet,
            county?.ShareLow,
            county?.ShareHigh,
            p.Number?.Value,
            p.Number?.OutOf,
            Direction(rule),
            Target(rule, p.Number),
            p.Remaining is { } remaining ? Math.Round(remaining, 1) : null,
            rule.Measure?.AtLeast,
            rule.Measure?.AtMost,
            rule.Measure?.PerYear,
            p.Number?.LeastYear,
            p.Number?.AverageYear is { } average ? Math.Round(average, 1) : null,
            p.PerMonth is { } rate ? Math.Round(rate, 1) : null,
            p.Areas
        );
    }

    /// <summary>On which side of its target the number of a rule has to lie; null where it counts subjects.</summary>
    public static string? Direction(CoverageRule rule) =>
        rule.Measure is not { } target ? null
        : target.AtMost is not null ? "at_most"
        : "at_least";

    /// <summary>What the number of a rule is held against: its limit, else the whole.</summary>
    public static double? Target(CoverageRule rule, Measure? number) =>
        rule.Measure is not { } target ? null : target.AtLeast ?? target.AtMost ?? number?.OutOf;
}
