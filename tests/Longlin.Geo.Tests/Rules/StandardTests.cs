using Longlin.Geo.Model;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Tests.Rules;

public class StandardTests
{
    private static readonly Standard Standard = RulesFolder.Load(
        Path.Combine(ProjectRoot.Find(), "data"),
        SharedData.Catalog
    );

    private static bool? Passable(params (string Column, object? Value)[] road) =>
        Standard
            .Services.Single(s => s.Service == "access")
            .Links!.Evaluate(c => road.FirstOrDefault(p => p.Column == c).Value);

    [Fact]
    public void Gravel_is_passable_when_accepted_or_wide_enough_and_unknown_when_neither_is_known()
    {
        Assert.True(Passable(("surface", "gravel"), ("accepted", true)));
        Assert.True(Passable(("surface", "gravel"), ("roadbed_width_m", 4.5), ("surface_width_m", 3.5)));
        Assert.False(
            Passable(("surface", "gravel"), ("accepted", false), ("roadbed_width_m", 4.0), ("surface_width_m", 3.5))
        );
        Assert.Null(Passable(("surface", "gravel"), ("accepted", false)));
        Assert.Null(Passable());
        Assert.False(Passable(("surface", "earth"), ("accepted", true)));
        Assert.True(Passable(("surface", "concrete")));
    }

    [Fact]
    public void A_rule_without_a_number_in_the_Decision_has_no_pass_ratio() =>
        Assert.All(Standard.Rules, r => Assert.Null(r.PassRatio));

    [Fact]
    public void Every_rule_names_its_bureau_clause_days_of_force_and_evidence()
    {
        var published = Longlin.Geo.Reports.RulesDocument.From(Standard);
        Assert.All(
            published.Rules,
            r =>
            {
                Assert.True(published.Bureaus.ContainsKey(r.Bureau), r.Rule);
                Assert.NotEmpty(r.Clause);
                Assert.Equal(new DateOnly(2016, 3, 29), r.EffectiveFrom);
                Assert.NotEmpty(r.Evidence);
            }
        );
        Assert.DoesNotContain(published.Rules, r => r.Bureau == "planner");
    }

    [Fact]
    public void The_rules_and_figures_of_the_Decision_are_there() =>
        Assert.Empty(
            """
            POOR-79553 IND-V COOP-V NEW-V COOP-PV TEAM-PV FUND-PV CLINIC-T HOSPITAL-C JOBS-3-V JOBS-3-T JOBS-3-C ZONE-AGRI
            ZONE-DEV PARK-1 ENT-20 villages_with_waste_works villages_with_sewage_works desertification_area
            reforestation_area cold_stores care_homes
            """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Except(
                Standard.Rules.Select(r => r.Rule)
            ).Except(Standard.Counts.Where(c => c.Figure).Select(c => c.Name))
        );

    [Fact]
    public void Contradictions_hold_both_values_and_choose_none()
    {
        Assert.Equal(3, Standard.Contradictions.Count);
        Assert.All(Standard.Contradictions, c => Assert.Equal(2, c.Figures.Count));
        Assert.Equal(["79553", "76000"], Standard.Contradictions[0].Figures.Select(f => f.Value));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{ "standard": "x", "version": "1" }""")]
    public void A_standard_that_is_malformed_is_refused_with_its_file_named(string json)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, json);
        Assert.Contains(
            file,
            Assert.Throws<DataFileException>(() => RulesFolder.ReadStandard(file, SharedData.Catalog)).Message,
            StringComparison.Ordinal
        );
    }
}
