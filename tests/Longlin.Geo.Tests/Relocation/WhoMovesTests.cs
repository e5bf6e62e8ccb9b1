using System.Text.Json;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Moving;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Moving;
using Longlin.Geo.Rules.Siting;
using Longlin.Geo.Rules.Standards;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Relocation;

/// <summary>The five tests, costs, movers, free capacity, progress and red lines on small hand-made cases.</summary>
public class WhoMovesTests
{
    private static readonly string Data = Path.Combine(ProjectRoot.Find(), "data");
    private static readonly Standard Standard = RulesFolder.Load(Data, SharedData.Catalog);
    private static readonly RelocationRules Rules = Standard.Relocating!;
    private static readonly SitingRules Siting = Standard.Siting!;
    private static readonly ServiceStatus Met = new(Verdict.Met, "served", 0, 0);
    private static readonly ServiceStatus Unclear = new(Verdict.Unknown, "attribute_missing", null, null);

    private static ServiceStatus Missing(double upgrade, double build) => new(Verdict.NotMet, "x", upgrade, build);

    // Served with everything, far from every zone: no test is met.
    private static HamletFacts Hamlet(params (string Service, ServiceStatus Status)[] statuses)
    {
        Dictionary<string, ServiceStatus> services = (
            (string[])["road", "access", "power", "broadband", "piped", "water"]
        ).ToDictionary(s => s, _ => Met);
        foreach (var (service, status) in statuses)
            services[service] = status;
        return new(
            "451031100201001",
            "甲屯",
            "451031100201",
            "村",
            "451031100",
            "镇",
            20,
            84,
            12,
            false,
            false,
            105,
            24.7,
            "hazard",
            5000,
            null,
            [],
            true,
            true,
            services
        );
    }

    private static Candidate Judge(HamletFacts hamlet) => FiveTests.Judge(hamlet, Rules, Standard.Costs!);

    private static Verdict VerdictOf(HamletFacts hamlet, string test) =>
        Judge(hamlet).Tests.Single(t => t.Test == test).Verdict;

    [Fact]
    public void A_served_hamlet_far_from_every_zone_meets_no_test() =>
        Assert.Equal((0, 0), (Judge(Hamlet()).TestsMet, Judge(Hamlet()).TestsUnknown));

    [Fact]
    public void A_served_hamlet_has_the_figures_of_its_five_tests()
    {
        // Moving: 4.2 persons a household × (25 m² × 1500 + 12,000), and 11,000 a household.
        const double movingYuan = 218_900;
        var candidate = Judge(Hamlet() with { FragileShare = 0.25, FragileKinds = ["desertification"] });
        Assert.Equal(
            [
                ("harsh", 5000, 100, "m"),
                ("fragile", 0.25, 0.5, "share"),
                ("scattered", 20, 10, "households"),
                ("transport", 0, 0, "m"),
                ("cost", 0, movingYuan, "yuan/household"),
            ],
            candidate.Tests.Select(t => (t.Test, t.Value!.Value, t.Threshold!.Value, t.Unit))
        );
        Assert.All(candidate.Tests, t => Assert.Equal(Verdict.NotMet, t.Verdict));
        Assert.Equal(
            (0m, true, 0),
            (candidate.Serving.Yuan, candidate.Serving.Complete, candidate.Serving.Lines.Count)
        );
        Assert.Equal(0m, candidate.ServingYuanPerHousehold);
        Assert.Equal((decimal)movingYuan, candidate.MovingYuanPerHousehold);
    }

    [Fact]
    public void A_hamlet_without_passable_road_has_the_missing_metres_as_its_figure()
    {
        CandidateTest Transport(ServiceStatus access) =>
            Judge(Hamlet(("access", access))).Tests.Single(t => t.Test == "transport");
        Assert.Equal(500, Transport(Missing(300, 200)).Value);
        Assert.Null(Transport(new(Verdict.NotMet, "x", null, null)).Value);
        Assert.Null(Transport(Unclear).Value);
    }

