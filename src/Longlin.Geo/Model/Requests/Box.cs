using System.Globalization;

namespace Longlin.Geo.Model.Requests;

/// <summary>A rectangle in EPSG:4490 degrees; west is not above east, south not above north.</summary>
public readonly record struct Box(double West, double South, double East, double North) : IParsable<Box>
{
    /// <summary>West, south, east, north.</summary>
    public double[] ToArray() => [West, South, East, North];

    /// <summary>Reads west,south,east,north.</summary>
    /// <exception cref="FormatException">The text is no rectangle.</exception>
    public static Box Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var box)
            ? box
            : throw new FormatException($"\"{s}\" should be west,south,east,north in degrees.");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out Box result)
    {
        result = default;
        double[] numbers =
        [
            .. (s ?? "")
                .Split(',')
                .Select(t =>
                    double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : double.NaN
                ),
        ];
        if (numbers is not [var west, var south, var east, var north] || !numbers.All(double.IsFinite))
            return false;
        result = new(west, south, east, north);
        return west <= east && south <= north;
    }
}
