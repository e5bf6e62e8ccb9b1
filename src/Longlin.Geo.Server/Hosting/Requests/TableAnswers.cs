using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

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
                var services = context.RequestServices;
                var conditions = await FileConditions.RunAsync(
                    services.GetRequiredService<Database>(),
                    services.GetRequiredService<Standard>(),
                    document,
                    context.RequestAborted
                );
                context.Response.ContentType = GapFormats.MediaType(format);
                var day = conditions.Select(c => c.Value).FirstOrDefault() is DateOnly asOf
                    ? $"-{asOf:yyyy-MM-dd}"
                    : "";
                NameFile(context, format, $"{context.Request.Path.Value!.Trim('/').Replace('/', '-')}{day}");
                await DocumentTable
                    .Of(document)
                    .With(conditions)
                    .WriteAsync(context.Response.Body, format, Problems.Language(context), context.RequestAborted);
                return Results.Empty;
            }
        );

    /// <summary>
    /// Names the file of an answer. What a browser can show, it shows, and saves under this name.
    /// </summary>
    public static void NameFile(HttpContext context, string format, FormattableString name)
    {
        if (format != "json")
            context.Response.Headers.ContentDisposition =
                $"{(format is "csv" or "xlsx" ? "attachment" : "inline")}; "
                + $"filename=\"{FormattableString.Invariant(name)}.{format}\"";
    }

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
