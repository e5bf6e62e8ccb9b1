using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Moving;
using Longlin.Geo.Relocation.Sites;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Relocation;

/// <summary>
/// Scores and readiness of sites on a county drawn by hand: a township seat, a road of two segments to the east of it,
/// a school at its end. Distances are plain sums of the steps.
/// </summary>
public class SiteNetworkTests
{
    private const double Step = 0.01; // about 1 km
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);
    private static readonly Standard Rules = RulesFolder.Load(
        Path.Combine(ProjectRoot.Find(), "data"),
        SharedData.Catalog
    );
    private static readonly DateOnly Day = new(2019, 12, 31);
    private static readonly double East = Geodesy.MetresPerDegree(24.7).East * Step;
    private static readonly double North = Geodesy.MetresPerDegree(24.7).North * Step;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Point At(double x, double y) => Factory.CreatePoint(new Coordinate(105 + x * Step, 24.7 + y * Step));

    private static Asset Road(int id, double from, double to, string? surface, DateOnly? opened = null) =>
        new(
            id,
            $"R{id}",
            "open",
            opened,
            null,
            Factory.CreateLineString([At(from, 0).Coordinate, At(to, 0).Coordinate]),
            new Dictionary<string, object?> { ["surface"] = surface }
        );

    private static Asset School(double x, string status = "open", DateOnly? opened = null) =>
        new(9, "S", status, opened, null, At(x, 0), new Dictionary<string, object?> { ["kind"] = "school" });

    private static CountyData County(IReadOnlyList<Asset> roads, params Asset[] facilities)
    {
        var assets = SharedData.Catalog.Layers.ToDictionary(l => l.Name, _ => (IReadOnlyList<Asset>)[]);
        (assets["roads"], assets["facilities"]) = (roads, facilities);
        return new(
            "451031",
            Day,
            "",
            assets,
            new Dictionary<(string, string), DateSet>(),
            new Dictionary<string, DateOnly>(),
            [new(1, "township", 105, 24.7, DateSet.Always)],
            [new("township", 1, "451031100", 105, 24.7, null, false, DateSet.Always)],
            new Dictionary<(string, string), IReadOnlyList<Survey>>()
        );
    }

    private static readonly Asset[] Good = [Road(1, 0, 2, "concrete"), Road(2, 2, 4, "concrete")];
    private static readonly Asset[] Untold = [Good[0], Road(2, 2, 4, null)];
    private static readonly Asset[] Earth = [Good[0], Road(2, 2, 4, "earth")];

    private static SitingNetworks Build(CountyData county) =>
        SitingNetworks.Build(Rules, Rules.Siting!, county, Day, Token);

    private static FactorScore Score(CountyData county, string factor, double x, double y) =>
        Build(county).Score(new(At(x, y))).Single(f => f.Factor.Factor == factor);

    private static void AssertNear(double expected, double? metres) =>
        Assert.Equal(expected, metres!.Value, 0.002 * expected + 0.5);

    [Theory]
    [InlineData("town", 1, 0.1, 1)]
    [InlineData("town", 3, -0.1, 3)]
    [InlineData("town", 1, 1, 1)] // connected in a straight line of up to two kilometres
    [InlineData("school", 1, 0.1, 3)]
    [InlineData("school", 2.5, 0, 1.5)]
    public void A_distance_by_road_is_the_sum_of_its_steps(string factor, double x, double y, double steps)
    {
        var score = Score(County(Good, School(4)), factor, x, y);
        AssertNear(steps * East + Math.Abs(y) * North, score.DistanceM);
        Assert.Equal(score.Factor.Score(score.DistanceM!.Value), score.Score!.Value, 1e-9);
        Assert.Equal((score.Score, score.Score), (score.Low, score.High));
        Assert.Null(score.Reason);
        Assert.Equal(factor == "town" ? "451031100" : "S", score.Code);
        AssertNear(double.Hypot(steps * East, y * North), score.StraightLineM);
    }

    [Fact]
    public void A_way_or_place_that_is_not_sure_gives_bounds_and_a_reason()
    {
        var sure = Score(County(Good, School(4)), "school", 1, 0.1);
        foreach (
            var (county, y, score, high, reason) in ((CountyData, double, double?, double, string)[])
                [
                    (County(Untold, School(4)), 0.1, null, sure.High, "way_unknown"),
                    (County(Earth, School(4)), 0.1, 0, 0, "no_way"),
                    (County(Good, School(4)), 5, 0, 0, "no_way"),
                    (County(Good), 0.1, null, 1, "no_record"),
                    (County([], School(4)), 0.1, null, 1, "no_record"),
                    (County(Good, School(4, "planned")), 0.1, 0, 0, "none"),
                    (County(Good, School(4, "open", Day.AddDays(1))), 0.1, 0, 0, "none"),
                ]
        )
        {
            var found = Score(county, "school", 1, y);
            Assert.Equal((reason, score, null), (found.Reason, found.Score, found.DistanceM));
            Assert.Equal(0, found.Low);
            Assert.Equal(high, found.High, 1e-9);
        }

        // A school that closed on a day nobody knows may be the nearer one.
        var both = Score(County(Good, School(4), School(2, "closed")), "school", 1, 0.1);
        Assert.Equal(sure.DistanceM, both.DistanceM);
        Assert.Equal(sure.Score, both.Low);
        Assert.True(both.High > both.Low);
    }

    [Fact]
    public void The_nearest_served_road_counts_in_a_straight_line()
    {
        var found = Score(County(Good), "road", 1, 0.6);
        Assert.Equal(("R1", null, null), (found.Code, found.DistanceM, found.Reason));
        AssertNear(0.6 * North, found.StraightLineM);
        Assert.Equal(found.Factor.Score(found.StraightLineM!.Value), found.Score!.Value, 1e-9);
        var untold = Score(County([Road(1, 0, 2, null)]), "road", 1, 0.6);
        Assert.Equal(("served_unknown", null, 0.0), (untold.Reason, untold.Score, untold.Low));
        Assert.Equal(found.Score.Value, untold.High, 1e-9);
        Assert.Equal("none", Score(County([Road(1, 0, 2, "earth")]), "road", 1, 0.6).Reason);
        Assert.Equal("no_record", Score(County([]), "road", 1, 0.6).Reason);
        var farther = Score(County(Untold), "road", 3, 0.1);
        Assert.Equal("R1", farther.Code);
        Assert.True(farther.High > farther.Score);
        SiteShape site = new(At(1, 0.6));
        AssertNear(0.6 * North, Build(County(Good)).MetresToRoad(site));
        Assert.Null(Build(County([Road(1, 0, 2, null)])).MetresToRoad(site));
        Assert.Null(Build(County([])).MetresToRoad(site));
    }

    [Theory]
    [InlineData(0.2, "concrete", Verdict.Met)]
    [InlineData(0.28, "concrete", Verdict.NotMet)] // 310 m
    [InlineData(0.2, null, Verdict.Unknown)]
    [InlineData(0.28, null, Verdict.NotMet)]
    [InlineData(0.2, "earth", Verdict.NotMet)]
    public void A_site_has_a_road_within_its_reach(double y, string? surface, Verdict verdict)
    {
        var services = Build(County([Road(1, 0, 2, surface)])).Services(new(At(1, y)));
        Assert.Equal(Rules.Siting!.Services, services.Select(s => s.Service.Service));
        Assert.Equal(
            [verdict, verdict, Verdict.Unknown, Verdict.Unknown, Verdict.Unknown],
            services.Select(s => s.Verdict)
        );
    }

    private static SiteFacts Site(string code, double? x, double y = 0.1, DateOnly? opened = null) =>
        new(
            code,
            null,
            "open",
            null,
            opened,
            null,
            null,
            null,
            null,
            0,
            0,
            x is { } at ? At(at, y).X : null,
            x is null ? null : At(0, y).Y,
            null,
            null,
            x is { } lon ? At(lon, y) : null
        );

    [Fact]
    public void A_site_is_ready_by_the_networks_and_schools_of_its_move_in_day()
    {
        DateOnly opening = new(2018, 7, 1);
        Asset[] roads = [Good[0], Road(2, 2, 4, "concrete", opening)];
        SiteFacts[] sites =
        [
            Site("near", 1.5),
            Site("far", 1),
            Site("off", 3, 0.5),
            Site("before", 1.5, opened: opening.AddDays(-1)),
            Site("after", 1.5, opened: opening),
            Site("nowhere", null),
        ];
        string Of(IReadOnlyList<Asset> roads, string site, string item, params Asset[] schools)
        {
            var ready = Readiness.Compute(Rules, County(roads, schools), sites, Day, Token);
            Assert.Equal(sites.Select(s => s.Code), ready.Select(r => r.Site));
            Assert.Equal(
                ["road", "access", "power", "piped", "broadband", "school", "clinic"],
                ready[0].Items.Select(i => i.Item)
            );
            Assert.All(ready, r => Assert.Equal(Verdict.Unknown, r.Items.Single(i => i.Item == "clinic").Verdict));
            var one = ready.Single(r => r.Site == site).Items.Single(i => i.Item == item);
            return $"{one.Verdict} {one.Metres}";
        }

        var byRoad = Math.Round(2.5 * East + 0.1 * North);
        Assert.Equal($"Met {byRoad}", Of(roads, "near", "school", School(4)));
        Assert.Equal($"NotMet {Math.Round(3 * East + 0.1 * North)}", Of(roads, "far", "school", School(4)));
        Assert.Equal("NotMet ", Of(roads, "before", "school", School(4)));
        Assert.Equal($"Met {byRoad}", Of(roads, "after", "school", School(4)));
        Assert.Equal("NotMet ", Of(roads, "off", "school", School(4)));
        Assert.Equal("Unknown ", Of(roads, "nowhere", "school", School(4)));
        Assert.Equal("Unknown ", Of(Untold, "near", "school", School(4)));
        Assert.Equal("Unknown ", Of(roads, "near", "school"));
        Assert.Equal("NotMet ", Of(roads, "near", "school", School(4, "planned")));
        Assert.Equal("Met ", Of(roads, "near", "road"));
        Assert.Equal("NotMet ", Of(roads, "off", "road"));
        Assert.Equal("Unknown ", Of([Road(1, 0, 4, null)], "near", "road"));
        Assert.Equal("Unknown ", Of(roads, "near", "power"));
        Assert.Equal("Unknown ", Of(roads, "nowhere", "road"));
    }
}
