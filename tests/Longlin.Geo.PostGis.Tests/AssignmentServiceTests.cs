using System.Net;
using System.Text.Json;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Households assigned to sites, over HTTP.</summary>
public sealed class AssignmentServiceTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
            await service.RowsAsync(
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
            await service.RowsAsync(
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
            await service.RowsAsync(
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
}
