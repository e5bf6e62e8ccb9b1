using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Reports.Sites;
using Longlin.Geo.Server.Api;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Jobs;

/// <summary>The state of a job; every field is always present.</summary>
public sealed record JobDocument(
    string Id,
    string Kind,
    string State,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? Phase,
    long Rows,
    long? BytesRead,
    long? BytesTotal,
    double? SecondsLeft,
    string? Error,
    IReadOnlyList<string> SourceLayers,
    IReadOnlyList<string> Headers,
    object? Result
);

/// <summary>Progress and results of long work.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/api/jobs").WithTags("jobs");
        jobs.MapGet("/{id}", Get)
            .RequireAuthorization(AccessPolicy.Read)
            .WithSummary("进度与结果", "Progress and result");
        jobs.MapGet("/{id}/rejects.csv", RejectsAsync)
            .RequireAuthorization(AccessPolicy.Read)
            .WithSummary("全部不合格处与修复", "Every rejection and every repair");
        jobs.MapGet("/{id}/preview", PreviewAsync)
            .RequireAuthorization(AccessPolicy.Read)
            .WithSummary("检查过的文件各行在地图上的位置", "Where the rows of a checked file lie, for a map");
        jobs.MapGet("/{id}/result", ResultAsync)
            .RequireAuthorization(AccessPolicy.Read)
            .WithSummary(
                "结果文件：分配（自然屯到安置点的线）、找地；f=json|geojson|csv|xlsx",
                "The result as a file: an assignment (lines from hamlet to site) or suggested land; "
                    + "f=json|geojson|csv|xlsx"
            );
        jobs.MapDelete("/{id}", Cancel).RequireAuthorization(AccessPolicy.Compute).WithSummary("取消", "Cancel a job");
    }

    public static JobDocument Publish(HttpContext context, Job job, TimeProvider time)
    {
        var language = Problems.Language(context);
        var progress = job.Progress;
        double? left =
            job.State == JobState.Running
            && progress is { BytesRead: > 0 and var done, BytesTotal: { } total }
            && job.StartedAt is { } start
                ? Math.Round((time.GetUtcNow() - start).TotalSeconds * ((double)total / done - 1), 1)
                : null;
        return new(
            job.Id,
            job.Kind,
            job.State.ToString().ToLowerInvariant(),
            job.Owner,
            job.CreatedAt,
            job.StartedAt,
            job.FinishedAt,
            progress?.Phase,
            progress?.Rows ?? 0,
            progress?.BytesRead,
            progress?.BytesTotal,
            left,
            (job is { Kind: "import", Error: { } refused } ? ImportControls.In(refused) : job.Error)?.Pick(language),
            job.SourceLayers,
            job.Headers,
            job.Result is ILocalizedResult localized ? localized.Document(language) : job.Result
        );
    }

    private static Results<Ok<JobDocument>, ProblemHttpResult> Get(
        HttpContext context,
        JobBoard board,
        TimeProvider time,
        string id
    ) => board.Find(id) is { } job ? TypedResults.Ok(Publish(context, job, time)) : Problems.Of(context, NotThere(id));

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> RejectsAsync(
        HttpContext context,
        JobBoard board,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (board.Find(id) is not { Result: ImportOutcome outcome })
            return Problems.Of(context, NotThere(id));
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"rejects-{id}.csv\"";
        await RejectTable.WriteAsync(
            context.Response.Body,
            [.. outcome.Result.Rejections.Select(r => r with { Reason = ImportControls.In(r.Reason) })],
            outcome.Result.RepairList,
            Problems.Language(context),
            cancellationToken
        );
        return TypedResults.Empty;
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> PreviewAsync(
        HttpContext context,
        JobBoard board,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (board.Find(id) is not { Result: ImportOutcome { Result.Preview: { } preview } })
            return Problems.Of(context, NotThere(id));
        context.Response.ContentType = "application/geo+json";
        await PreviewGeoJson.WriteAsync(context.Response.Body, preview, cancellationToken);
        return TypedResults.Empty;
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> ResultAsync(
        HttpContext context,
        JobBoard board,
        string id,
        string? f,
        CancellationToken cancellationToken
    )
    {
        var format = f ?? "json";
        if (board.Find(id) is not { } job)
            return Problems.Of(context, NotThere(id));
        if (job.Result is not (AssignmentDocument or SuggestDocument))
            return Problems.Of(
                context,
                new("id", new($"任务 {id} 没有可下载的结果", $"job {id} has no result to download"), NotFound: true)
            );
        RelocationEndpoints.Head(context, format, $"{job.Kind}-{id}");
        if (job.Result is AssignmentDocument assignment)
            await AssignmentFormats.WriteAsync(
                context.Response.Body,
                format,
                assignment,
                Problems.Language(context),
                cancellationToken
            );
        else
            await SuggestFormats.WriteAsync(
                context.Response.Body,
                format,
                (SuggestDocument)job.Result,
                Problems.Language(context),
                cancellationToken
            );
        return TypedResults.Empty;
    }

    private static Results<Accepted<JobDocument>, ProblemHttpResult> Cancel(
        HttpContext context,
        JobBoard board,
        TimeProvider time,
        string id
    )
    {
        if (board.Find(id) is not { } job)
            return Problems.Of(context, NotThere(id));
        if (Caller.Of(context) is not { } caller || (caller.Name != job.Owner && !caller.IsAdministrator))
            return Problems.Forbidden(
                context,
                "id",
                new("只有提交者或管理员可以取消", "only its owner or an administrator may cancel it")
            );
        job.Cancel();
        return TypedResults.Accepted($"/api/jobs/{id}", Publish(context, job, time));
    }

    private static ParameterFault NotThere(string id) =>
        new(
            "id",
            new($"没有任务 {id}；服务重启后任务记录不再保留", $"there is no job {id}; a restart forgets jobs"),
            NotFound: true
        );
}
