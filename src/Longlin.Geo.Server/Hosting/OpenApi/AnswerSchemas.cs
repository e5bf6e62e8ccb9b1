using System.Text.RegularExpressions;
using Longlin.Geo.Model;
using Longlin.Geo.Reports.Sites;
using Microsoft.OpenApi;

namespace Longlin.Geo.Server.Hosting.OpenApi;

/// <summary>
/// The schemas of answers that are written as JSON member by member, so that no type of the code describes them: those
/// of the OGC standards, the map's documents, and the timeline.
/// </summary>
internal static class AnswerSchemas
{
    private const string Features = "FeatureCollection";

    /// <summary>A GeoJSON feature.</summary>
    public const string Feature = "Feature";

    /// <summary>What changes of a feature.</summary>
    public const string Patch = "FeaturePatch";

    // Which of them an operation answers with.
    private static readonly Dictionary<string, string> ByOperation = new()
    {
        ["GET /ogc"] = "LandingPage",
        ["GET /ogc/conformance"] = "ConformanceClasses",
        ["GET /ogc/collections"] = "Collections",
        ["GET /ogc/collections/{layer}"] = "Collection",
        ["GET /ogc/collections/{layer}/queryables"] = "PropertySchema",
        ["GET /ogc/collections/{layer}/sortables"] = "PropertySchema",
        ["GET /ogc/collections/{layer}/schema"] = "PropertySchema",
        ["GET /ogc/collections/{layer}/items/{id}"] = Feature,
        ["GET /ogc/collections/gaps/items/{id}"] = Feature,
        ["GET /ogc/tileMatrixSets"] = "TileMatrixSets",
        ["GET /ogc/tileMatrixSets/{set}"] = "TileMatrixSet",
        ["GET /ogc/collections/{layer}/tiles"] = "TileSets",
        ["GET /ogc/collections/{layer}/tiles/{set}"] = "TileSet",
        ["GET /tiles/{layers}.json"] = "TileJson",
        ["GET /tiles/style.json"] = "MapStyle",
        ["GET /api/coverage/timeline"] = "Timeline",
    };

    private static readonly Bilingual Links = new("链接", "Links");
    private static readonly Bilingual Name = new("名称", "Title");
    private static readonly Bilingual Id = new("标识", "Identifier");
    private static readonly Bilingual System = new("坐标系", "Coordinate reference system");

