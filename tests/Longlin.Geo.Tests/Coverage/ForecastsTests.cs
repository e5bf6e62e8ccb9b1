using System.Globalization;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests.Coverage;

public sealed class ForecastsTests
{
    private static readonly DateOnly DataDate = new(2019, 7, 1);

    [Theory]
    // 181 days brought half of it: as many again, to the end of the year.
    [InlineData("2019-01-01", "2019-09-30", 50.0, true, "2019-09-30", "2019-12-29", null)]
    [InlineData("2019-01-01", "2019-12-31", 60.0, false, "2019-12-31", "2019-10-30", "2019-12-31")]
    [InlineData("2019-01-01", "2019-12-31", 0.0, true, "2019-12-31", null, null)]
    [InlineData("2019-01-01", "2019-12-31", null, true, "2019-12-31", null, null)]
    [InlineData(null, "2019-12-31", 50.0, false, "2019-12-31", null, "2019-12-31")]
    // Not begun on the data date: the plan is all that is known.
    [InlineData("2019-08-01", "2019-12-31", 0.0, false, "2019-12-31", "2019-12-31", "2019-12-31")]
    // Complete but not reported as finished, and overdue but moving: after the data date at the earliest.
    [InlineData("2019-01-01", "2019-12-31", 100.0, false, "2019-12-31", "2019-07-02", "2019-12-31")]
    [InlineData("2018-07-01", "2019-06-30", 50.0, true, null, "2020-06-30", null)]
    public void A_work_is_done_as_planned_at_its_pace_or_left_out_when_late(
        string? starts,
        string due,
        double? progress,
        bool late,
        string? planned,
        string? pace,
        string? noLate
    )
    {
        AssetWork work = new("R1", Day(starts), Day(due), progress, late);
        Assert.Equal(
            (Day(planned), Day(pace), Day(noLate)),
            (
                Forecasts.DoneOn(work, Forecasts.Planned, DataDate),
                Forecasts.DoneOn(work, Forecasts.Pace, DataDate),
                Forecasts.DoneOn(work, Forecasts.NoLate, DataDate)
            )
        );
    }

    [Fact]
    public void A_planned_asset_opens_with_its_work_and_one_without_works_as_planned()
    {
        Asset Road(string code) =>
            new(1, code, "planned", new DateOnly(2020, 1, 1), null, null, new Dictionary<string, object?>());
        CountyData county = new(
            "451031",
            DataDate,
            "",
            new Dictionary<string, IReadOnlyList<Asset>> { ["roads"] = [Road("late"), Road("slow"), Road("free")] },
            new Dictionary<(string, string), DateSet>(),
            new Dictionary<string, DateOnly>(),
            [],
            [],
            new Dictionary<(string, string), IReadOnlyList<Survey>>()
        )
        {
            Works =
            [
                new("late", new(2019, 1, 1), new(2019, 12, 31), 0, true),
                new("slow", new(2019, 1, 1), new(2019, 12, 31), 50, false),
            ],
        };
        DateOnly?[] Opens(string forecast) =>
            [.. Forecasts.Over(county, forecast).Assets["roads"].Select(a => a.OpenedOn)];
        DateOnly planned = new(2020, 1, 1);
        Assert.Equal([planned, planned, planned], Opens(Forecasts.Planned));
        Assert.Equal([null, new DateOnly(2019, 12, 29), planned], Opens(Forecasts.Pace));
        Assert.Equal([null, planned, planned], Opens(Forecasts.NoLate));
    }

    private static DateOnly? Day(string? text) =>
        text is null ? null : DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
