using static Longlin.Geo.Server.Hosting.OpenApi.OperationText;

namespace Longlin.Geo.Server.Hosting.OpenApi;

/// <summary>Coverage, what is missing, and the network.</summary>
internal static class QuestionOperations
{
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
            ["GET /api/coverage/indicators"] = new(
                new(
                    "按不达标的指标列出贫困人口，资料缺失的单列；any 一行每人只计一次。",
                    "Poor persons by the indicator that fails, unknown apart; the row any counts everybody once."
                ),
                "?asOf=2018-12-31",
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
        };
}
