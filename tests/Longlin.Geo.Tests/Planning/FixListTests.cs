using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Planning;
using static Longlin.Geo.Tests.Network.TestNetwork;

namespace Longlin.Geo.Tests.Planning;

public class FixListTests
{
    private const int Spots = 12;

    // 400 yuan a metre to upgrade, 640 to build.
    private static decimal? Price(double upgrade, double build) => (decimal)(400 * upgrade + 640 * build);

    private static Link Earth(long id, params double[] metres) =>
        Road(id, metres, DateSet.Empty, exists: DateSet.Always);

    private static (FixPlan Plan, ReachComputation Reach, int[] Lacking) Find(
        Link[] links,
        Place[] places,
        int[] households
    )
    {
        var reach = Run(links, [Seat(-100, 0)], places);
        int[] lacking = [.. Enumerable.Range(0, places.Length).Where(p => !reach.Places[p].Definite.Contains(0))];
        var ways = reach.WaysOn(0, 1.6, TestContext.Current.CancellationToken);
        FixList list = new(
            reach.MissingOn(0, lacking),
            [
                .. lacking.Select(p => new LackingPlace(
                    households[p],
                    ways[p]!.Cheapest.Blocking,
                    ways[p]!.Cheapest.Upgrade,
                    ways[p]!.Cheapest.Build
                )),
            ],
            id => $"R{id}",
            Price
        );
        return (list.Find(20, TestContext.Current.CancellationToken), reach, lacking);
    }

    [Fact]
    public void A_short_segment_that_blocks_many_is_first_and_two_that_only_work_together_are_a_pair()
    {
        Link[] links =
        [
            Road(1, [0, 0, 1000, 0]),
            Earth(2, 1000, 0, 1300, 0), // 300 m before a good road with two hamlets
            Road(3, [1300, 0, 5000, 0]),
            Earth(4, 0, 0, 0, 2000), // 2 km, and then 2 km more to one hamlet
            Earth(5, 0, 2000, 0, 4000),
        ];
        var (plan, _, _) = Find(links, [Hamlet(1, 3000, 100), Hamlet(2, 4900, 100), Hamlet(3, 0, 4000)], [40, 60, 20]);
        var (first, second) = (plan.Fixes[0], plan.Fixes[1]);
        Assert.Equal(["R2"], first.Segments);
        Assert.Equal(
            (FixKind.Upgrade, 100, 100, 100, 1),
            (first.Kind, first.Households, first.Alone, first.Together, first.Order)
        );
        Assert.Equal(1200m, Math.Round(first.YuanPerHousehold!.Value / 10) * 10);
        Assert.Equal(["R4", "R5"], second.Segments.Order());
        Assert.Equal((20, 0, 20, 2), (second.Households, second.Alone, second.Together, second.Order));
        Assert.Equal(2, plan.Fixes.Count);
        Assert.Equal(120, plan.FreedHouseholds);
        Assert.InRange(plan.HouseholdsAtMost!.Value, 120, 120);
    }

    [Fact]
    public void A_closed_road_is_reopened_for_nothing_and_a_hamlet_without_a_road_gets_one()
    {
        var closed = Earth(2, 1000, 0, 3000, 0) with { Closed = DateSet.Always };
        var (plan, _, _) = Find(
            [Road(1, [0, 0, 1000, 0]), closed],
            [Hamlet(1, 2900, 100), Hamlet(2, 500, 1200)],
            [30, 10]
        );
        Assert.Equal((FixKind.Reopen, 0m), (plan.Fixes[0].Kind, plan.Fixes[0].Yuan));
        var built = Assert.Single(plan.Fixes, f => f.Kind == FixKind.Build);
        Assert.Equal(1200, built.BuildMetres, 5.0);
        Assert.Null(built.Order);
        Assert.Empty(built.Segments);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    // Every single link and every pair that meets is tried by computing reach again with these links hardened.
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Singles_and_pairs_free_what_hardening_them_frees_and_no_choice_beats_the_bound(int seed)
    {
        Random random = new(seed);
        (double X, double Y) Spot(int n) => (n % 4 * 900 + n * 37 % 90, n / 4 * 900 + n * 53 % 110);
        List<Link> links = [Road(0, [-100, 0, Spot(0).X, Spot(0).Y])];
        for (var n = 0; n < Spots; n++)
        {
            foreach (var other in (int[])[n + 1, n + 4])
            {
                if ((other == n + 1 && other % 4 == 0) || other >= Spots || random.Next(4) == 0)
                    continue;
                double[] line = [Spot(n).X, Spot(n).Y, Spot(other).X, Spot(other).Y];
                links.Add(random.Next(3) == 0 ? Road(links.Count, line) : Earth(links.Count, line));
            }
        }

        Place[] places =
        [
            .. Enumerable.Range(0, Spots).Select(n => Hamlet(n, Spot(n).X, Spot(n).Y) with { ReachMetres = 150 }),
        ];
        int[] households = [.. places.Select(_ => random.Next(1, 80))];
        var (plan, _, lacking) = Find([.. links], places, households);
        long Freed(IEnumerable<string> segments)
        {
            var hard = segments
                .Select(s => long.Parse(s[1..], System.Globalization.CultureInfo.InvariantCulture))
                .ToHashSet();
            var reach = Run(
                [
                    .. links.Select(l =>
                        hard.Contains(l.Id) ? l with { Definite = DateSet.Always, Possible = DateSet.Always } : l
                    ),
                ],
                [Seat(-100, 0)],
                places
            );
            return lacking.Where(p => reach.Places[p].Definite.Contains(0)).Sum(p => (long)households[p]);
        }

        foreach (var fix in plan.Fixes.Where(f => f.Kind == FixKind.Upgrade))
        {
            Assert.Equal(Freed(fix.Segments), fix.Households);
            Assert.Equal(fix.Segments.Sum(s => Freed([s])), fix.Alone);
        }

        string[] earth = [.. links.Where(l => l.Definite.IsEmpty).Select(l => $"R{l.Id}")];
        foreach (var link in earth.Where(s => Freed([s]) > 0))
            Assert.Contains(plan.Fixes, f => f.Segments is [var only] && only == link);
        var ordered = plan.Fixes.Where(f => f.Order is not null).OrderBy(f => f.Order).ToList();
        Assert.Equal(Freed(ordered.SelectMany(f => f.Segments).Distinct()), plan.FreedHouseholds);
        // Any choice for no more money.
        for (var round = 0; round < 40; round++)
        {
            string[] chosen = [.. earth.Where(_ => random.Next(3) == 0)];
            var yuan = chosen.Sum(s =>
                Price(
                    Geodesy.LengthMetres(
                        links[int.Parse(s[1..], System.Globalization.CultureInfo.InvariantCulture)].LonLat
                    ),
                    0
                )!.Value
            );
            if (yuan <= plan.SpentYuan)
                Assert.InRange(Freed(chosen), 0, plan.HouseholdsAtMost!.Value);
        }
    }
}
