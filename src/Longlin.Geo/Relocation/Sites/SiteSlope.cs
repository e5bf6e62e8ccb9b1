using Longlin.Geo.Land;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Siting;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Relocation.Sites;

/// <summary>How steep a site is.</summary>
/// <param name="MeanDegrees">Mean of the cells whose slope is known; null where none is.</param>
/// <param name="MaxDegrees">The steepest of them.</param>
/// <param name="ShareOver">Share of all cells that are definitely over the limit, 0 to 1.</param>
/// <param name="UnknownShare">Share of the cells whose slope is not known: 1 without heights.</param>
/// <param name="PenaltyLow">Mean penalty, 0 to 1, with unknown cells counted as gentle.</param>
/// <param name="PenaltyHigh">The same, with unknown cells counted as steep.</param>
internal sealed record SiteSlope(
    double? MeanDegrees,
    double? MaxDegrees,
    double ShareOver,
    double UnknownShare,
    double PenaltyLow,
    double PenaltyHigh
)
{
    /// <summary>
    /// Computes the slope over every cell whose centre lies in the site; a site smaller than a cell has the slope of
    /// the cell it lies in.
    /// </summary>
    /// <param name="site">Point, polygon or multipolygon, EPSG:4490 degrees.</param>
    /// <param name="heights">Heights around it.</param>
    /// <param name="limits">Limits of slope.</param>
    public static SiteSlope Compute(Geometry site, ElevationGrid heights, SitingSlope limits)
    {
        List<float> slopes = [];
        if (site is not Point)
        {
            foreach (
                var block in new SuitabilityGrid(
                    site,
                    heights.StepArcSeconds,
                    [],
                    new(limits.GentleDegrees, limits.MaxDegrees),
                    heights
                ).Blocks()
            )
            {
                for (var i = 0; i < block.Flags.Length; i++)
                {
                    if ((block.Flags[i] & SuitabilityBlock.Outside) == 0)
                        slopes.Add(block.SlopeDegrees[i]);
                }
            }
        }

        if (slopes.Count == 0)
        {
            var point = site as Point ?? site.InteriorPoint;
            var one = new float[1];
            heights.Slopes(CellWindow.Covering(point.EnvelopeInternal, heights.StepArcSeconds), one);
            slopes.Add(one[0]);
        }

        var known = slopes.Where(s => !float.IsNaN(s)).Select(s => (double)s).ToList();
        var unknown = (double)(slopes.Count - known.Count) / slopes.Count;
        var penalty =
            known.Sum(s => Math.Clamp((s - limits.GentleDegrees) / (limits.MaxDegrees - limits.GentleDegrees), 0, 1))
            / slopes.Count;
        return new(
            known.Count == 0 ? null : known.Average(),
            known.Count == 0 ? null : known.Max(),
            (double)known.Count(s => s > limits.MaxDegrees) / slopes.Count,
            unknown,
            penalty,
            penalty + unknown
        );
    }
}
