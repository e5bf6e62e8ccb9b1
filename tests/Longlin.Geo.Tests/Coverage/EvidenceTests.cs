using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Coverage;

/// <summary>Which evidence decides, from which day on, and which disagreements are conflicts.</summary>
public class EvidenceTests
{
    private static readonly Standard Standard = RulesFolder.Load(
        Path.Combine(ProjectRoot.Find(), "data"),
        SharedData.Catalog
    );
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);

    // Geometry: not met until day 100, met until day 200, then closed for good.
    private static readonly TimelinePiece[] OpenThenClosed =
    [
        PlaceTimeline.Unmeasured(int.MinValue, Verdict.NotMet, VerdictReason.NoLink, EvidenceKind.Geometry),
        PlaceTimeline.Unmeasured(100, Verdict.Met, VerdictReason.Served, EvidenceKind.Geometry),
        PlaceTimeline.Unmeasured(200, Verdict.NotMet, VerdictReason.NoLink, EvidenceKind.Geometry),
    ];

    private static (Verdict Verdict, EvidenceKind Evidence, bool Conflict) On(int day, params Survey[] surveys)
    {
        var piece = PlaceTimeline.At(PlaceTimeline.WithEvidence(OpenThenClosed, surveys), day);
        return (piece.Verdict, piece.Evidence, piece.Conflict);
    }

    [Fact]
    public void Without_a_survey_the_network_decides() =>
        Assert.Equal((Verdict.Met, EvidenceKind.Geometry, false), On(150));

    [Fact]
    public void A_survey_counts_from_its_day_on()
    {
        Survey lacking = new(150, Verdict.NotMet, EvidenceKind.Inspection);
        Assert.Equal((Verdict.Met, EvidenceKind.Geometry, false), On(149, lacking));
        // Geometry says otherwise: inspect again
        Assert.Equal((Verdict.NotMet, EvidenceKind.Inspection, true), On(150, lacking));
        Assert.Equal((Verdict.NotMet, EvidenceKind.Inspection, false), On(250, lacking));
    }

    [Fact]
    public void A_place_accepted_and_cut_off_later_is_not_met() =>
        Assert.Equal(
            (Verdict.NotMet, EvidenceKind.Geometry, false),
            On(200, new Survey(150, Verdict.Met, EvidenceKind.Acceptance))
        );

    [Fact]
    public void A_place_found_unserved_and_connected_later_stays_not_met_and_is_a_conflict() =>
        Assert.Equal(
            (Verdict.NotMet, EvidenceKind.Acceptance, true),
            On(120, new Survey(50, Verdict.NotMet, EvidenceKind.Acceptance))
        );

    [Fact]
    public void An_acceptance_that_contradicts_the_network_is_met_and_a_conflict() =>
        Assert.Equal(
            (Verdict.Met, EvidenceKind.Acceptance, true),
            On(60, new Survey(50, Verdict.Met, EvidenceKind.Acceptance))
        );

    [Fact]
    public void The_newest_survey_decides_and_a_declaration_only_without_a_survey()
    {
        Survey declared = new(160, Verdict.Met, EvidenceKind.Declared),
            inspected = new(150, Verdict.NotMet, EvidenceKind.Inspection),
            accepted = new(170, Verdict.Met, EvidenceKind.Acceptance);
        Assert.Equal((Verdict.NotMet, EvidenceKind.Inspection, true), On(165, inspected, declared));
        Assert.Equal((Verdict.Met, EvidenceKind.Acceptance, false), On(170, inspected, declared, accepted));
        Assert.Equal(
            (Verdict.Met, EvidenceKind.Declared, true),
            On(250, new Survey(220, Verdict.Met, EvidenceKind.Declared))
        );
    }

    [Fact]
    public void A_declaration_that_contradicts_an_inspection_is_a_conflict_even_if_the_network_agrees_with_it()
    {
        Survey lacking = new(210, Verdict.NotMet, EvidenceKind.Inspection),
            present = new(110, Verdict.Met, EvidenceKind.Acceptance);
        Assert.Equal(
            (Verdict.NotMet, EvidenceKind.Inspection, true),
            On(250, lacking, new Survey(220, Verdict.Met, EvidenceKind.Declared))
        );
        Assert.Equal(
            (Verdict.NotMet, EvidenceKind.Inspection, false),
            On(250, lacking, new Survey(220, Verdict.NotMet, EvidenceKind.Declared))
        );
        Assert.Equal(
            (Verdict.Met, EvidenceKind.Acceptance, true),
            On(150, present, new Survey(120, Verdict.NotMet, EvidenceKind.Declared))
        );
        // The network closes later: the disagreement remains.
        Assert.Equal(
            (Verdict.NotMet, EvidenceKind.Geometry, true),
            On(200, present, new Survey(120, Verdict.NotMet, EvidenceKind.Declared))
        );
    }

    [Fact]
    public void A_declared_verdict_is_not_near_a_road()
    {
        Dictionary<string, object?> attributes = new() { ["households"] = 20, ["satellite_households"] = 20 };
        Asset road = new(
            1,
            "R1",
            "open",
            null,
            null,
            Factory.CreateLineString([new(105, 24.7), new(105.01, 24.7)]),
            new Dictionary<string, object?> { ["surface"] = "concrete" }
        );
        SubjectPlace hamlet = new("hamlet", 1, "H1", 105, 24.7, null, false, DateSet.Always, attributes, "V1");
        var empty = County([hamlet]);
        var county = empty with
        {
            Assets = empty.Assets.ToDictionary(a => a.Key, a => a.Key == "roads" ? [road] : a.Value),
        };
        var declared = Assert.Single(PiecesOf(county, "broadcast", "H1"));
        Assert.Equal(
            (Verdict.Met, VerdictReason.Declared, EvidenceKind.Declared, false),
            (declared.Verdict, declared.Reason, declared.Evidence, declared.NearRoad)
        );
        var one = county with
        {
            Places = [hamlet with { Attributes = new Dictionary<string, object?>(attributes) { ["households"] = 21 } }],
        };
        Assert.NotEqual(Verdict.Met, Assert.Single(PiecesOf(one, "broadcast", "H1")).Verdict);
    }

    private static CountyData County(SubjectPlace[] places, params Asset[] facilities) =>
        new(
            "451031",
            new DateOnly(2019, 12, 31),
            "",
            Standard
                .Services.SelectMany(s => s.Layers)
                .Append("facilities")
                .Distinct()
                .ToDictionary(l => l, l => (IReadOnlyList<Asset>)(l == "facilities" ? facilities : [])),
            new Dictionary<(string, string), DateSet>(),
            new Dictionary<string, DateOnly>(),
            [],
            places,
            new Dictionary<(string, string), IReadOnlyList<Survey>>()
        );

    private static SubjectPlace Hamlet(string code, string village, params (string Indicator, string? Value)[] water)
    {
        Dictionary<string, object?> values = new()
        {
            ["water_quantity"] = "met",
            ["water_quality"] = "met",
            ["water_access"] = "met",
            ["water_assurance"] = "met",
        };
        foreach (var (indicator, value) in water)
            values[indicator] = value;
        return new("hamlet", 1, code, 105, 24.7, null, false, DateSet.Always, values, village);
    }

    private static SubjectPlace Village(string code, double west = 105) =>
        new(
            "village",
            1,
            code,
            west + 0.05,
            24.75,
            null,
            false,
            DateSet.Always,
            Outline: Factory.ToGeometry(new Envelope(west, west + 0.1, 24.7, 24.8))
        );

    private static TimelinePiece[] PiecesOf(CountyData county, string service, string code)
    {
        var all = CoverageComputation.Compute(Standard, county, TestContext.Current.CancellationToken);
        return all.Single(t => t.Service == service).Places[county.Places.ToList().FindIndex(p => p.Code == code)]!;
    }

    [Fact]
    public void A_failed_indicator_is_not_met_a_missing_one_is_unknown_and_a_village_takes_its_worst_hamlet()
    {
        var county = County([
            Hamlet("A1", "A"),
            Hamlet("A2", "A", ("water_quality", null)),
            Hamlet("B1", "B", ("water_access", "not_met"), ("water_quality", null)),
            Hamlet("C1", "C"),
            Village("A"),
            Village("B"),
            Village("C"),
            Village("D"),
        ]);
        Assert.Equal(Verdict.Met, Assert.Single(PiecesOf(county, "water", "A1")).Verdict);
        var unknown = Assert.Single(PiecesOf(county, "water", "A2"));
        Assert.Equal(
            (Verdict.Unknown, VerdictReason.IndicatorMissing, EvidenceKind.None),
            (unknown.Verdict, unknown.Reason, unknown.Evidence)
        );
        Assert.Equal(["water_quality"], unknown.BlockingCodes!);
        var failed = Assert.Single(PiecesOf(county, "water", "B1"));
        Assert.Equal(Verdict.NotMet, failed.Verdict);
        Assert.Equal(["water_access"], failed.BlockingCodes!);
        Assert.Equal(
            (Verdict.Unknown, VerdictReason.HamletsUnknown),
            (PiecesOf(county, "water", "A")[0].Verdict, PiecesOf(county, "water", "A")[0].Reason)
        );
        Assert.Equal(Verdict.NotMet, PiecesOf(county, "water", "B")[0].Verdict);
        Assert.Equal(Verdict.Met, PiecesOf(county, "water", "C")[0].Verdict);
        Assert.Equal(
            (Verdict.Unknown, VerdictReason.NoHamlets),
            (PiecesOf(county, "water", "D")[0].Verdict, PiecesOf(county, "water", "D")[0].Reason)
        );
    }

    [Fact]
    public void A_facility_counts_in_its_village_once_open_and_must_meet_the_standard_if_the_rule_says_so()
    {
        Asset At(long id, string kind, double lon, DateOnly? opened, bool? standard, string? village = null) =>
            new(
                id,
                $"F{id}",
                "open",
                opened,
                null,
                Factory.CreatePoint(new Coordinate(lon, 24.75)),
                new Dictionary<string, object?>
                {
                    ["kind"] = kind,
                    ["to_standard"] = standard,
                    ["village_code"] = village,
                }
            );
        var county = County(
            [Village("451031100201", 105), Village("451031100202", 105.2), Village("451031100203", 105.4)],
            At(1, "clinic", 105.05, new DateOnly(2017, 5, 1), true),
            At(2, "clinic", 105.25, null, null),
            At(3, "finance", 105.05, null, null, "451031100203")
        );
        var clinic = PiecesOf(county, "clinic", "451031100201");
        Assert.Equal(
            [(int.MinValue, Verdict.NotMet), (new DateOnly(2017, 5, 1).DayNumber, Verdict.Met)],
            clinic.Select(p => (p.From, p.Verdict))
        );
        // A clinic is there, but the data does not tell whether it is up to standard.
        Assert.Equal(Verdict.Unknown, PiecesOf(county, "clinic", "451031100202")[0].Verdict);
        Assert.Equal(VerdictReason.NoneInside, PiecesOf(county, "clinic", "451031100203")[0].Reason);
        // Where it lies decides; the village that it only names is a conflict.
        var (inside, claimed) = (
            PiecesOf(county, "finance", "451031100201")[0],
            PiecesOf(county, "finance", "451031100203")[0]
        );
        Assert.Equal((Verdict.Met, false), (inside.Verdict, inside.Conflict));
        Assert.Equal((Verdict.NotMet, true), (claimed.Verdict, claimed.Conflict));
        Assert.Equal(
            (Verdict.Unknown, VerdictReason.NoData),
            (PiecesOf(county, "stage", "451031100201")[0].Verdict, PiecesOf(county, "stage", "451031100201")[0].Reason)
        );
    }
}
