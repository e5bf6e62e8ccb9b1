using Longlin.Geo.Coverage.Progress;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports;

/// <summary>How townships or villages stand.</summary>
public sealed record SummaryDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly? DataDate,
    bool Forecast,
    bool Synthetic,
    string Service,
    int MinHouseholds,
    string By,
    IReadOnlyList<AreaStanding> Items
);

/// <summary>How townships or villages stand, for the web service.</summary>
public static class SummaryReport
{
    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="database">The store.</param>
    /// <param name="standard">The rules.</param>
    /// <param name="request">Service, rule, least households, day, and what to sum by.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(SummaryDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        Standard standard,
        SummaryRequest request,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var by = request.By ?? "township";
        QueryParameters parameters = new()
        {
            Rule = request.Rule,
            Service = request.Service,
            MinHouseholds = request.MinHouseholds,
            AsOf = request.AsOf,
        };
        if (parameters.Read(standard, today, out var fault) is not { } question)
            return (null, fault);
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var items = await SummaryQuery.RunAsync(database, county.CountyCode, question, by, cancellationToken);
        return (
            new(
                county.Standard ?? standard.Name,
                county.StandardVersion ?? standard.Version,
                question.AsOf,
                county.DataDate,
                county.IsForecast(question.AsOf),
                county.Synthetic,
                question.Service,
                question.MinHouseholds,
                by,
                items
            ),
            null
        );
    }
}
