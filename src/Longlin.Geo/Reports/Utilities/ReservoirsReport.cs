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
    /// <param name="request">Which reservoirs.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(ReservoirsDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        Standard standard,
        ReservoirsRequest request,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var day = request.AsOf ?? today;
        if (await CountyState.RunAsync(database, request.Area, cancellationToken) is not { } county)
            return (null, GapReport.UnknownArea(request.Area!));
        var items = await UtilityQuery.ReservoirsAsync(
            database,
            standard.Reservoir,
            county.CountyCode,
            day,
            request.Area,
            request.All ?? false,
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
