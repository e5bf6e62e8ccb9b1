using System.Globalization;
using Longlin.Geo.Coverage.Progress;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Tests.Coverage;

public sealed class RuleStandingsTests
{
    private static readonly DateOnly Deadline = new(2019, 12, 31);

    [Theory]
    [InlineData("2019-12-30", RuleStanding.Open)]
    [InlineData("2019-12-31", RuleStanding.Missed)]
    [InlineData("2020-01-01", RuleStanding.Overdue)]
    public void What_lacks_on_the_deadline_day_is_missed(string day, RuleStanding standing)
    {
        var progress = RuleStandings.Judge(
            Rule(),
            [Count(10, 7, 3, 0)],
            DateOnly.Parse(day, CultureInfo.InvariantCulture)
        );
        Assert.Equal(standing, progress.Standing);
        Assert.Equal(3, progress.Remaining);
        Assert.Equal(standing == RuleStanding.Open, progress.PerMonth is not null);
    }

    [Fact]
    public void A_rule_about_nothing_is_not_applicable_and_never_met()
    {
        Assert.Equal(RuleStanding.NotApplicable, RuleStandings.Judge(Rule(), [], Deadline).Standing);
        Assert.Equal(RuleStanding.NotApplicable, RuleStandings.Judge(Rule(), [Count(0, 0, 0, 0)], Deadline).Standing);
        Assert.Equal(
            RuleStanding.NotApplicable,
            RuleStandings.Judge(Number(new("red_lines")), new("red_lines", 0, null, 0), [], Deadline).Standing
        );
        // So many of a thing are asked for: none of them is not nothing to ask about.
        Assert.Equal(
            RuleStanding.Missed,
            RuleStandings.Judge(Number(new("zones", AtLeast: 2)), new("zones", 0, null, 0), [], Deadline).Standing
        );
    }

    [Fact]
    public void Unknown_subjects_make_the_share_a_range_and_the_rule_unknown()
    {
        var progress = RuleStandings.Judge(Rule(), [Count(10, 7, 0, 3)], Deadline);
        Assert.Equal(RuleStanding.Unknown, progress.Standing);
        Assert.Equal((0.7, 1.0), (progress.County!.ShareLow, progress.County.ShareHigh));
    }

    [Theory]
    [InlineData(0.7, RuleStanding.Met, 0)]
    [InlineData(0.9, RuleStanding.Missed, 2)]
    [InlineData(null, RuleStanding.Missed, 3)]
    public void A_share_counts_only_where_the_rule_names_one(double? passRatio, RuleStanding standing, double remaining)
    {
        var progress = RuleStandings.Judge(Rule() with { PassRatio = passRatio }, [Count(10, 7, 3, 0)], Deadline);
        Assert.Equal((standing, remaining), (progress.Standing, progress.Remaining));
    }

    [Fact]
    public void The_pace_of_the_years_is_never_a_reason_to_fail()
    {
        var rule = Number(new("villages_exited", AtLeast: 88, PerYear: 18));
        Measure exits = new("villages_exited", 88, 88, 0)
        {
            Things = 88,
            LeastYear = 3,
            AverageYear = 22,
        };
        Assert.Equal(RuleStanding.Met, RuleStandings.Judge(rule, exits, [], Deadline).Standing);
    }

    [Theory]
    [InlineData(5, 0, RuleStanding.Missed, 5)]
    [InlineData(0, 0, RuleStanding.Met, 0)]
    [InlineData(0, 2, RuleStanding.Unknown, 0)]
    public void A_number_that_may_be_at_most_so_much_is_held_against_its_limit(
        double value,
        long unknown,
        RuleStanding standing,
        double remaining
    )
    {
        var progress = RuleStandings.Judge(
            Number(new("dangerous_houses", AtMost: 0)),
            new("dangerous_houses", value, null, unknown) { Things = 9 },
            [],
            Deadline
        );
        Assert.Equal((standing, remaining), (progress.Standing, progress.Remaining));
        Assert.Equal((null, null, value), (progress.County!.Total, progress.County.Met, progress.County.Value));
    }

    private static CoverageRule Rule() =>
        new()
        {
            Rule = "R",
            Subject = "hamlet",
            Service = "road",
            Deadline = Deadline,
            Bureau = "transport",
            Clause = "",
        };

    private static CoverageRule Number(MeasureTarget target) =>
        Rule() with
        {
            Subject = "county",
            Service = null,
            Measure = target,
        };

    private static RuleCount Count(long total, long met, long notMet, long unknown) =>
        new(null, null, total, met, notMet, unknown, 0, 0, 0, 0, 0);
}
