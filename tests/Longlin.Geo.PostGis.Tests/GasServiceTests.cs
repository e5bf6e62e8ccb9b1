using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Longlin.Geo.Coverage.Ways;
using Longlin.Geo.Model;
using Longlin.Geo.Relocation.Moving;
using Longlin.Geo.Rules.Standards;
using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>A new service is data alone: gas, from the import to the map, on copies of <c>data/</c> and
/// <c>tiles/</c>.</summary>
public sealed partial class GasServiceTests(GasService gas) : IClassFixture<GasService>
{
    private static readonly DateOnly Day = new(2019, 6, 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gas_is_imported_asked_supposed_and_built_by_data_alone()
    {
        var (served, planned) = await PairAsync();
        await gas.ImportAsync(
            "gas",
            Asset("GAS-S", "station", Point(served.Lon + 0.02, served.Lat)),
            Asset("GAS-V1", "valve", Point(served.Lon + 0.001, served.Lat)),
            Asset("GAS-P1", "pipe", Line(served.Lon + 0.02, served.Lat, served.Lon + 0.001, served.Lat)),
            Asset("GAS-V2", "valve", Point(planned.Lon + 0.001, planned.Lat), "planned"),
            Asset("GAS-P2", "pipe", Line(served.Lon + 0.001, served.Lat, planned.Lon + 0.001, planned.Lat), "planned")
        );
        await gas.ImportAsync(
            "works",
            (
                Point(planned.Lon, planned.Lat),
                new()
                {
                    ["code"] = "GAS-W",
                    ["name"] = "燃气下乡",
                    ["status"] = "building",
                    ["kind"] = "gas",
                    ["bureau"] = "gas",
                    ["starts_on"] = "2018-01-01",
                    ["due_on"] = "2018-12-31",
                    ["assets"] = "GAS-P2,GAS-V2",
                }
            )
        );
        await gas.Running.UntilComputedAsync();

        // Gaps, with the price of the data.
        var gaps = await GapsAsync(Day);
        Assert.DoesNotContain(served.Code, gaps.Keys);
        var gap = gaps[planned.Code];
        Assert.Equal("not_met", gap.GetProperty("verdict").GetString());
        var metres = (
            Upgrade: gap.GetProperty("metresToUpgrade").GetDouble(),
            Build: gap.GetProperty("metresToBuild").GetDouble()
        );
        Assert.InRange(metres.Build, 100, 20_000);
        Assert.Equal(50 * metres.Upgrade + 150 * metres.Build, gap.GetProperty("costYuan").GetDouble(), 10.0);
        var listed = await gas.CommandAsync("gaps", "--rule", "GAS-H20", "--as-of", "2019-06-01", "--format", "json");
        Assert.Equal(
            gaps.Count,
            JsonDocument.Parse(listed).RootElement.GetProperty("totals").GetProperty("hamlets").GetInt32()
        );

        // Explain, in the service's own words.
        Assert.Contains(
            "未通燃气：距已通网络",
            await gas.CommandAsync("explain", planned.Code, "--as-of", "2019-06-01"),
            StringComparison.Ordinal
        );
        var explained = await StandingAsync(served.Code);
        Assert.Equal(("met", "piped gas"), (Text(explained, "verdict"), Text(explained.GetProperty("title"), "en")));

        // Progress.
        var rule = await ProgressAsync(Day);
        Assert.Equal(gaps.Count, rule.GetProperty("notMet").GetInt32() + rule.GetProperty("unknown").GetInt32());
        Assert.True(rule.GetProperty("met").GetInt32() >= 1);

        // What if the planned assets were open?
        using StringContent supposed = new(
            """
            {"asOf":"2019-06-01","opened":[{"layer":"gas","code":"GAS-P2"},{"layer":"gas","code":"GAS-V2"}]}
            """,
            Encoding.UTF8,
            "application/json"
        );
        using var answer = await gas.Running.Client.PostAsync("/api/what-if", supposed, Token);
        var effect = JsonDocument
            .Parse(await answer.Content.ReadAsStringAsync(Token))
            .RootElement.GetProperty("services")
            .EnumerateArray()
            .Single(s => Text(s, "service") == "gas");
        var gain = effect.GetProperty("gain").EnumerateArray().Select(g => Text(g, "code")!).ToHashSet();
        Assert.Contains(planned.Code, gain);

        // The work is finished: what was supposed is so, from that day on.
        await gas.CommandAsync("works", "finish", "GAS-W", "--finished-on", "2019-06-30");
        Assert.Equal(
            "open 2019-06-30,open 2019-06-30",
            await gas.Database.ScalarAsync<string>(
                "select string_agg(status || ' ' || opened_on, ',') from longlin.gas where code in ('GAS-P2', 'GAS-V2')"
            )
        );
        await gas.Running.UntilComputedAsync();
        Assert.Contains(planned.Code, (await GapsAsync(new(2019, 6, 29))).Keys);
        var after = await GapsAsync(new(2019, 6, 30));
        Assert.Equal(gaps.Keys.Except(gain).Order(), after.Keys.Order());
        Assert.Equal(
            rule.GetProperty("met").GetInt32() + gaps.Keys.Intersect(gain).Count(),
            (await ProgressAsync(new(2019, 6, 30))).GetProperty("met").GetInt32()
        );
    }

    [Fact]
    public async Task A_user_with_the_role_gas_writes_the_gas_layer_and_no_other()
    {
        var token = (await gas.CommandAsync("user", "add", "gasman", "--role", "gas")).Trim();
        foreach (var layer in gas.Database.Catalog.Layers)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, $"/ogc/collections/{layer.Name}/items")
            {
                Content = new StringContent(
                    """
                    {"type":"Feature","geometry":{"type":"Point","coordinates":[105.1,24.6]},
                     "properties":{"code":"GAS-USER","kind":"valve"}}
                    """,
                    Encoding.UTF8,
                    "application/geo+json"
                ),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await gas.Running.Client.SendAsync(request, Token);
            Assert.Equal(
                (layer.Name, layer.Name == "gas" ? HttpStatusCode.Created : HttpStatusCode.Forbidden),
                (layer.Name, response.StatusCode)
            );
        }

        using HttpRequestMessage who = new(HttpMethod.Get, "/api/caller");
        who.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var caller = await gas.Running.Client.SendAsync(who, Token);
        Assert.Equal(
            ["gas"],
            JsonDocument
                .Parse(await caller.Content.ReadAsStringAsync(Token))
                .RootElement.GetProperty("layers")
                .EnumerateArray()
                .Select(l => Text(l, "layer"))
        );
        // A role that no layer names is none.
        var refused = await Assert.ThrowsAsync<UsageException>(() =>
            Store.UserList.AddAsync(gas.Database, "nobody", "steam", null, null, Token)
        );
        Assert.Contains("viewer, gas, inspector", refused.Text.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_price_of_a_new_service_changes_no_candidate_for_relocation()
    {
        var before = await CandidatesAsync(TestCluster.Standard);
        Assert.True(before.Count > 20);
        Assert.Equal(before, await CandidatesAsync(gas.Standard));
        // Where the county lists it, it counts: no hamlet of the list has gas.
        var rules = gas.Standard.Relocating!;
        var serving = rules.Candidates.Serving with { Services = [.. rules.Candidates.Serving.Services, "gas"] };
        var listed = gas.Standard with
        {
            Relocating = rules with { Candidates = rules.Candidates with { Serving = serving } },
        };
        Assert.NotEqual(before, await CandidatesAsync(listed));

        async Task<List<string>> CandidatesAsync(Standard standard) =>
            [
                .. (
                    await CandidateQuery.RunAsync(
                        new WayStore(gas.Database, standard, TimeProvider.System),
                        "451031",
                        new(2019, 12, 31),
                        null,
                        Token
                    )
                ).Select(c =>
                    JsonSerializer.Serialize(
                        new
                        {
                            c.Hamlet.Code,
                            c.Tests,
                            c.Serving,
                            c.ServingYuanPerHousehold,
                            c.MovingYuanPerHousehold,
                        }
                    )
                ),
            ];
    }

    [Fact]
    public void Nothing_in_the_sources_knows_gas()
    {
        var root = Path.Combine(ProjectRoot.Find(), "src");
        Assert.Empty(
            Directory
                .EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Where(f => Source().IsMatch(f) && !BuildFolder().IsMatch(Path.GetRelativePath(root, f)))
                .Where(f => Gas().IsMatch(File.ReadAllText(f)))
                .Select(f => Path.GetRelativePath(root, f))
        );
    }

    [Fact]
    public async Task The_page_of_a_gas_user_has_switch_legend_snapping_and_form_of_gas()
    {
        // Away from any hamlet's dot, at a place whose coordinates a coarse tile would round.
        const double lon = 105.2123456,
            lat = 24.7123456;
        await gas.ImportAsync(
            "gas",
            Asset("GAS-M1", "station", Point(lon - 0.004, lat)),
            Asset("GAS-M2", "pipe", Line(lon - 0.004, lat, lon, lat))
        );
        var token = (await gas.CommandAsync("user", "add", "gaspage", "--role", "gas")).Trim();
        var (playwright, browser) = await PageBrowser.OpenAsync();
        using var closing = playwright;
        await using var open = browser;
        var page = await browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = 1366, Height = 768 },
                ExtraHTTPHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" },
            }
        );
        List<string> faults = [];
        page.PageError += (_, e) => faults.Add(e);
        await page.GotoAsync($"{gas.Running.Url}/#service=gas&date=2019-06-30");
        await page.WaitForSelectorAsync("body[data-ready=true]", new() { Timeout = 90_000 });

