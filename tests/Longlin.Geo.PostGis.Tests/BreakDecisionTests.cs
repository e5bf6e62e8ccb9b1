using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>A suspected break over HTTP: unknown, confirmed, undone, refused.</summary>
public sealed class BreakDecisionTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Breaks = "/api/network/road/breaks";
    private const string Id = "BR1@end~BR2";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_break_is_previewed_confirmed_undone_and_refused_and_the_verdict_follows()
    {
        await DrawAsync("BR", "451031999", 104);
        Assert.Equal("unknown suspected_break", await VerdictAsync());
        var totals = (await service.JsonAsync($"{Gaps}&minHouseholds=20")).GetProperty("totals");
        Assert.Equal(1, totals.GetProperty("unknownByBreaks").GetInt32());
        var open = await FindAsync();
        Assert.Equal(
            ("open", 61, 1, "apart"),
            (
                open.GetProperty("state").GetString(),
                open.GetProperty("households").GetInt32(),
                open.GetProperty("placeCount").GetInt32(),
                open.GetProperty("reasons")[0].GetString()
            )
        );
        Assert.InRange(open.GetProperty("missingMetres").GetDouble(), 18, 23);

        var (status, preview) = await DecideAsync("confirm", $$"""{"ids": ["{{Id}}"], "dryRun": true}""");
        Assert.Equal((HttpStatusCode.OK, JsonValueKind.Null), (status, preview.GetProperty("import").ValueKind));
        var effect = Assert.Single(preview.GetProperty("items").EnumerateArray());
        Assert.Equal(
            ("BRH", "unknown", "met"),
            (
                effect.GetProperty("code").GetString(),
                effect.GetProperty("before").GetString(),
                effect.GetProperty("after").GetString()
            )
        );
        Assert.Equal("unknown suspected_break", await VerdictAsync());

        var (_, confirmed) = await DecideAsync("confirm", $$"""{"ids": ["{{Id}}"], "reason": "实地核查"}""");
        Assert.Equal("met served", await VerdictAsync());
        var decided = await FindAsync();
        Assert.Equal(
            ("confirmed", "admin", "实地核查"),
            (
                decided.GetProperty("state").GetString(),
                decided.GetProperty("decidedBy").GetString(),
                decided.GetProperty("note").GetString()
            )
        );
        // It stands in the list of imports and is undone like one.
        var import = confirmed.GetProperty("import").GetInt64();
        (status, _) = await service.PostAsync($"/api/imports/{import}/undo", "{}", token: true);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("unknown suspected_break", await VerdictAsync());
        Assert.Equal("open", (await FindAsync()).GetProperty("state").GetString());

        (status, _) = await service.PostAsync(
            $"{Breaks}/{Uri.EscapeDataString(Id)}/refuse",
            """{"reason": "隔着河"}""",
            token: true
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("not_met ", await VerdictAsync(), StringComparison.Ordinal);
        Assert.Equal("refused", (await FindAsync()).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("""{"reason": "看过"}""", HttpStatusCode.BadRequest, "ids")]
    [InlineData("""{"ids": [], "reason": "看过"}""", HttpStatusCode.BadRequest, "ids")]
    [InlineData("""{"ids": ["nothing@end~here"], "reason": "看过"}""", HttpStatusCode.NotFound, "ids")]
    [InlineData("""{"ids": ["nothing@end~here"]}""", HttpStatusCode.BadRequest, "reason")]
    [InlineData("""{"ids": [null], "reason": "看过"}""", HttpStatusCode.BadRequest, "$.ids[0]")]
    [InlineData("""{"ids": ["x"], "because": "看过"}""", HttpStatusCode.BadRequest, "$.because")]
    public async Task A_wrong_decision_is_refused_by_name(string body, HttpStatusCode expected, string parameter)
    {
        var (status, answer) = await DecideAsync("refuse", body);
        Assert.Equal((expected, parameter), (status, answer.GetProperty("parameter").GetString()));
    }

    [Fact]
    public async Task Only_who_may_change_the_links_decides()
    {
        var (status, _) = await service.PostAsync($"{Breaks}/confirm", """{"ids": ["x"]}""");
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        var power = await Store.UserList.AddAsync(service.Database, "电力员", "power", null, null, Token);
        using HttpRequestMessage request = new(HttpMethod.Post, $"{Breaks}/confirm")
        {
            Content = new StringContent("""{"ids": ["x"], "reason": "看过"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", power);
        using var response = await service.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await service.PostAsync("/api/network/clinic/breaks/confirm", """{"ids": ["x"]}""", token: true)).Status
        );
    }

    private const string Gaps = "/api/coverage/gaps?service=road&asOf=2018-12-31&area=451031999";

    private Task<(HttpStatusCode Status, JsonElement Body)> DecideAsync(string word, string body) =>
        service.PostAsync($"{Breaks}/{word}", body, token: true);

    private async Task<JsonElement> FindAsync() =>
        (await service.JsonAsync($"{Breaks}?asOf=2018-12-31&limit=10000"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(b => b.GetProperty("id").GetString() == Id);

    private async Task<string> VerdictAsync()
    {
        await service.UntilComputedAsync();
        var hamlet = (await service.JsonAsync($"{Gaps}&minHouseholds=20&verdict=met,not_met,unknown"))
            .GetProperty("items")
            .EnumerateArray()
            .Single();
        return $"{hamlet.GetProperty("verdict").GetString()} {hamlet.GetProperty("reason").GetString()}";
    }

    [Fact]
    public async Task The_page_marks_previews_confirms_and_takes_back()
    {
        await DrawAsync("BP", "451031998", 103);
        await service.UntilComputedAsync();
        await using var walk = await PageWalk.StartAsync(service, service.Link("#date=2018-12-31"));
        var page = walk.Page;
        await walk.TopicAsync("breaks", "road");
        await walk.SaysAsync("待核实");
        var row = page.Locator("#topics-table tr", new() { HasText = "BP1 — BP2" });
        await Assertions.Expect(page.Locator(".decide button >> nth=1")).ToBeDisabledAsync();
        await row.Locator("input").CheckAsync();
        await page.ClickAsync(".decide button >> nth=0");
        var says = page.Locator(".decide p");
        await Assertions.Expect(says).ToContainTextAsync("BPH 未知 → 已通", new() { Timeout = 30_000 });
        // A decision needs its reason.
        await page.ClickAsync(".decide button >> nth=1");
        await Assertions.Expect(says).ToContainTextAsync("理由", new() { Timeout = 30_000 });
        Assert.Empty(await PageWalk.BarriersAsync(page));
        await page.FillAsync(".decide input", "实地核查");
        await page.ClickAsync(".decide button >> nth=1");
        await Assertions.Expect(row).ToContainTextAsync("已确认相通", new() { Timeout = 30_000 });
        await Assertions.Expect(row).ToContainTextAsync("admin实地核查");
        await says.Locator("button").ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("待核实", new() { Timeout = 30_000 });
        await row.Locator("button").ClickAsync();
        Assert.Empty(walk.Faults);
    }

    // A township of its own far from all others: a road from its seat, and 20 m on another to a hamlet.
    private Task DrawAsync(string name, string township, int lon) =>
        service.Database.RunAsync(
            $"""
            insert into longlin.areas (code, name, level, seat_lon, seat_lat)
            values ('{township}', '断镇', 'township', {lon}, 23.8);
            insert into longlin.roads (code, class, surface, status, opened_on, surfaced_on, geom)
            select x.code, 'C', 'concrete', 'open', date '2010-01-01', date '2010-01-01',
              st_setsrid(st_makeline(st_makepoint({lon} + x.a, 23.8), st_makepoint({lon} + x.b, 23.8)), 4490)
            from (values ('{name}1', 0, 0.01), ('{name}2', 0.0102, 0.02)) as x(code, a, b);
            insert into longlin.hamlets (code, village_code, households, geom)
            values ('{name}H', '{township}201', 61, st_setsrid(st_makepoint({lon} + 0.02, 23.8), 4490));
            """
        );
}
