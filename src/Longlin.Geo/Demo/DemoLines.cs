using Longlin.Geo.Model;

namespace Longlin.Geo.Demo;

/// <summary>
/// Power lines with transformers and fibre with nodes, each beside the road; high-voltage lines over the ridges.
/// </summary>
internal sealed class DemoLines(DemoTerrain terrain, DemoGround ground, DemoRandom random, DemoLayout layout)
{
    /// <summary>How far from the road power stands, metres east and north.</summary>
    public static readonly (double X, double Y) PowerBeside = (25, -18);

    /// <summary>How far from the road fibre is laid.</summary>
    public static readonly (double X, double Y) FibreBeside = (-22, 15);

    private static readonly DateOnly Planned = new(2020, 6, 30);
    private static readonly DateOnly FirstFibre = new(2006, 7, 1);

    public List<FeatureRecord> Power(DemoSettlements places)
    {
        var tree = layout.Tree;
        List<FeatureRecord> records = [.. TrunkPower(), .. HighVoltage(places)];
        var opened = new DateOnly?[tree.Count];
        var status = new string?[tree.Count];
        status[0] = "open";
        for (var n = 0; n < tree.Count; n++)
        {
            var (node, at) = (tree[n], tree[n].Place.Plus(PowerBeside.X, PowerBeside.Y));
            if (node.Level == DemoLevel.Township)
                records.Add(
                    Row(
                        $"P{node.Code}S",
                        $"{node.Name}变电站",
                        "open",
                        null,
                        new()
                        {
                            ["kind"] = "substation",
                            ["energised"] = true,
                            ["voltage_kv"] = n == 0 ? 110.0 : 35.0,
                            ["capacity_kva"] = 10000.0,
                        },
                        terrain.Point(at)
                    )
                );
            if (n == 0)
                continue;
            var small =
                node.Children == 0 && node.Level == DemoLevel.Hamlet && places.Hamlets[node.Index].Households < 45;
            var fate = node.Level == DemoLevel.Hamlet ? random.Unit() : 1;
            status[n] =
                status[node.Parent] is null or "planned" || layout.Ways[n].Count == 0 ? null
                : small && fate < 0.05 ? null
                : small && fate < 0.09 ? "planned"
                : "open";
            if (status[n] is null)
            {
                if (random.Chance(0.15))
                    records.Add(
                        Row(
                            $"P{node.Code}G",
                            $"{node.Name}光伏",
                            "open",
                            random.Day(2013, 2019),
                            new()
                            {
                                ["kind"] = "off_grid",
                                ["energised"] = true,
                                ["capacity_kva"] = 5.0,
                            },
                            terrain.Point(at)
                        )
                    );
                continue;
            }

            var own = node.Level switch
            {
                DemoLevel.Township => (DateOnly?)null,
                DemoLevel.Village => random.Chance(0.4) ? null : random.Day(2005, 2009),
                _ => random.Chance(0.35) ? null : random.Day(2006, 2018),
            };
            opened[n] =
                status[n] == "planned" ? Planned
                : own > opened[node.Parent] || opened[node.Parent] is null ? own
                : opened[node.Parent];
            if (layout.Ways[n].Count > 1)
                records.Add(
                    Row(
                        $"P{node.Code}L",
                        $"{node.Name}线",
                        status[n]!,
                        opened[n],
                        new()
                        {
                            ["kind"] = "line",
                            ["energised"] = random.Chance(0.004) ? null : true,
                            ["voltage_kv"] = 10.0,
                        },
                        Beside(layout.Ways[n], PowerBeside)
                    )
                );
            if (node.Level == DemoLevel.Township)
                continue;
            var broken = random.Unit();
            records.Add(
                Row(
                    $"P{node.Code}T",
                    $"{node.Name}台区",
                    status[n]!,
                    opened[n],
                    new()
                    {
                        ["kind"] = "transformer",
                        ["energised"] =
                            broken < 0.008 ? false
                            : broken < 0.018 ? null
                            : true,
                        ["voltage_kv"] = 10.0,
                        ["phases"] = random.Chance(0.7) ? 3 : 1,
                        ["capacity_kva"] = random.Pick<double>([30, 50, 80, 100, 200]),
                    },
                    terrain.Point(at)
                )
            );
        }

        return records;
    }