        // The question.
        await Assertions.Expect(page.Locator("#services input[value=gas]")).ToBeCheckedAsync();
        await Assertions.Expect(page.Locator("#gap-words")).ToContainTextAsync("通燃气");

        // Switch, legend, colour.
        await page.ClickAsync("#layers-open");
        var label = page.Locator("#layers label.gas");
        await Assertions.Expect(label).ToHaveTextAsync("燃气管网");
        Assert.Equal(
            "rgb(176, 55, 140)",
            await label.Locator("i").EvaluateAsync<string>("i => getComputedStyle(i).backgroundColor")
        );
        var keys = page.Locator("#layers .more[data-of=gas]");
        await Assertions.Expect(keys).ToBeHiddenAsync();
        await page.CheckAsync("#layers input[data-layers=gas]");
        await Assertions.Expect(keys.Locator("span")).ToHaveTextAsync(["燃气管道", "门站和阀室"]);
        await page.EvaluateAsync(
            "([lon, lat]) => { window.longlin.map.jumpTo({ center: [lon, lat], zoom: 15 }); return new Promise(done => "
                + "window.longlin.map.once('idle', () => done())); }",
            new[] { lon, lat }
        );
        Assert.Equal(
            ["gas-pipe", "gas-valve"],
            await page.EvaluateAsync<string[]>(
                "() => [...new Set(window.longlin.map.queryRenderedFeatures({ layers: ['gas-pipe', 'gas-valve'] })"
                    + ".map(f => f.layer.id))].sort()"
            )
        );
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "gas.png") });

        // Form and snapping.
        await page.ClickAsync("#edit-open");
        await Assertions.Expect(page.Locator("#editor select >> nth=0").Locator("option")).ToHaveTextAsync(["燃气"]);
        await Assertions
            .Expect(page.Locator("#editor [name=kind] option"))
            .ToHaveTextAsync(["", "门站", "管道", "阀室"]);
        await page.SelectOptionAsync("#editor [name=kind]", "pipe");
        await page.FillAsync("#editor [name=code]", "GAS-DRAWN");
        await page.FillAsync("#editor [name=order]", "7");
        await page.FillAsync("#editor [name=inspected_at]", "2019-05-01T09:30");
        await page.SelectOptionAsync("#edit-shape", "linestring");
        await page.ClickAsync("#editor [data-edit=draw]");
        await ClickAtAsync(page, lon, lat, 4);
        await ClickAtAsync(page, lon + 0.004, lat + 0.002, 0);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("米");
        await page.ScreenshotAsync(new() { Path = Path.Combine(PageBrowser.Artifacts, "gas-edit.png") });
        await page.ClickAsync("#editor [data-act=save]");
        await Assertions.Expect(page.Locator("#edit-says")).ToContainTextAsync("已保存", new() { Timeout = 20_000 });
        Assert.Equal(
            "pipe 7 2019-05-01 01:30",
            await gas.Database.ScalarAsync<string>(
                "select kind || ' ' || \"order\" || ' ' || to_char(inspected_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') "
                    + "from longlin.gas where code = 'GAS-DRAWN'"
            )
        );
        Assert.True(
            await gas.Database.ScalarAsync<double>(
                "select st_distance(st_startpoint(d.geom)::geography, st_endpoint(p.geom)::geography) "
                    + "from longlin.gas d, longlin.gas p where d.code = 'GAS-DRAWN' and p.code = 'GAS-M2'"
            ) < 0.01
        );
        // What is stored comes back into the form by the county's clock.
        await Assertions.Expect(page.Locator("#editor [name=inspected_at]")).ToHaveValueAsync("2019-05-01T09:30");
        Assert.Empty(faults);
    }

    private static (string Geometry, Dictionary<string, object?> Properties) Asset(
        string code,
        string kind,
        string geometry,
        string status = "open"
    ) =>
        (
            geometry,
            new()
            {
                ["code"] = code,
                ["kind"] = kind,
                ["status"] = status,
            }
        );

    private static string Point(double lon, double lat) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"type":"Point","coordinates":[{{lon}},{{lat}}]}""");

    private static string Line(double lon, double lat, double toLon, double toLat) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"type":"LineString","coordinates":[[{{lon}},{{lat}}],[{{toLon}},{{toLat}}]]}"""
        );

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    // Two hamlets under the rule that lie a few kilometres from each other.
    private async Task<(
        (string Code, double Lon, double Lat) One,
        (string Code, double Lon, double Lat) Other
    )> PairAsync()
    {
        await using var command = gas.Database.Source.CreateCommand(
            """
            with h as (
              select code, st_x(geom) as lon, st_y(geom) as lat, geom from longlin.hamlets
              where st_geometrytype(geom) = 'ST_Point' and households >= 20 and status = 'open'
                and opened_on is null and closed_on is null
            )
            select a.code, a.lon, a.lat, b.code, b.lon, b.lat from h a
            join h b on a.code < b.code and st_distance(a.geom::geography, b.geom::geography) between 2000 and 6000
            order by a.code, b.code limit 1
            """
        );
        await using var r = await command.ExecuteReaderAsync(Token);
        Assert.True(await r.ReadAsync(Token));
        return ((r.GetString(0), r.GetDouble(1), r.GetDouble(2)), (r.GetString(3), r.GetDouble(4), r.GetDouble(5)));
    }

    private async Task<Dictionary<string, JsonElement>> GapsAsync(DateOnly day) =>
        (await gas.Running.JsonAsync($"/api/coverage/gaps?rule=GAS-H20&asOf={day:yyyy-MM-dd}&limit=10000"))
            .GetProperty("items")
            .EnumerateArray()
            .ToDictionary(i => Text(i, "code")!);

    private async Task<JsonElement> StandingAsync(string hamlet) =>
        (await gas.Running.JsonAsync($"/api/hamlets/{hamlet}/coverage?asOf={Day:yyyy-MM-dd}"))
            .GetProperty("services")
            .EnumerateArray()
            .Single(s => Text(s, "service") == "gas");

    private async Task<JsonElement> ProgressAsync(DateOnly day) =>
        (await gas.Running.JsonAsync($"/api/progress?asOf={day:yyyy-MM-dd}"))
            .GetProperty("rules")
            .EnumerateArray()
            .Single(r => Text(r, "rule") == "GAS-H20");

    private static async Task ClickAtAsync(IPage page, double lon, double lat, int aside)
    {
        var at = await page.EvaluateAsync<double[]>(
            "([lon, lat]) => { const p = window.longlin.map.project([lon, lat]), "
                + "box = document.getElementById('map').getBoundingClientRect(); "
                + "return [p.x + box.left, p.y + box.top]; }",
            new[] { lon, lat }
        );
        await page.Mouse.MoveAsync((float)at[0] - 10, (float)at[1] - 10);
        await page.Mouse.MoveAsync((float)at[0] + aside, (float)at[1] + aside, new() { Steps = 4 });
        await page.Mouse.ClickAsync((float)at[0] + aside, (float)at[1] + aside);
    }

    [GeneratedRegex(@"\.(cs|sql|ts|css|html|json)$")]
    private static partial Regex Source();

    [GeneratedRegex(@"(^|[\\/])(bin|obj|node_modules|wwwroot)[\\/]")]
    private static partial Regex BuildFolder();

    [GeneratedRegex(@"\b[Gg]as\b|燃气")]
    private static partial Regex Gas();
}
