using System.Globalization;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
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
    private static readonly string[] States = ["finished", "given_up", "overdue", "late", "running", "not_begun"];

    /// <summary>Reads the request, asks and publishes.</summary>
    /// <param name="database">The store.</param>
    /// <param name="asOf">The day; null: today.</param>
    /// <param name="bureau">Of this bureau only.</param>
    /// <param name="area">Code of a township or village; null: the county.</param>
    /// <param name="state">States to list, comma separated; null: all.</param>
    /// <param name="by">What the totals are grouped by; null: bureau.</param>
    /// <param name="today">The default day.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(WorksDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        string? asOf,
        string? bureau,
        string? area,
        string? state,
        string? by,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, today, ref fault);
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
            return (null, fault);
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var all = await WorksQuery.RunAsync(database, county.CountyCode, day, bureau, area, cancellationToken);
        return (
            new(
                day,
                county.Synthetic,
                by ?? "bureau",
                WorksQuery.Group(all, KeyOf(by)),
                [.. all.Where(w => wanted.Contains(w.State))]
            ),
            null
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
