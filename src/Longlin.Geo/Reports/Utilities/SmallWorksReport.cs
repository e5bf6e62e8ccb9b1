using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports.Utilities;

/// <summary>The five small water works on a day.</summary>
public sealed record SmallWorksDocument(
    DateOnly AsOf,
    bool Synthetic,
    double ReachMetres,
    IReadOnlyList<SmallWorks> Items
);

/// <summary>The five small water works by state, for the web service.</summary>
public static class SmallWorksReport
{
    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="database">The store.</param>
    /// <param name="standard">The rules.</param>
    /// <param name="request">Which small works.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(SmallWorksDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        Standard standard,
        SmallWorksRequest request,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var day = request.AsOf ?? today;
        if (await CountyState.RunAsync(database, request.Area, cancellationToken) is not { } county)
            return (null, GapReport.UnknownArea(request.Area!));
        return (
            new(
                day,
                county.Synthetic,
                standard.Network(standard.Uses.PipedWater).ReachMetres,
                await UtilityQuery.SmallWorksAsync(
                    database,
                    standard,
                    county.CountyCode,
                    day,
                    request.Area,
                    cancellationToken
                )
            ),
            null
        );
    }
}
