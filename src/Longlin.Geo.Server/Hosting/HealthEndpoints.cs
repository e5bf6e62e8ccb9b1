using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting.Access;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Longlin.Geo.Server.Hosting;

/// <summary>Whether the process runs, and whether it can answer.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/health/live", () => TypedResults.Text("live"))
            .WithTags("health")
            .WithSummary("进程是否在运行", "Whether the process runs")
            .RequireAuthorization(AccessPolicy.Anyone);
        routes
            .MapGet("/health/ready", ReadyAsync)
            .WithTags("health")
            .WithSummary("能否回答问题（数据库可用）", "Whether it can answer: the database is available")
            .RequireAuthorization(AccessPolicy.Read);
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> ReadyAsync(
        Database database,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var command = database.Source.CreateCommand("select 1");
            command.CommandTimeout = 3;
            await command.ExecuteScalarAsync(cancellationToken);
            return TypedResults.Text("ready");
        }
        catch (NpgsqlException)
        {
            context.Response.Headers.RetryAfter = "5";
            return TypedResults.Problem(
                new Bilingual("数据库暂时不可用", "database unavailable").Pick(Problems.Language(context)),
                statusCode: StatusCodes.Status503ServiceUnavailable
            );
        }
    }
}
