using Longlin.Geo.Model;

namespace Longlin.Geo.Demo;

/// <summary>Facilities, sites, bus routes, works, surveys, moves and closures.</summary>
internal sealed class DemoAmenities(
    DemoTerrain terrain,
    DemoRandom random,
    DemoSettlements places,
    DemoLayout layout,
    DemoRoads roads
)
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

    private static readonly string[] Reasons = ["滑坡", "水毁", "施工", "桥梁加固"];

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
                        terrain.Point(layout.Spots([layout.Sites[i]])[0])
                    )
            ),
        ];

    /// <summary>
    /// A route from each township to the county seat, and from half of the villages to the seat that their road reaches
    /// first.
    /// </summary>
    public List<FeatureRecord> BusRoutes()
    {
        List<FeatureRecord> routes = [];
        Dictionary<int, string> seats = places.Townships.ToDictionary(t => t.Node, t => t.Name);
        for (var n = 1; n < layout.Tree.Count; n++)
        {
            var node = layout.Tree[n];
            var rural = node.Level == DemoLevel.Village;
            if (node.Level == DemoLevel.Hamlet || rural && !random.Chance(0.5) || layout.Ways[n].Count == 0)
                continue;
            var path = layout.PathToSeat(n);
            if (rural)
                path = [.. path.Take(1 + path.FindIndex(seats.ContainsKey))];
            var runs = random.Unit();
            if (path.Count > 1)
                routes.Add(
                    DemoLines.Row(
                        $"B{node.Code}",
                        $"{seats[path[^1]]}—{node.Name}",
                        "open",
                        rural ? random.Day(2010, 2019) : random.Day(2008, 2016),
                        new()
                        {
                            ["runs"] =
                                runs < 0.9 ? true
                                : runs < 0.97 ? false
                                : null,
                        },
                        terrain.Line(layout.Spots(path))
                    )
                );
        }

        return routes;
    }

    public List<FeatureRecord> Works() => [.. RoadWorks(), .. SiteWorks(), .. WorksInRedLines()];

    // Where nobody should build any more somebody does, and elsewhere the land is given back.
    private IEnumerable<FeatureRecord> WorksInRedLines() =>
        places
            .Vacated()
            .Where((_, i) => i % 2 == 0)
            .Take(4)
            .Select(
                (h, i) =>
                    DemoLines.Row(
                        $"K451031V{i + 1:00}",
                        i == 1 ? $"{h.Name}养殖场" : $"{h.Name}旧宅复垦",
                        "building",
                        null,
                        new()
                        {
                            ["kind"] = i == 1 ? "industry" : "reclaim",
                            ["bureau"] = "relocation",
                            ["village_code"] = h.Code[..12],
                            ["township_code"] = h.Code[..9],
                            ["starts_on"] = h.VacatedOn!.Value.AddDays(200),
                            ["due_on"] = new DateOnly(2020, 10, 31),
                            ["progress_pct"] = 35.0,
                            ["budget_yuan"] = 180_000m,
                        },
                        terrain.Point(h.Place.Plus(15, 10))
                    )
            );

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
                    terrain.Point(layout.Spots([layout.Sites[i]])[0].Plus(30, 20))
                )
        );

    private IEnumerable<FeatureRecord> RoadWorks() =>
        roads.Works.Select(
            (w, i) =>
                DemoLines.Row(
                    $"K451031{i + 1:0000}",
                    $"{layout.Tree[w.Node].Name}道路硬化",
                    i % 3 == 0 ? "building" : "planned",
                    null,
                    new()
                    {
                        ["kind"] = "harden",
                        ["bureau"] = "transport",
                        ["village_code"] =
                            layout.Tree[w.Node].Code.Length >= 12 ? layout.Tree[w.Node].Code[..12] : null,
                        ["township_code"] = layout.Tree[w.Node].Code[..9],
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

    public List<FeatureRecord> Moves()
    {
        // People go to their township's site; where it is full, to the open one with most room.
        var room = places.Townships.Select((_, i) => 500 + 100 * i).ToArray();
        List<FeatureRecord> records = [];
        foreach (var hamlet in places.Hamlets)
        {
            if (hamlet.VacatedOn is null && !(hamlet.Relocate && random.Chance(0.5)))
                continue;
            var (households, persons) = hamlet.VacatedOn is null
                ? (Math.Max(1, hamlet.Households / 4), Math.Max(1, hamlet.Population / 4))
                : (hamlet.Households, hamlet.Population);
            var site = places.Villages[hamlet.Village].Township;
            if (room[site] < persons)
                site = Enumerable.Range(0, room.Length).Where(i => i % 5 != 4).MaxBy(i => room[i]);
            room[site] -= persons;
            records.Add(
                DemoLines.Row(
                    $"M{hamlet.Code}",
                    null,
                    "open",
                    null,
                    new()
                    {
                        ["hamlet_code"] = hamlet.Code,
                        ["site_code"] = $"S451031{1 + site:00}",
                        ["households"] = households,
                        ["persons"] = persons,
                        ["moved_on"] = hamlet.VacatedOn ?? random.Day(2017, 2019),
                    },
                    null
                )
            );
        }

        return records;
    }

    public List<FeatureRecord> Closures()
    {
        var built = roads.Records.Where(r => r["status"] is "open" && r["class"] is "Y" or "C").ToList();
        return
        [
            .. Enumerable
                .Range(0, 36)
                .Select(i =>
                {
                    var from = random.Day(2012, 2018);
                    return Closure(
                        i,
                        (string)random.Pick(built)["code"]!,
                        from,
                        from.AddDays(20 + random.Below(200)),
                        random.Pick(Reasons)
                    );
                }),
            .. OnTheDataDate(),
        ];
    }

    // Roads that people depend on, closed at the end of the data; one of them for nobody knows how long.
    private IEnumerable<FeatureRecord> OnTheDataDate()
    {
        var able = Enumerable
            .Range(1, layout.Tree.Count - 1)
            .Where(n => layout.Tree[n].HamletsBelow is >= 1 and <= 6 && roads.Codes.ContainsKey(n))
            .Where(n => roads.Hardened[n] is { Year: <= 2018 } && roads.Ways[n].Count > 4)
            .ToList();
        for (var i = 0; i < 4 + places.Hamlets.Count / 500 && able.Count > 0; i++)
            yield return Closure(
                36 + i,
                roads.Codes[random.Pick(able)][0],
                random.Day(2019, 2019).AddDays(-10),
                i == 1 ? null : random.Day(2020, 2020).AddDays(10),
                i % 3 == 0 ? "施工" : random.Pick(Reasons)
            );
    }

    private static FeatureRecord Closure(int i, string road, DateOnly from, DateOnly? to, string reason) =>
        DemoLines.Row(
            $"X451031{i + 1:000}",
            null,
            "open",
            null,
            new()
            {
                ["layer"] = "roads",
                ["asset_code"] = road,
                ["closed_from"] = from,
                ["closed_to"] = to,
                ["reason"] = reason,
            },
            null
        );
}
