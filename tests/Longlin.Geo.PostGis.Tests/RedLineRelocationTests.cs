using System.Net;
using System.Text;
using System.Text.Json;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Places left behind: on a county of their own, since hamlets are closed in it.</summary>
public sealed class RedLineRelocationTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<T> ScalarAsync<T>(string sql) => service.Database.ScalarAsync<T>(sql);

    [Fact]
    public async Task Vacated_hamlets_show_their_red_line_its_area_and_what_was_built_inside_since()
    {
        await service.Database.RunAsync(
            """
            -- the places that the demonstration county itself has left behind
            delete from longlin.moves m using longlin.hamlets h where h.code = m.hamlet_code and h.closed_on is not null;
            delete from longlin.zones where kind = 'vacated';
            update longlin.hamlets set status = 'open', closed_on = null where closed_on is not null;
            """
        );
        var codes = (
            await ScalarAsync<string[]>(
                "select array_agg(code order by code) from (select code from longlin.hamlets "
                    + "where households > 8 and baseline_households > 8 and population > 20 order by code limit 4) h"
            )
        )!;
        var (closed, moved, undated, polygon) = (codes[0], codes[1], codes[2], codes[3]);
        await service.Database.RunAsync(
            $"""
            update longlin.hamlets set status = 'closed', closed_on = '2019-03-01' where code = '{closed}';
            update longlin.hamlets set status = 'closed' where code = '{undated}';
            update longlin.hamlets set geom = st_setsrid(st_buffer(geom::geography, 80)::geometry, 4490)
              where code = '{polygon}';
            delete from longlin.moves where hamlet_code in ('{closed}', '{moved}', '{undated}', '{polygon}');
            insert into longlin.moves (code, hamlet_code, site_code, households, persons, moved_on)
              select 'MT1', code, 'S45103101', baseline_households, population, '2018-05-05' from longlin.hamlets
              where code = '{moved}';
            insert into longlin.zones (code, kind, reclaimed_m2, geom)
              select 'ZV1', 'vacated', 1200, st_setsrid(st_expand(geom, 0.0015), 4490) from longlin.hamlets
              where code = '{closed}';
            insert into longlin.works (code, kind, status, starts_on, geom)
              select 'KV1', 'harden', 'planned', '2019-06-01', geom from longlin.hamlets where code = '{closed}';
            insert into longlin.works (code, kind, status, starts_on, geom)
              select 'KV2', 'reclaim', 'building', '2019-06-01', geom from longlin.hamlets where code = '{closed}';
            insert into longlin.works (code, kind, status, starts_on, finished_on, geom)
              select 'KV0', 'harden', 'open', '2017-01-01', '2018-01-01', geom from longlin.hamlets
              where code = '{closed}';
            insert into longlin.facilities (code, kind, opened_on, geom) select 'FV1', 'stage', '2019-09-01', geom
              from longlin.hamlets where code = '{closed}';
            insert into longlin.facilities (code, kind, opened_on, geom) select 'FV0', 'stage', '2009-09-01', geom
              from longlin.hamlets where code = '{closed}';
            insert into longlin.roads (code, class, surface, opened_on, geom)
              select 'RV1', 'C', 'gravel', '2019-05-01', st_makeline(geom, st_translate(geom, 0.001, 0))
              from longlin.hamlets where code = '{closed}';
            """
        );
        var answer = await service.JsonAsync("/api/relocation/red-lines?asOf=2019-12-31");
        var items = answer.GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("code").GetString()!);
        Assert.Equal(
            new[] { closed, moved, undated }.Order(StringComparer.Ordinal),
            items.Keys.Order(StringComparer.Ordinal)
        );
        var line = items[closed];
        Assert.True(line.GetProperty("drawn").GetBoolean());
        Assert.Equal("closed", line.GetProperty("because").GetString());
        var area = await ScalarAsync<double>("select st_area(geom::geography) from longlin.zones where code = 'ZV1'");
        Assert.Equal(area, line.GetProperty("areaM2").GetDouble(), 0.1);
        Assert.Equal(area * 3 / 2000, line.GetProperty("areaMu").GetDouble(), 0.01);
        Assert.Equal(1200, line.GetProperty("reclaimedM2").GetDouble());
        Assert.Equal(1.8, line.GetProperty("reclaimedMu").GetDouble());
        var roads = await ScalarAsync<string[]>(
            "select coalesce(array_agg(r.code order by r.code), '{}') "
                + "from longlin.roads r, longlin.zones z where z.code = 'ZV1' "
                + "and st_length(st_intersection(r.geom, z.geom)::geography) > 0 "
                + "and (r.status in ('planned', 'building') or r.status = 'open' "
                + "and greatest(r.opened_on, r.surfaced_on) >= '2019-03-01' "
                + "and greatest(r.opened_on, r.surfaced_on) <= '2019-12-31')"
        );
        Assert.Contains("RV1", roads);
        var works = await ScalarAsync<string[]>(
            "select coalesce(array_agg(w.code order by w.code), '{}') "
                + "from longlin.works w, longlin.zones z where z.code = 'ZV1' and st_intersects(w.geom, z.geom) "
                + "and w.code not in ('KV0', 'KV2')"
        );
        Assert.Contains("KV1", works);
        var forbidden = line.GetProperty("forbidden")
            .EnumerateArray()
            .Select(f => f.GetProperty("code").GetString()!)
            .ToList();
        Assert.Equal(
            string.Join(' ', roads.Concat(works).Append("FV1").Order(StringComparer.Ordinal)),
            string.Join(' ', forbidden.Order(StringComparer.Ordinal))
        );
        Assert.Equal(
            (false, "2018-05-05", "all_moved"),
            (
                items[moved].GetProperty("drawn").GetBoolean(),
                items[moved].GetProperty("vacatedOn").GetString(),
                items[moved].GetProperty("because").GetString()
            )
        );
        // Without a line nobody can tell what lies inside; without a day nobody can tell since when.
        Assert.Equal(JsonValueKind.Null, items[moved].GetProperty("forbidden").ValueKind);
        Assert.Equal(
            ("closed_undated", JsonValueKind.Null),
            (items[undated].GetProperty("because").GetString(), items[undated].GetProperty("vacatedOn").ValueKind)
        );
        Assert.Equal(
            (3, 1, 2, 1),
            (
                answer.GetProperty("totals").GetProperty("vacated").GetInt32(),
                answer.GetProperty("totals").GetProperty("drawn").GetInt32(),
                answer.GetProperty("totals").GetProperty("notDrawn").GetInt32(),
                answer.GetProperty("totals").GetProperty("withForbidden").GetInt32()
            )
        );
        Assert.DoesNotContain(
            (await service.JsonAsync("/api/relocation/red-lines?asOf=2019-02-28"))
                .GetProperty("items")
                .EnumerateArray(),
            i => i.GetProperty("code").GetString() == closed
        );
        Assert.Equal(
            "ZV1",
            (await service.JsonAsync("/api/works?asOf=2019-12-31"))
                .GetProperty("items")
                .EnumerateArray()
                .Single(w => w.GetProperty("code").GetString() == "KV1")
                .GetProperty("redLine")
                .GetString()
        );

        await The_land_inside_is_told_by_class(closed);
        await The_sheet_has_scale_corners_and_land(closed, moved);
        await New_works_inside_are_refused_restoration_is_not(closed);
        await An_import_of_works_inside_warns_and_takes_them(closed);
        await Proposals_are_as_large_as_they_say(closed, polygon);
    }

    private async Task The_land_inside_is_told_by_class(string hamlet)
    {
        await service.Database.RunAsync(
            "insert into longlin.zones (code, kind, geom) select 'ZB1', 'basic_farmland', "
                + "st_setsrid(st_makeenvelope(st_x(geom), st_y(geom) - 0.001, st_x(geom) + 0.003, st_y(geom) + "
                + $"0.001), 4490) from longlin.hamlets where code = '{hamlet}'"
        );
        // Question 19 in one request: line drawn, area reclaimed, forbidden works inside; and what land it is.
        var line = (await service.JsonAsync("/api/relocation/red-lines?asOf=2019-12-31"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(i => i.GetProperty("code").GetString() == hamlet);
        var farmland = line.GetProperty("land")
            .EnumerateArray()
            .Single(l => l.GetProperty("kind").GetString() == "basic_farmland");
        var square = await ScalarAsync<double>(
            "select st_area(st_intersection(st_transform(a.geom, 4544), st_transform(st_union(b.geom), "
                + "4544))) from longlin.zones a, longlin.zones b where a.code = 'ZV1' "
                + "and b.kind = 'basic_farmland' and st_intersects(a.geom, b.geom) group by a.geom"
        );
        Assert.InRange(farmland.GetProperty("areaM2").GetDouble() / square, 0.999, 1.001);
        Assert.Equal(
            farmland.GetProperty("areaM2").GetDouble() / 10_000,
            farmland.GetProperty("areaHectares").GetDouble(),
            0.0001
        );
        Assert.Contains("ZB1", farmland.GetProperty("codes").EnumerateArray().Select(c => c.GetString()));
        var layer = await service.JsonAsync("/api/relocation/red-lines?asOf=2019-12-31&f=geojson");
        Assert.Equal(
            1,
            layer
                .GetProperty("features")
                .EnumerateArray()
                .Count(f => f.GetProperty("geometry").ValueKind != JsonValueKind.Null)
        );
        var table = await service.Client.GetStringAsync("/api/relocation/red-lines?asOf=2019-12-31&f=csv", Token);
        Assert.Contains("basic_farmland:", table, StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await service.Client.GetAsync("/api/relocation/red-lines?f=shp", Token)).StatusCode
        );
    }

    private async Task The_sheet_has_scale_corners_and_land(string hamlet, string moved)
    {
        var page = await service.Client.GetStringAsync(
            $"/api/relocation/red-lines/{hamlet}/sheet?asOf=2019-12-31",
            Token
        );
        Directory.CreateDirectory(PageBrowser.Artifacts);
        await File.WriteAllTextAsync(Path.Combine(PageBrowser.Artifacts, "red-line-sheet.html"), page, Token);
        foreach (
            var expected in (string[])
                ["EPSG:4523", "EPSG:4544", "永久基本农田", "ZV1", "ZB1", "1:5,000", "界址点", "合成演示数据", "KV1"]
        )
            Assert.Contains(expected, page, StringComparison.Ordinal);
        // A corner of the line stands in the table, north first, to the millimetre.
        var corner = await ScalarAsync<string>(
            "select round(st_y(p)::numeric, 3) || '<td class=n>' || round(st_x(p)::numeric, 3) "
                + "from (select st_transform(st_startpoint(st_exteriorring(geom)), 4523) as p "
                + "from longlin.zones where code = 'ZV1') c"
        );
        Assert.Contains($"<td>J1<td class=n>{corner}<", page, StringComparison.Ordinal);
        var guess = await service.Client.GetStringAsync(
            $"/api/relocation/red-lines/{moved}/sheet?asOf=2019-12-31",
            Token
        );
        Assert.Contains("建议范围，尚未划定", guess, StringComparison.Ordinal);
        Assert.Contains("不是实测", guess, StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await service.Client.GetAsync("/api/relocation/red-lines/999/sheet", Token)).StatusCode
        );
    }

    private async Task Proposals_are_as_large_as_they_say(string point, string polygon)
    {
        var guess = await service.JsonAsync($"/api/relocation/red-lines/{point}/proposal");
        var households = await ScalarAsync<int>(
            $"select baseline_households from longlin.hamlets where code = '{point}'"
        );
        var area = await ScalarAsync<double>(
            $"select st_area(st_setsrid(st_geomfromgeojson('{guess.GetProperty("geometry").GetRawText()}'), "
                + "4490)::geography)"
        );
        var each = TestCluster.Standard.Relocating!.RedLine.GroundM2PerHousehold.Value;
        Assert.InRange(area / (households * each), 0.998, 1.002);
        Assert.InRange(guess.GetProperty("properties").GetProperty("areaM2").GetDouble() / area, 0.998, 1.002);
        Assert.True(guess.GetProperty("properties").GetProperty("fromPoint").GetBoolean());
        Assert.Contains(
            "不是实测",
            guess.GetProperty("properties").GetProperty("sentence").GetProperty("zh").GetString()
        );
        Assert.True(
            await ScalarAsync<bool>(
                "select st_ispolygonccw(g.g) and st_contains(g.g, h.geom) from longlin.hamlets h, "
                    + $"lateral (select st_setsrid(st_geomfromgeojson('{guess.GetProperty("geometry").GetRawText()}"
                    + $"'), 4490) as g) g where h.code = '{point}'"
            )
        );
        var drawn = await service.JsonAsync($"/api/relocation/red-lines/{polygon}/proposal");
        Assert.False(drawn.GetProperty("properties").GetProperty("fromPoint").GetBoolean());
        var buffered = await ScalarAsync<double>(
            $"select st_area(st_buffer(geom::geography, 20)) from longlin.hamlets where code = '{polygon}'"
        );
        Assert.InRange(drawn.GetProperty("properties").GetProperty("areaM2").GetDouble() / buffered, 0.99, 1.01);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await service.Client.GetAsync("/api/relocation/red-lines/999/proposal", Token)).StatusCode
        );
        await service.Database.RunAsync(
            $"update longlin.hamlets set households = null, baseline_households = null where code = '{point}'"
        );
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await service.Client.GetAsync($"/api/relocation/red-lines/{point}/proposal", Token)).StatusCode
        );
    }

    private async Task New_works_inside_are_refused_restoration_is_not(string hamlet)
    {
        var at = await ScalarAsync<string>(
            $"select st_asgeojson(geom, 7) from longlin.hamlets where code = '{hamlet}'"
        );
        var (status, text) = await PostAsync(
            $$$"""{"type":"Feature","geometry":{{{at}}},"properties":"""
                + """{"code":"KN1","kind":"harden","status":"planned"}}"""
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("ZV1", text, StringComparison.Ordinal);
        Assert.Equal("geometry", JsonDocument.Parse(text).RootElement.GetProperty("parameter").GetString());
        Assert.Equal(0, await ScalarAsync<long>("select count(*) from longlin.works where code = 'KN1'"));
        Assert.Equal(
            HttpStatusCode.Created,
            (
                await PostAsync(
                    $$$"""{"type":"Feature","geometry":{{{at}}},"properties":"""
                        + """{"code":"KN2","kind":"restore","status":"planned"}}"""
                )
            ).Status
        );
        // What was planned elsewhere does not move in, what restores does not turn into building, what stands inside
        // already stays editable.
        var elsewhere = await ScalarAsync<string>(
            "select st_asgeojson(h.geom, 7) from longlin.hamlets h, longlin.zones z where z.code = 'ZV1' "
                + "and geometrytype(h.geom) = 'POINT' order by h.geom <-> z.geom desc limit 1"
        );
        Assert.Equal(
            HttpStatusCode.Created,
            (
                await PostAsync(
                    $$$"""{"type":"Feature","geometry":{{{elsewhere}}},"properties":"""
                        + """{"code":"KN4","kind":"harden","status":"planned"}}"""
                )
            ).Status
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PatchAsync("KN4", $$$"""{"geometry":{{{at}}} }"""));
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            await ChangeAsync(
                HttpMethod.Put,
                "KN4",
                "application/geo+json",
                $$$"""{"type":"Feature","geometry":{{{at}}},"properties":"""
                    + """{"code":"KN4","kind":"harden","status":"planned"}}"""
            )
        );
        Assert.False(
            await ScalarAsync<bool>(
                "select st_intersects(w.geom, z.geom) from longlin.works w, longlin.zones z "
                    + "where w.code = 'KN4' and z.code = 'ZV1'"
            )
        );
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            await PatchAsync("KN2", "{\"properties\":{\"kind\":\"harden\"}}")
        );
        Assert.Equal(HttpStatusCode.NoContent, await PatchAsync("KN2", "{\"properties\":{\"progress_pct\":40}}"));
        Assert.Equal(HttpStatusCode.NoContent, await PatchAsync("KV1", "{\"properties\":{\"progress_pct\":10}}"));
        // The road that stood there before may still be written down.
        Assert.Equal(
            HttpStatusCode.Created,
            (
                await PostAsync(
                    $$$"""{"type":"Feature","geometry":{{{at}}},"properties":"""
                        + """{"code":"KN3","kind":"harden","status":"open","""
                        + """ "starts_on":"2015-01-01","finished_on":"2016-01-01"}}"""
                )
            ).Status
        );
    }

    // What a bureau already planned is taken down as it is: the warning names it, the list of red lines shows it.
    private async Task An_import_of_works_inside_warns_and_takes_them(string hamlet)
    {
        var inside = await ScalarAsync<string>(
            $"select st_x(geom) || ',' || st_y(geom) from longlin.hamlets where code = '{hamlet}'"
        );
        var outside = await ScalarAsync<string>(
            "select st_x(h.geom) || ',' || st_y(h.geom) from longlin.hamlets h, longlin.zones z "
                + "where z.code = 'ZV1' and geometrytype(h.geom) = 'POINT' order by h.geom <-> z.geom desc limit 1"
        );
        MultipartFormDataContent form = [];
        form.Add(
            new StringContent(
                $"code,kind,status,lon,lat\nKI1,harden,planned,{inside}\nKI2,restore,planned,{inside}"
                    + $"\nKI3,harden,planned,{outside}\n"
            ),
            "file",
            "works.csv"
        );
        foreach (var (name, value) in ((string, string)[])[("layer", "works"), ("crs", "EPSG:4490")])
            form.Add(new StringContent(value), name);
        using HttpRequestMessage message = new(HttpMethod.Post, "/api/imports") { Content = form };
        message.Headers.Authorization = new("Bearer", "secret");
        using var response = await service.Client.SendAsync(message, Token);
        var job = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        while (job.GetProperty("finishedAt").ValueKind == JsonValueKind.Null)
            job = await service.JsonAsync($"/api/jobs/{job.GetProperty("id").GetString()}");
        var result = job.GetProperty("result");
        Assert.Equal((3, 0), (result.GetProperty("inserted").GetInt32(), result.GetProperty("rejected").GetInt32()));
        var warning = Assert
            .Single(
                result.GetProperty("warnings").EnumerateArray(),
                w => w.GetString()!.Contains("红线", StringComparison.Ordinal)
            )
            .GetString()!;
        Assert.Contains("KI1", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("KI2", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("KI3", warning, StringComparison.Ordinal);
        Assert.Equal(
            3,
            await ScalarAsync<long>("select count(*) from longlin.works where code in ('KI1', 'KI2', 'KI3')")
        );
        var line = (await service.JsonAsync("/api/relocation/red-lines?asOf=2019-12-31"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(i => i.GetProperty("code").GetString() == hamlet);
        Assert.Contains(
            "KI1",
            line.GetProperty("forbidden").EnumerateArray().Select(f => f.GetProperty("code").GetString())
        );
    }

    private async Task<(HttpStatusCode Status, string Text)> PostAsync(string body)
    {
        using HttpRequestMessage message = new(HttpMethod.Post, "/ogc/collections/works/items")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/geo+json"),
        };
        message.Headers.Authorization = new("Bearer", "secret");
        using var response = await service.Client.SendAsync(message, Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private Task<HttpStatusCode> PatchAsync(string code, string body) =>
        ChangeAsync(HttpMethod.Patch, code, "application/merge-patch+json", body);

    private async Task<HttpStatusCode> ChangeAsync(HttpMethod method, string code, string type, string body)
    {
        var id = await ScalarAsync<long>($"select id from longlin.works where code = '{code}'");
        using HttpRequestMessage message = new(method, $"/ogc/collections/works/items/{id}")
        {
            Content = new StringContent(body, Encoding.UTF8, type),
        };
        message.Headers.Authorization = new("Bearer", "secret");
        using var response = await service.Client.SendAsync(message, Token);
        return response.StatusCode;
    }
}
