using System.Net;
using System.Text.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Rules.Standards;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Access;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NetTopologySuite.IO.VectorTiles.Mapbox;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>The real pipeline on a real port over the small demonstration county.</summary>
public sealed class RunningService : IAsyncLifetime
{
    private readonly Func<Task<Database>> _openAsync;
    private readonly Standard _standard;
    private Database? _database;
    private WebApplication? _app;

    public RunningService(TestCluster cluster)
        : this(cluster.DemoAsync, TestCluster.Standard) { }

    private RunningService(Func<Task<Database>> openAsync, Standard standard) =>
        (_openAsync, _standard) = (openAsync, standard);

    /// <summary>A service over a database and a standard of the caller's own; it disposes of the database.</summary>
    internal static async Task<RunningService> StartAsync(Database database, Standard standard)
    {
        RunningService service = new(() => Task.FromResult(database), standard);
        await service.InitializeAsync();
        return service;
    }

    public HttpClient Client { get; private set; } = new();

    public Database Database => _database!;

    public WebApplication App => _app!;

    public IServiceProvider Services => _app!.Services;

    public string Url => _app!.Urls.First();

    /// <summary>The path of an admin link; it works once.</summary>
    /// <param name="rest">What follows: more parameters (<c>&amp;…</c>) or the view (<c>#…</c>).</param>
    public string Link(string rest = "") => new Uri(IssueLink()).PathAndQuery + rest;

    /// <summary>An admin link as <c>up</c> prints it.</summary>
    public string IssueLink() => Services.GetRequiredService<SignInCodes>().Issue().Link(Url);

    public async ValueTask InitializeAsync()
    {
        _database = await _openAsync();
        _app = WebService.Build(
            new ServiceOptions(IPAddress.Loopback, 0, "secret"),
            _database,
            _standard,
            ProjectRoot.Find()
        );
        await _app.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(Url) };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>Waits until the service has computed again every county that was edited.</summary>
    public async Task UntilComputedAsync()
    {
        var token = TestContext.Current.CancellationToken;
        while ((await StaleCounties.RunAsync(Database, _standard, token)).Count > 0)
            await Task.Delay(100, token);
    }

    public async Task<JsonElement> JsonAsync(string path)
    {
        using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}

public class ServiceTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_service_reports_when_it_is_ready() =>
        Assert.Equal("ready", await service.Client.GetStringAsync("/health/ready", Token));

    [Fact]
    public async Task Gaps_have_every_field_of_the_contract()
    {
        var answer = await service.JsonAsync(
            "/api/coverage/gaps?service=road&minHouseholds=20&asOf=2016-12-31&limit=5"
        );
        Assert.Empty(
            new[] { "standard", "asOf", "forecast", "service", "minHouseholds", "totals", "next", "items" }.Except(
                answer.EnumerateObject().Select(p => p.Name)
            )
        );
        Assert.Empty(
            new[] { "hamlets", "households", "population", "poorPopulation", "assessed" }.Except(
                answer.GetProperty("totals").EnumerateObject().Select(p => p.Name)
            )
        );
        Assert.Equal(5, answer.GetProperty("items").GetArrayLength());
        Assert.All(
            answer.GetProperty("items").EnumerateArray(),
            i =>
                Assert.Empty(
                    new[]
                    {
                        "subject",
                        "code",
                        "name",
                        "villageCode",
                        "township",
                        "households",
                        "population",
                        "poorPopulation",
                        "verdict",
                        "reason",
                        "evidence",
                        "nearRoad",
                        "distanceM",
                        "metresToUpgrade",
                        "metresToBuild",
                        "blocking",
                        "lon",
                        "lat",
                    }.Except(i.EnumerateObject().Select(p => p.Name))
                )
        );
        Assert.True(answer.GetProperty("synthetic").GetBoolean());
    }

