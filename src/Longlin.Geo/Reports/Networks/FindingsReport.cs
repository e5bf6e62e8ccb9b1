using System.Globalization;
using System.Text.Json.Nodes;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports.Networks;

/// <summary>What was found in a service's network.</summary>
public sealed record FindingsDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly DataDate,
    bool Forecast,
    string? ForecastBy,
    bool Synthetic,
    string Service,
    string Finding,
    int Total,
    IReadOnlyList<FindingItem> Items
);

/// <summary>
/// One finding; geometry is GeoJSON, longitude and latitude; a dead end says which way it heads, clockwise from north.
/// </summary>
public sealed record FindingItem(
    string Finding,
    string State,
    string Code,
    string? Name,
    IReadOnlyList<string> Reasons,
    DateOnly? Since,
    DateOnly? ClearedOn,
    long Households,
    int PlaceCount,
    IReadOnlyList<string> Places,
    string? ToCode,
    double? MissingMetres,
    double? RoadMetres,
    double? HeadingDegrees,
    string? Id,
    int? Order,
    string? DecidedBy,
    string? Note,
    JsonObject? Geometry
);

/// <summary>Dead ends, bottlenecks, critical stretches, breaks and isolated links, for the web service.</summary>
public static class FindingsReport
{
    private const int DefaultLimit = 1000;

    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="database">The store.</param>
    /// <param name="standard">The rules.</param>
    /// <param name="finding">dead-ends, bottlenecks, breaks, isolated or critical.</param>
    /// <param name="request">Service, day and how many; of bottlenecks the earlier day too.</param>
    /// <param name="readCounty">Gives the county's rows.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(FindingsDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        Standard standard,
        string finding,
        FindingsRequest request,
        Func<CancellationToken, Task<CountyData>> readCounty,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var day = request.AsOf ?? today;
        var (rule, fault) = ReadService(standard, request.Service ?? standard.Uses.Default, finding);
        if (fault is not null)
            return (null, fault);
        var data = Forecasts.Over(await readCounty(cancellationToken), request.Forecast ?? Forecasts.Planned);
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var found = finding switch
        {
            "dead-ends" => NetworkFindings.DeadEnds(rule!, standard, data, day, cancellationToken),
            "bottlenecks" => NetworkFindings.Bottlenecks(
                standard,
                rule!,
                data,
                day,
                (request as BottlenecksRequest)?.Since ?? standard.Baseline,
                cancellationToken
            ),
            "breaks" => NetworkBreaks.Find(rule!, standard, data, day, cancellationToken),
            "isolated" => NetworkFindings.Isolated(rule!, data, day, cancellationToken),
            _ => NetworkFindings.Critical(rule!, data, day, cancellationToken),
        };
        return (
            new(
                standard.Name,
                standard.Version,
                day,
                data.DataDate,
                day > data.DataDate,
                day > data.DataDate ? request.Forecast ?? Forecasts.Planned : null,
                county.Synthetic,
                rule!.Service,
                finding,
                found.Count,
                [.. found.Take(request.Limit ?? DefaultLimit).Select(Publish)]
            ),
            null
        );
    }

    /// <summary>The findings as a GeoJSON layer.</summary>
    public static JsonObject ToLayer(FindingsDocument document) =>
        new()
        {
            ["type"] = "FeatureCollection",
            ["asOf"] = document.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["dataDate"] = document.DataDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["forecast"] = document.Forecast,
            ["forecastBy"] = document.ForecastBy,
            ["service"] = document.Service,
            ["standard"] = document.Standard,
            ["standardVersion"] = document.StandardVersion,
            ["total"] = document.Total,
            ["synthetic"] = document.Synthetic,
            ["features"] = new JsonArray([
                .. document.Items.Select(i =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["type"] = "Feature",
                            ["geometry"] = i.Geometry?.DeepClone(),
                            ["properties"] = new JsonObject
                            {
                                ["finding"] = i.Finding,
                                ["state"] = i.State,
                                ["code"] = i.Code,
                                ["name"] = i.Name,
                                ["reasons"] = string.Join(' ', i.Reasons),
                                ["since"] = i.Since?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                                ["clearedOn"] = i.ClearedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                                ["households"] = i.Households,
                                ["placeCount"] = i.PlaceCount,
                                ["toCode"] = i.ToCode,
                                ["missingMetres"] = GeoJsonWriter.Node(i.MissingMetres),
                                ["roadMetres"] = GeoJsonWriter.Node(i.RoadMetres),
                                ["id"] = i.Id,
                                ["order"] = i.Order,
                                ["headingDegrees"] = GeoJsonWriter.Node(i.HeadingDegrees),
                            },
                        }
                ),
            ]),
        };

    private static (ServiceRule? Rule, ParameterFault? Fault) ReadService(
        Standard standard,
        string service,
        string finding
    )
    {
        if (standard.Services.FirstOrDefault(s => s.Service == service) is { } rule)
        {
            if (finding != "bottlenecks" || rule.Layer == "roads")
                return (rule, null);
            var roads = standard.Services.Where(s => s.Layer == "roads").Select(s => s.Service).ToList();
            return (
                null,
                new(
                    "service",
                    new(
                        $"只有道路有瓶颈：{string.Join('、', roads)}",
                        $"only roads have bottlenecks: {string.Join(", ", roads)}"
                    )
                )
            );
        }

        var names = standard.Services.Select(s => s.Service).ToList();
        return (
            null,
            new(
                "service",
                new(
                    $"没有网络服务 {service}，可用：{string.Join("、", names)}",
                    $"there is no network service {service}; use one of: {string.Join(", ", names)}"
                ),
                NotFound: true
            )
        );
    }

    private static FindingItem Publish(NetworkFinding x) =>
        new(
            x.Finding,
            x.State,
            x.Code,
            x.Name,
            x.Reasons,
            x.Since,
            x.ClearedOn,
            x.Households,
            x.PlaceCount,
            x.Places,
            x.ToCode,
            Round(x.MissingMetres),
            Round(x.RoadMetres),
            x.HeadingDegrees,
            x.Id,
            x.Order,
            x.DecidedBy,
            x.Note,
            x.Line.Length == 0 ? null : LineGeometry.PointOrLineString(x.Line)
        );

    private static double? Round(double? metres) => metres is { } m ? Math.Round(m, 1) : null;
}
