using System.Globalization;

namespace Longlin.Geo.Model.Requests;

/// <summary>A point in time; a day means its start in the local time zone.</summary>
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
        var good = DateTimeOffset.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var at);
        result = new(at);
        return good;
    }
}
