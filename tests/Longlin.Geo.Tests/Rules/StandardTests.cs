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
