using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>The OpenAPI document is complete, and every route keeps what it says.</summary>
public sealed partial class ApiDocumentTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_real_validator_finds_no_error_in_the_OpenAPI_document()
    {
        var found = await PeerDecoders.LintOpenApiAsync(await service.Client.GetStringAsync("/openapi.json", Token));
        Assert.True(found.TrimEnd().EndsWith("0 errors, 0 warnings", StringComparison.Ordinal), found);
    }

    /// <summary>
    /// The page's client types are generated from the committed document. LONGLIN_GOLDEN=1 rewrites it.
    /// </summary>
    [Fact]
    public async Task The_committed_OpenAPI_document_is_that_of_the_service()
    {
        var file = Path.Combine(PeerDecoders.Web, "openapi.json");
        var document = await service.Client.GetStringAsync("/openapi.json?lang=en", Token);
        if (Environment.GetEnvironmentVariable("LONGLIN_GOLDEN") == "1")
            await File.WriteAllTextAsync(file, document, Token);
        Assert.Equal(await File.ReadAllTextAsync(file, Token), document);
    }

    [Theory]
    [InlineData("zh")]
    [InlineData("en")]
    public async Task Every_operation_parameter_and_answer_is_described(string language)
    {
        var document = await service.JsonAsync($"/openapi.json?lang={language}");
        List<string> missing = [];
        foreach (var (name, operation) in Operations(document))
        {
            foreach (var text in (string[])["summary", "description"])
                if (!Speaks(operation, text, language))
                    missing.Add($"{name}: {text}");
            foreach (var parameter in List(operation, "parameters"))
            {
                var which = $"{name}: parameter {parameter.GetProperty("name")}";
                if (!Speaks(parameter, "description", language))
                    missing.Add($"{which}: description");
                if (!parameter.TryGetProperty("example", out _))
                    missing.Add($"{which}: example");
                if (!parameter.GetProperty("schema").TryGetProperty("type", out _))
                    missing.Add($"{which}: type");
            }

            var responses = operation.GetProperty("responses").EnumerateObject().ToList();
            if (
                !responses.Exists(r =>
                    r.Name[0] == '2'
                    && (
                        r.Name is "201" or "204"
                        || r.Value.TryGetProperty("content", out var content)
                            && content.EnumerateObject().All(m => m.Value.TryGetProperty("schema", out _))
                    )
                )
            )
                missing.Add($"{name}: schema of success");
            if (!responses.Exists(r => r.Name == "400") || !operation.TryGetProperty("security", out _))
                missing.Add($"{name}: problems or security");
        }

        foreach (var schema in document.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            if (!schema.Value.TryGetProperty("properties", out var properties))
                continue;
            // A reference is described where it leads.
            missing.AddRange(
                properties
                    .EnumerateObject()
                    .Where(p =>
                        !p.Value.TryGetProperty("$ref", out _)
                        && !p.Value.TryGetProperty("oneOf", out _)
                        && !Speaks(p.Value, "description", language)
                    )
                    .Select(p => $"{schema.Name}.{p.Name}")
            );
        }

        var groups = List(document, "tags")
            .Where(t => Speaks(t, "description", language))
            .Select(t => t.GetProperty("name").GetString());
        missing.AddRange(
            Operations(document)
                .SelectMany(o => List(o.Operation, "tags").Select(t => t.GetString()))
                .Distinct()
                .Except(groups)
                .Select(t => $"group {t}")
        );
        Assert.Equal([], missing);
    }

    [Fact]
    public async Task Every_route_refuses_unknown_doubled_and_wrong_parameters()
    {
        List<string> wrong = [];
        foreach (var (name, operation) in Operations(await service.JsonAsync("/openapi.json")))
        {
            if (
                !name.StartsWith("GET ", StringComparison.Ordinal)
                || name.StartsWith("GET /ogc/coll", StringComparison.Ordinal)
            )
                continue;
            var path = Fill(name[4..], operation);
            await Check($"{path}?roads=1", "roads");
            foreach (var parameter in List(operation, "parameters"))
            {
                if (parameter.GetProperty("in").GetString() != "query")
                    continue;
                var query = parameter.GetProperty("name").GetString()!;
                var example = Example(parameter);
                await Check($"{path}?{query}={example}&{query}={example}", query);
                var schema = parameter.GetProperty("schema");
                if (
                    query is not ("rule" or "service")
                    && (schema.GetProperty("type").GetString() != "string" || schema.TryGetProperty("enum", out _))
                )
                    await Check($"{path}?{query}=no-such-value", query);
            }
        }

        Assert.Equal([], wrong);

        async Task Check(string address, string parameter)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            request.Headers.Add("Accept-Language", "en");
            using var response = await service.Client.SendAsync(request, Token);
            var text = await response.Content.ReadAsStringAsync(Token);
            if (
                response.StatusCode != HttpStatusCode.BadRequest
                || JsonDocument.Parse(text).RootElement.GetProperty("parameter").GetString() != parameter
                || Han().IsMatch(text)
            )
                wrong.Add($"{address}: {response.StatusCode} {text}");
        }
    }

    [Theory]
    [InlineData("asOf=31.12.2018", "asOf", "a date like 2018-12-31")]
    [InlineData("verdict=maybe", "verdict", "met, not_met, unknown")]
    [InlineData("limit=0", "limit", "from 1 to 10000")]
    [InlineData("bbox=1,2,3", "bbox", "west,south,east,north")]
    [InlineData("rule=NO-RULE", "rule", "ROAD-H50-HARD")]
    public async Task A_wrong_value_is_answered_with_the_allowed_ones(string query, string parameter, string allowed)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"/api/coverage/gaps?{query}");
        request.Headers.Add("Accept-Language", "en");
        using var response = await service.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
        Assert.Contains(allowed, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_is_answered_where_GET_is()
    {
        foreach (
            var address in (string[])["/api/rules", "/ogc/collections/hamlets", "/tiles/style.json", "/health/live"]
        )
        {
            using var whole = await service.Client.GetAsync(address, Token);
            using HttpRequestMessage request = new(HttpMethod.Head, address);
            using var head = await service.Client.SendAsync(request, Token);
            Assert.Equal((whole.StatusCode, ""), (head.StatusCode, await head.Content.ReadAsStringAsync(Token)));
            Assert.Equal(whole.Content.Headers.ContentType, head.Content.Headers.ContentType);
        }
    }

    [Theory]
    [InlineData("/api/rules", "GET, HEAD, OPTIONS")]
    [InlineData("/ogc/collections/hamlets/items", "GET, HEAD, OPTIONS")]
    [InlineData("/api/what-if", "OPTIONS, POST")]
    public async Task OPTIONS_lists_what_a_reader_without_a_token_may_do(string address, string allowed)
    {
        using HttpRequestMessage request = new(HttpMethod.Options, address);
        using var response = await service.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow));
    }

    private static IEnumerable<(string Name, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);

    private static JsonElement[] List(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) ? [.. list.EnumerateArray()] : [];

    // Names of formats and standards are the same in both languages.
    private static bool Speaks(JsonElement element, string name, string language) =>
        element.TryGetProperty(name, out var text)
        && text.GetString() is { Length: > 0 } words
        && (
            language == "en"
                ? !Han().IsMatch(words)
                : Han().IsMatch(words) || words.Contains("JSON", StringComparison.Ordinal)
        );

    private static string Fill(string path, JsonElement operation) =>
        List(operation, "parameters")
            .Where(p => p.GetProperty("in").GetString() == "path")
            .Aggregate(
                path,
                (address, p) => address.Replace($"{{{p.GetProperty("name")}}}", Example(p), StringComparison.Ordinal)
            );

    private static string Example(JsonElement parameter)
    {
        var example = parameter.GetProperty("example");
        return Uri.EscapeDataString(
            example.ValueKind == JsonValueKind.Array ? string.Join(',', example.EnumerateArray()) : example.ToString()
        );
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();
}
