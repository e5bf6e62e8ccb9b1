using System.Net;
using System.Net.Http.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using Longlin.Geo.Store;
using NetTopologySuite.Geometries;
using Npgsql;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Suppositions against the same change made in earnest.</summary>
public sealed class WhatIfTests(TestCluster cluster, RunningService service) : IClassFixture<RunningService>
{
    private static readonly DateOnly Day = new(2019, 6, 30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<CountyData> ReadAsync(Database database)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Token);
        return await CountyReader.ReadAsync(connection, database.Catalog, TestCluster.Standard, "451031", Day, Token);
    }

    // Verdicts by geometry alone, as a supposition answers.
    private static Dictionary<(string Service, string Code), bool> Met(CountyData county) =>
        CoverageComputation
            .Compute(
                TestCluster.Standard,
                county with
                {
                    Surveys = new Dictionary<(string, string), IReadOnlyList<Survey>>(),
                },
                Token
            )
            .Where(t => TestCluster.Standard.Services.Any(s => s.Service == t.Service && s.Declared is null))
            .SelectMany(t =>
                t.Places.Select(
                    (pieces, p) => (Key: (t.Service, county.Places[p].Code), Pieces: pieces, county.Places[p].Exists)
                )
            )
            .Where(t => t.Pieces is not null && t.Exists.Contains(Day.DayNumber))
            .ToDictionary(t => t.Key, t => PlaceTimeline.At(t.Pieces!, Day.DayNumber).Verdict == Verdict.Met);

    [Fact]
    public async Task A_what_if_closure_gives_the_same_result_as_a_real_closure()
    {
        await using var database = await cluster.DemoAsync();
        var county = await ReadAsync(database);
        var before = Met(county);
        Random random = new(4);
        List<SupposedChange> changes =
        [
            .. ((string[])["roads", "power", "telecom"]).SelectMany(layer =>
                county
                    .Assets[layer]
                    .Where(a => a.Status == "open" && a.Geometry is LineString)
                    .OrderBy(_ => random.Next())
                    .Take(12)
                    .Select(a => new SupposedChange(layer, a.Code, true, null, new Dictionary<string, object?>()))
            ),
        ];
        var supposed = WhatIf.Compare(TestCluster.Standard, county, changes, Day, Token);
        await using (var connection = await database.Source.OpenConnectionAsync(Token))
        {
            foreach (var change in changes)
            {
                await using NpgsqlCommand close = new(
                    "insert into longlin.closures (code, layer, asset_code, closed_from, closed_to, reason) "
                        + "values ($1, $2, $3, $4, $5, 'test')",
                    connection
                );
                foreach (
                    var value in (object[])
                        [$"T{change.Layer}{change.Code}", change.Layer, change.Code!, Day.AddDays(-1), Day.AddDays(1)]
                )
                    close.Parameters.Add(new() { Value = value });
                await close.ExecuteNonQueryAsync(Token);
            }
        }

        var after = Met(await ReadAsync(database));
        var lost = before.Where(b => b.Value && !after[b.Key]).Select(b => b.Key).Order().ToList();
        Assert.NotEmpty(lost);
        Assert.Equal(
            lost,
            supposed.SelectMany(s => s.Lose.Select(p => (s.Service, p.Code))).Where(before.ContainsKey).Order()
        );
        Assert.Empty(supposed.SelectMany(s => s.Gain));
    }

    [Fact]
    public async Task A_road_drawn_from_a_hamlet_to_a_served_road_serves_it()
    {
        await using var database = await cluster.DemoAsync();
        var county = await ReadAsync(database);
        var met = Met(county);
        var lacking = county.Places.First(p =>
            p.Subject == "hamlet" && !met[("access", p.Code)] && p.Exists.Contains(Day.DayNumber)
        );
        var seat = county.Seats.First(s => s.Level == "township");
        LineString road = new([new(lacking.Lon, lacking.Lat), new(seat.Lon, seat.Lat)]);
        SupposedChange drawn = new(
            "roads",
            null,
            false,
            road,
            new Dictionary<string, object?> { ["surface"] = "concrete" }
        );
        var answer = WhatIf.Compare(TestCluster.Standard, county, [drawn], Day, Token);
        Assert.Contains(answer.Single(s => s.Service == "road").Gain, p => p.Code == lacking.Code);
        Assert.Contains(answer.Single(s => s.Service == "access").Gain, p => p.Code == lacking.Code);
        // The same road of an unknown surface serves nobody for certain.
        Assert.DoesNotContain(
            WhatIf
                .Compare(
                    TestCluster.Standard,
                    county,
                    [drawn with { Attributes = new Dictionary<string, object?>() }],
                    Day,
                    Token
                )
                .Single(s => s.Service == "road")
                .Gain,
            p => p.Code == lacking.Code
        );
    }

    [Theory]
    [InlineData("""{"closed":[{"layer":"hamlets","code":"x"}]}""", HttpStatusCode.BadRequest, "closed[0].layer")]
    [InlineData("""{"closed":[{"layer":"roads","code":"x"}]}""", HttpStatusCode.NotFound, "closed[0].code")]
    [InlineData(
        """{"added":[{"layer":"roads","geometry":{"type":"LineString","coordinates":[[105]]}}]}""",
        HttpStatusCode.BadRequest,
        "added[0].geometry"
    )]
    [InlineData(
        """{"added":[{"layer":"roads","geometry":{"type":"LineString","coordinates":[[105,24.7],"""
            + """[105.1,24.7]]},"set":{"surface":"cheese"}}]}""",
        HttpStatusCode.BadRequest,
        "added[0].set.surface"
    )]
    [InlineData("""{"closd":[]}""", HttpStatusCode.BadRequest, "$.closd")]
    [InlineData("""{}""", HttpStatusCode.BadRequest, "closed")]
    [InlineData("""nonsense""", HttpStatusCode.BadRequest, "$")]
    public async Task An_invalid_change_is_refused_with_its_position(
        string body,
        HttpStatusCode status,
        string parameter
    )
    {
        using StringContent content = new(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await service.Client.PostAsync("/api/what-if", content, Token);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(
            parameter,
            (await response.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Token))
                .GetProperty("parameter")
                .GetString()
        );
    }

    [Fact]
    public async Task One_request_lists_who_loses_access_when_a_road_closes_and_stores_nothing()
    {
        var before = await service.JsonAsync("/api/changes");
        var hamlets = await service.JsonAsync(
            "/api/coverage/gaps?service=road&asOf=2019-06-30&verdict=not_met&limit=50"
        );
        var code = hamlets
            .GetProperty("items")
            .EnumerateArray()
            .SelectMany(i => i.GetProperty("blocking").EnumerateArray())
            .First()
            .GetString();
        using StringContent content = new(
            $$$"""{"asOf":"2019-06-30","opened":[{"layer":"roads","code":"{{{code}}}","set":{"surface":"混凝土"}}]}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using var response = await service.Client.PostAsync("/api/what-if", content, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Token);
        Assert.Equal(
            ["road", "access"],
            answer.GetProperty("services").EnumerateArray().Select(s => s.GetProperty("service").GetString())
        );
        Assert.All(
            answer.GetProperty("services").EnumerateArray(),
            s => Assert.Equal(0, s.GetProperty("lose").GetArrayLength())
        );
        Assert.Equal(before.GetRawText(), (await service.JsonAsync("/api/changes")).GetRawText());
    }

    [Fact]
    public async Task Dead_ends_bottlenecks_and_critical_segments_are_lists_and_layers()
    {
        foreach (
            var (path, finding) in ((string, string)[])
                [
                    ("access/dead-ends", "dead_end"),
                    ("access/bottlenecks", "bottleneck"),
                    ("access/critical", "critical"),
                    ("power/critical", "critical"),
                    ("road/isolated", "isolated"),
                ]
        )
        {
            var answer = await service.JsonAsync($"/api/network/{path}?asOf=2019-06-30");
            Assert.NotEqual(0, answer.GetProperty("total").GetInt32());
            Assert.All(
                answer.GetProperty("items").EnumerateArray(),
                i => Assert.Equal(finding, i.GetProperty("finding").GetString())
            );
            var layer = await service.JsonAsync($"/api/network/{path}?asOf=2019-06-30&f=geojson");
            // A list ends at 1,000; a layer is a file and holds all.
            Assert.Equal(answer.GetProperty("total").GetInt32(), layer.GetProperty("features").GetArrayLength());
        }

        Assert.Equal(
            HttpStatusCode.NotFound,
            (await service.Client.GetAsync("/api/network/gas/critical", Token)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await service.Client.GetAsync("/api/network/power/bottlenecks", Token)).StatusCode
        );
    }

    [Fact]
    public async Task Only_a_hardened_unconnected_segment_is_isolated()
    {
        await using var database = await cluster.DemoAsync();
        await database.RunAsync(
            """
            insert into longlin.roads (code, class, surface, status, opened_on, geom)
            select x.code, 'C', x.surface, 'open', date '2010-01-01', st_setsrid(st_makeline(st_makepoint(x.lon, x.lat),
              st_makepoint(x.lon + 0.001, x.lat + x.up)), 4490)
            from (values ('ISLAND', 'concrete', 104.001, 24.001, 0.001),
              ('EARTH', 'earth', 104.101, 24.001, 0.001)) as x(code, surface, lon, lat, up)
            union all
            select 'JOINED', 'C', 'concrete', 'open', date '2010-01-01', st_setsrid(st_makeline(st_makepoint(seat_lon,
              seat_lat), st_makepoint(seat_lon + 0.001, seat_lat)), 4490) from (select * from longlin.areas
              where level = 'township' and seat_lon is not null order by code limit 1) t
            """
        );
        var county = await ReadAsync(database);
        var road = TestCluster.Standard.Services.Single(s => s.Service == "road");
        var found = NetworkFindings.Isolated(road, county, Day, Token).Select(f => f.Code).ToHashSet();
        Assert.Contains("ISLAND", found);
        Assert.DoesNotContain("EARTH", found);
        Assert.DoesNotContain("JOINED", found);
        Assert.DoesNotContain(
            "ISLAND",
            NetworkFindings.Isolated(road, county, new DateOnly(2009, 12, 31), Token).Select(f => f.Code)
        );
        // A dead end says which way it heads: the island's eastern end to the north-east, its western one back.
        double[] headings =
        [
            .. NetworkFindings
                .DeadEnds(road, TestCluster.Standard, county, Day)
                .Where(f => f.Code == "ISLAND")
                .Select(f => f.HeadingDegrees!.Value)
                .Order(),
        ];
        Assert.Equal(2, headings.Length);
        Assert.InRange(headings[0], 40, 45);
        Assert.InRange(headings[1], 220, 225);
    }

    [Fact]
    public async Task The_households_of_a_critical_road_are_those_that_lose_access_when_it_closes()
    {
        await using var database = await cluster.DemoAsync();
        var county = await ReadAsync(database);
        var access = TestCluster.Standard.Services.Single(s => s.Service == "access");
        foreach (var found in NetworkFindings.Critical(access, county, Day, Token).Where((_, i) => i % 80 == 0))
        {
            var lose = WhatIf
                .Compare(
                    TestCluster.Standard,
                    county,
                    [new("roads", found.Code, true, null, new Dictionary<string, object?>())],
                    Day,
                    Token
                )
                .Single(s => s.Service == "access")
                .Lose;
            // A road of several pieces loses more than one of them.
            Assert.True(
                lose.Count >= found.PlaceCount,
                $"{found.Code}: {lose.Count} lose, {found.PlaceCount} were found"
            );
        }
    }

    [Fact]
    public async Task A_finished_work_opens_its_assets_closes_gaps_and_is_recorded()
    {
        await using var database = await cluster.DemoAsync();
        DateOnly finished = new(2019, 12, 1);
        var works = await WorksQuery.RunAsync(database, "451031", finished, "transport", null, Token);
        Assert.Contains(works, w => w.State == "late");
        var work = works.First(w => w.Assets.Count > 1 && w.Kind == "harden");
        // One of them was hard before; its past must not become hard for ever.
        await using (
            var paved = database.Source.CreateCommand(
                "update longlin.roads set status = 'open', opened_on = null, surface = 'asphalt', surfaced_on "
                    + $"= '2010-05-01', prior_surface = 'earth' where code = '{work.Assets[0]}'"
            )
        )
            await paved.ExecuteNonQueryAsync(Token);
        var done = await WorkCompletion.RunAsync(
            database,
            "451031",
            work.Code,
            finished,
            "concrete",
            ["asphalt", "concrete"],
            "tester",
            _ => true,
            Token
        );
        Assert.Equal(work.Assets.Skip(1).Order(), done!.Opened.Concat(done.Hardened).Distinct().Order());
        var roads = (await ReadAsync(database)).Assets["roads"].Where(a => work.Assets.Contains(a.Code)).ToList();
        Assert.All(
            roads,
            r =>
                Assert.Equal(
                    ("open", r.Code == work.Assets[0] ? "asphalt" : "concrete"),
                    (r.Status, (string)r.Attributes["surface"]!)
                )
        );
        Assert.Equal(new DateOnly(2010, 5, 1), roads.Single(r => r.Code == work.Assets[0]).Attributes["surfaced_on"]);
        Assert.Equal(
            "finished",
            (await WorksQuery.RunAsync(database, "451031", finished, null, null, Token))
                .Single(w => w.Code == work.Code)
                .State
        );
        Assert.Equal(
            work.Assets.Count - 1,
            await database.ScalarAsync<long>(
                "select count(distinct code) from longlin.history where layer = 'roads' "
                    + "and actor = 'tester' and code = any(array["
                    + $"{string.Join(",", work.Assets.Select(a => $"'{a}'"))}])"
            )
        );
        await Assert.ThrowsAsync<UsageException>(() =>
            WorkCompletion.RunAsync(
                database,
                "451031",
                work.Code,
                finished,
                "concrete",
                ["asphalt", "concrete"],
                "tester",
                _ => true,
                Token
            )
        );
        await Assert.ThrowsAsync<OutsideScopeException>(() =>
            WorkCompletion.RunAsync(
                database,
                "451031",
                works.First(w => w.Code != work.Code && w.Assets.Count > 0).Code,
                finished,
                "concrete",
                ["asphalt", "concrete"],
                "tester",
                _ => false,
                Token
            )
        );
        Assert.Null(
            await WorkCompletion.RunAsync(
                database,
                "451031",
                "no such",
                finished,
                "concrete",
                ["asphalt", "concrete"],
                "tester",
                _ => true,
                Token
            )
        );
    }

    [Fact]
    public async Task Works_and_budgets_are_counted_by_every_grouping_and_finishing_a_work_needs_a_token()
    {
        var all = await service.JsonAsync("/api/works?asOf=2020-01-15");
        foreach (var by in (string[])["bureau", "township", "village", "year"])
        {
            var groups = (await service.JsonAsync($"/api/works?asOf=2020-01-15&by={by}"))
                .GetProperty("groups")
                .EnumerateArray()
                .ToList();
            Assert.Equal(all.GetProperty("items").GetArrayLength(), groups.Sum(g => g.GetProperty("total").GetInt32()));
            Assert.Equal(
                all.GetProperty("items").EnumerateArray().Sum(w => w.GetProperty("budgetYuan").GetDecimal()),
                groups.Sum(g => g.GetProperty("budgetYuan").GetDecimal())
            );
        }

        using StringContent body = new("{}", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await service.Client.PostAsync("/api/works/x/finish", body, Token)).StatusCode
        );
    }

    [Fact]
    public async Task A_gap_has_its_cost_at_the_current_unit_costs()
    {
        var costs = (await service.JsonAsync("/api/rules")).GetProperty("costs");
        Assert.False(costs.GetProperty("verified").GetBoolean());
        var road = costs.GetProperty("services").GetProperty("road");
        var items = (await service.JsonAsync("/api/coverage/gaps?service=road&asOf=2018-12-31&verdict=not_met"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        Assert.NotEmpty(items);
        Assert.All(
            items,
            i =>
                Assert.Equal(
                    i.GetProperty("metresToUpgrade").GetDouble() * road.GetProperty("upgradeYuanPerMetre").GetDouble()
                        + i.GetProperty("metresToBuild").GetDouble()
                            * road.GetProperty("buildYuanPerMetre").GetDouble(),
                    (double)i.GetProperty("costYuan").GetDecimal(),
                    1.0
                )
        );
    }

    [Theory]
    [InlineData("met")]
    [InlineData("not_met")]
    public async Task The_path_of_a_hamlet_has_the_lengths_of_its_gap(string verdict)
    {
        var items = (
            await service.JsonAsync($"/api/coverage/gaps?service=road&asOf=2019-06-30&verdict={verdict}&limit=12")
        )
            .GetProperty("items")
            .EnumerateArray()
            .Where(i => i.GetProperty("evidence").GetString() == "geometry")
            .ToList();
        Assert.NotEmpty(items);
        foreach (var item in items)
        {
            var path = await service.JsonAsync(
                $"/api/hamlets/{item.GetProperty("code").GetString()}/path?service=road&asOf=2019-06-30"
            );
            Assert.Equal(verdict == "met", path.GetProperty("served").GetBoolean());
            Assert.Equal(
                item.GetProperty("metresToUpgrade").GetDouble(),
                path.GetProperty("metresToUpgrade").GetDouble(),
                1.0
            );
            Assert.Equal(
                item.GetProperty("metresToBuild").GetDouble(),
                path.GetProperty("metresToBuild").GetDouble(),
                1.0
            );
            var links = path.GetProperty("links").EnumerateArray().Select(l => l.GetString()).ToList();
            Assert.Empty(item.GetProperty("blocking").EnumerateArray().Select(b => b.GetString()).Except(links));
        }
    }
}
