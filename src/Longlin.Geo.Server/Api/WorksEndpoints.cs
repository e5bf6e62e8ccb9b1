using System.Text.Json;
using System.Text.Json.Serialization;
using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Reports;
using Longlin.Geo.Rules;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>The works of the county on a day, with their totals by group.</summary>
public sealed record WorksDocument(
    DateOnly AsOf,
    bool Synthetic,
    string By,
    IReadOnlyList<WorksGroup> Groups,
    IReadOnlyList<Work> Items
);

/// <summary>That a work is done and accepted.</summary>
/// <param name="FinishedOn">The day of its acceptance.</param>
/// <param name="Surface">What a hardened road got; null: concrete.</param>
public sealed record FinishRequest(DateOnly? FinishedOn, string? Surface);

/// <summary>Works: late and overdue ones found, finished ones opened.</summary>
internal static class WorksEndpoints
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };
    private static readonly string[] States = ["finished", "given_up", "overdue", "late", "running", "not_begun"];

    public static void MapWorks(this IEndpointRouteBuilder routes)
    {
        var works = routes.MapGroup("/api/works").WithTags("works");
        works.MapGet("", RunAsync).WithSummary("工程进度与资金 Works with their state and money");
        works
            .MapPost("/{code}/finish", FinishAsync)
            .WithSummary("完工验收：开通资产 Finish an accepted work: its assets open")
            .Accepts<FinishRequest>("application/json");
    }

    private static async Task<Results<Ok<WorksDocument>, ProblemHttpResult>> RunAsync(
        HttpContext context,
        Database database,
        TimeProvider time,
        string? asOf,
        string? bureau,
        string? area,
        string? state,
        string? by,
        CancellationToken cancellationToken
    )
    {
        if (QueryNames.FindUnknown(context, ["asOf", "bureau", "area", "state", "by", "token"]) is { } unknown)
            return Problems.Of(context, unknown);
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, DateOnly.FromDateTime(time.GetLocalNow().DateTime), ref fault);
        if (by is not (null or "bureau" or "township" or "village" or "year"))
            fault = new(
                "by",
                new("应为 bureau、township、village 或 year", "should be bureau, township, village or year")
            );
        var wanted =
            state?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? States;
        if (wanted.Except(States).Any())
            fault = new(
                "state",
                new($"应为 {string.Join("、", States)}", $"should be of: {string.Join(", ", States)}")
            );
        if (fault is not null)
            return Problems.Of(context, fault);
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var all = await WorksQuery.RunAsync(database, county.CountyCode, day, bureau, area, cancellationToken);
        var groups = WorksQuery.Group(
            all,
            by switch
            {
                "township" => w => w.TownshipCode ?? w.VillageCode?[..Math.Min(9, w.VillageCode.Length)],
                "village" => w => w.VillageCode,
                "year" => w =>
                    (w.FinishedOn ?? w.DueOn)?.Year.ToString(System.Globalization.CultureInfo.InvariantCulture),
                _ => w => w.Bureau,
            }
        );
        return TypedResults.Ok(
            new WorksDocument(
                day,
                county.Synthetic,
                by ?? "bureau",
                groups,
                [.. all.Where(w => wanted.Contains(w.State))]
            )
        );
    }

    private static async Task<Results<Ok<WorkCompletionResult>, ProblemHttpResult>> FinishAsync(
        HttpContext context,
        Database database,
        Standard standard,
        TimeProvider time,
        string code,
        CancellationToken cancellationToken
    )
    {
        var caller = Caller.Of(context)!; // AccessPolicy lets no write pass without one
        FinishRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync<FinishRequest>(
                context.Request.Body,
                Strict,
                cancellationToken
            );
        }
        catch (JsonException e)
        {
            return Problems.Of(
                context,
                new(e.Path ?? "body", new($"不是有效的请求：{e.Message}", $"not a valid request: {e.Message}"))
            );
        }

        var layer = database.Catalog["works"];
        if (caller.Township is not null || !caller.MayWrite(layer))
            return Problems.Forbidden(
                context,
                "token",
                new($"角色 {caller.Role} 不能完成工程", $"role {caller.Role} may not finish works")
            );
        if (
            request?.FinishedOn is not { } day
            || day > DateOnly.FromDateTime(time.GetLocalNow().DateTime)
            || day.Year < 1950
        )
            return Problems.Of(
                context,
                new("finishedOn", new("请给出验收日期，不晚于今天", "give the day of acceptance, not after today"))
            );
        var surface = request.Surface ?? "concrete";
        string[] hard = [.. standard.Services.FirstOrDefault(s => s.Service == "road")?.Links?.In ?? []];
        if (!hard.Contains(surface))
            return Problems.Of(
                context,
                new("surface", new($"\"{surface}\" 不是硬化路面", $"\"{surface}\" is no hardened surface"))
            );
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        try
        {
            var done = await WorkCompletion.RunAsync(
                database,
                county.CountyCode,
                code,
                day,
                surface,
                hard,
                caller.Name,
                l => caller.MayWrite(database.Catalog[l]),
                cancellationToken
            );
            return done is null
                ? Problems.Of(context, new("code", new($"没有工程 {code}", $"there is no work {code}"), NotFound: true))
                : TypedResults.Ok(done);
        }
        catch (UnauthorizedAccessException e)
        {
            return Problems.Forbidden(context, "code", new(e.Message, e.Message));
        }
        catch (UsageException e)
        {
            return TypedResults.Problem(
                e.Message,
                statusCode: StatusCodes.Status409Conflict,
                extensions: [new("parameter", "code")]
            );
        }
    }
}