    [Fact]
    public async Task Following_the_cursor_returns_every_row_once()
    {
        foreach (var sort in (string[])["code", "households", "poor"])
        {
            List<string> codes = [];
            for (string? cursor = ""; cursor is not null; )
            {
                var page = await service.JsonAsync(
                    $"/api/coverage/gaps?service=road&minHouseholds=5&asOf=2016-12-31&limit=37&sort={sort}"
                        + $"{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}"
                );
                codes.AddRange(
                    page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("code").GetString()!)
                );
                cursor = page.GetProperty("next").GetString();
                if (cursor is null)
                    Assert.Equal(page.GetProperty("totals").GetProperty("hamlets").GetInt32(), codes.Count);
            }

            Assert.Equal(codes.Count, codes.Distinct().Count());
        }
    }

    [Theory]
    [InlineData("road", 20)]
    [InlineData("access", 50)]
    [InlineData("power", 20)]
    [InlineData("broadband", 1)]
    public async Task Gaps_summary_and_timeline_agree_on_every_date(string name, int households)
    {
        var timeline = (await service.JsonAsync("/api/coverage/timeline")).GetProperty("hamlets");
        var sizes = timeline
            .GetProperty("households")
            .EnumerateArray()
            .Select(h => h.ValueKind == JsonValueKind.Null ? (int?)null : h.GetInt32())
            .ToArray();
        var changes = timeline
            .GetProperty("verdicts")
            .GetProperty(name)
            .EnumerateArray()
            .Select(l => l.EnumerateArray().Select(v => v.GetInt32()).ToArray())
            .ToArray();
        Assert.Equal(TestCluster.DemoHamlets, sizes.Length);
        foreach (
            var day in (string[])["2010-06-30", "2015-01-01", "2016-12-31", "2018-07-15", "2019-12-31", "2020-12-31"]
        )
        {
            var number = int.Parse(
                day.Replace("-", "", StringComparison.Ordinal),
                System.Globalization.CultureInfo.InvariantCulture
            );
            var counts = new int[3];
            for (var i = 0; i < sizes.Length; i++)
            {
                if (sizes[i] < households)
                    continue;
                var at = 0;
                while (at + 2 < changes[i].Length && changes[i][at + 2] <= number)
                    at += 2;
                counts[sizes[i] is null ? 2 : changes[i][at + 1]]++;
            }

            foreach (var (verdict, index) in ((string, int)[])[("not_met", 0), ("met", 1), ("unknown", 2)])
                Assert.Equal(
                    counts[index],
                    Totals(
                        await service.JsonAsync(
                            $"/api/coverage/gaps?service={name}&minHouseholds={households}&asOf={day}&verdict="
                                + $"{verdict}&limit=1"
                        )
                    )
                );
            var summary = (
                await service.JsonAsync($"/api/coverage/summary?service={name}&minHouseholds={households}&asOf={day}")
            )
                .GetProperty("items")
                .EnumerateArray()
                .ToList();
            Assert.Equal(
                (counts[0], counts[1], counts[2]),
                (
                    summary.Sum(s => s.GetProperty("notMet").GetInt32()),
                    summary.Sum(s => s.GetProperty("met").GetInt32()),
                    summary.Sum(s => s.GetProperty("unknown").GetInt32())
                )
            );
        }

        static int Totals(JsonElement answer) => answer.GetProperty("totals").GetProperty("hamlets").GetInt32();
    }

    [Theory]
    [InlineData("2016-12-31")]
    [InlineData("2019-12-31")]
    public async Task Progress_matches_the_gap_list_for_every_rule_and_townships_add_up(string day)
    {
        var progress = await service.JsonAsync($"/api/progress?asOf={day}&by=township");
        var rules = progress.GetProperty("rules").EnumerateArray().ToList();
        Assert.Equal(
            TestCluster.Standard.Rules.Select(r => r.Rule),
            rules.Select(r => r.GetProperty("rule").GetString()!)
        );
        foreach (var rule in rules.Where(r => r.GetProperty("service").ValueKind != JsonValueKind.Null))
        {
            var name = rule.GetProperty("rule").GetString();
            var gaps = (await service.JsonAsync($"/api/coverage/gaps?rule={name}&asOf={day}&limit=1")).GetProperty(
                "totals"
            );
            long Count(string field) => rule.GetProperty(field).GetInt64();
            Assert.True(Count("total") > 0, name);
            Assert.Equal(
                (name, gaps.GetProperty("assessed").GetInt64(), gaps.GetProperty("hamlets").GetInt64()),
                (name, Count("total"), Count("notMet") + Count("unknown"))
            );
            Assert.Equal(Count("total"), Count("met") + Count("notMet") + Count("unknown"));
            foreach (var field in (string[])["total", "met", "notMet", "unknown", "households", "poorPopulationMet"])
                Assert.Equal(
                    (name, field, Count(field)),
                    (name, field, rule.GetProperty("areas").EnumerateArray().Sum(a => a.GetProperty(field).GetInt64()))
                );
        }

        Assert.All(
            progress.GetProperty("rates").EnumerateArray(),
            r => Assert.InRange(r.GetProperty("share").GetDouble(), 0, 1)
        );
    }

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
    public async Task A_hamlet_without_broadcasting_is_reported_as_out_of_reach_without_links()
    {
        var gap = (
            await service.JsonAsync("/api/coverage/gaps?service=broadcast&asOf=2019-12-31&verdict=not_met&limit=1")
        ).GetProperty("items")[0];
        Assert.Equal("out_of_reach", gap.GetProperty("reason").GetString());
        var place = await service.JsonAsync(
            $"/api/hamlets/{gap.GetProperty("code").GetString()}/coverage?asOf=2019-12-31"
        );
        var sentence = place
            .GetProperty("services")
            .EnumerateArray()
            .Single(s => s.GetProperty("service").GetString() == "broadcast")
            .GetProperty("sentence");
        Assert.Contains("不在任何设施的覆盖范围内", sentence.GetProperty("zh").GetString(), StringComparison.Ordinal);
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
    public async Task Links_are_listed_as_gaps_and_their_pages_are_complete()
    {
        List<string> codes = [];
        for (string? cursor = ""; cursor is not null; )
        {
            var page = await service.JsonAsync(
                "/api/coverage/gaps?rule=ROAD-LINK-OPEN&asOf=2019-12-31&limit=25"
                    + $"{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}"
            );
            codes.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("code").GetString()!));
            Assert.All(
                page.GetProperty("items").EnumerateArray(),
                i => Assert.Equal("link", i.GetProperty("subject").GetString())
            );
            cursor = page.GetProperty("next").GetString();
            if (cursor is null)
                Assert.Equal(page.GetProperty("totals").GetProperty("hamlets").GetInt32(), codes.Count);
        }

        Assert.True(codes.Count > 25);
        Assert.Equal(codes.Distinct(), codes);
        var township = codes[0][..9];
        Assert.All(
            (await service.JsonAsync($"/api/coverage/gaps?rule=ROAD-LINK-OPEN&asOf=2019-12-31&area={township}"))
                .GetProperty("items")
                .EnumerateArray(),
            i => Assert.Contains(township, i.GetProperty("code").GetString(), StringComparison.Ordinal)
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
    public async Task One_request_lists_where_straight_line_and_path_disagree()
    {
        var answer = await service.JsonAsync(
            "/api/coverage/gaps?service=access&asOf=2016-12-31&verdict=not_met&nearRoad=true&limit=10000"
        );
        Assert.NotEmpty(answer.GetProperty("items").EnumerateArray());
        Assert.All(
            answer.GetProperty("items").EnumerateArray(),
            i =>
                Assert.Equal(
                    (true, "not_met"),
                    (i.GetProperty("nearRoad").GetBoolean(), i.GetProperty("verdict").GetString())
                )
        );
        var all = await service.JsonAsync(
            "/api/coverage/gaps?service=access&asOf=2016-12-31&verdict=not_met&limit=10000"
        );
        Assert.Equal(
            all.GetProperty("items").EnumerateArray().Count(i => i.GetProperty("nearRoad").GetBoolean()),
            answer.GetProperty("items").GetArrayLength()
        );
    }

    [Fact]
    public async Task Poor_villages_come_first_when_asked_for()
    {
        List<string> codes = [];
        for (string? cursor = ""; cursor is not null; )
        {
            var page = await service.JsonAsync(
                "/api/coverage/gaps?rule=ROAD-H20-ACCESS&asOf=2016-12-31&sort=poor&limit=17"
                    + $"{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}"
            );
            codes.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("code").GetString()!));
            cursor = page.GetProperty("next").GetString();
        }

        Assert.Equal(codes.Count, codes.Distinct().Count());
        var second = codes.FindIndex(1, c => string.CompareOrdinal(c, codes[codes.IndexOf(c) - 1]) < 0);
        Assert.True(
            second > 0
                && codes[..second].SequenceEqual(codes[..second].Order(StringComparer.Ordinal))
                && codes[second..].SequenceEqual(codes[second..].Order(StringComparer.Ordinal)),
            "poor villages, then the others, each by code"
        );
    }

    [Fact]
    public async Task A_date_after_the_data_is_a_forecast_and_says_so()
    {
        Assert.False(
            (await service.JsonAsync("/api/coverage/gaps?service=road&asOf=2019-12-31"))
                .GetProperty("forecast")
                .GetBoolean()
        );
        Assert.True(
            (await service.JsonAsync("/api/coverage/gaps?service=road&asOf=2020-12-31"))
                .GetProperty("forecast")
                .GetBoolean()
        );
    }

    [Fact]
    public async Task A_hamlet_is_explained_in_both_languages_for_every_service()
    {
        var gap = (
            await service.JsonAsync(
                "/api/coverage/gaps?service=road&minHouseholds=20&asOf=2016-12-31&verdict=not_met&limit=1"
            )
        ).GetProperty("items")[0];
        var place = await service.JsonAsync(
            $"/api/hamlets/{gap.GetProperty("code").GetString()}/coverage?asOf=2016-12-31"
        );
        Assert.Equal(
            ["road", "access", "power", "broadband", "broadband_4g", "broadcast", "piped", "water"],
            place.GetProperty("services").EnumerateArray().Select(s => s.GetProperty("service").GetString()!)
        );
        var road = place.GetProperty("services")[0];
        Assert.Equal(
            (gap.GetProperty("verdict").GetString(), gap.GetProperty("metresToUpgrade").GetDouble()),
            (road.GetProperty("verdict").GetString(), road.GetProperty("metresToUpgrade").GetDouble())
        );
        Assert.Contains(
            "截至2016-12-31未通硬化路",
            road.GetProperty("sentence").GetProperty("zh").GetString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "as of 2016-12-31",
            road.GetProperty("sentence").GetProperty("en").GetString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/api/coverage/gaps?service=gas", 400, "service")]
    [InlineData("/api/coverage/gaps", 400, "service")]
    [InlineData("/api/coverage/gaps?service=road&minhouseholds=3", 400, "minhouseholds")]
    [InlineData("/api/coverage/gaps?service=road&minHouseholds=-3", 400, "minHouseholds")]
    [InlineData("/api/coverage/gaps?service=road&asOf=2018-02-30", 400, "asOf")]
    [InlineData("/api/coverage/gaps?service=road&area=999", 404, "area")]
    [InlineData("/api/coverage/gaps?service=road&bbox=1,2,3", 400, "bbox")]
    [InlineData("/api/coverage/gaps?service=road&limit=0", 400, "limit")]
    [InlineData("/api/coverage/gaps?service=road&f=pdf", 400, "f")]
    [InlineData("/api/coverage/gaps?service=road&cursor=nonsense", 400, "cursor")]
    [InlineData("/api/coverage/summary?service=road&by=street", 400, "by")]
    [InlineData("/api/hamlets/451031/coverage", 404, "code")]
    [InlineData("/tiles/hamlets/3/8/1.mvt", 400, "x")]
    [InlineData("/tiles/hamlets/3/1/8.mvt", 400, "y")]
    [InlineData("/tiles/hamlets/23/1/1.mvt", 400, "z")]
    [InlineData("/tiles/hamlets/3/a/1.mvt", 400, "x")]
    [InlineData("/tiles/gas/3/1/1.mvt", 404, "layers")]
    public async Task A_bad_request_names_its_parameter(string path, int status, string parameter)
    {
        using var response = await service.Client.GetAsync(path, Token);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
        Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_wrong_token_or_an_unknown_host_name_is_refused()
    {
        using HttpRequestMessage wrong = new(HttpMethod.Get, "/api/rules");
        wrong.Headers.Authorization = new("Bearer", "wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Client.SendAsync(wrong, Token)).StatusCode);
        using HttpRequestMessage strange = new(HttpMethod.Get, "/health/live") { Headers = { Host = "evil.example" } };
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Client.SendAsync(strange, Token)).StatusCode);
    }

    [Fact]
    public async Task Off_loopback_every_request_but_health_live_needs_a_token()
    {
        await using var app = WebService.Build(
            new ServiceOptions(IPAddress.Any, 0, "secret"),
            service.Database,
            TestCluster.Standard,
            ProjectRoot.Find(),
            "http://127.0.0.1:0"
        );
        await app.StartAsync(Token);
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.First()) };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/health/ready", Token)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await client.GetAsync("/tiles/hamlets/0/0/0.mvt", Token)).StatusCode
        );
        client.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/tiles/hamlets/0/0/0.mvt", Token)).StatusCode);
    }

    [Theory]
    [InlineData("csv", "合成演示数据")]
    [InlineData("geojson", "合成演示数据")]
    public async Task Every_export_says_that_it_is_synthetic(string format, string note) =>
        Assert.Contains(
            note,
            await service.Client.GetStringAsync(
                $"/api/coverage/gaps?service=road&minHouseholds=20&asOf=2016-12-31&f={format}",
                Token
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_workbook_holds_all_rows_and_not_the_first_page()
    {
        using MemoryStream workbook = new(
            await service.Client.GetByteArrayAsync(
                "/api/coverage/gaps?service=road&minHouseholds=20&asOf=2016-12-31&f=xlsx",
                Token
            )
        );
        var rows = MiniExcelLibs
            .MiniExcel.Query(workbook, useHeaderRow: true)
            .Cast<IDictionary<string, object>>()
            .ToList();
        var items = (
            await service.JsonAsync("/api/coverage/gaps?service=road&minHouseholds=20&asOf=2016-12-31&limit=10000")
        ).GetProperty("items");
        Assert.True(rows.Count > 100, "the county has more gaps than a page");
        Assert.Equal(items.GetArrayLength(), rows.Count);
        Assert.Equal("合成演示数据", rows[0]["备注"]);
        Assert.Equal(items[0].GetProperty("code").GetString(), rows[0]["编码"]);
    }

    private async Task<List<NetTopologySuite.Features.IFeature>> TileAsync(
        string layers,
        int z,
        int x,
        int y,
        string layer
    )
    {
        using MemoryStream bytes = new(
            await service.Client.GetByteArrayAsync($"/tiles/{layers}/{z}/{x}/{y}.mvt", Token)
        );
        if (bytes.Length == 0)
            return [];
        var tile = new MapboxTileReader().Read(bytes, new NetTopologySuite.IO.VectorTiles.Tiles.Tile(x, y, z), "id");
        return [.. tile.Layers.Where(l => l.Name == layer).SelectMany(l => l.Features)];
    }

    [Fact]
    public async Task A_county_tile_holds_every_hamlet_with_the_attributes_of_the_contract()
    {
        var hamlets = await TileAsync("areas,hamlets,roads", 6, 50, 27, "hamlets");
        Assert.Equal(TestCluster.DemoHamlets, hamlets.Count);
        Assert.All(
            hamlets,
            h =>
                Assert.True(
                    h.Attributes.Exists("code") && h.Attributes.Exists("name") && h.Attributes.Exists("township_code")
                )
        );
        Assert.Contains(hamlets, h => h.Attributes.Exists("since_road") && h.Attributes.Exists("since_power"));
        Assert.NotEmpty(await TileAsync("areas,hamlets,roads", 6, 50, 27, "areas"));
        Assert.NotEmpty(await TileAsync("areas,hamlets,roads", 6, 50, 27, "roads"));
    }

    [Fact]
    public async Task Since_in_the_tile_is_the_last_change_to_met_in_the_timeline()
    {
        var timeline = (await service.JsonAsync("/api/coverage/timeline")).GetProperty("hamlets");
        var ids = timeline.GetProperty("id").EnumerateArray().Select(i => i.GetInt64()).ToList();
        var lists = timeline
            .GetProperty("verdicts")
            .GetProperty("road")
            .EnumerateArray()
            .Select(l => l.EnumerateArray().Select(v => v.GetInt32()).ToArray())
            .ToList();
        foreach (var hamlet in await TileAsync("hamlets", 6, 50, 27, "hamlets"))
        {
            var list = lists[
                ids.IndexOf(Convert.ToInt64(hamlet.Attributes["id"], System.Globalization.CultureInfo.InvariantCulture))
            ];
            Assert.Equal(
                list[^1] == 1 ? list[^2] : null,
                hamlet.Attributes.Exists("since_road")
                    ? Convert.ToInt32(
                        hamlet.Attributes["since_road"],
                        System.Globalization.CultureInfo.InvariantCulture
                    )
                    : (int?)null
            );
        }
    }

    [Fact]
    public async Task TileJSON_and_style_refer_only_to_this_service()
    {
        var tileJson = await service.JsonAsync("/tiles/hamlets,roads.json");
        Assert.Equal("3.0.0", tileJson.GetProperty("tilejson").GetString());
        Assert.StartsWith(service.Url, tileJson.GetProperty("tiles")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains("合成演示数据", tileJson.GetProperty("description").GetString(), StringComparison.Ordinal);
        var fields = tileJson
            .GetProperty("vector_layers")[0]
            .GetProperty("fields")
            .EnumerateObject()
            .Select(f => f.Name)
            .ToList();
        Assert.All(
            (await TileAsync("hamlets", 6, 50, 27, "hamlets"))
                .SelectMany(h => h.Attributes.GetNames())
                .Distinct()
                .Where(n => n != "id"),
            n => Assert.Contains(n, fields)
        );
        Assert.Contains("since_power", fields);
        var style = (await service.JsonAsync("/tiles/style.json")).GetRawText();
        Assert.DoesNotContain("glyphs", style, StringComparison.Ordinal);
        Assert.All(
            System.Text.RegularExpressions.Regex.Matches(style, "https?://[^/\"]+"),
            m => Assert.StartsWith(m.Value, service.Url, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Only_a_changed_tile_is_sent_again()
    {
        using var first = await service.Client.GetAsync("/tiles/sites/7/101/54.mvt", Token);
        using HttpRequestMessage again = new(HttpMethod.Get, "/tiles/sites/7/101/54.mvt")
        {
            Headers = { IfNoneMatch = { first.Headers.ETag! } },
        };
        Assert.Equal(HttpStatusCode.NotModified, (await service.Client.SendAsync(again, Token)).StatusCode);
        await service.Database.RunAsync("update longlin.sites set name = name || '改' where code = 'S45103101'");
        await Task.Delay(600, Token); // a second is promised
        using HttpRequestMessage changed = new(HttpMethod.Get, "/tiles/sites/7/101/54.mvt")
        {
            Headers = { IfNoneMatch = { first.Headers.ETag! } },
        };
        Assert.Equal(HttpStatusCode.OK, (await service.Client.SendAsync(changed, Token)).StatusCode);
    }

    [Fact]
    public async Task The_reference_page_and_the_OpenAPI_document_describe_the_routes()
    {
        var paths = (await service.JsonAsync("/openapi.json"))
            .GetProperty("paths")
            .EnumerateObject()
            .Select(p => p.Name)
            .ToList();
        Assert.Contains("/api/coverage/gaps", paths);
        Assert.Contains("/tiles/{layers}/{z}/{x}/{y}.mvt", paths);
        Assert.Contains(
            "<html",
            await service.Client.GetStringAsync("/docs/", Token),
            StringComparison.OrdinalIgnoreCase
        );
    }
}

public class FreshnessTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task An_edit_by_psql_appears_in_the_answers_by_itself()
    {
        var gap = (
            await service.JsonAsync(
                "/api/coverage/gaps?service=road&minHouseholds=20&asOf=2019-12-31&verdict=not_met&limit=1"
            )
        )
            .GetProperty("items")[0]
            .GetProperty("code")
            .GetString();
        // A road right past the hamlet that is its own way out of the county.
        await service.Database.RunAsync(
            $"""
            insert into longlin.roads (code, class, surface, external_link, geom)
            select 'NEW', 'C', 'concrete', true, st_makeline(st_translate(geom, -0.001, 0),
              st_translate(geom, 0.001, 0)) from longlin.hamlets where code = '{gap}'
            """
        );
        for (var i = 0; i < 100; i++)
        {
            var verdict = (await service.JsonAsync($"/api/hamlets/{gap}/coverage?asOf=2019-12-31"))
                .GetProperty("services")[0]
                .GetProperty("verdict")
                .GetString();
            if (verdict == "met")
                return;
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        Assert.Fail("The edit was not seen within twenty seconds.");
    }
}
