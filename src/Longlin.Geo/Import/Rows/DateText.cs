using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using Longlin.Geo.Model;

namespace Longlin.Geo.Import.Rows;

/// <summary>
/// Days and moments as files write them. A moment with an offset becomes the day it falls on by the county's clock; one
/// without is taken as local.
/// </summary>
internal static partial class DateText
{
    // What 0000-00-00 00:00 and its like are made of.
    private static readonly SearchValues<char> Nothing = SearchValues.Create("0-/. :T年月日");

    // Unix time of 1950 and 2100: outside of them digits are no moment.
    private const long FirstSecond = -631_152_000;
    private const long LastSecond = 4_102_444_800;

    private static readonly string[] English =
    [
        "d MMM yyyy",
        "d MMMM yyyy",
        "d-MMM-yyyy",
        "MMM d, yyyy",
        "MMMM d, yyyy",
        "MMM d yyyy",
        "MMM yyyy",
        "MMMM yyyy",
    ];

    /// <summary>Reads a day.</summary>
    /// <param name="text">In half width, without blanks around it.</param>
    /// <param name="day">The day; null where the text says that there is none, such as 0000-00-00.</param>
    /// <returns>Whether the text was understood.</returns>
    public static bool TryParse(string text, out DateOnly? day)
    {
        day = null;
        if (!text.AsSpan().ContainsAnyExcept(Nothing) && text.Contains('0', StringComparison.Ordinal))
            return true;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", out var iso))
            day = iso;
        else if (text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
            day = Digits(text);
        else if (Separated().Match(text) is { Success: true } match)
            day = Of(match);
        else if (
            DateTime.TryParseExact(
                text,
                English,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AllowInnerWhite,
                out var named
            )
        )
            day = DateOnly.FromDateTime(named);
        return day is not null;
    }

    // 2018, 201806, 20180601, 20180601083000, milliseconds or seconds since 1970. A day or month of 00 is not known:
    // the first stands for it, as where it is not written.
    private static DateOnly? Digits(string text) =>
        text.Length switch
        {
            4 => Day(Part(text, 0, 4), 1, 1),
            6 => Day(Part(text, 0, 4), Part(text, 4, 2), 1),
            8 or 12 or 14 => Day(Part(text, 0, 4), Part(text, 4, 2), Part(text, 6, 2)),
            10 => Unix(long.Parse(text, CultureInfo.InvariantCulture)),
            13 => Unix(long.Parse(text, CultureInfo.InvariantCulture) / 1000),
            _ => null,
        };

    private static int Part(string text, int from, int length) =>
        int.Parse(text.AsSpan(from, length), CultureInfo.InvariantCulture);

    private static DateOnly? Unix(long seconds) =>
        seconds is >= FirstSecond and < LastSecond
            ? DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(CountyClock.Offset).DateTime)
            : null;

    private static DateOnly? Of(Match match)
    {
        int Number(string group) =>
            match.Groups[group] is { Success: true } g ? int.Parse(g.ValueSpan, CultureInfo.InvariantCulture) : 0;
        if (Day(Number("y"), Number("m"), Number("d")) is not { } day)
            return null;
        if (!match.Groups["h"].Success)
            return day;
        int hour = Number("h"),
            minute = Number("n"),
            second = Number("s");
        if (hour > 24 || minute > 59 || second > 60)
            return null;
        if (match.Groups["z"] is not { Success: true } zone)
            return day;
        var offset = zone.Value is "Z" or "z" ? TimeSpan.Zero : Offset(zone.Value);
        return offset is { } o
            ? DateOnly.FromDateTime(
                day.ToDateTime(TimeOnly.MinValue).AddHours(hour).AddMinutes(minute).Subtract(o).Add(CountyClock.Offset)
            )
            : null;
    }

    // +08, +0800, +08:00
    private static TimeSpan? Offset(string text)
    {
        var digits = text[1..].Replace(":", "", StringComparison.Ordinal);
        var minutes =
            int.Parse(digits.AsSpan(0, 2), CultureInfo.InvariantCulture) * 60
            + (digits.Length == 4 ? int.Parse(digits.AsSpan(2), CultureInfo.InvariantCulture) : 0);
        return minutes <= 14 * 60 ? TimeSpan.FromMinutes(text[0] == '-' ? -minutes : minutes) : null;
    }

    private static DateOnly? Day(int year, int month, int day)
    {
        (month, day) = (month == 0 ? 1 : month, day == 0 ? 1 : day);
        return year is >= 1800 and <= 2200 && month <= 12 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;
    }

    [GeneratedRegex(
        @"^(?<y>\d{4})(?:年$|\s*[-/.年]\s*(?<m>\d{1,2})(?:月?$|\s*[-/.月]\s*(?<d>\d{1,2})\s*[日号]?"
            + @"(?:(?:\s+|T|t)(?<h>\d{1,2})(?:[:时](?<n>\d{1,2})?分?)(?::?(?<s>\d{1,2})(?:[.,]\d+)?秒?)?"
            + @"\s*(?<z>[Zz]|[+-]\d{2}(?::?\d{2})?)?)?)?)$"
    )]
    private static partial Regex Separated();
}
