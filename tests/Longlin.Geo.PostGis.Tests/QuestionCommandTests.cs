using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Longlin.Geo.Model;
using MiniExcelLibs;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Every question of HTTP has a command that answers in every format.</summary>
public sealed class QuestionCommandTests(TestCluster cluster) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-questions-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task Every_question_is_answered_in_every_format()
    {
        var (database, address) = await cluster.CopyWithAddressAsync("template_demo");
        await using var closing = database;
        var hamlet = await database.ScalarAsync<string>("select min(code) from longlin.hamlets where status = 'open'");
        var supposition = Path.Combine(_folder, "what-if.json");
        var road = await database.ScalarAsync<string>("select min(code) from longlin.roads where status = 'open'");
        await File.WriteAllTextAsync(
            supposition,
            $$"""{"asOf": "2018-12-31", "closed": [{"layer": "roads", "code": "{{road}}"}]}""",
            Token
        );
        string[][] questions =
        [
            ["summary", "--rule", "ROAD-H50-HARD", "--as-of", "2018-12-31"],
            ["network", "dead-ends", "--as-of", "2018-12-31"],
            ["network", "bottlenecks", "--as-of", "2018-12-31"],
            ["network", "critical", "--service", "access", "--as-of", "2018-12-31"],
            ["network", "isolated", "--as-of", "2018-12-31"],
            ["network", "breaks", "--as-of", "2018-12-31"],
            ["fixes", "--rule", "ROAD-H50-HARD", "--as-of", "2018-12-31"],
            ["network", "path", hamlet, "--as-of", "2018-12-31"],
            ["network", "extension", "--as-of", "2016-12-31", "--min-households", "50"],
            ["power", "options", "--as-of", "2016-12-31"],
            ["power", "transformers", "--as-of", "2018-12-31"],
            ["water", "reservoirs", "--as-of", "2018-12-31"],
            ["water", "small-works", "--as-of", "2018-12-31"],
            ["works", "list", "--as-of", "2018-12-31"],
            ["what-if", supposition],
            ["changes"],
            ["imports"],
        ];
        foreach (var question in questions)
        {
            var title = string.Join(' ', question);
            var (status, json, errors) = await RunAsync(address, [.. question, "--format", "json"]);
            Assert.True(status == 0, $"{title}: {errors}");
            var items = Items(JsonDocument.Parse(json).RootElement);
            // The formats share their code: each question shows one of the others.
            switch (Array.IndexOf(questions, question) % 4)
            {
                case 0:
                    (status, var table, errors) = await RunAsync(address, [.. question, "--format", "table"]);
                    Assert.True(status == 0, $"{title}: {errors}");
                    Assert.DoesNotContain("not_met", table, StringComparison.Ordinal);
                    break;
                case 1:
                    (status, var csv, errors) = await RunAsync(address, [.. question, "--format", "csv"]);
                    Assert.True(status == 0, $"{title}: {errors}");
                    using (CsvReader reader = new(new StringReader(csv), CultureInfo.InvariantCulture))
                        Assert.Equal(items, reader.GetRecords<dynamic>().Count());
                    break;
                case 2:
                    (status, var places, errors) = await RunAsync(address, [.. question, "--format", "geojson"]);
                    Assert.True(status == 0, $"{title}: {errors}");
                    var features = JsonDocument.Parse(places).RootElement.GetProperty("features");
                    Assert.Equal(items, features.GetArrayLength());
                    break;
                default:
                    var workbook = Path.Combine(_folder, $"{Guid.NewGuid()}.xlsx");
                    (status, _, errors) = await RunAsync(address, [.. question, "-o", workbook]);
                    Assert.True(status == 0, $"{title}: {errors}");
                    Assert.Equal(1 + items, MiniExcel.Query(workbook).Count());
                    Assert.Equal("条件", MiniExcel.GetSheetNames(workbook)[^1]);
                    break;
            }
        }
    }

    [Fact]
    public async Task A_survey_is_recorded_and_what_refers_to_nothing_is_refused()
    {
        var (database, address) = await cluster.CopyWithAddressAsync("template_demo");
        await using var closing = database;
        var hamlet = await database.ScalarAsync<string>("select min(code) from longlin.hamlets where status = 'open'");
        string[] add = ["survey", "add", hamlet, "--verdict", "met", "--evidence", "inspection"];
        var (status, _, errors) = await RunAsync(
            address,
            [.. add, "--service", "road", "--observed-on", "2016-06-01", "--note", "到现场"]
        );
        Assert.True(status == 0, errors);
        Assert.Equal(
            1L,
            await database.ScalarAsync<long>(
                $"select count(*) from longlin.surveys where hamlet_code = '{hamlet}' and note = '到现场'"
            )
        );
        Assert.Equal(
            2,
            (await RunAsync(address, [.. add, "--service", "roads", "--observed-on", "2016-06-01"])).Status
        );
        (status, _, errors) = await RunAsync(address, [.. add, "--service", "road", "--observed-on", "六月"]);
        Assert.Equal(2, status);
        Assert.Contains("observed_on", errors, StringComparison.Ordinal);
        add[2] = "451031999999999";
        (status, _, errors) = await RunAsync(address, [.. add, "--service", "road", "--observed-on", "2016-06-01"]);
        Assert.Equal((2, "HAMLET: 没有编码为 451031999999999 的自然屯。"), (status, errors.Trim()));
    }

    [Fact]
    public async Task A_wrong_option_is_named()
    {
        var (database, address) = await cluster.CopyWithAddressAsync("template_demo");
        await using var closing = database;
        foreach (
            var (command, option) in ((string, string)[])
                [
                    ("network dead-ends --as-of 2018-13-01", "--as-of"),
                    ("network critical --service gas", "--service"),
                    ("network breaks --limit 0", "--limit"),
                    ("works list --state done", "--state"),
                    ("summary --rule NONE", "--rule"),
                    ("changes --layer rails", "--layer"),
                    ("power transformers --poor-only maybe", "--poor-only"),
                ]
        )
        {
            var (status, output, errors) = await RunAsync(address, command.Split(' '));
            Assert.Equal((2, ""), (status, output));
            Assert.Contains(option, errors, StringComparison.Ordinal);
        }
    }

    // Rows of the answer's list: items, else its first list of records; one where it holds none.
    private static int Items(JsonElement document) =>
        document.TryGetProperty("items", out var items) ? items.GetArrayLength()
        : document.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.Array ? next.GetArrayLength()
        : document.TryGetProperty("services", out var services) ? services.GetArrayLength()
        : document
            .EnumerateObject()
            .Where(p => IsRecords(p.Value))
            .Select(p => p.Value.GetArrayLength())
            .Append(1)
            .First();

    private static bool IsRecords(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
        && value.GetArrayLength() > 0
        && value[0].ValueKind == JsonValueKind.Object;

    private static async Task<(int Status, string Output, string Errors)> RunAsync(string address, string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (
            var argument in (string[])
                [Path.Combine(AppContext.BaseDirectory, "longlin.dll"), .. arguments, "--database", address]
        )
            start.ArgumentList.Add(argument);
        start.Environment["LONGLIN_ROOT"] = ProjectRoot.Find();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var errors = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, await output, errors);
    }
}
