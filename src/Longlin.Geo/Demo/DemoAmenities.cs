using Longlin.Geo.Model;

namespace Longlin.Geo.Demo;

/// <summary>Facilities, water works, sites, zones, bus routes, works, surveys, moves and closures.</summary>
internal sealed class DemoAmenities(DemoTerrain terrain, DemoRandom random, DemoSettlements places)
{
    private static readonly (string Kind, string Name, double Share)[] Kinds =
    [
        ("school", "小学", 0.35),
        ("clinic", "卫生室", 0.85),
        ("service_centre", "公共服务中心", 0.9),
        ("culture_room", "文化室", 0.55),
        ("stage", "戏台", 0.4),
        ("court", "篮球场", 0.75),
        ("finance", "金融便民点", 0.45),
        ("ecommerce", "电商服务站", 0.5),
        ("parcel", "快递点", 0.3),
        ("bus_stop", "客运站点", 0.6),
        ("industry_base", "产业基地", 0.2),
        ("waste", "垃圾收集点", 0.5),
    ];

    public List<FeatureRecord> Facilities()
    {
        List<FeatureRecord> records = [];
        foreach (var village in places.Villages)
        {
            foreach (var (kind, name, share) in Kinds.Where(k => random.Chance(k.Share)))
                records.Add(
                    DemoLines.Row(
                        $"F{village.Code}-{kind}",
                        $"{village.Name}{name}",
                        "open",
                        random.Day(2008, 2019),
                        new()
                        {
                            ["kind"] = kind,
                            ["village_code"] = village.Code,
                            ["to_standard"] = random.Chance(0.8),
                        },
                        terrain.Point(village.Seat.Plus(random.Between(-160, 160), random.Between(-160, 160)))
                    )
                );
        }

        foreach (var township in places.Townships)
            records.Add(
                DemoLines.Row(
                    $"F{township.Code}-hospital",
                    $"{township.Name}卫生院",
                    "open",
                    null,
                    new() { ["kind"] = "hospital", ["to_standard"] = true },
                    terrain.Point(township.Seat.Plus(120, 90))
                )
            );
        return records;
    }

    public List<FeatureRecord> Water()
    {
        List<FeatureRecord> records = [];
        // The water goes to the largest hamlet of each village.
        var largest = places
            .Hamlets.GroupBy(h => h.Village)
            .ToDictionary(g => g.Key, g => g.MaxBy(h => h.Households)!.Place);
        for (var v = 0; v < places.Villages.Count; v++)
        {
            var village = places.Villages[v];
            var tank = largest.GetValueOrDefault(v, village.Seat).Plus(40, 40);
            var source = village.Seat.Plus(random.Between(-1200, 1200), random.Between(500, 1500));
            var opened = random.Day(2006, 2018);
            records.Add(
                DemoLines.Row(
                    $"W{village.Code}S",
                    $"{village.Name}水源",
                    "open",
                    opened,
                    new()
                    {
                        ["kind"] = "source",
                        ["elevation_m"] = terrain.ElevationAt(source),
                        ["capacity_m3_per_day"] = Math.Round(random.Between(10, 120)),
                    },
                    terrain.Point(source)
                )
            );
            records.Add(
                DemoLines.Row(
                    $"W{village.Code}P",
                    $"{village.Name}引水管",
                    "open",
                    opened,
                    new() { ["kind"] = "pipe" },
                    terrain.Line([source, tank])
                )
            );
            records.Add(
                DemoLines.Row(
                    $"W{village.Code}T",
                    $"{village.Name}蓄水池",
                    "open",
                    opened,
                    new() { ["kind"] = "tank", ["capacity_m3_per_day"] = Math.Round(random.Between(5, 60)) },
                    terrain.Point(tank)
                )
            );
        }

        for (var i = 0; i < 9; i++)
        {
            var (name, dangerous, at) = (
                random.Pick(places.Villages).Name,
                random.Chance(0.3),
                random.Pick(places.Villages).Seat.Plus(1500, -900)
            );
            records.Add(
                DemoLines.Row(
                    $"W451031R{i + 1:00}",
                    $"{name}水库",
                    "open",
                    null,
                    new()
                    {
                        ["kind"] = "reservoir",
                        ["danger_class"] = dangerous || i == 0 ? "三类坝" : null,
                        ["elevation_m"] = terrain.ElevationAt(at),
                    },
                    terrain.Patch(random, at, random.Between(150, 700))
                )
            );
        }

        return records;
    }

    public List<FeatureRecord> Sites() =>
        [
            .. places.Townships.Select(
                (t, i) =>
                    DemoLines.Row(
                        $"S451031{i + 1:00}",
                        $"{t.Name}安置点",
                        i % 5 == 4 ? "planned" : "open",
                        i % 5 == 4 ? new DateOnly(2020, 9, 30) : random.Day(2016, 2019),
                        new()
                        {
                            ["mode"] = i % 4 == 3 ? "dispersed" : "concentrated",
                            ["land_based"] = i % 3 == 0,
                            ["housing_m2"] = (double)(25 * (600 + 150 * i)),
                            ["school_places"] = 120 + 20 * i,
                            ["water_l_per_day"] = (double)(60000 + 9000 * i),
                            ["capacity_persons"] = 600 + 150 * i,
                        },
                        terrain.Point(t.Seat.Plus(700, 500))
                    )
            ),
        ];

