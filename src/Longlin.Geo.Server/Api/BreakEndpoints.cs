using Longlin.Geo.Reports.Networks;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Access;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>Confirms and refuses suspected breaks, one by one or many at once.</summary>
internal static class BreakEndpoints
{
    public static void MapBreakDecisions(this IEndpointRouteBuilder routes)
    {
        var breaks = routes.MapGroup("/api/network/{service}/breaks").WithTags("network");
        foreach (
            var (word, confirm, zh, en) in (ReadOnlySpan<(string, bool, string, string)>)
                [
                    ("confirm", true, "确认断点：两条线路实际相通", "Confirm breaks: the links are joined"),
                    ("refuse", false, "否定断点：两条线路实际不通", "Refuse breaks: the links are apart"),
                ]
        )
        {
            breaks
                .MapPost(
                    $"/{word}",
                    (HttpContext c, Database d, Standard s, CountyDataCache a, string service, CancellationToken k) =>
                        RunAsync(c, d, s, a, service, null, confirm, k)
                )
                .RequireAuthorization(AccessPolicy.Import)
                .WithSummary(zh, en)
                .Accepts<DecisionRequest>("application/json")
                .Produces<DecisionDocument>();
            breaks
                .MapPost(
                    $"/{{id}}/{word}",
                    (
                        HttpContext c,
                        Database d,
                        Standard s,
                        CountyDataCache a,
                        string service,
                        string id,
                        CancellationToken k
                    ) => RunAsync(c, d, s, a, service, id, confirm, k)
                )
                .RequireAuthorization(AccessPolicy.Import)
                .WithSummary(zh, en)
                .Accepts<DecisionRequest>("application/json")
                .Produces<DecisionDocument>();
        }
    }

    private static async Task<Results<Ok<DecisionDocument>, ProblemHttpResult>> RunAsync(
        HttpContext context,
        Database database,
        Standard standard,
        CountyDataCache cache,
        string service,
        string? id,
        bool confirm,
        CancellationToken cancellationToken
    )
    {
        var caller = Caller.Of(context)!; // AccessPolicy lets no write pass without one
        if (standard.Services.FirstOrDefault(s => s.Service == service) is not { } rule)
            return Problems.Of(
                context,
                new("service", new($"没有网络服务 {service}", $"there is no network service {service}"), NotFound: true)
            );
        // Who may change the links of the service may say how they are joined, everywhere in the county.
        if (
            caller.Township is not null
            || !caller.MayWrite(database.Catalog[DecisionReport.Layer])
            || !caller.MayWrite(database.Catalog[rule.Layer])
        )
            return Problems.Forbidden(
                context,
                "token",
                new(
                    $"角色 {caller.Role} 不能认定图层 {rule.Layer} 的断点",
                    $"role {caller.Role} may not decide about breaks of layer {rule.Layer}"
                )
            );
        var (request, wrong) = await StrictBody.ReadAsync<DecisionRequest>(context, cancellationToken);
        if (wrong is not null)
            return Problems.Of(context, wrong);
        if (id is not null)
        {
            if (request!.Ids is not null)
                return Problems.Of(
                    context,
                    new("ids", new("地址中已有编号，这里不能再给", "the address names the break already: leave it out"))
                );
            // An escaped slash stays escaped in a path.
            request = request with
            {
                Ids = [id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)],
            };
        }

        var (document, fault) = await DecisionReport.RunAsync(
            database,
            standard,
            rule,
            confirm,
            request!,
            caller.Name,
            cache.GetAsync,
            cancellationToken
        );
        return fault is null ? TypedResults.Ok(document!) : Problems.Of(context, fault);
    }
}
