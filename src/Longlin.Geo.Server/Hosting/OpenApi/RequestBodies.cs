using System.Text.Json.Nodes;
using Longlin.Geo.Model;
using Microsoft.OpenApi;

namespace Longlin.Geo.Server.Hosting.OpenApi;

/// <summary>What is sent with an operation: an example that works with the demonstration county.</summary>
internal static class RequestBodies
{
    private static readonly Dictionary<string, Bilingual> Examples = new()
    {
        ["POST /api/what-if"] = Same(
            """
            {"asOf": "2018-12-31",
             "closed": [{"layer": "roads", "code": "G451031000001"}],
             "added": [{"layer": "roads",
               "geometry": {"type": "LineString", "coordinates": [[105.30, 24.70], [105.31, 24.71]]},
               "set": {"surface": "concrete", "surface_width_m": 4.5}}]}
            """
        ),
        ["POST /api/sites/assign"] = Same("""{"maxDistanceM": 30000, "timeLimitS": 10, "asOf": "2018-12-31"}"""),
        ["POST /api/sites/score"] = Same(
            """
            {"geometry": {"type": "Point", "coordinates": [105.34, 24.77]}, "asOf": "2018-12-31", "persons": 300}
            """
        ),
        ["POST /api/sites/suggest"] = Same("""{"persons": 300, "asOf": "2018-12-31", "limit": 10}"""),
        ["POST /api/works/{code}/finish"] = Same("""{"finishedOn": "2018-12-31", "surface": "concrete"}"""),
        ["POST /api/network/{service}/breaks/confirm"] = Decision("""["R1@end~R2"]"""),
        ["POST /api/network/{service}/breaks/refuse"] = Decision("""["R1@end~R2"]"""),
        ["POST /api/network/{service}/breaks/{id}/confirm"] = Decision(null),
        ["POST /api/network/{service}/breaks/{id}/refuse"] = Decision(null),
        ["POST /ogc/collections/{layer}/items"] = new(Hamlet("新寨"), Hamlet("Xinzhai")),
        ["PUT /ogc/collections/{layer}/items/{id}"] = new(Hamlet("新寨"), Hamlet("Xinzhai")),
        ["PATCH /ogc/collections/{layer}/items/{id}"] = new(
            """{"properties": {"households": 27, "source": "2018 年入户核查"}}""",
            """{"properties": {"households": 27, "source": "household survey of 2018"}}"""
        ),
    };

    private static readonly (string Name, string Type, Bilingual Text, bool Many)[] ImportFields =
    [
        ("file", "file", new("文件；shapefile 可分几部分提交", "The file, or the parts of one shapefile"), true),
        ("layer", "string", new("导入到哪个图层", "The layer to import into"), false),
        (
            "crs",
            "string",
            new("坐标系，如 EPSG:4523；文件已声明时可不写", "Coordinate system, such as EPSG:4523"),
            false
        ),
        ("sourceLayer", "string", new("文件内的图层或工作表", "The layer or sheet inside the file"), false),
        ("encoding", "string", new("文字编码，如 GBK", "Encoding of text, such as GBK"), false),
        ("datum", "string", new("坐标系的大地基准另有说明时", "The datum where the file's is another"), false),
        ("map", "string", new("字段对应：target=SOURCE", "A column of the file for a field: target=SOURCE"), true),
        ("set", "string", new("全部行同一个值：target=value", "One value for all rows: target=value"), true),
        (
            "value",
            "string",
            new(
                "文件中的词的含义：column:SOURCE=value，= 后为空即不填；正式导入后按角色和图层记住",
                "What a word of the file means: column:SOURCE=value, nothing after = leaves the column empty. "
                    + "Remembered for role and layer once the file is imported"
            ),
            true
        ),
        (
            "remembered",
            "boolean",
            new(
                "是否沿用本部门以前说明过的词，默认 true；false 时本次所给的取而代之",
                "Whether the words explained earlier by the same role count, true by default; false: those given "
                    + "take their place"
            ),
            false
        ),
        (
            "numberRepeats",
            "boolean",
            new("重复的编码依次编号（同一路线编号的各路段）", "Number codes that repeat (sections of one road number)"),
            false
        ),
        ("mode", "string", new("upsert、replace 或 append", "upsert, replace or append"), false),
        ("dryRun", "boolean", new("只检查，不写入", "Check only, write nothing"), false),
        ("strict", "boolean", new("有一行不合格就整个拒绝", "Refuse the file where one row is rejected"), false),
        (
            "confirm",
            "boolean",
            new(
                "确认可疑之处：数据确实在县外，或确实要删去许多对象",
                "Confirm what looks wrong: data outside the county, or the removal of many features"
            ),
            false
        ),
    ];

    /// <summary>Adds the example of an operation's body, or describes the form of an import.</summary>
    public static void Write(OpenApiOperation operation, string name, OpenApiDocument document, string? language)
    {
        if (name == "POST /api/imports")
            operation.RequestBody = Import(language);
        if (operation.RequestBody is not OpenApiRequestBody body || body.Content is null)
            return;
        body.Required = true;
        body.Description ??= new Bilingual("请求的内容", "What is asked for").Pick(language);
        if (!Examples.TryGetValue(name, out var example))
            return;
        foreach (var media in body.Content.Values.OfType<OpenApiMediaType>())
        {
            media.Example = JsonNode.Parse(example.Pick(language));
            if (name.Contains(" /ogc/", StringComparison.Ordinal))
                media.Schema = new OpenApiSchemaReference(
                    name.StartsWith("PATCH", StringComparison.Ordinal) ? AnswerSchemas.Patch : AnswerSchemas.Feature,
                    document
                );
        }
    }

    private static Bilingual Decision(string? ids)
    {
        var named = ids is null ? "" : $"\"ids\": {ids}, ";
        return new($"{{{named}\"reason\": \"实地核查\"}}", $"{{{named}\"reason\": \"seen on the spot\"}}");
    }

    private static OpenApiRequestBody Import(string? language)
    {
        static IOpenApiSchema One(string type) =>
            type switch
            {
                "file" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                "boolean" => new OpenApiSchema { Type = JsonSchemaType.Boolean },
                _ => new OpenApiSchema { Type = JsonSchemaType.String },
            };
        return new()
        {
            Description = new Bilingual("文件与选项", "The file and its options").Pick(language),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["multipart/form-data"] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Properties = ImportFields.ToDictionary(
                            f => f.Name,
                            f =>
                            {
                                var schema = f.Many
                                    ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = One(f.Type) }
                                    : One(f.Type);
                                schema.Description = f.Text.Pick(language);
                                return schema;
                            }
                        ),
                        Required = new HashSet<string> { "file", "layer" },
                    },
                    Example = new JsonObject
                    {
                        ["file"] = new JsonArray("hamlets.zip"),
                        ["layer"] = "hamlets",
                        ["crs"] = "EPSG:4523",
                        ["map"] = new JsonArray(
                            new Bilingual("households=户数", "households=HOUSEHOLDS").Pick(language)
                        ),
                        ["dryRun"] = true,
                    },
                },
            },
        };
    }

    private static Bilingual Same(string json) => new(json, json);

    private static string Hamlet(string name) =>
        $$"""
            {
              "type": "Feature",
              "geometry": {"type": "Point", "coordinates": [105.34, 24.77]},
              "properties": {"code": "451031100200999", "name": "{{name}}", "status": "open", "households": 25}
            }
            """;
}
