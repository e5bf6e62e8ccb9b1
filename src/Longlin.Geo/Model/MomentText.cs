using System.Globalization;

namespace Longlin.Geo.Model;

/// <summary>Moments as files and answers write them: stored in UTC, in a county's own files its clock.</summary>
public static class MomentText
{
    private static readonly string[] Forms =
    [
        "yyyy-M-d'T'H:m:s.FFFFFFF",
        "yyyy-M-d H:m:s.FFFFFFF",
        "yyyy-M-d'T'H:m",
        "yyyy-M-d H:m",
        "yyyy/M/d H:m:s.FFFFFFF",
        "yyyy/M/d H:m",
        "yyyy.M.d H:m",
        "yyyy年M月d日 H:m:s",
        "yyyy年M月d日 H:m",
        "yyyy年M月d日H时m分",
    ];

    /// <summary>As ISO 8601 in UTC, 2018-06-01T00:30:00Z, to a microsecond where it has one.</summary>
    /// <param name="moment">In UTC.</param>
    public static string Iso(DateTime moment) =>
        moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>The county's clock at a moment.</summary>
    /// <param name="moment">In UTC.</param>
    public static DateTime ToCountyClock(DateTime moment) =>
        DateTime.SpecifyKind(moment + CountyClock.Offset, DateTimeKind.Unspecified);

    /// <summary>The moment at which the county's clock shows this; null before year 1.</summary>
    /// <param name="clock">A moment without offset; one in UTC stays.</param>
    public static DateTime? FromCountyClock(DateTime clock) =>
        clock.Kind == DateTimeKind.Utc ? Whole(clock)
        : clock.Kind == DateTimeKind.Local ? Whole(clock.ToUniversalTime())
        : clock.Ticks < CountyClock.Offset.Ticks ? null
        : Whole(DateTime.SpecifyKind(clock - CountyClock.Offset, DateTimeKind.Utc));

    /// <summary>Reads a moment with an offset, or one of the county's clock; null where it is none.</summary>
    public static DateTime? Parse(string text)
    {
        // Tried first: the other forms have no offset that could be cut off.
        if (
            DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock)
            && clock.Kind == DateTimeKind.Unspecified
        )
            return FromCountyClock(clock);
        return DateTimeOffset.TryParseExact(
            text,
            ["yyyy-M-d'T'H:m:s.FFFFFFFK", "yyyy-M-d H:m:s.FFFFFFFK", "yyyy-M-d'T'H:mK", "yyyy-M-d H:m:s.FFFFFFFzz"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var moment
        )
            ? Whole(moment.UtcDateTime)
            : null;
    }

    // The store keeps microseconds.
    private static DateTime Whole(DateTime moment) =>
        new(moment.Ticks - moment.Ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
}
