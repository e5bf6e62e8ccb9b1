using static Longlin.Geo.Server.Hosting.OpenApi.OperationText;

namespace Longlin.Geo.Server.Hosting.OpenApi;

/// <summary>Map tiles and OGC API.</summary>
internal static class OgcOperations
{
    public static IReadOnlyDictionary<string, OperationText> All { get; } =
        new Dictionary<string, OperationText>
        {
            ["GET /tiles/{layers}/{z}/{x}/{y}.mvt"] = new(
                new(
                    "一块矢量瓦片（MVT 格式），一个或几个图层。带 ETag；空瓦片为 " + "204 或空内容。",
                    "One vector tile (Mapbox Vector Tile) of one layer or several. It carries an ETag."
                ),
                "",
                200,
                ["application/vnd.mapbox-vector-tile"]
            ),
            ["GET /tiles/style.json"] = new(
                new("可直接用于 MapLibre 的样式。", "A style for MapLibre, ready to use."),
                "",
                200,
                [Json]
            ),
            ["GET /tiles/{layers}.json"] = new(
                new(
                    "图层的 TileJSON：地址、级别、范围、属性。",
                    "The TileJSON of the layers: address, zooms, bounds, fields."
                ),
                "",
                200,
                [Json]
            ),
            ["GET /ogc"] = new(
                new(
                    "OGC API 的首页：指向数据集、规范和本文档的链接。",
                    "The landing page of OGC API, with links to the collections, the conformance classes and "
                        + "this document."
                ),
                "?f=html",
                200,
                [Json, Html]
            ),
            ["GET /ogc/conformance"] = new(
                new("本服务符合的 OGC 规范类。", "The OGC conformance classes of this service."),
                "",
                200,
                [Json, Html]
            ),
            ["GET /ogc/collections"] = new(
                new(
                    "全部数据集，每个附范围、坐标系和链接。",
                    "Every collection with its extent, coordinate systems and links."
                ),
                "",
                200,
                [Json, Html]
            ),
            ["GET /ogc/collections/{layer}"] = new(new("一个数据集的说明。", "One collection."), "", 200, [Json, Html]),
            ["GET /ogc/collections/{layer}/queryables"] = new(
                new(
                    "filter 可用的属性及其类型（JSON Schema）。",
                    "The properties that a filter can use, with their types (JSON Schema)."
                ),
                "",
                200,
                ["application/schema+json"]
            ),
            ["GET /ogc/collections/{layer}/sortables"] = new(
                new("sortby 可用的属性（JSON Schema）。", "The properties that sortby can use (JSON Schema)."),
                "",
                200,
                ["application/schema+json"]
            ),
            ["GET /ogc/collections/{layer}/schema"] = new(
                new(
                    "对象的全部属性：类型、单位、可取值（JSON Schema）。",
                    "All properties of the features: types, units, allowed values (JSON Schema)."
                ),
                "",
                200,
                ["application/schema+json"]
            ),
            ["GET /ogc/collections/{layer}/items"] = new(
                new(
                    "数据集的对象，分页。每个属性也是参数：surface=gravel。",
                    "The features of a collection, in pages. Every property is a parameter too: surface=gravel."
                ),
                "?limit=10&filter=households%20%3E%3D%2050",
                200,
                [GeoJson, Html, Csv]
            ),
            ["POST /ogc/collections/{layer}/items"] = new(
                new(
                    "新建一个对象（GeoJSON）。答案的 Location 是它的地址。",
                    "Adds a feature (GeoJSON). Location holds its address."
                ),
                "",
                201,
                []
            ),
            ["GET /ogc/collections/{layer}/items/{id}"] = new(
                new(
                    "一个对象。带 ETag，修改时放入 If-Match。",
                    "One feature. Its ETag goes into If-Match when it is changed."
                ),
                "",
                200,
                [GeoJson, Html]
            ),
            ["GET /ogc/collections/gaps/items"] = new(
                new(
                    "某一天还没有通某项服务的自然屯，作为一个数据集：datetime 是那一天，service 或 rule 说问什么。"
                        + "其余参数同 /api/coverage/gaps，filter 和 sortby 可用各属性。",
                    "Hamlets that lack a service on a day, as a collection: datetime is the day, service or "
                        + "rule says what is asked. The other parameters are those of /api/coverage/gaps; filter "
                        + "and sortby take every property."
                ),
                "?service=road&datetime=2018-12-31&limit=10",
                200,
                [GeoJson, Html, Csv]
            ),
            ["GET /ogc/collections/gaps/items/{id}"] = new(
                new(
                    "一个自然屯在某一天的短板；当天已通则 404。",
                    "The gap of one hamlet on a day; 404 where it has the service then."
                ),
                "?service=road&datetime=2016-12-31",
                200,
                [GeoJson, Html]
            ),
            ["PUT /ogc/collections/{layer}/items/{id}"] = new(
                new(
                    "以整个对象替换；If-Match 与当前版本不符时 409。",
                    "Replaces a whole feature; 409 where If-Match is not its present version."
                ),
                "",
                204,
                []
            ),
            ["PATCH /ogc/collections/{layer}/items/{id}"] = new(
                new(
                    "修改若干属性（RFC 7396 合并补丁）；null 清除一个属性。",
                    "Changes some properties (merge patch, RFC 7396); null clears one."
                ),
                "",
                204,
                []
            ),
            ["DELETE /ogc/collections/{layer}/items/{id}"] = new(
                new("删除一个对象；历史仍在 /api/changes。", "Deletes a feature; its history stays at /api/changes."),
                "",
                204,
                []
            ),
            ["GET /ogc/tileMatrixSets"] = new(
                new("本服务的瓦片矩阵集。", "The tile matrix sets of this service."),
                "",
                200,
                [Json]
            ),
            ["GET /ogc/tileMatrixSets/{set}"] = new(
                new("一个瓦片矩阵集的定义。", "The definition of a tile matrix set."),
                "",
                200,
                [Json]
            ),
            ["GET /ogc/collections/{layer}/tiles"] = new(
                new("一个图层的瓦片集。", "The tile sets of a layer."),
                "",
                200,
                [Json]
            ),
            ["GET /ogc/collections/{layer}/tiles/{set}"] = new(
                new("一个瓦片集的说明。", "One tile set of a layer."),
                "",
                200,
                [Json]
            ),
            ["GET /ogc/collections/{layer}/tiles/{set}/{matrix}/{row}/{column}"] = new(
                new(
                    "一块矢量瓦片，按 OGC API – Tiles 的级别、行、列。",
                    "One vector tile by matrix, row and column, as OGC API – Tiles has it."
                ),
                "",
                200,
                ["application/vnd.mapbox-vector-tile"]
            ),
        };
}
