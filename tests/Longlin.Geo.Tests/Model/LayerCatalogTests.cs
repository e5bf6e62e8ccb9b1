using Longlin.Geo.Model;

namespace Longlin.Geo.Tests.Model;

public class LayerCatalogTests
{
    [Theory]
    [InlineData("areas", "level parent_code seat_lon seat_lat poor_village exit_date")]
    [InlineData(
        "hamlets",
        "village_code households population poor_households poor_population baseline_households dispersed "
            + "tap_households satellite_households fibre_households dangerous_houses water_quantity water_quality "
            + "water_access water_assurance relocate consenting_households"
    )]
    [InlineData(
        "roads",
        "class surface surfaced_on prior_surface roadbed_width_m surface_width_m grade_pct accepted external_link "
            + "purpose maintainer"
    )]
    [InlineData("power", "kind energised voltage_kv capacity_kva phases")]
    [InlineData("telecom", "kind technology reach_m mbps")]
    [InlineData("water", "kind capacity_m3_per_day danger_class")]
    [InlineData("bus_routes", "runs")]
    [InlineData("facilities", "kind village_code to_standard")]
    [InlineData("zones", "kind")]
    [InlineData("sites", "mode land_based housing_m2 school_places water_l_per_day capacity_persons")]
    [InlineData("moves", "")]
    [InlineData("closures", "")]
    [InlineData(
        "works",
        "kind bureau township_code village_code starts_on due_on finished_on budget_yuan paid_yuan progress_pct assets"
    )]
    [InlineData("surveys", "hamlet_code service verdict evidence observed_on note")]
    public void Every_layer_of_the_contract_has_its_columns(string layer, string columns) =>
        Assert.All(
            columns
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Concat(["code", "name", "status", "opened_on", "closed_on", "source"]),
            c => Assert.NotNull(SharedData.Catalog[layer].Column(c))
        );

    [Fact]
    public void There_are_fourteen_layers() => Assert.Equal(14, SharedData.Catalog.Layers.Count());

    [Fact]
    public void Every_title_is_in_both_languages() =>
        Assert.All(
            SharedData.Catalog.Layers.SelectMany(l => l.AllColumns.Select(c => c.Title).Append(l.Title)),
            t => Assert.True(t.Zh.Length > 0 && t.En.Length > 0)
        );

    [Theory]
    [InlineData("name", "text", false, "column of that name")]
    [InlineData("geom", "geometry(point, 4490)", false, "column of that name")]
    [InlineData("far; drop table x", "text", false, "lower-case letters")]
    [InlineData("rank", "smallint", true, "only a geometry")]
    public void An_invalid_stored_column_is_named_when_the_layer_is_read(
        string name,
        string type,
        bool indexed,
        string reason
    )
    {
        var folder = Directory.CreateTempSubdirectory("longlin-layers-");
        Directory.CreateDirectory(Path.Combine(folder.FullName, "sites"));
        var text = File.ReadAllText(Path.Combine(ProjectRoot.Find(), "tiles", "sites", "layer.json"));
        var stored =
            $"\"stored\": [{{\"name\": \"{name}\", \"type\": \"{type}\", \"as\": \"null\", "
            + $"\"indexed\": {(indexed ? "true" : "false")}}}],";
        File.WriteAllText(
            Path.Combine(folder.FullName, "sites", "layer.json"),
            text.Replace("\"writers\"", $"{stored} \"writers\"", StringComparison.Ordinal)
        );
        Assert.Contains(
            reason,
            Assert.Throws<DataFileException>(() => LayerCatalog.Load(folder.FullName)).Message,
            StringComparison.Ordinal
        );
        folder.Delete(true);
    }
}
