using System.Globalization;

namespace Longlin.Geo.Model.Requests;

/// <summary>A point in time; a day means its start by the county's clock.</summary>
/// <param name="At">With its offset from UTC.</param>
public readonly record struct Moment(DateTimeOffset At) : IParsable<Moment>
{
    /// <summary>Reads a day or a moment, such as 2018-06-01 or 2018-06-01T08:00:00+08:00.</summary>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static Moment Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var moment)
            ? moment
            : throw new FormatException($"\"{s}\" should be a day or a moment, such as 2018-06-01.");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out Moment result)
    {
        // Without an offset the text is read once as if in UTC, which keeps its clock.
        var good =
            DateTime.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var clock)
            & DateTimeOffset.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at);
        if (good && clock.Kind == DateTimeKind.Unspecified && clock.Ticks > CountyClock.Offset.Ticks)
            at = new(clock, CountyClock.Offset);
        result = new(at);
        return good;
    }
}
