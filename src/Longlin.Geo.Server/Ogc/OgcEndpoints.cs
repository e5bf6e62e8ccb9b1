using System.Text.Json.Nodes;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Reports.Gaps;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Requests;
using Longlin.Geo.Tiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Ogc;

/// <summary>OGC API: the landing page, what is conformed to, the collections and what they hold.</summary>
internal static class OgcEndpoints
{
    /// <summary>The derived collection: hamlets that lack a service, <c>datetime</c> is the day.</summary>
    public const string Gaps = "gaps";

    private const string Features1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/";
    private const string Features3 = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/";
    private const string Features4 = "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/";
    private const string Cql2 = "http://www.opengis.net/spec/cql2/1.0/conf/";
    private const string Tiles1 = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/";
    private const string Common = "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/";

    public static readonly Bilingual GapsTitle = new(
        "短板：还没有通的自然屯（datetime 为日期）",
        "gaps: who lacks a service (datetime is the day)"
    );

    private static readonly string[] Conformance =
    [
        Common + "core",
        "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
        Features1 + "core",
        Features1 + "geojson",
        Features1 + "html",
        "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
        Features3 + "queryables",
        Features3 + "queryables-query-parameters",
        Features3 + "filter",
        Features3 + "features-filter",
        Features4 + "create-replace-delete",
        Features4 + "update",
        Features4 + "features",
        "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas",
        "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/sortables",
        Cql2 + "cql2-text",
        Cql2 + "cql2-json",
        Cql2 + "basic-cql2",
        Cql2 + "advanced-comparison-operators",
        Cql2 + "case-insensitive-comparison",
        Cql2 + "basic-spatial-functions",
        Cql2 + "basic-spatial-functions-plus",
        Cql2 + "spatial-functions",
        Cql2 + "temporal-functions",
        Cql2 + "property-property",
        Cql2 + "arithmetic",
        Tiles1 + "core",
        Tiles1 + "tileset",
        Tiles1 + "tilesets-list",
        Tiles1 + "geodata-tilesets",
        Tiles1 + "mvt",
        Tiles1 + "tilejson",
    ];

    public static void MapOgc(this IEndpointRouteBuilder routes)
    {
        var ogc = routes.MapGroup("/ogc").WithTags("ogc");
        ogc.MapGet("/", Landing).WithSummary("OGC API 首页", "Landing page").TakesFormat("json", "html");
        ogc.MapGet("/conformance", ConformanceClasses)
            .WithSummary("符合的规范", "Conformance classes")
            .TakesFormat("json", "html");
        ogc.MapGet("/collections", CollectionsAsync).WithSummary("数据集", "Collections").TakesFormat("json", "html");
        ogc.MapGet("/collections/{layer}", CollectionAsync)
            .WithSummary("一个数据集", "A collection")
            .TakesFormat("json", "html");
        ogc.MapGet("/collections/{layer}/queryables", Queryables)
            .WithSummary("可过滤的属性", "Properties that a filter can use")
            .TakesFormat("json", "html");
        ogc.MapGet("/collections/{layer}/sortables", Sortables)
            .WithSummary("可排序的属性", "Properties to sort by")
            .TakesFormat("json", "html");
        ogc.MapGet("/collections/{layer}/schema", Schema)
            .WithSummary("属性结构", "The schema of the features")
            .TakesFormat("json", "html");
    }

