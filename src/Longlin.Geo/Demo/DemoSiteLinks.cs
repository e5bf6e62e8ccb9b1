using Longlin.Geo.Model;

namespace Longlin.Geo.Demo;

/// <summary>
/// What serves the relocation sites: a road from the township seat, a power line, fibre, a spring and a school. Drawn
/// from no random number, so that the rest of the county stays what it was.
/// </summary>
internal sealed class DemoSiteLinks(
    DemoTerrain terrain,
    DemoLayout layout,
    DemoLines lines,
    DemoWater water,
    DemoSettlements places
)
{
    private const int DaysAhead = 30;
    private const int DaysLate = 120;

    /// <summary>
    /// Adds the rows to the layers; every fourth site gets its power too late, every fifth has no school.
    /// </summary>
    public void AddTo(IReadOnlyDictionary<string, List<FeatureRecord>> layers)
    {
        for (var i = 0; i < places.Townships.Count; i++)
        {
            var (township, site) = (places.Townships[i], layers["sites"][i]);
            var (way, name) = (layout.SiteWays[i], (string)site["name"]!);
            var at = layout.Spots([layout.Sites[i]])[0];
            var (status, movedIn) = ((string)site["status"]!, (DateOnly)site["opened_on"]!);
            var (ready, power) = (movedIn.AddDays(-DaysAhead), movedIn.AddDays(i % 4 == 2 ? DaysLate : -DaysAhead));
            layers["roads"]
                .Add(
                    DemoLines.Row(
                        $"Y451031S{i + 1:00}",
                        $"{name}进场路",
                        status,
                        ready,
                        new()
                        {
                            ["class"] = "Y",
                            ["surface"] = "concrete",
                            ["roadbed_width_m"] = 6.5,
                            ["surface_width_m"] = 5.0,
                            ["accepted"] = true,
                            ["grade_pct"] = 6.0,
                            ["external_link"] = false,
                            ["maintainer"] = "township",
                        },
                        terrain.Line(layout.Spots(way))
                    )
                );
            layers["power"]
                .Add(
                    DemoLines.Row(
                        $"P451031S{i + 1:00}L",
                        $"{name}线",
                        status,
                        power,
                        new()
                        {
                            ["kind"] = "line",
                            ["energised"] = true,
                            ["voltage_kv"] = 10.0,
                        },
                        lines.Beside(way, DemoLines.PowerBeside)
                    )
                );
            layers["power"]
                .Add(
                    DemoLines.Row(
                        $"P451031S{i + 1:00}T",
                        $"{name}台区",
                        status,
                        power,
                        new()
                        {
                            ["kind"] = "transformer",
                            ["energised"] = true,
                            ["voltage_kv"] = 10.0,
                            ["phases"] = 3,
                            ["capacity_kva"] = 400.0,
                        },
                        terrain.Point(at.Plus(DemoLines.PowerBeside.X, DemoLines.PowerBeside.Y))
                    )
                );
            layers["telecom"]
                .Add(
                    DemoLines.Row(
                        $"T451031S{i + 1:00}F",
                        $"{name}光缆",
                        status,
                        ready,
                        new() { ["kind"] = "fibre", ["technology"] = "GPON" },
                        lines.Beside(way, DemoLines.FibreBeside)
                    )
                );
            layers["telecom"]
                .Add(
                    DemoLines.Row(
                        $"T451031S{i + 1:00}N",
                        $"{name}光节点",
                        status,
                        ready,
                        new()
                        {
                            ["kind"] = "node",
                            ["technology"] = "GPON",
                            ["reach_m"] = 1000.0,
                            ["mbps"] = 100.0,
                        },
                        terrain.Point(at.Plus(DemoLines.FibreBeside.X, DemoLines.FibreBeside.Y))
                    )
                );
            var pipe = water.FromSpring(layout.Sites[i]);
            layers["water"]
                .Add(
                    DemoLines.Row(
                        $"W451031S{i + 1:00}S",
                        $"{name}水源",
                        status,
                        ready,
                        new()
                        {
                            ["kind"] = "source",
                            ["elevation_m"] = terrain.ElevationAt(pipe[0]),
                            ["capacity_m3_per_day"] = 60.0 + 9 * i,
                        },
                        terrain.Point(pipe[0])
                    )
                );
            layers["water"]
                .Add(
                    DemoLines.Row(
                        $"W451031S{i + 1:00}P",
                        $"{name}引水管",
                        status,
                        ready,
                        new() { ["kind"] = "pipe" },
                        terrain.Line(pipe)
                    )
                );
            layers["water"]
                .Add(
                    DemoLines.Row(
                        $"W451031S{i + 1:00}T",
                        $"{name}蓄水池",
                        status,
                        ready,
                        new() { ["kind"] = "tank", ["capacity_m3_per_day"] = 100.0 },
                        terrain.Point(pipe[^1])
                    )
                );
            if (i % 5 != 3)
                layers["facilities"]
                    .Add(
                        DemoLines.Row(
                            $"F{township.Code}-school",
                            $"{township.Name}中心小学",
                            "open",
                            null,
                            new() { ["kind"] = "school", ["to_standard"] = true },
                            terrain.Point(township.Seat.Plus(-150, 120))
                        )
                    );
        }
    }
}
