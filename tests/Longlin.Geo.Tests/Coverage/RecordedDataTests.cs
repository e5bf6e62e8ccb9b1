using Longlin.Geo.Coverage.Gaps;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Coverage;

/// <summary>
/// What follows from another service, what bureaus declare and since when, vacated hamlets, sources drawn as areas and
/// sources that join nothing.
/// </summary>
public class RecordedDataTests
{
    private static readonly Standard Standard = RulesFolder.Load(
        Path.Combine(ProjectRoot.Find(), "data"),
        SharedData.Catalog
    );
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);

    private static readonly SubjectPlace Hamlet = new("hamlet", 1, "H1", 105, 24.7, null, false, DateSet.Always);

    private static Asset Row(string code, Geometry geometry, params (string Column, object? Value)[] attributes) =>
        new(
            code.GetHashCode(StringComparison.Ordinal),
            code,
            "open",
            null,
            null,
            geometry,
            attributes.ToDictionary(a => a.Column, a => a.Value)
        )
        {
            Name = $"name of {code}",
        };

    private static LineString Line(params Coordinate[] at) => Factory.CreateLineString(at);

    private static CountyData County(SubjectPlace place, params (string Layer, Asset Asset)[] rows) =>
        new(
            "451031",
            new DateOnly(2019, 12, 31),
            "",
            Standard
                .Services.SelectMany(s => s.Layers)
                .Append("facilities")
                .Distinct()
                .ToDictionary(
                    l => l,
                    l => (IReadOnlyList<Asset>)[.. rows.Where(r => r.Layer == l).Select(r => r.Asset)]
                ),
            new Dictionary<(string, string), DateSet>(),
            new Dictionary<string, DateOnly>(),
            [new Seat(7, "township", 105.01, 24.7, DateSet.Always)],
            [place],
            new Dictionary<(string, string), IReadOnlyList<Survey>>()
        );

    private static CountyData Surveyed(
        CountyData county,
        params (string Service, int Day, Verdict Verdict, EvidenceKind Kind)[] found
    ) =>
        county with
        {
            Surveys = found
                .GroupBy(f => f.Service)
                .ToDictionary(
                    g => ("H1", g.Key),
                    g => (IReadOnlyList<Survey>)[.. g.Select(f => new Survey(f.Day, f.Verdict, f.Kind))]
                ),
        };

    private static TimelinePiece At(CountyData county, string service, int day) =>
        PlaceTimeline.At(Pieces(county, service), day);

    private static TimelinePiece[] Pieces(CountyData county, string service) =>
        CoverageComputation
            .Compute(Standard, county, TestContext.Current.CancellationToken)
            .Single(t => t.Service == service)
            .Places[0]!;

    // A gravel road that was not accepted and is too narrow for certain: neither hardened nor passable.
    private static CountyData NarrowGravel() =>
        County(
            Hamlet,
            (
                "roads",
                Row(
                    "R1",
                    Line(new(105, 24.7), new(105.01, 24.7)),
                    ("surface", "gravel"),
                    ("accepted", false),
                    ("roadbed_width_m", 3.0),
                    ("surface_width_m", 2.5)
                )
            )
        );

    [Fact]
    public void A_hamlet_with_an_accepted_hardened_road_has_a_passable_one_on_the_same_evidence()
    {
        var county = Surveyed(NarrowGravel(), ("road", 100, Verdict.Met, EvidenceKind.Acceptance));
        Assert.Equal(Verdict.NotMet, At(county, "access", 99).Verdict);
        var access = At(county, "access", 100);
        Assert.Equal((Verdict.Met, EvidenceKind.Acceptance, true), (access.Verdict, access.Evidence, access.Conflict));
    }

    [Fact]
    public void Where_an_inspection_finds_no_passable_road_there_is_no_hardened_one_either()
    {
        var county = Surveyed(
            NarrowGravel(),
            ("road", 100, Verdict.Met, EvidenceKind.Acceptance),
            ("access", 200, Verdict.NotMet, EvidenceKind.Inspection)
        );
        foreach (var service in (string[])["road", "access"])
        {
            Assert.Equal(Verdict.Met, At(county, service, 199).Verdict);
            Assert.Equal(
                (Verdict.NotMet, EvidenceKind.Inspection),
                (At(county, service, 200).Verdict, At(county, service, 200).Evidence)
            );
        }
    }

    [Fact]
    public void On_no_day_is_a_road_hardened_and_not_passable()
    {
        Random random = new(5);
        for (var round = 0; round < 200; round++)
        {
            var county = Surveyed(
                NarrowGravel(),
                [
                    .. Enumerable
                        .Range(0, 4)
                        .Select(i =>
                            (
                                random.Next(2) == 0 ? "road" : "access",
                                i * 10 + random.Next(5),
                                (Verdict)random.Next(2),
                                (EvidenceKind)random.Next(2, 5)
                            )
                        ),
                ]
            );
            foreach (var piece in Pieces(county, "road").Where(p => p.Verdict == Verdict.Met))
                Assert.Equal(Verdict.Met, At(county, "access", piece.From).Verdict);
        }
    }

    [Fact]
    public void Households_that_all_have_fibre_have_broadband_in_either_sense()
    {
        var county = County(With(("households", 20), ("fibre_households", 20)));
        Assert.Equal(VerdictReason.Declared, At(county, "broadband", 0).Reason);
        Assert.Equal(
            (Verdict.Met, VerdictReason.Implied, EvidenceKind.Declared),
            (
                At(county, "broadband_4g", 0).Verdict,
                At(county, "broadband_4g", 0).Reason,
                At(county, "broadband_4g", 0).Evidence
            )
        );
        // A part of the households tells nothing about the others.
        Assert.Equal(
            VerdictReason.NoData,
            At(County(With(("households", 20), ("fibre_households", 19))), "broadband", 0).Reason
        );
    }

    private static SubjectPlace With(params (string Column, object? Value)[] attributes) =>
        Hamlet with
        {
            Attributes = attributes.ToDictionary(a => a.Column, a => a.Value),
        };

    [Theory]
    [InlineData(20, 20, Verdict.Met, VerdictReason.Declared)]
    [InlineData(20, 17, Verdict.NotMet, VerdictReason.Partly)]
    [InlineData(20, 0, Verdict.NotMet, VerdictReason.OutOfReach)]
    [InlineData(20, null, Verdict.Unknown, VerdictReason.AttributeMissing)]
    [InlineData(null, 3, Verdict.Unknown, VerdictReason.HouseholdsMissing)]
    public void Satellite_sets_serve_all_households_some_or_an_unknown_number(
        int? households,
        int? sets,
        Verdict verdict,
        VerdictReason reason
    )
    {
        (string, Asset) far = (
            "telecom",
            Row("T1", Factory.CreatePoint(new Coordinate(105.4, 24.7)), ("kind", "transmitter"))
        );
        var place = With(("households", households), ("satellite_households", sets));
        var piece = At(County(place, far), "broadcast", 0);
        Assert.Equal((verdict, reason), (piece.Verdict, piece.Reason));
        // Within reach of a transmitter nobody needs one.
        (string, Asset) near = (
            "telecom",
            Row("T2", Factory.CreatePoint(new Coordinate(105.01, 24.7)), ("kind", "transmitter"))
        );
        Assert.Equal(Verdict.Met, At(County(place, near), "broadcast", 0).Verdict);
        // Before the day it was recorded the number is unknown.
        var later = place with
        {
            RecordedOn = 500,
        };
        Assert.Equal(Verdict.Unknown, At(County(later, far), "broadcast", 499).Verdict);
        Assert.Equal(reason, At(County(later, far), "broadcast", 500).Reason);
    }

    [Fact]
    public void Water_indicators_hold_from_the_day_they_were_recorded()
    {
        var place = With(
            ("water_quantity", "met"),
            ("water_quality", "not_met"),
            ("water_access", "met"),
            ("water_assurance", "met")
        ) with
        {
            RecordedOn = 300,
        };
        var county = County(place);
        Assert.Equal(
            [(int.MinValue, Verdict.Unknown), (300, Verdict.NotMet)],
            Pieces(county, "water").Select(p => (p.From, p.Verdict))
        );
        Assert.Equal(4, At(county, "water", 0).BlockingCodes!.Length);
        // A survey needs no attribute.
        Assert.Equal(
            Verdict.Met,
            At(Surveyed(county, ("water", 100, Verdict.Met, EvidenceKind.Inspection)), "water", 200).Verdict
        );
    }

    private static SubjectPlace Village(params (string Column, object? Value)[] attributes) =>
        new("village", 1, "451031100201", 105, 24.7, null, false, DateSet.Always)
        {
            Attributes = attributes.ToDictionary(a => a.Column, a => a.Value),
            RecordedOn = 300,
        };

    private static (Verdict, VerdictReason) Recorded(string service, int day, params (string, object?)[] attributes)
    {
        var piece = At(County(Village(attributes)), service, day);
        return (piece.Verdict, piece.Reason);
    }

    [Fact]
    public void A_village_has_an_industry_from_its_day_on_and_without_a_day_it_is_unknown()
    {
        var since = ("industry_on", (object?)DateOnly.FromDayNumber(500));
        Assert.Equal((Verdict.NotMet, VerdictReason.IndicatorFailed), Recorded("industry", 499, since));
        Assert.Equal((Verdict.Met, VerdictReason.Declared), Recorded("industry", 500, since));
        Assert.Equal((Verdict.Unknown, VerdictReason.IndicatorMissing), Recorded("industry", 900));
    }

    [Theory]
    [InlineData(0, Verdict.NotMet)]
    [InlineData(1, Verdict.Met)]
    [InlineData(null, Verdict.Unknown)]
    public void Cooperatives_count_from_the_day_they_were_recorded(int? cooperatives, Verdict verdict)
    {
        Assert.Equal(verdict, Recorded("cooperative", 300, ("cooperatives", cooperatives)).Item1);
        Assert.Equal(Verdict.Unknown, Recorded("cooperative", 299, ("cooperatives", cooperatives)).Item1);
    }

    [Fact]
    public void A_team_is_there_when_both_are_named()
    {
        Assert.Equal(
            Verdict.Met,
            Recorded("resident_team", 300, ("first_secretary", "韦某"), ("resident_team", "队")).Item1
        );
        var piece = At(County(Village(("first_secretary", "韦某"))), "resident_team", 300);
        Assert.Equal((Verdict.Unknown, "resident_team"), (piece.Verdict, Assert.Single(piece.BlockingCodes!)));
    }

    [Fact]
    public void A_mutual_fund_is_asked_of_the_villages_that_have_one()
    {
        Assert.Equal(Verdict.Met, Recorded("mutual_fund", 300, ("fund_yuan", 500_000m)).Item1);
        Assert.Equal(Verdict.NotMet, Recorded("mutual_fund", 300, ("fund_yuan", 499_999.99m)).Item1);
        Assert.Equal((Verdict.Unknown, VerdictReason.NotAsked), Recorded("mutual_fund", 300, ("fund_yuan", 0m)));
        Assert.Equal((Verdict.Unknown, VerdictReason.IndicatorMissing), Recorded("mutual_fund", 300));
    }

    [Fact]
    public void A_vacated_hamlet_lacks_every_service_from_its_day_on_and_says_so_first()
    {
        var day = new DateOnly(2018, 5, 1);
        var county = Surveyed(
            County(
                With(("water_quantity", "met")) with
                {
                    VacatedOn = day.DayNumber,
                },
                ("roads", Row("R1", Line(new(105, 24.7), new(105.01, 24.7)), ("surface", "concrete")))
            ),
            ("road", 100, Verdict.Met, EvidenceKind.Acceptance)
        );
        Assert.Equal(Verdict.Met, At(county, "road", day.DayNumber - 1).Verdict);
        foreach (var service in (string[])["road", "access", "power", "water", "broadcast"])
        {
            var after = At(county, service, day.DayNumber);
            Assert.Equal((Verdict.NotMet, VerdictReason.Vacated), (after.Verdict, after.Reason));
        }

        var gap = new Gap(
            "hamlet",
            "H1",
            "甲屯",
            null,
            null,
            null,
            null,
            20,
            null,
            null,
            Verdict.NotMet,
            VerdictReason.Vacated,
            null,
            null,
            null,
            null,
            [],
            null,
            null
        )
        {
            VacatedOn = day,
        };
        var sentence = Sentence.For(gap, Standard.Find("road")!, new(2019, 1, 1), false, Standard.NearRoad);
        Assert.StartsWith("自2018-05-01起已整屯搬出", sentence.Zh, StringComparison.Ordinal);
        Assert.StartsWith("Vacated since 2018-05-01", sentence.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Some_households_without_a_service_are_counted_in_the_sentence()
    {
        var gap = new Gap(
            "hamlet",
            "H1",
            "甲屯",
            null,
            null,
            null,
            null,
            20,
            null,
            null,
            Verdict.NotMet,
            VerdictReason.Partly,
            null,
            null,
            null,
            null,
            ["satellite_households"],
            null,
            null
        )
        {
            MissingHouseholds = 3,
        };
        var sentence = Sentence.For(gap, Standard.Find("broadcast")!, new(2019, 1, 1), false, Standard.NearRoad);
        Assert.Contains("还有3户未通", sentence.Zh, StringComparison.Ordinal);
        Assert.Contains("3 households still lack it", sentence.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_settlement_that_is_only_planned_or_closed_on_an_unknown_day_stands_on_no_day()
    {
        DateOnly opened = new(2000, 1, 1),
            closed = new(2018, 5, 1);
        Assert.True(Lifetime.Standing("planned", opened, null).IsEmpty);
        Assert.True(Lifetime.Standing("closed", opened, null).IsEmpty);
        Assert.Equal(Lifetime.Valid(opened, closed), Lifetime.Standing("closed", opened, closed));
    }

    // A substation of 100 m by 100 m; a line ends at its fence, another runs through it, a third passes 30 m away.
    private static (string, Asset)[] Substation(Geometry shape) =>
        [
            ("power", Row("S1", shape, ("kind", "substation"), ("energised", true))),
            ("power", Row("L1", Line(new(105.0110, 24.7), new(105.02, 24.7)), ("kind", "line"), ("energised", true))),
            (
                "power",
                Row("L2", Line(new(105.0105, 24.69), new(105.0105, 24.71)), ("kind", "line"), ("energised", true))
            ),
            (
                "power",
                Row("L3", Line(new(105.0113, 24.695), new(105.0113, 24.6999)), ("kind", "line"), ("energised", true))
            ),
        ];

    private static readonly Geometry Yard = Factory.ToGeometry(new Envelope(105.0100, 105.0110, 24.6995, 24.7005));

    [Fact]
    public void A_source_drawn_as_an_area_joins_what_touches_or_enters_it()
    {
        var service = (ServiceRule)Standard.Find("power")!;
        var county = County(Hamlet, Substation(Yard));
        var isolated = NetworkFindings.Isolated(
            service,
            county,
            new(2018, 1, 1),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(["L3"], isolated.Select(f => f.Code));
    }

    [Fact]
    public void A_tank_drawn_as_an_area_is_joined_by_the_pipe_that_ends_at_its_wall()
    {
        var county = County(
            Hamlet,
            ("water", Row("P1", Factory.CreatePoint(new Coordinate(105.02, 24.7)), ("kind", "plant"))),
            ("water", Row("W1", Line(new(105.0012, 24.7), new(105.02, 24.7)), ("kind", "pipe"))),
            (
                "water",
                Row("K1", Factory.ToGeometry(new Envelope(105.0004, 105.0012, 24.6996, 24.7004)), ("kind", "tank"))
            )
        );
        Assert.Equal(Verdict.Met, At(county, "piped", 0).Verdict);
    }

    [Fact]
    public void A_source_that_joins_nothing_is_reported_by_name()
    {
        var service = (ServiceRule)Standard.Find("power")!;
        var away = Factory.CreatePoint(new Coordinate(105.3, 24.7));
        var found = NetworkFindings.Isolated(
            service,
            County(Hamlet, Substation(away)),
            new(2018, 1, 1),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(("idle_source", "S1", "name of S1"), (found[0].Finding, found[0].Code, found[0].Name));
        // A seat far from every road is one too.
        var road = (ServiceRule)Standard.Find("road")!;
        var county = County(
            new("township", 7, "451031100", 105.01, 24.7, null, false, DateSet.Always) { Name = "甲镇" },
            ("roads", Row("R1", Line(new(105.2, 24.7), new(105.3, 24.7)), ("surface", "concrete")))
        );
        var seat = NetworkFindings.Isolated(road, county, new(2018, 1, 1), TestContext.Current.CancellationToken)[0];
        Assert.Equal(("idle_source", "451031100", "甲镇"), (seat.Finding, seat.Code, seat.Name));
    }
}
