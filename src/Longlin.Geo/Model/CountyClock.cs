namespace Longlin.Geo.Model;

/// <summary>
/// The county's clock: its time zone decides which day it is: today, the data date, and every moment with an offset. <c>LONGLIN_TIME_ZONE</c> names another zone.
/// </summary>
public static class CountyClock
{
    /// <summary>The zone's name where nothing else is set.</summary>
    public const string DefaultZone = "Asia/Shanghai";

    /// <summary>The zone in use.</summary>
    /// <exception cref="EnvironmentMissingException">The variable names no zone.</exception>
    public static TimeZoneInfo Zone => _zone ??= Find(Environment.GetEnvironmentVariable("LONGLIN_TIME_ZONE"));

    private static TimeZoneInfo? _zone;

    /// <summary>The zone's offset from UTC: its standard time, all year, as China has it.</summary>
    public static TimeSpan Offset => Zone.BaseUtcOffset;

    /// <summary>Today.</summary>
    public static DateOnly Today(TimeProvider time) => Day(time.GetUtcNow());

    /// <summary>The county's day at a moment.</summary>
    public static DateOnly Day(DateTimeOffset moment) => DateOnly.FromDateTime(moment.ToOffset(Offset).DateTime);

    /// <summary>The zone of a name.</summary>
    /// <param name="name">As the tz database has it; null or empty: <see cref="DefaultZone"/>.</param>
    /// <exception cref="EnvironmentMissingException">There is none of that name.</exception>
    public static TimeZoneInfo Find(string? name)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name is { Length: > 0 } ? name : DefaultZone, out var zone))
            return zone;
        // A machine without the tz database still knows the county's own clock: UTC+8 all year.
        return name is null or "" or DefaultZone
            ? TimeZoneInfo.CreateCustomTimeZone(DefaultZone, TimeSpan.FromHours(8), DefaultZone, DefaultZone)
            : throw new EnvironmentMissingException(
                new(
                    $"没有名为 {name} 的时区（LONGLIN_TIME_ZONE），例如 {DefaultZone}",
                    $"there is no time zone {name} (LONGLIN_TIME_ZONE); for example {DefaultZone}"
                )
            );
    }
}
