using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Coverage;

/// <summary>
/// ROAD-LINK-OPEN on a county drawn by hand: a township, two villages east of it in a row, one road through all.
/// </summary>
public class LinkTests
{
    private const double Step = 0.01; // about 1 km
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);
    private static readonly LayerCatalog Catalog = LayerCatalog.Load(Path.Combine(ProjectRoot.Find(), "tiles"));
    private static readonly Standard Rules = RulesFolder.Load(Path.Combine(ProjectRoot.Find(), "data"), Catalog);
    private static readonly CheckRule Check = Rules.Checks.Single(c => c.Service == "open_link");
    private static readonly DateOnly Day = new(2019, 12, 31);

    private static Asset Road(int id, double from, double to, params (string Column, object? Value)[] more)
    {
        Dictionary<string, object?> attributes = new()
        {
            ["surface"] = "concrete",
            ["surface_width_m"] = 4.0,
            ["roadbed_width_m"] = 5.0,
        };
        foreach (var (column, value) in more)
            attributes[column] = value;
        return new(
            id,
            $"R{id}",
            "open",
            null,
            null,
            Factory.CreateLineString([new(105 + from * Step, 24.7), new(105 + to * Step, 24.7)]),
            attributes
        );
    }

    private static SubjectPlace Area(string level, long id, string code, double at) =>
        new(
            level,
            id,
            code,
            105 + at * Step,
            24.7,
            null,
            false,
            DateSet.Always,
            Outline: level == "village"
                ? Factory.ToGeometry(new Envelope(105 + (at - 1) * Step, 105 + (at + 1) * Step, 24.69, 24.71))
                : null
        )
        {
            Name = code,
        };

    private static CountyData County(params Asset[] roads) =>
        new(
            "451031",
            Day,
            "",
            new Dictionary<string, IReadOnlyList<Asset>> { ["roads"] = roads },
            new Dictionary<(string, string), DateSet>(),
            new Dictionary<string, DateOnly>(),
            [],
            [
                Area("township", 1, "451031100", 0),
                Area("village", 2, "451031100201", 2),
                Area("village", 3, "451031100202", 4),
            ],
            new Dictionary<(string, string), IReadOnlyList<Survey>>()
        );

    private static (string Code, Verdict Verdict, VerdictReason Reason, string Blocking)[] Ask(params Asset[] roads) =>
        [
            .. LinkQuery
                .All(Rules, Check, County(roads), Day, TestContext.Current.CancellationToken)
                .Select(g => (g.Code[6..], g.Verdict, g.Reason, string.Join(' ', g.Blocking))),
        ];

    [Fact]
    public void A_good_road_through_all_seats_opens_every_link() =>
        Assert.Equal(
            [
                ("100201-451031100", Verdict.Met, VerdictReason.Open, ""),
                ("100201-451031100202", Verdict.Met, VerdictReason.Open, ""),
                ("100202-451031100", Verdict.Met, VerdictReason.Open, ""),
            ],
            Ask(Road(1, 0, 2), Road(2, 2, 4))
        );

    [Theory]
    [InlineData("surface_width_m", 3.0, Verdict.NotMet, VerdictReason.Bottleneck, "R2")]
    [InlineData("grade_pct", 11.0, Verdict.NotMet, VerdictReason.Bottleneck, "R2")]
    [InlineData("min_radius_m", 12.0, Verdict.NotMet, VerdictReason.Bottleneck, "R2")]
    [InlineData("bridge_state", "dangerous", Verdict.NotMet, VerdictReason.Bottleneck, "R2")]
    [InlineData("bridge_state", "sound", Verdict.Met, VerdictReason.Open, "")]
    [InlineData("surface_width_m", null, Verdict.Unknown, VerdictReason.AttributeMissing, "R2")]
    [InlineData("surface", null, Verdict.Unknown, VerdictReason.AttributeMissing, "")]
    [InlineData("surface", "earth", Verdict.NotMet, VerdictReason.NoWay, "")]
    public void One_segment_decides_all_links_that_use_it(
        string column,
        object? value,
        Verdict verdict,
        VerdictReason reason,
        string blocking
    )
    {
        var links = Ask(Road(1, 0, 2), Road(2, 2, 4, (column, value)));
        Assert.Equal(("100201-451031100", Verdict.Met, VerdictReason.Open, ""), links[0]);
        Assert.All(links[1..], l => Assert.Equal((verdict, reason, blocking), (l.Verdict, l.Reason, l.Blocking)));
    }

    private static Asset Bent(int id, double width, params (double X, double Y)[] points) =>
        Road(id, 0, 1, ("surface_width_m", width)) with
        {
            Geometry = Factory.CreateLineString([
                .. points.Select(p => new Coordinate(105 + p.X * Step, 24.7 + p.Y * Step)),
            ]),
        };

    [Theory]
    [InlineData(0.5, Verdict.Met, VerdictReason.Open, "")] // 1.14 times as long
    [InlineData(1.0, Verdict.NotMet, VerdictReason.Bottleneck, "R1")] // 1.48 times
    public void A_way_without_bottleneck_counts_where_it_is_hardly_longer(
        double aside,
        Verdict verdict,
        VerdictReason reason,
        string blocking
    )
    {
        var link = Ask(Road(1, 0, 2, ("surface_width_m", 3.0)), Bent(2, 4, (0, 0), (1, aside), (2, 0)), Road(3, 2, 4))[
            0
        ];
        Assert.Equal((verdict, reason, blocking), (link.Verdict, link.Reason, link.Blocking));
    }

    [Fact]
    public void A_way_that_is_known_to_be_open_is_taken_before_one_that_may_be()
    {
        Asset direct = Road(1, 0, 2, ("surface_width_m", null)),
            around = Bent(2, 4, (0, 0), (1, 0.5), (2, 0));
        Assert.Equal(VerdictReason.AttributeMissing, Ask(direct, Road(3, 2, 4))[0].Reason);
        Assert.Equal(VerdictReason.Open, Ask(direct, around, Road(3, 2, 4))[0].Reason);
        // Where the shortest is narrow and another only may be open, it is not known.
        var narrow = Road(1, 0, 2, ("surface_width_m", 3.0));
        var maybe = Road(2, 0, 1, ("surface_width_m", null)) with { Geometry = around.Geometry };
        Assert.Equal(VerdictReason.AttributeMissing, Ask(narrow, maybe, Road(3, 2, 4))[0].Reason);
    }

    [Fact]
    public void The_best_way_agrees_with_all_ways_tried_one_by_one()
    {
        double[] widths = [3, 4, 5, 6];
        var (open, lacking) = (0, 0);
        for (var seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            List<Asset> roads = [];
            List<(int A, int B, double Width, double Metres)> edges = [];
            for (var a = 0; a < 9; a++)
            {
                foreach (var b in (int[])[a % 3 < 2 ? a + 1 : -1, a + 3])
                {
                    if (b is < 0 or > 8 || random.Next(8) == 0)
                        continue;
                    var bend = random.NextDouble() * 0.4;
                    var (from, to) = (Node(a), Node(b));
                    var middle = ((from.X + to.X) / 2 + bend, (from.Y + to.Y) / 2 + bend);
                    var width = widths[random.Next(4)];
                    var road = Bent(roads.Count + 1, width, from, middle, to);
                    roads.Add(road);
                    edges.Add((a, b, width, Geodesy.LengthMetres(ServiceNetwork.Flat(road.Geometry!))));
                }
            }

            if (roads.Count == 0)
                continue;
            var links = Ask([.. roads]);
            foreach (var (link, from, to) in ((int, int, int)[])[(0, 4, 3), (1, 4, 5)])
            {
                var ways = Ways(edges, from, to).ToList();
                var shortest = ways.Select(w => w.Metres).DefaultIfEmpty(double.NaN).Min();
                var expected =
                    ways.Count == 0 ? VerdictReason.NoWay
                    : ways.Exists(w => w.Metres <= 1.3 * shortest && w.IsOpen) ? VerdictReason.Open
                    : VerdictReason.Bottleneck;
                Assert.True(
                    expected == links[link].Reason,
                    $"seed {seed}, link {link}: {expected} {links[link].Reason}"
                );
                open += expected == VerdictReason.Open ? 1 : 0;
                lacking += expected == VerdictReason.Bottleneck ? 1 : 0;
            }
        }

        Assert.True(open > 50 && lacking > 50, $"{open} {lacking}");

        // Seats stand at the nodes 3, 4 and 5: 0, 2 and 4 steps east.
        static (double X, double Y) Node(int n) => (n % 3 * 2, n / 3 - 1);
    }

    // Every way that visits no node twice, and whether no link of it is narrow by itself or between its neighbours.
    private static IEnumerable<(double Metres, bool IsOpen)> Ways(
        List<(int A, int B, double Width, double Metres)> edges,
        int from,
        int to
    )
    {
        Stack<(int Node, int[] Way, int[] Visited)> stack = new();
        stack.Push((from, [], [from]));
        while (stack.TryPop(out var at))
        {
            if (at.Node == to)
            {
                var widths = at.Way.Select(e => edges[e].Width).ToArray();
                yield return (
                    at.Way.Sum(e => edges[e].Metres),
                    !widths
                        .Where(
                            (w, i) =>
                                w < 3.5 || (i > 0 && i + 1 < widths.Length && w < widths[i - 1] && w < widths[i + 1])
                        )
                        .Any()
                );
                continue;
            }

            for (var e = 0; e < edges.Count; e++)
            {
                var next =
                    edges[e].A == at.Node ? edges[e].B
                    : edges[e].B == at.Node ? edges[e].A
                    : -1;
                if (next >= 0 && !at.Visited.Contains(next))
                    stack.Push((next, [.. at.Way, e], [.. at.Visited, next]));
            }
        }
    }

    [Fact]
    public void A_gap_between_two_ends_is_not_passable_and_is_a_suspected_break()
    {
        Asset[] roads = [Road(1, 0, 3), Road(2, 3.02, 4)]; // 20 m
        Assert.Equal(
            [VerdictReason.NoWay, VerdictReason.NoWay],
            LinkQuery
                .All(Rules, Check, County(roads), Day, TestContext.Current.CancellationToken)
                .Where(g => g.Code.Contains("202", StringComparison.Ordinal))
                .Select(g => g.Reason)
        );
        var found = NetworkBreaks.Find(
            Rules.Services.Single(s => s.Service == "access"),
            Rules,
            County(roads),
            Day,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(["R1 R2"], found.Select(f => $"{f.Code} {f.ToCode}").Order());
        Assert.All(found, f => Assert.InRange(f.MissingMetres!.Value, 19, 21));
        Assert.Empty(
            NetworkBreaks.Find(
                Rules.Services.Single(s => s.Service == "access"),
                Rules,
                County(Road(1, 0, 2), Road(2, 2, 4)),
                Day,
                TestContext.Current.CancellationToken
            )
        );
    }

    [Fact]
    public void A_link_is_unknown_without_roads_or_without_a_seat()
    {
        Assert.All(Ask(), l => Assert.Equal((Verdict.Unknown, VerdictReason.NoData), (l.Verdict, l.Reason)));
        var county = County(Road(1, 0, 2), Road(2, 2, 4));
        var unseated = county with
        {
            Places = [.. county.Places.Select(p => p.Subject == "township" ? p with { Lon = double.NaN } : p)],
        };
        Assert.Equal(
            [VerdictReason.SeatMissing, VerdictReason.Open, VerdictReason.SeatMissing],
            LinkQuery.All(Rules, Check, unseated, Day, TestContext.Current.CancellationToken).Select(g => g.Reason)
        );
    }

    [Fact]
    public void A_segment_paved_since_is_a_cleared_bottleneck()
    {
        var county = County(
            Road(1, 0, 1),
            Road(
                2,
                1,
                2,
                ("surface", "concrete"),
                ("prior_surface", "gravel"),
                ("surfaced_on", new DateOnly(2018, 6, 1)),
                ("accepted", true)
            ),
            Road(3, 2, 4)
        );
        var access = Rules.Services.Single(s => s.Service == "access");
        var found = NetworkFindings.Bottlenecks(
            Rules,
            access,
            county,
            Day,
            new DateOnly(2015, 12, 31),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(
            [("R2", "cleared", "unpaved_between")],
            found.Select(f => (f.Code, f.State, string.Join(' ', f.Reasons)))
        );
        var then = NetworkFindings.Bottlenecks(
            Rules,
            access,
            county,
            new DateOnly(2017, 1, 1),
            new DateOnly(2015, 12, 31),
            TestContext.Current.CancellationToken
        );
        Assert.Equal([("R2", "open")], then.Select(f => (f.Code, f.State)));
    }

    [Fact]
    public void A_dead_end_heads_away_from_its_road()
    {
        // A road far from every place: east, then north; and one to the south-west.
        static Asset Line(int id, params (double X, double Y)[] points) =>
            Road(id, 0, 1) with
            {
                Geometry = Factory.CreateLineString([
                    .. points.Select(p => new Coordinate(105 + p.X * Step, 24.7 + p.Y * Step)),
                ]),
            };
        var found = NetworkFindings.DeadEnds(
            Rules.Services.Single(s => s.Service == "access"),
            Rules,
            County(Line(1, (30, 0), (34, 0), (34, 4)), Line(2, (30, -10), (28, -12))),
            Day,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(
            [("R1", "open", 270), ("R1", "open", 0), ("R2", "open", 222), ("R2", "open", 42)],
            found
                .Select(f => (f.Code, f.State, (int)Math.Round(f.HeadingDegrees!.Value)))
                .OrderBy(f => f.Code)
                .ThenByDescending(f => f.Item3)
        );
    }
}
