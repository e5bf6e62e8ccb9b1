namespace Longlin.Geo.Coverage.Timelines;

/// <summary>
/// What is taken for granted of planned and running works on days after the data date. On earlier days all forecasts
/// are one and the same. Pure.
/// </summary>
public static class Forecasts
{
    /// <summary>Every work is done on the day it is due.</summary>
    public const string Planned = "planned";

    /// <summary>Every work goes on at its present pace.</summary>
    public const string Pace = "pace";

    /// <summary>Works that are late on the data date are left out.</summary>
    public const string NoLate = "no_late";

    /// <summary>The machine words.</summary>
    public static IReadOnlyList<string> Names { get; } = [Planned, Pace, NoLate];

    /// <summary>The county as a forecast sees it: the days on which works are done and their assets open.</summary>
    /// <param name="county">As it was read: as planned.</param>
    /// <param name="forecast">One of <see cref="Names"/>.</param>
    public static CountyData Over(CountyData county, string forecast)
    {
        if (forecast == Planned)
            return county;
        var done = county
            .Works.GroupBy(w => w.Asset)
            .ToDictionary(g => g.Key, g => g.Min(w => DoneOn(w, forecast, county.DataDate) ?? DateOnly.MaxValue));
        return county with
        {
            PlannedWorks = done.Where(d => d.Value != DateOnly.MaxValue).ToDictionary(),
            Assets = county.Assets.ToDictionary(
                l => l.Key,
                l =>
                    (IReadOnlyList<Asset>)
                        [
                            .. l.Value.Select(a =>
                                a.Status is "planned" or "building" && done.TryGetValue(a.Code, out var day)
                                    ? a with
                                    {
                                        OpenedOn = Opens(a, day, forecast),
                                    }
                                    : a
                            ),
                        ]
            ),
        };
    }

    /// <summary>The same for rows that are read when they are needed.</summary>
    public static Func<CancellationToken, Task<CountyData>> Over(
        Func<CancellationToken, Task<CountyData>> readCounty,
        string forecast
    ) => async cancellationToken => Over(await readCounty(cancellationToken), forecast);

    /// <summary>The day on which a work is done; null: never. Nothing is done before the data date is over.</summary>
    public static DateOnly? DoneOn(AssetWork work, string forecast, DateOnly dataDate) =>
        forecast switch
        {
            // A work that has not begun has no pace yet: its plan is all that is known.
            Pace when !(work.StartsOn > dataDate) => AtPace(work, dataDate),
            NoLate when work.Late => null,
            _ => work.DueOn > dataDate ? work.DueOn : null,
        };

    // As much a day as from the first day to the data date. Without a first day, or with nothing done, it never ends.
    private static DateOnly? AtPace(AssetWork work, DateOnly dataDate)
    {
        if (work is not { StartsOn: { } start, ProgressPct: > 0 and var percent })
            return null;
        var days = Math.Ceiling((dataDate.DayNumber - start.DayNumber) * 100 / percent);
        var end = Math.Max(start.DayNumber + days, dataDate.DayNumber + 1);
        return end < DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)end) : null;
    }

    // A new asset opens on its own day as long as its work is not late; at its work's pace, on the day that is done.
    private static DateOnly? Opens(Asset asset, DateOnly done, string forecast) =>
        done == DateOnly.MaxValue ? null
        : forecast == Pace ? done
        : asset.OpenedOn;
}
