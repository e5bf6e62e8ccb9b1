using System.Globalization;
using System.Security.Cryptography;
using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>One service of one place.</summary>
public sealed record ServiceStanding(
    string Service,
    Bilingual Title,
    string Verdict,
    string Reason,
    string Evidence,
    Bilingual Sentence,
    DateOnly? Since,
    bool? NearRoad,
    double? DistanceM,
    double? MetresToUpgrade,
    double? MetresToBuild,
    IReadOnlyList<string> Blocking,
    bool Conflict,
    IReadOnlyList<VerdictChange> Changes
);

/// <summary>A day on which a verdict changes; null is always.</summary>
public sealed record VerdictChange(DateOnly? Day, string Verdict);

/// <summary>All services of one place on a day.</summary>
public sealed record PlaceCoverage(
    string Subject,
    string Code,
    string? Name,
    string? Village,
    string? Township,
    int? Households,
    int? Population,
    double? Lon,
    double? Lat,
    DateOnly AsOf,
    DateOnly? DataDate,
    bool Forecast,
    bool Synthetic,
    string Standard,
    string StandardVersion,
    IReadOnlyList<ServiceStanding> Services
);

/// <summary>How townships or villages stand.</summary>
public sealed record SummaryDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly? DataDate,
    bool Forecast,
    bool Synthetic,
    string Service,
    int MinHouseholds,
    string By,
    IReadOnlyList<AreaStanding> Items
);

/// <summary>The standard in force.</summary>
public sealed record RulesDocument(
    string Standard,
    string Version,
    Bilingual Title,
    string Source,
    IReadOnlyList<ServiceTitle> Services,
    IReadOnlyList<CoverageRule> Rules,
    IReadOnlyList<string> Contradictions,
    BottleneckRule? Bottleneck,
    UnitCosts? Costs
);

/// <summary>A service by name.</summary>
public sealed record ServiceTitle(
    string Service,
    Bilingual Title,
    IReadOnlyList<string> Subjects,
    double? ReachMetres,
    bool? ReachVerified,
    IReadOnlyList<IndicatorProfile> Profiles
);

/// <summary>Which hamlets lack what, and why.</summary>
internal static class CoverageEndpoints
{
    private static readonly string[] GapNames =
    [
        "service",
        "minHouseholds",
        "rule",
        "asOf",
        "area",
        "bbox",
        "verdict",
        "denominator",
        "sort",
        "nearRoad",
        "conflict",
        "indicator",
        "limit",
        "cursor",
        "f",
        "token",
    ];
    private static readonly string[] SummaryNames = ["service", "minHouseholds", "rule", "asOf", "by", "token"];

