namespace Longlin.Geo.Model.Requests;

/// <summary>
/// Every parameter of every question, once. A request that takes fewer words or another range says so by
/// <see cref="ParameterAttribute"/>.
/// </summary>
public static class RequestParameters
{
    private static readonly Dictionary<string, RequestParameter> ByName = List().ToDictionary(p => p.Name);

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<RequestParameter> All => ByName.Values;

    /// <summary>The parameter of a name.</summary>
    /// <exception cref="KeyNotFoundException">None has it: describe it here.</exception>
    public static RequestParameter Find(string name) =>
        ByName.TryGetValue(name, out var parameter)
            ? parameter
            : throw new KeyNotFoundException($"The parameter {name} is not described in {nameof(RequestParameters)}.");

    private static IEnumerable<RequestParameter> List() =>
        [.. Questions(), .. Lists(), .. Places(), .. Features(), .. Bodies()];

    // What stands in a body over HTTP and is an option of a command.
    private static IEnumerable<RequestParameter> Bodies() =>
        [
            new("persons", ParameterKind.Whole, new("拟安置人数", "Number of people to settle"))
            {
                Example = "300",
                Unit = "person",
                Least = 1,
                Most = 1_000_000,
            },
            new("maxDistanceM", ParameterKind.Number, new("最远路程", "Longest distance by road"))
            {
                Example = "20000",
                Unit = "m",
            },
            new("timeLimitS", ParameterKind.Number, new("最多计算多久", "Time limit"))
            {
                Example = "60",
                Unit = "s",
                Most = 600,
            },
            new("moveInOn", ParameterKind.Day, new("入住日，与 asOf 相同", "The move-in day, the same as asOf"))
            {
                Example = "2020-12-31",
            },
            new("finishedOn", ParameterKind.Day, new("验收日期，1950 年至今", "Day of acceptance, 1950 to today"))
            {
                Example = "2018-12-31",
            },
            new(
                "surface",
                ParameterKind.Text,
                new("硬化路面类型；缺省由标准规定", "Hardened surface; default: the standard's")
            )
            {
                Example = "concrete",
            },
        ];

    private static IEnumerable<RequestParameter> Questions() =>
        [
            new(
                "asOf",
                ParameterKind.Day,
                new(
                    "所问的日期，不写为今天；晚于数据日期的答案是预计",
                    "The day that is asked about, today where it is left out; after the data date the answer is a forecast"
                )
            )
            {
                Example = "2018-12-31",
            },
            new(
                "since",
                ParameterKind.Day,
                new(
                    "从这一天起；用于比较或筛选较新的记录",
                    "From this day on; compares with it, or lists what is newer"
                )
            )
            {
                Example = "2015-12-31",
            },
            new(
                "rule",
                ParameterKind.Text,
                new(
                    "标准中的一条规则，同时决定服务、对象和户数；与 service 二选一",
                    "A rule of the standard; it stands for service, subject and threshold. Give rule or service"
                )
            )
            {
                Example = "ROAD-H50-HARD",
            },
            new(
                "service",
                ParameterKind.Text,
                new(
                    "标准中的一项服务，如 road 硬化路；/api/rules 列出全部",
                    "A service of the standard, such as road (hardened road); /api/rules lists them"
                )
            )
            {
                Example = "road",
            },
            new(
                "minHouseholds",
                ParameterKind.Whole,
                new(
                    "最少户数；0 列出当日存在的全部自然屯。不写为规则所定，没有规则时为 0",
                    "Smallest number of households; 0 lists every hamlet of the day. Left out: as the rule says, else 0"
                )
            )
            {
                Example = "20",
                Unit = "household",
                Most = 1_000_000,
            },
            new(
                "verdict",
                ParameterKind.Words,
                new(
                    "列出的判定：met 达标、not_met 未达标、unknown 无法判断",
                    "The verdicts to list: met, not_met, unknown (no record is not the same as no service)"
                )
            )
            {
                Example = "not_met",
                Default = "not_met,unknown",
                Allowed = ["met", "not_met", "unknown"],
            },
            new(
                "denominator",
                ParameterKind.Word,
                new(
                    "户数口径：current 现有户数，baseline 2015 年底名册",
                    "Which households count: current, or baseline (the list of 2015)"
                )
            )
            {
                Example = "current",
                Default = "current",
                Allowed = ["current", "baseline"],
            },
            new(
                "forecast",
                ParameterKind.Word,
                new(
                    "数据日期之后怎样预计：planned 按计划，pace 按在建工程目前的进度，no_late 不计已滞后的工程",
                    "The forecast after the data date: planned, pace (works at their present pace), no_late (without late works)"
                )
            )
            {
                Example = "pace",
                Default = "planned",
                Allowed = ["planned", "pace", "no_late"],
            },
            new(
                "choice",
                ParameterKind.Word,
                new(
                    "要哪一种路径：cheapest 最省，upgrade 只改造既有线路，build 新建捷径",
                    "Which path: cheapest, upgrade (over existing links alone) or build (a shortcut)"
                )
            )
            {
                Example = "upgrade",
                Default = "cheapest",
                Allowed = ["cheapest", "upgrade", "build"],
            },
            new(
                "nearRoad",
                ParameterKind.Flag,
                new(
                    "只列出直线距离内（标准的 nearRoad）有（或没有）通达道路的自然屯",
                    "Only hamlets that have (or lack) a passable road near in a straight line (the standard's nearRoad)"
                )
            )
            {
                Example = "false",
            },
            new(
                "conflict",
                ParameterKind.Flag,
                new("只列出各类依据互相矛盾（或一致）的", "Only those on which kinds of evidence disagree (or agree)")
            )
            {
                Example = "true",
            },
            new(
                "indicator",
                ParameterKind.Text,
                new("只列出此项指标不达标或缺失的", "Only those for which this indicator fails or is missing")
            )
            {
                Example = "water_quality",
            },
        ];

