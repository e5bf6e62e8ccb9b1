using System.Globalization;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Moving;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;

namespace Longlin.Geo.Relocation.Moving;

/// <summary>A proposed red line.</summary>
/// <param name="Shape">EPSG:4490.</param>
/// <param name="FromPoint">Whether it is an estimate around a point rather than derived from a footprint.</param>
/// <param name="AreaM2">Square metres.</param>
internal sealed record RedLineProposal(Geometry Shape, bool FromPoint, double AreaM2, Bilingual Sentence)
{
    /// <summary>亩 in a square metre: 1 亩 is 2000/3 m².</summary>
    public const double MuPerSquareMetre = 3.0 / 2000;

    private const int QuadrantSegments = 16;

    /// <summary>
    /// Proposes a red line: the footprint with a margin, otherwise a circle with the area of the households' land.
    /// Pure.
    /// </summary>
    /// <returns>The proposal, or null and what is missing.</returns>
    public static (RedLineProposal? Proposal, Bilingual? Missing) From(LeftBehind hamlet, RedLineRules rules)
    {
        if (hamlet.Shape is not { IsEmpty: false } shape)
            return (null, new("没有位置，无法提出红线", "it has no location, so no red line can be proposed"));
        var at = shape.Centroid;
        var (east, north) = Geodesy.MetresPerDegree(at.Y);
        // A hamlet is small enough for metres per degree to be constant.
        var metres = new AffineTransformation().Translate(-at.X, -at.Y).Scale(east, north);
        var local = metres.Transform(shape);
        var fromPoint = shape.Dimension != Dimension.Surface;
        if (fromPoint && hamlet.Households is not > 0)
            return (
                null,
                new(
                    "只有一个点，且缺少户数，无法估计用地",
                    "only a point is known and no number of households, so its land cannot be estimated"
                )
            );
        // A ring of straight edges has a slightly smaller area than the circle: a larger radius compensates.
        const int edges = 4 * QuadrantSegments;
        var radius = Math.Sqrt(
            2 * rules.GroundM2PerHousehold.Value * (hamlet.Households ?? 0) / (edges * Math.Sin(2 * Math.PI / edges))
        );
        var ring = fromPoint
            ? local.Buffer(radius, QuadrantSegments)
            : local.Buffer(rules.FootprintBufferMetres.Value, QuadrantSegments);
        var polygon = metres.GetInverse().Transform(ring);
        polygon.SRID = 4490;
        var (area, ground, margin) = (
            ring.Area,
            Format(rules.GroundM2PerHousehold.Value),
            Format(rules.FootprintBufferMetres.Value)
        );
        return (
            new(
                polygon,
                fromPoint,
                Math.Round(area, 1),
                fromPoint
                    ? new(
                        $"只知道一个点：按{hamlet.Households}户、每户{ground}平方米画圆，"
                            + "不是实测范围，请在图上修改。",
                        $"Only a point is known: a circle for {hamlet.Households} households at {ground} m² each, "
                            + "not surveyed. Edit it on the map."
                    )
                    : new(
                        $"由屯的范围外扩{margin}米得出，请核对后采用。",
                        $"The hamlet's footprint with a margin of {margin} m. Check it before use."
                    )
            ),
            null
        );
    }

    private static string Format(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Square metres in 亩, to a hundredth.</summary>
    public static double? Mu(double? squareMetres) =>
        squareMetres is { } m ? Math.Round(m * MuPerSquareMetre, 2) : null;
}
