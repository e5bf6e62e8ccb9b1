using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>OGC API – Features Parts 1 to 3, and OGC API – Tiles.</summary>
public sealed class OgcTests(RunningService service) : IClassFixture<RunningService>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_collection_is_listed_described_and_has_its_schema()
    {
        var collections = (await service.JsonAsync("/ogc/collections"))
            .GetProperty("collections")
            .EnumerateArray()
            .Select(c => c.GetProperty("id").GetString()!)
            .ToList();
        Assert.Equal([.. TestCluster.Catalog.Layers.Select(l => l.Name), "gaps"], collections);
        foreach (var id in collections)
        {
            Assert.Equal(id, (await service.JsonAsync($"/ogc/collections/{id}")).GetProperty("id").GetString());
            foreach (var what in (string[])["queryables", "sortables", "schema"])
            {
                Assert.NotEmpty(
                    (await service.JsonAsync($"/ogc/collections/{id}/{what}"))
                        .GetProperty("properties")
                        .EnumerateObject()
                );
            }

            Assert.Contains(
                "<html",
                await service.Client.GetStringAsync($"/ogc/collections/{id}?f=html", Token),
                StringComparison.Ordinal
            );
        }

        Assert.Contains(
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
            (await service.JsonAsync("/ogc/conformance"))
                .GetProperty("conformsTo")
                .EnumerateArray()
                .Select(c => c.GetString())
        );
        Assert.Equal("Longlin Geo", (await service.JsonAsync("/ogc/")).GetProperty("title").GetString());
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await service.Client.GetAsync("/ogc/collections/gas", Token)).StatusCode
        );
    }

    [Theory]
    [InlineData("households", "households nulls last")]
    [InlineData("-households,name", "households desc nulls last, name nulls last")]
    [InlineData("-water_quality,-households", "water_quality desc nulls last, households desc nulls last")]
    [InlineData("updated_at", "updated_at nulls last")]
    public async Task Sorted_pages_list_every_feature_once_in_order(string sortby, string order)
    {
        var all = await service.FeaturesAsync($"/ogc/collections/hamlets/items?limit=33&sortby={sortby}");
        var ids = all.Select(f => f.GetProperty("id").GetInt64()).ToArray();
        Assert.Equal(TestCluster.DemoHamlets, ids.Length);
        Assert.Equal(TestCluster.DemoHamlets, ids.Distinct().Count());
        // Rows that are equal in these columns may come in any order: their rank is the same.
        await using var command = service.Database.Source.CreateCommand(
            $"""
            select ordered.rank
            from unnest($1::bigint[]) with ordinality as page(id, place)
            join (select id, rank() over (order by {order}) from longlin.hamlets) as ordered using (id)
            order by page.place
            """
        );
        command.Parameters.Add(new() { Value = ids });
        List<long> ranks = [];
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
            ranks.Add(reader.GetInt64(0));
        Assert.Equal(ids.Length, ranks.Count);
        Assert.Equal(ranks.Order(), ranks);
    }

    [Fact]
    public async Task Pages_stay_complete_while_rows_are_added_and_deleted()
    {
        var before = await service.Database.ScalarAsync<long>("select count(*) from longlin.facilities");
        HashSet<long> seen = [];
        var n = 0;
        for (var next = "/ogc/collections/facilities/items?limit=60"; next is not null; )
        {
            var page = await service.JsonAsync(next);
            foreach (var feature in page.GetProperty("features").EnumerateArray())
                Assert.True(seen.Add(feature.GetProperty("id").GetInt64()));
            await service.Database.RunAsync(
                "insert into longlin.facilities (code, kind, geom) "
                    + $"values ('N{n++}', 'school', st_setsrid(st_makepoint(105.2, 24.7), 4490)); "
                    + $"update longlin.facilities set name = name where id % 7 = {n % 7}"
            );
            next =
                n > 200
                    ? null
                    : page.GetProperty("links")
                        .EnumerateArray()
                        .Where(l => l.GetProperty("rel").GetString() == "next")
                        .Select(l => new Uri(l.GetProperty("href").GetString()!).PathAndQuery)
                        .SingleOrDefault();
        }

        Assert.True(seen.Count >= before);
        await service.Database.RunAsync("delete from longlin.facilities where code ~ '^N[0-9]+$'");
    }

    [Fact]
    public async Task Coordinates_have_the_axis_order_of_their_system()
    {
        var first = (await service.JsonAsync("/ogc/collections/hamlets/items?limit=1")).GetProperty("features")[0];
        var (lon, lat) = (
            first.GetProperty("geometry").GetProperty("coordinates")[0].GetDouble(),
            first.GetProperty("geometry").GetProperty("coordinates")[1].GetDouble()
        );
        foreach (var code in (int[])[4490, 4326])
        {
            using var response = await service.Client.GetAsync(
                $"/ogc/collections/hamlets/items?limit=1&crs=http://www.opengis.net/def/crs/EPSG/0/{code}",
                Token
            );
            Assert.Equal(
                $"<http://www.opengis.net/def/crs/EPSG/0/{code}>",
                response.Headers.GetValues("Content-Crs").Single()
            );
            var at = JsonDocument
                .Parse(await response.Content.ReadAsStringAsync(Token))
                .RootElement.GetProperty("features")[0]
                .GetProperty("geometry")
                .GetProperty("coordinates");
            Assert.Equal((lat, lon), (at[0].GetDouble(), at[1].GetDouble()));
        }

        foreach (var (code, offset) in ((int, double)[])[(4544, 500_000), (4523, 35_500_000)])
        {
            var at = (
                await service.JsonAsync(
                    $"/ogc/collections/hamlets/items?limit=1&crs=http://www.opengis.net/def/crs/EPSG/0/{code}"
                )
            )
                .GetProperty("features")[0]
                .GetProperty("geometry")
                .GetProperty("coordinates");
            Assert.InRange(at[0].GetDouble(), 2_690_000, 2_770_000);
            Assert.InRange(at[1].GetDouble() - offset, -25_000, 75_000);
            // The same box in that system finds the same feature.
            var box = FormattableString.Invariant(
                $"{at[0].GetDouble() - 1},{at[1].GetDouble() - 1},{at[0].GetDouble() + 1},{at[1].GetDouble() + 1}"
            );
            Assert.Equal(
                first.GetProperty("id").GetInt64(),
                (
                    await service.JsonAsync(
                        $"/ogc/collections/hamlets/items?bbox={box}"
                            + $"&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/{code}"
                    )
                )
                    .GetProperty("features")[0]
                    .GetProperty("id")
                    .GetInt64()
            );
            var filter = FormattableString.Invariant($"S_INTERSECTS(geom, BBOX({box}))");
            Assert.Equal(
                first.GetProperty("id").GetInt64(),
                (
                    await service.JsonAsync(
                        $"/ogc/collections/hamlets/items?filter={Uri.EscapeDataString(filter)}"
                            + $"&filter-crs=http://www.opengis.net/def/crs/EPSG/0/{code}"
                    )
                )
                    .GetProperty("features")[0]
                    .GetProperty("id")
                    .GetInt64()
            );
        }
    }

    [Fact]
    public async Task Filters_by_bbox_date_and_property_work_across_the_antimeridian()
    {
        async Task<int> Count(string query) =>
            (await service.FeaturesAsync($"/ogc/collections/roads/items?limit=2000&{query}")).Count;
        var all = await Count("");
        Assert.Equal(all, await Count("bbox=104,24,106,26"));
        Assert.Equal(all, await Count("bbox=100,-90,-179,90"));
        Assert.Equal(0, await Count("bbox=179,-90,-179,90"));
        Assert.Equal(
            await service.Database.ScalarAsync<long>("select count(*) from longlin.roads where class = 'X'"),
            await Count("class=X")
        );
        Assert.Equal(
            await service.Database.ScalarAsync<long>(
                "select count(*) from longlin.roads where coalesce(opened_on <= '2010-06-30', true) "
                    + "and coalesce(closed_on > '2010-06-30', true)"
            ),
            await Count("datetime=2010-06-30")
        );
        var few = (await service.JsonAsync("/ogc/collections/roads/items?limit=1&properties=class,surface"))
            .GetProperty("features")[0]
            .GetProperty("properties");
        Assert.Equal(["class", "surface", "updated_at"], few.EnumerateObject().Select(p => p.Name));
        var page = await service.JsonAsync("/ogc/collections/hamlets/items?limit=1");
        Assert.Equal(TestCluster.DemoHamlets, page.GetProperty("numberMatched").GetInt32());
        Assert.Contains(
            "id,",
            await service.Client.GetStringAsync("/ogc/collections/hamlets/items?f=csv&limit=2", Token),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "<table",
            await service.Client.GetStringAsync("/ogc/collections/hamlets/items?f=html&limit=2", Token),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("bbox=1,2,3", "bbox")]
    [InlineData("bbox=105,25,106,24", "bbox")]
    [InlineData("bbox=NaN,24,106,25", "bbox")]
    [InlineData("bbox=105,24,1e400,25", "bbox")]
    [InlineData("bbox-crs=EPSG:2000", "bbox-crs")]
    [InlineData("crs=http://www.opengis.net/def/crs/EPSG/0/27700", "crs")]
    [InlineData("datetime=yesterday", "datetime")]
    [InlineData("datetime=2019-01-01/2018-01-01", "datetime")]
    [InlineData("filter=households%20%3D%20%27x%27", "filter")]
    [InlineData("filter=a%20%3D%201%3B%20drop%20table%20longlin.hamlets", "filter")]
    [InlineData("filter-lang=sql", "filter-lang")]
    [InlineData("filter=households%20%5E%20100000%20%3E%201", "filter")]
    [InlineData("sortby=taste", "sortby")]
    [InlineData("sortby=geom", "sortby")]
    [InlineData("properties=taste", "properties")]
    [InlineData("households=fifty", "households")]
    [InlineData("taste=1", "taste")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("f=pdf", "f")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("name=%00", "name")]
    public async Task An_invalid_parameter_is_a_400_that_names_it(string query, string parameter)
    {
        using var response = await service.Client.GetAsync($"/ogc/collections/hamlets/items?{query}", Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{response.StatusCode}: {text}");
        Assert.Equal(parameter, JsonDocument.Parse(text).RootElement.GetProperty("parameter").GetString());
        Assert.DoesNotContain("select", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Host=", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task OGC_tiles_by_matrix_row_and_column_have_the_same_bytes_as_map_tiles()
    {
        Assert.Equal(
            23,
            (await service.JsonAsync("/ogc/tileMatrixSets/WebMercatorQuad"))
                .GetProperty("tileMatrices")
                .GetArrayLength()
        );
        Assert.Equal(
            "WebMercatorQuad",
            (await service.JsonAsync("/ogc/tileMatrixSets"))
                .GetProperty("tileMatrixSets")[0]
                .GetProperty("id")
                .GetString()
        );
        Assert.Equal(
            "vector",
            (await service.JsonAsync("/ogc/collections/roads/tiles/WebMercatorQuad"))
                .GetProperty("dataType")
                .GetString()
        );
        Assert.NotEmpty(
            (await service.JsonAsync("/ogc/collections/roads/tiles")).GetProperty("tilesets").EnumerateArray()
        );
        Assert.Equal(
            await service.Client.GetByteArrayAsync("/tiles/roads/9/405/219.mvt", Token),
            await service.Client.GetByteArrayAsync("/ogc/collections/roads/tiles/WebMercatorQuad/9/219/405", Token)
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await service.Client.GetAsync("/ogc/collections/roads/tiles/Moon/9/219/405", Token)).StatusCode
        );
    }

    [Fact]
    public async Task GDAL_reads_every_feature_of_every_collection()
    {
        if (!File.Exists("/usr/bin/ogrinfo"))
            Assert.Skip("ogrinfo (package gdal-bin) is not here");
        foreach (var layer in TestCluster.Catalog.Layers)
        {
            // GDAL takes the fields from the first features: a layer without any has none to select.
            if (await service.Database.ScalarAsync<long>($"select count(*) from longlin.{layer.Name}") == 0)
            {
                Assert.Equal("joints", layer.Name);
                continue;
            }

            using var process = Process.Start(
                new ProcessStartInfo(
                    "ogrinfo",
                    [
                        "-so",
                        $"OAPIF:{service.Url}/ogc/",
                        layer.Name,
                        "-oo",
                        "PAGE_SIZE=500",
                        "-sql",
                        $"select count(*) as n from \"{layer.Name}\"",
                    ]
                )
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var (output, error) = (
                process.StandardOutput.ReadToEndAsync(Token),
                process.StandardError.ReadToEndAsync(Token)
            );
            await process.WaitForExitAsync(Token);
            using var read = Process.Start(
                new ProcessStartInfo(
                    "ogr2ogr",
                    [
                        "-f",
                        "CSV",
                        "/vsistdout/",
                        $"OAPIF:{service.Url}/ogc/",
                        layer.Name,
                        "-select",
                        "code",
                        "-oo",
                        "PAGE_SIZE=500",
                    ]
                )
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var (rows, complaint) = (
                read.StandardOutput.ReadToEndAsync(Token),
                read.StandardError.ReadToEndAsync(Token)
            );
            await read.WaitForExitAsync(Token);
            Assert.True(read.ExitCode == 0, $"{layer.Name}: {await complaint} {await output} {await error}");
            Assert.Equal(
                (layer.Name, await service.Database.ScalarAsync<long>($"select count(*) from longlin.{layer.Name}")),
                (layer.Name, (await rows).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1)
            );
        }

        // The derived collection too: all of it, and what GDAL itself asks for where a filter is set.
        foreach (var filter in (string[])["", "households > 40"])
        {
            using var gaps = Process.Start(
                new ProcessStartInfo(
                    "ogr2ogr",
                    [
                        "-f",
                        "CSV",
                        "/vsistdout/",
                        $"OAPIF:{service.Url}/ogc/",
                        "gaps",
                        "-select",
                        "code",
                        "-oo",
                        "PAGE_SIZE=50",
                        .. filter.Length > 0 ? new[] { "-where", filter } : [],
                    ]
                )
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var (lines, fault) = (gaps.StandardOutput.ReadToEndAsync(Token), gaps.StandardError.ReadToEndAsync(Token));
            await gaps.WaitForExitAsync(Token);
            Assert.True(gaps.ExitCode == 0, $"gaps: {await fault}");
            Assert.Equal(
                (
                    filter,
                    (
                        await service.JsonAsync(
                            "/ogc/collections/gaps/items?limit=1&filter="
                                + $"{Uri.EscapeDataString(filter.Length > 0 ? filter : "code IS NOT NULL")}"
                        )
                    )
                        .GetProperty("numberMatched")
                        .GetInt32()
                ),
                (filter, (await lines).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1)
            );
        }
    }
}
