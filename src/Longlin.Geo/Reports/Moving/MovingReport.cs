using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Planning;
using Longlin.Geo.Relocation.Moving;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports.Moving;

/// <summary>Answers how the moving stands, for the command line and the web alike.</summary>
public static class MovingReport
{
    /// <summary>Asks the store and publishes.</summary>
    public static async Task<MovingDocument> RunAsync(
        Database database,
        Standard standard,
        MovingRequest request,
        Func<CancellationToken, Task<CountyData>> readCounty,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var day = request.AsOf ?? today;
        var by = request.By ?? "month";
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var target = standard.Rules.First(r => r.Measure?.Name == "persons_moved");
        var progress = MoveProgress.From(
            await MoveProgress.RunAsync(database, county.CountyCode, cancellationToken),
            day,
            by
        );
        var sites = await SiteFacts.RunAsync(database, county.CountyCode, day, cancellationToken);
        var works = await WorksQuery.RunAsync(database, county.CountyCode, day, null, null, cancellationToken);
        var ready = Readiness.Compute(standard, await readCounty(cancellationToken), sites, day, cancellationToken);
        var codes = sites.Select(s => s.Code).ToHashSet();
        var lacking = Math.Max(0, (target.Measure!.AtLeast ?? 0) - progress.Persons);
        return new(
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
            by,
            progress.Groups,
            [.. sites.Select((s, i) => Site(s, ready[i], [.. works.Where(w => w.Assets.Contains(s.Code))], standard))]
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
