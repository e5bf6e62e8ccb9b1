using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Longlin.Geo.Model;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// The program as people start it: exit status, what goes where, and homes that survive whatever happens to them.
/// </summary>
public sealed partial class CommandTests(TestCluster cluster) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-cli-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    internal static Process Start(params string[] arguments)
    {
        // A shell's background jobs ignore Ctrl-C, and so do their children: the service must not,
        // or no test could stop it.
        ProcessStartInfo start = new("env") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "longlin.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LONGLIN_ROOT"] = ProjectRoot.Find();
        start.Environment.Remove("LONGLIN_DATABASE");
        start.Environment.Remove("LONGLIN_HOME");
        start.Environment.Remove("LONGLIN_LANG");
        return Process.Start(start)!;
    }

    private static async Task<(int Status, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(Token),
            process.StandardError.ReadToEndAsync(Token)
        );
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, await output, await errors);
    }

    private string Home(string name)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        return Path.Combine(_folder, name);
    }

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
    public async Task A_home_is_created_used_and_stopped_and_survives_being_killed()
    {
        var home = Home("h");
        Assert.Equal("0", (await RunAsync("psql", "-tAc", "select count(*) from roads", "--home", home)).Output.Trim());
        Assert.False(File.Exists(Path.Combine(home, "data", "postmaster.pid")));
        var port = FreePort();
        using (var up = Start("up", "--empty", "--port", port.ToString(CultureInfo.InvariantCulture), "--home", home))
        {
            await ReadyAsync(port);
            var second = await RunAsync("up", "--port", port.ToString(CultureInfo.InvariantCulture), "--home", home);
            Assert.Equal(2, second.Status);
            Assert.Contains($"http://127.0.0.1:{port}", second.Errors, StringComparison.Ordinal);
            up.Kill(); // as a power cut would, without a word
            await up.WaitForExitAsync(Token);
        }

        Assert.True(File.Exists(Path.Combine(home, "data", "postmaster.pid")));
        using (var up = Start("up", "--empty", "--port", port.ToString(CultureInfo.InvariantCulture), "--home", home))
        {
            await ReadyAsync(port);
            using var stop = Process.Start("kill", ["-INT", up.Id.ToString(CultureInfo.InvariantCulture)]);
            await up.WaitForExitAsync(Token);
            Assert.Equal(0, up.ExitCode);
        }

        Assert.False(File.Exists(Path.Combine(home, "data", "postmaster.pid")));
    }

    [Fact]
    public async Task Up_prints_a_link_that_works_once_and_keeps_the_token_in_a_file_of_its_owner()
    {
        var home = Home("l");
        var file = Path.Combine(home, "token");
        var none = await RunAsync("user", "link", "--home", home, "--lang", "en");
        Assert.Equal(2, none.Status);
        Assert.Contains("./longlin up", none.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(home));
        string? kept = null;
        for (var start = 0; start < 2; start++)
        {
            using var up = Start("up", "--empty", "--port", "0", "--home", home, "--lang", "en");
            try
            {
                var errors = up.StandardError.ReadToEndAsync(Token);
                var output = "";
                while (!output.Contains("Ctrl-C", StringComparison.Ordinal))
                    output += await up.StandardOutput.ReadLineAsync(Token) + "\n";
                var printed = Assert.Single(AdminLink().Matches(output)).Groups[1].Value;
                Assert.Equal(HttpStatusCode.SeeOther, await OpenAsync(printed));
                Assert.Equal(HttpStatusCode.BadRequest, await OpenAsync(printed));
                var token = await File.ReadAllTextAsync(file, Token);
                Assert.Equal(kept ?? token, token);
                kept = token;
                Assert.True(token.Length >= 32, "128 bits at least");
                if (!OperatingSystem.IsWindows())
                    Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
                var fresh = await RunAsync("user", "link", "--home", home, "--lang", "en");
                Assert.Equal((0, true), (fresh.Status, fresh.Errors.Contains("15 minutes", StringComparison.Ordinal)));
                Assert.Equal(HttpStatusCode.SeeOther, await OpenAsync(fresh.Output.Trim()));
                Assert.Equal(HttpStatusCode.BadRequest, await OpenAsync(fresh.Output.Trim()));

                using var stop = Process.Start("kill", ["-INT", up.Id.ToString(CultureInfo.InvariantCulture)]);
                await up.WaitForExitAsync(Token);
                output += await up.StandardOutput.ReadToEndAsync(Token);
                foreach (var said in (string[])[output, await errors, fresh.Output, fresh.Errors])
                    Assert.DoesNotContain(token, said, StringComparison.Ordinal);
            }
            finally
            {
                if (!up.HasExited)
                    up.Kill();
            }

            // A file that others can read is closed to them by the next start.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
        }

        static async Task<HttpStatusCode> OpenAsync(string link)
        {
            using HttpClientHandler handler = new()
            {
                AllowAutoRedirect = false,
                CheckCertificateRevocationList = true,
            };
            using HttpClient client = new(handler);
            using var response = await client.GetAsync(new Uri(link), Token);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task A_home_whose_database_server_was_killed_starts_again()
    {
        var home = Home("k");
        using (var up = Start("up", "--empty", "--port", "0", "--home", home))
        {
            while (!File.Exists(Path.Combine(home, "address")))
                await Task.Delay(100, Token);
            var server = (await File.ReadAllLinesAsync(Path.Combine(home, "data", "postmaster.pid"), Token))[0];
            using var killed = Process.Start("kill", ["-KILL", server]);
            up.Kill();
            await up.WaitForExitAsync(Token);
        }

        Assert.Equal("1", (await RunAsync("psql", "-tAc", "select 1", "--home", home)).Output.Trim());
    }

    [Fact]
    public async Task A_service_stops_even_if_its_home_was_deleted()
    {
        var home = Home("d");
        using var up = Start("up", "--empty", "--port", "0", "--home", home);
        while (!File.Exists(Path.Combine(home, "address")))
            await Task.Delay(100, Token);
        var server = (await File.ReadAllLinesAsync(Path.Combine(home, "data", "postmaster.pid"), Token))[0];
        Directory.Delete(home, true);
        using var stop = Process.Start("kill", ["-TERM", up.Id.ToString(CultureInfo.InvariantCulture)]);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        // PostgreSQL looks once a minute whether its folder is still there, and then stops by itself.
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        await up.WaitForExitAsync(patience.Token);
        Assert.Equal(0, up.ExitCode);
        // Its database server must not stay behind either.
        while (Directory.Exists($"/proc/{server}"))
            await Task.Delay(100, patience.Token);
    }

    [Fact]
    public async Task The_cluster_listens_on_loopback_with_passwords_and_checksums()
    {
        var home = Home("c");
        Assert.Equal(
            "127.0.0.1|on",
            (
                await RunAsync(
                    "psql",
                    "-tAc",
                    "select current_setting('listen_addresses') || '|' || current_setting('data_checksums')",
                    "--home",
                    home
                )
            ).Output.Trim()
        );
        Assert.DoesNotContain(
            "trust",
            string.Join(
                '\n',
                (await File.ReadAllLinesAsync(Path.Combine(home, "data", "pg_hba.conf"), Token)).Where(l =>
                    !l.StartsWith('#')
                )
            ),
            StringComparison.Ordinal
        );
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ReadyAsync(int port)
    {
        using HttpClient client = new();
        for (var i = 0; i < 300; i++)
        {
            try
            {
                if ((await client.GetAsync($"http://127.0.0.1:{port}/health/ready", Token)).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (i < 299)
            {
                await Task.Delay(100, Token);
            }
        }
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

    [GeneratedRegex(@"^admin  (http://127\.0\.0\.1:\d+/\?code=[0-9a-f]{32})$", RegexOptions.Multiline)]
    private static partial Regex AdminLink();
}
