using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports.Utilities;

/// <summary>Reservoirs and the hamlets below them on a day.</summary>
public sealed record ReservoirsDocument(
    DateOnly AsOf,
    bool Synthetic,
    double WithinMetres,
    bool WithinVerified,
    IReadOnlyList<string> Dangerous,
    IReadOnlyList<Reservoir> Items
);

/// <summary>Dangerous reservoirs and the hamlets below them, for the web service.</summary>
public static class ReservoirsReport
{
    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="database">The store.</param>
    /// <param name="standard">The rules.</param>
    /// <param name="asOf">The day; null: today.</param>
    /// <param name="area">Code of a township or village; null: the county.</param>
    /// <param name="all">true for sound reservoirs too; null: false.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(ReservoirsDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        Standard standard,
        string? asOf,
        string? area,
        string? all,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, today, ref fault);
        if (all is not (null or "true" or "false"))
            fault = new("all", new("应为 true 或 false", "should be true or false"));
        if (fault is not null)
            return (null, fault);
        if (await CountyState.RunAsync(database, area, cancellationToken) is not { } county)
            return (null, GapReport.UnknownArea(area!));
        var items = await UtilityQuery.ReservoirsAsync(
            database,
            standard.Reservoir,
            county.CountyCode,
            day,
            area,
            all == "true",
            cancellationToken
        );
        return (
            new(
                day,
                county.Synthetic,
                standard.Reservoir.WithinMetres,
                standard.Reservoir.Verified,
                standard.Reservoir.Dangerous,
                items
            ),
            null
        );
    }
}
