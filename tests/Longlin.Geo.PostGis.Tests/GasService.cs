using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Longlin.Geo.Model;
using Longlin.Geo.Rules;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Store;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// A county that also keeps gas: copies of <c>data/</c> and <c>tiles/</c> with a layer, a service, a rule, a price, a
/// colour and a role more, a database over them, and the service over that.
/// </summary>
public sealed class GasService(TestCluster cluster) : IAsyncLifetime
{
    private const string Layer = """
        {
          "name": "gas",
          "title": { "zh": "燃气", "en": "Gas" },
          "geometry": "Any",
          "writers": ["gas", "planner"],
          "switch": { "order": 30, "title": { "zh": "燃气管网", "en": "Gas network" }, "colour": "@gas" },
          "snapsTo": ["gas"],
          "assets": true,
          "columns": [
            {
              "name": "kind",
              "type": "Text",
              "title": { "zh": "类别", "en": "kind" },
              "values": { "station": ["门站"], "pipe": ["管道"], "valve": ["阀室"] }
            },
            {
              "name": "pressure_mpa",
              "type": "Number",
              "title": { "zh": "设计压力", "en": "design pressure" },
              "unit": "MPa",
              "min": 0
            },
            { "name": "order", "type": "Integer", "title": { "zh": "顺序", "en": "order" }, "min": 1 },
            { "name": "inspected_at", "type": "Timestamp", "title": { "zh": "巡检时间", "en": "inspected at" } }
          ]
        }
        """;

    private const string Style = """
        [
          {
            "id": "gas-pipe",
            "type": "line",
            "source": "longlin",
            "source-layer": "gas",
            "filter": ["==", ["geometry-type"], "LineString"],
            "layout": { "visibility": "none" },
            "paint": { "line-color": "@gas", "line-width": 2 },
            "metadata": { "longlin:order": 58, "longlin:legend": { "zh": "燃气管道", "en": "gas pipes" } }
          },
          {
            "id": "gas-valve",
            "type": "symbol",
            "source": "longlin",
            "source-layer": "gas",
            "filter": ["==", ["geometry-type"], "Point"],
            "layout": { "visibility": "none", "icon-image": "square-gas", "icon-allow-overlap": true },
            "metadata": {
              "longlin:order": 59,
              "longlin:legend": { "zh": "门站和阀室", "en": "stations and valves", "colour": "@gas" }
            }
          }
        ]
        """;

    private const string Service = """
        {
          "service": "gas",
          "title": { "zh": "通燃气", "en": "piped gas" },
          "layer": "gas",
          "linksServe": false,
          "joinMetres": 0.5,
          "suspectedBreakMetres": 30,
          "reachMetres": 300,
          "footprintReachMetres": 300,
          "reachVerified": false,
          "sources": { "kinds": ["station"], "joinMetres": 5 },
          "linkKinds": ["pipe"],
          "servers": [
            {
              "kinds": ["valve"],
              "joinMetres": 5,
              "reachMetres": 300,
              "dispersedReachMetres": 300,
              "standalone": false
            }
          ],
          "missing": { "zh": "缺少燃气管网资料，请燃气公司补充", "en": "gas network data missing; ask the gas company" }
        }
        """;

    private const string Rule = """
        {
          "rule": "GAS-H20",
          "subject": "hamlet",
          "minHouseholds": 20,
          "service": "gas",
          "deadline": "2020-12-31",
          "passRatio": null,
          "bureau": "gas",
          "clause": "20户以上自然屯通燃气"
        }
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("longlin-gas-").FullName;
    private RunningService? _service;

    /// <summary>The service over HTTP, and its database.</summary>
    public RunningService Running => _service!;

    public Database Database => Running.Database;

    /// <summary>The address of the database, for commands.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The standard with gas.</summary>
    public Standard Standard { get; private set; } = TestCluster.Standard;

    /// <summary>A file among those that the tests write.</summary>
    public string FileOf(string name) => Path.Combine(_root, name);

    public async ValueTask InitializeAsync()
    {
        Copy("data");
        Copy("tiles");
        Directory.CreateDirectory(Path.Combine(_root, "tiles", "gas"));
        await File.WriteAllTextAsync(Path.Combine(_root, "tiles", "gas", "layer.json"), Layer);
        await File.WriteAllTextAsync(Path.Combine(_root, "tiles", "gas", "style.json"), Style);
        Change(Path.Combine(_root, "tiles", "palette.json"), p => p["gas"] = "#b0378c");
        Change(
            Directory.GetFiles(Path.Combine(_root, "data", "standards"), "*.json").Single(),
            s =>
            {
                s["services"]!.AsArray().Add(JsonNode.Parse(Service));
                s["rules"]!.AsArray().Add(JsonNode.Parse(Rule));
                s["version"] = "gas";
            }
        );
        Change(
            Directory.GetFiles(Path.Combine(_root, "data", "costs"), "*.json").Single(),
            c => c["services"]!["gas"] = new JsonObject { ["upgradeYuanPerMetre"] = 50, ["buildYuanPerMetre"] = 150 }
        );
        var catalog = LayerCatalog.Load(Path.Combine(_root, "tiles"));
        Standard = RulesFolder.Load(Path.Combine(_root, "data"), catalog);
        (var database, Address) = await cluster.CopyWithAddressAsync("template_demo", catalog);
        _service = await RunningService.StartAsync(database, Standard);
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
        Directory.Delete(_root, true);
    }

    /// <summary>Runs a command over the copied folders and this database; its output.</summary>
    public async Task<string> CommandAsync(params string[] arguments)
    {
        var token = TestContext.Current.CancellationToken;
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (
            var argument in (string[])
                [Path.Combine(AppContext.BaseDirectory, "longlin.dll"), .. arguments, "--database", Address]
        )
            start.ArgumentList.Add(argument);
        start.Environment["LONGLIN_ROOT"] = _root;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(token);
        var errors = await process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)}: {process.ExitCode} {errors}");
        return await output;
    }

    /// <summary>Writes a GeoJSON file of features and imports it by the command line.</summary>
    public async Task ImportAsync(
        string layer,
        params (string Geometry, Dictionary<string, object?> Properties)[] features
    )
    {
        var file = FileOf($"{layer}.geojson");
        JsonObject collection = new()
        {
            ["type"] = "FeatureCollection",
            ["features"] = new JsonArray([
                .. features.Select(f =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["type"] = "Feature",
                            ["geometry"] = JsonNode.Parse(f.Geometry),
                            ["properties"] = JsonSerializer.SerializeToNode(f.Properties),
                        }
                ),
            ]),
        };
        await File.WriteAllTextAsync(file, collection.ToJsonString(), TestContext.Current.CancellationToken);
        await CommandAsync("import", file, "--layer", layer, "--crs", "EPSG:4490", "--strict");
    }

    private static void Change(string file, Action<JsonNode> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        change(json);
        File.WriteAllText(file, json.ToJsonString());
    }

    private void Copy(string folder)
    {
        var root = ProjectRoot.Find();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(root, file);
            if (name.StartsWith(Path.Combine("tiles", "out"), StringComparison.Ordinal))
                continue;
            var target = Path.Combine(_root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