    private static readonly Shape[] Shapes =
    [
        new(
            "Link",
            new("到另一资源的链接", "A link to another resource"),
            new("href", "string", new("地址", "Address")),
            new("rel", "string", new("关系", "Relation")),
            new("type", "string", new("媒体类型", "Media type")),
            new("title", "string", Name, Optional: true),
            new("templated", "boolean", new("地址中有待填的部分", "The address has parts to fill in"), Optional: true)
        ),
        new(
            "LandingPage",
            new("首页", "The landing page"),
            new("title", "string", Name),
            new("description", "string", new("说明", "Description")),
            new("links", "[Link]", Links)
        ),
        new(
            "ConformanceClasses",
            new("符合的规范", "What the service conforms to"),
            new Member("conformsTo", "[string]", new("各规范类的标识", "Identifiers of the classes"))
        ),
        new(
            "Extent",
            new("范围", "Where a collection lies"),
            new Member("spatial", "SpatialExtent", new("空间范围", "In space"))
        ),
        new(
            "SpatialExtent",
            new("空间范围", "Where a collection lies in space"),
            new("bbox", "[[number]]", new("西、南、东、北", "West, south, east, north")),
            new("crs", "string", System)
        ),
        new(
            "Collection",
            new("一个数据集", "A collection"),
            new("id", "string", Id),
            new("title", "string", Name),
            new("itemType", "string", new("内容的种类：feature", "What it holds: feature")),
            new("crs", "[string]", new("可用的坐标系；没有几何的没有", "Systems it is served in"), Optional: true),
            new("storageCrs", "string", new("存储的坐标系", "The system it is stored in"), Optional: true),
            new("extent", "Extent", new("范围", "Where it lies"), Optional: true),
            new("links", "[Link]", Links)
        ),
        new(
            "Collections",
            new("全部数据集", "All collections"),
            new("links", "[Link]", Links),
            new("crs", "[string]", new("可用的坐标系", "Systems they are served in")),
            new("collections", "[Collection]", new("各数据集", "The collections"))
        ),
        new(
            "PropertySchema",
            new("属性的 JSON Schema", "A JSON Schema of properties"),
            new("$schema", "string", new("所用的 JSON Schema 版本", "The JSON Schema dialect")),
            new("$id", "string", new("本文档的地址", "Address of this document")),
            new("type", "string", new("类型：object", "Type: object")),
            new("title", "string", Name),
            new("properties", "{PropertyDescription}", new("各属性", "The properties by name")),
            new("additionalProperties", "boolean", new("没有其他属性：false", "false: there are no others"))
        ),
        new(
            "PropertyDescription",
            new("一个属性", "A property"),
            new("type", "string", new("类型", "Type"), Optional: true),
            new("format", "string", new("格式", "Format"), Optional: true),
            new("title", "string", Name, Optional: true),
            new("enum", "[string]", new("可取的值", "Allowed values"), Optional: true),
            new("items", "{}", new("列表中各项的类型", "Type of the items of a list"), Optional: true),
            new("readOnly", "boolean", new("不能写", "Cannot be written"), Optional: true),
            new("x-ogc-unit", "string", new("单位", "Unit"), Optional: true),
            new("x-ogc-role", "string", new("作用：primary-geometry", "Role: primary-geometry"), Optional: true),
            new("x-longlin-titles", "{string}", new("各值的中文", "The Chinese word of each value"), Optional: true)
        ),
        new(
            "Geometry",
            new("GeoJSON 几何，经度在前", "A GeoJSON geometry, longitude first"),
            new(
                "type",
                "string",
                new("类型：Point、LineString、Polygon 或 Multi…", "Type: Point, LineString, Polygon or Multi…")
            ),
            new("coordinates", "[]", new("坐标", "Coordinates"))
        ),
        new(
            Feature,
            new("一个对象（GeoJSON）", "A feature (GeoJSON)"),
            new("type", "string", new("类型：Feature", "Type: Feature")),
            new("id", "any", new("编号；短板的是编码", "Number; of a gap its code"), Optional: true),
            new("geometry", "Geometry?", new("几何，没有则为 null", "Geometry or null")),
            new(
                "properties",
                "{}",
                new("各属性，见数据集的 schema", "The properties, as the collection's schema describes them")
            ),
            new("links", "[Link]", Links, Optional: true)
        ),
        new(
            Features,
            new("一组对象（GeoJSON），带答案的条件", "Features (GeoJSON) with the conditions of the answer"),
            new("type", "string", new("类型：FeatureCollection", "Type: FeatureCollection")),
            new("features", "[Feature]", new("各对象", "The features")),
            new("numberReturned", "integer", new("本页的个数", "How many are on this page"), Optional: true),
            new("numberMatched", "integer", new("全部的个数", "How many there are in all"), Optional: true),
            new("links", "[Link]", Links, Optional: true),
            new("asOf", "date", new("所问的日期", "The day that was asked about"), Optional: true),
            new("service", "string", new("服务", "The service"), Optional: true),
            new("standard", "string", new("标准的名称", "Name of the standard"), Optional: true),
            new("forecast", "boolean", new("是否为预计", "Whether it is a forecast"), Optional: true),
            new("synthetic", "boolean", new("是否为合成数据", "Whether the data is synthetic"), Optional: true)
        ),
        new(
            Patch,
            new(
                "对象的修改（RFC 7396）：null 清空一个属性",
                "A change of a feature (RFC 7396): null clears a property"
            ),
            new("properties", "{}", new("要改的属性", "The properties to change"), Optional: true),
            new("geometry", "Geometry", new("新的几何", "The new geometry"), Optional: true)
        ),
        .. Tiles(),
        .. Map(),
    ];

