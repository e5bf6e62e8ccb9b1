using System.Text.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Moving;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports.Moving;

/// <summary>Answers what is left behind, for the web and whoever else asks.</summary>
public static class RedLineReport
{
    /// <summary>Every vacated hamlet on a day.</summary>
    public static async Task<RedLineDocument> RunAsync(
        Database database,
        Standard standard,
        DateOnly? asOf,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var day = asOf ?? today;
        var county = (await CountyState.RunAsync(database, null, cancellationToken))!;
        var all = await RedLineQuery.RunAsync(
            database,
            standard.Relocating!.RedLine,
            county.CountyCode,
            day,
            cancellationToken
        );
        double area = all.Sum(h => h.AreaM2 ?? 0),
            reclaimed = all.Sum(h => h.ReclaimedM2 ?? 0);
        RedLineTotals totals = new(
            all.Count,
            all.Count(h => h.Drawn is true),
            all.Count(h => h.Drawn is false),
            all.Count(h => h.Drawn is null),
            all.Count(h => h.Breaches is { Count: > 0 }),
            Math.Round(area, 1),
            RedLineProposal.Mu(area)!.Value,
            Math.Round(reclaimed, 1),
            RedLineProposal.Mu(reclaimed)!.Value,
            all.Count(h => h is { Drawn: true, ReclaimedM2: null })
        );
        return new(
            county.Standard ?? standard.Name,
            county.StandardVersion ?? standard.Version,
            day,
            county.DataDate,
            county.IsForecast(day),
            county.Synthetic,
            totals,
            [
                .. all.Select(h => new RedLineItem(
                    h.Code,
                    h.Name,
                    h.VillageCode,
                    h.Village,
                    h.Township,
                    h.VacatedOn,
                    h.Because,
                    h.Drawn,
                    h.RedLines,
                    h.AreaM2,
                    RedLineProposal.Mu(h.AreaM2),
                    h.ReclaimedM2,
                    RedLineProposal.Mu(h.ReclaimedM2),
                    h.ReforestedM2,
                    h.Land,
                    h.Breaches
                )
                {
                    Shape = h.Shape,
                    Sources = h.Sources,
                }),
            ]
        );
    }

    /// <summary>Proposes the red line of a hamlet.</summary>
    /// <returns>The feature; or null and, where the hamlet is known, what is missing.</returns>
    public static async Task<(RedLineFeature? Feature, Bilingual? Missing)> ProposeAsync(
        Database database,
        Standard standard,
        string hamlet,
        CancellationToken cancellationToken
    )
    {
        if (
            await CountyState.RunAsync(database, hamlet, cancellationToken) is not { } county
            || await RedLineQuery.HamletAsync(database, county.CountyCode, hamlet, cancellationToken) is not { } left
        )
            return (null, null);
        var (proposal, missing) = RedLineProposal.From(left, standard.Relocating!.RedLine);
        return proposal is null
            ? (null, missing)
            : (
                new(
                    "Feature",
                    JsonSerializer.SerializeToElement(proposal.Shape, GeoJsonWriter.Options),
                    new(
                        left.Code,
                        left.Name,
                        "vacated",
                        "EPSG:4490",
                        proposal.FromPoint,
                        left.Households,
                        proposal.AreaM2,
                        RedLineProposal.Mu(proposal.AreaM2)!.Value,
                        proposal.Sentence,
                        county.Synthetic
                    )
                ),
                null
            );
    }

    /// <summary>The sheet of a hamlet: its red line where one is drawn, else the proposal, marked as such.</summary>
    /// <returns>The sheet; or null and what is wrong.</returns>
    public static async Task<(RedLineSheet? Sheet, ParameterFault? Fault)> SheetAsync(
        Database database,
        Standard standard,
        string hamlet,
        DateOnly? asOf,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var document = await RunAsync(database, standard, asOf, today, cancellationToken);
        if (
            await CountyState.RunAsync(database, hamlet, cancellationToken) is not { } county
            || await RedLineQuery.HamletAsync(database, county.CountyCode, hamlet, cancellationToken) is not { } left
        )
            return (
                null,
                new("hamlet", new($"没有编码为 {hamlet} 的自然屯", $"no hamlet has the code {hamlet}"), NotFound: true)
            );
        var item = document.Items.FirstOrDefault(i => i.Code == hamlet);
        var (proposal, missing) = item?.Shape is null
            ? RedLineProposal.From(left, standard.Relocating!.RedLine)
            : (null, null);
        if ((item?.Shape ?? proposal?.Shape) is not { } shape)
            return (null, new("hamlet", missing!, Unprocessable: true));
        var (zone, srid) = RedLineSheet.ZoneOf(shape.Centroid.X);
        var line = await RedLineQuery.ProjectAsync(database, shape, srid, cancellationToken);
        var titles = database.Catalog.Find("zones")!.Column("kind")!.Values!;
        return (
            new()
            {
                Item = item,
                Hamlet = (left.Code, left.Name),
                Line = line,
                AreaM2 = item?.AreaM2 ?? proposal!.AreaM2,
                Proposed = proposal?.Sentence,
                Around = await RedLineQuery.AroundAsync(
                    database,
                    county.CountyCode,
                    shape,
                    srid,
                    RedLineMap.MarginOf(line.EnvelopeInternal),
                    document.AsOf,
                    cancellationToken
                ),
                Zone = zone,
                Document = document,
                HardSurfaces = standard.HardSurfaces,
                KindTitle = kind => titles.TryGetValue(kind, out var words) && words.Count > 0 ? words[0] : kind,
            },
            null
        );
    }
}
