using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Requests;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>Which hamlets lack what, and why.</summary>
internal static class CoverageEndpoints
{
    public static void MapCoverage(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").WithTags("coverage");
        api.MapGet("/coverage/gaps", GapsAsync)
            .WithSummary("哪些自然屯还没有通", "Hamlets that lack a service")
            .Produces<GapDocument>();
        api.MapGet("/coverage/summary", SummaryAsync)
            .WithSummary("按乡镇或行政村汇总", "Coverage by township or village")
            .InEveryFormat();
        api.MapGet("/coverage/timeline", TimelineAsync).WithSummary("所有日期的判定", "Verdicts over all dates");
        api.MapGet("/hamlets/{code}/coverage", PlaceAsync)
            .WithSummary("一个自然屯的各项服务", "All services of a hamlet")
            .InEveryFormat();
        api.MapGet("/areas/{code}/coverage", PlaceAsync)
            .WithSummary("一个行政村的各项服务", "All services of a village")
            .InEveryFormat();
        api.MapGet("/progress", ProgressAsync).WithSummary("每条规则的进展", "Progress of every rule").InEveryFormat();
        api.MapGet("/rules", Rules).WithSummary("标准与规则", "The standard in force");
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> GapsAsync(
        HttpContext context,
        WayStore ways,
        CountyDataCache cache,
        TimeProvider time,
        [AsParameters] QueryParameters request,
        string? f,
        CancellationToken cancellationToken
    )
    {
        var format = f ?? "json";
        var (document, fault) = await GapReport.RunAsync(
            ways,
            format == "json" ? request : request.AsWhole(),
            cache.GetAsync,
            Today(time),
            cancellationToken
        );
        if (document is null)
            return Problems.Of(context, fault!);
        context.Response.ContentType = GapFormats.MediaType(format);
        if (format is "csv" or "xlsx")
            context.Response.Headers.ContentDisposition =
                $"attachment; filename=\"gaps-{document.Service}-{document.AsOf:yyyy-MM-dd}.{format}\"";
        await GapFormats.WriteAsync(
            context.Response.Body,
            format,
            document,
            Problems.Language(context),
            cancellationToken
        );
        return TypedResults.Empty;
    }

    private static async Task<Results<Ok<SummaryDocument>, ProblemHttpResult>> SummaryAsync(
        HttpContext context,
        Database database,
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        [AsParameters] SummaryRequest request,
        CancellationToken cancellationToken
    )
    {
        var (document, fault) = await SummaryReport.RunAsync(
            database,
            standard,
            request,
            cache.GetAsync,
            Today(time),
            cancellationToken
        );
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }

    private static async Task<Results<EmptyHttpResult, StatusCodeHttpResult, ProblemHttpResult>> TimelineAsync(
        HttpContext context,
        Database database,
        Standard standard,
        TimelineTags tags,
        string? area,
        CancellationToken cancellationToken
    )
    {
        if (await CountyState.RunAsync(database, area, cancellationToken) is not { } county)
            return Problems.Of(context, GapReport.UnknownArea(area!));
        var (point, known) = await tags.FindAsync(county, area, cancellationToken);
        if (known is not null && TaggedAnswer.IsUnchanged(context, known))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        using MemoryStream document = new();
        await TimelineReport.WriteAsync(document, database, standard, county, area, cancellationToken);
        var bytes = document.ToArray();
        tags.Keep(county, area, point, TaggedAnswer.Tag(bytes));
        return await TaggedAnswer.SendAsync(context, bytes, "application/json", cancellationToken);
    }

    private static async Task<Results<Ok<PlaceCoverage>, ProblemHttpResult>> PlaceAsync(
        HttpContext context,
        WayStore ways,
        TimeProvider time,
        string code,
        [AsParameters] DayRequest request,
        CancellationToken cancellationToken
    )
    {
        var (document, fault) = await PlaceReport.RunAsync(ways, code, request.AsOf, Today(time), cancellationToken);
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }

    private static async Task<Ok<ProgressDocument>> ProgressAsync(
        Database database,
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        [AsParameters] ProgressRequest request,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await ProgressReport.RunAsync(database, standard, request, cache.GetAsync, Today(time), cancellationToken)
        );

    private static Ok<RulesDocument> Rules(Standard standard) => TypedResults.Ok(RulesDocument.From(standard));

    private static DateOnly Today(TimeProvider time) => CountyClock.Today(time);
}