    private static IEnumerable<RequestParameter> Lists() =>
        [
            new("sort", ParameterKind.Word, new("排序", "What comes first"))
            {
                Example = "households",
                Default = "code",
                Allowed = ["code", "households", "poor"],
            },
            new(
                "limit",
                ParameterKind.Whole,
                new(
                    "每页条数；文件（csv、xlsx、geojson）不写即为全部",
                    "Items on a page; a file holds all where it is left out"
                )
            )
            {
                Example = "10",
                Default = "100",
                Least = 1,
                Most = 10_000,
            },
            new(
                "next",
                ParameterKind.Whole,
                new("列出接下来最该接通的多少个自然屯", "How many hamlets to name that should be connected next")
            )
            {
                Example = "5",
                Default = "10",
                Least = 1,
                Most = 1000,
            },
            new(
                "cursor",
                ParameterKind.Text,
                new("上一页答案中的 next，原样给回", "The value of next in the answer before, unchanged")
            )
            {
                Example = "MHw0NTEwMzExMDAyMDAwMDE",
            },
            new("f", ParameterKind.Word, new("答案的格式", "The format of the answer"))
            {
                Example = "json",
                Default = "json",
                Allowed = ["json", "geojson", "csv", "xlsx"],
            },
            new("by", ParameterKind.Word, new("按什么汇总", "What to sum by"))
            {
                Example = "township",
                Allowed = ["township", "village"],
            },
            new(
                "all",
                ParameterKind.Flag,
                new("true 时列出全部，而不只是有问题的", "true lists all of them, not only those with a finding")
            )
            {
                Example = "true",
                Default = "false",
            },
            new(
                "poorOnly",
                ParameterKind.Flag,
                new("true 时只列出供电于贫困村的", "true lists only those that serve poor villages")
            )
            {
                Example = "true",
                Default = "false",
            },
            new("minAge", ParameterKind.Number, new("最少使用年数", "Least years in use"))
            {
                Example = "15",
                Unit = "year",
                Most = 200,
            },
            new(
                "bureau",
                ParameterKind.Text,
                new("责任单位，与工程记录所写相同", "The responsible bureau, as the works have it")
            )
            {
                Example = "交通运输局",
            },
            new("state", ParameterKind.Words, new("工程状态，不写为全部", "States of works; left out: all"))
            {
                Example = "overdue",
                Allowed = ["finished", "given_up", "overdue", "late", "running", "not_begun"],
            },
            new("lang", ParameterKind.Word, new("文字的语言", "The language of the texts"))
            {
                Example = "en",
                Default = "zh",
                Allowed = ["zh", "en"],
            },
        ];

