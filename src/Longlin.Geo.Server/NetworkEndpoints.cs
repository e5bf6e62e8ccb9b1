using System.Text.Json.Nodes;
using Longlin.Geo.Coverage;
using Longlin.Geo.Publishing;
using Longlin.Geo.Rules;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server;

/// <summary>What was found in a service's network.</summary>
public sealed record FindingsDocument(string Standard, string StandardVersion, DateOnly AsOf, DateOnly DataDate, bool Forecast, bool Synthetic, string Service, string Finding, int Total, IReadOnlyList<FindingItem> Items);

/// <summary>One finding; geometry is GeoJSON, longitude and latitude.</summary>
public sealed record FindingItem(
    string Finding, string State, string Code, IReadOnlyList<string> Reasons, DateOnly? Since, DateOnly? ClearedOn, long Households, int PlaceCount, IReadOnlyList<string> Places, string? ToCode, double? MissingMetres, double? RoadMetres, JsonObject Geometry);

/// <summary>Dead ends, bottlenecks and critical stretches, as a list or as a layer.</summary>
internal static class NetworkEndpoints
{
    private static readonly string[] Names = ["asOf", "limit", "f", "token"];

    public static void MapNetwork(this IEndpointRouteBuilder routes)
    {
        var network = routes.MapGroup("/api/network/{service}").WithTags("network");
        network.MapGet("/dead-ends", (HttpContext c, Database d, Standard s, CountyDataCache a, TimeProvider t, string service, string? asOf, string? limit, string? f, CancellationToken k) => AskAsync("dead-ends", c, d, s, a, t, service, asOf, limit, f, k)).WithSummary("断头路 Dead ends, with candidates to mend them").Produces<FindingsDocument>();
        network.MapGet("/bottlenecks", (HttpContext c, Database d, Standard s, CountyDataCache a, TimeProvider t, string service, string? asOf, string? limit, string? f, CancellationToken k) => AskAsync("bottlenecks", c, d, s, a, t, service, asOf, limit, f, k)).WithSummary("瓶颈路 Bottlenecks between villages and their townships").Produces<FindingsDocument>();
        network.MapGet("/critical", (HttpContext c, Database d, Standard s, CountyDataCache a, TimeProvider t, string service, string? asOf, string? limit, string? f, CancellationToken k) => AskAsync("critical", c, d, s, a, t, service, asOf, limit, f, k)).WithSummary("关键路段 Stretches whose loss cuts households off").Produces<FindingsDocument>();
    }

    private static async Task<Results<Ok<FindingsDocument>, JsonHttpResult<JsonObject>, ProblemHttpResult>> AskAsync(
        string finding, HttpContext context, Database database, Standard standard, CountyDataCache cache, TimeProvider time, string service, string? asOf, string? limit, string? f, CancellationToken cancellationToken)
    {
        if (CoverageEndpoints.Unknown(context, Names) is { } unknown) return Problems.Of(context, unknown);
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, DateOnly.FromDateTime(time.GetLocalNow().DateTime), ref fault);
        var most = 1000;
        if (limit is not null && (!int.TryParse(limit, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out most) || most is < 1 or > QueryParameters.MaxLimit))
            fault = new("limit", new($"应为 1 到 {QueryParameters.MaxLimit}", $"should be 1 to {QueryParameters.MaxLimit}"));
        if (f is not (null or "json" or "geojson")) fault = new("f", new("应为 json 或 geojson", "should be json or geojson"));
        var rule = standard.Services.FirstOrDefault(s => s.Service == service);
        if (rule is null)
            fault = new("service", new($"没有网络服务 {service}，可用：{string.Join("、", standard.Services.Select(s => s.Service))}", $"there is no network service {service}; use one of: {string.Join(", ", standard.Services.Select(s => s.Service))}"), NotFound: true);
        else if (finding == "bottlenecks" && rule.Layer != "roads")
            fault = new("service", new("只有道路有瓶颈：road 或 access", "only roads have bottlenecks: road or access"));
        if (fault is not null) return Problems.Of(context, fault);
        var data = await cache.GetAsync(cancellationToken);
        var county = (await CountyState.AskAsync(database, null, cancellationToken))!;
        var found = finding switch
        {
            "dead-ends" => NetworkFindings.DeadEnds(rule!, data, day),
            "bottlenecks" => NetworkFindings.Bottlenecks(standard, rule!, data, day),
            _ => NetworkFindings.Critical(rule!, data, day, cancellationToken),
        };
        FindingsDocument document = new(standard.Name, standard.Version, day, data.DataDate, day > data.DataDate, county.Synthetic, service, finding, found.Count,
            [.. found.Take(most).Select(x => new FindingItem(x.Finding, x.State, x.Code, x.Reasons, x.Since, x.ClearedOn, x.Households, x.PlaceCount, x.Places, x.ToCode, Rounded(x.MissingMetres), Rounded(x.RoadMetres), Geometry(x.Line)))]);
        return f == "geojson" ? TypedResults.Json(Layer(document), contentType: "application/geo+json") : TypedResults.Ok(document);
    }

    private static double? Rounded(double? metres) => metres is { } m ? Math.Round(m, 1) : null;

    private static JsonObject Geometry(double[] line)
    {
        JsonArray Point(int i) => [Math.Round(line[i], 7), Math.Round(line[i + 1], 7)];
        return line.Length == 2
            ? new JsonObject { ["type"] = "Point", ["coordinates"] = Point(0) }
            : new JsonObject { ["type"] = "LineString", ["coordinates"] = new JsonArray([.. Enumerable.Range(0, line.Length / 2).Select(i => (JsonNode)Point(2 * i))]) };
    }

    private static JsonObject Layer(FindingsDocument document) => new()
    {
        ["type"] = "FeatureCollection",
        ["asOf"] = document.AsOf.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        ["service"] = document.Service,
        ["standard"] = document.Standard,
        ["synthetic"] = document.Synthetic,
        ["features"] = new JsonArray([.. document.Items.Select(i => (JsonNode)new JsonObject
        {
            ["type"] = "Feature",
            ["geometry"] = i.Geometry.DeepClone(),
            ["properties"] = new JsonObject
            {
                ["finding"] = i.Finding, ["state"] = i.State, ["code"] = i.Code, ["reasons"] = string.Join(' ', i.Reasons), ["since"] = i.Since?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                ["clearedOn"] = i.ClearedOn?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), ["households"] = i.Households, ["placeCount"] = i.PlaceCount, ["toCode"] = i.ToCode, ["missingMetres"] = i.MissingMetres, ["roadMetres"] = i.RoadMetres,
            },
        })]),
    };
}
