namespace Longlin.Geo.Land;

/// <summary>
/// Slope in degrees from the eight neighbours of a cell: B. K. P. Horn, "Hill shading and the reflectance map",
/// Proceedings of the IEEE 69 (1981), 14–47; the formula of <c>gdaldem slope -alg Horn</c>. Where one of the nine
/// heights is not known the slope is not known.
/// </summary>
internal static class Slope
{
    private const float DegreesPerRadian = (float)(180 / Math.PI);

    /// <summary>Slopes of a row.</summary>
    /// <param name="north">Heights of the row to the north, metres; one cell more at either end than
    /// <paramref name="degrees"/>.</param>
    /// <param name="middle">Heights of the row itself.</param>
    /// <param name="south">Heights of the row to the south.</param>
    /// <param name="cellWidth">Width of a cell of the row, metres.</param>
    /// <param name="cellHeight">Height of a cell, metres.</param>
    /// <param name="degrees">Filled with slopes from 0 to 90; NaN where a height is not known.</param>
    public static void Row(
        ReadOnlySpan<float> north,
        ReadOnlySpan<float> middle,
        ReadOnlySpan<float> south,
        double cellWidth,
        double cellHeight,
        Span<float> degrees
    )
    {
        var (perWidth, perHeight) = ((float)(1 / (8 * cellWidth)), (float)(1 / (8 * cellHeight)));
        north = north[..(degrees.Length + 2)];
        middle = middle[..(degrees.Length + 2)];
        south = south[..(degrees.Length + 2)];
        for (var i = 0; i < degrees.Length; i++)
        {
            var east =
                (north[i + 2] - north[i] + 2 * (middle[i + 2] - middle[i]) + (south[i + 2] - south[i])) * perWidth;
            var up =
                (north[i] - south[i] + 2 * (north[i + 1] - south[i + 1]) + (north[i + 2] - south[i + 2])) * perHeight;
            // The middle height has no weight, but where it is a void there is no slope (0 * NaN is NaN).
            degrees[i] = MathF.Atan(MathF.Sqrt(east * east + up * up)) * DegreesPerRadian + 0 * middle[i + 1];
        }
    }
}
