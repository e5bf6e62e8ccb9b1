using System.Net;
using System.Net.Http.Json;
using Longlin.Geo.Coverage.Timelines;
using Longlin.Geo.Model;
using Longlin.Geo.Planning;
using NetTopologySuite.Geometries;
using Npgsql;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>What a closure, an opening or a new road would change.</summary>
public sealed class WhatIfTests(TestCluster cluster, RunningService service) : IClassFixture<RunningService>
{
    private static readonly DateOnly Day = new(2019, 6, 30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
        var county = await StoredCounty.ReadAsync(database, Day);
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

        var after = Met(await StoredCounty.ReadAsync(database, Day));
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
        var county = await StoredCounty.ReadAsync(database, Day);
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
}
