using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Relocation.Moving;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports;

/// <summary>The money of works, yuan; <paramref name="WithoutBudget"/> counts works that tell none.</summary>
public sealed record MovingFunds(int Works, int Late, decimal BudgetYuan, decimal PaidYuan, int WithoutBudget);

/// <summary>
/// One thing that must be at a site on its move-in day; <paramref name="Verdict"/> is met, not_met or unknown.
/// </summary>
public sealed record ReadyItem(string Item, Bilingual Title, string Verdict, double? Metres, double? WithinMetres);

/// <summary>
/// A site with those who moved in, its works, and what is there on its move-in day. <paramref name="DayAssumed"/>: it
/// tells no opening, so the day asked for is taken.
/// </summary>
public sealed record MovingSite(
    string Code,
    string? Name,
    string Status,
    string? Mode,
    string? TownshipCode,
    string? Township,
    DateOnly? OpenedOn,
    DateOnly MoveInDay,
    bool DayAssumed,
    long Persons,
    int? Capacity,
    IReadOnlyList<string> LimitedBy,
    MovingFunds Funds,
    IReadOnlyList<Work> Works,
    string Ready,
    IReadOnlyList<ReadyItem> Readiness,
    double? Lon,
    double? Lat
);

/// <summary>How the moving stands against its target.</summary>
public sealed record MovingDocument(
    string Standard,
    string StandardVersion,
    DateOnly AsOf,
    DateOnly? DataDate,
    bool Forecast,
    bool Synthetic,
    string Rule,
    double Target,
    DateOnly? Deadline,
    long Households,
    long Persons,
    long Unknown,
    double Lacking,
    double? PerMonth,
    double LastYearPerMonth,
    long ConcentratedPersons,
    long DispersedPersons,
    long ModeUnknownPersons,
    double? ConcentratedShare,
    long HousesRemoved,
    LandBalance Land,
    MovingFunds Funds,
    string By,
    IReadOnlyList<MoveGroup> Groups,
    IReadOnlyList<MovingSite> Sites
);

/// <summary>Answers how the moving stands, for the command line and the web alike.</summary>
public static class MovingReport
{
    /// <summary>Reads the parameters, asks the store and publishes.</summary>
    /// <returns>The document, or null and what is wrong.</returns>
    public static async Task<(MovingDocument? Document, ParameterFault? Fault)> RunAsync(
        Database database,
        Standard standard,
        string? asOf,
        string? by,
        Func<CancellationToken, Task<CountyData>> readCounty,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        ParameterFault? fault = null;
        var day = QueryParameters.ReadDay(asOf, today, ref fault);
        if (by is not (null or "site" or "township" or "month"))
            fault = new("by", new("应为 site、township 或 month", "should be site, township or month"));
        if (fault is not null)
            return (null, fault);
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var target = standard.Rules.First(r => r.Measure?.Name == "persons_moved");
        var progress = MoveProgress.From(
            await MoveProgress.RunAsync(database, county.CountyCode, cancellationToken),
            day,
            by ?? "month"
        );
        var sites = await SiteFacts.RunAsync(database, county.CountyCode, day, cancellationToken);
        var works = await WorksQuery.RunAsync(database, county.CountyCode, day, null, null, cancellationToken);
        var ready = Readiness.Compute(standard, await readCounty(cancellationToken), sites, day, cancellationToken);
        var codes = sites.Select(s => s.Code).ToHashSet();
        var lacking = Math.Max(0, (target.Measure!.AtLeast ?? 0) - progress.Persons);
        return (
            new(
                county.Standard ?? standard.Name,
                county.StandardVersion ?? standard.Version,
                day,
                county.DataDate,
                county.IsForecast(day),
                county.Synthetic,
                target.Rule,
                target.Measure.AtLeast ?? 0,
                target.Deadline,
                progress.Households,
                progress.Persons,
                progress.Unknown,
                lacking,
                MoveProgress.PerMonth(lacking, day, target.Deadline) is { } rate ? Math.Round(rate, 1) : null,
                Math.Round(progress.LastYear / 12.0, 1),
                progress.Concentrated,
                progress.Dispersed,
                progress.ModeUnknown,
                progress.ConcentratedShare is { } share ? Math.Round(share, 4) : null,
                progress.HousesRemoved,
                await LandBalance.RunAsync(database, county.CountyCode, day, cancellationToken),
                Funds([.. works.Where(w => w.Assets.Any(codes.Contains))]),
                by ?? "month",
                progress.Groups,
                [
                    .. sites.Select(
                        (s, i) => Site(s, ready[i], [.. works.Where(w => w.Assets.Contains(s.Code))], standard)
                    ),
                ]
            ),
            null
        );
    }

    private static MovingSite Site(SiteFacts site, SiteReadiness ready, Work[] works, Standard standard)
    {
        var capacity = SiteCapacity.From(site.Means, standard.Relocating!, standard.Siting!);
        return new(
            site.Code,
            site.Name,
            site.Status,
            site.Mode,
            site.TownshipCode,
            site.Township,
            site.OpenedOn,
            ready.Day,
            site.OpenedOn is null,
            site.Occupied,
            capacity.Persons,
            capacity.Persons is null ? [] : capacity.Limits,
            Funds(works),
            works,
            PublishedMapping.Word(ready.Ready),
            [
                .. ready.Items.Select(i => new ReadyItem(
                    i.Item,
                    i.Title,
                    PublishedMapping.Word(i.Verdict),
                    i.Metres,
                    i.WithinMetres
                )),
            ],
            site.Lon,
            site.Lat
        );
    }

    private static MovingFunds Funds(Work[] works) =>
        new(
            works.Length,
            works.Count(w => w.State is "late" or "overdue"),
            works.Sum(w => w.BudgetYuan ?? 0),
            works.Sum(w => w.PaidYuan ?? 0),
            works.Count(w => w.BudgetYuan is null)
        );
}
