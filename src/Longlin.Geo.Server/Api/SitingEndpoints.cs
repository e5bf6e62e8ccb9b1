using Longlin.Geo.Model;
using Longlin.Geo.Reports.Sites;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Access;
using Longlin.Geo.Server.Jobs;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>Where may people move to?</summary>
internal static class SitingEndpoints
{
    public static void MapSiting(this IEndpointRouteBuilder routes)
    {
        var sites = routes.MapGroup("/api/sites").WithTags("relocation");
        sites
            .MapPost("/score", ScoreAsync)
            .RequireAuthorization(AccessPolicy.Ask)
            .WithSummary(
                "安置点的禁止情形、逐项得分和入住日的服务",
                "Violations, score by factor, and services on move-in day for a relocation site"
            )
            .Accepts<SiteRequest>("application/json");
        sites
            .MapPost("/suggest", SuggestAsync)
            .RequireAuthorization(AccessPolicy.Compute)
            .WithSummary("为若干人找地", "Find land for a given number of people")
            .Accepts<SuggestRequest>("application/json")
            .Produces<JobDocument>(StatusCodes.Status202Accepted);
    }

    private static async Task<Results<Ok<SiteDocument>, ProblemHttpResult>> ScoreAsync(
        HttpContext context,
        Database database,
        Standard standard,
        SitingCache cache,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (request, wrong) = await StrictBody.ReadAsync<SiteRequest>(context, cancellationToken);
        if (wrong is not null)
            return Problems.Of(context, wrong);
        var (document, fault) = await SiteReport.RunAsync(
            database,
            standard,
            request!,
            cache.GetAsync,
            CountyClock.Today(time),
            cancellationToken
        );
        return fault is null ? TypedResults.Ok(document!) : Problems.Of(context, fault);
    }

    private static async Task<Results<Accepted<JobDocument>, ProblemHttpResult>> SuggestAsync(
        HttpContext context,
        JobBoard board,
        Database database,
        Standard standard,
        SitingCache cache,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var caller = Caller.Of(context)!; // AccessPolicy lets no job pass without one
        var (request, wrong) = await StrictBody.ReadAsync<SuggestRequest>(context, cancellationToken);
        if (wrong is not null)
            return Problems.Of(context, wrong);
        var (question, fault) = await SuggestReport.ReadAsync(
            database,
            request!,
            CountyClock.Today(time),
            cancellationToken
        );
        if (fault is not null)
            return Problems.Of(context, fault);
        var job = board.Add(
            "suggest",
            caller.Name,
            async (progress, token) =>
                await SuggestReport.RunAsync(
                    database,
                    standard,
                    question!,
                    await cache.GetAsync(question!.AsOf, token),
                    (done, _) => progress.Report(new("checking", done, null, 0)),
                    token
                ),
            () => { }
        );
        return job is null
            ? Problems.Busy(context)
            : TypedResults.Accepted($"/api/jobs/{job.Id}", JobEndpoints.Publish(context, job, time));
    }
}
