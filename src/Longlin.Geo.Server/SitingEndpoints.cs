using System.Text.Json;
using Longlin.Geo.Publishing;
using Longlin.Geo.Rules;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server;

/// <summary>Where may people move to?</summary>
internal static class SitingEndpoints
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow, MaxDepth = 32 };

    public static void MapSiting(this IEndpointRouteBuilder routes)
    {
        var sites = routes.MapGroup("/api/sites").WithTags("relocation");
        sites.MapPost("/score", ScoreAsync).WithSummary("安置点的禁止情形、逐项得分和入住日的服务 Violations, score by factor and services on the day of moving in").Accepts<SiteRequest>("application/json");
    }

    private static async Task<Results<Ok<SiteDocument>, ProblemHttpResult>> ScoreAsync(HttpContext context, Database database, Standard standard, SitingCache cache, TimeProvider time, CancellationToken cancellationToken)
    {
        var (request, wrong) = await ReadAsync<SiteRequest>(context, cancellationToken);
        if (wrong is not null) return Problems.Of(context, wrong);
        var (document, fault) = await SiteReport.AskAsync(database, standard, request!, cache.GetAsync, DateOnly.FromDateTime(time.GetLocalNow().DateTime), cancellationToken);
        return fault is null ? TypedResults.Ok(document!) : Problems.Of(context, fault);
    }

    private static async Task<(T? Request, ParameterFault? Fault)> ReadAsync<T>(HttpContext context, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Strict, cancellationToken) is { } request ? (request, null) : (null, new("body", new("应为一个 JSON 对象", "should be a JSON object")));
        }
        catch (JsonException e)
        {
            return (null, new(e.Path ?? "body", new($"不是有效的请求：{e.Message}", $"not a valid request: {e.Message}")));
        }
    }
}
