using System.Globalization;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Planning;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports;

/// <summary>The works of the county on a day, with their totals by group.</summary>
public sealed record WorksDocument(
    DateOnly AsOf,
    bool Synthetic,
    string By,
    IReadOnlyList<WorksGroup> Groups,
    IReadOnlyList<Work> Items
);

/// <summary>Works with their state and money, for the web service.</summary>
public static class WorksReport
{
    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="database">The store.</param>
    /// <param name="request">Which works, and how their totals are grouped.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<WorksDocument> RunAsync(
        Database database,
        WorksRequest request,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var day = request.AsOf ?? today;
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var all = await WorksQuery.RunAsync(
            database,
            county.CountyCode,
            day,
            request.Bureau,
            request.Area,
            cancellationToken
        );
        return new(
            day,
            county.Synthetic,
            request.By ?? "bureau",
            WorksQuery.Group(all, KeyOf(request.By)),
            [.. all.Where(w => request.State?.Words.Contains(w.State) ?? true)]
        );
    }

    private static Func<Work, string?> KeyOf(string? by) =>
        by switch
        {
            "township" => w => w.TownshipCode ?? w.VillageCode?[..Math.Min(9, w.VillageCode.Length)],
            "village" => w => w.VillageCode,
            "year" => w => (w.FinishedOn ?? w.DueOn)?.Year.ToString(CultureInfo.InvariantCulture),
            _ => w => w.Bureau,
        };
}
