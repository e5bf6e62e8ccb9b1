using System.Globalization;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Features.Cql2;

/// <summary>Literals of both encodings: days, moments, intervals, boxes and geometries.</summary>
internal static class CqlValues
{
    private static readonly string[] Moments = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>Reads a day.</summary>
    public static CqlDate Date(string text, CqlPlace place) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new(day) { Place = place }
            : throw CqlException.Of(
                place,
                $"\"{text}\" 不是日期，应如 2018-12-31",
                $"\"{text}\" is not a date; write it as 2018-12-31"
            );

    /// <summary>Reads a moment (RFC 3339).</summary>
    public static CqlTimestamp Timestamp(string text, CqlPlace place) =>
        DateTimeOffset.TryParseExact(
            text,
            Moments,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var moment
        )
            ? new(moment.UtcDateTime) { Place = place }
            : throw CqlException.Of(
                place,
                $"\"{text}\" 不是时刻，应如 2018-12-31T08:00:00Z",
                $"\"{text}\" is not a timestamp; write it as 2018-12-31T08:00:00Z"
            );

    /// <summary>Reads a day or a moment.</summary>
    public static CqlNode Instant(string text, CqlPlace place) =>
        text.Contains('T', StringComparison.Ordinal) ? Timestamp(text, place) : Date(text, place);

    /// <summary>Reads an end of an interval; null where it is open.</summary>
    public static CqlNode? End(string text, CqlPlace place) => text is ".." or "" ? null : Instant(text, place);

    /// <summary>An interval that does not end before it begins.</summary>
    public static CqlInterval Interval(CqlNode? from, CqlNode? to, CqlPlace place) =>
        Moment(from) > Moment(to)
            ? throw CqlException.Of(place, "区间的止早于起", "the interval ends before it begins")
            : new(from, to) { Place = place };

    /// <summary>A box of four numbers, or of six where heights are given too; heights do not count.</summary>
    public static CqlBox Box(IReadOnlyList<double> numbers, CqlPlace place)
    {
        if (numbers.Count is not (4 or 6) || numbers.Any(n => !double.IsFinite(n)))
            throw CqlException.Of(
                place,
                "BBOX 应有 4 个或 6 个数：西、南、东、北",
                "a BBOX has 4 or 6 numbers: west, south, east, north"
            );
        var half = numbers.Count / 2;
        return new((numbers[0], numbers[1]), (numbers[half], numbers[half + 1])) { Place = place };
    }

    /// <summary>A geometry that the store can compare with.</summary>
    public static CqlGeometry Geometry(Geometry geometry, CqlPlace place)
    {
        if (geometry.IsEmpty)
            throw CqlException.Of(place, "几何为空", "the geometry is empty");
        if (geometry.NumPoints > 100_000)
            throw CqlException.Of(place, "几何的点超过 100000 个", "the geometry has over 100,000 points");
        if (geometry.Coordinates.Any(c => !double.IsFinite(c.X) || !double.IsFinite(c.Y)))
            throw CqlException.Of(place, "几何的坐标不是有限数", "a coordinate of the geometry is no finite number");
        if (!geometry.IsValid)
            throw CqlException.Of(place, "几何无效（如自相交）", "the geometry is not valid (it may cross itself)");
        return new(geometry) { Place = place };
    }

    private static DateTime? Moment(CqlNode? end) =>
        end switch
        {
            CqlDate date => date.Day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
            CqlTimestamp moment => moment.Moment,
            _ => null,
        };
}
