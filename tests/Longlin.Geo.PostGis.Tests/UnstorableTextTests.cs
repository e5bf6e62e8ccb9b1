using System.Net;
using System.Text;
using System.Text.Json;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// Text that PostgreSQL cannot store (NUL, lone surrogates, bytes that are not UTF-8) and null in lists are refused
/// with the parameter named.
/// </summary>
public sealed class UnstorableTextTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Line = """{"type":"LineString","coordinates":[[105.1,24.7],[105.2,24.8]]}""";
    private const string Point = """{"type":"Point","coordinates":[105.1,24.7]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/coverage/gaps?service=road&area=%00", "area")]
    [InlineData("/api/coverage/gaps?service=road&area=45%ED%A0%80", "area")]
    [InlineData("/api/coverage/gaps?service=road&area=%FF", "area")]
    [InlineData("/api/coverage/timeline?area=%00", "area")]
    [InlineData("/api/works?area=%00", "area")]
    [InlineData("/api/relocation/candidates?area=%00", "area")]
    [InlineData("/api/power/options?area=%00", "area")]
    [InlineData("/api/power/transformers?area=%00", "area")]
    [InlineData("/api/water/small-works?area=%00", "area")]
    [InlineData("/api/network/extension?service=road&area=%00", "area")]
    [InlineData("/api/changes?layer=roads&code=%00", "code")]
    [InlineData("/ogc/collections/gaps/items?area=%00", "area")]
    [InlineData("/ogc/collections/roads/items?code=%00", "code")]
    [InlineData("/ogc/collections/roads/items?filter=name%3D%27%00%27", "filter")]
    [InlineData("/ogc/collections/roads/items?na%00me=x", "query")]
    [InlineData("/api/hamlets/%ED%A0%80/coverage", "path")]
    public Task A_query_with_text_that_cannot_be_stored_is_refused(string path, string parameter) =>
        RefusedAsync(HttpMethod.Get, path, null, null, parameter);

    [Theory]
    [InlineData("""{"op":"=","args":[{"property":"name"},"a\u0000"]}""")]
    [InlineData("""{"op":"=","args":[{"property":"name"},"\ud800"]}""")]
    [InlineData("""{"op":"=","args":[{"property":"name"},null]}""")]
    [InlineData("""{"op":"in","args":[{"property":"name"},["a",null]]}""")]
    [InlineData("""{"op":"=","args":[{"property":"na\u0000me"},"a"]}""")]
    public Task A_JSON_filter_with_text_that_cannot_be_stored_is_refused(string filter) =>
        RefusedAsync(
            HttpMethod.Get,
            $"/ogc/collections/roads/items?filter-lang=cql2-json&filter={Uri.EscapeDataString(filter)}",
            null,
            null,
            "filter"
        );

    [Theory]
    [InlineData("/api/what-if", """{"closed":[null]}""", "$.closed[0]")]
    [InlineData("/api/what-if", """{"closed":[{"layer":"roads","code":"a\u0000"}]}""", "$.closed[0].code")]
    [InlineData("/api/what-if", """{"closed":[{"layer":"roads","code":"\udc00"}]}""", "$.closed[0].code")]
    [InlineData("/api/what-if", "{\"closed\":[{\"layer\":\"\u0001A\0\"}]}", "body")]
    [InlineData("/api/sites/score", """{"sites":[null]}""", "$.sites[0]")]
    [InlineData("/api/sites/score", """{"sites":["a\u0000"]}""", "$.sites[0]")]
    [InlineData("/api/sites/score", """{"sites":["\ud800"]}""", "$.sites[0]")]
    [InlineData("/api/sites/score", """{"sites":["S1"],"asOf":"\u0000"}""", "$.asOf")]
    [InlineData("/api/sites/suggest", """{"persons":[null]}""", "$.persons[0]")]
    public Task A_body_with_null_in_a_list_or_text_that_cannot_be_stored_is_refused(
        string path,
        string body,
        string parameter
    ) => RefusedAsync(HttpMethod.Post, path, body, "application/json", parameter);

    [Theory]
    [InlineData("POST", "roads", """{"code":"a\u0000","class":"X"}""", Line, "$.properties.code")]
    [InlineData("POST", "hamlets", """{"code":"T1","name":"\ud800"}""", Point, "$.properties.name")]
    [InlineData("POST", "hamlets", """{"code":"T1","na\u0000me":"x"}""", Point, "$.properties")]
    [InlineData("POST", "hamlets", """{"code":"T1","name":[null]}""", Point, "$.properties.name[0]")]
    [InlineData("PATCH", "hamlets", """{"name":"a\u0000"}""", "null", "$.properties.name")]
    public Task A_feature_with_text_that_cannot_be_stored_is_refused(
        string method,
        string layer,
        string properties,
        string geometry,
        string parameter
    ) =>
        RefusedAsync(
            new HttpMethod(method),
            $"/ogc/collections/{layer}/items{(method == "PATCH" ? "/1" : "")}",
            $$"""{"type":"Feature","properties":{{properties}},"geometry":{{geometry}}}""",
            "application/geo+json",
            parameter
        );

    [Fact]
    public async Task Text_beyond_the_basic_plane_is_accepted_as_UTF_8_and_as_escaped_pairs()
    {
        using StringContent body = new("""{"sites":["𠀀","\ud840\udc00"]}""", Encoding.UTF8, "application/json");
        using var response = await service.Client.PostAsync("/api/sites/score", body, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.DoesNotContain("$.sites", text, StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    private async Task RefusedAsync(HttpMethod method, string path, string? body, string? type, string parameter)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Authorization = new("Bearer", "secret");
        if (body is not null)
        {
            request.Content = new StringContent(body);
            request.Content.Headers.ContentType = new(type!);
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        }

        using var response = await service.Client.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{(int)response.StatusCode}: {text}");
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
        Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty("detail").GetString()));
    }
}