    private static IEnumerable<Shape> Tiles() =>
        [
            new(
                "TileMatrixSets",
                new("瓦片矩阵集", "Tile matrix sets"),
                new Member("tileMatrixSets", "[TileMatrixSetItem]", new("各瓦片矩阵集", "The sets"))
            ),
            new(
                "TileMatrixSetItem",
                new("一个瓦片矩阵集的条目", "An entry of the list of sets"),
                new("id", "string", Id),
                new("title", "string", Name),
                new("uri", "string", new("定义的地址", "Address of its definition")),
                new("links", "[Link]", Links)
            ),
            new(
                "TileMatrixSet",
                new("一个瓦片矩阵集", "A tile matrix set"),
                new("id", "string", Id),
                new("title", "string", Name),
                new("uri", "string", new("定义的地址", "Address of its definition")),
                new("crs", "string", System),
                new("orderedAxes", "[string]", new("坐标轴的顺序", "Order of the axes")),
                new("wellKnownScaleSet", "string", new("比例尺集", "The scale set")),
                new("tileMatrices", "[TileMatrix]", new("各级", "The zooms")),
                new("links", "[Link]", Links)
            ),
            new(
                "TileMatrix",
                new("瓦片矩阵的一级", "One zoom of a tile matrix set"),
                new("id", "string", new("级别", "Zoom")),
                new("scaleDenominator", "number", new("比例尺分母", "Scale denominator")),
                new("cellSize", "number", new("像素的边长，米", "Side of a pixel, metres")),
                new("cornerOfOrigin", "string", new("原点所在的角", "Corner of the origin")),
                new("pointOfOrigin", "[number]", new("原点，米", "The origin, metres")),
                new("tileWidth", "integer", new("瓦片宽，像素", "Width of a tile, pixels")),
                new("tileHeight", "integer", new("瓦片高，像素", "Height of a tile, pixels")),
                new("matrixWidth", "integer", new("列数", "Columns")),
                new("matrixHeight", "integer", new("行数", "Rows"))
            ),
            new(
                "TileSets",
                new("图层的瓦片集", "The tile sets of a layer"),
                new("links", "[Link]", Links),
                new("tilesets", "[TileSet]", new("各瓦片集", "The sets"))
            ),
            new(
                "TileSet",
                new("一个瓦片集", "A tile set"),
                new("title", "string", Name),
                new("dataType", "string", new("种类：vector", "Kind: vector")),
                new("crs", "string", System),
                new("tileMatrixSetURI", "string", new("瓦片矩阵集", "The tile matrix set")),
                new("links", "[Link]", Links),
                new("boundingBox", "BoundingBox", new("范围", "Where it lies"), Optional: true),
                new("attribution", "string", new("数据来源", "Where the data comes from"), Optional: true)
            ),
            new(
                "BoundingBox",
                new("矩形范围", "A rectangle"),
                new("lowerLeft", "[number]", new("西南角", "South-west corner")),
                new("upperRight", "[number]", new("东北角", "North-east corner")),
                new("crs", "string", System)
            ),
        ];

    private static IEnumerable<Shape> Map() =>
        [
            new(
                "TileJson",
                new("TileJSON 3.0", "TileJSON 3.0"),
                new("tilejson", "string", new("版本", "Version of the format")),
                new("tiles", "[string]", new("瓦片地址的模板", "Templates of addresses of tiles")),
                new("vector_layers", "[{}]", new("各图层及其字段", "The layers and their fields")),
                new("minzoom", "integer", new("最小级别", "Least zoom"), Optional: true),
                new("maxzoom", "integer", new("最大级别", "Greatest zoom"), Optional: true),
                new("bounds", "[number]", new("西、南、东、北", "West, south, east, north"), Optional: true),
                new("attribution", "string", new("数据来源", "Where the data comes from"), Optional: true)
            ),
            new(
                "MapStyle",
                new("MapLibre 样式", "A MapLibre style"),
                new("version", "integer", new("格式的版本：8", "Version of the format: 8")),
                new("sources", "{}", new("各数据源", "The sources by name")),
                new("layers", "[{}]", new("各图层的画法", "How each layer is drawn"))
            ),
            new(
                "Timeline",
                new(
                    "全部日期的判定；日期写作 yyyymmdd，0 为一直",
                    "The verdicts of all dates; a date is yyyymmdd, 0 is always"
                ),
                new("version", "integer", new("计算的编号", "Number of the computation")),
                new("standard", "string", new("标准的名称", "Name of the standard")),
                new("standardVersion", "string", new("标准的版本", "Version of the standard")),
                new("dataDate", "integer?", new("数据日期", "Date of the data")),
                new("forecastBy", "string", new("数据日期之后的预计方式", "Which forecast holds after the data date")),
                new("synthetic", "boolean", new("是否为合成数据", "Whether the data is synthetic")),
                new("townships", "[TimelineTownship]", new("乡镇", "Townships")),
                new("hamlets", "TimelineHamlets", new("自然屯", "Hamlets"))
            ),
            new(
                "TimelineTownship",
                new("一个乡镇", "A township"),
                new("code", "string", new("编码", "Code")),
                new("name", "string?", new("名称", "Name"))
            ),
            new(
                "TimelineHamlets",
                new("自然屯，每列一个数组", "Hamlets, one array a column"),
                new("id", "[integer]", new("编号", "Number")),
                new("code", "[string]", new("编码", "Code")),
                new("name", "[string?]", new("名称", "Name")),
                new("village", "[string?]", new("行政村名称", "Name of the village")),
                new("township", "[string?]", new("乡镇编码", "Code of the township")),
                new("households", "[integer?]", new("户数", "Households")),
                new("population", "[integer?]", new("人口", "Population")),
                new("lon", "[number]", new("经度", "Longitude")),
                new("lat", "[number]", new("纬度", "Latitude")),
                new("from", "[integer]", new("从哪一天起存在", "The day from which it exists")),
                new("to", "[integer]", new("到哪一天为止；99999999 为至今", "The day it ends; 99999999: it stands")),
                new(
                    "verdicts",
                    "{[[integer]]}",
                    new(
                        "各服务：每屯一列，日期与判定（0 未达标、1 达标、2 无法判断）交替",
                        "By service: per hamlet dates and verdicts in turn (0 not met, 1 met, 2 unknown)"
                    )
                )
            ),
        ];

