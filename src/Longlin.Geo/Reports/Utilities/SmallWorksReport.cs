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
    /// <param name="asOf">The day; null: today.</param>
    /// <param name="area">Code of a township or village; null: the county.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(SmallWorksDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        Standard standard,
        string? asOf,
        string? area,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, today, ref fault);
        if (fault is not null)
            return (null, fault);
        if (await CountyState.RunAsync(database, area, cancellationToken) is not { } county)
            return (null, GapReport.UnknownArea(area!));
        return (
            new(
                day,
                county.Synthetic,
                standard.Network(standard.Uses.PipedWater).ReachMetres,
                await UtilityQuery.SmallWorksAsync(database, standard, county.CountyCode, day, area, cancellationToken)
            ),
            null
        );
    }
}
