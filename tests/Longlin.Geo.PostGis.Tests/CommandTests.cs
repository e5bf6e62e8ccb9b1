namespace Longlin.Geo.PostGis.Tests;

/// <summary>Exit codes and outputs of the commands.</summary>
public sealed class CommandTests(TestCluster cluster) : CommandTestBase, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-cli-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    private string Csv(string text)
    {
        var file = Path.Combine(_folder, "a.csv");
        File.WriteAllText(file, text);
        return file;
    }

    private async Task<string> DatabaseAsync(string template = "template_empty")
    {
        var (database, address) = await cluster.CopyWithAddressAsync(template);
        await database.DisposeAsync();
        return address;
    }

    [Theory]
    [InlineData("gaps")]
    [InlineData("gaps --service road --as-of yesterday")]
    [InlineData("gaps --rule NO-SUCH-RULE")]
    [InlineData("explain 999")]
    [InlineData("import /nowhere/a.csv --layer hamlets --crs EPSG:4490")]
    [InlineData("import /nowhere/a.csv --layer gas --crs EPSG:4490")]
    [InlineData("no-such-command")]
    [InlineData("demo --hamlets 3")]
    [InlineData("sites candidates --sort name")]
    [InlineData("sites candidates --format xlsx")]
    [InlineData("sites assign --sites S1")]
    [InlineData("sites assign --table /nowhere/a.json --sites S1")]
    [InlineData("sites assign --as-of yesterday")]
    [InlineData("sites progress --by village")]
    [InlineData("sites red-lines --propose 999")]
    [InlineData("sites red-lines --propose 1 --sheet 1")]
    [InlineData("sites red-lines --format xlsx")]
    public async Task Bad_usage_ends_with_2_an_explanation_on_stderr_and_nothing_on_stdout(string line)
    {
        var (status, output, errors) = await RunAsync([.. line.Split(' '), "--database", await DatabaseAsync()]);
        Assert.Equal((2, ""), (status, output));
        Assert.NotEmpty(errors.Trim());
    }

    [Fact]
    public async Task The_sites_command_lists_households_site_and_distance()
    {
        var address = await DatabaseAsync("template_demo");
        var (status, output, _) = await RunAsync("sites", "candidates", "--as-of", "2019-12-31", "--database", address);
        Assert.Equal(0, status);
        Assert.Contains("合成演示数据", output, StringComparison.Ordinal);
        var file = Path.Combine(_folder, "candidates.xlsx");
        Assert.Equal(
            0,
            (
                await RunAsync(
                    "sites",
                    "candidates",
                    "--as-of",
                    "2019-12-31",
                    "--format",
                    "xlsx",
                    "-o",
                    file,
                    "--database",
                    address
                )
            ).Status
        );
        Assert.NotEmpty(MiniExcelLibs.MiniExcel.Query(file));
        (status, output, _) = await RunAsync(
            "sites",
            "assign",
            "--as-of",
            "2019-12-31",
            "--sites",
            "S45103103",
            "--database",
            address
        );
        Assert.Equal(
            (0, "infeasible"),
            (status, System.Text.Json.JsonDocument.Parse(output).RootElement.GetProperty("status").GetString())
        );
        var hamlet = System
            .Text.Json.JsonDocument.Parse(
                (
                    await RunAsync(
                        "sites",
                        "candidates",
                        "--all",
                        "--as-of",
                        "2019-12-31",
                        "--format",
                        "json",
                        "--database",
                        address
                    )
                ).Output
            )
            .RootElement.GetProperty("items")
            .EnumerateArray()
            .First(i => i.GetProperty("households").ValueKind == System.Text.Json.JsonValueKind.Number)
            .GetProperty("code")
            .GetString()!;
        (status, output, _) = await RunAsync("sites", "red-lines", "--propose", hamlet, "--database", address);
        Assert.Equal(
            (0, "vacated"),
            (
                status,
                System
                    .Text.Json.JsonDocument.Parse(output)
                    .RootElement.GetProperty("properties")
                    .GetProperty("kind")
                    .GetString()
            )
        );
        (status, output, _) = await RunAsync(
            "sites",
            "red-lines",
            "--sheet",
            hamlet,
            "--lang",
            "en",
            "--database",
            address
        );
        Assert.Equal((0, true), (status, output.Contains("not vacated yet", StringComparison.Ordinal)));
        (status, output, _) = await RunAsync(
            "sites",
            "red-lines",
            "--as-of",
            "2019-12-31",
            "--format",
            "geojson",
            "--database",
            address
        );
        Assert.Equal(
            (0, "FeatureCollection"),
            (status, System.Text.Json.JsonDocument.Parse(output).RootElement.GetProperty("type").GetString())
        );
        (status, output, _) = await RunAsync(
            "sites",
            "progress",
            "--as-of",
            "2019-12-31",
            "--format",
            "json",
            "--database",
            address
        );
        Assert.Equal(
            (0, 16),
            (status, System.Text.Json.JsonDocument.Parse(output).RootElement.GetProperty("sites").GetArrayLength())
        );
    }

    [Fact]
    public async Task Success_exits_with_0_and_rejected_rows_exit_with_3_even_when_all_are_rejected()
    {
        var database = await DatabaseAsync();
        Assert.Equal(
            0,
            (
                await RunAsync(
                    "import",
                    Csv("code,lon,lat\nA,105,24.7\n"),
                    "--layer",
                    "hamlets",
                    "--crs",
                    "EPSG:4490",
                    "--database",
                    database
                )
            ).Status
        );
        var report = Path.Combine(_folder, "rejects.csv");
        var (status, _, errors) = await RunAsync(
            "import",
            Csv("code,lon,lat,户数\nB,105,24.7,x\n"),
            "--layer",
            "hamlets",
            "--crs",
            "EPSG:4490",
            "--report",
            report,
            "--database",
            database
        );
        Assert.Equal(3, status);
        Assert.Contains("第 1 行，households", errors, StringComparison.Ordinal);
        Assert.Contains("households", await File.ReadAllTextAsync(report, Token), StringComparison.Ordinal);
        Assert.Equal(
            2,
            (
                await RunAsync(
                    "import",
                    Csv("code,lon,lat,户数\nB,105,24.7,x\nC,105,24.7,1\n"),
                    "--layer",
                    "hamlets",
                    "--crs",
                    "EPSG:4490",
                    "--strict",
                    "--database",
                    database
                )
            ).Status
        );
        Assert.Equal(
            "1",
            (await RunAsync("psql", "-tAc", "select count(*) from hamlets", "--database", database)).Output.Trim()
        );
    }

    [Fact]
    public async Task An_unreachable_database_exits_with_4()
    {
        var (status, _, errors) = await RunAsync(
            "gaps",
            "--service",
            "road",
            "--database",
            "Host=127.0.0.1;Port=1;Username=x;Password=x;Timeout=2"
        );
        Assert.Equal(4, status);
        Assert.Contains("LONGLIN_DATABASE", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gaps_are_written_to_stdout_in_every_format_and_explain_prints_sentences()
    {
        var database = await DatabaseAsync("template_demo");
        var table = await RunAsync("gaps", "--rule", "ROAD-H50-HARD", "--as-of", "2016-12-31", "--database", database);
        Assert.Equal(0, table.Status);
        Assert.StartsWith("合成演示数据", table.Output, StringComparison.Ordinal);
        var json = await RunAsync(
            "gaps",
            "--service",
            "power",
            "--min-households",
            "20",
            "--as-of",
            "2016-12-31",
            "--format",
            "json",
            "--database",
            database
        );
        var first = System
            .Text.Json.JsonDocument.Parse(json.Output)
            .RootElement.GetProperty("items")[0]
            .GetProperty("code")
            .GetString()!;
        var explained = await RunAsync(
            "explain",
            first,
            "--as-of",
            "2016-12-31",
            "--lang",
            "en",
            "--database",
            database
        );
        Assert.Contains("as of 2016-12-31", explained.Output, StringComparison.Ordinal);
        Assert.Equal(
            2,
            (await RunAsync("gaps", "--service", "road", "--format", "xlsx", "--database", database)).Status
        );
    }

    [Fact]
    public async Task An_import_killed_in_the_middle_leaves_the_database_as_it_was()
    {
        var (database, address) = await cluster.CopyWithAddressAsync("template_demo");
        await using (database)
        {
            var file = Path.Combine(_folder, "k.csv");
            KilledImports.Write(file, 30_000);
            var outcome = await new KilledImports(
                database,
                address,
                Path.Combine(AppContext.BaseDirectory, "longlin.dll")
            ).RunAsync(file, 4, 1, Token);
            Assert.Equal(0, outcome.Changed);
            Assert.True(outcome.InTime > 0, outcome.ToString());
        }
    }
}
