using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Reports.Sites;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>Who goes to which site: a job, since the proof may take a minute.</summary>
internal static class AssignmentEndpoints
{
    public static void MapAssignment(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/sites/assign", AssignAsync)
            .WithTags("relocation")
            .WithSummary("同意搬迁的户去哪个安置点", "Which site the consenting households go to")
            .Accepts<AssignmentRequest>("application/json");

    private static async Task<Results<Accepted<JobDocument>, ProblemHttpResult>> AssignAsync(
        HttpContext context,
        WayStore ways,
        CountyDataCache cache,
        JobBoard board,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var caller = Caller.Of(context)!; // AccessPolicy lets no write pass without one
        var (request, wrong) = await StrictBody.ReadAsync<AssignmentRequest>(context, cancellationToken);
        if (wrong is not null)
            return Problems.Of(context, wrong);
        var (prepared, fault) = await AssignmentReport.PrepareAsync(
            ways,
            request!,
            cache.GetAsync,
            CountyClock.Today(time),
            cancellationToken
        );
        if (prepared is null)
            return Problems.Of(context, fault!);
        var job = board.Add(
            "sites_assign",
            caller.Name,
            async (_, token) => await prepared.SolveAsync(token),
            static () => { }
        );
        return job is null
            ? Problems.Busy(context)
            : TypedResults.Accepted($"/api/jobs/{job.Id}", JobEndpoints.Publish(context, job, time));
    }
}
