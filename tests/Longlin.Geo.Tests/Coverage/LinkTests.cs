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
            Day
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