    private static IEnumerable<RequestParameter> Places() =>
        [
            new(
                "area",
                ParameterKind.Text,
                new(
                    "区划编码：县 6 位、乡镇 9 位、行政村 12 位；不写为全县",
                    "Code of an area: county 6 digits, township 9, village 12; left out: the county"
                )
            )
            {
                Example = "451031",
            },
            new(
                "bbox",
                ParameterKind.Box,
                new("范围：西,南,东,北，EPSG:4490 度", "Rectangle: west,south,east,north, degrees of EPSG:4490")
            )
            {
                Example = "105.0,24.5,105.4,24.9",
                Unit = "degree",
            },
            new("code", ParameterKind.Text, new("对象的编码", "Code of the hamlet, area, work or feature"))
            {
                Example = "451031100200001",
            },
            new("hamlet", ParameterKind.Text, new("自然屯的编码", "Code of a hamlet")) { Example = "451031100200001" },
            new(
                "layer",
                ParameterKind.Text,
                new(
                    "图层，如 hamlets、roads；全部见 /ogc/collections",
                    "A layer, such as hamlets or roads; all: /ogc/collections"
                )
            )
            {
                Example = "hamlets",
            },
            new(
                "layers",
                ParameterKind.Text,
                new("一个图层，或用逗号分隔的几个", "A layer, or several joined by commas")
            )
            {
                Example = "roads,hamlets",
            },
            new("z", ParameterKind.Whole, new("瓦片级别", "Zoom of the tile")) { Example = "12", Most = 22 },
            new("x", ParameterKind.Whole, new("瓦片列，自西向东", "Column of the tile, from the west"))
            {
                Example = "3245",
                Most = 4_194_303,
            },
            new("y", ParameterKind.Whole, new("瓦片行，自北向南", "Row of the tile, from the north"))
            {
                Example = "1763",
                Most = 4_194_303,
            },
            new("set", ParameterKind.Word, new("瓦片矩阵集", "The tile matrix set"))
            {
                Example = "WebMercatorQuad",
                Allowed = ["WebMercatorQuad"],
            },
            new("matrix", ParameterKind.Whole, new("瓦片级别", "Tile matrix (zoom)")) { Example = "12", Most = 22 },
            new("row", ParameterKind.Whole, new("瓦片行，自北向南", "Row of the tile, from the north"))
            {
                Example = "1763",
                Most = 4_194_303,
            },
            new("column", ParameterKind.Whole, new("瓦片列，自西向东", "Column of the tile, from the west"))
            {
                Example = "3245",
                Most = 4_194_303,
            },
            new("id", ParameterKind.Text, new("编号：对象、导入或任务", "The id of a feature, an import or a job"))
            {
                Example = "1",
            },
        ];

    private static IEnumerable<RequestParameter> Features() =>
        [
            new(
                "datetime",
                ParameterKind.Text,
                new(
                    "日期或区间，只列出其间存在的对象：2018-12-31、2018-01-01/..",
                    "A day or an interval; only what stood then: 2018-12-31, 2018-01-01/.."
                )
            )
            {
                Example = "2018-12-31",
            },
            new(
                "filter",
                ParameterKind.Text,
                new("过滤条件，CQL2；属性见 queryables", "A condition in CQL2; its properties: see queryables")
            )
            {
                Example = "households >= 50",
            },
            new("filter-lang", ParameterKind.Word, new("filter 的写法", "How filter is written"))
            {
                Example = "cql2-text",
                Allowed = ["cql2-text", "cql2-json"],
            },
            new("filter-crs", ParameterKind.Text, new("filter 中几何的坐标系", "Coordinate system of shapes in filter"))
            {
                Example = "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
                Default = "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            },
            new("bbox-crs", ParameterKind.Text, new("bbox 的坐标系", "Coordinate system of bbox"))
            {
                Example = "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
                Default = "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            },
            new("crs", ParameterKind.Text, new("答案的坐标系", "Coordinate system of the answer"))
            {
                Example = "http://www.opengis.net/def/crs/EPSG/0/4490",
                Default = "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            },
            new(
                "sortby",
                ParameterKind.Text,
                new(
                    "排序的属性，逗号分隔，前加 - 为降序，最多 5 个",
                    "Properties to sort by, joined by commas; - before one sorts it downwards; at most 5"
                )
            )
            {
                Example = "-households",
            },
            new(
                "properties",
                ParameterKind.Text,
                new("只要这些属性，逗号分隔", "Only these properties, joined by commas")
            )
            {
                Example = "name,households",
            },
        ];
}
