using System.Text.Json;
using Longlin.Geo.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Features that are held as they were encoded: never those of yesterday.</summary>
public class FeatureCacheTests(TestCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cached_page_of_features_shows_every_edit_at_once()
    {
        await using RunningService own = new(cluster);
        await own.InitializeAsync();
        var (database, client) = (own.Database, own.Client);
        var first = await database.ScalarAsync<long>("select min(id) from longlin.sites");
        Task<string> PageAsync(string more = "") =>
            client.GetStringAsync($"/ogc/collections/sites/items?limit=5&bbox=104,24,106,26{more}", Token);
        var before = await PageAsync();
        // Twice more: the second is recognised as held, the third is given from memory.
        Assert.Equal((before, before), (await PageAsync(), await PageAsync()));
        Assert.Equal(1, Held());
        Assert.DoesNotContain("\"name\"", await PageAsync("&properties=code"), StringComparison.Ordinal);
        Assert.Equal(before, await PageAsync());
        Assert.Equal(2, Held());
        await database.RunAsync($"update longlin.sites set name = '改过一' where id = {first}");
        Assert.Contains("改过一", await PageAsync(), StringComparison.Ordinal);
        Assert.Contains("改过一", await PageAsync(), StringComparison.Ordinal);
        // The same id with other content and the same version number.
        await database.RunAsync(
            $"create temporary table kept as select * from longlin.sites where id = {first}; delete "
                + $"from longlin.sites where id = {first}; insert into longlin.sites (county_code, id, code, name, "
                + "version, updated_at, geom) select county_code, id, code, '换了', version, updated_at, geom "
                + "from kept; drop table kept"
        );
        var replaced = await PageAsync();
        Assert.Contains("换了", replaced, StringComparison.Ordinal);
        Assert.DoesNotContain("改过一", replaced, StringComparison.Ordinal);
        // A table that is written anew keeps who wrote its rows and puts them elsewhere, here where others lay.
        await database.RunAsync(
            "create temporary table kept as select * from longlin.sites; delete from longlin.sites; "
                + "insert into longlin.sites (county_code, id, code, name, geom) "
                + "select county_code, id, code, name || '号', geom from kept order by id; drop table kept"
        );
        await database.RunAsync("vacuum full longlin.sites");
        for (var i = 0; i < 3; i++)
            await PageAsync();
        await database.RunAsync($"delete from longlin.sites where id = {first}");
        await database.RunAsync("vacuum full longlin.sites");
        Assert.Equal(await OfTableAsync(), await NamesAsync());
        Assert.Equal(await OfTableAsync(), await NamesAsync());
        // Everything that is walked is there, from memory as from the table.
        var walked = await WalkAsync(client);
        Assert.Equal(walked, await WalkAsync(client));
        Assert.Equal(await database.ScalarAsync<long[]>("select array_agg(id order by id) from longlin.sites"), walked);

        long Held() => own.Services.GetRequiredService<FeatureCache>().Of("sites", new()).Hits;
        Task<string> OfTableAsync() =>
            database.ScalarAsync<string>(
                "select string_agg(name, ',' order by id) from (select * from longlin.sites order by id limit 5) s"
            );
        async Task<string> NamesAsync() =>
            string.Join(
                ',',
                JsonDocument
                    .Parse(await PageAsync())
                    .RootElement.GetProperty("features")
                    .EnumerateArray()
                    .Select(f => f.GetProperty("properties").GetProperty("name").GetString())
            );
    }

    [Fact]
    public async Task An_invalid_filter_takes_no_database_connection()
    {
        await using RunningService own = new(cluster);
        await own.InitializeAsync();
        // More than the pool holds.
        for (var i = 0; i < 120; i++)
        {
            using var refused = await own.Client.GetAsync(
                $"/ogc/collections/hamlets/items?filter={Uri.EscapeDataString("households ^ 100000 > 1")}",
                Token
            );
            Assert.Equal(400, (int)refused.StatusCode);
        }

        Assert.Contains(
            "FeatureCollection",
            await own
                .Client.GetStringAsync("/ogc/collections/hamlets/items?limit=1", Token)
                .WaitAsync(TimeSpan.FromSeconds(10), Token),
            StringComparison.Ordinal
        );
    }

    private static async Task<long[]> WalkAsync(HttpClient client)
    {
        List<long> ids = [];
        for (var next = "/ogc/collections/sites/items?limit=3"; next is not null; )
        {
            using var page = JsonDocument.Parse(await client.GetStringAsync(next, Token));
            ids.AddRange(
                page.RootElement.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetInt64())
            );
            next = page
                .RootElement.GetProperty("links")
                .EnumerateArray()
                .Where(l => l.GetProperty("rel").GetString() == "next")
                .Select(l => l.GetProperty("href").GetString())
                .SingleOrDefault();
        }

        return [.. ids];
    }
}
