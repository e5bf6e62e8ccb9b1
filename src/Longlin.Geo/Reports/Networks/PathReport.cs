using System.Text.Json.Nodes;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Network.Ways;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Reports.Networks;

/// <summary>
/// The way of a place on a day: over served links when it is served, else to the served network.
/// </summary>
/// <param name="Choice">What was asked for: <c>cheapest</c>, <c>upgrade</c> (over existing links alone) or
/// <c>build</c> (a shortcut).</param>
/// <param name="MetresToUpgrade">Null where nothing leads anywhere, or the choice does not exist.</param>
/// <param name="Links">Codes of the links it runs over, from the place on.</param>
/// <param name="Blocking">Codes of what is to be upgraded or reopened, and of a device out of service.</param>
/// <param name="Parts">The way piece by piece.</param>
/// <param name="Geometry">GeoJSON MultiLineString, longitude and latitude; null where no line is part of it.</param>
public sealed record PathDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly DataDate,
    bool Forecast,
    string? ForecastBy,
    bool Synthetic,
    string Subject,
    string Code,
    string Service,
    string Choice,
    bool Served,
    double? MetresToUpgrade,
    double? MetresToBuild,
    decimal? CostYuan,
    IReadOnlyList<string> Links,
    IReadOnlyList<string> Blocking,
    IReadOnlyList<PathPart> Parts,
    JsonObject? Geometry
);

/// <summary>A piece of a way.</summary>
/// <param name="Kind"><c>upgrade</c>, <c>build</c>, <c>reopen</c> (good enough, closed for a while), or <c>use</c> (good
/// enough).</param>
/// <param name="Link">Code of the link; null where it is to be built.</param>
/// <param name="Metres">Its length.</param>
/// <param name="Geometry">GeoJSON LineString.</param>
public sealed record PathPart(string Kind, string? Link, double Metres, JsonObject Geometry);

/// <summary>The way of one place.</summary>
public static class PathReport
{
    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="ways">The store, the rules, and the ways of the day.</param>
    /// <param name="code">Of the hamlet or village.</param>
    /// <param name="request">Service, day and choice.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(PathDocument? Document, ParameterFault? Fault)> RunAsync(
        WayStore ways,
        string code,
        PathRequest request,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var standard = ways.Standard;
        var day = request.AsOf ?? today;
        if (
            standard.Services.FirstOrDefault(s => s.Service == (request.Service ?? standard.Uses.Default))
            is not { } rule
        )
            return (null, UnknownService(standard));
        if (await CountyState.RunAsync(ways.Database, code, cancellationToken) is not { DataDate: { } dataDate } county)
            return (null, UnknownPlace(code));
        var forecast = county.ForecastOn(day, request.Forecast);
        if (
            await ways.FindAsync(county.CountyCode, rule.Service, code, day, cancellationToken, forecast)
            is not { } found
        )
            return (null, UnknownPlace(code));
        var choice = request.Choice ?? "cheapest";
        var way = Chosen(found.Way, choice);
        var codes = found.County.Assets[rule.Layer].ToDictionary(a => a.Id, a => a.Code);
        PathPart[] parts = [.. found.Serving.Concat(way?.Lines ?? []).Select(l => Part(l, way, codes))];
        return (
            new PathDocument(
                standard.Name,
                standard.Version,
                day,
                dataDate,
                county.IsForecast(day),
                county.ForecastName(day, request.Forecast),
                county.Synthetic,
                found.Place.Subject,
                code,
                rule.Service,
                choice,
                found.Way is { Served: true },
                RoundFinite(way?.Upgrade),
                RoundFinite(way?.Build),
                standard.Costs?.Estimate(rule.Service, RoundFinite(way?.Upgrade), RoundFinite(way?.Build)),
                [.. parts.Select(p => p.Link).OfType<string>().Distinct()],
                [
                    .. way?.Device is { } device ? [device] : Array.Empty<string>(),
                    .. way?.Blocking.Select(id => codes[id]) ?? [],
                ],
                parts,
                LineGeometry.MultiLineString([.. found.Serving.Concat(way?.Lines ?? []).Select(l => l.LonLat)])
            ),
            null
        );
    }

    private static PlaceWay? Chosen(PlaceDay? day, string choice) =>
        (choice, day) switch
        {
            (_, null or { Served: true }) => day?.Cheapest,
            ("upgrade", _) => day.Existing,
            ("build", { Cheapest: { Build: > 0 } cheapest }) when cheapest.Build != day.Existing?.Build => cheapest,
            ("build", _) => day.Straight,
            _ => day.Cheapest,
        };

    private static PathPart Part(WayLine line, PlaceWay? way, Dictionary<long, string> codes) =>
        new(
            line.Link is not { } id ? "build"
                : way is null || !way.Blocking.Contains(id) ? "use"
                : way.Closed.Contains(id) ? "reopen"
                : "upgrade",
            line.Link is { } link ? codes[link] : null,
            Math.Round(Geodesy.LengthMetres(line.LonLat), 1),
            LineGeometry.PointOrLineString(line.LonLat)
        );

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

    private static double? RoundFinite(double? metres) =>
        metres is { } known && double.IsFinite(known) ? Math.Round(known, 1) : null;
}
