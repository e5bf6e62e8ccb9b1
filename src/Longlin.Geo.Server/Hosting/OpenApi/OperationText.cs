using Longlin.Geo.Model;

namespace Longlin.Geo.Server.Hosting.OpenApi;

/// <summary>What the reference says of one operation beyond its summary.</summary>
/// <param name="Description">What it answers, and what one must know to read the answer.</param>
/// <param name="Example">A query that works with the demonstration county; empty where none is needed.</param>
/// <param name="Status">Of success.</param>
/// <param name="Media">Media types of success; empty: as the handler's signature says.</param>
internal sealed record OperationText(Bilingual Description, string Example, int Status, IReadOnlyList<string> Media)
{
    /// <summary>The texts by method and path; a test fails where an operation has none.</summary>
    public static IReadOnlyDictionary<string, OperationText> All { get; } =
        new Dictionary<string, OperationText>
        {
            ["GET /api/coverage/gaps"] = new(
                new(
                    "列出还没有通某项服务的自然屯（有的规则问行政村、乡镇或连接），每行附原因、依据和还差多少米。"
                        + "unknown 单列：没有记录不等于没有路。totals 按全部结果计，不受分页影响；next "
                        + "是下一页的 cursor。",
                    "Lists the hamlets that lack a service (some rules ask about villages, townships or "
                        + "links), each with the reason, the evidence and the metres still missing. Unknown stands "
                        + "apart: no record is not the same as no road. totals count all matches before paging; "
                        + "next is the cursor of the next page."
                ),
                "?rule=ROAD-H50-HARD&asOf=2018-12-31&limit=10",
                200,
                [Json, GeoJson, Csv, Xlsx]
            ),
            ["GET /api/coverage/summary"] = new(
                new(
                    "每个乡镇或行政村各有多少达标、未达标、无法判断，以及户数。给出 rule 或 service。",
                    "How many subjects of each township or village are met, not met and unknown, and their "
                        + "households. Give rule or service."
                ),
                "?service=road&minHouseholds=20&by=township",
                200,
                []
            ),
            ["GET /api/coverage/timeline"] = new(
                new(
                    "每个自然屯每项服务的全部判定变化，一次取回，地图据此显示任何日期。答案带 ETag，没有变化时 "
                        + "304。",
                    "Every change of verdict of every hamlet and service. The map fetches it once and "
                        + "colours any date from it. It carries an ETag: 304 while nothing has changed."
                ),
                "?area=451031",
                200,
                [Json]
            ),
            ["GET /api/hamlets/{code}/coverage"] = new(
                new(
                    "一个自然屯在某日的各项服务：判定、原因、依据、受阻于哪些路段，以及历次变化。",
                    "All services of a hamlet on a day: verdict, reason, evidence, what blocks it, and every "
                        + "change."
                ),
                "?asOf=2018-12-31",
                200,
                []
            ),
            ["GET /api/areas/{code}/coverage"] = new(
                new(
                    "一个行政村或乡镇在某日的各项服务，内容同自然屯。",
                    "All services of a village or township on a day, as for a hamlet."
                ),
                "?asOf=2018-12-31",
                200,
                []
            ),
            ["GET /api/progress"] = new(
                new(
                    "标准中每条规则的达标数、期限和状态；by 给出时按乡镇或行政村分列。",
                    "Every rule of the standard: how many meet it, its deadline and its standing; by adds "
                        + "townships or villages."
                ),
                "?asOf=2018-12-31&by=township",
                200,
                []
            ),
            ["GET /api/rules"] = new(
                new(
                    "现行标准：服务、规则、门槛、期限及其条款出处。",
                    "The standard in force: services, rules, thresholds, deadlines and the clauses they come " + "from."
                ),
                "",
                200,
                []
            ),
            ["POST /api/what-if"] = new(
                new(
                    "假设关闭、开通或新建若干设施，哪些自然屯失去或得到服务。只计算，不保存。",
                    "Which hamlets lose or gain a service if assets are closed, opened or added. Nothing is "
                        + "stored."
                ),
                "",
                200,
                []
            ),
            ["GET /api/fixes"] = new(
                new(
                    "修通一处能让多少户受益：逐段和只有一起修才有用的几段，按每户造价从低到高。单段与相接两段是精确的，"
                        + "更多段取各屯最省路径上的路段；order 是贪心顺序，bound 是同样的钱最多能让多少户受益。",
                    "How many households mending a segment frees: single segments, and several that only work together, "
                        + "cheapest a household first. Single segments and pairs that meet are exact; beyond, the "
                        + "segments of the hamlets' cheapest paths are taken together. order is greedy; bound says how "
                        + "many households the same money could free at most."
                ),
                "?limit=5",
                200,
                []
            ),
            ["GET /api/network/{service}/extension"] = new(
                new(
                    "把全部未通自然屯接上所需的最少米数（最小生成树），以及下一批先接谁最划算。",
                    "The least metres that connect every hamlet without the service (a minimum spanning "
                        + "tree), and which to connect next."
                ),
                "?next=5",
                200,
                []
            ),
            ["GET /api/network/{service}/dead-ends"] = new(
                new(
                    "断头路：通到一处便断的可用路段，附可接上的候选去处和距离。",
                    "Dead ends: usable links that stop short, with the candidate places to join and the "
                        + "metres to them."
                ),
                "?asOf=2018-12-31",
                200,
                [Json, GeoJson]
            ),
            ["GET /api/network/{service}/bottlenecks"] = new(
                new(
                    "瓶颈路：行政村到乡镇、相邻行政村之间达不到标准的路段；since 之后已改善的标为 " + "cleared。",
                    "Bottlenecks between villages and their townships, and between neighbouring villages; "
                        + "those improved after since are cleared."
                ),
                "?since=2015-12-31",
                200,
                [Json, GeoJson]
            ),
            ["GET /api/network/{service}/critical"] = new(
                new(
                    "关键路段：断开一处，就有住户失去服务。",
                    "Critical segments: if one is lost, households lose the service."
                ),
                "",
                200,
                [Json, GeoJson]
            ),
            ["GET /api/network/{service}/breaks"] = new(
                new(
                    "疑似断点：两端几乎相接，多半是绘图误差，需到现场核对。",
                    "Suspected network breaks: two ends that almost meet, mostly drawing errors, to be "
                        + "checked on site."
                ),
                "",
                200,
                [Json, GeoJson]
            ),
            ["GET /api/network/{service}/isolated"] = new(
                new(
                    "孤立路段：自身可用，但没有任何来源可以到达。",
                    "Isolated segments: usable, but no source reaches them."
                ),
                "",
                200,
                [Json, GeoJson]
            ),
            ["GET /api/hamlets/{code}/path"] = new(
                new(
                    "从自然屯到已通网络最省的路径：改造多少米、新建多少米、卡在哪里。",
                    "The cheapest path from a hamlet to the served network: metres to upgrade, metres to "
                        + "build, and what blocks it."
                ),
                "?service=road",
                200,
                []
            ),
            ["GET /api/areas/{code}/path"] = new(
                new(
                    "从行政村或乡镇驻地到已通网络的路径。",
                    "The path from the seat of a village or township to the served network."
                ),
                "?service=road",
                200,
                []
            ),
            ["GET /api/works"] = new(
                new(
                    "工程的进度、资金与状态，可按单位、区划和状态筛选，按 by 汇总。",
                    "Construction works with progress, funds and state, by bureau, area and state; by sums "
                        + "them up."
                ),
                "?state=overdue,late&by=bureau",
                200,
                []
            ),
            ["POST /api/works/{code}/finish"] = new(
                new(
                    "登记验收：工程所列资产自验收日起投入使用，路面记为 surface。",
                    "Records an acceptance: the assets of the work go into service on that day, roads with "
                        + "the given surface."
                ),
                "",
                200,
                []
            ),
            ["GET /api/power/transformers"] = new(
                new(
                    "变压器的使用年数、容量和户均千伏安，老旧者在前。",
                    "Transformers with years in use, capacity and kVA per household, the oldest first."
                ),
                "?poorOnly=true&minAge=15",
                200,
                []
            ),
            ["GET /api/power/options"] = new(
                new(
                    "未通电自然屯接网与离网的费用比较，给出最省的方案。",
                    "What grid and off-grid power would cost for the hamlets without it, and the cheapest of " + "them."
                ),
                "?minHouseholds=20",
                200,
                []
            ),
            ["GET /api/water/small-works"] = new(
                new("五小水利工程按种类和状态计数。", "Counts of the five small water works by kind and state."),
                "",
                200,
                []
            ),
            ["GET /api/water/reservoirs"] = new(
                new(
                    "病险水库及其下游的自然屯；all=true 列出全部水库。",
                    "Unsafe reservoirs and the hamlets downstream; all=true lists every reservoir."
                ),
                "?all=true",
                200,
                []
            ),
            ["GET /api/relocation/candidates"] = new(
                new(
                    "按五项条件判断谁应搬迁，并比较搬迁与就地建设的户均费用。",
                    "Who should move by the five tests, and the cost per household of moving and of serving "
                        + "in place."
                ),
                "?sort=households&limit=10",
                200,
                [Json, GeoJson, Csv, Xlsx]
            ),
            ["GET /api/relocation/red-lines"] = new(
                new(
                    "已搬空的自然屯、其红线，以及红线内之后建了什么。",
                    "Vacated hamlets, their red lines, and what was built inside since."
                ),
                "",
                200,
                [Json, GeoJson, Csv, Xlsx]
            ),
            ["GET /api/relocation/red-lines/{hamlet}/proposal"] = new(
                new(
                    "由房屋和耕地推算的红线建议，供修改后保存。",
                    "A red line proposed from the houses and fields, to be edited and saved."
                ),
                "",
                200,
                [GeoJson]
            ),
            ["GET /api/relocation/red-lines/{hamlet}/sheet"] = new(
                new("一页 A4 的红线图，可直接打印。", "The red line on one printable A4 page."),
                "",
                200,
                [Html]
            ),
            ["GET /api/relocation/progress"] = new(
                new(
                    "已搬多少户、资金使用、安置点是否具备入住条件。",
                    "Households moved, funds used, and whether the sites are ready."
                ),
                "?by=site",
                200,
                []
            ),
            ["POST /api/sites/score"] = new(
                new(
                    "检查一个安置点是否触犯禁止条件，逐项评分，并给出入住日的服务。",
                    "Checks a relocation site for violations, scores it by factor and lists its services on "
                        + "move-in day."
                ),
                "",
                200,
                []
            ),
            ["POST /api/sites/suggest"] = new(
                new(
                    "为若干人寻找合适的土地。答案是一个任务，用 /api/jobs/{id} 查看。",
                    "Finds land for a number of people. The answer is a job: follow it at /api/jobs/{id}."
                ),
                "",
                202,
                []
            ),
            ["POST /api/sites/assign"] = new(
                new(
                    "把同意搬迁的户分配到安置点，总费用最低并给出证明。答案是一个任务。",
                    "Assigns the consenting households to sites at the least total cost, with a bound. The "
                        + "answer is a job."
                ),
                "",
                202,
                []
            ),
            ["GET /api/changes"] = new(
                new(
                    "谁在何时、依据什么改了什么，由旧到新。给出 layer 和 code 即一个对象的历史。",
                    "Who changed what, when and on what basis, oldest first. With layer and code: the "
                        + "history of one feature."
                ),
                "?layer=roads&limit=20",
                200,
                []
            ),
            ["GET /api/caller"] = new(
                new(
                    "当前令牌是谁、什么角色、可写哪些图层。",
                    "Whose token this is, its role, and which layers it may write."
                ),
                "",
                200,
                []
            ),
            ["GET /api/imports"] = new(
                new(
                    "历次导入，由新到旧：编号、时刻、操作人、图层、文件，以及新增、更新、删除和不合格的行数；已撤销的附撤销时刻。",
                    "All imports, the latest first: number, time, user, layer, file, and how many rows were added, "
                        + "changed, deleted and rejected; one that was taken back says when."
                ),
                "?layer=roads&limit=20",
                200,
                []
            ),
            ["GET /api/imports/{id}/rejects.csv"] = new(
                new(
                    "一次导入中每一处不合格和修复：行号、字段、值和原因。与任务的报告不同，服务重启后仍在。",
                    "Every rejection and repair of an import: row, field, value and reason. Unlike the report of the "
                        + "job it outlives a restart of the service."
                ),
                "",
                200,
                [Csv]
            ),
            ["POST /api/imports"] = new(
                new(
                    "上传一个文件并导入一个图层：全部合格行在一个事务里落库，不合格行逐行列出。答案是一个任务。",
                    "Uploads a file into a layer: all good rows land in one transaction, every rejected row "
                        + "is listed. The answer is a job."
                ),
                "",
                202,
                []
            ),
            ["POST /api/imports/{id}/undo"] = new(
                new(
                    "撤销一次导入：新增的删去，改动的恢复。",
                    "Takes an import back: what it added goes, what it changed is restored."
                ),
                "",
                200,
                []
            ),
            ["GET /api/jobs/{id}"] = new(
                new(
                    "任务的状态、进度和结果；服务重启后不再保留。",
                    "State, progress and result of a job; a restart of the service forgets it."
                ),
                "",
                200,
                []
            ),
            ["GET /api/jobs/{id}/rejects.csv"] = new(
                new(
                    "导入中每一行不合格的记录：行号、字段、值和原因。",
                    "Every row that an import rejected: its number, field, value and reason."
                ),
                "",
                200,
                [Csv]
            ),
            ["GET /api/jobs/{id}/preview"] = new(
                new(
                    "检查过的文件各行的位置（GeoJSON，EPSG:4490），合格与不合格分开；大文件隔行抽取并简化，"
                        + "rows、shown、simplified、placeless 说明各有多少。",
                    "Where the rows of a checked file lie (GeoJSON, EPSG:4490), good and rejected ones apart. A large "
                        + "file is thinned and simplified: rows, shown, simplified and placeless say how many."
                ),
                "",
                200,
                ["application/geo+json"]
            ),
            ["GET /api/jobs/{id}/result"] = new(
                new(
                    "任务的结果文件：分配方案或建议的土地。",
                    "The result of a job as a file: an assignment or suggested land."
                ),
                "?f=csv",
                200,
                [Json, GeoJson, Csv, Xlsx]
            ),
            ["DELETE /api/jobs/{id}"] = new(
                new("取消一个任务；提交者或管理员可以。", "Cancels a job; its owner or an administrator may."),
                "",
                202,
                []
            ),
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
            ["GET /health/live"] = new(
                new(
                    "进程在运行即答 live；任何地方都不需要令牌。",
                    "Answers live while the process runs; needs no token anywhere."
                ),
                "",
                200,
                ["text/plain"]
            ),
            ["GET /health/ready"] = new(
                new("数据库可用即答 ready，否则 503。", "Answers ready while the database is available, else 503."),
                "",
                200,
                ["text/plain"]
            ),
        };

    private const string Json = "application/json";
    private const string GeoJson = "application/geo+json";
    private const string Csv = "text/csv";
    private const string Html = "text/html";
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}
