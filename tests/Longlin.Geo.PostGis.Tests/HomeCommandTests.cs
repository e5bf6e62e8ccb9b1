using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Commands with a home of their own: the private cluster is made, used, stopped and survives.</summary>
public sealed partial class HomeCommandTests : CommandTestBase, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-cli-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    private string Home(string name)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        return Path.Combine(_folder, name);
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

    [GeneratedRegex(@"^admin  (http://127\.0\.0\.1:\d+/\?code=[0-9a-f]{32})$", RegexOptions.Multiline)]
    private static partial Regex AdminLink();
}
