using static Longlin.Geo.Server.Hosting.OpenApi.OperationText;

namespace Longlin.Geo.Server.Hosting.OpenApi;

/// <summary>Works, utilities, imports, jobs and the state of the service.</summary>
internal static class ServiceOperations
{
    public static IReadOnlyDictionary<string, OperationText> All { get; } =
        new Dictionary<string, OperationText>
        {
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
}
