using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Reports.Utilities;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Requests;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>What the power and water bureaus ask of their assets.</summary>
internal static class UtilityEndpoints
{
    public static void MapUtilities(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/power/transformers", TransformersAsync)
            .WithTags("power")
            .WithSummary("老旧变压器与户均容量", "Ageing transformers and kVA per household")
            .InEveryFormat();
        routes
            .MapGet("/api/water/small-works", SmallWorksAsync)
            .WithTags("water")
            .WithSummary("五小水利按状态", "The five small water works by state")
            .InEveryFormat();
        routes
            .MapGet("/api/water/reservoirs", ReservoirsAsync)
            .WithTags("water")
            .WithSummary("病险水库与下游自然屯", "Unsafe reservoirs and the hamlets downstream")
            .InEveryFormat();
        routes
            .MapGet("/api/power/options", OptionsAsync)
            .WithTags("power")
            .WithSummary("未通电自然屯的最省方案", "The cheapest option for hamlets without power")
            .InEveryFormat();
    }

    private static async Task<Results<Ok<TransformersDocument>, ProblemHttpResult>> TransformersAsync(
        HttpContext context,
        Database database,
        Standard standard,
        TimeProvider time,
        [AsParameters] TransformersRequest request,
        CancellationToken cancellationToken
    )
    {
        var (document, fault) = await TransformersReport.RunAsync(
            database,
            standard,
            TableAnswers.WantsFile(context) ? request.AsWhole() : request,
            Today(time),
            cancellationToken
        );
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }

    private static async Task<Results<Ok<SmallWorksDocument>, ProblemHttpResult>> SmallWorksAsync(
        HttpContext context,
        Database database,
        Standard standard,
        TimeProvider time,
        [AsParameters] SmallWorksRequest request,
        CancellationToken cancellationToken
    )
    {
        var (document, fault) = await SmallWorksReport.RunAsync(
            database,
            standard,
            request,
            Today(time),
            cancellationToken
        );
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }

    private static async Task<Results<Ok<ReservoirsDocument>, ProblemHttpResult>> ReservoirsAsync(
        HttpContext context,
        Database database,
        Standard standard,
        TimeProvider time,
        [AsParameters] ReservoirsRequest request,
        CancellationToken cancellationToken
    )
    {
        var (document, fault) = await ReservoirsReport.RunAsync(
            database,
            standard,
            request,
            Today(time),
            cancellationToken
        );
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }

    private static async Task<Results<Ok<PowerOptionsDocument>, ProblemHttpResult>> OptionsAsync(
        HttpContext context,
        WayStore ways,
        TimeProvider time,
        [AsParameters] PowerOptionsRequest request,
        CancellationToken cancellationToken
    )
    {
        var (document, fault) = await PowerOptionsReport.RunAsync(ways, request, Today(time), cancellationToken);
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }

    private static DateOnly Today(TimeProvider time) => CountyClock.Today(time);
}
