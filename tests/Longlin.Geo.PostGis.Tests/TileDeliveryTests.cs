using Longlin.Geo.Server.Hosting;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>How a tile is sent, and what happens when it takes too long.</summary>
public sealed class TileDeliveryTests(TestCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gzip", null)]
    [InlineData("", null)]
    [InlineData("br", "*")]
    public async Task A_tile_is_the_same_from_the_early_handler_and_from_the_route(string accepted, string? known)
    {
        await using RunningService service = new(cluster);
        await service.InitializeAsync();
        // Leading zeros go the common way; the same address is made, then given from memory.
        var answers = new List<string>();
        foreach (
            var address in (string[])
                [
                    "/tiles/areas,roads/07/0101/0054.mvt",
                    "/tiles/areas,roads/7/101/54.mvt",
                    "/tiles/areas,roads/7/101/54.mvt",
                    "/ogc/collections/areas/tiles/WebMercatorQuad/0/0/0",
                    "/tiles/areas/0/0/0.mvt",
                ]
        )
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            if (accepted.Length > 0)
                request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
            if (known is not null)
                request.Headers.TryAddWithoutValidation("If-None-Match", known);
            using var answer = await service.Client.SendAsync(request, Token);
            var headers = answer
                .Headers.Concat(answer.Content.Headers)
                .Where(h => h.Key is not ("Date" or "Content-Security-Policy"))
                .OrderBy(h => h.Key, StringComparer.Ordinal)
                .Select(h => $"{h.Key}: {string.Join(", ", h.Value)}");
            answers.Add(
                $"{(int)answer.StatusCode}\n{string.Join('\n', headers)}\n"
                    + $"{Convert.ToHexString(await answer.Content.ReadAsByteArrayAsync(Token))}"
            );
        }

        Assert.Contains("ETag", answers[0], StringComparison.Ordinal);
        Assert.Equal((answers[0], answers[0]), (answers[1], answers[2]));
        Assert.Equal(answers[3], answers[4]);
    }

    [Fact]
    public async Task Closing_the_connection_cancels_the_query_and_logs_no_error()
    {
        await using RunningService service = new(cluster);
        await service.InitializeAsync();
        await using var holder = await service.Database.Source.OpenConnectionAsync(Token);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        await using (Npgsql.NpgsqlCommand hold = new("lock table longlin.sites in access exclusive mode", holder))
            await hold.ExecuteNonQueryAsync(Token);
        using CancellationTokenSource patience = new();
        var asking = service.Client.GetAsync("/tiles/sites/12/3243/1757.mvt", patience.Token);
        const string waiting =
            "select count(*) from pg_stat_activity where datname = current_database() "
            + "and wait_event_type = 'Lock' and query like '%st_asmvt(f, ''sites''%'";
        for (var i = 0; i < 100 && await service.Database.ScalarAsync<long>(waiting) == 0; i++)
            await Task.Delay(50, Token);
        Assert.Equal(1, await service.Database.ScalarAsync<long>(waiting));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        var hungUp = System.Diagnostics.Stopwatch.StartNew();
        while (await service.Database.ScalarAsync<long>(waiting) > 0)
            Assert.True(hungUp.Elapsed < TimeSpan.FromSeconds(1), "the query outlived its asker by a second");
        await transaction.RollbackAsync(Token);

        for (var i = 0; i < 5; i++)
        {
            await service.Database.RunAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() "
                    + "and pid <> pg_backend_pid()"
            );
            using var response = await service.Client.GetAsync($"/tiles/roads/12/{3243 + i}/1757.mvt", Token);
            Assert.True(
                response.IsSuccessStatusCode,
                $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(Token)}"
            );
        }
    }

    [Fact]
    public async Task A_tile_that_times_out_is_504_and_a_full_queue_is_503_with_a_retry_time()
    {
        await using var database = await cluster.DemoAsync();
        await using var app = WebService.Build(
            new ServiceOptions(
                System.Net.IPAddress.Loopback,
                0,
                "secret",
                Tiles: new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), 1, 1)
            ),
            database,
            TestCluster.Standard,
            Model.ProjectRoot.Find()
        );
        await app.StartAsync(Token);
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.First()) };
        await using var holder = await database.Source.OpenConnectionAsync(Token);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        await using (Npgsql.NpgsqlCommand hold = new("lock table longlin.sites in access exclusive mode", holder))
            await hold.ExecuteNonQueryAsync(Token);
        var late = client.GetAsync("/tiles/sites/12/3243/1757.mvt", Token);
        await Task.Delay(300, Token);
        using var behind = await client.GetAsync("/tiles/sites/12/3244/1757.mvt", Token);
        // The far ones have a lane of their own, and another layer's tile in it is not behind this one.
        using var far = await client.GetAsync("/tiles/roads/6/50/27.mvt", Token);
        Assert.Equal((503, true), ((int)behind.StatusCode, behind.Headers.RetryAfter is not null));
        Assert.Equal(200, (int)far.StatusCode);
        using var answer = await late;
        Assert.Equal(504, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        await transaction.RollbackAsync(Token);
        using var after = await client.GetAsync("/tiles/sites/12/3243/1757.mvt", Token);
        Assert.True(after.IsSuccessStatusCode);
    }
}
