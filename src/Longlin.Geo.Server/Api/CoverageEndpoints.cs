using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Requests;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;
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
        api.MapGet("/coverage/indicators", IndicatorsAsync)
            .WithSummary(
                "饮水不安全的贫困人口，按不达标的指标",
                "Poor persons without safe water, by failing indicator"
            )
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
        TableAnswers.NameFile(context, format, $"gaps-{document.Service}-{document.AsOf:yyyy-MM-dd}");
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
        WayStore ways,
        CountyDataCache cache,
        TimeProvider time,
        [AsParameters] SummaryRequest request,
        CancellationToken cancellationToken
    )
    {
        var (document, fault) = await SummaryReport.RunAsync(
            ways,
            request,
            cache.GetAsync,
            Today(time),
            cancellationToken
        );
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }

    private static async Task<Results<Ok<IndicatorsDocument>, ProblemHttpResult>> IndicatorsAsync(
        HttpContext context,
        WayStore ways,
        TimeProvider time,
        [AsParameters] IndicatorsRequest request,
        CancellationToken cancellationToken
    )
    {
        var (document, fault) = await IndicatorsReport.RunAsync(ways, request, Today(time), cancellationToken);
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }

    private static async Task<Results<EmptyHttpResult, StatusCodeHttpResult, ProblemHttpResult>> TimelineAsync(
        HttpContext context,
        Database database,
        Standard standard,
        WayStore ways,
        TimelineTags tags,
        string? area,
        string? forecast,
        CancellationToken cancellationToken
    )
    {
        if (await CountyState.RunAsync(database, area, cancellationToken) is not { } county)
            return Problems.Of(context, GapReport.UnknownArea(area!));
        var asked = forecast ?? Forecasts.Planned;
        await ways.EnsureForecastAsync(county.CountyCode, asked, cancellationToken);
        // The tags that are known without building the document are those of the planned one.
        var (point, known) =
            asked == Forecasts.Planned
                ? await tags.FindAsync(county, area, cancellationToken)
                : ((ChangePoint?)null, (string?)null);
        if (known is not null && TaggedAnswer.IsUnchanged(context, known))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        using MemoryStream document = new();
        await TimelineReport.WriteAsync(document, database, standard, county, area, asked, cancellationToken);
        var bytes = document.ToArray();
        if (point is not null)
            tags.Keep(county, area, point, TaggedAnswer.Tag(bytes));
        return await TaggedAnswer.SendAsync(context, bytes, "application/json", cancellationToken);
    }

    private static async Task<Results<Ok<PlaceCoverage>, ProblemHttpResult>> PlaceAsync(
        HttpContext context,
        WayStore ways,
        TimeProvider time,
        string code,
        [AsParameters] PlaceRequest request,
        CancellationToken cancellationToken
    )
    {
        var (document, fault) = await PlaceReport.RunAsync(ways, code, request, Today(time), cancellationToken);
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }

    private static async Task<Ok<ProgressDocument>> ProgressAsync(
        WayStore ways,
        CountyDataCache cache,
        TimeProvider time,
        [AsParameters] ProgressRequest request,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await ProgressReport.RunAsync(ways, request, cache.GetAsync, Today(time), cancellationToken));

    private static Ok<RulesDocument> Rules(Standard standard) => TypedResults.Ok(RulesDocument.From(standard));

    private static DateOnly Today(TimeProvider time) => CountyClock.Today(time);
}
