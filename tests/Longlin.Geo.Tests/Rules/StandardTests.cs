using System.Text.RegularExpressions;
using Longlin.Geo.Model;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;

namespace Longlin.Geo.Tests.Rules;

public partial class StandardTests
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

    [Theory]
    [InlineData(
        "\"minHouseholds\": 50, \"service\": \"road\"",
        "\"minHouseholds\": -50, \"service\": \"road\"",
        "ROAD-H50-HARD"
    )]
    [InlineData(
        "\"minHouseholds\": 50, \"service\": \"road\"",
        "\"minHousehold\": 50, \"service\": \"road\"",
        ": line 1"
    )]
    [InlineData(
        "\"minHouseholds\": 50, \"service\": \"road\"",
        "\"minHouseholds\": 50, \"service\": \"gas\"",
        "there is no service gas"
    )]
    [InlineData("\"reachMetres\": 300,", "\"reachMetres\": -300,", "below zero")]
    [InlineData("\"kinds\": [\"clinic\"]", "\"kinds\": [\"clinik\"]", "no kind clinik")]
    [InlineData("\"water_quality\", \"water_access\"", "\"water_taste\", \"water_access\"", "no column water_taste")]
    [InlineData(
        "\"ways\": { \"over\": \"access\" }",
        "\"ways\": { \"over\": \"power\" }",
        "ways need a service over roads"
    )]
    [InlineData(
        "\"required\": [\"surface_width_m\"",
        "\"required\": [\"surface_breadth_m\"",
        "no column surface_breadth_m"
    )]
    [InlineData("\"detour\": 4", "\"detour\": 0", "a detour below one")]
    [InlineData("\"name\": \"persons_moved\"", "\"name\": \"persons_gone\"", "persons_gone")]
    [InlineData("\"rule\": \"BUS-V\"", "\"rule\": \"ROAD-V-HARD\"", "duplicate rule ROAD-V-HARD")]
    [InlineData(
        "\"subject\": \"base\", \"service\": \"access\"",
        "\"subject\": \"base\", \"service\": \"road\"",
        "is for hamlet, village"
    )]
    [InlineData("\"passRatio\": null, \"bureau\": \"power\"", "\"passRatio\": 95, \"bureau\": \"power\"", "passRatio")]
    public void An_error_in_the_standard_is_refused_with_file_and_place(string right, string wrong, string said)
    {
        // On one line, so that the layout of the file does not matter.
        var good = LineBreaks()
            .Replace(
                File.ReadAllText(
                    Directory.GetFiles(Path.Combine(ProjectRoot.Find(), "data", "standards"), "*.json").Single()
                ),
                " "
            );
        Assert.Contains(right, good, StringComparison.Ordinal);
        var file = Path.GetTempFileName();
        File.WriteAllText(file, good.Replace(right, wrong, StringComparison.Ordinal));
        var message = Assert
            .Throws<DataFileException>(() => RulesFolder.ReadStandard(file, SharedData.Catalog))
            .Message;
        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
        File.Delete(file);
    }

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex LineBreaks();
}
