using System.Diagnostics;
using System.Text.Json;
using Longlin.Geo.Model;
using MiniExcelLibs;

namespace Longlin.Geo.PostGis.Tests;

/// <summary><c>longlin sites assign</c> as people start it.</summary>
public sealed class AssignmentCommandTests(TestCluster cluster) : IDisposable
{
    private const string Day = "2019-12-31";

    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-assign-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    private static async Task<(int Status, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "longlin.dll"), "sites", "assign", .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LONGLIN_ROOT"] = ProjectRoot.Find();
        using var process = Process.Start(start)!;
        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(Token),
            process.StandardError.ReadToEndAsync(Token)
        );
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, await output, await errors);
    }

    [Fact]
    public async Task The_county_is_assigned_and_the_result_with_its_optimality_gap_is_written_to_files()
    {
        var (database, address) = await cluster.CopyWithAddressAsync("template_demo");
        await database.DisposeAsync();
        var (status, output, errors) = await RunAsync("--as-of", Day, "--database", address);
        Assert.True(status == 0, errors);
        var answer = JsonDocument.Parse(output).RootElement;
        Assert.Equal("optimal", answer.GetProperty("status").GetString());
        Assert.Equal(
            (0.0, answer.GetProperty("objective").GetDouble()),
            (answer.GetProperty("gap").GetDouble(), answer.GetProperty("bound").GetDouble())
        );
        var rows = answer.GetProperty("assignment").GetArrayLength();
        Assert.NotEqual(0, rows);

        string workbook = Path.Combine(_folder, "a.xlsx"),
            lines = Path.Combine(_folder, "a.geojson");
        Assert.Equal(0, (await RunAsync("--as-of", Day, "-o", workbook, "--database", address)).Status);
        Assert.Equal(
            ["安置方案", "无法安置", "容量限制", "未纳入", "未用安置点", "条件"],
            MiniExcel.GetSheetNames(workbook)
        );
        Assert.Equal(rows, MiniExcel.Query(workbook, useHeaderRow: true).Count());
        Assert.Equal(0, (await RunAsync("--as-of", Day, "-o", lines, "--database", address)).Status);
        Assert.Equal(
            rows,
            JsonDocument
                .Parse(await File.ReadAllTextAsync(lines, Token))
                .RootElement.GetProperty("features")
                .GetArrayLength()
        );
        (status, _, errors) = await RunAsync("--as-of", Day, "--format", "xlsx", "--database", address);
        Assert.Equal(2, status);
        Assert.Contains("-o FILE", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_infeasible_table_exits_normally_with_the_reason_and_the_smallest_change()
    {
        var file = Path.Combine(_folder, "table.json");
        await File.WriteAllTextAsync(
            file,
            """{"demand":[30,20],"capacity":[25,25],"openingCost":[0,0],"cost":[[1,2],[2,1]]}""",
            Token
        );
        var (status, output, errors) = await RunAsync("--table", file);
        Assert.True(status == 0, errors);
        var answer = JsonDocument.Parse(output).RootElement;
        Assert.Equal("infeasible", answer.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("objective").ValueKind);
        var reason = answer
            .GetProperty("infeasible")
            .EnumerateArray()
            .Single(r => r.GetProperty("reason").GetString() == "too_large");
        Assert.Equal(
            (0, 5.0),
            (reason.GetProperty("demands")[0].GetInt32(), reason.GetProperty("shortfall").GetDouble())
        );

        await File.WriteAllTextAsync(
            file,
            """{"demand":[30,-20],"capacity":[25,25],"openingCost":[0,0],"cost":[[1,2],[2,1]]}""",
            Token
        );
        (status, output, errors) = await RunAsync("--table", file);
        Assert.Equal((2, ""), (status, output));
        Assert.Contains("demand[1]", errors, StringComparison.Ordinal);
        (status, _, errors) = await RunAsync("--table", file, "-o", "x.json");
        Assert.Equal(2, status);
        Assert.Contains("-o 不能与 --table 同用", errors, StringComparison.Ordinal);
    }
}
