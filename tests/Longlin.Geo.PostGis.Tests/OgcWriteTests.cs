using System.Net;
using System.Text;
using System.Text.Json;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>OGC API – Features Part 4: features added, replaced, patched and deleted.</summary>
public sealed class OgcWriteTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string? body,
        string? match = null,
        string type = "application/geo+json",
        string token = "secret"
    )
    {
        HttpRequestMessage request = new(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        if (token.Length > 0)
            request.Headers.Add("Authorization", $"Bearer {token}");
        if (match is not null)
            request.Headers.TryAddWithoutValidation("If-Match", match);
        // A refusal by size comes before the body is sent: who goes on sending would see the connection closed instead.
        if (body is { Length: > 1 << 20 })
            request.Headers.ExpectContinue = true;
        return await service.Client.SendAsync(request, Token);
    }

    [Fact]
    public async Task A_feature_is_added_replaced_patched_and_deleted_and_each_change_is_in_the_history()
    {
        const string road =
            """{"type":"Feature","geometry":{"type":"LineString","coordinates":[[105.2,24.7],"""
            + """[105.21,24.71]]},"properties":"""
            + """{"code":"EDIT1","class":"C","surface":"gravel","roadbed_width_m":4.5}}""";
        using var created = await SendAsync(HttpMethod.Post, "/ogc/collections/roads/items", road);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var at = created.Headers.Location!.PathAndQuery;
        var first = created.Headers.ETag!.ToString();
        var feature = await service.JsonAsync(at);
        Assert.Equal(
            ("EDIT1", "gravel", "open"),
            (
                feature.GetProperty("properties").GetProperty("code").GetString(),
                feature.GetProperty("properties").GetProperty("surface").GetString(),
                feature.GetProperty("properties").GetProperty("status").GetString()
            )
        );
        Assert.Equal(
            HttpStatusCode.Conflict,
            (await SendAsync(HttpMethod.Post, "/ogc/collections/roads/items", road)).StatusCode
        );

        using var patched = await SendAsync(
            HttpMethod.Patch,
            at,
            """{"properties":{"surface":"concrete","roadbed_width_m":null}}""",
            first,
            "application/merge-patch+json"
        );
        Assert.True(patched.StatusCode == HttpStatusCode.NoContent, await patched.Content.ReadAsStringAsync(Token));
        var properties = (await service.JsonAsync(at)).GetProperty("properties");
        Assert.Equal(
            ("concrete", JsonValueKind.Null, "C"),
            (
                properties.GetProperty("surface").GetString(),
                properties.GetProperty("roadbed_width_m").ValueKind,
                properties.GetProperty("class").GetString()
            )
        );

        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(HttpMethod.Put, at, road, first)).StatusCode);
        using var replaced = await SendAsync(
            HttpMethod.Put,
            at,
            road.Replace("\"class\":\"C\",", "", StringComparison.Ordinal),
            patched.Headers.ETag!.ToString()
        );
        Assert.True(replaced.StatusCode == HttpStatusCode.NoContent, await replaced.Content.ReadAsStringAsync(Token));
        Assert.Equal(
            JsonValueKind.Null,
            (await service.JsonAsync(at)).GetProperty("properties").GetProperty("class").ValueKind
        );
        // What is read can be written back as it is.
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await SendAsync(HttpMethod.Put, at, (await service.JsonAsync(at)).GetRawText())).StatusCode
        );

        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(HttpMethod.Delete, at, null, first)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Delete, at, null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Client.GetAsync(at, Token)).StatusCode);
        var history = (await service.JsonAsync("/api/changes?layer=roads&code=EDIT1"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(c => (c.GetProperty("operation").GetString(), c.GetProperty("actor").GetString()))
            .ToList();
        Assert.Equal(
            [("insert", "admin"), ("update", "admin"), ("update", "admin"), ("delete", "admin")],
            history.DistinctBy(h => h.Item1).Count() == 3
                ? history.Where((_, i) => i < 3 || i == history.Count - 1)
                : []
        );
    }

    [Theory]
    [InlineData(
        """{"type":"Feature","geometry":{"type":"Point","coordinates":[105.2,24.7]},"properties":{"code":"B1"}}""",
        422,
        "geometry"
    )] // a road is no point
    [InlineData(
        """{"type":"Feature","geometry":{"type":"LineString","coordinates":[[105.2,24.7],"""
            + """[1e999,24.7]]},"properties":{"code":"B1"}}""",
        422,
        "geometry"
    )]
    [InlineData(
        """{"type":"Feature","geometry":{"type":"LineString","coordinates":[[105.2,24.7]]},"properties":"""
            + """{"code":"B1"}}""",
        422,
        "geometry"
    )]
    [InlineData("""{"type":"Feature","geometry":null,"properties":{"code":"B1"}}""", 422, "geometry")]
    [InlineData(
        """{"type":"Feature","geometry":{"type":"LineString","coordinates":[[105.2,24.7],"""
            + """[105.3,24.7]]},"properties":{"code":"B1","surface":"cheese"}}""",
        422,
        "surface"
    )]
    [InlineData(
        """{"type":"Feature","geometry":{"type":"LineString","coordinates":[[105.2,24.7],"""
            + """[105.3,24.7]]},"properties":{"code":"B1","taste":"good"}}""",
        422,
        "taste"
    )]
    [InlineData(
        """{"type":"Feature","geometry":{"type":"LineString","coordinates":[[105.2,24.7],"""
            + """[105.3,24.7]]},"properties":{"code":"B1","opened_on":"2018-01-01","closed_on":"2017-01-01"}}""",
        422,
        "closed_on"
    )]
    [InlineData("[1]", 400, "body")]
    [InlineData("{", 400, "body")]
    public async Task An_invalid_feature_is_refused_and_the_field_is_named(string body, int status, string parameter)
    {
        using var response = await SendAsync(HttpMethod.Post, "/ogc/collections/roads/items", body);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True((int)response.StatusCode == status, $"{response.StatusCode}: {text}");
        Assert.Equal(parameter, JsonDocument.Parse(text).RootElement.GetProperty("parameter").GetString());
        Assert.Equal(
            0,
            await service.Database.ScalarAsync<long>("select count(*) from longlin.roads where code = 'B1'")
        );
    }

    [Fact]
    public async Task Writing_needs_permission_for_the_layer_and_oversized_or_unsupported_bodies_are_refused()
    {
        const string road =
            """{"type":"Feature","geometry":{"type":"LineString","coordinates":[[105.2,24.7],"""
            + """[105.21,24.71]]},"properties":{"code":"EDIT2"}}""";
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await SendAsync(HttpMethod.Post, "/ogc/collections/roads/items", road, token: "")).StatusCode
        );
        var token = await Store.UserList.AddAsync(service.Database, "水务员", "water", null, null, Token);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await SendAsync(HttpMethod.Post, "/ogc/collections/roads/items", road, token: token)).StatusCode
        );
        var township = await service.Database.ScalarAsync<string>(
            "select code from longlin.areas where level = 'township' order by code limit 1"
        );
        var inside = await Store.UserList.AddAsync(service.Database, "乡镇员", "transport", township, null, Token);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await SendAsync(
                    HttpMethod.Post,
                    "/ogc/collections/roads/items",
                    road.Replace("105.2,24.7", "100.2,24.7", StringComparison.Ordinal)
                        .Replace("105.21,24.71", "100.21,24.71", StringComparison.Ordinal),
                    token: inside
                )
            ).StatusCode
        );
        Assert.Equal(
            0,
            await service.Database.ScalarAsync<long>("select count(*) from longlin.roads where code = 'EDIT2'")
        );
        Assert.Equal(
            HttpStatusCode.UnsupportedMediaType,
            (await SendAsync(HttpMethod.Post, "/ogc/collections/roads/items", road, type: "text/plain")).StatusCode
        );
        var vertices = string.Join(',', Enumerable.Range(0, 200_000).Select(i => "[105.2,24.7]"));
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            (
                await SendAsync(
                    HttpMethod.Post,
                    "/ogc/collections/roads/items",
                    $$$"""{"type":"Feature","geometry":{"type":"LineString","coordinates":[{{{vertices}}}"""
                        + """]},"properties":{}}"""
                )
            ).StatusCode
        );
    }
}
