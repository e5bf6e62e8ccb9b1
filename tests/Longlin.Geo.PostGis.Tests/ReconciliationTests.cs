using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Progress;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// Summary, progress and gaps say the same of every rule, by county, township and village, before the data, on
/// deadlines and after, with both denominators.
/// </summary>
public sealed class ReconciliationTests(TestCluster cluster)
{
    private const string County = "451031";

    private static readonly DateOnly[] Days =
    [
        new(1985, 1, 1),
        new(2015, 12, 31),
        new(2016, 7, 1),
        new(2016, 12, 31),
        new(2017, 12, 31),
        new(2018, 6, 30),
        new(2018, 12, 31),
        new(2019, 12, 31),
        new(2020, 6, 30),
        new(2020, 12, 31),
        new(2021, 6, 30),
        new(2035, 1, 1),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Standard Standard => TestCluster.Standard;

    [Fact]
    public async Task Summary_progress_and_gaps_agree_for_every_rule_on_twelve_dates()
    {
        await using var database = await cluster.DemoAsync();
        // A hamlet and a base that lie in no known village belong to the county all the same.
        await database.RunAsync(
            """
            update longlin.hamlets set code = 'NOWHERE', village_code = null
            where id = (select min(id) from longlin.hamlets where status = 'open' and households > 50);
            update longlin.facilities set village_code = null
            where id = (select min(id) from longlin.facilities where kind = 'industry_base');
            update longlin.hamlets set tap_households = null
            where id in (select id from longlin.hamlets order by code limit 9);
            """
        );
        await CoverageComputation.RunAsync(database, Standard, County, TimeProvider.System, Token);
        var county = await StoredCounty.ReadAsync(database, Days[^1]);
        List<string> differences = [];
        // Every day both denominators; townships with one and villages with the other, and the next day the reverse.
        foreach (var (i, day) in Days.Index())
        {
            var links = Standard.Rules.ToDictionary(r => r.Rule, r => Links(r, county, day));
            var (first, second) = i % 2 == 0 ? ("township", "village") : ("village", "township");
            differences.AddRange(await CompareAsync(database, county, day, first, "current", links));
            differences.AddRange(await CompareAsync(database, county, day, second, "baseline", links));
        }

        Assert.Empty(differences);
    }

    [Fact]
    public async Task The_gaps_of_an_area_are_those_that_the_sums_count_in_it()
    {
        await using var database = await cluster.DemoAsync();
        var county = await StoredCounty.ReadAsync(database, Days[^1]);
        foreach (var rule in Standard.Rules.Where(r => r.Service is not null))
        {
            var links = Links(rule, county, Days[6]);
            foreach (var standing in (await SummaryAsync(database, county, rule, Days[6], "township", "current")).Items)
            {
                var answer = await GapsAsync(database, rule, Days[6], "current", links, standing.Code, 1);
                Assert.Equal(
                    (rule.Rule, standing.Code, standing.Total, standing.NotMet + standing.Unknown),
                    (rule.Rule, standing.Code, answer.Totals.Assessed, answer.Totals.Hamlets)
                );
            }
        }
    }

    private static async Task<List<string>> CompareAsync(
        Database database,
        CountyData county,
        DateOnly day,
        string by,
        string denominator,
        Dictionary<string, IReadOnlyList<Gap>?> links
    )
    {
        List<string> differences = [];
        using WayStore ways = new(database, Standard, TimeProvider.System);
        var progress = await ProgressReport.RunAsync(
            ways,
            new()
            {
                AsOf = day,
                By = by,
                Denominator = denominator,
            },
            _ => Task.FromResult(county),
            day,
            Token
        );
        Assert.Equal(denominator, progress.Denominator);
        foreach (var (rule, item) in Standard.Rules.Zip(progress.Rules))
        {
            var name = $"{rule.Rule} {day:yyyy-MM-dd} {by} {denominator}";
            var summary = await SummaryAsync(database, county, rule, day, by, denominator);
            Assert.Equal(denominator, summary.Denominator);
            Expect($"{name}: areas", item.Areas, summary.Items);
            Expect($"{name}: county", Counts(summary.Totals), Counts(item));
            Expect($"{name}: sum", Sum(summary.Items), Numbers(summary.Totals));
            if (rule.Service is null)
                continue;
            var gaps = await GapsAsync(database, rule, day, denominator, links[rule.Rule], null, 10_000);
            Expect($"{name}: assessed", gaps.Totals.Assessed, summary.Totals.Total);
            Expect(
                $"{name}: listed",
                Tell(
                    gaps.Items.GroupBy(g => Area(g, by))
                        .OrderBy(g => g.Key, StringComparer.Ordinal)
                        .Select(g => (g.Key, Counts(g)))
                ),
                Tell(
                    summary
                        .Items.OrderBy(i => i.Code, StringComparer.Ordinal)
                        .Select(i =>
                            (i.Code!, (i.Total, i.Met, i.NotMet, i.Unknown, i.Households, i.HouseholdsMet, i.Conflicts))
                        )
                )
            );
        }

        return differences;

        void Expect<T>(string what, T left, T right)
        {
            var same = left is IEnumerable<AreaStanding> standings
                ? standings.SequenceEqual((IEnumerable<AreaStanding>)right!)
                : Equals(left, right);
            if (!same)
                differences.Add($"{what}: {left} is not {right}");
        }
    }

    private static string Tell<T>(IEnumerable<T> rows) => string.Join(' ', rows);

    private static string Area(Gap gap, string by) =>
        by == "village"
            ? (gap.VillageCode ?? "")[..Math.Min(12, gap.VillageCode?.Length ?? 0)]
            : gap.TownshipCode ?? "";

    private static (long?, long?, long?, long?, long?, long?, long?) Counts(IEnumerable<Gap> gaps)
    {
        var list = gaps.ToList();
        long Number(Verdict verdict) => list.Count(g => g.Verdict == verdict);
        long Households(IEnumerable<Gap> of) => of.Sum(g => (long)(g.Households ?? 0));
        return (
            list.Count,
            Number(Verdict.Met),
            Number(Verdict.NotMet),
            Number(Verdict.Unknown),
            Households(list),
            Households(list.Where(g => g.Verdict == Verdict.Met)),
            list.Count(g => g.Conflict)
        );
    }

    private static (long?, long?, long?, long?, long?, double?, double?) Counts(RuleItem rule) =>
        (rule.Total, rule.Met, rule.NotMet, rule.Unknown, rule.Households, rule.Value, rule.ShareHigh);

    private static (long?, long?, long?, long?, long?, double?, double?) Counts(AreaStanding county) =>
        (county.Total, county.Met, county.NotMet, county.Unknown, county.Households, county.Value, county.ShareHigh);

    private static (long, long, long, long, long, double) Numbers(AreaStanding a) =>
        (a.Total ?? 0, a.Met ?? 0, a.NotMet ?? 0, a.Unknown ?? 0, a.PoorPopulationMet ?? 0, a.Value ?? 0);

    private static (long, long, long, long, long, double) Sum(IReadOnlyList<AreaStanding> areas) =>
        (
            areas.Sum(a => a.Total ?? 0),
            areas.Sum(a => a.Met ?? 0),
            areas.Sum(a => a.NotMet ?? 0),
            areas.Sum(a => a.Unknown ?? 0),
            areas.Sum(a => a.PoorPopulationMet ?? 0),
            areas.Sum(a => a.Value ?? 0)
        );

    private static async Task<SummaryDocument> SummaryAsync(
        Database database,
        CountyData county,
        CoverageRule rule,
        DateOnly day,
        string by,
        string denominator
    )
    {
        using WayStore ways = new(database, Standard, TimeProvider.System);
        SummaryRequest request = new()
        {
            Rule = rule.Rule,
            AsOf = day,
            By = by,
            Denominator = denominator,
        };
        return (await SummaryReport.RunAsync(ways, request, _ => Task.FromResult(county), day, Token)).Document!;
    }

    private static IReadOnlyList<Gap>? Links(CoverageRule rule, CountyData county, DateOnly day) =>
        Standard.Checks.FirstOrDefault(c => c.Service == rule.Service && c.Ways is not null) is { } check
            ? LinkQuery.All(Standard, check, county, day, Token)
            : null;

    // Without services in its standard the store has no ways to compute, which no total depends on.
    private static async Task<GapAnswer> GapsAsync(
        Database database,
        CoverageRule rule,
        DateOnly day,
        string denominator,
        IReadOnlyList<Gap>? links,
        string? area,
        int limit
    )
    {
        QueryParameters parameters = new()
        {
            Rule = rule.Rule,
            AsOf = day,
            Denominator = denominator,
            Area = area,
            Limit = limit,
        };
        var question = parameters.Read(Standard, day, out _)! with
        {
            Verdicts = limit == 1 ? [Verdict.NotMet, Verdict.Unknown] : [Verdict.Met, Verdict.NotMet, Verdict.Unknown],
        };
        if (links is not null)
            return LinkQuery.SelectPage(links, question);
        using WayStore ways = new(database, Standard with { Services = [] }, TimeProvider.System);
        return await GapQuery.RunAsync(ways, County, question, Token);
    }
}
