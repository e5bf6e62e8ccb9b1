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

/// <summary>The way of a place on a day: over served links when it is served, else the cheapest way to the served network.</summary>
/// <param name="Links">Codes of the links it runs over, from the place on.</param>
/// <param name="Geometry">GeoJSON MultiLineString, longitude and latitude; null where no link is part of it.</param>
public sealed record PathDocument(
    string Standard, string StandardVersion, DateOnly AsOf, DateOnly DataDate, bool Forecast, bool Synthetic, string Subject, string Code, string Service, bool Served, double? MetresToUpgrade, double? MetresToBuild, IReadOnlyList<string> Links, JsonObject? Geometry);

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

    public static void MapPaths(this IEndpointRouteBuilder routes)
    {
        foreach (var kind in (string[])["hamlets", "areas"])
            routes.MapGet($"/api/{kind}/{{code}}/path", PathAsync).WithTags("coverage").WithSummary("到已通网络的路径 The way to the served network, with its geometry").Produces<PathDocument>();
    }

    private static async Task<Results<Ok<PathDocument>, ProblemHttpResult>> PathAsync(HttpContext context, Database database, Standard standard, CountyDataCache cache, TimeProvider time, string code, string? service, string? asOf, CancellationToken cancellationToken)
    {
        if (CoverageEndpoints.Unknown(context, ["service", "asOf", "token"]) is { } unknown) return Problems.Of(context, unknown);
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, DateOnly.FromDateTime(time.GetLocalNow().DateTime), ref fault);
        var rule = standard.Services.FirstOrDefault(s => s.Service == (service ?? "road"));
        if (rule is null) fault = new("service", new($"应为 {string.Join("、", standard.Services.Select(s => s.Service))}", $"should be one of: {string.Join(", ", standard.Services.Select(s => s.Service))}"));
        if (fault is not null) return Problems.Of(context, fault);
        var data = await cache.GetAsync(cancellationToken);
        var place = data.Places.FirstOrDefault(p => p.Code == code && !double.IsNaN(p.Lon) && rule!.Subjects.Contains(p.Subject));
        if (place is null) return Problems.Of(context, new("code", new($"没有编码为 {code} 的地点，或它没有位置", $"no place has the code {code}, or it has no point"), NotFound: true));
        var network = ServiceNetwork.Build(rule!, data, [place]);
        var path = Network.ReachComputation.Path(network.Input, day.DayNumber, cancellationToken);
        var codes = data.Assets[rule!.Layer].ToDictionary(a => a.Id, a => a.Code);
        var county = (await CountyState.AskAsync(database, null, cancellationToken))!;
        return TypedResults.Ok(new PathDocument(standard.Name, standard.Version, day, data.DataDate, day > data.DataDate, county.Synthetic, place.Subject, code, rule.Service, path.Served, Finite(path.MetresToUpgrade), Finite(path.MetresToBuild),
            [.. path.Links.Select(l => codes[l])], path.Lines.Count == 0 ? null : new JsonObject { ["type"] = "MultiLineString", ["coordinates"] = new JsonArray([.. path.Lines.Select(l => (JsonNode)Points(l))]) }));
    }

    private static double? Finite(double metres) => double.IsFinite(metres) ? Math.Round(metres, 1) : null;

    private static JsonArray Points(double[] line) => new([.. Enumerable.Range(0, line.Length / 2).Select(i => (JsonNode)new JsonArray(Math.Round(line[2 * i], 7), Math.Round(line[2 * i + 1], 7)))]);

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
        var points = Points(line);
        return line.Length == 2 ? new JsonObject { ["type"] = "Point", ["coordinates"] = points[0]!.DeepClone() } : new JsonObject { ["type"] = "LineString", ["coordinates"] = points };
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
