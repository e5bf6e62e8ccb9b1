using System.Globalization;
using System.Text.Json.Nodes;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports;

/// <summary>What was found in a service's network.</summary>
public sealed record FindingsDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly DataDate,
    bool Forecast,
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
    JsonObject Geometry
);

/// <summary>Dead ends, bottlenecks, critical stretches, breaks and isolated links, for the web service.</summary>
public static class FindingsReport
{
    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="database">The store.</param>
    /// <param name="standard">The rules.</param>
    /// <param name="finding">dead-ends, bottlenecks, breaks, isolated or critical.</param>
    /// <param name="service">A service with a network.</param>
    /// <param name="asOf">The day; null: today.</param>
    /// <param name="since">The earlier day of cleared bottlenecks; null: the standard's baseline; what was a
    /// bottleneck then and is none now is cleared.</param>
    /// <param name="limit">How many to list; null: 1000.</param>
    /// <param name="whole">All of them where no limit is given, as in a file.</param>
    /// <param name="readCounty">Gives the county's rows.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(FindingsDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        Standard standard,
        string finding,
        string service,
        string? asOf,
        string? since,
        string? limit,
        bool whole,
        Func<CancellationToken, Task<CountyData>> readCounty,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, today, ref fault);
        var earlier = QueryParameters.ReadDay(since, standard.Baseline, ref fault, "since");
        if (since is not null && finding != "bottlenecks")
            fault = new("since", new("只用于 bottlenecks", "is for bottlenecks only: the others carry their dates"));
        var most =
            limit is null && whole
                ? int.MaxValue
                : QueryNumber.Read(limit, "limit", 1000, QueryParameters.MaxLimit, ref fault);
        var rule = ReadService(standard, service, finding, ref fault);
        if (fault is not null)
            return (null, fault);
        var data = await readCounty(cancellationToken);
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var found = finding switch
        {
            "dead-ends" => NetworkFindings.DeadEnds(rule!, standard, data, day),
            "bottlenecks" => NetworkFindings.Bottlenecks(standard, rule!, data, day, earlier, cancellationToken),
            "breaks" => NetworkFindings.Breaks(rule!, standard, data, day),
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
                county.Synthetic,
                service,
                finding,
                found.Count,
                [.. found.Take(most).Select(Publish)]
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
            ["service"] = document.Service,
            ["standard"] = document.Standard,
            ["synthetic"] = document.Synthetic,
            ["features"] = new JsonArray([
                .. document.Items.Select(i =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["type"] = "Feature",
                            ["geometry"] = i.Geometry.DeepClone(),
                            ["properties"] = new JsonObject
                            {
                                ["finding"] = i.Finding,
                                ["state"] = i.State,
                                ["code"] = i.Code,
                                ["reasons"] = string.Join(' ', i.Reasons),
                                ["since"] = i.Since?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                                ["clearedOn"] = i.ClearedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                                ["households"] = i.Households,
                                ["placeCount"] = i.PlaceCount,
                                ["toCode"] = i.ToCode,
                                ["missingMetres"] = GeoJsonWriter.Node(i.MissingMetres),
                                ["roadMetres"] = GeoJsonWriter.Node(i.RoadMetres),
                                ["headingDegrees"] = GeoJsonWriter.Node(i.HeadingDegrees),
                            },
                        }
                ),
            ]),
        };

    private static ServiceRule? ReadService(
        Standard standard,
        string service,
        string finding,
        ref ParameterFault? fault
    )
    {
        var rule = standard.Services.FirstOrDefault(s => s.Service == service);
        if (rule is null)
        {
            var names = standard.Services.Select(s => s.Service).ToList();
            fault = new(
                "service",
                new(
                    $"没有网络服务 {service}，可用：{string.Join("、", names)}",
                    $"there is no network service {service}; use one of: {string.Join(", ", names)}"
                ),
                NotFound: true
            );
        }
        else if (finding == "bottlenecks" && rule.Layer != "roads")
        {
            var roads = standard.Services.Where(s => s.Layer == "roads").Select(s => s.Service).ToList();
            fault = new(
                "service",
                new(
                    $"只有道路有瓶颈：{string.Join('、', roads)}",
                    $"only roads have bottlenecks: {string.Join(", ", roads)}"
                )
            );
        }

        return rule;
    }

    private static FindingItem Publish(NetworkFinding x) =>
        new(
            x.Finding,
            x.State,
            x.Code,
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
            LineGeometry.PointOrLineString(x.Line)
        );

    private static double? Round(double? metres) => metres is { } m ? Math.Round(m, 1) : null;
}
