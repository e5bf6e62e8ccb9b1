using System.Text.Json.Nodes;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Features;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Requests;
using Longlin.Geo.Server.Tiles;
using Longlin.Geo.Store;
using Longlin.Geo.Tiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Ogc;

/// <summary>
/// OGC API – Tiles: the tile matrix sets by name, and each layer's tiles in them. Another set, as the EPSG:4490 grid of
/// the national map service, is another entry of <see cref="Sets"/>.
/// </summary>
internal static class OgcTiles
{
    private const string Quad = "WebMercatorQuad";
    private const string Definition = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";

    private static readonly Dictionary<string, Func<string, JsonObject>> Sets = new() { [Quad] = Describe };

    public static void MapOgcTiles(this IEndpointRouteBuilder routes)
    {
        var ogc = routes.MapGroup("/ogc").WithTags("ogc");
        ogc.MapGet("/tileMatrixSets", AllSets).WithSummary("瓦片矩阵集", "Tile matrix sets").TakesFormat("json");
        ogc.MapGet("/tileMatrixSets/{set}", OneSet)
            .WithSummary("一个瓦片矩阵集", "A tile matrix set")
            .TakesFormat("json");
        ogc.MapGet("/collections/{layer}/tiles", TileSetsAsync)
            .WithSummary("图层的瓦片集", "The tile sets of a layer")
            .TakesFormat("json");
        ogc.MapGet("/collections/{layer}/tiles/{set}", TileSetAsync)
            .WithSummary("一个瓦片集", "A tile set")
            .TakesFormat("json");
        ogc.MapGet("/collections/{layer}/tiles/{set}/{matrix}/{row}/{column}", TileAsync)
            .WithSummary("瓦片：级别、行、列", "A tile: matrix, row, column");
    }

    // OGC API – Tiles names matrix, row and column; our own addresses have z, x and y.
    private static async Task<IResult> TileAsync(
        HttpContext context,
        TileQuery tiles,
        TileCache cache,
        TileFreshness freshness,
        ServiceOptions options,
        string layer,
        string set,
        string matrix,
        string row,
        string column
    ) =>
        Sets.ContainsKey(set)
            ? await TileEndpoints.TileAsync(context, tiles, cache, freshness, options, layer, matrix, column, row)
            : UnknownSet(context, set);

    private static ProblemHttpResult UnknownSet(HttpContext context, string set) =>
        Problems.Of(
            context,
            new(
                "tileMatrixSetId",
                new(
                    $"没有瓦片矩阵集 {set}，可用：{string.Join("、", Sets.Keys)}",
                    $"there is no tile matrix set {set}; use one of: {string.Join(", ", Sets.Keys)}"
                ),
                NotFound: true
            )
        );

