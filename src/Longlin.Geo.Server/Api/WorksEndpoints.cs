using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Reports;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Access;
using Longlin.Geo.Server.Hosting.Requests;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>Works: late and overdue ones found, finished ones opened.</summary>
internal static class WorksEndpoints
{
    public static void MapWorks(this IEndpointRouteBuilder routes)
    {
        var works = routes.MapGroup("/api/works").WithTags("works");
        works
            .MapGet("", RunAsync)
            .RequireAuthorization(AccessPolicy.Read)
            .WithSummary("工程进度与资金", "Construction works: progress and funds")
            .InEveryFormat();
        works
            .MapPost("/{code}/finish", FinishAsync)
            .RequireAuthorization(AccessPolicy.WriteWorks)
            .WithSummary("完工验收：开通资产", "Finish an accepted work: its assets go into service")
            .Accepts<FinishRequest>("application/json");
    }

    private static async Task<Ok<WorksDocument>> RunAsync(
        Database database,
        TimeProvider time,
        [AsParameters] WorksRequest request,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await WorksReport.RunAsync(database, request, CountyClock.Today(time), cancellationToken));

    private static async Task<Results<Ok<WorkCompletionResult>, ProblemHttpResult>> FinishAsync(
        HttpContext context,
        Database database,
        Standard standard,
        TimeProvider time,
        string code,
        CancellationToken cancellationToken
    )
    {
        var caller = Caller.Of(context)!; // AccessPolicy lets no write pass without one
        var (request, wrong) = await StrictBody.ReadAsync<FinishRequest>(context, cancellationToken);
        if (wrong is not null)
            return Problems.Of(context, wrong);
        var layer = database.Catalog["works"];
        if (caller.Township is not null || !caller.MayWrite(layer))
            return Problems.Forbidden(
                context,
                "token",
                new($"角色 {caller.Role} 不能完成工程", $"role {caller.Role} may not finish works")
            );
        if (request?.FinishedOn is not { } day || day > CountyClock.Today(time) || day.Year < 1950)
            return Problems.Of(
                context,
                new("finishedOn", new("请给出验收日期，不晚于今天", "give the day of acceptance, not after today"))
            );
        var surface = request.Surface ?? standard.PlannedSurface;
        string[] hard = [.. standard.HardSurfaces];
        if (!hard.Contains(surface))
            return Problems.Of(
                context,
                new("surface", new($"\"{surface}\" 不是硬化路面", $"\"{surface}\" is not a hardened surface"))
            );
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        try
        {
            var done = await WorkCompletion.RunAsync(
                database,
                county.CountyCode,
                code,
                day,
                surface,
                hard,
                caller.Name,
                l => caller.MayWrite(database.Catalog[l]),
                cancellationToken
            );
            return done is null
                ? Problems.Of(context, new("code", new($"没有工程 {code}", $"there is no work {code}"), NotFound: true))
                : TypedResults.Ok(done);
        }
        catch (OutsideScopeException e)
        {
            return Problems.Forbidden(context, "code", e.Text);
        }
        catch (UsageException e)
        {
            return TypedResults.Problem(
                e.Text.Pick(Problems.Language(context)),
                statusCode: StatusCodes.Status409Conflict,
                extensions: [new("parameter", "code")]
            );
        }
    }
}
