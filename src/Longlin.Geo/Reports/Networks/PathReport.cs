using System.Text.Json.Nodes;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports.Networks;

/// <summary>
/// The way of a place on a day: over served links when it is served, else the cheapest way to the served network.
/// </summary>
/// <param name="Links">Codes of the links it runs over, from the place on.</param>
/// <param name="Geometry">GeoJSON MultiLineString, longitude and latitude; null where no link is part of it.</param>
public sealed record PathDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly DataDate,
    bool Forecast,
    bool Synthetic,
    string Subject,
    string Code,
    string Service,
    bool Served,
    double? MetresToUpgrade,
    double? MetresToBuild,
    IReadOnlyList<string> Links,
    JsonObject? Geometry
);

/// <summary>The way of one place, for the web service.</summary>
public static class PathReport
{
    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="database">The store.</param>
    /// <param name="standard">The rules.</param>
    /// <param name="code">Of the hamlet or village.</param>
    /// <param name="request">Service and day.</param>
    /// <param name="readCounty">Gives the county's rows.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(PathDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        Standard standard,
        string code,
        PathRequest request,
        Func<CancellationToken, Task<CountyData>> readCounty,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var day = request.AsOf ?? today;
        if (
            standard.Services.FirstOrDefault(s => s.Service == (request.Service ?? standard.Uses.Default))
            is not { } rule
        )
            return (null, UnknownService(standard));
        var data = await readCounty(cancellationToken);
        var place = data.Places.FirstOrDefault(p =>
            p.Code == code && !double.IsNaN(p.Lon) && rule.Subjects.Contains(p.Subject)
        );
        if (place is null)
            return (null, UnknownPlace(code));
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var path = ReachComputation.Path(
            ServiceNetwork.Build(rule, data, [place]).Input,
            day.DayNumber,
            cancellationToken
        );
        var codes = data.Assets[rule.Layer].ToDictionary(a => a.Id, a => a.Code);
        return (
            new PathDocument(
                standard.Name,
                standard.Version,
                day,
                data.DataDate,
                day > data.DataDate,
                county.Synthetic,
                place.Subject,
                code,
                rule.Service,
                path.Served,
                RoundFinite(path.MetresToUpgrade),
                RoundFinite(path.MetresToBuild),
                [.. path.Links.Select(l => codes[l])],
                LineGeometry.MultiLineString(path.Lines)
            ),
            null
        );
    }

    private static ParameterFault UnknownService(Standard standard) =>
        new(
            "service",
            new(
                $"应为 {string.Join("、", standard.Services.Select(s => s.Service))}",
                $"should be one of: {string.Join(", ", standard.Services.Select(s => s.Service))}"
            )
        );

    private static ParameterFault UnknownPlace(string code) =>
        new(
            "code",
            new($"没有编码为 {code} 的地点，或它没有位置", $"no place has the code {code}, or it has no point"),
            NotFound: true
        );

    private static double? RoundFinite(double metres) => double.IsFinite(metres) ? Math.Round(metres, 1) : null;
}
