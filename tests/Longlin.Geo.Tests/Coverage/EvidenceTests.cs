using Longlin.Geo.Coverage;
using Longlin.Geo.Model;
using Longlin.Geo.Rules;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Tests.Coverage;

/// <summary>Which evidence decides, from when, and when a case must be inspected again.</summary>
public class EvidenceTests
{
    private static readonly Standard Standard = Standard.LoadFrom(
        Path.Combine(ProjectRoot.Find(), "data"),
        SharedData.Catalog
    );
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4490);

    // Geometry: not met until day 100, met until day 200, then closed for good.
    private static readonly TimelinePiece[] OpenThenClosed =
    [
        PlaceTimeline.Unmeasured(int.MinValue, Verdict.NotMet, "no_link", EvidenceKind.Geometry),
        PlaceTimeline.Unmeasured(100, Verdict.Met, "served", EvidenceKind.Geometry),
        PlaceTimeline.Unmeasured(200, Verdict.NotMet, "no_link", EvidenceKind.Geometry),
    ];

    private static (Verdict Verdict, EvidenceKind Evidence, bool Conflict) On(int day, params Survey[] surveys)
    {
        var piece = PlaceTimeline.At(PlaceTimeline.WithEvidence(OpenThenClosed, surveys), day);
        return (piece.Verdict, piece.Evidence, piece.Conflict);
    }

    [Fact]
    public void Without_a_finding_geometry_decides() =>
        Assert.Equal((Verdict.Met, EvidenceKind.Geometry, false), On(150));

    [Fact]
    public void A_finding_counts_from_its_day_on()
    {
        Survey lacking = new(150, Verdict.NotMet, EvidenceKind.Inspection);
        Assert.Equal((Verdict.Met, EvidenceKind.Geometry, false), On(149, lacking));
        // Geometry says otherwise: inspect again
        Assert.Equal((Verdict.NotMet, EvidenceKind.Inspection, true), On(150, lacking));
        Assert.Equal((Verdict.NotMet, EvidenceKind.Inspection, false), On(250, lacking));
    }

    [Fact]
    public void What_was_accepted_and_closes_later_is_not_met() =>
        Assert.Equal(
            (Verdict.NotMet, EvidenceKind.Geometry, false),
            On(200, new Survey(150, Verdict.Met, EvidenceKind.Acceptance))
        );

    [Fact]
    public void What_was_found_lacking_and_is_built_later_stays_and_is_a_conflict() =>
        Assert.Equal(
            (Verdict.NotMet, EvidenceKind.Acceptance, true),
            On(120, new Survey(50, Verdict.NotMet, EvidenceKind.Acceptance))
        );

    [Fact]
    public void What_was_accepted_against_geometry_is_met_and_a_conflict() =>
        Assert.Equal(
            (Verdict.Met, EvidenceKind.Acceptance, true),
            On(60, new Survey(50, Verdict.Met, EvidenceKind.Acceptance))
        );

    [Fact]
    public void The_newest_finding_decides_and_a_declaration_only_where_there_is_none()
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

    private static TimelinePiece[] Of(CountyData county, string service, string code)
    {
        var all = CoverageComputation.Compute(Standard, county, TestContext.Current.CancellationToken);
        return all.Single(t => t.Service == service).Places[county.Places.ToList().FindIndex(p => p.Code == code)]!;
    }

    [Fact]
    public void One_failed_indicator_is_unsafe_one_missing_is_unknown_and_a_village_is_as_its_worst_hamlet()
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
        Assert.Equal(Verdict.Met, Assert.Single(Of(county, "water", "A1")).Verdict);
        var unknown = Assert.Single(Of(county, "water", "A2"));
        Assert.Equal(
            (Verdict.Unknown, "indicator_missing", EvidenceKind.None),
            (unknown.Verdict, unknown.Reason, unknown.Evidence)
        );
        Assert.Equal(["water_quality"], unknown.Words!);
        var failed = Assert.Single(Of(county, "water", "B1"));
        Assert.Equal(Verdict.NotMet, failed.Verdict);
        Assert.Equal(["water_access"], failed.Words!);
        Assert.Equal(
            (Verdict.Unknown, "hamlets_unknown"),
            (Of(county, "water", "A")[0].Verdict, Of(county, "water", "A")[0].Reason)
        );
        Assert.Equal(Verdict.NotMet, Of(county, "water", "B")[0].Verdict);
        Assert.Equal(Verdict.Met, Of(county, "water", "C")[0].Verdict);
        Assert.Equal(
            (Verdict.Unknown, "no_hamlets"),
            (Of(county, "water", "D")[0].Verdict, Of(county, "water", "D")[0].Reason)
        );
    }

    [Fact]
    public void A_facility_counts_inside_its_village_from_its_opening_and_only_to_standard_where_the_rule_says_so()
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
        var clinic = Of(county, "clinic", "451031100201");
        Assert.Equal(
            [(int.MinValue, Verdict.NotMet), (new DateOnly(2017, 5, 1).DayNumber, Verdict.Met)],
            clinic.Select(p => (p.From, p.Verdict))
        );
        Assert.Equal(Verdict.Unknown, Of(county, "clinic", "451031100202")[0].Verdict); // there, and nobody says whether to standard
        Assert.Equal("none_inside", Of(county, "clinic", "451031100203")[0].Reason);
        Assert.Equal(Verdict.Met, Of(county, "finance", "451031100203")[0].Verdict); // its own code goes before its place
        Assert.Equal(Verdict.NotMet, Of(county, "finance", "451031100201")[0].Verdict);
        Assert.Equal(
            (Verdict.Unknown, "no_data"),
            (Of(county, "stage", "451031100201")[0].Verdict, Of(county, "stage", "451031100201")[0].Reason)
        );
    }
}
