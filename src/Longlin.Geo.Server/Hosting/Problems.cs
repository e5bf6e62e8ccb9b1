using Longlin.Geo.Model;
using Longlin.Geo.Tiles;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Longlin.Geo.Server.Hosting;

/// <summary>Errors as RFC 9457 problem details with the parameter named; one table from exception to status.</summary>
internal sealed partial class Problems(ILogger<Problems> logger) : IExceptionHandler
{
    public static string? Language(HttpContext context) =>
        context.Request.Headers.AcceptLanguage.ToString().StartsWith("en", StringComparison.OrdinalIgnoreCase)
            ? "en"
            : "zh";

    public static ProblemHttpResult Of(HttpContext context, ParameterFault fault) =>
        TypedResults.Problem(
            fault.Message.Pick(Language(context)),
            statusCode: fault.NotFound ? StatusCodes.Status404NotFound
                : fault.Unprocessable ? StatusCodes.Status422UnprocessableEntity
                : StatusCodes.Status400BadRequest,
            extensions: [new("parameter", fault.Parameter)]
        );

    public static ProblemHttpResult Forbidden(HttpContext context, string parameter, Bilingual message) =>
        TypedResults.Problem(
            message.Pick(Language(context)),
            statusCode: StatusCodes.Status403Forbidden,
            extensions: [new("parameter", parameter)]
        );

    /// <summary>The board of jobs is full.</summary>
    public static ProblemHttpResult Busy(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "30";
        return TypedResults.Problem(
            new Bilingual("任务太多，请稍后再试", "too many jobs: try again later").Pick(Language(context)),
            statusCode: StatusCodes.Status429TooManyRequests
        );
    }

    public static Task WriteAsync(HttpContext context, int status, string parameter, Bilingual message) =>
        TypedResults
            .Problem(message.Pick(Language(context)), statusCode: status, extensions: [new("parameter", parameter)])
            .ExecuteAsync(context);

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        switch (exception)
        {
            case BadHttpRequestException bad:
                await TypedResults.Problem(bad.Message, statusCode: bad.StatusCode).ExecuteAsync(httpContext);
                return true;
            case PostgresException { SqlState: PostgresErrorCodes.QueryCanceled }
            or OperationCanceledException when httpContext.RequestAborted.IsCancellationRequested:
                return true; // nobody waits for the answer any more
            case NpgsqlException { InnerException: TimeoutException }:
                httpContext.Response.Headers.RetryAfter = "5";
                await TypedResults
                    .Problem(
                        Pick(httpContext, "查询超时，请缩小范围", "the query took too long: ask for less"),
                        statusCode: StatusCodes.Status504GatewayTimeout
                    )
                    .ExecuteAsync(httpContext);
                return true;
            case TooBusyException:
                httpContext.Response.Headers.RetryAfter = "2";
                await TypedResults
                    .Problem(
                        Pick(httpContext, "请求过多，请 2 秒后重试", "server busy, retry after 2 s"),
                        statusCode: StatusCodes.Status503ServiceUnavailable
                    )
                    .ExecuteAsync(httpContext);
                return true;
            case NpgsqlException
            and (
                not PostgresException
                or PostgresException { SqlState: ['5', '3' or '7' or '8', ..] or ['0', '8', ..] }
            ):
                httpContext.Response.Headers.RetryAfter = "5";
                await TypedResults
                    .Problem(
                        Pick(httpContext, "数据库暂时不可用，请稍后再试", "database unavailable, try again later"),
                        statusCode: StatusCodes.Status503ServiceUnavailable
                    )
                    .ExecuteAsync(httpContext);
                return true;
            default:
                Failed(logger, exception, httpContext.Request.Path);
                await TypedResults
                    .Problem(
                        Pick(httpContext, "程序故障，已记录", "a fault of the program; it was logged"),
                        statusCode: StatusCodes.Status500InternalServerError
                    )
                    .ExecuteAsync(httpContext);
                return true;
        }
    }

    private static string Pick(HttpContext context, string zh, string en) => Language(context) == "en" ? en : zh;

    [LoggerMessage(LogLevel.Error, "A request failed: {Path}")]
    private static partial void Failed(ILogger logger, Exception exception, string path);
}
