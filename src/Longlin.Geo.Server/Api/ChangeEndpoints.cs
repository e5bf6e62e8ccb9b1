using Longlin.Geo.Reports;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Requests;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>Who changed what, when, on what evidence.</summary>
internal static class ChangeEndpoints
{
    public static void MapChanges(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/changes", GetAsync)
            .WithTags("changes")
            .WithSummary(
                "谁在何时依据什么改了什么；给出 layer 和 code 即一个对象的历史",
                "Who changed what, when and on what basis; with layer and code, the history of one feature"
            )
            .InEveryFormat();

    private static async Task<Results<Ok<ChangesDocument>, ProblemHttpResult>> GetAsync(
        HttpContext context,
        Database database,
        [AsParameters] ChangesRequest request,
        CancellationToken cancellationToken
    )
    {
        var (document, fault) = await ChangesReport.RunAsync(
            database,
            TableAnswers.WantsFile(context) ? request.AsWhole() : request,
            cancellationToken
        );
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }
}
