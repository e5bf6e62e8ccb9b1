using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Reports;

/// <summary>A question about one place.</summary>
public sealed record PlaceRequest
{
    /// <summary>Null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>planned, pace or no_late; null: planned.</summary>
    public string? Forecast { get; init; }
}

/// <summary>One service of one place.</summary>
public sealed record ServiceStanding(
    string Service,
    Bilingual Title,
    string Verdict,
    string Reason,
    string Evidence,
    Bilingual Sentence,
    DateOnly? Since,
    bool? NearRoad,
    double? DistanceM,
    double? MetresToUpgrade,
    double? MetresToBuild,
    IReadOnlyList<string> Blocking,
    int? MissingHouseholds,
    bool Conflict,
    IReadOnlyList<VerdictChange> Changes
);

/// <summary>A day on which a verdict changes; null is always.</summary>
public sealed record VerdictChange(DateOnly? Day, string Verdict);

/// <summary>All services of one place on a day.</summary>
public sealed record PlaceCoverage(
    string Subject,
    string Code,
    string? Name,
    string? Village,
    string? Township,
    int? Households,
    int? Population,
    DateOnly? VacatedOn,
    double? Lon,
    double? Lat,
    DateOnly AsOf,
    DateOnly? DataDate,
    bool Forecast,
    string? ForecastBy,
    bool Synthetic,
    string Standard,
    string StandardVersion,
    IReadOnlyList<ServiceStanding> Services
);

/// <summary>Every service of one place on a day, for the web service.</summary>
public static class PlaceReport
{
    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="ways">The store, the rules, and the ways of the day.</param>
    /// <param name="code">Of a hamlet, village or township.</param>
    /// <param name="request">Day and forecast.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(PlaceCoverage? Document, ParameterFault? Fault)> RunAsync(
        WayStore ways,
        string code,
        PlaceRequest request,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var (database, standard) = (ways.Database, ways.Standard);
        var day = request.AsOf ?? today;
        var county = await CountyState.RunAsync(database, code, cancellationToken);
        var services = county is null
            ? null
            : await PlaceQuery.RunAsync(
                ways,
                county.CountyCode,
                code,
                day,
                county.ForecastOn(day, request.Forecast),
                cancellationToken
            );
        if (county is null || services is null)
            return (
                null,
                new(
                    "code",
                    new(
                        $"没有编码为 {code} 的自然屯、行政村或乡镇",
                        $"no hamlet, village or township has the code {code}"
                    ),
                    NotFound: true
                )
            );
        var place = services[0].Standing;
        return (
            new(
                place.Subject,
                place.Code,
                place.Name,
                place.Village,
                place.Township,
                place.Households,
                place.Population,
                place.VacatedOn,
                place.Lon,
                place.Lat,
                day,
                county.DataDate,
                county.IsForecast(day),
                county.ForecastName(day, request.Forecast),
                county.Synthetic,
                county.Standard ?? standard.Name,
                county.StandardVersion ?? standard.Version,
                [.. services.Select(s => Publish(s, standard, day, county.IsForecast(day)))]
            ),
            null
        );
    }

    private static ServiceStanding Publish(PlaceService s, Standard standard, DateOnly day, bool forecast) =>
        new(
            s.Service,
            standard.Find(s.Service)!.Title,
            PublishedMapping.Word(s.Standing.Verdict),
            s.Standing.Reason.Code(),
            s.Standing.Evidence,
            Sentence.For(s.Standing, standard.Find(s.Service)!, day, forecast, standard.NearRoad),
            s.Since,
            s.Standing.NearRoad,
            s.Standing.DistanceM,
            s.Standing.MetresToUpgrade,
            s.Standing.MetresToBuild,
            s.Standing.Blocking,
            s.Standing.MissingHouseholds,
            s.Standing.Conflict,
            [.. s.Changes.Select(c => new VerdictChange(c.Day, PublishedMapping.Word(c.Verdict)))]
        );
}
