using System.Globalization;
using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Reports;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>Transformers on a day, the oldest first.</summary>
public sealed record TransformersDocument(DateOnly AsOf, bool Synthetic, IReadOnlyList<Transformer> Items);

/// <summary>The five small water works on a day.</summary>
public sealed record SmallWorksDocument(
    DateOnly AsOf,
    bool Synthetic,
    double ReachMetres,
    IReadOnlyList<SmallWorks> Items
);

/// <summary>Reservoirs and the hamlets below them on a day.</summary>
public sealed record ReservoirsDocument(
    DateOnly AsOf,
    bool Synthetic,
    double WithinMetres,
    bool WithinVerified,
    IReadOnlyList<string> Dangerous,
    IReadOnlyList<Reservoir> Items
);

/// <summary>How the hamlets without power could have it; prices are those of <c>data/costs</c>.</summary>
public sealed record PowerOptionsDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    bool Forecast,
    bool Synthetic,
    int MinHouseholds,
    string? Costs,
    bool CostsVerified,
    IReadOnlyList<PowerOption> Items
);

/// <summary>What the power and water bureaus ask of their assets.</summary>
internal static class UtilityEndpoints
{
    public static void MapUtilities(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/power/transformers", TransformersAsync)
            .WithTags("power")
            .WithSummary("老旧变压器与户均容量 Ageing transformers and kVA a household");
        routes
            .MapGet("/api/water/small-works", SmallWorksAsync)
            .WithTags("water")
            .WithSummary("五小水利按状态 The five small works by state");
        routes
            .MapGet("/api/water/reservoirs", ReservoirsAsync)
            .WithTags("water")
            .WithSummary("病险水库与下游自然屯 Dangerous reservoirs and the hamlets below");
        routes
            .MapGet("/api/power/options", OptionsAsync)
            .WithTags("power")
            .WithSummary("未通电自然屯的最省方案 The least-cost choice for hamlets without power");
    }

    private static async Task<Results<Ok<TransformersDocument>, ProblemHttpResult>> TransformersAsync(
        HttpContext context,
        Database database,
        Standard standard,
        TimeProvider time,
        string? asOf,
        string? area,
        string? poorOnly,
        string? minAge,
        string? limit,
        CancellationToken cancellationToken
    )
    {
        if (CoverageEndpoints.Unknown(context, ["asOf", "area", "poorOnly", "minAge", "limit", "token"]) is { } unknown)
            return Problems.Of(context, unknown);
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, DateOnly.FromDateTime(time.GetLocalNow().DateTime), ref fault);
        if (poorOnly is not (null or "true" or "false"))
            fault = new("poorOnly", new("应为 true 或 false", "should be true or false"));
        var age = 0.0;
        if (
            minAge is not null
            && (
                !double.TryParse(minAge, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out age)
                || age > 200
            )
        )
            fault = new("minAge", new("应为年数", "should be a number of years"));
        var most = 100;
        if (
            limit is not null
            && (
                !int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most)
                || most is < 1 or > QueryParameters.MaxLimit
            )
        )
            fault = new(
                "limit",
                new($"应为 1 到 {QueryParameters.MaxLimit}", $"should be 1 to {QueryParameters.MaxLimit}")
            );
        if (fault is not null)
            return Problems.Of(context, fault);
        if (await CountyState.RunAsync(database, area, cancellationToken) is not { } county)
            return Problems.Of(context, GapReport.UnknownArea(area!));
        return TypedResults.Ok(
            new TransformersDocument(
                day,
                county.Synthetic,
                await UtilityQuery.TransformersAsync(
                    database,
                    standard,
                    county.CountyCode,
                    day,
                    area,
                    poorOnly == "true",
                    minAge is null ? null : age,
                    most,
                    cancellationToken
                )
            )
        );
    }

    private static async Task<Results<Ok<SmallWorksDocument>, ProblemHttpResult>> SmallWorksAsync(
        HttpContext context,
        Database database,
        Standard standard,
        TimeProvider time,
        string? asOf,
        string? area,
        CancellationToken cancellationToken
    )
    {
        if (CoverageEndpoints.Unknown(context, ["asOf", "area", "token"]) is { } unknown)
            return Problems.Of(context, unknown);
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, DateOnly.FromDateTime(time.GetLocalNow().DateTime), ref fault);
        if (fault is not null)
            return Problems.Of(context, fault);
        if (await CountyState.RunAsync(database, area, cancellationToken) is not { } county)
            return Problems.Of(context, GapReport.UnknownArea(area!));
        return TypedResults.Ok(
            new SmallWorksDocument(
                day,
                county.Synthetic,
                standard.Services.Single(s => s.Service == "piped").ReachMetres,
                await UtilityQuery.SmallWorksAsync(database, standard, county.CountyCode, day, area, cancellationToken)
            )
        );
    }

    private static async Task<Results<Ok<ReservoirsDocument>, ProblemHttpResult>> ReservoirsAsync(
        HttpContext context,
        Database database,
        Standard standard,
        TimeProvider time,
        string? asOf,
        string? area,
        string? all,
        CancellationToken cancellationToken
    )
    {
        if (CoverageEndpoints.Unknown(context, ["asOf", "area", "all", "token"]) is { } unknown)
            return Problems.Of(context, unknown);
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, DateOnly.FromDateTime(time.GetLocalNow().DateTime), ref fault);
        if (all is not (null or "true" or "false"))
            fault = new("all", new("应为 true 或 false", "should be true or false"));
        if (fault is not null)
            return Problems.Of(context, fault);
        if (await CountyState.RunAsync(database, area, cancellationToken) is not { } county)
            return Problems.Of(context, GapReport.UnknownArea(area!));
        return TypedResults.Ok(
            new ReservoirsDocument(
                day,
                county.Synthetic,
                standard.Reservoir.WithinMetres,
                standard.Reservoir.Verified,
                standard.Reservoir.Dangerous,
                await UtilityQuery.ReservoirsAsync(
                    database,
                    standard.Reservoir,
                    county.CountyCode,
                    day,
                    area,
                    all == "true",
                    cancellationToken
                )
            )
        );
    }

    private static async Task<Results<Ok<PowerOptionsDocument>, ProblemHttpResult>> OptionsAsync(
        HttpContext context,
        Database database,
        Standard standard,
        TimeProvider time,
        string? asOf,
        string? area,
        string? minHouseholds,
        string? verdict,
        CancellationToken cancellationToken
    )
    {
        if (CoverageEndpoints.Unknown(context, ["asOf", "area", "minHouseholds", "verdict", "token"]) is { } unknown)
            return Problems.Of(context, unknown);
        QueryParameters parameters = new()
        {
            Service = "power",
            MinHouseholds = minHouseholds ?? "20",
            AsOf = asOf,
            Area = area,
            Verdict = verdict,
            Limit = $"{QueryParameters.MaxLimit}",
        };
        if (
            parameters.Read(standard, DateOnly.FromDateTime(time.GetLocalNow().DateTime), out var fault)
            is not { } question
        )
            return Problems.Of(context, fault!);
        if (await CountyState.RunAsync(database, area, cancellationToken) is not { } county)
            return Problems.Of(context, GapReport.UnknownArea(area!));
        return TypedResults.Ok(
            new PowerOptionsDocument(
                standard.Name,
                standard.Version,
                question.AsOf,
                county.IsForecast(question.AsOf),
                county.Synthetic,
                question.MinHouseholds,
                standard.Costs?.Name,
                standard.Costs?.Verified ?? false,
                await UtilityQuery.PowerOptionsAsync(database, standard, county.CountyCode, question, cancellationToken)
            )
        );
    }
}
