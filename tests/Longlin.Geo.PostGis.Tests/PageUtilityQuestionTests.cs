using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using static Longlin.Geo.PostGis.Tests.PageWalk;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// The bureaus' questions of water, power, telecom and relocation, walked as in <see cref="PageQuestionTests"/>.
/// </summary>
public sealed class PageUtilityQuestionTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<List<JsonElement>> ItemsAsync(string path) =>
        [.. (await service.JsonAsync(path)).GetProperty("items").EnumerateArray()];

    [Fact]
    public async Task Q8_Poor_persons_without_safe_water_by_failing_indicator()
    {
        await using var walk = await StartAsync(service, "/#date=2018-12-31");
        await walk.TopicAsync("poor-water");
        var all = (
            await service.JsonAsync("/api/coverage/gaps?rule=WATER-POOR&asOf=2018-12-31&verdict=not_met&limit=1")
        ).GetProperty("totals");
        await walk.SaysAsync(
            $"{N(all.GetProperty("poorPopulation"))} 名贫困人口饮水不安全（{N(all.GetProperty("hamlets"))} 个自然屯）"
        );
        List<string> expected = [];
        foreach (
            var (indicator, word) in ((string, string)[])
                [
                    ("water_quantity", "水量"),
                    ("water_quality", "水质"),
                    ("water_access", "取水"),
                    ("water_assurance", "保证率"),
                ]
        )
        {
            var totals = (
                await service.JsonAsync(
                    $"/api/coverage/gaps?rule=WATER-POOR&asOf=2018-12-31&verdict=not_met&limit=1&indicator={indicator}"
                )
            ).GetProperty("totals");
            var unknown = (
                await service.JsonAsync(
                    $"/api/coverage/gaps?rule=WATER-POOR&asOf=2018-12-31&verdict=unknown&limit=1&indicator={indicator}"
                )
            ).GetProperty("totals");
            expected.Add(
                $"{word} {N(totals.GetProperty("hamlets"))} {N(totals.GetProperty("households"))} "
                    + $"{N(totals.GetProperty("poorPopulation"))} {N(unknown.GetProperty("poorPopulation"))}"
            );
        }

        Assert.Equal(expected, (await walk.RowsAsync()).Select(r => string.Join(' ', r)));
        await walk.ShotAsync("question-8");
    }

    [Fact]
    public async Task Q10_The_five_kinds_of_small_water_works_by_state_and_households()
    {
        await using var walk = await StartAsync(service, "/#date=2018-12-31");
        await walk.TopicAsync("small-works");
        await walk.SaysAsync("共");
        var items = await ItemsAsync("/api/water/small-works?asOf=2018-12-31");
        Assert.NotEmpty(items);
        Assert.Equal(
            items.Select(i =>
                $"{N(i.GetProperty("count"))} {N(i.GetProperty("capacityM3PerDay"))} "
                + $"{N(i.GetProperty("capacityUnknown"))} {N(i.GetProperty("householdsNear"))}"
            ),
            (await walk.RowsAsync()).Select(r => string.Join(' ', r[2..]))
        );
        await walk.ShotAsync("question-10");
    }

    [Fact]
    public async Task Q11_Unsafe_reservoirs_and_the_hamlets_downstream()
    {
        await using var walk = await StartAsync(service, "/#date=2018-12-31");
        await walk.TopicAsync("reservoirs");
        var items = await ItemsAsync("/api/water/reservoirs?asOf=2018-12-31");
        await walk.SaysAsync($"{items.Count} 座病险水库");
        Assert.NotEmpty(items);
        Assert.Equal(
            items.Select(i =>
                $"{Text(i.GetProperty("name"))} {Text(i.GetProperty("dangerClass"))} "
                + $"{N(i.GetProperty("hamlets"))} {N(i.GetProperty("households"))} "
                + $"{N(i.GetProperty("population"))} {N(i.GetProperty("hamletsUnknown"))}"
            ),
            (await walk.RowsAsync()).Select(r => string.Join(' ', r))
        );
        await walk.ShotAsync("question-11");
    }

    [Fact]
    public async Task Q12_Hamlets_without_electricity_their_transformer_and_the_cheapest_option()
    {
        await using var walk = await StartAsync(service, "/#date=2018-12-31");
        await walk.TopicAsync("power-options");
        var items = await ItemsAsync("/api/power/options?asOf=2018-12-31&minHouseholds=20&verdict=not_met");
        await walk.SaysAsync($"{items.Count} 个自然屯未通电（20 户以上）");
        Assert.NotEmpty(items);
        var choices = new Dictionary<string, string>
        {
            ["grid"] = "接网",
            ["off_grid"] = "离网",
            ["—"] = "—",
        };
        Assert.Equal(
            items
                .Take(300)
                .Select(i =>
                    $"{Text(i.GetProperty("name"))} {N(i.GetProperty("households"))} "
                    + $"{Text(i.GetProperty("transformer"))} {N(i.GetProperty("transformerM"))} "
                    + $"{Wan(i.GetProperty("gridYuan"))} {Wan(i.GetProperty("offGridYuan"))} "
                    + $"{choices[Text(i.GetProperty("choice"))]}"
                ),
            (await walk.RowsAsync()).Select(r => string.Join(' ', (string[])[r[0], .. r[2..]]))
        );
        await walk.ShotAsync("question-12");
    }

    [Fact]
    public async Task Q13_Old_transformers_in_poor_villages_and_kVA_per_household()
    {
        await using var walk = await StartAsync(service, "/#date=2018-12-31");
        await walk.TopicAsync("transformers");
        var items = await ItemsAsync("/api/power/transformers?asOf=2018-12-31&poorOnly=true&limit=10000");
        await walk.SaysAsync($"贫困村变压器 {items.Count.ToString("#,0", CultureInfo.InvariantCulture)} 台");
        Assert.NotEmpty(items);
        Assert.Equal(
            items
                .Take(300)
                .Select(i =>
                    $"{Text(i.GetProperty("name"))} {Text(i.GetProperty("ageYears"))} "
                    + $"{N(i.GetProperty("capacityKva"))} {N(i.GetProperty("households"))} "
                    + $"{Text(i.GetProperty("kvaPerHousehold"))}"
                ),
            (await walk.RowsAsync()).Select(r => string.Join(' ', (string[])[r[0], .. r[2..]]))
        );
        await walk.ShotAsync("question-13");
    }

    [Fact]
    public async Task Q14_Hamlets_without_broadband_fibre_to_connect_all_and_the_next_ten()
    {
        await using var walk = await StartAsync(service, "/#date=2018-12-31");
        await walk.Page.SelectOptionAsync("#rule", "BB-H-ALL");
        await walk.TopicAsync("extension");
        var answer = await service.JsonAsync(
            "/api/network/broadband/extension?asOf=2018-12-31&minHouseholds=1&next=10"
        );
        await walk.SaysAsync(
            $"{N(answer.GetProperty("hamlets"))} 个自然屯未通宽带，接通 {N(answer.GetProperty("joinable"))} 个至少需光纤 "
                + $"{N(answer.GetProperty("metres"))} 米"
        );
        await Assertions.Expect(walk.Page.Locator("#gap-count")).ToHaveTextAsync(N(answer.GetProperty("hamlets")));
        Assert.Equal(
            answer
                .GetProperty("next")
                .EnumerateArray()
                .Select(i =>
                    $"{Text(i.GetProperty("name"))} {N(i.GetProperty("households"))} "
                    + $"{N(i.GetProperty("metres"))} {Wan(i.GetProperty("costYuan"))}"
                ),
            (await walk.RowsAsync()).Select(r => $"{r[0]} {r[2]} {r[4]} {r[5]}")
        );
        await walk.ShotAsync("question-14");
    }

    [Fact]
    public async Task Q16_Candidates_to_move_with_the_cost_of_serving_in_place_against_moving()
    {
        await using var walk = await StartAsync(service, "/#date=2018-12-31");
        await walk.Page.ClickAsync("#relocation-open");
        var answer = await service.JsonAsync("/api/relocation/candidates?asOf=2018-12-31&limit=200");
        await Assertions
            .Expect(walk.Page.Locator("#relocation [data-part=candidates]"))
            .ToContainTextAsync(
                $"建议搬迁 {N(answer.GetProperty("totals").GetProperty("recommended"))} 个屯",
                new() { Timeout = 30_000 }
            );
        var rows = await walk.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('#relocation [data-part=candidates] tr')].slice(1).map(r => "
                + "`${r.cells[1].textContent} ${r.cells[3].textContent}`)"
        );
        Assert.Equal(
            answer
                .GetProperty("items")
                .EnumerateArray()
                .Select(i =>
                    $"{N(i.GetProperty("households"))} "
                    + $"{(i.GetProperty("servingComplete").GetBoolean() ? "" : "≥ ")}"
                    + $"{Wan(i.GetProperty("servingYuanPerHousehold"))} / "
                    + $"{Wan(i.GetProperty("movingYuanPerHousehold"))}"
                ),
            rows
        );
        await walk.ShotAsync("question-16");
    }

    [Fact]
    public async Task Q18_Which_site_the_households_go_to_and_what_limits_it()
    {
        await using var walk = await StartAsync(service, service.Link("#date=2018-12-31"));
        await walk.TopicAsync("assign");
        await walk.Page.ClickAsync("#topics [type=submit]");
        using StringContent body = new("""{"asOf":"2018-12-31","timeLimitS":30}""", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/sites/assign")
        {
            Content = body,
            Headers = { Authorization = new("Bearer", "secret") },
        };
        using var posted = await service.Client.SendAsync(request, Token);
        var job = JsonDocument.Parse(await posted.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.True(posted.IsSuccessStatusCode, job.ToString());
        while (job.GetProperty("finishedAt").ValueKind == JsonValueKind.Null)
            job = await service.JsonAsync($"/api/jobs/{job.GetProperty("id").GetString()}");
        var result = job.GetProperty("result");
        await walk.SaysAsync($"{N(result.GetProperty("hamlets"))} 个自然屯 {N(result.GetProperty("persons"))} 人");
        Assert.Equal(
            result
                .GetProperty("assignment")
                .EnumerateArray()
                .Take(300)
                .Select(i =>
                    $"{Text(i.GetProperty("hamletName"))} {Text(i.GetProperty("siteName"))} "
                    + $"{N(i.GetProperty("households"))} {N(i.GetProperty("persons"))} "
                    + $"{N(i.GetProperty("distanceM"))}"
                ),
            (await walk.RowsAsync()).Select(r => string.Join(' ', r))
        );
        Assert.Equal(
            result
                .GetProperty("limits")
                .EnumerateArray()
                .Select(i =>
                    $"{Text(i.GetProperty("name"))} {N(i.GetProperty("room"))} {N(i.GetProperty("assigned"))} "
                    + $"{N(i.GetProperty("free"))}"
                ),
            (await walk.RowsAsync("#topics-table table >> nth=1")).Select(r => $"{r[0]} {r[2]} {r[3]} {r[4]}")
        );
        await walk.ShotAsync("question-18");
        Assert.Empty(walk.Faults);
    }

    [Fact]
    public async Task Q19_Vacated_hamlets_their_red_lines_and_what_was_built_inside()
    {
        await service.Database.RunAsync(
            "update longlin.hamlets set status = 'closed', closed_on = '2018-03-01' "
                + "where id in (select id from longlin.hamlets where status = 'open' "
                + "and st_dimension(geom) = 0 order by id limit 2)"
        );
        await service.Database.RunAsync(
            "insert into longlin.zones (code, name, kind, status, geom) "
                + "select 'V-TEST', '搬出地', 'vacated', 'open', st_buffer(geom, 0.002) from longlin.hamlets "
                + "where status = 'closed' and closed_on = '2018-03-01' order by id limit 1"
        );
        await using var walk = await StartAsync(service, "/#date=2018-12-31");
        await walk.Page.ClickAsync("#relocation-open");
        var items = await ItemsAsync("/api/relocation/red-lines?asOf=2018-12-31");
        await Assertions
            .Expect(walk.Page.Locator("#relocation [data-part=red-lines]"))
            .Not.ToBeEmptyAsync(new() { Timeout = 30_000 });
        var rows = await walk.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('#relocation [data-part=red-lines] tr')].slice(1).map(r => "
                + "`${r.cells[1].textContent} ${r.cells[2].textContent}`)"
        );
        Assert.NotEmpty(items);
        Assert.Equal(items.Select(i => $"{Area(i)} {Forbidden(i)}"), rows);
        await walk.ShotAsync("question-19");

        static string Area(JsonElement i) =>
            i.GetProperty("drawn").ValueKind != JsonValueKind.True ? "生成红线"
            : i.GetProperty("areaMu").ValueKind == JsonValueKind.Null ? "✓"
            : $"{i.GetProperty("areaMu").GetDouble().ToString("0.0", CultureInfo.InvariantCulture)} 亩";

        static string Forbidden(JsonElement i) =>
            i.GetProperty("forbidden").ValueKind == JsonValueKind.Null
                ? "—"
                : string.Join(
                    ' ',
                    i.GetProperty("forbidden").EnumerateArray().Select(f => f.GetProperty("code").GetString())
                );
    }
}