    [Fact]
    public void Missing_data_makes_a_test_unknown_and_never_not_met()
    {
        Assert.Equal(
            Verdict.Unknown,
            VerdictOf(Hamlet() with { DangerKnown = false, DangerMetres = null, DangerKind = null }, "harsh")
        );
        Assert.Equal(Verdict.Unknown, VerdictOf(Hamlet(("water", Missing(0, 0)), ("piped", Unclear)), "harsh"));
        Assert.Equal(Verdict.Unknown, VerdictOf(Hamlet() with { FragileKnown = false }, "fragile"));
        Assert.Equal(Verdict.Unknown, VerdictOf(Hamlet() with { Households = null }, "scattered"));
        Assert.Equal(Verdict.Unknown, VerdictOf(Hamlet(("access", Unclear)), "transport"));
        Assert.Equal(Verdict.Unknown, VerdictOf(Hamlet(("power", Unclear)), "cost"));
        Assert.Equal(Verdict.Unknown, VerdictOf(Hamlet() with { Population = null }, "cost"));
    }

    [Fact]
    public void Each_test_is_met_at_its_threshold()
    {
        Assert.Equal(Verdict.Met, VerdictOf(Hamlet() with { DangerMetres = 100 }, "harsh"));
        Assert.Equal(Verdict.NotMet, VerdictOf(Hamlet() with { DangerMetres = 100.5 }, "harsh"));
        Assert.Equal(Verdict.Met, VerdictOf(Hamlet(("water", Missing(0, 0)), ("piped", Missing(0, 900))), "harsh"));
        Assert.Equal(Verdict.NotMet, VerdictOf(Hamlet(("water", Missing(0, 0))), "harsh"));
        Assert.Equal(
            Verdict.Met,
            VerdictOf(Hamlet() with { FragileShare = 0.5, FragileKinds = ["desertification"] }, "fragile")
        );
        Assert.Equal(Verdict.NotMet, VerdictOf(Hamlet() with { FragileShare = 0.49 }, "fragile"));
        Assert.Equal(Verdict.Met, VerdictOf(Hamlet() with { Households = 9 }, "scattered"));
        Assert.Equal(Verdict.NotMet, VerdictOf(Hamlet() with { Households = 10 }, "scattered"));
        Assert.Equal(Verdict.Met, VerdictOf(Hamlet() with { Households = null, Dispersed = true }, "scattered"));
        Assert.Equal(Verdict.Met, VerdictOf(Hamlet(("access", Missing(300, 200))), "transport"));
    }

    [Fact]
    public void Only_the_more_expensive_of_road_and_access_counts_and_off_grid_is_used_if_cheaper()
    {
        var serving = Judge(
            Hamlet(("road", Missing(1000, 500)), ("access", Missing(0, 500)), ("power", Missing(0, 4000)))
        ).Serving;
        // road 1000·400 + 500·640; power by line 4000·120 = 480,000, off grid 20·15,000 = 300,000
        Assert.Equal(720_000m + 300_000m, serving.Yuan);
        Assert.Equal(
            ("off_grid", false),
            (
                serving.Lines.Single(l => l.Service == "power").Choice,
                serving.Lines.Single(l => l.Service == "access").Counted
            )
        );
        Assert.Equal("link", Judge(Hamlet(("power", Missing(0, 2000)))).Serving.Lines.Single().Choice);
    }

    [Fact]
    public void Serving_costs_more_than_moving_as_soon_as_the_known_services_do()
    {
        // Moving: 4.2 persons a household at 25·1500 + 12,000, and 11,000 a household.
        Assert.Equal(decimal.Round(4.2m * 49_500 + 11_000), Rules.Moving.PerHousehold(20, 84));
        var far = Hamlet(("road", Missing(0, 8000)), ("power", Unclear));
        Assert.Equal(Verdict.Met, VerdictOf(far, "cost"));
        Assert.False(Judge(far).Serving.Complete);
        Assert.Equal(Verdict.NotMet, VerdictOf(Hamlet(("road", Missing(0, 2000))), "cost"));
    }

