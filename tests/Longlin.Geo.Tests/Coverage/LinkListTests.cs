using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Progress;
using Longlin.Geo.Model;

namespace Longlin.Geo.Tests.Coverage;

/// <summary>Pages, filters and counts of the links between seats, against the same asked of the whole list.</summary>
public class LinkListTests
{
    private static readonly IReadOnlyList<Gap> All = Make();
    private static readonly GapQuestion Question = new()
    {
        Service = "open_link",
        Subject = "link",
        AsOf = new(2019, 12, 31),
        Verdicts = [Verdict.Met, Verdict.NotMet, Verdict.Unknown],
    };

    private static List<Gap> Make()
    {
        Random random = new(5);
        List<Gap> gaps = [];
        for (var i = 0; i < 60; i++)
        {
            var (from, to) = ($"45103110{i % 3}2{i:00}", $"45103110{random.Next(3)}3{i:00}");
            gaps.Add(
                new(
                    "link",
                    $"{from}-{to}",
                    null,
                    from,
                    $"村{from}",
                    from[..9],
                    $"镇{i % 3}",
                    i % 7 == 0 ? null : random.Next(4),
                    null,
                    null,
                    (Verdict)random.Next(3),
                    VerdictReason.Open,
                    null,
                    null,
                    null,
                    null,
                    [],
                    i % 11 == 0 ? null : 105 + i % 10 * 0.1,
                    i % 11 == 0 ? null : 24 + i / 10 * 0.1
                )
            );
        }

        return gaps;
    }

    private static List<Gap> Paged(GapQuestion question, int limit)
    {
        List<Gap> items = [];
        for ((int, string)? after = null; ; )
        {
            var page = LinkQuery.SelectPage(All, question with { Limit = limit, After = after });
            Assert.InRange(page.Items.Count, 0, limit);
            items.AddRange(page.Items);
            if (!page.More)
                return items;
            after = (page.Items[^1].Rank, page.Items[^1].Code);
        }
    }

    [Theory]
    [InlineData("code", 1)]
    [InlineData("code", 7)]
    [InlineData("code", 60)]
    [InlineData("households", 1)]
    [InlineData("households", 7)]
    [InlineData("households", 59)]
    public void Pages_of_any_size_give_every_link_once_in_order(string sort, int limit)
    {
        var expected =
            sort == "code"
                ? All.OrderBy(g => g.Code, StringComparer.Ordinal)
                : All.OrderByDescending(g => g.Households ?? -1).ThenBy(g => g.Code, StringComparer.Ordinal);
        Assert.Equal(expected.Select(g => g.Code), Paged(Question with { Sort = sort }, limit).Select(g => g.Code));
    }

    [Fact]
    public void Filters_choose_links_and_totals_count_them()
    {
        double[] box = [105.2, 24.1, 105.5, 24.3];
        foreach (
            var (question, inside, matches) in ((GapQuestion, Func<Gap, bool>, Func<Gap, bool>)[])
                [
                    (Question, _ => true, _ => true),
                    (Question with { Verdicts = [Verdict.NotMet] }, _ => true, g => g.Verdict == Verdict.NotMet),
                    (Question with { NearRoad = true }, _ => true, _ => false),
                    (Question with { NearRoad = false }, _ => true, _ => true),
                    (Question with { Conflict = true }, _ => true, _ => false),
                    (Question with { Conflict = false }, _ => true, _ => true),
                    (Question with { Indicator = "water_quality" }, _ => true, _ => false),
                    (
                        Question with
                        {
                            Area = "451031101",
                        },
                        g => g.VillageCode!.StartsWith("451031101", StringComparison.Ordinal),
                        _ => true
                    ),
                    (
                        Question with
                        {
                            Bbox = box,
                        },
                        g => g.Lon >= box[0] && g.Lon <= box[2] && g.Lat >= box[1] && g.Lat <= box[3],
                        _ => true
                    ),
                ]
        )
        {
            var answer = LinkQuery.SelectPage(All, question);
            var expected = All.Where(g => inside(g) && matches(g)).ToList();
            Assert.Equal(expected.Select(g => g.Code).Order(StringComparer.Ordinal), answer.Items.Select(g => g.Code));
            Assert.Equal(
                new GapTotals(expected.Count, expected.Sum(g => g.Households ?? 0), 0, 0, All.Count(inside)),
                answer.Totals
            );
            Assert.False(answer.More);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("village")]
    [InlineData("township")]
    public void Counts_add_up_to_the_county(string? by)
    {
        var counts = LinkQuery.Count(All, by);
        Assert.Equal(
            new RuleCount(
                null,
                null,
                60,
                All.Count(g => g.Verdict == Verdict.Met),
                All.Count(g => g.Verdict == Verdict.NotMet),
                All.Count(g => g.Verdict == Verdict.Unknown),
                0,
                All.Sum(g => g.Households ?? 0),
                All.Where(g => g.Verdict == Verdict.Met).Sum(g => g.Households ?? 0),
                0,
                0
            ),
            counts[0]
        );
        var parts = counts.Skip(1).ToList();
        Assert.Equal(
            by is null ? 0
                : by == "village" ? 60
                : 3,
            parts.Count
        );
        if (by is null)
            return;
        Assert.Equal(counts[0].Total, parts.Sum(c => c.Total));
        Assert.Equal(counts[0].NotMet, parts.Sum(c => c.NotMet));
        Assert.Equal(counts[0].HouseholdsMet, parts.Sum(c => c.HouseholdsMet));
        Assert.All(parts, c => Assert.StartsWith(by == "village" ? "村" : "镇", c.Name, StringComparison.Ordinal));
        Assert.Equal(parts.Select(c => c.Code).Order(StringComparer.Ordinal), parts.Select(c => c.Code));
    }
}