    private static IResult AllSets(HttpContext context) =>
        (IResult?)Asked(context)
        ?? TypedResults.Json(
            new JsonObject
            {
                ["tileMatrixSets"] = new JsonArray([
                    .. Sets.Keys.Select(s =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["id"] = s,
                                ["title"] = s,
                                ["uri"] = Definition,
                                ["links"] = new JsonArray(
                                    OgcAnswer.Link(
                                        $"{OgcAnswer.Base(context)}/ogc/tileMatrixSets/{s}",
                                        "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
                                        "application/json"
                                    )
                                ),
                            }
                    ),
                ]),
            }
        );

    private static IResult OneSet(HttpContext context, string set) =>
        (IResult?)Asked(context)
        ?? (
            Sets.TryGetValue(set, out var describe)
                ? TypedResults.Json(describe(OgcAnswer.Base(context)))
                : UnknownSet(context, set)
        );

    private static async Task<IResult> TileSetsAsync(
        HttpContext context,
        LayerCatalog catalog,
        TileQuery tiles,
        Database database,
        string layer,
        CancellationToken cancellationToken
    )
    {
        if (Asked(context) is { } problem)
            return problem;
        if (!tiles.Layers.Contains(layer))
            return OgcAnswer.UnknownCollection(context, catalog, layer);
        return TypedResults.Json(
            new JsonObject
            {
                ["links"] = new JsonArray(
                    OgcAnswer.Link(
                        $"{OgcAnswer.Base(context)}/ogc/collections/{layer}/tiles",
                        "self",
                        "application/json"
                    )
                ),
                ["tilesets"] = new JsonArray([
                    .. await Task.WhenAll(
                        Sets.Keys.Select(async s =>
                            (JsonNode)await SetOfAsync(context, catalog[layer], tiles, database, s, cancellationToken)
                        )
                    ),
                ]),
            }
        );
    }

    private static async Task<IResult> TileSetAsync(
        HttpContext context,
        LayerCatalog catalog,
        TileQuery tiles,
        Database database,
        string layer,
        string set,
        CancellationToken cancellationToken
    )
    {
        if (Asked(context) is { } problem)
            return problem;
        if (!tiles.Layers.Contains(layer))
            return OgcAnswer.UnknownCollection(context, catalog, layer);
        return Sets.ContainsKey(set)
            ? TypedResults.Json(await SetOfAsync(context, catalog[layer], tiles, database, set, cancellationToken))
            : UnknownSet(context, set);
    }

    private static async Task<JsonObject> SetOfAsync(
        HttpContext context,
        LayerDescription layer,
        TileQuery tiles,
        Database database,
        string set,
        CancellationToken cancellationToken
    )
    {
        var at = $"{OgcAnswer.Base(context)}/ogc/collections/{layer.Name}/tiles/{set}";
        JsonObject answer = new()
        {
            ["title"] = layer.Title.Pick(Problems.Language(context)),
            ["dataType"] = "vector",
            ["crs"] = "http://www.opengis.net/def/crs/EPSG/0/3857",
            ["tileMatrixSetURI"] = Definition,
            ["links"] = new JsonArray(
                OgcAnswer.Link(at, "self", "application/json"),
                OgcAnswer.Link(
                    $"{OgcAnswer.Base(context)}/ogc/tileMatrixSets/{set}",
                    "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
                    "application/json"
                ),
                new JsonObject
                {
                    ["href"] = $"{at}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}",
                    ["rel"] = "item",
                    ["type"] = TileAnswer.TileType,
                    ["templated"] = true,
                },
                OgcAnswer.Link(
                    $"{OgcAnswer.Base(context)}/tiles/{layer.Name}.json",
                    "describedby",
                    "application/json",
                    "TileJSON"
                )
            ),
        };
        if (await tiles.BoundsAsync([layer.Name], cancellationToken) is { } b)
            answer["boundingBox"] = new JsonObject
            {
                ["lowerLeft"] = new JsonArray(b[0], b[1]),
                ["upperRight"] = new JsonArray(b[2], b[3]),
                ["crs"] = OgcCrs.Crs84.Uri,
            };
        if ((await CountyState.RunAsync(database, null, cancellationToken))?.Synthetic is true)
            answer["attribution"] = CountyState.SyntheticNote.Pick(Problems.Language(context));
        return answer;
    }

    private static ProblemHttpResult? Asked(HttpContext context) =>
        OgcAnswer.Format(context, ["json"], out var problem) is null ? problem : null;

    // Annex D.1 of OGC 17-083r4: the scale counts pixels of 0.28 mm, 256 to a tile.
    private static JsonObject Describe(string at) =>
        new()
        {
            ["id"] = Quad,
            ["title"] = "Google Maps Compatible for the World",
            ["uri"] = Definition,
            ["crs"] = "http://www.opengis.net/def/crs/EPSG/0/3857",
            ["orderedAxes"] = new JsonArray("X", "Y"),
            ["wellKnownScaleSet"] = "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
            ["tileMatrices"] = new JsonArray([
                .. Enumerable
                    .Range(0, TileStatement.MaxZoom + 1)
                    .Select(z =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["id"] = $"{z}",
                                ["scaleDenominator"] = WebMercatorQuad.Side(z) / 256 / 0.00028,
                                ["cellSize"] = WebMercatorQuad.Side(z) / 256,
                                ["cornerOfOrigin"] = "topLeft",
                                ["pointOfOrigin"] = new JsonArray(-WebMercatorQuad.HalfSide, WebMercatorQuad.HalfSide),
                                ["tileWidth"] = 256,
                                ["tileHeight"] = 256,
                                ["matrixWidth"] = 1L << z,
                                ["matrixHeight"] = 1L << z,
                            }
                    ),
            ]),
            ["links"] = new JsonArray(OgcAnswer.Link($"{at}/ogc/tileMatrixSets/{Quad}", "self", "application/json")),
        };
}
