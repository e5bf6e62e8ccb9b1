using System.Globalization;
using System.Net;
using System.Text.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Reports;
using MiniExcelLibs;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Questions 16, 18 and 19 over HTTP against numbers computed another way.</summary>
public sealed class RelocationTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Day = "2019-12-31";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<List<T>> RowsAsync<T>(string sql, Func<Npgsql.NpgsqlDataReader, T> read)
    {
        await using var command = service.Database.Source.CreateCommand(sql);
        await using var r = await command.ExecuteReaderAsync(Token);
        List<T> rows = [];
        while (await r.ReadAsync(Token))
            rows.Add(read(r));
        return rows;
    }

    private static string Verdict(JsonElement item, string test) =>
        item.GetProperty("tests")
            .EnumerateArray()
            .Single(t => t.GetProperty("test").GetString() == test)
            .GetProperty("verdict")
            .GetString()!;

    [Fact]
    public async Task Every_hamlet_has_five_tests_and_the_default_list_holds_those_that_meet_enough()
    {
        var all = await service.JsonAsync($"/api/relocation/candidates?asOf={Day}&all=true&limit=10000");
        var listed = await service.JsonAsync($"/api/relocation/candidates?asOf={Day}&limit=10000");
        var items = all.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(TestCluster.DemoHamlets, items.Count);
        Assert.All(
            items,
            i =>
                Assert.Equal(
                    ["harsh", "fragile", "scattered", "transport", "cost"],
                    i.GetProperty("tests").EnumerateArray().Select(t => t.GetProperty("test").GetString())
                )
        );
        Assert.All(
            items,
            i =>
                Assert.Equal(
                    i.GetProperty("testsMet").GetInt32(),
                    i.GetProperty("tests").EnumerateArray().Count(t => t.GetProperty("verdict").GetString() == "met")
                )
        );
        var enough = items
            .Where(i => i.GetProperty("testsMet").GetInt32() >= all.GetProperty("recommendAt").GetInt32())
            .Select(i => i.GetProperty("code").GetString())
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            enough,
            listed
                .GetProperty("items")
                .EnumerateArray()
                .Select(i => i.GetProperty("code").GetString())
                .Order(StringComparer.Ordinal)
        );
        Assert.NotEmpty(listed.GetProperty("items").EnumerateArray());
        // The households of this small county are so large that moving them is always dearer: that test is met in pure
        // tests and in the whole county.
        foreach (var test in (string[])["harsh", "fragile", "scattered", "transport"])
            Assert.Contains(items, i => Verdict(i, test) == "met");
    }

    [Fact]
    public async Task Zone_tests_and_remarks_agree_with_an_independent_query()
    {
        var items = (await service.JsonAsync($"/api/relocation/candidates?asOf={Day}&all=true&limit=10000"))
            .GetProperty("items")
            .EnumerateArray()
            .ToDictionary(i => i.GetProperty("code").GetString()!);
        var rules = TestCluster.Standard.Relocating!.Candidates;
        string Kinds(IEnumerable<string> kinds) => string.Join(',', kinds.Select(k => $"'{k}'"));
        var near = await RowsAsync(
            "select h.code from longlin.hamlets h where exists (select from longlin.zones z "
                + $"where z.kind in ({Kinds(rules.Harsh.ZoneKinds)}) "
                + "and st_dwithin(z.geom::geography, h.geom::geography, "
                + $"{rules.Harsh.WithinMetres.Value.ToString(CultureInfo.InvariantCulture)}))",
            r => r.GetString(0)
        );
        Assert.NotEmpty(near);
        Assert.All(
            items.Values,
            i =>
                Assert.Equal(
                    near.Contains(i.GetProperty("code").GetString()!),
                    i.GetProperty("tests")[0].GetProperty("value").GetDouble() <= rules.Harsh.WithinMetres.Value
                )
        );
        Assert.All(near, code => Assert.Equal("met", Verdict(items[code], "harsh")));
        // A hamlet well inside a fragile zone has all of its ground there; one far from all has none.
        var inside = await RowsAsync(
            "select h.code from longlin.hamlets h, longlin.zones z "
                + $"where z.kind in ({Kinds(rules.Fragile.ZoneKinds)}) "
                + "and st_contains(z.geom, st_setsrid(st_buffer(h.geom::geography, 200)::geometry, 4490))",
            r => r.GetString(0)
        );
        Assert.NotEmpty(inside);
        Assert.All(
            inside,
            code => Assert.Equal(1.0, items[code].GetProperty("tests")[1].GetProperty("value").GetDouble(), 3)
        );
        var away = await RowsAsync(
            "select h.code from longlin.hamlets h where not exists (select from longlin.zones z "
                + $"where z.kind in ({Kinds(rules.Fragile.ZoneKinds)}) "
                + "and st_dwithin(z.geom::geography, h.geom::geography, 200))",
            r => r.GetString(0)
        );
        Assert.All(away, code => Assert.Equal("not_met", Verdict(items[code], "fragile")));
        var scattered = await RowsAsync(
            "select code from longlin.hamlets where dispersed or households < "
                + $"{rules.Scattered.BelowHouseholds.Value.ToString(CultureInfo.InvariantCulture)}",
            r => r.GetString(0)
        );
        Assert.Equal(
            scattered.Order(StringComparer.Ordinal),
            items
                .Values.Where(i => Verdict(i, "scattered") == "met")
                .Select(i => i.GetProperty("code").GetString()!)
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            (
                await RowsAsync(
                    "select code from longlin.hamlets where households is null and dispersed is not true",
                    r => r.GetString(0)
                )
            ).Order(StringComparer.Ordinal),
            items
                .Values.Where(i => Verdict(i, "scattered") == "unknown")
                .Select(i => i.GetProperty("code").GetString()!)
                .Order(StringComparer.Ordinal)
        );
        var cut = (
            await service.JsonAsync(
                $"/api/coverage/gaps?service=access&minHouseholds=0&verdict=not_met&asOf={Day}&limit=10000"
            )
        )
            .GetProperty("items")
            .EnumerateArray()
            .ToDictionary(g => g.GetProperty("code").GetString()!);
        Assert.Equal(
            cut.Keys.Order(StringComparer.Ordinal),
            items
                .Values.Where(i => Verdict(i, "transport") == "met")
                .Select(i => i.GetProperty("code").GetString()!)
                .Order(StringComparer.Ordinal)
        );
        Assert.All(
            cut,
            g =>
                Assert.Equal(
                    g.Value.GetProperty("metresToUpgrade").GetDouble()
                        + g.Value.GetProperty("metresToBuild").GetDouble(),
                    items[g.Key].GetProperty("tests")[3].GetProperty("value").GetDouble(),
                    1
                )
        );
    }

    [Fact]
    public async Task The_cost_of_serving_in_place_is_the_sum_over_the_gaps_of_each_service()
    {
        var answer = await service.JsonAsync($"/api/relocation/candidates?asOf={Day}&all=true&limit=10000");
        var costs = TestCluster.Standard.Costs!;
        var moving = TestCluster.Standard.Relocating!.Moving;
        Dictionary<string, Dictionary<string, JsonElement>> gaps = [];
        foreach (var name in costs.Services.Keys)
            gaps[name] = (
                await service.JsonAsync($"/api/coverage/gaps?service={name}&minHouseholds=0&asOf={Day}&limit=10000")
            )
                .GetProperty("items")
                .EnumerateArray()
                .ToDictionary(g => g.GetProperty("code").GetString()!);
        var (refuted, unknown) = (0, 0);
        foreach (var item in answer.GetProperty("items").EnumerateArray())
        {
            var code = item.GetProperty("code").GetString()!;
            int? households =
                item.GetProperty("households").ValueKind == JsonValueKind.Null
                    ? null
                    : item.GetProperty("households").GetInt32();
            decimal? Yuan(string name)
            {
                if (!gaps[name].TryGetValue(code, out var gap))
                    return 0;
                if (gap.GetProperty("verdict").GetString() == "unknown")
                    return null;
                decimal? link =
                    gap.GetProperty("metresToBuild").ValueKind == JsonValueKind.Null
                        ? null
                        : Math.Round(
                            gap.GetProperty("metresToUpgrade").GetDecimal()
                                * (decimal)costs.Services[name].UpgradeYuanPerMetre
                                + gap.GetProperty("metresToBuild").GetDecimal()
                                    * (decimal)costs.Services[name].BuildYuanPerMetre
                        );
                decimal? spot =
                    costs.Services[name].OffGridYuanPerHousehold is { } each && households is { } n
                        ? (decimal)each * n
                        : null;
                return link is null || spot < link ? spot : link;
            }

            var (road, access) = (Yuan("road"), Yuan("access"));
            decimal?[] rest = [Yuan("power"), Yuan("broadband"), Yuan("piped")];
            var total = Math.Max(road ?? 0, access ?? 0) + rest.Sum(y => y ?? 0);
            var complete = road is not null && access is not null && rest.All(y => y is not null);
            Assert.Equal((code, complete), (code, item.GetProperty("servingComplete").GetBoolean()));
            Assert.InRange(item.GetProperty("servingYuan").GetDecimal() - total, -3, 3);
            var cost = item.GetProperty("tests")[4];
            if (households is not > 0)
            {
                Assert.Equal("unknown", cost.GetProperty("verdict").GetString());
                continue;
            }

            var each25 =
                item.GetProperty("population").GetInt32()
                    * (25 * moving.HousingYuanPerM2.Value + moving.SiteYuanPerPerson.Value)
                    / households.Value
                + moving.OldHouseYuanPerHousehold.Value
                + moving.MoveYuanPerHousehold.Value;
            Assert.Equal(each25, cost.GetProperty("threshold").GetDouble(), 0.6);
            Assert.Equal((double)total / households.Value, cost.GetProperty("value").GetDouble(), 1.0);
            var expected =
                (double)total / households.Value > each25 ? "met"
                : complete ? "not_met"
                : "unknown";
            Assert.Equal(expected, cost.GetProperty("verdict").GetString());
            (refuted, unknown) = (refuted + (expected == "not_met" ? 1 : 0), unknown + (expected == "unknown" ? 1 : 0));
        }

        Assert.True(refuted > 0 && unknown > 0, $"{refuted} not met, {unknown} unknown");
    }

    [Fact]
    public async Task Pages_and_formats_of_candidates_contain_the_same_rows()
    {
        foreach (var sort in (string[])["tests", "code", "cost", "households"])
        {
            List<string> codes = [];
            for (string? cursor = ""; cursor is not null; )
            {
                var page = await service.JsonAsync(
                    $"/api/relocation/candidates?asOf={Day}&all=true&limit=71&sort={sort}"
                        + $"{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}"
                );
                codes.AddRange(
                    page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("code").GetString()!)
                );
                cursor = page.GetProperty("next").GetString();
            }

            Assert.Equal((TestCluster.DemoHamlets, TestCluster.DemoHamlets), (codes.Count, codes.Distinct().Count()));
        }

        var listed = (await service.JsonAsync($"/api/relocation/candidates?asOf={Day}&limit=10000"))
            .GetProperty("items")
            .GetArrayLength();
        var csv = await service.Client.GetStringAsync(
            $"/api/relocation/candidates?asOf={Day}&limit=10000&f=csv",
            Token
        );
        Assert.Equal(listed + 1, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        using MemoryStream book = new(
            await service.Client.GetByteArrayAsync($"/api/relocation/candidates?asOf={Day}&limit=10000&f=xlsx", Token)
        );
        Assert.Equal(listed, MiniExcel.Query(book, useHeaderRow: true).Count());
    }

    [Theory]
    [InlineData("asOf=yesterday", HttpStatusCode.BadRequest, "asOf")]
    [InlineData("sort=name", HttpStatusCode.BadRequest, "sort")]
    [InlineData("all=yes", HttpStatusCode.BadRequest, "all")]
    [InlineData("area=999", HttpStatusCode.NotFound, "area")]
    [InlineData("limit=0", HttpStatusCode.BadRequest, "limit")]
    [InlineData("cursor=abc", HttpStatusCode.BadRequest, "cursor")]
    [InlineData("f=pdf", HttpStatusCode.BadRequest, "f")]
    [InlineData("sorted=code", HttpStatusCode.BadRequest, "sorted")]
    public async Task An_invalid_candidate_request_is_refused_and_the_parameter_is_named(
        string query,
        HttpStatusCode status,
        string parameter
    )
    {
        using var response = await service.Client.GetAsync($"/api/relocation/candidates?{query}", Token);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(
            parameter,
            JsonDocument
                .Parse(await response.Content.ReadAsStringAsync(Token))
                .RootElement.GetProperty("parameter")
                .GetString()
        );
    }

    private async Task<JsonElement> JobAsync(string body)
    {
        using HttpRequestMessage message = new(HttpMethod.Post, "/api/sites/assign")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        message.Headers.Authorization = new("Bearer", "secret");
        using var response = await service.Client.SendAsync(message, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, text);
        var id = JsonDocument.Parse(text).RootElement.GetProperty("id").GetString();
        for (
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds < 120;
            await Task.Delay(50, Token)
        )
        {
            var job = await service.JsonAsync($"/api/jobs/{id}");
            if (job.GetProperty("state").GetString() == "done")
                return job.GetProperty("result");
            Assert.Contains(job.GetProperty("state").GetString(), (string[])["queued", "running"]);
        }

        throw new TimeoutException();
    }

    private static async Task<(HttpStatusCode Status, string? Parameter)> RefusedAsync(HttpClient client, string body)
    {
        using HttpRequestMessage message = new(HttpMethod.Post, "/api/sites/assign")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        message.Headers.Authorization = new("Bearer", "secret");
        using var response = await client.SendAsync(message, Token);
        return (
            response.StatusCode,
            JsonDocument
                .Parse(await response.Content.ReadAsStringAsync(Token))
                .RootElement.GetProperty("parameter")
                .GetString()
        );
    }

    [Fact]
    public async Task Consenting_households_are_assigned_within_the_tightest_capacity_and_the_objective_adds_up()
    {
        var answer = await JobAsync("""{"asOf":"2019-12-31"}""");
        Assert.Equal("optimal", answer.GetProperty("status").GetString());
        Assert.Equal(answer.GetProperty("objective").GetDouble(), answer.GetProperty("bound").GetDouble());
        var rules = TestCluster.Standard.Relocating!;
        var listed = (await service.JsonAsync("/api/relocation/candidates?asOf=2019-12-31&all=true&limit=10000"))
            .GetProperty("items")
            .EnumerateArray()
            .Where(i => i.GetProperty("relocate").GetBoolean() || i.GetProperty("recommended").GetBoolean())
            .Select(i => i.GetProperty("code").GetString()!)
            .ToList();
        var people = (
            await RowsAsync(
                "select code, population, households, consenting_households from longlin.hamlets",
                r =>
                    (
                        Code: r.GetString(0),
                        Population: r.IsDBNull(1) ? 0 : r.GetInt32(1),
                        Households: r.IsDBNull(2) ? 0 : r.GetInt32(2),
                        Consent: r.IsDBNull(3) ? 0 : r.GetInt32(3)
                    )
            )
        ).ToDictionary(h => h.Code);
        var rows = answer.GetProperty("assignment").EnumerateArray().ToList();
        // Everybody who should move either moves or is named with a reason.
        Assert.Equal(
            listed.Order(StringComparer.Ordinal),
            rows.Select(r => r.GetProperty("hamlet").GetString()!)
                .Concat(answer.GetProperty("leftOut").EnumerateArray().Select(l => l.GetProperty("code").GetString()!))
                .Order(StringComparer.Ordinal)
        );
        Assert.All(
            answer.GetProperty("leftOut").EnumerateArray(),
            l =>
                Assert.True(
                    people[l.GetProperty("code").GetString()!]
                        is { Consent: 0 }
                            or { Households: 0 }
                            or { Population: 0 }
                )
        );
        Assert.All(
            rows,
            r =>
                Assert.Equal(
                    (int)
                        Math.Ceiling(
                            (decimal)people[r.GetProperty("hamlet").GetString()!].Population
                                * people[r.GetProperty("hamlet").GetString()!].Consent
                                / people[r.GetProperty("hamlet").GetString()!].Households
                        ),
                    r.GetProperty("persons").GetInt32()
                )
        );
        var sites = (
            await RowsAsync(
                "select s.code, s.housing_m2, s.school_places, s.water_l_per_day, s.capacity_persons, "
                    + "s.status, coalesce((select sum(persons) from longlin.moves m where m.site_code = s.code "
                    + "and m.moved_on <= '2019-12-31'), 0)::bigint from longlin.sites s",
                r =>
                    (
                        Code: r.GetString(0),
                        Room: (int)(
                            new[]
                            {
                                Math.Floor(r.GetDouble(1) / 25),
                                r.GetInt32(4),
                                Math.Floor(r.GetInt32(2) / rules.Assignment.SchoolAgeShare.Value + 1e-9),
                                Math.Floor(r.GetDouble(3) / rules.Assignment.WaterLitresPerPersonDay.Value),
                            }.Min() - r.GetInt64(6)
                        ),
                        Status: r.GetString(5)
                    )
            )
        ).ToDictionary(s => s.Code);
        Assert.All(
            answer.GetProperty("limits").EnumerateArray(),
            l => Assert.Equal(sites[l.GetProperty("site").GetString()!].Room, l.GetProperty("room").GetInt32())
        );
        Assert.All(
            rows.GroupBy(r => r.GetProperty("site").GetString()!),
            g => Assert.True(g.Sum(r => r.GetProperty("persons").GetInt32()) <= sites[g.Key].Room)
        );
        Assert.All(
            answer.GetProperty("limits").EnumerateArray(),
            l => Assert.NotEqual(0, l.GetProperty("limitedBy").GetArrayLength())
        );
        var opening =
            rows.Select(r => r.GetProperty("site").GetString()!).Distinct().Count(s => sites[s].Status != "open")
            * rules.Assignment.OpeningPersonMetres.Value;
        Assert.Equal(
            rows.Sum(r => r.GetProperty("persons").GetInt32() * r.GetProperty("distanceM").GetDouble()) + opening,
            answer.GetProperty("objective").GetDouble(),
            0.5
        );
        // A way over the road is never shorter than the straight line.
        var straight = (
            await RowsAsync(
                "select h.code || s.code, st_distance(h.geom::geography, s.geom::geography) "
                    + "from longlin.hamlets h, longlin.sites s",
                r => (r.GetString(0), r.GetDouble(1))
            )
        ).ToDictionary(p => p.Item1, p => p.Item2);
        Assert.All(
            rows,
            r =>
                Assert.True(
                    r.GetProperty("distanceM").GetDouble()
                        >= straight[r.GetProperty("hamlet").GetString()! + r.GetProperty("site").GetString()] * 0.998
                            - 1
                )
        );
    }

    [Fact]
    public async Task Assigning_four_hamlets_to_two_sites_gives_the_brute_force_optimum()
    {
        var all = await JobAsync("""{"asOf":"2019-12-31"}""");
        var hamlets = all.GetProperty("assignment")
            .EnumerateArray()
            .OrderBy(a => a.GetProperty("persons").GetInt32())
            .Take(4)
            .Select(a => a.GetProperty("hamlet").GetString()!)
            .ToArray();
        string[] sites = ["S45103103", "S45103108"];
        var (distance, persons) = (new double[4, 2], new int[4]);
        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < 2; j++)
            {
                var one = (
                    await JobAsync(
                        JsonSerializer.Serialize(
                            new
                            {
                                asOf = "2019-12-31",
                                sites = new[] { sites[j] },
                                hamlets = new[] { hamlets[i] },
                            }
                        )
                    )
                ).GetProperty("assignment")[0];
                (distance[i, j], persons[i]) = (
                    one.GetProperty("distanceM").GetDouble(),
                    one.GetProperty("persons").GetInt32()
                );
            }
        }

        var together = await JobAsync(
            JsonSerializer.Serialize(
                new
                {
                    asOf = "2019-12-31",
                    sites,
                    hamlets,
                    groups = new[] { new[] { hamlets[0], hamlets[1] } },
                    forbidden = new[] { new[] { hamlets[2], sites[0] } },
                }
            )
        );
        var room = together
            .GetProperty("limits")
            .EnumerateArray()
            .Select(l => l.GetProperty("room").GetInt32())
            .ToArray();
        var best = double.PositiveInfinity;
        for (var choice = 0; choice < 16; choice++)
        {
            int At(int i) => choice >> i & 1;
            if (At(0) != At(1) || At(2) == 0)
                continue;
            if (
                Enumerable
                    .Range(0, 2)
                    .Any(j => Enumerable.Range(0, 4).Where(i => At(i) == j).Sum(i => persons[i]) > room[j])
            )
                continue;
            best = Math.Min(best, Enumerable.Range(0, 4).Sum(i => persons[i] * distance[i, At(i)]));
        }

        Assert.Equal(
            ("optimal", best),
            (together.GetProperty("status").GetString(), together.GetProperty("objective").GetDouble())
        );
    }

    [Fact]
    public async Task An_infeasible_assignment_lists_the_codes_and_the_smallest_change()
    {
        var answer = await JobAsync("""{"asOf":"2019-12-31","sites":["S45103101"]}""");
        Assert.Equal("infeasible", answer.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("objective").ValueKind);
        var reason = answer
            .GetProperty("infeasible")
            .EnumerateArray()
            .Single(r => r.GetProperty("reason").GetString() == "too_little");
        var lacking =
            answer.GetProperty("persons").GetInt32() - answer.GetProperty("limits")[0].GetProperty("room").GetInt32();
        Assert.Equal(lacking, reason.GetProperty("shortfall").GetDouble());
        var added = reason.GetProperty("change").GetProperty("added")[0];
        Assert.Equal(
            ("S45103101", (double)lacking),
            (added.GetProperty("site").GetString(), added.GetProperty("persons").GetDouble())
        );
        Assert.Contains("S45103101", reason.GetProperty("message").GetProperty("zh").GetString());
        // Nobody walks ten metres: everyone is named, nobody is sent.
        var near = await JobAsync("""{"asOf":"2019-12-31","maxDistanceM":10}""");
        Assert.Equal(
            ("infeasible", near.GetProperty("hamlets").GetInt32()),
            (
                near.GetProperty("status").GetString(),
                near.GetProperty("infeasible")
                    .EnumerateArray()
                    .Count(r => r.GetProperty("reason").GetString() == "forbidden")
            )
        );
    }

    [Theory]
    [InlineData("""{"sites":["S1"]}""", HttpStatusCode.NotFound, "sites[0]")]
    [InlineData("""{"hamlets":["451031"]}""", HttpStatusCode.NotFound, "hamlets[0]")]
    [InlineData("""{"hamlets":[]}""", HttpStatusCode.BadRequest, "hamlets")]
    [InlineData("""{"maxDistanceM":-1}""", HttpStatusCode.BadRequest, "maxDistanceM")]
    [InlineData("""{"timeLimitS":0}""", HttpStatusCode.BadRequest, "timeLimitS")]
    [InlineData("""{"groups":[["x"]]}""", HttpStatusCode.BadRequest, "groups[0][0]")]
    [InlineData("""{"forbidden":[["x"]]}""", HttpStatusCode.BadRequest, "forbidden[0]")]
    [InlineData("""{"site":[]}""", HttpStatusCode.BadRequest, "$.site")]
    public async Task An_invalid_assignment_request_is_refused_and_the_parameter_is_named(
        string body,
        HttpStatusCode status,
        string parameter
    ) => Assert.Equal((status, parameter), await RefusedAsync(service.Client, body));

    [Fact]
    public async Task Persons_moved_by_site_township_and_month_match_the_ledger()
    {
        foreach (var day in (string[])["2018-06-30", Day])
        {
            var moved = (
                await RowsAsync(
                    "select coalesce(sum(persons), 0)::bigint, coalesce(sum(households), "
                        + "0)::bigint, coalesce(sum(persons) filter (where s.mode = 'concentrated'), 0)::bigint "
                        + "from longlin.moves m left join longlin.sites s on s.code = m.site_code "
                        + $"where moved_on <= '{day}'",
                    r => (Persons: r.GetInt64(0), Households: r.GetInt64(1), Concentrated: r.GetInt64(2))
                )
            )[0];
            Assert.True(moved.Persons > 0 && moved.Concentrated < moved.Persons);
            foreach (var by in (string[])["site", "township", "month"])
            {
                var answer = await service.JsonAsync($"/api/relocation/progress?asOf={day}&by={by}");
                Assert.Equal(
                    (moved.Persons, moved.Households, 20859.0),
                    (
                        answer.GetProperty("persons").GetInt64(),
                        answer.GetProperty("households").GetInt64(),
                        answer.GetProperty("target").GetDouble()
                    )
                );
                var groups = answer.GetProperty("groups").EnumerateArray().ToList();
                Assert.Equal(moved.Persons, groups.Sum(g => g.GetProperty("persons").GetInt64()));
                Assert.Equal(moved.Persons, groups[^1].GetProperty("personsUntil").GetInt64());
                Assert.Equal(
                    Math.Round(moved.Concentrated / (double)moved.Persons, 4),
                    answer.GetProperty("concentratedShare").GetDouble(),
                    4
                );
                var months =
                    (new DateOnly(2020, 12, 31).DayNumber - DateOnly.Parse(day, CultureInfo.InvariantCulture).DayNumber)
                    / 30.4375;
                Assert.Equal((20859 - moved.Persons) / months, answer.GetProperty("perMonth").GetDouble(), 0.1);
            }
        }

        using var wrong = await service.Client.GetAsync("/api/relocation/progress?by=village", Token);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Removed_houses_reclaimed_land_and_land_used_are_counted_as_of_the_date()
    {
        var before = await service.JsonAsync("/api/relocation/progress?asOf=2019-06-30");
        await service.Database.RunAsync(
            """
            insert into longlin.moves (code, hamlet_code, households, persons, moved_on, house_removed_on)
              values ('BAL1', 'X', 7, 20, '2019-01-01', '2019-06-30'), ('BAL2', 'X', 5, 12, '2019-01-01', '2019-07-01'),
              ('BAL3', 'X', 3, 9, '2019-01-01', null);
            insert into longlin.zones (code, kind, opened_on, reclaimed_m2, geom)
              values
              ('BAL1', 'vacated', '2019-01-01', 6600, st_setsrid(st_makeenvelope(100, 20, 100.001, 20.001), 4490)),
              ('BAL2', 'vacated', '2019-07-01', 999, st_setsrid(st_makeenvelope(100, 20, 100.001, 20.001), 4490)),
              ('BAL3', 'vacated', '2019-01-01', null, st_setsrid(st_makeenvelope(100, 20, 100.001, 20.001), 4490));
            insert into longlin.sites (code, opened_on, geom)
              values ('BAL1', '2019-01-01', st_setsrid(st_makeenvelope(100, 20, 100.001, 20.001), 4490)),
              ('BAL2', '2019-07-01', st_setsrid(st_makeenvelope(100, 20, 100.001, 20.001), 4490)),
              ('BAL3', '2019-01-01', st_setsrid(st_makepoint(100, 20), 4490));
            """
        );
        try
        {
            var after = await service.JsonAsync("/api/relocation/progress?asOf=2019-06-30");
            Assert.Equal((15, 7), (Grown("households"), Grown("housesRemoved")));
            JsonElement was = before.GetProperty("land"),
                land = after.GetProperty("land");
            Assert.Equal(
                6600,
                land.GetProperty("reclaimedM2").GetDouble() - was.GetProperty("reclaimedM2").GetDouble(),
                0.2
            );
            // A thousandth of a degree each way at 20° N: 104.6 m by 110.7 m.
            Assert.Equal(
                104.6 * 110.7,
                land.GetProperty("usedM2").GetDouble() - was.GetProperty("usedM2").GetDouble(),
                30.0
            );
            foreach (var untold in (string[])["reclaimedUntold", "usedUntold"])
                Assert.Equal(1, land.GetProperty(untold).GetInt64() - was.GetProperty(untold).GetInt64());

            long Grown(string name) => after.GetProperty(name).GetInt64() - before.GetProperty(name).GetInt64();
        }
        finally
        {
            await service.Database.RunAsync(
                "delete from longlin.moves where code like 'BAL%'; delete from longlin.zones "
                    + "where code like 'BAL%'; delete from longlin.sites where code like 'BAL%'"
            );
        }
    }

    [Fact]
    public async Task Sites_show_budgets_late_works_and_services_on_the_move_in_date()
    {
        var answer = await service.JsonAsync($"/api/relocation/progress?asOf={Day}&by=site");
        var sites = answer.GetProperty("sites").EnumerateArray().ToList();
        Assert.Equal(16, sites.Count);
        var money = (
            await RowsAsync(
                "select sum(budget_yuan), sum(paid_yuan), count(*) from longlin.works "
                    + "where exists (select from longlin.sites s where s.code = any(assets))",
                r => (r.GetDecimal(0), r.GetDecimal(1), r.GetInt64(2))
            )
        )[0];
        var funds = answer.GetProperty("funds");
        Assert.Equal(
            (money.Item1, money.Item2, (int)money.Item3),
            (
                funds.GetProperty("budgetYuan").GetDecimal(),
                funds.GetProperty("paidYuan").GetDecimal(),
                funds.GetProperty("works").GetInt32()
            )
        );
        Assert.Equal(money.Item1, sites.Sum(s => s.GetProperty("funds").GetProperty("budgetYuan").GetDecimal()));
        Assert.Equal(
            sites.Sum(s =>
                s.GetProperty("works")
                    .EnumerateArray()
                    .Count(w => w.GetProperty("state").GetString() is "late" or "overdue")
            ),
            funds.GetProperty("late").GetInt32()
        );
        Assert.True(funds.GetProperty("late").GetInt32() > 0);

        // The same sites taken for hamlets: the county's own computation tells of all dates.
        await using var connection = await service.Database.Source.OpenConnectionAsync(Token);
        var county = await CountyReader.ReadAsync(
            connection,
            service.Database.Catalog,
            TestCluster.Standard,
            "451031",
            DateOnly.Parse(Day, CultureInfo.InvariantCulture),
            Token
        );
        SubjectPlace[] places =
        [
            .. sites.Select(
                (s, i) =>
                    new SubjectPlace(
                        "hamlet",
                        i,
                        s.GetProperty("code").GetString()!,
                        s.GetProperty("lon").GetDouble(),
                        s.GetProperty("lat").GetDouble(),
                        null,
                        false,
                        DateSet.Always
                    )
            ),
        ];
        var timelines = CoverageComputation
            .Compute(TestCluster.Standard, county with { Places = places }, Token)
            .ToDictionary(t => t.Service, t => t.Places);
        HashSet<string> seen = [];
        for (var i = 0; i < sites.Count; i++)
        {
            var day = DateOnly.Parse(sites[i].GetProperty("openedOn").GetString()!, CultureInfo.InvariantCulture);
            Assert.Equal(
                day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                sites[i].GetProperty("moveInDay").GetString()
            );
            foreach (var item in sites[i].GetProperty("readiness").EnumerateArray())
            {
                var (name, verdict) = (item.GetProperty("item").GetString()!, item.GetProperty("verdict").GetString());
                seen.Add($"{name} {verdict}");
                if (timelines.TryGetValue(name, out var found) && found[i] is { } pieces)
                    Assert.Equal(
                        (name, PublishedMapping.Word(PlaceTimeline.At(pieces, day.DayNumber).Verdict)),
                        (name, verdict)
                    );
                else
                    Assert.Equal(
                        verdict == "met",
                        item.GetProperty("metres").ValueKind == JsonValueKind.Number
                            && item.GetProperty("metres").GetDouble() <= item.GetProperty("withinMetres").GetDouble()
                    );
            }

            var verdicts = sites[i]
                .GetProperty("readiness")
                .EnumerateArray()
                .Select(r => r.GetProperty("verdict").GetString())
                .ToList();
            Assert.Equal(
                verdicts.Contains("not_met") ? "not_met"
                    : verdicts.Contains("unknown") ? "unknown"
                    : "met",
                sites[i].GetProperty("ready").GetString()
            );
        }

        Assert.Equal(
            ["access", "broadband", "clinic", "piped", "power", "road", "school"],
            seen.Select(s => s.Split(' ')[0]).Distinct().Order()
        );
        Assert.Contains(seen, s => s.EndsWith("not_met", StringComparison.Ordinal));
        Assert.Contains(seen, s => s.EndsWith(" met", StringComparison.Ordinal));
    }
}
