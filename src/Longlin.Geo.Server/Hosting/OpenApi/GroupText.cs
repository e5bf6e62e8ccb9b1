using Longlin.Geo.Model;

namespace Longlin.Geo.Server.Hosting.OpenApi;

/// <summary>What the reference says of a group of operations.</summary>
/// <param name="Tag">The name that routes carry.</param>
/// <param name="Title">What readers see.</param>
/// <param name="Introduction">What the group is for.</param>
internal sealed record GroupText(string Tag, Bilingual Title, Bilingual Introduction)
{
    /// <summary>In the order in which the reference lists them.</summary>
    public static IReadOnlyList<GroupText> All { get; } =
    [
        new(
            "coverage",
            new("通达与短板", "Coverage and gaps"),
            new(
                "哪些自然屯有什么、缺什么、从何时起、为什么。每个问题都可以问任何日期（asOf）；"
                    + "晚于数据日期的答案标为预计（forecast）。",
                "Who has and who lacks what, since when, and why. Every question takes a day (asOf); "
                    + "after the data date the answer is a forecast."
            )
        ),
        new(
            "network",
            new("网络问题", "Network findings"),
            new(
                "道路、电网等网络本身的问题：断头、瓶颈、关键路段、疑似断点、孤立路段，以及接通全部所需的长度。",
                "Faults of the network itself: dead ends, bottlenecks, critical segments, suspected "
                    + "breaks, isolated segments, and the metres that would connect everyone."
            )
        ),
        new(
            "works",
            new("工程", "Works"),
            new(
                "在建和计划的工程：进度、资金、是否逾期；验收后所列资产投入使用。",
                "Planned and running works: progress, funds, delays; once accepted, their assets go into " + "service."
            )
        ),
        new(
            "power",
            new("供电", "Power"),
            new(
                "供电部门的问题：老旧变压器、户均容量、未通电自然屯的最省方案。",
                "What the power bureau asks: ageing transformers, capacity per household, the cheapest "
                    + "way to power hamlets."
            )
        ),
        new(
            "water",
            new("水利", "Water"),
            new(
                "水利部门的问题：五小水利、病险水库及下游。",
                "What the water bureau asks: the five small works, unsafe reservoirs and who lives below " + "them."
            )
        ),
        new(
            "relocation",
            new("易地搬迁", "Relocation"),
            new(
                "谁应搬、搬到哪里、进度如何、搬出地红线。",
                "Who should move, where to, how far it has come, and the red lines of vacated hamlets."
            )
        ),
        new(
            "tiles",
            new("瓦片", "Tiles"),
            new("地图用的矢量瓦片、样式和 TileJSON。", "Vector tiles, the style and TileJSON for maps.")
        ),
        new(
            "ogc",
            new("OGC API", "OGC API"),
            new(
                "按 OGC API – Features（含 CQL2、坐标系、写入）和 Tiles "
                    + "读写全部图层；QGIS 和 GDAL 可直接连接 /ogc/。",
                "All layers by OGC API – Features (with CQL2, coordinate systems and writes) and Tiles; "
                    + "QGIS and GDAL connect to /ogc/."
            )
        ),
        new(
            "imports",
            new("导入", "Imports"),
            new(
                "把 shapefile、GeoPackage、GeoJSON、CSV、XLSX、OSM " + "文件导入图层；可以撤销。",
                "Shapefile, GeoPackage, GeoJSON, CSV, XLSX and OSM files into a layer; an import can be " + "undone."
            )
        ),
        new(
            "jobs",
            new("任务", "Jobs"),
            new("需要较长时间的工作：进度、结果、取消。", "Long work: progress, results, cancelling.")
        ),
        new(
            "changes",
            new("改动与身份", "Changes and identity"),
            new("改动的历史，以及当前令牌可以做什么。", "The history of changes, and what the present token may do.")
        ),
        new("health", new("运行状态", "Health"), new("供监控使用。", "For monitoring.")),
    ];
}