    public List<FeatureRecord> Zones()
    {
        List<FeatureRecord> records = [];
        foreach (
            var (kind, name, count, radius) in ((string, string, int, double)[])
                [
                    ("ecological_red_line", "生态保护红线", 6, 3500),
                    ("basic_farmland", "永久基本农田", 24, 700),
                    ("hazard", "地质灾害隐患", 30, 260),
                    ("flood", "洪水淹没区", 12, 450),
                    ("desertification", "石漠化区", 10, 1600),
                ]
        )
        {
            for (var i = 0; i < count; i++)
                records.Add(
                    DemoLines.Row(
                        $"Z451031-{kind}-{i + 1:00}",
                        name,
                        "open",
                        null,
                        new() { ["kind"] = kind },
                        terrain.Patch(
                            random,
                            random
                                .Pick(places.Hamlets)
                                .Place.Plus(random.Between(-900, 900), random.Between(-900, 900)),
                            radius * random.Between(0.6, 1.3)
                        )
                    )
                );
        }

        return records;
    }

    public List<FeatureRecord> BusRoutes(DemoRoads roads, List<DemoNode> tree) =>
        [
            .. Enumerable
                .Range(1, tree.Count - 1)
                .Where(n => tree[n].Level == DemoLevel.Township)
                .Select(n =>
                    DemoLines.Row(
                        $"B{tree[n].Code}",
                        $"{tree[tree[n].Parent].Name}—{tree[n].Name}",
                        "open",
                        random.Day(2008, 2016),
                        new() { ["runs"] = random.Chance(0.9) },
                        terrain.Line(roads.Ways[n])
                    )
                ),
        ];

    public List<FeatureRecord> Works(DemoRoads roads, List<DemoNode> tree) =>
        [.. RoadWorks(roads, tree), .. SiteWorks()];

    // Drawn from no random number: the rest of the county stays what it was.
    private IEnumerable<FeatureRecord> SiteWorks() =>
        places.Townships.Select(
            (t, i) =>
                DemoLines.Row(
                    $"K451031S{i + 1:00}",
                    $"{t.Name}安置点二期",
                    i % 2 == 0 ? "building" : "planned",
                    null,
                    new()
                    {
                        ["kind"] = "relocation_site",
                        ["bureau"] = "relocation",
                        ["township_code"] = t.Code,
                        ["starts_on"] = new DateOnly(2019, i % 3 == 0 ? 6 : 11, 1),
                        ["due_on"] = new DateOnly(2020, 12, 15),
                        ["progress_pct"] = i % 2 == 0 ? 20.0 + 3 * i : 0.0,
                        ["budget_yuan"] = 6_000_000m + 900_000m * i,
                        ["paid_yuan"] = i % 2 == 0 ? 1_500_000m + 200_000m * i : 0m,
                        ["assets"] = new[] { $"S451031{i + 1:00}" },
                    },
                    terrain.Point(t.Seat.Plus(730, 520))
                )
        );

    private IEnumerable<FeatureRecord> RoadWorks(DemoRoads roads, List<DemoNode> tree) =>
        roads.Works.Select(
            (w, i) =>
                DemoLines.Row(
                    $"K451031{i + 1:0000}",
                    $"{tree[w.Node].Name}道路硬化",
                    i % 3 == 0 ? "building" : "planned",
                    null,
                    new()
                    {
                        ["kind"] = "harden",
                        ["bureau"] = "transport",
                        ["village_code"] = tree[w.Node].Code.Length >= 12 ? tree[w.Node].Code[..12] : null,
                        ["township_code"] = tree[w.Node].Code[..9],
                        ["starts_on"] = new DateOnly(2019, 10, 1),
                        ["due_on"] = w.Due,
                        ["progress_pct"] = i % 3 == 0 ? (double)(10 + i % 60) : 0.0,
                        ["budget_yuan"] = decimal.Round((decimal)(roads.Ways[w.Node].Count * 40_000.0)),
                        ["assets"] = w.Codes,
                    },
                    terrain.Line(roads.Ways[w.Node])
                )
        );

    public List<FeatureRecord> Surveys() =>
        [
            .. places
                .Hamlets.Where(_ => random.Chance(0.03))
                .Select(h =>
                    DemoLines.Row(
                        $"Q{h.Code}",
                        null,
                        "open",
                        null,
                        new()
                        {
                            ["hamlet_code"] = h.Code,
                            ["service"] = "road",
                            ["verdict"] = random.Chance(0.8) ? "met" : "not_met",
                            ["evidence"] = random.Chance(0.5) ? "acceptance" : "inspection",
                            ["observed_on"] = random.Day(2016, 2019),
                        },
                        null
                    )
                ),
        ];

    public List<FeatureRecord> Moves() =>
        [
            .. places
                .Hamlets.Where(h => h.Relocate && random.Chance(0.5))
                .Select(h =>
                    DemoLines.Row(
                        $"M{h.Code}",
                        null,
                        "open",
                        null,
                        new()
                        {
                            ["hamlet_code"] = h.Code,
                            ["site_code"] = $"S451031{1 + places.Villages[h.Village].Township:00}",
                            ["households"] = Math.Max(1, h.Households / 4),
                            ["persons"] = Math.Max(1, h.Population / 4),
                            ["moved_on"] = random.Day(2017, 2019),
                        },
                        null
                    )
                ),
        ];

    public List<FeatureRecord> Closures(DemoRoads roads)
    {
        var built = roads.Records.Where(r => r["status"] is "open" && r["class"] is "Y" or "C").ToList();
        return
        [
            .. Enumerable
                .Range(0, 36)
                .Select(i =>
                {
                    var from = random.Day(2012, 2019);
                    return DemoLines.Row(
                        $"X451031{i + 1:000}",
                        null,
                        "open",
                        null,
                        new()
                        {
                            ["layer"] = "roads",
                            ["asset_code"] = random.Pick(built)["code"],
                            ["closed_from"] = from,
                            ["closed_to"] = from.AddDays(20 + random.Below(200)),
                            ["reason"] = random.Pick(["滑坡", "水毁", "施工", "桥梁加固"]),
                        },
                        null
                    );
                }),
        ];
    }
}
