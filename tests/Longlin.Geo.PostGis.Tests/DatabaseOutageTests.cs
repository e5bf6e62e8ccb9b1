using System.Globalization;
using System.Net;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Cluster;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>More readers than the database has connections, and a database that dies under a running service.</summary>
public sealed class DatabaseOutageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longlin-outage-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public DatabaseOutageTests()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
    }

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task Eighty_parallel_readers_share_the_connections_that_the_cluster_allows()
    {
        await using var cluster = await PrivateCluster.OpenAsync(
            Path.Combine(_folder, "p"),
            static _ => { },
            CancellationToken.None
        );
        await using var database = await Database.OpenAsync(cluster.ConnectionString, TestCluster.Catalog, Token);
        await Task.WhenAll(
            Enumerable.Range(0, 80).Select(_ => database.ScalarAsync<string>("select pg_sleep(0.2)::text"))
        );
    }

    [Theory]
    [InlineData("53300")] // too_many_connections
    [InlineData("53100")] // disk_full
    [InlineData("58030")] // io_error
    [InlineData("57P01")] // admin_shutdown
    [InlineData("57P03")] // cannot_connect_now
    [InlineData("08006")] // connection_failure
    public async Task When_the_database_is_out_of_resources_the_answer_is_503_with_a_retry_time(string state)
    {
        DefaultHttpContext context = new()
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        Assert.True(
            await new Problems(NullLogger<Problems>.Instance).TryHandleAsync(
                context,
                new PostgresException("failed", "FATAL", "FATAL", state),
                Token
            )
        );
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, context.Response.StatusCode);
        Assert.NotEmpty(context.Response.Headers.RetryAfter.ToString());
    }

    [Fact]
    public async Task Up_restarts_its_database_when_it_dies_and_answers_503_meanwhile()
    {
        var home = Path.Combine(_folder, "u");
        using var up = CommandTestBase.Start("up", "--empty", "--port", "0", "--home", home);
        try
        {
            var (output, errors) = (up.StandardOutput.ReadToEndAsync(Token), up.StandardError.ReadToEndAsync(Token));
            while (!File.Exists(Path.Combine(home, "address")))
                await Task.Delay(100, Token);
            using HttpClient client = new()
            {
                BaseAddress = new Uri(await File.ReadAllTextAsync(Path.Combine(home, "address"), Token)),
            };
            var readers = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => StatusAsync(client)));
            Assert.All(readers, s => Assert.Equal(HttpStatusCode.OK, s));

            var server = (await File.ReadAllLinesAsync(Path.Combine(home, "data", "postmaster.pid"), Token))[0];
            using (var kill = System.Diagnostics.Process.Start("kill", ["-KILL", server]))
                await kill.WaitForExitAsync(Token);
            List<HttpStatusCode> seen = [];
            while (seen.Count == 0 || seen[^1] != HttpStatusCode.OK || seen.Count < 5)
            {
                seen.Add(await StatusAsync(client));
                Assert.True(seen.Count < 600, string.Join(' ', seen.Distinct()));
                await Task.Delay(100, Token);
            }

            Assert.All(
                seen,
                s => Assert.True(s is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, s.ToString())
            );
            Assert.Contains(HttpStatusCode.ServiceUnavailable, seen);
            using (
                var stop = System.Diagnostics.Process.Start(
                    "kill",
                    ["-TERM", up.Id.ToString(CultureInfo.InvariantCulture)]
                )
            )
                await stop.WaitForExitAsync(Token);
            await up.WaitForExitAsync(Token);
            Assert.Equal(0, up.ExitCode);
            Assert.False(File.Exists(Path.Combine(home, "data", "postmaster.pid")));
        }
        finally
        {
            if (!up.HasExited)
            {
                up.Kill();
                await up.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/ogc/collections/hamlets/items?limit=1", Token);
        return response.StatusCode;
    }
}
