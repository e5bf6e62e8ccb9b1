using Longlin.Geo.Land;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules.Siting;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Reports.Sites;

/// <summary>A piece of free land with its score.</summary>
internal sealed record ScoredLand(
    LandPiece Piece,
    bool SlopeUnknown,
    SiteShape Shape,
    IReadOnlyList<FactorScore> Factors,
    SiteTotal Total
)
{
    /// <summary>Scores the piece at the middle of its land.</summary>
    public static ScoredLand Of(
        LandPiece piece,
        bool slopeUnknown,
        GeometryFactory factory,
        SitingNetworks networks,
        SitingSlope rule
    )
    {
        SiteShape shape = new(factory.CreatePoint(new Coordinate(piece.Land.Lon, piece.Land.Lat)));
        var factors = networks.Score(shape);
        SiteSlope slope = slopeUnknown
            ? new(null, null, 0, 1, 0, 1)
            : new(piece.Land.MeanSlopeDegrees, null, 0, 0, piece.Land.MeanSlopePenalty, piece.Land.MeanSlopePenalty);
        return new(piece, slopeUnknown, shape, factors, SiteTotal.Compute(factors, slope, rule, refused: false));
    }

    /// <summary>The row of the answer.</summary>
    public SuggestItem Item(
        int rank,
        (string? Code, string? Name) township,
        IReadOnlyDictionary<string, string> names,
        SitingNetworks networks,
        double squareMetresPerPerson
    )
    {
        var own = Piece.Land;
        return new(
            rank,
            Math.Round(own.Lon, 7),
            Math.Round(own.Lat, 7),
            township.Code,
            township.Name,
            Math.Round(own.SquareMetres, 1),
            (long)(own.SquareMetres / squareMetresPerPerson),
            Math.Round(Piece.WholeSquareMetres, 1),
            Math.Round(own.SquareSideMetres, 1),
            SlopeUnknown ? null : Math.Round(own.MeanSlopeDegrees, 1),
            SlopeUnknown,
            SiteReport.Scored(Total.Score),
            SiteReport.Scored(Total.Low)!.Value,
            SiteReport.Scored(Total.High)!.Value,
            SiteReport.Publish(Factors, names),
            SiteReport.Rounded(networks.MetresToRoad(Shape)),
            SiteReport.Publish(networks.Services(Shape)),
            GeoPolygon.Of(own.Outline)
        );
    }
}
