using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MiniExcelLibs;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// Question 17 in one request, with the capacity of sites; and what the relocation jobs give as files. Questions 16 and
/// 18 stand in <see cref="MoveProgressTests"/>, 19 in <see cref="RedLineRelocationTests"/>.
/// </summary>
public sealed class SitingQuestionTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Day = "2019-12-31";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        using var response = await service.Client.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static string Words(JsonElement list) => string.Join(' ', list.EnumerateArray().Select(w => w.GetString()));

    [Fact]
    public async Task Q17_A_drawn_site_has_violations_a_score_by_factor_capacity_and_services_on_the_date()
    {
        var siting = TestCluster.Standard.Siting!;
        // Over the edge of a hazard zone: 300 m and some by 200 m.
        var drawn = await service.Database.ScalarAsync<string>(
            "select st_asgeojson(st_makeenvelope(st_xmax(geom) - 0.001, st_y(c) - 0.001, st_xmax(geom) + "
                + "0.002, st_y(c) + 0.001, 4490), 9) from longlin.zones, st_centroid(geom) c "
                + "where kind = 'hazard' order by id limit 1"
        );
        var site = (
            await PostAsync("/api/sites/score", $$"""{"moveInOn":"{{Day}}","persons":1000000,"geometry":{{drawn}}}""")
        ).GetProperty("sites")[0];
        Assert.Contains(
            "hazard",
            site.GetProperty("violations").EnumerateArray().Select(v => v.GetProperty("kind").GetString())
        );
        Assert.Equal(
            siting.Factors.Select(f => f.Factor),
            site.GetProperty("factors").EnumerateArray().Select(f => f.GetProperty("factor").GetString())
        );
        Assert.Equal(
            1,
            site.GetProperty("factors").EnumerateArray().Sum(f => f.GetProperty("weight").GetDouble()),
            0.001
        );
        Assert.NotEmpty(site.GetProperty("services").EnumerateArray());
        Assert.All(
            site.GetProperty("services").EnumerateArray(),
            s => Assert.Contains(s.GetProperty("verdict").GetString(), (string[])["met", "not_met", "unknown"])
        );
        var capacity = site.GetProperty("capacity");
        var area = await service.Database.ScalarAsync<double>(
            $"select st_area(st_setsrid(st_geomfromgeojson('{drawn}'), 4490)::geography)"
        );
        Assert.Equal((int)(area / siting.SquareMetresPerPerson), capacity.GetProperty("personsByLand").GetInt32());
        Assert.Equal(capacity.GetProperty("personsByLand").GetInt32(), capacity.GetProperty("persons").GetInt32());
        Assert.Equal(
            ("land", "housing capacity_persons school water"),
            (Words(capacity.GetProperty("limitedBy")), Words(capacity.GetProperty("unknown")))
        );
        Assert.False(capacity.GetProperty("enough").GetBoolean());
    }

    [Fact]
    public async Task The_capacity_of_a_listed_site_is_its_tightest_limit_as_in_the_assignment()
    {
        await service.Database.RunAsync(
            "update longlin.sites set school_places = 10 where code = 'S45103102'; update longlin.sites "
                + "set water_l_per_day = null where code = 'S45103103'; update longlin.sites "
                + "set geom = st_setsrid(st_expand(geom, 0.0004), 4490) where code = 'S45103104'"
        );
        var sites = (
            await PostAsync(
                "/api/sites/score",
                $$"""{"asOf":"{{Day}}","persons":5,"sites":["S45103101","S45103102","S45103103","S45103104"]}"""
            )
        )
            .GetProperty("sites")
            .EnumerateArray()
            .ToDictionary(s => s.GetProperty("code").GetString()!, s => s.GetProperty("capacity"));
        var job = await DoneAsync(
            await PostAsync(
                "/api/sites/assign",
                $$"""{"asOf":"{{Day}}","sites":["S45103101","S45103102","S45103103","S45103104"],"timeLimitS":5}"""
            )
        );
        foreach (var limit in job.GetProperty("result").GetProperty("limits").EnumerateArray())
        {
            var capacity = sites[limit.GetProperty("site").GetString()!];
            Assert.Equal(limit.GetProperty("capacity").GetInt32(), capacity.GetProperty("persons").GetInt32());
            Assert.Equal(
                (Words(limit.GetProperty("limitedBy")), Words(limit.GetProperty("unknown"))),
                (Words(capacity.GetProperty("limitedBy")), Words(capacity.GetProperty("unknown")))
            );
        }

        Assert.Equal("school", Words(sites["S45103102"].GetProperty("limitedBy")));
        Assert.Equal("water land", Words(sites["S45103103"].GetProperty("unknown")));
        Assert.Equal("land", Words(sites["S45103104"].GetProperty("limitedBy")));
        // Five find room wherever everything is known; a point has no land, so there nobody can tell.
        Assert.Equal(
            [JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.True],
            ((string[])["S45103101", "S45103103", "S45103104"]).Select(c => sites[c].GetProperty("enough").ValueKind)
        );
    }

    private async Task<JsonElement> DoneAsync(JsonElement job)
    {
        while (job.GetProperty("finishedAt").ValueKind == JsonValueKind.Null)
        {
            await Task.Delay(50, Token);
            job = await service.JsonAsync($"/api/jobs/{job.GetProperty("id").GetString()}");
        }

        return job;
    }

    [Fact]
    public async Task An_assignment_is_available_as_lines_table_and_workbook()
    {
        var job = await DoneAsync(await PostAsync("/api/sites/assign", $$"""{"asOf":"{{Day}}"}"""));
        var (address, assigned) = (
            $"/api/jobs/{job.GetProperty("id").GetString()}/result",
            job.GetProperty("result").GetProperty("assignment").EnumerateArray().ToList()
        );
        Assert.NotEmpty(assigned);
        var lines = await service.JsonAsync($"{address}?f=geojson");
        Assert.True(lines.GetProperty("synthetic").GetBoolean());
        var features = lines.GetProperty("features").EnumerateArray().ToList();
        Assert.Equal(assigned.Count, features.Count);
        foreach (var (feature, row) in features.Zip(assigned))
        {
            Assert.Equal(
                row.GetProperty("hamlet").GetString(),
                feature.GetProperty("properties").GetProperty("hamlet").GetString()
            );
            var ends = (
                "select st_distance(st_startpoint(l.g), h.geom) + st_distance(st_endpoint(l.g), s.geom) "
                + "from longlin.hamlets h, longlin.sites s, (select st_setsrid(st_geomfromgeojson('"
                + $"{feature.GetProperty("geometry").GetRawText()}'), 4490) as g) l "
                + $"where h.code = '{row.GetProperty("hamlet").GetString()}' "
                + $"and s.code = '{row.GetProperty("site").GetString()}'"
            );
            Assert.Equal(0, await service.Database.ScalarAsync<double>(ends), 1e-9);
        }

        var table = (await service.Client.GetStringAsync($"{address}?f=csv", Token)).TrimEnd().Split('\n');
        Assert.Equal(assigned.Count + 1, table.Length);
        Assert.All(table.Skip(1), row => Assert.Contains("合成演示数据", row, StringComparison.Ordinal));
        using MemoryStream workbook = new(await service.Client.GetByteArrayAsync($"{address}?f=xlsx", Token));
        Assert.Equal(
            assigned.Sum(a => a.GetProperty("persons").GetInt32()),
            MiniExcel
                .Query(workbook, useHeaderRow: true)
                .Cast<IDictionary<string, object>>()
                .Sum(r => Convert.ToInt32(r["人数"], CultureInfo.InvariantCulture))
        );
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Client.GetAsync($"{address}?f=shp", Token)).StatusCode);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await service.Client.GetAsync("/api/jobs/none/result", Token)).StatusCode
        );
    }

    [Fact]
    public async Task Suggested_land_is_returned_as_polygons_and_candidates_as_points()
    {
        var job = await DoneAsync(
            await PostAsync("/api/sites/suggest", $$"""{"persons":300,"asOf":"{{Day}}","limit":3}""")
        );
        using var response = await service.Client.GetAsync(
            $"/api/jobs/{job.GetProperty("id").GetString()}/result?f=geojson",
            Token
        );
        Assert.Equal("application/geo+json", response.Content.Headers.ContentType!.MediaType);
        var features = JsonDocument
            .Parse(await response.Content.ReadAsStringAsync(Token))
            .RootElement.GetProperty("features")
            .EnumerateArray()
            .ToList();
        Assert.Equal(
            job.GetProperty("result")
                .GetProperty("items")
                .EnumerateArray()
                .Select(i => i.GetProperty("outline").GetRawText()),
            features.Select(f => f.GetProperty("geometry").GetRawText())
        );

        var candidates = await service.JsonAsync($"/api/relocation/candidates?asOf={Day}&limit=10000&f=geojson");
        var items = (await service.JsonAsync($"/api/relocation/candidates?asOf={Day}&limit=10000"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        Assert.Equal(
            items.Select(i => (i.GetProperty("code").GetString(), i.GetProperty("lon").GetDouble())),
            candidates
                .GetProperty("features")
                .EnumerateArray()
                .Select(f =>
                    (
                        f.GetProperty("properties").GetProperty("code").GetString(),
                        f.GetProperty("geometry").GetProperty("coordinates")[0].GetDouble()
                    )
                )
        );
    }
}
