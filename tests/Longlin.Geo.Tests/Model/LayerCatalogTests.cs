using System.Text.Json.Nodes;
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
    public void There_are_fifteen_layers() => Assert.Equal(15, SharedData.Catalog.Layers.Count());

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
        JsonObject stored = new()
        {
            ["name"] = name,
            ["type"] = type,
            ["as"] = "null",
            ["indexed"] = indexed,
        };
        Assert.Contains(reason, Refusal("sites", l => l["stored"] = new JsonArray(stored)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pressure", "column Pressure: begins with a lower-case letter")]
    [InlineData("压力", "column 压力: begins with a lower-case letter")]
    [InlineData("a b", "column a b: begins")]
    [InlineData("\"", "column \": begins")]
    [InlineData("", "column : begins")]
    [InlineData("2nd", "column 2nd: begins")]
    [InlineData("geom", "column geom: the name is the system's own")]
    [InlineData("xmin", "column xmin: the name is the system's own")]
    [InlineData("row_number", "column row_number: the name is the system's own")]
    [InlineData("name", "column name: the layer has two of that name")]
    [InlineData("kind", "column kind: the layer has two of that name")]
    public void A_column_that_cannot_be_is_refused_with_file_and_column(string name, string reason) =>
        Assert.Contains(
            reason,
            Refusal("power", l => l["columns"]!.AsArray().Add(Column(name, "Text"))),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_name_of_more_letters_than_PostgreSQL_keeps_is_refused()
    {
        var name = new string('a', 64);
        Assert.Contains(
            $"column {name}: begins with",
            Refusal("power", l => l["columns"]!.AsArray().Add(Column(name, "Text"))),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("writers", """["Gas"]""", "writers Gas: a role in lower-case letters")]
    [InlineData("writers", """["administrator"]""", "writers administrator: a role in lower-case letters")]
    [InlineData("snapsTo", """["pipes"]""", "snapsTo: there is no layer pipes")]
    [InlineData("geometry", "\"None\"", "a layer without geometry has neither switch nor snapsTo")]
    [InlineData("switch", """{"order": 1}""", "line ")]
    [InlineData("colour", "\"red\"", "line ")]
    public void A_layer_with_one_wrong_value_is_refused_with_its_file(string member, string value, string reason) =>
        Assert.Contains(reason, Refusal("power", l => l[member] = JsonNode.Parse(value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("users", "layer users: the name is the system's own")]
    [InlineData("Gas", "layer Gas: begins with a lower-case letter")]
    public void A_layer_whose_name_cannot_be_is_refused(string name, string reason) =>
        Assert.Contains(reason, Refusal("power", l => l["name"] = name, name), StringComparison.Ordinal);

    [Theory]
    [InlineData("order")]
    [InlineData("user")]
    [InlineData("select")]
    public void A_word_of_SQL_may_be_the_name_of_a_column_and_is_quoted(string name)
    {
        using LayerFolder folder = new();
        folder.Write("power", "power", l => l["columns"]!.AsArray().Add(Column(name, "Timestamp")));
        var column = LayerCatalog.Load(folder.Path)["power"].Column(name)!;
        Assert.Equal(($"\"{name}\"", ColumnType.Timestamp), (column.Sql, column.Type));
    }

    [Fact]
    public void Two_layers_of_one_name_are_refused_and_both_files_named()
    {
        using LayerFolder folder = new();
        var one = folder.Write("power", "power", _ => { });
        var other = folder.Write("power", System.IO.Path.Combine("old", "power"), _ => { });
        var message = Assert.Throws<DataFileException>(() => LayerCatalog.Load(folder.Path)).Message;
        Assert.Contains("layer power is described twice", message, StringComparison.Ordinal);
        Assert.Contains(one, message, StringComparison.Ordinal);
        Assert.Contains(other, message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_roles_are_those_that_layers_name() =>
        Assert.Equal(
            ["viewer", "inspector", "planner", "power", "relocation", "telecom", "transport", "water", "administrator"],
            SharedData.Catalog.Roles
        );

    private static JsonObject Column(string name, string type) =>
        new()
        {
            ["name"] = name,
            ["type"] = type,
            ["title"] = new JsonObject { ["zh"] = "列", ["en"] = "column" },
        };

    // What is said of a shipped layer after a change; the file is named first.
    private static string Refusal(string layer, Action<JsonObject> change, string? name = null)
    {
        using LayerFolder folder = new();
        var file = folder.Write(layer, name ?? layer, change);
        var message = Assert.Throws<DataFileException>(() => LayerCatalog.Load(folder.Path)).Message;
        Assert.StartsWith(file, message, StringComparison.Ordinal);
        return message;
    }

    private sealed class LayerFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("longlin-layers-").FullName;

        /// <summary>A shipped layer, changed, in a folder of a name.</summary>
        public string Write(string layer, string folder, Action<JsonObject> change)
        {
            var shipped = System.IO.Path.Combine(ProjectRoot.Find(), "tiles", layer, "layer.json");
            var json = JsonNode.Parse(File.ReadAllText(shipped))!.AsObject();
            change(json);
            var file = System.IO.Path.Combine(
                Directory.CreateDirectory(System.IO.Path.Combine(Path, folder)).FullName,
                "layer.json"
            );
            File.WriteAllText(file, json.ToJsonString());
            return file;
        }

        public void Dispose() => Directory.Delete(Path, true);
    }
}
