using static Longlin.Geo.Server.Hosting.OpenApi.OperationText;

namespace Longlin.Geo.Server.Hosting.OpenApi;

/// <summary>Who moves, where to, and sites.</summary>
internal static class RelocationOperations
{
    public static IReadOnlyDictionary<string, OperationText> All { get; } =
        new Dictionary<string, OperationText>
        {
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
        };
}