    /// <summary>The schema of an answer, or null where another says it.</summary>
    /// <param name="operation">Method and path.</param>
    /// <param name="media">A JSON media type.</param>
    /// <param name="document">That holds the schemas.</param>
    public static IOpenApiSchema? Find(string operation, string media, OpenApiDocument document) =>
        operation == "GET /api/jobs/{id}/result" && media == "application/json"
            ? new OpenApiSchema
            {
                OneOf =
                [
                    new OpenApiSchemaReference(nameof(AssignmentDocument), document),
                    new OpenApiSchemaReference(nameof(SuggestDocument), document),
                ],
            }
        : ByOperation.TryGetValue(operation, out var name) ? new OpenApiSchemaReference(name, document)
        : media == "application/geo+json" ? new OpenApiSchemaReference(Features, document)
        : null;

    /// <summary>Adds all of them to a document.</summary>
    public static void AddTo(OpenApiDocument document, string? language)
    {
        foreach (var shape in Shapes)
            document.Components!.Schemas![shape.Name] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = shape.Meaning.Pick(language),
                Properties = shape
                    .Members.Where(m => !IsKeyword(m.Name))
                    .ToDictionary(m => m.Name, m => Schema(m.Type, document, m.Meaning.Pick(language))),
                PatternProperties = shape
                    .Members.Where(m => IsKeyword(m.Name))
                    .ToDictionary(
                        m => $"^{Regex.Escape(m.Name)}$",
                        m => Schema(m.Type, document, m.Meaning.Pick(language))
                    ),
                Required = shape.Members.Where(m => !m.Optional && !IsKeyword(m.Name)).Select(m => m.Name).ToHashSet(),
            };
    }

    // Members of a JSON Schema. Validators take a property "$id" for the address of the schema around it.
    private static bool IsKeyword(string member) => member.StartsWith('$');

    // [x]: a list of x; {x}: x by name; x?: x or null; a capital: one of these shapes.
    private static IOpenApiSchema Schema(string type, OpenApiDocument document, string? meaning = null)
    {
        if (type is [.. var inner, '?'])
            return Schema(inner, document, meaning) switch
            {
                OpenApiSchema { Type: { } known } schema => Nullable(schema, known),
                var reference => new OpenApiSchema
                {
                    Description = meaning,
                    OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, reference],
                },
            };
        return type switch
        {
            ['[', .. var item, ']'] => new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = meaning,
                Items = item.Length == 0 ? new OpenApiSchema() : Schema(item, document),
            },
            ['{', .. var value, '}'] => new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = meaning,
                AdditionalProperties = value.Length == 0 ? new OpenApiSchema() : Schema(value, document),
            },
            "any" => new OpenApiSchema { Description = meaning },
            "date" => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "date",
                Description = meaning,
            },
            [>= 'A' and <= 'Z', ..] => new OpenApiSchemaReference(type, document),
            _ => new OpenApiSchema { Type = Enum.Parse<JsonSchemaType>(type, true), Description = meaning },
        };
    }

    private static OpenApiSchema Nullable(OpenApiSchema schema, JsonSchemaType type)
    {
        schema.Type = type | JsonSchemaType.Null;
        return schema;
    }

    private sealed record Shape(string Name, Bilingual Meaning, params Member[] Members);

    private sealed record Member(string Name, string Type, Bilingual Meaning, bool Optional = false);
}
