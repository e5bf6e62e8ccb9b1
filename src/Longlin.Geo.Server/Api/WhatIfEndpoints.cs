using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Api;

/// <summary>What if this bridge closes, this road is built?</summary>
internal static class WhatIfEndpoints
{
    public static void MapWhatIf(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/what-if", RunAsync)
            .WithTags("coverage")
            .WithSummary(
                "假设关闭、开通或新建：谁失去、谁得到",
                "What if services close, open or are built: who loses access and who gains it"
            )
            .Accepts<WhatIfRequest>("application/json");

    private static async Task<Results<Ok<WhatIfDocument>, ProblemHttpResult>> RunAsync(
        HttpContext context,
        Database database,
        Standard standard,
        CountyDataCache cache,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (request, wrong) = await StrictBody.ReadAsync<WhatIfRequest>(context, cancellationToken);
        if (wrong is not null)
            return Problems.Of(context, wrong);
        var (document, fault) = await WhatIfReport.RunAsync(
            database,
            standard,
            request!,
            cache.GetAsync,
            CountyClock.Today(time),
            cancellationToken
        );
        return document is null ? Problems.Of(context, fault!) : TypedResults.Ok(document);
    }
}
