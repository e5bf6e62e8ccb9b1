using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Reports.Gaps;

/// <summary>Answers a question about gaps for the command line and the web alike.</summary>
public static class GapReport
{
    /// <summary>Reads the parameters, asks the store and publishes.</summary>
    /// <param name="ways">The store, the rules, and the ways of the day.</param>
    /// <param name="parameters">The question in words.</param>
    /// <param name="readCounty">Gives the county's rows, for questions that the network answers on the day.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The document, or null and what is wrong.</returns>
    public static async Task<(GapDocument? Document, ParameterFault? Fault)> RunAsync(
        WayStore ways,
        QueryParameters parameters,
        Func<CancellationToken, Task<CountyData>> readCounty,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var standard = ways.Standard;
        var (asked, fault) = await PrepareAsync(ways, parameters, readCounty, today, cancellationToken);
        if (asked is not ({ } question, { } county, var links))
            return (null, fault);
        var answer = links is null
            ? await GapQuery.RunAsync(ways, county.CountyCode, question, cancellationToken)
            : LinkQuery.SelectPage(links, question);
        return (
            new GapDocument(
                county.Standard ?? standard.Name,
                county.StandardVersion ?? standard.Version,
                standard.Source,
                question.AsOf,
                county.DataDate,
                county.IsForecast(question.AsOf),
                county.ForecastName(question.AsOf, parameters.Forecast),
                county.Synthetic,
                question.Service,
                parameters.Rule,
                question.MinHouseholds,
                question.Denominator,
                answer.Totals,
                answer.More ? GapCursor.Write(answer.Items[^1]) : null,
                Publish(standard, question, answer.Items)
            ),
            null
        );
    }

    /// <summary>The same gaps as items of a collection, narrowed and ordered by their properties.</summary>
    /// <param name="ways">The store, the rules, and the ways of the day.</param>
    /// <param name="parameters">The question in words; its page is not read.</param>
    /// <param name="items">What is asked of the items.</param>
    /// <param name="readCounty">Gives the county's rows, for questions that the network answers on the day.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The document, or null and what is wrong.</returns>
    public static async Task<(GapItemsDocument? Document, ParameterFault? Fault)> ItemsAsync(
        WayStore ways,
        QueryParameters parameters,
        GapItemsQuestion items,
        Func<CancellationToken, Task<CountyData>> readCounty,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var standard = ways.Standard;
        var (asked, fault) = await PrepareAsync(ways, parameters, readCounty, today, cancellationToken);
        if (asked is not ({ } question, { } county, var links))
            return (null, fault);
        var page = await GapItems.RunAsync(ways, county.CountyCode, question, links, items, cancellationToken);
        return (
            new GapItemsDocument(
                county.Standard ?? standard.Name,
                question.AsOf,
                county.IsForecast(question.AsOf),
                county.ForecastName(question.AsOf, parameters.Forecast),
                county.Synthetic,
                question.Service,
                page.Matched,
                page.Next?.Write(),
                Publish(standard, question, page.Items)
            ),
            null
        );
    }

    private static async Task<(
        (GapQuestion Question, CountyState County, IReadOnlyList<Gap>? Links)? Asked,
        ParameterFault? Fault
    )> PrepareAsync(
        WayStore ways,
        QueryParameters parameters,
        Func<CancellationToken, Task<CountyData>> readCounty,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var (database, standard) = (ways.Database, ways.Standard);
        if (parameters.Read(standard, today, out var fault) is not { } question)
            return (null, fault);
        if (await CountyState.RunAsync(database, question.Area, cancellationToken) is not { } county)
            return (null, UnknownArea(question.Area!));
        question = question with { Forecast = county.ForecastOn(question.AsOf, parameters.Forecast) };
        var check = standard.Checks.FirstOrDefault(c => c.Service == question.Service && c.Ways is not null);
        return (
            (
                question,
                county,
                check is null
                    ? null
                    : LinkQuery.All(
                        standard,
                        check,
                        Forecasts.Over(await readCounty(cancellationToken), question.Forecast),
                        question.AsOf,
                        cancellationToken
                    )
            ),
            null
        );
    }

    private static List<GapItem> Publish(Standard standard, GapQuestion question, IReadOnlyList<Gap> gaps) =>
        PublishedMapping
            .Mapper.Map<IReadOnlyList<Gap>, List<GapItem>>(gaps)
            .ConvertAll(i =>
                i with
                {
                    // A device out of service is named; what mending it costs, no price tells.
                    CostYuan =
                        i.Reason == VerdictReason.NotJoined.Code()
                            ? null
                            : standard.Costs?.Estimate(question.Service, i.MetresToUpgrade, i.MetresToBuild),
                    ExistingCostYuan = standard.Costs?.Estimate(
                        question.Service,
                        i.ExistingMetresToUpgrade,
                        i.ExistingMetresToBuild
                    ),
                }
            );

    /// <summary>No area has the code.</summary>
    public static ParameterFault UnknownArea(string code) =>
        new("area", new($"没有编码为 {code} 的区划", $"no area has the code {code}"), NotFound: true);
}
