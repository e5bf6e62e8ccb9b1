using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Longlin.Geo.Import.Heights;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Land;
using Longlin.Geo.Model;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Land suggested for settlements, and the heights it is computed from.</summary>
public sealed class SiteSuggestionTests(TestCluster cluster, RunningService service) : IClassFixture<RunningService>
{
    private const string Day = "2019-12-31";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_suggests_land_that_touches_no_forbidden_zone()
    {
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await service.PostAsync("/api/sites/suggest", """{"persons":400}""")).Status
        );
        foreach (
            var (body, parameter) in ((string, string)[])
                [
                    ("{}", "persons"),
                    ("""{"persons":-1}""", "persons"),
                    ("""{"persons":10,"limit":0}""", "limit"),
                    ("""{"persons":10,"area":"no"}""", "area"),
                ]
        )
            Assert.Equal(
                parameter,
                (await service.PostAsync("/api/sites/suggest", body, token: true))
                    .Body.GetProperty("parameter")
                    .GetString()
            );
        var (status, job) = await service.PostAsync(
            "/api/sites/suggest",
            $$"""{"persons":400,"asOf":"{{Day}}","limit":40}""",
            token: true
        );
        Assert.Equal(HttpStatusCode.Accepted, status);
        var done = await DoneAsync(job.GetProperty("id").GetString()!);
        var result = done.GetProperty("result");
        Assert.False(result.GetProperty("slopeUnknown").GetBoolean());
        Assert.NotEqual(0, result.GetProperty("cellsExcluded").GetProperty("slope").GetInt64());
        var items = result.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(40, items.Count);
        Assert.Equal(
            items.Select(i => i.GetProperty("score").GetDouble()).OrderDescending(),
            items.Select(i => i.GetProperty("score").GetDouble())
        );
        foreach (var item in items)
        {
            await using var command = service.Database.Source.CreateCommand(
                "select st_area(o.g::geography), st_isvalid(o.g), "
                    + "(select coalesce(sum(st_area(st_intersection(z.geom, o.g)::geography)), 0) "
                    + "from longlin.zones z where z.kind in ('hazard', 'flood', 'ecological_red_line', "
                    + "'basic_farmland', 'heritage', 'vacated') and st_intersects(z.geom, o.g)) "
                    + "from (select st_setsrid(st_geomfromgeojson($1), 4490) as g) o"
            );
            command.Parameters.Add(new() { Value = item.GetProperty("outline").GetRawText() });
            await using var reader = await command.ExecuteReaderAsync(Token);
            await reader.ReadAsync(Token);
            Assert.True(reader.GetBoolean(1));
            Assert.Equal(0, reader.GetDouble(2));
            Assert.InRange(item.GetProperty("areaM2").GetDouble() / reader.GetDouble(0), 0.995, 1.005);
            Assert.True(item.GetProperty("areaM2").GetDouble() >= 40_000);
        }

        // The same land drawn is not refused.
        var (_, drawn) = await service.PostAsync(
            "/api/sites/score",
            $$"""{"asOf":"{{Day}}","persons":400,"geometry":{{items[0].GetProperty("outline").GetRawText()}}}"""
        );
        Assert.False(
            drawn.GetProperty("sites")[0].GetProperty("refused").GetBoolean(),
            drawn.GetProperty("sites")[0].GetProperty("sentence").GetRawText()
        );
        // The land is enough; whether houses, school places and water are is not known of land that is only drawn.
        var capacity = drawn.GetProperty("sites")[0].GetProperty("capacity");
        Assert.True(capacity.GetProperty("persons").GetInt32() >= 400);
        Assert.Equal(JsonValueKind.Null, capacity.GetProperty("enough").ValueKind);
    }

    private async Task<JsonElement> DoneAsync(string id)
    {
        for (var started = Stopwatch.GetTimestamp(); ; )
        {
            var job = await service.JsonAsync($"/api/jobs/{id}");
            if (job.GetProperty("state").GetString() is not ("queued" or "running"))
                return job;
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2));
            await Task.Delay(50, Token);
        }
    }

    [Fact]
    public async Task Heights_read_from_the_store_equal_those_of_the_file()
    {
        var file = Ask.Need("dem/N42E001.hgt.zip");
        await using var database = await cluster.EmptyAsync();
        Dictionary<(int, int), ElevationTile> tiles = [];
        using (var raster = DemFile.Open(file))
        {
            foreach (var tile in DemTiles.From(raster).Tiles())
                tiles[(tile.X, tile.Y)] = tile;
        }

        using (var raster = DemFile.Open(file))
            Assert.Equal(
                tiles.Count,
                (await TerrainIntake.RunAsync(database, raster, replace: false, dryRun: true, null, Token)).Tiles
            );
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from longlin.terrain"));
        using (var raster = DemFile.Open(file))
            Assert.Equal(
                0,
                (await TerrainIntake.RunAsync(database, raster, replace: false, dryRun: false, null, Token)).Merged
            );
        using (var raster = DemFile.Open(file))
            Assert.Equal(
                tiles.Count,
                (await TerrainIntake.RunAsync(database, raster, replace: false, dryRun: false, null, Token)).Merged
            );
        Envelope andorra = new(1.41, 1.79, 42.42, 42.66);
        var terrain = await TerrainQuery.ReadAsync(database, "451031", andorra, Token);
        Assert.InRange(terrain.Tiles.Count, 1, tiles.Count - 1);
        var window = CellWindow.Covering(andorra, terrain.StepArcSeconds!.Value);
        float[] stored = new float[window.Columns * window.Rows],
            direct = new float[stored.Length];
        terrain.Grid().Slopes(window, stored);
        new ElevationGrid(terrain.StepArcSeconds.Value, (x, y) => tiles.GetValueOrDefault((x, y))).Slopes(
            window,
            direct
        );
        Assert.Equal(direct, stored);
        Assert.True(
            stored.Any(s => s > 45) && stored.Count(float.IsNaN) < stored.Length / 100,
            $"{stored.Count(float.IsNaN)} of {stored.Length} are not known"
        );
        // Another resolution does not join.
        using var coarse = DemFile.Open(Ask.Need("dem/srtm30plus_longlin_region_2446m_EPSG3857.tif"));
        await Assert.ThrowsAsync<ImportException>(() =>
            TerrainIntake.RunAsync(database, coarse, replace: false, dryRun: false, null, Token)
        );
    }

    [Fact]
    public async Task The_command_line_scores_suggests_and_imports_heights()
    {
        var (database, address) = await cluster.CopyWithAddressAsync("template_demo");
        await database.RunAsync("delete from longlin.terrain");
        await database.DisposeAsync();
        var folder = Directory.CreateTempSubdirectory("longlin-siting-").FullName;
        try
        {
            var (status, output, errors) = await RunAsync(
                "sites",
                "score",
                "--sites",
                "S45103101",
                "--as-of",
                Day,
                "--format",
                "json",
                "--database",
                address
            );
            Assert.True(status == 0, errors);
            var site = JsonDocument.Parse(output).RootElement.GetProperty("sites")[0];
            // Without heights nobody knows the slope: bounds, never a number.
            Assert.Equal(JsonValueKind.Null, site.GetProperty("score").ValueKind);
            Assert.True(site.GetProperty("scoreLow").GetDouble() < site.GetProperty("scoreHigh").GetDouble());
            Assert.Equal(1, site.GetProperty("slope").GetProperty("unknownShare").GetDouble());
            var land = Path.Combine(folder, "land.geojson");
            Assert.Equal(
                0,
                (
                    await RunAsync(
                        "sites",
                        "suggest",
                        "--persons",
                        "300",
                        "--as-of",
                        Day,
                        "--limit",
                        "3",
                        "-o",
                        land,
                        "--database",
                        address
                    )
                ).Status
            );
            var suggested = JsonDocument.Parse(await File.ReadAllTextAsync(land, Token)).RootElement;
            Assert.True(suggested.GetProperty("slopeUnknown").GetBoolean());
            Assert.All(
                suggested.GetProperty("features").EnumerateArray(),
                f => Assert.True(f.GetProperty("properties").GetProperty("slopeUnknown").GetBoolean())
            );
            (status, output, errors) = await RunAsync(
                "sites",
                "score",
                "--geometry",
                land,
                "--as-of",
                Day,
                "--lang",
                "en",
                "--database",
                address
            );
            Assert.True(status == 0, errors);
            Assert.Contains("not known: slope", output, StringComparison.Ordinal);
            foreach (
                var (arguments, name) in ((string[], string)[])
                    [
                        (
                            ["sites", "score", "--sites", "S45103101,S45103102", "-o", "a.xlsx", "--format", "xlsx"],
                            "a.xlsx"
                        ),
                        (["sites", "suggest", "--persons", "300", "--area", "451031100", "-o", "b.xlsx"], "b.xlsx"),
                    ]
            )
            {
                arguments[Array.IndexOf(arguments, name)] = Path.Combine(folder, name);
                Assert.Equal(0, (await RunAsync([.. arguments, "--database", address])).Status);
                Assert.True(new FileInfo(Path.Combine(folder, name)).Length > 3000);
            }

            // A file of another place is refused and nothing is changed.
            (status, _, errors) = await RunAsync(
                "import",
                Ask.Need("dem/N42E001.hgt.zip"),
                "--layer",
                "terrain",
                "--database",
                address
            );
            Assert.Equal(2, status);
            Assert.Contains("不在所要的范围内", errors, StringComparison.Ordinal);
            (status, output, errors) = await RunAsync(
                "import",
                Ask.Need("dem/srtm30plus_longlin_region_2446m_EPSG3857.tif"),
                "--layer",
                "terrain",
                "--database",
                address
            );
            Assert.True(status == 0, errors);
            Assert.Contains("已覆盖全县", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static async Task<(int Status, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "longlin.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LONGLIN_ROOT"] = ProjectRoot.Find();
        using var process = Process.Start(start)!;
        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(Token),
            process.StandardError.ReadToEndAsync(Token)
        );
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, await output, await errors);
    }
}
