using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Reports.Gaps;

namespace Longlin.Geo.Reports.Utilities;

/// <summary>How the hamlets without power could have it; prices are those of <c>data/costs</c>.</summary>
public sealed record PowerOptionsDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    bool Forecast,
    string? ForecastBy,
    bool Synthetic,
    int MinHouseholds,
    string? Costs,
    bool CostsVerified,
    IReadOnlyList<PowerOption> Items
);

/// <summary>The least-cost way to power for hamlets without it, for the web service.</summary>
public static class PowerOptionsReport
{
    private const int DefaultMinHouseholds = 20;

    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="ways">The store, the rules and prices, and the ways of the day.</param>
    /// <param name="request">Day, area, least households (null: 20) and verdicts.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(PowerOptionsDocument? Document, ParameterFault? Fault)> RunAsync(
        WayStore ways,
        PowerOptionsRequest request,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var (database, standard) = (ways.Database, ways.Standard);
        QueryParameters parameters = new()
        {
            Service = standard.Uses.Power,
            MinHouseholds = request.MinHouseholds ?? DefaultMinHouseholds,
            AsOf = request.AsOf,
            Area = request.Area,
            Verdict = request.Verdict,
            Limit = QueryParameters.MaxLimit,
        };
        if (parameters.Read(standard, today, out var fault) is not { } question)
            return (null, fault);
        if (await CountyState.RunAsync(database, request.Area, cancellationToken) is not { } county)
            return (null, GapReport.UnknownArea(request.Area!));
        question = question with { Forecast = county.ForecastOn(question.AsOf, request.Forecast) };
        return (
            new(
                standard.Name,
                standard.Version,
                question.AsOf,
                county.IsForecast(question.AsOf),
                county.ForecastName(question.AsOf, request.Forecast),
                county.Synthetic,
                question.MinHouseholds,
                standard.Costs?.Name,
                standard.Costs?.Verified ?? false,
                await UtilityQuery.PowerOptionsAsync(ways, county.CountyCode, question, cancellationToken)
            ),
            null
        );
    }
}
