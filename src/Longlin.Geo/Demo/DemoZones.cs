using Longlin.Geo.Model;

namespace Longlin.Geo.Demo;

/// <summary>Zones: what must be kept free, demonstration zones, and the red lines of places left behind.</summary>
internal sealed class DemoZones(DemoTerrain terrain, DemoRandom random, DemoSettlements places)
{
    private const double PoorPersonsOfDemonstration = 5_300;

    public List<FeatureRecord> Records() => [.. Ground(), .. Demonstration(), .. RedLines()];

    private IEnumerable<FeatureRecord> Ground()
    {
        foreach (
            var (kind, name, count, radius) in ((string, string, int, double)[])
                [
                    ("ecological_red_line", "生态保护红线", 6, 3500),
                    ("basic_farmland", "永久基本农田", 24, 700),
                    ("hazard", "地质灾害隐患", 30, 260),
                    ("flood", "洪水淹没区", 12, 450),
                    ("desertification", "石漠化区", 10, 1600),
                    ("watershed", "小流域", 3, 3000),
                    ("reforestation", "退耕还林", 8, 500),
                    ("heritage", "文物保护", 4, 90),
                ]
        )
        {
            for (var i = 0; i < count; i++)
                yield return Zone(
                    $"Z451031-{kind}-{i + 1:00}",
                    name,
                    kind,
                    null,
                    terrain.Patch(
                        random,
                        random.Pick(places.Hamlets).Place.Plus(random.Between(-900, 900), random.Between(-900, 900)),
                        radius * random.Between(0.6, 1.3)
                    )
                );
        }
    }

    // Two that are as large as the Decision asks, one in 2017 and one in 2019, and one that is too small.
    private IEnumerable<FeatureRecord> Demonstration()
    {
        List<Spot> centres = [];
        (string Name, DateOnly Day)[] zones =
        [
            ("综合示范区一", new DateOnly(2017, 6, 1)),
            ("综合示范区二", new DateOnly(2019, 9, 30)),
        ];
        for (var i = 0; i < zones.Length; i++)
        {
            var seat = places
                .Townships.Select(t => t.Seat)
                .Where(s => centres.TrueForAll(c => c.To(s) > 20_000))
                .MinBy(s => Reach(s));
            centres.Add(seat);
            var radius = Reach(seat);
            var ground = terrain.Patch(random, seat, radius);
            while (
                places
                    .Hamlets.Where(h => h.VacatedOn is null && ground.Contains(terrain.Point(h.Place)))
                    .Sum(h => h.PoorPopulation) < PoorPersonsOfDemonstration
            )
                ground = terrain.Patch(random, seat, radius *= 1.06);
            yield return Zone(
                $"Z451031-demonstration-{i + 1:00}",
                zones[i].Name,
                "demonstration",
                zones[i].Day,
                ground
            );
        }

        yield return Zone(
            "Z451031-demonstration-03",
            "产业示范园",
            "demonstration",
            new DateOnly(2018, 4, 1),
            terrain.Patch(random, random.Pick(places.Villages).Seat, 600)
        );
    }

    // The radius around a place within which enough poor persons live.
    private double Reach(Spot centre)
    {
        var persons = 0;
        return places
            .Hamlets.OrderBy(h => h.Place.To(centre))
            .First(h => (persons += h.PoorPopulation) >= PoorPersonsOfDemonstration)
            .Place.To(centre);
    }

    // Every second place left behind has its line.
    private IEnumerable<FeatureRecord> RedLines()
    {
        foreach (var (hamlet, i) in places.Vacated().Select((h, i) => (h, i)).Where(h => h.i % 2 == 0))
        {
            var ground = terrain.Patch(random, hamlet.Place, random.Between(120, 220));
            var day = hamlet.VacatedOn!.Value.AddDays(30 + random.Below(120));
            yield return Zone($"Z{hamlet.Code}V", $"{hamlet.Name}搬出地", "vacated", day, ground) is var line
            && i % 4 == 0
                ? line with
                {
                    Values = new Dictionary<string, object?>(line.Values)
                    {
                        ["reclaimed_m2"] = Math.Round(random.Between(1_500, 9_000)),
                    },
                }
                : line;
            if (i % 4 == 0)
                yield return Zone(
                    $"Z{hamlet.Code}R",
                    $"{hamlet.Name}退耕还林",
                    "reforestation",
                    day,
                    terrain.Patch(random, hamlet.Place.Plus(60, 40), 90)
                );
        }
    }

    private static FeatureRecord Zone(
        string code,
        string name,
        string kind,
        DateOnly? opened,
        NetTopologySuite.Geometries.Geometry ground
    ) => DemoLines.Row(code, name, "open", opened, new() { ["kind"] = kind }, ground);
}