    public static void MapCoverage(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").WithTags("coverage");
        api.MapGet("/coverage/gaps", GapsAsync)
            .WithSummary("哪些自然屯还没有通 Hamlets that lack a service")
            .Produces<GapDocument>();
        api.MapGet("/coverage/summary", SummaryAsync).WithSummary("按乡镇或行政村汇总 Standing by township or village");
        api.MapGet("/coverage/timeline", TimelineAsync).WithSummary("所有日期的判定 Verdicts over all dates");
        api.MapGet("/hamlets/{code}/coverage", PlaceAsync)
            .WithSummary("一个自然屯的各项服务 Every service of a hamlet");
        api.MapGet("/areas/{code}/coverage", PlaceAsync).WithSummary("一个行政村的各项服务 Every service of a village");
        api.MapGet("/progress", ProgressAsync).WithSummary("每条规则的进展 Every rule's standing");
        api.MapGet("/rules", Rules).WithSummary("标准与规则 The standard in force");
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> GapsAsync(
        HttpContext context,
        Database database,
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        string? service,
        string? minHouseholds,
        string? rule,
        string? asOf,
        string? area,
        string? bbox,
        string? verdict,
        string? denominator,
        string? sort,
        string? nearRoad,
        string? conflict,
        string? indicator,
        string? limit,
        string? cursor,
        string? f,
        CancellationToken cancellationToken
    )
    {
        if (Unknown(context, GapNames) is { } unknown)
            return Problems.Of(context, unknown);
        var format = f ?? "json";
        if (!GapFormats.Names.Contains(format))
            return Problems.Of(
                context,
                new(
                    "f",
                    new(
                        $"应为 {string.Join("、", GapFormats.Names)}",
                        $"should be one of: {string.Join(", ", GapFormats.Names)}"
                    )
                )
            );
        QueryParameters parameters = new()
        {
            Service = service,
            MinHouseholds = minHouseholds,
            Rule = rule,
            AsOf = asOf,
            Area = area,
            Bbox = bbox,
            Verdict = verdict,
            Denominator = denominator,
            Sort = sort,
            NearRoad = nearRoad,
            Conflict = conflict,
            Indicator = indicator,
            Limit = limit,
            Whole = format != "json",
            Cursor = cursor,
        };
        var (document, fault) = await GapReport.RunAsync(
            database,
            standard,
            parameters,
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
        await GapFormats.WriteAsync(context.Response.Body, format, document, cancellationToken);
        return TypedResults.Empty;
    }

    private static async Task<Results<Ok<SummaryDocument>, ProblemHttpResult>> SummaryAsync(
        HttpContext context,
        Database database,
        Standard standard,
        TimeProvider time,
        string? service,
        string? minHouseholds,
        string? rule,
        string? asOf,
        string? by,
        CancellationToken cancellationToken
    )
    {
        if (Unknown(context, SummaryNames) is { } unknown)
            return Problems.Of(context, unknown);
        if (by is not (null or "township" or "village"))
            return Problems.Of(context, new("by", new("应为 township 或 village", "should be township or village")));
        QueryParameters parameters = new()
        {
            Service = service,
            MinHouseholds = minHouseholds,
            Rule = rule,
            AsOf = asOf,
        };
        if (parameters.Read(standard, Today(time), out var fault) is not { } question)
            return Problems.Of(context, fault!);
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var items = await SummaryQuery.RunAsync(
            database,
            county.CountyCode,
            question,
            by ?? "township",
            cancellationToken
        );
        return TypedResults.Ok(
            new SummaryDocument(
                county.Standard ?? standard.Name,
                county.StandardVersion ?? standard.Version,
                question.AsOf,
                county.DataDate,
                county.IsForecast(question.AsOf),
                county.Synthetic,
                question.Service,
                question.MinHouseholds,
                by ?? "township",
                items
            )
        );
    }

    private static async Task<Results<EmptyHttpResult, StatusCodeHttpResult, ProblemHttpResult>> TimelineAsync(
        HttpContext context,
        Database database,
        Standard standard,
        string? area,
        CancellationToken cancellationToken
    )
    {
        if (Unknown(context, ["area", "token"]) is { } unknown)
            return Problems.Of(context, unknown);
        if (await CountyState.RunAsync(database, area, cancellationToken) is not { } county)
            return Problems.Of(context, GapReport.UnknownArea(area!));
        using MemoryStream document = new();
        await TimelineReport.WriteAsync(document, database, standard, county, area, cancellationToken);
        return await SendAsync(context, document.ToArray(), "application/json", cancellationToken);
    }

    /// <summary>Sends bytes with their own hash as tag, or says that they have not changed.</summary>
    public static async Task<Results<EmptyHttpResult, StatusCodeHttpResult, ProblemHttpResult>> SendAsync(
        HttpContext context,
        byte[] bytes,
        string type,
        CancellationToken cancellationToken
    )
    {
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch.Any(t => t is not null && t.Contains(tag, StringComparison.Ordinal)))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        context.Response.ContentType = type;
        await context.Response.Body.WriteAsync(bytes, cancellationToken);
        return TypedResults.Empty;
    }

    private static async Task<Results<Ok<PlaceCoverage>, ProblemHttpResult>> PlaceAsync(
        HttpContext context,
        Database database,
        Standard standard,
        TimeProvider time,
        string code,
        string? asOf,
        CancellationToken cancellationToken
    )
    {
        if (Unknown(context, ["asOf", "token"]) is { } unknown)
            return Problems.Of(context, unknown);
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, Today(time), ref fault);
        if (fault is not null)
            return Problems.Of(context, fault);
        var county = await CountyState.RunAsync(database, code, cancellationToken);
        var services = county is null
            ? null
            : await PlaceQuery.RunAsync(database, county.CountyCode, code, day, standard, cancellationToken);
        if (county is null || services is null)
            return Problems.Of(
                context,
                new(
                    "code",
                    new(
                        $"没有编码为 {code} 的自然屯、行政村或乡镇",
                        $"no hamlet, village or township has the code {code}"
                    ),
                    NotFound: true
                )
            );
        var place = services[0].Standing;
        return TypedResults.Ok(
            new PlaceCoverage(
                place.Subject,
                place.Code,
                place.Name,
                place.Village,
                place.Township,
                place.Households,
                place.Population,
                place.Lon,
                place.Lat,
                day,
                county.DataDate,
                county.IsForecast(day),
                county.Synthetic,
                county.Standard ?? standard.Name,
                county.StandardVersion ?? standard.Version,
                [.. services.Select(s => Publish(s, standard.Find(s.Service)!, day, county.IsForecast(day)))]
            )
        );
    }