    public static string Base(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";

    public static JsonObject Link(string href, string rel, string type, string? title = null)
    {
        JsonObject link = new()
        {
            ["href"] = href,
            ["rel"] = rel,
            ["type"] = type,
        };
        if (title is not null)
            link["title"] = title;
        return link;
    }

    /// <summary>No layer has the name.</summary>
    public static ProblemHttpResult UnknownCollection(HttpContext context, LayerCatalog catalog, string layer)
    {
        var names = string.Join(", ", catalog.Layers.Select(l => l.Name).Append(Gaps));
        return Problems.Of(
            context,
            new(
                "collectionId",
                new($"没有数据集 {layer}，可用：{names}", $"there is no collection {layer}; use one of: {names}"),
                NotFound: true
            )
        );
    }

    /// <summary>
    /// Which of these formats is wanted, by <c>f</c> or by what the client accepts; null and the fault where none is.
    /// </summary>
    public static string? Format(HttpContext context, string[] formats, out ProblemHttpResult? problem)
    {
        problem = null;
        if (context.Request.Query["f"].FirstOrDefault() is { } f)
        {
            if (formats.Contains(f))
                return f;
            problem = Problems.Of(
                context,
                new("f", new($"应为 {string.Join("、", formats)}", $"should be one of: {string.Join(", ", formats)}"))
            );
            return null;
        }

        var accept = context.Request.Headers.Accept.ToString();
        return
            formats.Contains("html")
            && accept.Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && !accept.Contains("json", StringComparison.OrdinalIgnoreCase)
            ? "html"
            : formats[0];
    }

    private static IResult Landing(HttpContext context)
    {
        if (Begin(context, out var format) is { } problem)
            return problem;
        var at = Base(context);
        JsonObject document = new()
        {
            ["title"] = "Longlin Geo",
            ["description"] = new Bilingual(
                "隆林乡村设施规划：自然屯、道路、供水、供电、宽带、易地搬迁。",
                "Rural infrastructure of Longlin: hamlets, roads, water, power, broadband, relocation."
            ).Pick(Problems.Language(context)),
            ["links"] = new JsonArray(
                Link($"{at}/ogc/", "self", "application/json"),
                Link($"{at}/ogc/?f=html", "alternate", "text/html"),
                Link($"{at}/openapi.json", "service-desc", "application/vnd.oai.openapi+json;version=3.1"),
                Link($"{at}/docs", "service-doc", "text/html"),
                Link($"{at}/ogc/conformance", "conformance", "application/json"),
                Link($"{at}/ogc/conformance", "http://www.opengis.net/def/rel/ogc/1.0/conformance", "application/json"),
                Link($"{at}/ogc/collections", "data", "application/json"),
                Link($"{at}/ogc/collections", "http://www.opengis.net/def/rel/ogc/1.0/data", "application/json"),
                Link(
                    $"{at}/ogc/tileMatrixSets",
                    "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
                    "application/json"
                )
            ),
        };
        return Send(context, document, format!);
    }

    private static IResult ConformanceClasses(HttpContext context)
    {
        if (Begin(context, out var format) is { } problem)
            return problem;
        return Send(
            context,
            new JsonObject { ["conformsTo"] = new JsonArray([.. Conformance.Select(c => JsonValue.Create(c))]) },
            format!
        );
    }

    private static async Task<IResult> CollectionsAsync(
        HttpContext context,
        LayerCatalog catalog,
        TileQuery tiles,
        CancellationToken cancellationToken
    )
    {
        if (Begin(context, out var format) is { } problem)
            return problem;
        JsonArray all = [];
        var extents = await tiles.BoundsAsync(cancellationToken);
        foreach (var layer in catalog.Layers)
            all.Add(Describe(context, layer, tiles, extents));
        all.Add(DescribeGaps(context));
        return Send(
            context,
            new JsonObject
            {
                ["links"] = new JsonArray(
                    Link($"{Base(context)}/ogc/collections", "self", "application/json"),
                    Link($"{Base(context)}/ogc/collections?f=html", "alternate", "text/html")
                ),
                ["crs"] = new JsonArray([.. OgcCrs.All.Select(c => JsonValue.Create(c.Uri))]),
                ["collections"] = all,
            },
            format!
        );
    }

    private static async Task<IResult> CollectionAsync(
        HttpContext context,
        LayerCatalog catalog,
        TileQuery tiles,
        string layer,
        CancellationToken cancellationToken
    )
    {
        if (Begin(context, out var format) is { } problem)
            return problem;
        if (layer == Gaps)
            return Send(context, DescribeGaps(context), format!);
        return catalog.Find(layer) is { } known
            ? Send(context, Describe(context, known, tiles, await tiles.BoundsAsync(cancellationToken)), format!)
            : UnknownCollection(context, catalog, layer);
    }

    private static JsonObject Describe(
        HttpContext context,
        LayerDescription layer,
        TileQuery tiles,
        IReadOnlyDictionary<string, double[]> extents
    )
    {
        var at = $"{Base(context)}/ogc/collections/{layer.Name}";
        JsonObject description = new()
        {
            ["id"] = layer.Name,
            ["title"] = layer.Title.Pick(Problems.Language(context)),
            ["itemType"] = "feature",
            ["links"] = new JsonArray(
                Link(at, "self", "application/json"),
                Link($"{at}/items", "items", "application/geo+json"),
                Link($"{at}/items?f=html", "items", "text/html"),
                Link($"{at}/items?f=csv", "items", "text/csv"),
                Link(
                    $"{at}/queryables",
                    "http://www.opengis.net/def/rel/ogc/1.0/queryables",
                    "application/schema+json"
                ),
                Link($"{at}/sortables", "http://www.opengis.net/def/rel/ogc/1.0/sortables", "application/schema+json"),
                Link($"{at}/schema", "describedby", "application/schema+json")
            ),
        };
        if (layer.Geometry == GeometryKind.None)
            return description;
        description["crs"] = new JsonArray([.. OgcCrs.All.Select(c => JsonValue.Create(c.Uri))]);
        description["storageCrs"] = "http://www.opengis.net/def/crs/EPSG/0/4490";
        if (extents.TryGetValue(layer.Name, out var b))
            description["extent"] = new JsonObject
            {
                ["spatial"] = new JsonObject
                {
                    ["bbox"] = new JsonArray(new JsonArray(b[0], b[1], b[2], b[3])),
                    ["crs"] = OgcCrs.Crs84.Uri,
                },
            };
        if (tiles.Layers.Contains(layer.Name))
            ((JsonArray)description["links"]!).Add(
                Link($"{at}/tiles", "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", "application/json")
            );
        return description;
    }

    private static JsonObject DescribeGaps(HttpContext context)
    {
        var at = $"{Base(context)}/ogc/collections/{Gaps}";
        return new()
        {
            ["id"] = Gaps,
            ["title"] = GapsTitle.Pick(Problems.Language(context)),
            ["itemType"] = "feature",
            ["crs"] = new JsonArray(OgcCrs.Crs84.Uri),
            ["storageCrs"] = OgcCrs.Crs84.Uri,
            ["links"] = new JsonArray(
                Link(at, "self", "application/json"),
                Link($"{at}/items", "items", "application/geo+json"),
                Link(
                    $"{at}/queryables",
                    "http://www.opengis.net/def/rel/ogc/1.0/queryables",
                    "application/schema+json"
                ),
                Link($"{at}/sortables", "http://www.opengis.net/def/rel/ogc/1.0/sortables", "application/schema+json"),
                Link($"{at}/schema", "describedby", "application/schema+json")
            ),
        };
    }

    private static IResult Queryables(HttpContext context, LayerCatalog catalog, string layer) =>
        OfLayer(
            context,
            catalog,
            layer,
            "queryables",
            (known, name) => CollectionQuery.Queryables(known).ContainsKey(name)
        );

    private static IResult Sortables(HttpContext context, LayerCatalog catalog, string layer) =>
        OfLayer(context, catalog, layer, "sortables", (known, name) => CollectionQuery.Sortables(known).Contains(name));

    private static IResult Schema(HttpContext context, LayerCatalog catalog, string layer) =>
        OfLayer(context, catalog, layer, "schema", static (_, _) => true);

    private static IResult OfLayer(
        HttpContext context,
        LayerCatalog catalog,
        string layer,
        string what,
        Func<LayerDescription, string, bool> holds
    )
    {
        if (Begin(context, out _) is { } problem)
            return problem;
        if (layer == Gaps)
            return Properties(
                context,
                layer,
                what,
                GapsTitle,
                what == "schema" ? [.. GapItems.Columns, .. GapItems.Others] : GapItems.Columns,
                what == "sortables" ? GeometryKind.None : GeometryKind.Point,
                updated: false
            );
        if (catalog.Find(layer) is not { } known)
            return UnknownCollection(context, catalog, layer);
        return Properties(
            context,
            layer,
            what,
            known.Title,
            known.AllColumns.Where(c => holds(known, c.Name)),
            holds(known, "geom") ? known.Geometry : GeometryKind.None,
            holds(known, "updated_at")
        );
    }

    private static JsonHttpResult<JsonObject> Properties(
        HttpContext context,
        string layer,
        string what,
        Bilingual title,
        IEnumerable<ColumnDescription> columns,
        GeometryKind geometry,
        bool updated
    )
    {
        var language = Problems.Language(context);
        JsonObject properties = [];
        foreach (var column in columns)
        {
            JsonObject property = column.Type switch
            {
                ColumnType.Integer => new() { ["type"] = "integer" },
                ColumnType.Number or ColumnType.Money => new() { ["type"] = "number" },
                ColumnType.Boolean => new() { ["type"] = "boolean" },
                ColumnType.Date => new() { ["type"] = "string", ["format"] = "date" },
                ColumnType.Timestamp => new() { ["type"] = "string", ["format"] = "date-time" },
                ColumnType.Texts => new()
                {
                    ["type"] = "array",
                    ["items"] = new JsonObject { ["type"] = "string" },
                },
                _ => new() { ["type"] = "string" },
            };
            property["title"] = column.Title.Pick(language);
            if (column.Unit is not null)
                property["x-ogc-unit"] = column.Unit;
            if (column.Values is not null)
                property["enum"] = new JsonArray([.. column.Values.Keys.Select(v => JsonValue.Create(v))]);
            // The word by which the county knows a value is the first of those that an import takes for it.
            if (column.Values is not null && language == "zh")
                property["x-longlin-titles"] = new JsonObject(
                    column
                        .Values.Where(v => v.Value.Count > 0)
                        .Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value[0]))
                );
            properties[column.Name] = property;
        }

