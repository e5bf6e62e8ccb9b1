using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Land;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;

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
        var day = QueryParameters.ReadDay(request.AsOf, today, ref fault);
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
        var needed = question.Persons * rules.SquareMetresPerPerson;
        var zones = await SiteQuery.HardZonesAsync(
            database,
            county.CountyCode,
            question.AreaCode,
            rules.Exclusions,
            rules.SquareMetresPerPerson,
            question.AsOf,
            cancellationToken
        );
        var terrain = await TerrainQuery.ReadAsync(
            database,
            county.CountyCode,
            question.Outline.EnvelopeInternal,
            cancellationToken
        );
        var land = FreeLand.Find(question.Outline, zones, terrain, rules.Slope, needed, progress, cancellationToken);
        var best = land
            .Pieces.Take(MostScored)
            .AsParallel()
            .WithCancellation(cancellationToken)
            .Select(Score)
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
            needed,
            land.SlopeUnknown,
            land.CellsInside,
            land.CellsFree,
            land.CellsExcluded,
            land.Pieces.Count,
            Math.Min(MostScored, land.Pieces.Count),
            [.. best.Select(Item)]
        );

        (LandPiece Piece, SiteShape Shape, IReadOnlyList<FactorScore> Factors, SiteTotal Total) Score(LandPiece piece)
        {
            SiteShape shape = new(question.Outline.Factory.CreatePoint(new Coordinate(piece.Land.Lon, piece.Land.Lat)));
            var factors = networks.Score(shape);
            SiteSlope slope = land.SlopeUnknown
                ? new(null, null, 0, 1, 0, 1)
                : new(
                    piece.Land.MeanSlopeDegrees,
                    null,
                    0,
                    0,
                    piece.Land.MeanSlopePenalty,
                    piece.Land.MeanSlopePenalty
                );
            return (piece, shape, factors, SiteTotal.Compute(factors, slope, rules.Slope, refused: false));
        }

        SuggestItem Item(
            (LandPiece Piece, SiteShape Shape, IReadOnlyList<FactorScore> Factors, SiteTotal Total) b,
            int i
        )
        {
            var own = b.Piece.Land;
            return new(
                i + 1,
                Math.Round(own.Lon, 7),
                Math.Round(own.Lat, 7),
                places[i].TownshipCode,
                places[i].Township,
                Math.Round(own.SquareMetres, 1),
                (long)(own.SquareMetres / rules.SquareMetresPerPerson),
                Math.Round(b.Piece.WholeSquareMetres, 1),
                Math.Round(own.SquareSideMetres, 1),
                land.SlopeUnknown ? null : Math.Round(own.MeanSlopeDegrees, 1),
                land.SlopeUnknown,
                SiteReport.Scored(b.Total.Score),
                SiteReport.Scored(b.Total.Low)!.Value,
                SiteReport.Scored(b.Total.High)!.Value,
                SiteReport.Publish(b.Factors, names),
                SiteReport.Rounded(networks.MetresToRoad(b.Shape)),
                SiteReport.Publish(networks.Services(b.Shape)),
                GeoPolygon.Of(own.Outline)
            );
        }
    }
}