    public List<FeatureRecord> Telecom(DemoSettlements places)
    {
        var tree = layout.Tree;
        List<FeatureRecord> records = [.. TrunkFibre()];
        var opened = new DateOnly?[tree.Count];
        var status = new string?[tree.Count];
        status[0] = "open";
        for (var n = 0; n < tree.Count; n++)
        {
            var (node, at) = (tree[n], tree[n].Place.Plus(FibreBeside.X, FibreBeside.Y));
            if (node.Level == DemoLevel.Township)
                records.Add(
                    Row(
                        $"T{node.Code}E",
                        $"{node.Name}机房",
                        "open",
                        FirstFibre,
                        new() { ["kind"] = "exchange" },
                        terrain.Point(at)
                    )
                );
            if (n == 0)
                continue;
            var fate = node.Level == DemoLevel.Hamlet && node.Children == 0 ? random.Unit() : 1;
            status[n] =
                status[node.Parent] is null or "planned" || layout.Ways[n].Count == 0 ? null
                : fate < 0.18 - Math.Min(0.14, node.LargestBelow * 0.002) ? null
                : fate < 0.3 - Math.Min(0.2, node.LargestBelow * 0.003) ? "planned"
                : "open";
            if (status[n] is null)
                continue;
            var own = node.Level switch
            {
                DemoLevel.Township => FirstFibre,
                DemoLevel.Village => random.Day(2010, 2016),
                _ => random.Day(2015, 2019),
            };
            opened[n] =
                status[n] == "planned" ? Planned
                : opened[node.Parent] is { } parent && parent > own ? parent
                : own;
            if (layout.Ways[n].Count > 1)
                records.Add(
                    Row(
                        $"T{node.Code}F",
                        $"{node.Name}光缆",
                        status[n]!,
                        opened[n],
                        new() { ["kind"] = "fibre", ["technology"] = "GPON" },
                        Beside(layout.Ways[n], FibreBeside)
                    )
                );
            if (node.Level != DemoLevel.Township)
                records.Add(
                    Row(
                        $"T{node.Code}N",
                        $"{node.Name}光节点",
                        status[n]!,
                        opened[n],
                        new()
                        {
                            ["kind"] = "node",
                            ["technology"] = "GPON",
                            ["reach_m"] = random.Pick<double>([800, 1000, 1500]),
                            ["mbps"] = random.Pick<double>([20, 50, 100]),
                        },
                        terrain.Point(at)
                    )
                );
        }

        // A transmitter on every third township's hill, cable in every township: where neither reaches, satellite sets
        // must.
        for (var t = 0; t < places.Townships.Count; t++)
        {
            var township = places.Townships[t];
            if (t % 3 == 0)
                records.Add(
                    Row(
                        $"T{township.Code}B",
                        $"{township.Name}发射台",
                        "open",
                        new DateOnly(2009, 10, 1),
                        new() { ["kind"] = "transmitter", ["reach_m"] = 9000.0 },
                        terrain.Point(ground.At(Hilltop(township.Node)))
                    )
                );
            records.Add(
                Row(
                    $"T{township.Code}K",
                    $"{township.Name}有线电视",
                    "open",
                    new DateOnly(2012, 5, 1),
                    new() { ["kind"] = "cable_tv", ["reach_m"] = 1500.0 },
                    terrain.Point(township.Seat)
                )
            );
        }

        foreach (var village in places.Villages)
        {
            if (random.Chance(0.8))
                records.Add(
                    Row(
                        $"T{village.Code}B",
                        $"{village.Name}基站",
                        "open",
                        random.Day(2008, 2018),
                        new()
                        {
                            ["kind"] = "base_station",
                            ["technology"] = random.Chance(0.7) ? "4G" : "3G",
                            ["reach_m"] = 5000.0,
                        },
                        terrain.Point(village.Seat.Plus(180, 240))
                    )
                );
        }

        return records;
    }

    /// <summary>A line beside a way: lines that are laid beside the same road have vertices in common.</summary>
    public NetTopologySuite.Geometries.LineString Beside(IEnumerable<int> way, (double X, double Y) off) =>
        terrain.Line(layout.Spots(way).Select(s => s.Plus(off.X, off.Y)));

    private IEnumerable<FeatureRecord> TrunkPower() =>
        layout.Trunks.Select(
            (way, i) =>
                Row(
                    $"P451031G{i + 1}L",
                    "公路沿线线路",
                    "open",
                    null,
                    new()
                    {
                        ["kind"] = "line",
                        ["energised"] = true,
                        ["voltage_kv"] = 10.0,
                    },
                    Beside(way, PowerBeside)
                )
        );

    private IEnumerable<FeatureRecord> TrunkFibre() =>
        layout.Trunks.Select(
            (way, i) =>
                Row(
                    $"T451031G{i + 1}F",
                    "公路沿线光缆",
                    "open",
                    FirstFibre,
                    new() { ["kind"] = "fibre", ["technology"] = "GPON" },
                    Beside(way, FibreBeside)
                )
        );

    // Each substation is fed from the nearest one that was there before, from hilltop to hilltop.
    private IEnumerable<FeatureRecord> HighVoltage(DemoSettlements places)
    {
        List<Spot> fed = [places.Townships[0].Seat];
        foreach (var node in layout.Tree.Where(n => n.Level == DemoLevel.Township).Skip(1))
        {
            var (from, to) = (fed.MinBy(s => s.To(node.Place)), node.Place);
            fed.Add(to);
            yield return Row(
                $"P{node.Code}H",
                $"{node.Name}35千伏线",
                "open",
                null,
                new()
                {
                    ["kind"] = "line",
                    ["energised"] = true,
                    ["voltage_kv"] = 35.0,
                },
                terrain.Line(OverHills(from, to).Select(s => s.Plus(PowerBeside.X, PowerBeside.Y)))
            );
        }
    }

    private IEnumerable<Spot> OverHills(Spot from, Spot to)
    {
        var length = from.To(to);
        var (x, y) = ((to.X - from.X) / length, (to.Y - from.Y) / length);
        var spans = Math.Max(1, (int)(length / 1500));
        yield return from;
        for (var i = 1; i < spans; i++)
        {
            var at = from.Plus(x * length * i / spans, y * length * i / spans);
            yield return Enumerable
                .Range(-9, 19)
                .Select(o => at.Plus(-y * 100 * o, x * 100 * o))
                .MaxBy(s => terrain.ElevationAt(s) - at.To(s) / 20);
        }

        yield return to;
    }

    private int Hilltop(int near) =>
        ground.Around(near, (int)(1600 / ground.Cell)).Where(n => ground.MarginAt(n) > 2).MaxBy(ground.HeightAt);

    internal static FeatureRecord Row(
        string code,
        string? name,
        string status,
        DateOnly? opened,
        Dictionary<string, object?> values,
        NetTopologySuite.Geometries.Geometry? geometry
    )
    {
        (values["code"], values["name"], values["status"], values["opened_on"]) = (code, name, status, opened);
        return new FeatureRecord(values, geometry);
    }
}
