using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Land;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules.Siting;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.Reports.Sites;

/// <summary>Finds land to move to, for the command line and the web service.</summary>
public static class SuggestReport
{
    private const int MostPersons = 100_000;
    private const int MostItems = 500;
    private const int DefaultItems = 20;
    private const int MostScored = 5000;

    /// <summary>Checks the wish, which is quick; the search is not.</summary>
    public static async Task<(SuggestQuestion? Question, ParameterFault? Fault)> ReadAsync(
        Database database,
        SuggestRequest request,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        ParameterFault? fault = null;
        var day = QueryParameters.CheckDay(request.AsOf, today, ref fault);
        if (request.Limit is < 1 or > MostItems)
            fault = new("limit", new($"应为 1 到 {MostItems}", $"should be 1 to {MostItems}"));
        if (request.Persons is not (>= 1 and <= MostPersons))
            fault = new(
                "persons",
                new($"请给出人数，1 到 {MostPersons}", $"give the number of persons, 1 to {MostPersons}")
            );
        if (fault is not null)
            return (null, fault);
        if (await CountyState.RunAsync(database, request.Area, cancellationToken) is not { } county)
            return (null, GapReport.UnknownArea(request.Area!));
        if (
            await TerrainQuery.OutlineAsync(database, county.CountyCode, request.Area, cancellationToken)
            is not { } area
        )
            return (
                null,
                new(
                    "area",
                    new("该区划没有边界，请先导入 areas", "the area has no outline: import areas first"),
                    Unprocessable: true
                )
            );
        return (
            new(
                request.Persons!.Value,
                request.Area,
                day,
                request.Limit ?? DefaultItems,
                county,
                area.Code,
                area.Name,
                area.Outline
            ),
            null
        );
    }

    /// <summary>Searches.</summary>
    /// <param name="database">The store.</param>
    /// <param name="standard">The rules, siting among them.</param>
    /// <param name="question">The wish.</param>
    /// <param name="networks">The networks of its day.</param>
    /// <param name="progress">Told how much is done, and of how much.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<SuggestDocument> RunAsync(
        Database database,
        Standard standard,
        SuggestQuestion question,
        SitingNetworks networks,
        Action<int, int>? progress,
        CancellationToken cancellationToken
    )
    {
        var (rules, county) = (standard.Siting!, question.County);
        var land = await LandAsync(database, rules, question, progress, cancellationToken);
        var best = land
            .Pieces.Take(MostScored)
            .AsParallel()
            .WithCancellation(cancellationToken)
            .Select(piece => ScoredLand.Of(piece, land.SlopeUnknown, question.Outline.Factory, networks, rules.Slope))
            .AsEnumerable()
            .OrderByDescending(p => p.Total.Score ?? p.Total.Low)
            .ThenByDescending(p => p.Piece.Land.SquareMetres)
            .ThenByDescending(p => p.Piece.Land.Lat)
            .ThenBy(p => p.Piece.Land.Lon)
            .Take(question.Limit)
            .ToList();
        var names = await SiteQuery.NamesAsync(
            database,
            county.CountyCode,
            best.SelectMany(b => b.Factors).Select(f => f.Code).OfType<string>(),
            cancellationToken
        );
        var places = await SiteQuery.LandAsync(
            database,
            county.CountyCode,
            [.. best.Select(b => b.Shape.Geometry)],
            cancellationToken
        );
        return Document(
            standard,
            question,
            land,
            [
                .. best.Select(
                    (b, i) =>
                        b.Item(
                            i + 1,
                            (places[i].TownshipCode, places[i].Township),
                            names,
                            networks,
                            rules.SquareMetresPerPerson
                        )
                ),
            ]
        );
    }

    private static async Task<LandAnswer> LandAsync(
        Database database,
        SitingRules rules,
        SuggestQuestion question,
        Action<int, int>? progress,
        CancellationToken cancellationToken
    )
    {
        var county = question.County.CountyCode;
        var zones = await SiteQuery.HardZonesAsync(
            database,
            county,
            question.AreaCode,
            rules.Exclusions,
            rules.SquareMetresPerPerson,
            question.AsOf,
            cancellationToken
        );
        var terrain = await TerrainQuery.ReadAsync(
            database,
            county,
            question.Outline.EnvelopeInternal,
            cancellationToken
        );
        var needed = question.Persons * rules.SquareMetresPerPerson;
        return FreeLand.Find(question.Outline, zones, terrain, rules.Slope, needed, progress, cancellationToken);
    }

    private static SuggestDocument Document(
        Standard standard,
        SuggestQuestion question,
        LandAnswer land,
        IReadOnlyList<SuggestItem> items
    )
    {
        var (rules, county) = (standard.Siting!, question.County);
        return new(
            county.Standard ?? standard.Name,
            county.StandardVersion ?? standard.Version,
            question.AsOf,
            county.IsForecast(question.AsOf),
            county.Synthetic,
            rules.Name,
            rules.Version,
            rules.Verified,
            rules.ConsistencyRatio is { } ratio ? Math.Round(ratio, 4) : null,
            question.AreaCode,
            question.AreaName,
            question.Persons,
            rules.SquareMetresPerPerson,
            question.Persons * rules.SquareMetresPerPerson,
            land.SlopeUnknown,
            land.CellsInside,
            land.CellsFree,
            land.CellsExcluded,
            land.Pieces.Count,
            Math.Min(MostScored, land.Pieces.Count),
            items
        );
    }
}