        if (updated)
            properties["updated_at"] = new JsonObject
            {
                ["type"] = "string",
                ["format"] = "date-time",
                ["title"] = new Bilingual("更新时间", "updated at").Pick(language),
                ["readOnly"] = true,
            };
        if (geometry != GeometryKind.None)
            properties["geom"] = new JsonObject
            {
                ["format"] = geometry switch
                {
                    GeometryKind.Point => "geometry-point",
                    GeometryKind.Line => "geometry-linestring-or-multilinestring",
                    GeometryKind.Polygon => "geometry-polygon-or-multipolygon",
                    _ => "geometry-any",
                },
                ["x-ogc-role"] = "primary-geometry",
            };
        return TypedResults.Json(
            new JsonObject
            {
                ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
                ["$id"] = $"{Base(context)}/ogc/collections/{layer}/{what}",
                ["type"] = "object",
                ["title"] = title.Pick(language),
                ["properties"] = properties,
                ["additionalProperties"] = false,
            },
            contentType: "application/schema+json"
        );
    }

    private static ProblemHttpResult? Begin(HttpContext context, out string? format)
    {
        format = null;
        format = Format(context, ["json", "html"], out var problem);
        return problem;
    }

    private static IResult Send(HttpContext context, JsonObject document, string format) =>
        format == "html"
            ? TypedResults.Content(OgcHtml.Document(document, Problems.Language(context)), "text/html; charset=utf-8")
            : TypedResults.Json(document);
}