    [Fact]
    public void Only_consenting_households_move_and_their_persons_are_rounded_up()
    {
        // 84 · 12 / 20 = 50.4
        Assert.Equal((12, 51), (Mover.From(Hamlet()).Mover!.Households, Mover.From(Hamlet()).Mover!.Persons));
        Assert.Equal("consent_unknown", Mover.From(Hamlet() with { ConsentingHouseholds = null }).Reason);
        Assert.Equal("no_consent", Mover.From(Hamlet() with { ConsentingHouseholds = 0 }).Reason);
        Assert.Equal("population_missing", Mover.From(Hamlet() with { Population = null }).Reason);
        Assert.Equal("households_missing", Mover.From(Hamlet() with { Households = 0 }).Reason);
        Assert.Equal("consent_above_households", Mover.From(Hamlet() with { ConsentingHouseholds = 21 }).Reason);
        Assert.Equal("no_place", Mover.From(Hamlet() with { Lon = null, Lat = null }).Reason);
    }

    private static SiteFacts Site(double? housing, int? places, double? water, int? stated, long occupied = 0) =>
        new(
            "S1",
            "点",
            "open",
            "concentrated",
            new(2019, 1, 1),
            housing,
            places,
            water,
            stated,
            occupied,
            0,
            105,
            24.7,
            null,
            null
        );

    [Theory]
    [InlineData(2500.0, 100, 80000.0, 500, 100, "housing")]
    [InlineData(25000.0, 15, 80000.0, 500, 100, "school")]
    [InlineData(25000.0, 100, 8000.0, 500, 100, "water")]
    [InlineData(25000.0, 1000, 80000.0, 70, 70, "capacity_persons")]
    [InlineData(2500.0, 15, 8000.0, 100, 100, "housing capacity_persons school water")]
    [InlineData(null, null, 8000.0, null, 100, "water")]
    [InlineData(0.0, 100, 80000.0, 500, 0, "housing")]
    public void A_site_holds_what_its_smallest_limit_allows(
        double? housing,
        int? places,
        double? water,
        int? stated,
        int persons,
        string limits
    )
    {
        var capacity = SiteCapacity.From(Site(housing, places, water, stated).Means, Rules, Siting);
        Assert.Equal((persons, limits), (capacity.Persons, string.Join(' ', capacity.Limits)));
    }

    [Fact]
    public void Land_is_a_limit_like_the_others_and_an_unknown_limit_is_not_enough()
    {
        SiteMeans means = new(25000, 1000, 800_000, 900, 100 * Siting.SquareMetresPerPerson);
        var capacity = SiteCapacity.From(means, Rules, Siting);
        Assert.Equal((100, "land"), (capacity.Persons, string.Join(' ', capacity.Limits)));
        Assert.Equal((true, false), (capacity.Holds(100), capacity.Holds(101)));
        var point = SiteCapacity.From(means with { LandM2 = null }, Rules, Siting);
        Assert.Equal((900, "land"), (point.Persons, string.Join(' ', point.Unknown)));
        Assert.Equal((null, false), (point.Holds(100), point.Holds(901)));
        Assert.True(SiteCapacity.From(means with { CapacityPersons = null }, Rules, Siting).Holds(100));
        var nothing = SiteCapacity.From(new(), Rules, Siting);
        Assert.Equal((null, 0, null), (nothing.Persons, nothing.Limits.Count, nothing.Holds(1)));
    }

    [Fact]
    public void Persons_who_moved_in_reduce_the_capacity_and_a_site_without_known_limits_is_left_out()
    {
        Assert.Equal(60, SiteRoom.From(Site(2500, null, null, null, 40), Rules, Siting).Room!.Room);
        Assert.Equal(0, SiteRoom.From(Site(2500, null, null, null, 140), Rules, Siting).Room!.Room);
        Assert.Equal("capacity_unknown", SiteRoom.From(Site(null, null, null, null), Rules, Siting).Reason);
    }

