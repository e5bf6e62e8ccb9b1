using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Reports.Moving;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Requests;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>Who should move, how the moving stands, what is left behind.</summary>
internal static class RelocationEndpoints
{
    public static void MapRelocation(this IEndpointRouteBuilder routes)
    {
        var relocation = routes.MapGroup("/api/relocation").WithTags("relocation");
        relocation
            .MapGet("/candidates", CandidatesAsync)
            .WithSummary("谁应搬迁：五项条件与成本", "Who should move: the five tests and the costs")
            .Produces<CandidateDocument>();
        relocation
            .MapGet("/red-lines", RedLinesAsync)
            .WithSummary("搬出地红线", "Vacated hamlets, their red lines and what was built inside")
            .Produces<RedLineDocument>();
        relocation
            .MapGet("/red-lines/{hamlet}/proposal", ProposeAsync)
            .WithSummary("红线建议", "A proposed red line")
            .Produces<RedLineFeature>(contentType: "application/geo+json");
        relocation
            .MapGet("/red-lines/{hamlet}/sheet", SheetAsync)
            .WithSummary("红线图，A4 可打印", "Printable A4 map of a red line")
            .Produces<string>(contentType: "text/html");
        relocation
            .MapGet("/progress", ProgressAsync)
            .WithSummary("搬迁进度、资金与入住条件", "People moved, funds, and readiness of the sites")
            .InEveryFormat();
    }

    private static async Task<Ok<MovingDocument>> ProgressAsync(
        Database database,
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        [AsParameters] MovingRequest request,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await MovingReport.RunAsync(database, standard, request, cache.GetAsync, Today(time), cancellationToken)
        );

    private static async Task<EmptyHttpResult> RedLinesAsync(
        HttpContext context,
        Database database,
        Standard standard,
        TimeProvider time,
        [AsParameters] DayRequest request,
        string? f,
        CancellationToken cancellationToken
    )
    {
        var format = f ?? "json";
        var document = await RedLineReport.RunAsync(database, standard, request.AsOf, Today(time), cancellationToken);
        Head(context, format, $"red-lines-{document.AsOf:yyyy-MM-dd}");
        await RedLineFormats.WriteAsync(
            context.Response.Body,
            format,
            document,
            Problems.Language(context),
            cancellationToken
        );
        return TypedResults.Empty;
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> SheetAsync(
        HttpContext context,
        Database database,
        Standard standard,
        TimeProvider time,
        string hamlet,
        [AsParameters] DayRequest request,
        CancellationToken cancellationToken
    )
    {
        var (sheet, fault) = await RedLineReport.SheetAsync(
            database,
            standard,
            hamlet,
            request.AsOf,
            Today(time),
            cancellationToken
        );
        if (sheet is null)
            return Problems.Of(context, fault!);
        TableAnswers.NameFile(
            context,
            "html",
            $"red-line-{Uri.EscapeDataString(hamlet)}-{request.AsOf ?? Today(time):yyyy-MM-dd}"
        );
        return TypedResults.Content(sheet.Html(Problems.Language(context)!), "text/html; charset=utf-8");
    }

    private static async Task<Results<JsonHttpResult<RedLineFeature>, ProblemHttpResult>> ProposeAsync(
        HttpContext context,
        Database database,
        Standard standard,
        string hamlet,
        CancellationToken cancellationToken
    )
    {
        var (feature, missing) = await RedLineReport.ProposeAsync(database, standard, hamlet, cancellationToken);
        if (feature is not null)
            return TypedResults.Json(feature, GeoJsonWriter.Options, contentType: "application/geo+json");
        return missing is null
            ? Problems.Of(
                context,
                new("hamlet", new($"没有编码为 {hamlet} 的自然屯", $"no hamlet has the code {hamlet}"), NotFound: true)
            )
            : TypedResults.Problem(
                missing.Pick(Problems.Language(context)),
                statusCode: StatusCodes.Status422UnprocessableEntity,
                extensions: [new("parameter", "hamlet")]
            );
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> CandidatesAsync(
        HttpContext context,
        WayStore ways,
        TimeProvider time,
        [AsParameters] CandidateRequest request,
        string? f,
        CancellationToken cancellationToken
    )
    {
        var format = f ?? "json";
        var (document, fault) = await CandidateReport.RunAsync(
            ways,
            format == "json" ? request : request.AsWhole(),
            Today(time),
            cancellationToken
        );
        if (document is null)
            return Problems.Of(context, fault!);
        Head(context, format, $"candidates-{document.AsOf:yyyy-MM-dd}");
        await CandidateFormats.WriteAsync(
            context.Response.Body,
            format,
            document,
            Problems.Language(context),
            cancellationToken
        );
        return TypedResults.Empty;
    }

    public static void Head(HttpContext context, string format, FormattableString name)
    {
        context.Response.ContentType = GapFormats.MediaType(format);
        TableAnswers.NameFile(context, format, name);
    }

    private static DateOnly Today(TimeProvider time) => CountyClock.Today(time);
}
