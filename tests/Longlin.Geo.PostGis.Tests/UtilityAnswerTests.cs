using System.Net;
using System.Text.Json;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Water, power, broadband and broadcasting: the questions beside the gaps.</summary>
[Collection(SharedService.Name)]
public sealed class UtilityAnswerTests(RunningService service)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Poor_persons_without_safe_water_are_listed_by_failing_indicator()
    {
        foreach (var indicator in (string[])["water_quantity", "water_quality", "water_access", "water_assurance"])
        {
            var answer = await service.JsonAsync(
                $"/api/coverage/gaps?rule=WATER-POOR&asOf=2019-12-31&verdict=not_met&indicator={indicator}"
            );
            Assert.NotEqual(0, answer.GetProperty("totals").GetProperty("poorPopulation").GetInt32());
            Assert.All(
                answer.GetProperty("items").EnumerateArray(),
                i => Assert.Contains(indicator, i.GetProperty("blocking").EnumerateArray().Select(b => b.GetString()))
            );
        }

        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await service.Client.GetAsync("/api/coverage/gaps?rule=WATER-POOR&indicator=taste", Token)).StatusCode
        );
    }

    [Fact]
    public async Task Ageing_transformers_in_poor_villages_are_listed_with_kVA_per_household()
    {
        var items = (await service.JsonAsync("/api/power/transformers?asOf=2019-12-31&poorOnly=true&minAge=5"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        Assert.NotEmpty(items);
        Assert.All(
            items,
            i => Assert.True(i.GetProperty("poorVillage").GetBoolean() && i.GetProperty("ageYears").GetDouble() >= 5)
        );
        Assert.Equal(
            items.Select(i => i.GetProperty("openedOn").GetString()).Order(),
            items.Select(i => i.GetProperty("openedOn").GetString())
        );
        foreach (
            var item in items.Where(i =>
                i.GetProperty("households").GetInt64() > 0
                && i.GetProperty("capacityKva").ValueKind == JsonValueKind.Number
            )
        )
            Assert.Equal(
                item.GetProperty("capacityKva").GetDouble() / item.GetProperty("households").GetInt64(),
                item.GetProperty("kvaPerHousehold").GetDouble(),
                0.01
            );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await service.Client.GetAsync("/api/power/transformers?minAge=old", Token)).StatusCode
        );
    }

    [Fact]
    public async Task A_hamlet_with_satellite_sets_for_a_part_of_its_households_says_how_many_lack_one()
    {
        var gaps = await service.JsonAsync("/api/coverage/gaps?service=broadcast&asOf=2019-12-31&verdict=not_met");
        var gap = gaps.GetProperty("items")
            .EnumerateArray()
            .First(g => g.GetProperty("reason").GetString() == "partly");
        var missing = gap.GetProperty("missingHouseholds").GetInt32();
        Assert.InRange(missing, 1, gap.GetProperty("households").GetInt32() - 1);
        var place = await service.JsonAsync(
            $"/api/hamlets/{gap.GetProperty("code").GetString()}/coverage?asOf=2019-12-31"
        );
        var standing = place
            .GetProperty("services")
            .EnumerateArray()
            .Single(s => s.GetProperty("service").GetString() == "broadcast");
        Assert.Equal(missing, standing.GetProperty("missingHouseholds").GetInt32());
        Assert.Contains(
            $"还有{missing}户未通",
            standing.GetProperty("sentence").GetProperty("zh").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_five_small_works_are_counted_by_state()
    {
        var items = (await service.JsonAsync("/api/water/small-works?asOf=2019-12-31"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        var tanks = items.Where(i => i.GetProperty("kind").GetString() == "tank").ToList();
        Assert.Equal(
            await service.Database.ScalarAsync<long>("select count(*) from longlin.water where kind = 'tank'"),
            tanks.Sum(t => t.GetProperty("count").GetInt64())
        );
        Assert.Contains(
            tanks,
            t => t.GetProperty("state").GetString() == "open" && t.GetProperty("householdsNear").GetInt64() > 0
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await service.Client.GetAsync("/api/water/small-works?area=999", Token)).StatusCode
        );
    }

    [Fact]
    public async Task Dangerous_reservoirs_are_listed_with_the_hamlets_below_them()
    {
        var answer = await service.JsonAsync("/api/water/reservoirs?asOf=2019-12-31");
        var items = answer.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            await service.Database.ScalarAsync<long>(
                "select count(*) from longlin.water where danger_class = '三类坝'"
            ),
            items.Count
        );
        Assert.Contains(items, i => i.GetProperty("hamlets").GetInt64() > 0);
        Assert.All(
            items,
            i =>
                Assert.All(
                    i.GetProperty("items").EnumerateArray(),
                    h =>
                        Assert.True(
                            h.GetProperty("distanceM").GetDouble() <= 5000
                                && (
                                    h.GetProperty("belowM").ValueKind == JsonValueKind.Null
                                    || h.GetProperty("belowM").GetDouble() > 0
                                )
                        )
                )
        );
        Assert.Equal(
            9,
            (await service.JsonAsync("/api/water/reservoirs?asOf=2019-12-31&all=true"))
                .GetProperty("items")
                .GetArrayLength()
        );
    }

    [Fact]
    public async Task Hamlets_without_power_are_listed_with_the_nearest_transformer_and_the_cheaper_option()
    {
        var items = (await service.JsonAsync("/api/power/options?asOf=2016-12-31&minHouseholds=20"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        var gaps = await service.JsonAsync(
            "/api/coverage/gaps?service=power&minHouseholds=20&asOf=2016-12-31&limit=10000"
        );
        Assert.NotEmpty(items);
        Assert.Equal(
            gaps.GetProperty("items").EnumerateArray().Select(g => g.GetProperty("code").GetString()).Order(),
            items.Select(i => i.GetProperty("code").GetString()).Order()
        );
        foreach (var item in items.Where(i => i.GetProperty("choice").ValueKind == JsonValueKind.String))
            Assert.Equal(
                item.GetProperty("gridYuan").GetDecimal() <= item.GetProperty("offGridYuan").GetDecimal()
                    ? "grid"
                    : "off_grid",
                item.GetProperty("choice").GetString()
            );
        Assert.Contains(items, i => i.GetProperty("transformerM").ValueKind == JsonValueKind.Number);
    }

    [Fact]
    public async Task Hamlets_without_broadband_are_listed_with_the_metres_to_connect_all_and_the_next_ten()
    {
        var answer = await service.JsonAsync("/api/network/broadband/extension?asOf=2016-12-31");
        var gaps = await service.JsonAsync(
            "/api/coverage/gaps?service=broadband&asOf=2016-12-31&verdict=not_met&limit=10000"
        );
        Assert.Equal(
            gaps.GetProperty("totals").GetProperty("hamlets").GetInt32(),
            answer.GetProperty("hamlets").GetInt32()
        );
        Assert.Equal(10, answer.GetProperty("next").GetArrayLength());
        // Joined one by one, each from what is served, they would take at least as much.
        Assert.InRange(
            answer.GetProperty("metres").GetDouble(),
            1,
            gaps.GetProperty("items").EnumerateArray().Sum(g => g.GetProperty("metresToBuild").GetDouble())
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await service.Client.GetAsync("/api/network/bus/extension", Token)).StatusCode
        );
    }

    [Fact]
    public async Task Bottlenecks_are_open_or_have_a_cleared_date_and_breaks_are_also_a_layer()
    {
        var states = (await service.JsonAsync("/api/network/access/bottlenecks?asOf=2019-12-31&since=2010-12-31"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(i => i.GetProperty("state").GetString())
            .Distinct()
            .Order();
        Assert.Contains("open", states);
        Assert.Equal(
            "FeatureCollection",
            (await service.JsonAsync("/api/network/access/breaks?asOf=2019-12-31&f=geojson"))
                .GetProperty("type")
                .GetString()
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await service.Client.GetAsync("/api/network/access/breaks?since=2015-01-01", Token)).StatusCode
        );
    }

    [Fact]
    public async Task Buses_have_no_metres_to_build()
    {
        var gaps = await service.JsonAsync("/api/coverage/gaps?rule=BUS-V&asOf=2018-12-31&verdict=not_met");
        var village = gaps.GetProperty("items")[0].GetProperty("code").GetString();
        var path = await service.JsonAsync($"/api/areas/{village}/path?service=bus&asOf=2018-12-31");
        foreach (var metres in (string[])["metresToUpgrade", "metresToBuild", "costYuan"])
            Assert.Equal(JsonValueKind.Null, path.GetProperty(metres).ValueKind);
    }

    [Fact]
    public async Task Fixes_come_cheapest_a_household_first_with_the_hamlets_they_free_and_a_bound()
    {
        const string asked = "/api/fixes?rule=ROAD-H50-HARD&asOf=2018-12-31";
        var whole = await service.JsonAsync(asked + "&limit=10000");
        var gaps = (
            await service.JsonAsync("/api/coverage/gaps?rule=ROAD-H50-HARD&asOf=2018-12-31&verdict=not_met&limit=10000")
        )
            .GetProperty("items")
            .EnumerateArray()
            .ToDictionary(g => g.GetProperty("code").GetString()!, g => g.GetProperty("households").GetInt32());
        Assert.Equal(gaps.Count, whole.GetProperty("hamlets").GetInt32());
        Assert.Equal(gaps.Values.Sum(), whole.GetProperty("households").GetInt64());
        var items = whole.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(whole.GetProperty("fixes").GetInt32(), items.Count);
        Assert.All(
            items,
            i =>
                Assert.Equal(
                    i.GetProperty("households").GetInt64(),
                    i.GetProperty("hamlets").EnumerateArray().Sum(h => (long)gaps[h.GetString()!])
                )
        );
        var each = items.Select(i => i.GetProperty("yuanPerHousehold")).Where(y => y.ValueKind == JsonValueKind.Number);
        Assert.Equal(each.Select(y => y.GetDecimal()).Order(), each.Select(y => y.GetDecimal()));
        Assert.Contains(items, i => i.GetProperty("kind").GetString() == "upgrade");
        Assert.Contains(items, i => i.GetProperty("kind").GetString() == "build");
        var (freed, bound) = (whole.GetProperty("freedHouseholds").GetInt64(), whole.GetProperty("bound").GetInt64());
        Assert.InRange(freed, 1, bound);
        Assert.Equal(3, (await service.JsonAsync(asked + "&limit=3")).GetProperty("items").GetArrayLength());
        Assert.Equal(
            items.Count,
            (await service.JsonAsync(asked + "&f=geojson")).GetProperty("features").GetArrayLength()
        );
        var township = (await service.JsonAsync(asked + "&area=451031100")).GetProperty("hamlets").GetInt32();
        Assert.InRange(township, 0, gaps.Count - 1);
        foreach (
            var (query, status) in ((string, HttpStatusCode)[])
                [
                    ("rule=TV-H20", HttpStatusCode.NotFound),
                    ("rule=NOT-A-RULE", HttpStatusCode.BadRequest),
                    ("service=water", HttpStatusCode.NotFound),
                    ("area=999", HttpStatusCode.NotFound),
                    ("limit=0", HttpStatusCode.BadRequest),
                ]
        )
        {
            var (address, expected) = ($"/api/fixes?asOf=2018-12-31&{query}", status);
            Assert.Equal((address, expected), (address, (await service.Client.GetAsync(address, Token)).StatusCode));
        }
    }

    [Fact]
    public async Task A_path_has_two_choices_where_both_exist()
    {
        var gap = (
            await service.JsonAsync("/api/coverage/gaps?service=road&minHouseholds=20&asOf=2018-12-31&limit=10000")
        )
            .GetProperty("items")
            .EnumerateArray()
            .First(g =>
                g.GetProperty("metresToBuild").GetDouble() > 50
                && g.GetProperty("existingMetresToUpgrade").ValueKind == JsonValueKind.Number
                && g.GetProperty("existingMetresToBuild").GetDouble() == 0
            );
        var address = $"/api/hamlets/{gap.GetProperty("code").GetString()}/path?service=road&asOf=2018-12-31";
        var (upgrade, build) = (
            await service.JsonAsync(address + "&choice=upgrade"),
            await service.JsonAsync(address + "&choice=build")
        );
        Assert.Equal(0, upgrade.GetProperty("metresToBuild").GetDouble());
        Assert.Equal(
            gap.GetProperty("existingMetresToUpgrade").GetDouble(),
            upgrade.GetProperty("metresToUpgrade").GetDouble(),
            1.0
        );
        Assert.Equal(gap.GetProperty("metresToBuild").GetDouble(), build.GetProperty("metresToBuild").GetDouble(), 1.0);
        Assert.Contains(
            build.GetProperty("parts").EnumerateArray(),
            p => p.GetProperty("kind").GetString() == "build" && p.GetProperty("link").ValueKind == JsonValueKind.Null
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await service.Client.GetAsync(address + "&choice=cheap", Token)).StatusCode
        );
    }
}
