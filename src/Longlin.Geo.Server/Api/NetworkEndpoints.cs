using System.Text.Json.Nodes;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Reports.Networks;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Requests;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>Dead ends, bottlenecks and critical stretches, as a list or as a layer.</summary>
internal static class NetworkEndpoints
{
    public static void MapNetwork(this IEndpointRouteBuilder routes)
    {
        var network = routes.MapGroup("/api/network/{service}").WithTags("network");
        network
            .MapGet("/extension", ExtensionAsync)
            .WithSummary(
                "接通全部还需多少米，下一批先接谁",
                "Metres needed to connect everyone, and which hamlets to connect next"
            )
            .InEveryFormat();
        MapFinding<FindingsRequest>(network, "dead-ends", "断头路", "Dead ends, with candidate links to fix them");
        MapFinding<BottlenecksRequest>(
            network,
            "bottlenecks",
            "瓶颈路",
            "Bottlenecks between villages and their townships, and between neighbouring villages"
        );
        MapFinding<FindingsRequest>(
            network,
            "critical",
            "关键路段",
            "Critical segments whose loss cuts households off"
        );
        MapFinding<FindingsRequest>(network, "breaks", "疑似断点", "Suspected network breaks: ends that almost meet");
        MapFinding<FindingsRequest>(network, "isolated", "孤立路段", "Isolated usable segments that no source reaches");
    }

    private static void MapFinding<TRequest>(RouteGroupBuilder network, string finding, string zh, string en)
        where TRequest : FindingsRequest =>
        network
            .MapGet(
                finding,
                (
                    HttpContext c,
                    Database d,
                    Standard s,
                    CountyDataCache a,
                    TimeProvider t,
                    [AsParameters] TRequest request,
                    string? f,
                    CancellationToken k
                ) => RunAsync(finding, c, d, s, a, t, request, f, k)
            )
            .WithSummary(zh, en)
            .Produces<FindingsDocument>()
            .WithTables();

    private static async Task<Results<Ok<ExtensionDocument>, ProblemHttpResult>> ExtensionAsync(
        HttpContext context,
        WayStore ways,
        TimeProvider time,
        [AsParameters] ExtensionRequest request,
        CancellationToken cancellationToken
    )
    {
        var (document, fault) = await ExtensionReport.RunAsync(ways, request, Today(time), cancellationToken);
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }

    public static void MapFixes(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/fixes", FixesAsync)
            .WithTags("network")
            .WithSummary(
                "先修哪些路段：每元让最多农户受益",
                "Which segments to fix first: those that free most households per yuan"
            )
            .InEveryFormat();

    private static async Task<Results<Ok<FixesDocument>, ProblemHttpResult>> FixesAsync(
        HttpContext context,
        WayStore ways,
        TimeProvider time,
        [AsParameters] FixesRequest request,
        CancellationToken cancellationToken
    )
    {
        var (document, fault) = await FixesReport.RunAsync(
            ways,
            TableAnswers.WantsFile(context) ? request.AsWhole() : request,
            Today(time),
            cancellationToken
        );
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }

    public static void MapPaths(this IEndpointRouteBuilder routes)
    {
        foreach (var kind in (string[])["hamlets", "areas"])
            routes
                .MapGet($"/api/{kind}/{{code}}/path", PathAsync)
                .WithTags("coverage")
                .WithSummary("到已通网络的路径", "The path to the served network, with its geometry")
                .Produces<PathDocument>()
                .InEveryFormat();
    }

    private static async Task<Results<Ok<PathDocument>, ProblemHttpResult>> PathAsync(
        HttpContext context,
        WayStore ways,
        TimeProvider time,
        string code,
        [AsParameters] PathRequest request,
        CancellationToken cancellationToken
    )
    {
        var (document, fault) = await PathReport.RunAsync(ways, code, request, Today(time), cancellationToken);
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }

    private static async Task<Results<Ok<FindingsDocument>, JsonHttpResult<JsonObject>, ProblemHttpResult>> RunAsync(
        string finding,
        HttpContext context,
        Database database,
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        FindingsRequest request,
        string? f,
        CancellationToken cancellationToken
    )
    {
        var (document, fault) = await FindingsReport.RunAsync(
            database,
            standard,
            finding,
            TableAnswers.WantsFile(context) ? request.AsWhole() : request,
            cache.GetAsync,
            Today(time),
            cancellationToken
        );
        if (document is null)
            return Problems.Of(context, fault!);
        if (f == "geojson")
            TableAnswers.NameFile(
                context,
                f,
                $"network-{document.Service}-{document.Finding}-{document.AsOf:yyyy-MM-dd}"
            );
        return f == "geojson"
            ? TypedResults.Json(FindingsReport.ToLayer(document), contentType: "application/geo+json")
            : TypedResults.Ok(document);
    }

    private static DateOnly Today(TimeProvider time) => CountyClock.Today(time);
}
