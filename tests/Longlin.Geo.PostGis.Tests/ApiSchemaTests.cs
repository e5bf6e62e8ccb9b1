using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>The OpenAPI document describes every answer by its members, and its examples work.</summary>
public sealed class ApiSchemaTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_status_has_a_schema_that_says_more_than_object()
    {
        var document = await service.JsonAsync("/openapi.json");
        List<string> missing = [];
        foreach (var (name, operation) in Operations(document))
        foreach (var response in operation.GetProperty("responses").EnumerateObject())
        {
            if (response.Name is "201" or "204" or "304")
                continue;
            if (!response.Value.TryGetProperty("content", out var content))
            {
                missing.Add($"{name} {response.Name}: no content");
                continue;
            }

            missing.AddRange(
                content
                    .EnumerateObject()
                    .Where(m => !m.Value.TryGetProperty("schema", out var schema) || IsBare(m.Name, schema))
                    .Select(m => $"{name} {response.Name} {m.Name}")
            );
        }

        Assert.Equal([], missing);
    }

    [Theory]
    [InlineData("zh")]
    [InlineData("en")]
    public async Task Every_body_has_an_example(string language)
    {
        List<string> missing = [];
        foreach (var (name, operation) in Operations(await service.JsonAsync($"/openapi.json?lang={language}")))
        {
            var takes = operation.TryGetProperty("requestBody", out var body);
            // An undo is told by its address alone.
            var needs =
                name.Split(' ')[0] is "POST" or "PUT" or "PATCH" && !name.EndsWith("/undo", StringComparison.Ordinal);
            if (takes != needs)
                missing.Add($"{name}: body");
            if (takes)
                missing.AddRange(
                    body.GetProperty("content")
                        .EnumerateObject()
                        .Where(m =>
                            !m.Value.TryGetProperty("example", out _) || IsBare(m.Name, m.Value.GetProperty("schema"))
                        )
                        .Select(m => $"{name} {m.Name}")
                );
        }

        Assert.Equal([], missing);
    }

    [Theory]
    [InlineData("/api/what-if")]
    [InlineData("/api/sites/score")]
    [InlineData("/api/sites/suggest")]
    [InlineData("/api/sites/assign")]
    public async Task The_example_of_a_question_works(string path)
    {
        var example = (await service.JsonAsync("/openapi.json"))
            .GetProperty("paths")
            .GetProperty(path)
            .GetProperty("post")
            .GetProperty("requestBody")
            .GetProperty("content")
            .GetProperty("application/json")
            .GetProperty("example");
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new StringContent(example.GetRawText(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        using var response = await service.Client.SendAsync(request, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData("/ogc", "LandingPage")]
    [InlineData("/ogc/conformance", "ConformanceClasses")]
    [InlineData("/ogc/collections", "Collections")]
    [InlineData("/ogc/collections/hamlets", "Collection")]
    [InlineData("/ogc/collections/gaps", "Collection")]
    [InlineData("/ogc/collections/hamlets/schema", "PropertySchema")]
    [InlineData("/ogc/collections/hamlets/items?limit=3", "FeatureCollection")]
    [InlineData("/ogc/collections/surveys/items?limit=3", "FeatureCollection")]
    [InlineData("/ogc/collections/gaps/items?limit=3", "FeatureCollection")]
    [InlineData("/ogc/tileMatrixSets", "TileMatrixSets")]
    [InlineData("/ogc/tileMatrixSets/WebMercatorQuad", "TileMatrixSet")]
    [InlineData("/ogc/collections/hamlets/tiles", "TileSets")]
    [InlineData("/ogc/collections/hamlets/tiles/WebMercatorQuad", "TileSet")]
    [InlineData("/tiles/hamlets,roads.json", "TileJson")]
    [InlineData("/tiles/style.json", "MapStyle")]
    [InlineData("/api/coverage/timeline", "Timeline")]
    [InlineData("/api/network/road/dead-ends?f=geojson", "FeatureCollection")]
    [InlineData("/api/relocation/candidates?f=geojson", "FeatureCollection")]
    [InlineData("/api/water/reservoirs?f=geojson", "FeatureCollection")]
    [InlineData("/api/rules", "RulesDocument")]
    [InlineData("/api/progress?by=township", "ProgressDocument")]
    [InlineData("/api/coverage/gaps?service=road&limit=20", "GapDocument")]
    [InlineData("/api/coverage/summary?service=road", "SummaryDocument")]
    [InlineData("/api/works", "WorksDocument")]
    [InlineData("/api/changes?limit=20", "ChangesDocument")]
    [InlineData("/api/imports?limit=20", "ImportsDocument")]
    [InlineData("/api/caller", "CallerDocument")]
    [InlineData("/api/network/road/bottlenecks?limit=20", "FindingsDocument")]
    [InlineData("/api/network/road/extension", "ExtensionDocument")]
    [InlineData("/api/relocation/progress", "MovingDocument")]
    [InlineData("/api/relocation/candidates?limit=20", "CandidateDocument")]
    [InlineData("/api/relocation/red-lines", "RedLineDocument")]
    [InlineData("/api/power/transformers?limit=20", "TransformersDocument")]
    [InlineData("/api/power/options", "PowerOptionsDocument")]
    [InlineData("/api/water/reservoirs?all=true", "ReservoirsDocument")]
    [InlineData("/api/water/small-works", "SmallWorksDocument")]
    public async Task An_answer_has_the_members_of_its_schema(string address, string schema)
    {
        var schemas = (await service.JsonAsync("/openapi.json")).GetProperty("components").GetProperty("schemas");
        var answer = JsonNode.Parse((await service.JsonAsync(address)).GetRawText());
        Assert.Equal([], Differences(answer, schemas.GetProperty(schema), schemas, schema).Distinct().Take(10));
    }

    private static bool IsBare(string media, JsonElement schema) =>
        media.Contains("json", StringComparison.Ordinal)
        && !schema.TryGetProperty("$ref", out _)
        && !schema.TryGetProperty("oneOf", out _)
        && !schema.TryGetProperty("properties", out _)
        && !schema.TryGetProperty("items", out _);

    // What is missing, of another type, or not described.
    private static IEnumerable<string> Differences(JsonNode? value, JsonElement schema, JsonElement all, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return Differences(value, all.GetProperty(reference.GetString()!.Split('/')[^1]), all, at);
        if (schema.TryGetProperty("oneOf", out var ways))
            return ways.EnumerateArray().Any(w => !Differences(value, w, all, at).Any())
                ? []
                : [$"{at}: none of oneOf"];
        if (schema.TryGetProperty("type", out var type) && !IsOf(value, type))
            return [$"{at}: {value?.GetValueKind().ToString() ?? "null"} is not {type}"];
        return value switch
        {
            JsonArray list when schema.TryGetProperty("items", out var items) => list.Take(20)
                .SelectMany(i => Differences(i, items, all, $"{at}[]")),
            JsonObject members => Members(members, schema, all, at),
            _ => [],
        };
    }

    private static IEnumerable<string> Members(JsonObject members, JsonElement schema, JsonElement all, string at)
    {
        var known = schema.TryGetProperty("properties", out var properties) ? properties : default;
        if (schema.TryGetProperty("required", out var required))
            foreach (var name in required.EnumerateArray().Select(r => r.GetString()!))
                if (!members.ContainsKey(name))
                    yield return $"{at}.{name} is missing";
        foreach (var (name, member) in members)
        {
            if (known.ValueKind == JsonValueKind.Object && known.TryGetProperty(name, out var one))
                foreach (var difference in Differences(member, one, all, $"{at}.{name}"))
                    yield return difference;
            else if (
                schema.TryGetProperty("patternProperties", out var patterns)
                && patterns.EnumerateObject().FirstOrDefault(p => Regex.IsMatch(name, p.Name))
                    is { Value.ValueKind: JsonValueKind.Object } named
            )
                foreach (var difference in Differences(member, named.Value, all, $"{at}.{name}"))
                    yield return difference;
            else if (schema.TryGetProperty("additionalProperties", out var other))
                foreach (var difference in Differences(member, other, all, $"{at}.*"))
                    yield return difference;
            else if (
                known.ValueKind == JsonValueKind.Object
                && at is not ("MapStyle" or "TileJson" or "FeatureCollection")
            )
                yield return $"{at}.{name} is not described";
        }
    }

    private static bool IsOf(JsonNode? value, JsonElement type) =>
        (
            type.ValueKind == JsonValueKind.Array
                ? type.EnumerateArray().Select(t => t.GetString())
                : [type.GetString()]
        ).Any(t =>
            (t, value?.GetValueKind() ?? JsonValueKind.Null) switch
            {
                ("null", JsonValueKind.Null) => true,
                ("object", JsonValueKind.Object) => true,
                ("array", JsonValueKind.Array) => true,
                ("string", JsonValueKind.String) => true,
                ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
                ("number" or "integer", JsonValueKind.Number) => true,
                _ => false,
            }
        );

    private static IEnumerable<(string Name, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);
}