    [Fact]
    public void A_distance_limit_forbids_sites_that_are_too_far_or_not_connected_by_road()
    {
        Mover[] movers = [Mover.From(Hamlet()).Mover!];
        SiteRoom[] sites =
        [
            SiteRoom.From(Site(25000, null, null, null), Rules, Siting).Room!,
            SiteRoom.From(Site(25000, null, null, null) with { Status = "planned" }, Rules, Siting).Room!,
            SiteRoom.From(Site(25000, null, null, null), Rules, Siting).Room!,
        ];
        PlaceWay[][] ways =
        [
            [new(4000.4, WayKind.Road), new(6000, WayKind.Road), new(3000, WayKind.StraightLine)],
        ];
        var limited = MovePlan.Table(movers, sites, ways, 5000, [], [], Rules.Assignment, new(2019, 12, 31));
        Assert.Equal([51 * 4000.0, double.PositiveInfinity, double.PositiveInfinity], limited.Cost[0]);
        Assert.Equal([0, 2_000_000, 0], limited.OpeningCost);
        Assert.Equal(
            [51 * 4000.0, 51 * 6000.0, 51 * 3000.0],
            MovePlan.Table(movers, sites, ways, null, [], [], Rules.Assignment, new(2019, 12, 31)).Cost[0]
        );
    }

    [Fact]
    public void Moves_without_a_day_or_persons_are_not_counted_but_reported()
    {
        Move Moved(string? day, int? persons, string? mode, string site) =>
            new(
                day is null ? null : DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture),
                site,
                "H",
                2,
                persons,
                mode,
                site,
                "T",
                "镇"
            );
        Move[] moves =
        [
            Moved("2018-03-01", 10, "concentrated", "A"),
            Moved("2018-03-20", 5, "dispersed", "B"),
            Moved("2019-05-01", 7, null, "A"),
            Moved(null, 9, "concentrated", "A"),
            Moved("2018-01-01", null, "concentrated", "A"),
            Moved("2020-01-01", 100, "concentrated", "A"),
        ];
        var progress = MoveProgress.From(moves, new(2019, 12, 31), "month");
        Assert.Equal(
            (22, 2, 10, 5, 7, 7),
            (
                progress.Persons,
                progress.Unknown,
                progress.Concentrated,
                progress.Dispersed,
                progress.ModeUnknown,
                progress.LastYear
            )
        );
        Assert.Equal(
            [("2018-03", 15, 15), ("2019-05", 7, 22)],
            progress.Groups.Select(g => (g.Key, (int)g.Persons, (int)g.PersonsUntil))
        );
        Assert.Equal(10 / 15.0, progress.ConcentratedShare);
        Assert.Null(MoveProgress.PerMonth(0, new(2019, 1, 1), new(2020, 1, 1)));
        Assert.Null(MoveProgress.PerMonth(10, new(2021, 1, 1), new(2020, 1, 1)));
        Assert.Null(MoveProgress.From([], new(2019, 12, 31), "site").ConcentratedShare);
    }

    [Fact]
    public void A_red_line_around_a_point_has_the_area_of_its_households_and_is_marked_as_an_estimate()
    {
        Point point = new(105.2, 24.7) { SRID = 4490 };
        var (proposal, _) = RedLineProposal.From(new("H", "屯", point, 30), Rules.RedLine);
        Assert.Equal(30 * 600, proposal!.AreaM2, 0.5);
        Assert.True(proposal.FromPoint && proposal.Shape.Contains(point) && proposal.Shape.SRID == 4490);
        Assert.NotNull(RedLineProposal.From(new("H", "屯", point, null), Rules.RedLine).Missing);
        Assert.NotNull(RedLineProposal.From(new("H", "屯", null, 30), Rules.RedLine).Missing);
        var footprint = RedLineProposal.From(new("H", "屯", point.Buffer(0.001), null), Rules.RedLine).Proposal!;
        Assert.True(!footprint.FromPoint && footprint.Shape.Contains(point.Buffer(0.001)));
    }

    [Fact]
    public void Only_the_published_number_is_marked_as_verified()
    {
        Assert.True(Rules.Moving.HousingM2PerPerson is { Value: 25, Verified: true });
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Data, "siting", "relocation.json")));
        Assert.Equal(1, CountVerified(file.RootElement));
    }

    private static int CountVerified(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject()
                .Sum(p =>
                    CountVerified(p.Value) + (p.Name == "verified" && p.Value.ValueKind == JsonValueKind.True ? 1 : 0)
                ),
            JsonValueKind.Array => json.EnumerateArray().Sum(CountVerified),
            _ => 0,
        };
}