    private static ServiceStanding Publish(PlaceService s, NamedService rule, DateOnly day, bool forecast) =>
        new(
            s.Service,
            rule.Title,
            PublishedMapping.Word(s.Standing.Verdict),
            s.Standing.Reason,
            s.Standing.Evidence,
            Sentence.For(s.Standing, rule, day, forecast),
            s.Since,
            s.Standing.NearRoad,
            s.Standing.DistanceM,
            s.Standing.MetresToUpgrade,
            s.Standing.MetresToBuild,
            s.Standing.Blocking,
            s.Standing.Conflict,
            [.. s.Changes.Select(c => new VerdictChange(c.Day, PublishedMapping.Word(c.Verdict)))]
        );

    private static async Task<Results<Ok<ProgressDocument>, ProblemHttpResult>> ProgressAsync(
        HttpContext context,
        Database database,
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        string? asOf,
        string? by,
        CancellationToken cancellationToken
    )
    {
        if (Unknown(context, ["asOf", "by", "token"]) is { } unknown)
            return Problems.Of(context, unknown);
        var (document, fault) = await ProgressReport.RunAsync(
            database,
            standard,
            asOf,
            by,
            cache.GetAsync,
            Today(time),
            cancellationToken
        );
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }

    private static Ok<RulesDocument> Rules(Standard standard) =>
        TypedResults.Ok(
            new RulesDocument(
                standard.Name,
                standard.Version,
                standard.Title,
                standard.Source,
                [
                    .. standard.All.Select(s => new ServiceTitle(
                        s.Service,
                        s.Title,
                        s.Subjects,
                        (s as ServiceRule)?.ReachMetres,
                        (s as ServiceRule)?.ReachVerified,
                        (s as CheckRule)?.Indicators?.Profiles ?? []
                    )),
                ],
                standard.Rules,
                standard.Contradictions,
                standard.Bottleneck,
                standard.Costs
            )
        );

    /// <summary>A parameter that no one reads is a mistake of the caller's: it is named, not ignored.</summary>
    public static ParameterFault? Unknown(HttpContext context, string[] names) =>
        context.Request.Query.Keys.FirstOrDefault(k => !names.Contains(k)) is { } name
            ? new(
                name,
                new(
                    $"没有参数 {name}，可用：{string.Join("、", names[..^1])}",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"there is no parameter {name}; use: {string.Join(", ", names[..^1])}"
                    )
                )
            )
            : null;

    private static DateOnly Today(TimeProvider time) => DateOnly.FromDateTime(time.GetLocalNow().DateTime);
}
