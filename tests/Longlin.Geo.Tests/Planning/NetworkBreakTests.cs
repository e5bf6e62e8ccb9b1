using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Network;
using Longlin.Geo.Planning;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Planning;

/// <summary>Suspected breaks: what they mean for a verdict, their names, and what a decision changes.</summary>
public class NetworkBreakTests
{
    private static readonly Standard Rules = RulesFolder.Load(
        Path.Combine(ProjectRoot.Find(), "data"),
        SharedData.Catalog
    );
    private static readonly ServiceRule Service = Rules.Network("road");
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);
    private static readonly DateOnly Day = new(2018, 12, 31);
    private static readonly (double East, double North) Scale = Geodesy.MetresPerDegree(24.7);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Coordinate At(double x, double y) => new(105 + x / Scale.East, 24.7 + y / Scale.North);

    private static LineString Line(params double[] metres) =>
        Factory.CreateLineString([.. metres.Chunk(2).Select(p => At(p[0], p[1]))]);

    private static Asset Road(int id, Geometry shape, string surface = "concrete") =>
        new(id, $"R{id}", "open", null, null, shape, new Dictionary<string, object?> { ["surface"] = surface });

    private static SubjectPlace Hamlet(int id, double x, double y) =>
        new(
            "hamlet",
            id,
            $"H{id}",
            At(x, y).X,
            At(x, y).Y,
            null,
            false,
            DateSet.Always,
            new Dictionary<string, object?> { ["households"] = 10 * id }
        );

    // A seat at the start of the first road, hamlets at the far end of the others.
    private static CountyData County(params Asset[] roads) =>
        CaseCounty.Build(
            roads,
            [new(1, "township", 105, 24.7, DateSet.Always)],
            [Hamlet(1, 1000, 0), Hamlet(2, 3000, 0)]
        );

    private static readonly Asset First = Road(1, Line(0, 0, 1000, 0));
    private static readonly Asset Second = Road(2, Line(1020, 0, 3000, 0));

    private static Joint Decide(string codeA, string at, string codeB, bool confirmed = true) =>
        new(
            7,
            Joint.CodeOf(codeA, at, codeB),
            "roads",
            codeA,
            at,
            codeB,
            confirmed,
            DateSet.Always,
            "张三",
            "实地看过"
        );

    private static string Verdicts(CountyData county) =>
        string.Join(
            ' ',
            ReachComputation
                .Served(ServiceNetwork.Build(Service, county, county.Places).Input, Token)
                .Select(r => PlaceTimeline.At(PlaceTimeline.Build(r, DateSet.Empty), Day.DayNumber))
                .Select(p => p.Reason.Code())
        );

    private static IReadOnlyList<NetworkFinding> Breaks(CountyData county) =>
        NetworkBreaks.Find(Service, Rules, county, Day, Token);

    [Fact]
    public void A_gap_between_ends_makes_the_places_behind_it_unknown()
    {
        Assert.Equal("served suspected_break", Verdicts(County(First, Second)));
        // Farther than a suspected break, or of a road that is not good enough.
        Assert.Equal("served nothing_served", Verdicts(County(First, Road(2, Line(1031, 0, 3000, 0)))));
        Assert.Equal("served nothing_served", Verdicts(County(First, Road(2, Line(1020, 0, 3000, 0), "earth"))));
        // An end before the inside of a road, and two breaks in a row.
        Assert.Equal("served suspected_break", Verdicts(County(First, Road(2, Line(900, 25, 900, 500, 3000, 0)))));
        Assert.Equal(
            "served suspected_break",
            Verdicts(County(First, Road(2, Line(1020, 0, 2000, 0)), Road(3, Line(2020, 0, 3000, 0))))
        );
    }

    [Fact]
    public void Ends_that_a_poor_road_joins_are_no_break()
    {
        // Three metres of earth between two hardened roads are three metres to harden.
        var earth = Road(3, Line(1000, 0, 1020, 0), "earth");
        Assert.Equal("served nothing_served", Verdicts(County(First, Second, earth)));
        Assert.Empty(Breaks(County(First, Second, earth)));
        // By a long way round they are not joined.
        var round = Road(3, Line(1000, 0, 1000, 150, 1020, 150, 1020, 0), "earth");
        Assert.Equal("served suspected_break", Verdicts(County(First, Second, round)));
    }

    [Fact]
    public void A_setting_decides_what_gaps_and_crossings_mean()
    {
        var gap = County(First, Second);
        var crossing = County(First, Road(2, Line(500, -100, 500, 500, 3000, 0)));
        Assert.Equal("served nothing_served", Verdicts(crossing));
        Assert.Equal("served suspected_break", Verdicts(crossing with { SuspectedBreaks = new(4, false, true) }));
        Assert.Equal("served nothing_served", Verdicts(gap with { SuspectedBreaks = new(4, false, true) }));
    }

    [Fact]
    public void A_break_has_one_name_whichever_end_is_looked_at()
    {
        Assert.Equal(["R1@end~R2"], Breaks(County(First, Second)).Select(b => b.Id));
        Assert.Equal(["R1@end~R2"], Breaks(County(Second, First)).Select(b => b.Id).Select(Sorted));
        Assert.Equal(
            ["R2@start~R1"],
            Breaks(County(First, Road(2, Line(900, 25, 900, 500, 3000, 0)))).Select(b => b.Id)
        );
        var parts = Road(2, Factory.CreateMultiLineString([Line(5000, 0, 6000, 0), Line(3000, 0, 900, 500, 900, 25)]));
        Assert.Equal(["R2@end2~R1"], Breaks(County(First, parts)).Select(b => b.Id));

        // The road that was stored first names it.
        static string? Sorted(string? id) => id == "R2@start~R1" ? "R1@end~R2" : id;
    }

    [Theory]
    [InlineData("R1", "end", "R2")]
    [InlineData("R2", "start", "R1")]
    public void A_confirmed_break_joins_and_is_no_dead_end(string a, string at, string b)
    {
        var county = County(First, Second) with { Joints = [Decide(a, at, b)] };
        Assert.Equal("served served", Verdicts(county));
        var one = Assert.Single(Breaks(county));
        Assert.Equal(("confirmed", "张三", "实地看过"), (one.State, one.DecidedBy, one.Note));
        Assert.InRange(one.MissingMetres!.Value, 19, 21);
        Assert.DoesNotContain("R1", NetworkFindings.DeadEnds(Service, Rules, county, Day, Token).Select(d => d.Code));
        // Only links that are good enough carry service over it.
        Assert.Equal(
            "served nothing_served",
            Verdicts(County(First, Road(2, Line(1020, 0, 3000, 0), "earth")) with { Joints = [Decide(a, at, b)] })
        );
    }

    [Fact]
    public void Ends_of_parts_and_crossings_can_be_confirmed()
    {
        var parts = Road(2, Factory.CreateMultiLineString([Line(5000, 0, 6000, 0), Line(3000, 0, 900, 500, 900, 25)]));
        Assert.Equal("served served", Verdicts(County(First, parts) with { Joints = [Decide("R2", "end2", "R1")] }));
        var crossing = County(First, Road(2, Line(500.3, -100, 500.3, 500, 3000, 0)));
        var id = Assert.Single(Breaks(crossing)).Id!;
        Assert.Equal(
            "served served",
            Verdicts(crossing with { Joints = [Decide("R1", id[(id.IndexOf('@') + 1)..id.IndexOf('~')], "R2")] })
        );
    }

    [Fact]
    public void A_refused_break_is_not_asked_about_again_and_leaves_the_no()
    {
        var county = County(First, Second) with { Joints = [Decide("R1", "end", "R2", confirmed: false)] };
        Assert.Equal("served nothing_served", Verdicts(county));
        var one = Assert.Single(Breaks(county));
        Assert.Equal(("refused", null), (one.State, one.Order));
    }

    [Fact]
    public void A_joint_whose_road_is_gone_or_has_moved_away_joins_nothing_and_says_so()
    {
        var gone = County(First) with { Joints = [Decide("R1", "end", "R2")] };
        Assert.Equal("served nothing_served", Verdicts(gone));
        var lost = Assert.Single(Breaks(gone));
        Assert.Equal(("lost", "link_gone"), (lost.State, lost.Reasons.Single()));
        Assert.Empty(lost.Line);
        var moved = County(First, Road(2, Line(1100, 0, 3000, 0))) with { Joints = [Decide("R1", "end", "R2")] };
        Assert.Equal("served nothing_served", Verdicts(moved));
        Assert.Equal(("lost", "moved_apart"), (Breaks(moved)[^1].State, Breaks(moved)[^1].Reasons.Single()));
        // An end that no road has, or a place far from it, is no joint either.
        foreach (var at in (string[])["middle", "end3", "start0", "106.00000,24.70000", "a,b"])
            Assert.Equal("lost", Breaks(County(First, Second) with { Joints = [Decide("R1", at, "R2")] })[^1].State);
    }

    [Fact]
    public void A_dead_end_tells_who_lives_along_it_and_one_without_households_comes_last()
    {
        var county = CaseCounty.Build(
            [
                Road(1, Line(0, 0, 1000, 0)),
                Road(2, Line(1000, 0, 1000, 2000)), // nobody
                Road(3, Line(1000, 0, 3000, 0)),
                Road(4, Line(3000, 0, 6000, 0)),
            ],
            [new(1, "township", 105, 24.7, DateSet.Always)],
            [Hamlet(1, 500, 0), Hamlet(2, 2000, 0), Hamlet(3, 4000, 0)]
        );
        Assert.Equal(
            ["R4 50 H2 H3", "R2 0 "],
            NetworkFindings
                .DeadEnds(Service, Rules, county, Day, Token)
                .Select(d => $"{d.Code} {d.Households} {string.Join(' ', d.Places)}")
        );
    }

    [Fact]
    public void Ten_thousand_breaks_are_listed_and_ordered()
    {
        // A hundred rows of a hundred and one roads, each 20 m from the next, a hamlet at each: one row is served.
        List<Asset> roads = [];
        List<SubjectPlace> hamlets = [];
        for (var row = 0; row < 100; row++)
        {
            for (var n = 0; n <= 100; n++)
            {
                var (x, y) = (n * 1020, row * 2000);
                roads.Add(Road(roads.Count + 1, Line(x, y, x + 1000, y)));
                hamlets.Add(Hamlet(hamlets.Count + 1, x + 500, y));
            }
        }

        var county = CaseCounty.Build(
            [.. roads],
            [
                .. Enumerable
                    .Range(0, 100)
                    .Select(r => new Seat(r + 1, "township", At(0, r * 2000).X, At(0, r * 2000).Y, DateSet.Always)),
            ],
            [.. hamlets]
        );
        var breaks = Breaks(county);
        Assert.Equal(10_000, breaks.Count);
        Assert.Equal(Enumerable.Range(1, 10_000), breaks.Select(b => b.Order!.Value));
    }

    [Fact]
    public void The_preview_tells_whose_verdict_changes()
    {
        var county = County(First, Second);
        var effect = Assert.Single(NetworkBreaks.Effects(Service, county, [Decide("R1", "end", "R2")], Day, Token));
        Assert.Equal(
            ("H2", 20, Verdict.Unknown, Verdict.Met),
            (effect.Code, effect.Households, effect.Before, effect.After)
        );
        effect = Assert.Single(
            NetworkBreaks.Effects(Service, county, [Decide("R1", "end", "R2", confirmed: false)], Day, Token)
        );
        Assert.Equal((Verdict.Unknown, Verdict.NotMet), (effect.Before, effect.After));
    }
}
