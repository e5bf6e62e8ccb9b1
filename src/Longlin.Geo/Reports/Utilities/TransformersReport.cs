using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports.Utilities;

/// <summary>Transformers on a day, the oldest first.</summary>
public sealed record TransformersDocument(DateOnly AsOf, bool Synthetic, IReadOnlyList<Transformer> Items);

/// <summary>Ageing transformers and kVA a household, for the web service.</summary>
public static class TransformersReport
{
    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="database">The store.</param>
    /// <param name="standard">The rules.</param>
    /// <param name="request">Which transformers.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(TransformersDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        Standard standard,
        TransformersRequest request,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var day = request.AsOf ?? today;
        if (await CountyState.RunAsync(database, request.Area, cancellationToken) is not { } county)
            return (null, GapReport.UnknownArea(request.Area!));
        var items = await UtilityQuery.TransformersAsync(
            database,
            standard,
            county.CountyCode,
            day,
            request.Area,
            request.PoorOnly ?? false,
            request.MinAge,
            request.Limit ?? QueryParameters.DefaultLimit,
            cancellationToken
        );
        return (new(day, county.Synthetic, items), null);
    }
}
