using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;

namespace Longlin.Geo.Server.Hosting.Requests;

/// <summary>Answers that are lists, as files too: <c>f=csv|xlsx|geojson</c> writes the same document as a
/// table.</summary>
internal static class TableAnswers
{
    /// <summary>Declares <c>f</c> and answers with a file where it asks for one.</summary>
    public static RouteHandlerBuilder InEveryFormat(this RouteHandlerBuilder builder) =>
        builder.TakesFormat([.. DocumentTable.Formats]).WithTables();

    /// <summary>Answers with a file where <c>f</c>, which the handler declares, asks for one.</summary>
    public static RouteHandlerBuilder WithTables(this RouteHandlerBuilder builder) =>
        builder.AddEndpointFilter(
            async (invocation, next) =>
            {
                var result = await next(invocation);
                var context = invocation.HttpContext;
                if (!WantsFile(context) || Document(result) is not { } document)
                    return result;
                var format = Format(context)!;
                var name = context.Request.Path.Value!.Trim('/').Replace('/', '-');
                context.Response.ContentType = GapFormats.MediaType(format);
                if (format is "csv" or "xlsx")
                    context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.{format}\"";
                await DocumentTable
                    .Of(document)
                    .WriteAsync(context.Response.Body, format, Problems.Language(context), context.RequestAborted);
                return Results.Empty;
            }
        );

    /// <summary>Whether a file is asked for: it holds all rows unless a limit is given.</summary>
    public static bool WantsFile(HttpContext context) => Format(context) is "csv" or "xlsx" or "geojson";

    private static string? Format(HttpContext context) => context.Request.Query["f"];

    private static object? Document(object? result) =>
        (result is INestedHttpResult nested ? nested.Result : result)
            is IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK }
                and IValueHttpResult { Value: { } document }
        && document is not System.Text.Json.Nodes.JsonNode
            ? document
            : null;
}
