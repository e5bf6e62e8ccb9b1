using System.Text.Json.Nodes;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Requests;
using Longlin.Geo.Tiles;

namespace Longlin.Geo.Server.Ogc;

/// <summary>OGC API: the landing page, what is conformed to, the collections and what they hold.</summary>
internal static class OgcEndpoints
{
    public static void MapOgc(this IEndpointRouteBuilder routes)
    {
        var ogc = routes.MapGroup("/ogc").WithTags("ogc");
        ogc.MapGet("/", Landing).WithSummary("OGC API 首页", "Landing page").TakesFormat("json", "html");
        ogc.MapGet("/conformance", OgcConformance.Classes)
            .WithSummary("符合的规范", "Conformance classes")
            .TakesFormat("json", "html");
        ogc.MapGet("/collections", CollectionsAsync).WithSummary("数据集", "Collections").TakesFormat("json", "html");
        ogc.MapGet("/collections/{layer}", CollectionAsync)
            .WithSummary("一个数据集", "A collection")
            .TakesFormat("json", "html");
        ogc.MapGet("/collections/{layer}/queryables", OgcSchemas.Queryables)
            .WithSummary("可过滤的属性", "Properties that a filter can use")
            .TakesFormat("json", "html");
        ogc.MapGet("/collections/{layer}/sortables", OgcSchemas.Sortables)
            .WithSummary("可排序的属性", "Properties to sort by")
            .TakesFormat("json", "html");
        ogc.MapGet("/collections/{layer}/schema", OgcSchemas.Schema)
            .WithSummary("属性结构", "The schema of the features")
            .TakesFormat("json", "html");
    }

    private static IResult Landing(HttpContext context)
    {
        if (OgcAnswer.Begin(context, out var format) is { } problem)
            return problem;
        var at = OgcAnswer.Base(context);
        JsonObject document = new()
        {
            ["title"] = "Longlin Geo",
            ["description"] = new Bilingual(
                "隆林乡村设施规划：自然屯、道路、供水、供电、宽带、易地搬迁。",
                "Rural infrastructure of Longlin: hamlets, roads, water, power, broadband, relocation."
            ).Pick(Problems.Language(context)),
            ["links"] = new JsonArray(
                OgcAnswer.Link($"{at}/ogc/", "self", "application/json"),
                OgcAnswer.Link($"{at}/ogc/?f=html", "alternate", "text/html"),
                OgcAnswer.Link($"{at}/openapi.json", "service-desc", "application/vnd.oai.openapi+json;version=3.1"),
                OgcAnswer.Link($"{at}/docs", "service-doc", "text/html"),
                OgcAnswer.Link($"{at}/ogc/conformance", "conformance", "application/json"),
                OgcAnswer.Link(
                    $"{at}/ogc/conformance",
                    "http://www.opengis.net/def/rel/ogc/1.0/conformance",
                    "application/json"
                ),
                OgcAnswer.Link($"{at}/ogc/collections", "data", "application/json"),
                OgcAnswer.Link(
                    $"{at}/ogc/collections",
                    "http://www.opengis.net/def/rel/ogc/1.0/data",
                    "application/json"
                ),
                OgcAnswer.Link(
                    $"{at}/ogc/tileMatrixSets",
                    "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
                    "application/json"
                )
            ),
        };
        return OgcAnswer.Send(context, document, format!);
    }

    private static async Task<IResult> CollectionsAsync(
        HttpContext context,
        LayerCatalog catalog,
        TileQuery tiles,
        CancellationToken cancellationToken
    )
    {
        if (OgcAnswer.Begin(context, out var format) is { } problem)
            return problem;
        JsonArray all = [];
        var extents = await tiles.BoundsAsync(cancellationToken);
        foreach (var layer in catalog.Layers)
            all.Add(Describe(context, layer, tiles, extents));
        all.Add(DescribeGaps(context));
        return OgcAnswer.Send(
            context,
            new JsonObject
            {
                ["links"] = new JsonArray(
                    OgcAnswer.Link($"{OgcAnswer.Base(context)}/ogc/collections", "self", "application/json"),
                    OgcAnswer.Link($"{OgcAnswer.Base(context)}/ogc/collections?f=html", "alternate", "text/html")
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
        if (OgcAnswer.Begin(context, out var format) is { } problem)
            return problem;
        if (layer == OgcAnswer.Gaps)
            return OgcAnswer.Send(context, DescribeGaps(context), format!);
        return catalog.Find(layer) is { } known
            ? OgcAnswer.Send(
                context,
                Describe(context, known, tiles, await tiles.BoundsAsync(cancellationToken)),
                format!
            )
            : OgcAnswer.UnknownCollection(context, catalog, layer);
    }

    private static JsonObject Describe(
        HttpContext context,
        LayerDescription layer,
        TileQuery tiles,
        IReadOnlyDictionary<string, double[]> extents
    )
    {
        var at = $"{OgcAnswer.Base(context)}/ogc/collections/{layer.Name}";
        JsonObject description = new()
        {
            ["id"] = layer.Name,
            ["title"] = layer.Title.Pick(Problems.Language(context)),
            ["itemType"] = "feature",
            ["links"] = new JsonArray(
                OgcAnswer.Link(at, "self", "application/json"),
                OgcAnswer.Link($"{at}/items", "items", "application/geo+json"),
                OgcAnswer.Link($"{at}/items?f=html", "items", "text/html"),
                OgcAnswer.Link($"{at}/items?f=csv", "items", "text/csv"),
                OgcAnswer.Link(
                    $"{at}/queryables",
                    "http://www.opengis.net/def/rel/ogc/1.0/queryables",
                    "application/schema+json"
                ),
                OgcAnswer.Link(
                    $"{at}/sortables",
                    "http://www.opengis.net/def/rel/ogc/1.0/sortables",
                    "application/schema+json"
                ),
                OgcAnswer.Link($"{at}/schema", "describedby", "application/schema+json")
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
                OgcAnswer.Link(
                    $"{at}/tiles",
                    "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
                    "application/json"
                )
            );
        return description;
    }

    private static JsonObject DescribeGaps(HttpContext context)
    {
        var at = $"{OgcAnswer.Base(context)}/ogc/collections/{OgcAnswer.Gaps}";
        return new()
        {
            ["id"] = OgcAnswer.Gaps,
            ["title"] = OgcAnswer.GapsTitle.Pick(Problems.Language(context)),
            ["itemType"] = "feature",
            ["crs"] = new JsonArray(OgcCrs.Crs84.Uri),
            ["storageCrs"] = OgcCrs.Crs84.Uri,
            ["links"] = new JsonArray(
                OgcAnswer.Link(at, "self", "application/json"),
                OgcAnswer.Link($"{at}/items", "items", "application/geo+json"),
                OgcAnswer.Link(
                    $"{at}/queryables",
                    "http://www.opengis.net/def/rel/ogc/1.0/queryables",
                    "application/schema+json"
                ),
                OgcAnswer.Link(
                    $"{at}/sortables",
                    "http://www.opengis.net/def/rel/ogc/1.0/sortables",
                    "application/schema+json"
                ),
                OgcAnswer.Link($"{at}/schema", "describedby", "application/schema+json")
            ),
        };
    }
}
