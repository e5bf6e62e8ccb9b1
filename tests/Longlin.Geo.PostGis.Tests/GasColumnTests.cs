using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Longlin.Geo.Import.Rows;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Longlin.Geo.Store.Custody;
using NetTopologySuite.IO.VectorTiles.Mapbox;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>
/// A layer of which nobody had thought: a column named by a word of SQL, one of moments, and no <c>tile.sql</c>.
/// </summary>
public sealed class GasColumnTests(GasService gas) : IClassFixture<GasService>
{
    // The county's clock, an offset, and UTC to a millisecond; the last row has neither.
    private const string Rows = """
        code,kind,status,order,inspected_at,lon,lat
        T1,valve,open,1,2019-05-01 09:30,105.21,24.71
        T2,valve,open,2,2019-05-01T09:30:15+07:00,105.211,24.71
        T3,valve,open,3,2019-05-01T09:30:15.25Z,105.212,24.71
        T4,valve,open,,,105.213,24.71

        """;

    private static readonly string?[] Moments =
    [
        "2019-05-01T01:30:00Z",
        "2019-05-01T02:30:15Z",
        "2019-05-01T09:30:15.25Z",
        null,
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LayerDescription Layer => gas.Database.Catalog["gas"];

    [Fact]
    public async Task Moments_come_in_in_any_form_and_go_out_in_every_format()
    {
        await TakeAsync(Rows);
        Assert.Equal(Moments, await StoredAsync());
        var page = await gas.Running.JsonAsync("/ogc/collections/gas/items?filter=code+LIKE+'T%25'&sortby=code");
        Assert.Equal(Moments, Properties(page).Select(p => p.GetProperty("inspected_at").GetString()));
        Assert.Equal(1, Properties(page).First().GetProperty("order").GetInt32());
        foreach (var format in (string[])["csv", "geojson", "xlsx", "gpkg"])
        {
            var file = gas.FileOf($"gas.{format}");
            await gas.CommandAsync("export", "gas", "--filter", "code LIKE 'T%'", "--format", format, "-o", file);
            if (format is "csv" or "geojson")
                Assert.Contains("2019-05-01T09:30:15.25Z", await File.ReadAllTextAsync(file, Token));
            // What was written is read back as the same: nothing changes.
            var again = await TakeFileAsync(file);
            Assert.Equal((format, 0L, 0L, 4L), (format, again.Inserted, again.Updated, again.Unchanged));
        }

        var csv = await gas.Running.Client.GetStringAsync(
            "/ogc/collections/gas/items?f=csv&properties=code,inspected_at&filter=code='T2'",
            Token
        );
        Assert.Contains("T2,2019-05-01T02:30:15Z", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_moment_that_is_none_is_rejected_with_its_field()
    {
        var file = gas.FileOf("wrong.csv");
        await File.WriteAllTextAsync(file, "code,kind,inspected_at,lon,lat\nX,valve,昨天,105.2,24.7\n", Token);
        var result = await Intake.RunAsync(
            gas.Database,
            new ImportOptions
            {
                File = file,
                Layer = Layer,
                Crs = "EPSG:4490",
            },
            new(DryRun: true),
            null,
            Token
        );
        var rejection = Assert.Single(result.Rejections);
        Assert.Equal("inspected_at", rejection.Field);
        Assert.Contains("is not a moment", rejection.Reason.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspected_at > TIMESTAMP('2019-05-01T02:00:00Z')", "T2 T3")]
    [InlineData("inspected_at = TIMESTAMP('2019-05-01T01:30:00Z')", "T1")]
    [InlineData("inspected_at IN (TIMESTAMP('2019-05-01T01:30:00Z'), TIMESTAMP('2019-05-01T09:30:15.25Z'))", "T1 T3")]
    [InlineData("inspected_at BETWEEN TIMESTAMP('2019-05-01T02:00:00Z') AND TIMESTAMP('2019-05-01T03:00:00Z')", "T2")]
    [InlineData("T_BEFORE(inspected_at, TIMESTAMP('2019-05-01T02:30:15Z'))", "T1")]
    [InlineData("T_INTERSECTS(inspected_at, INTERVAL('2019-04-30', '2019-05-02'))", "T1 T2 T3")]
    [InlineData("inspected_at IS NULL", "T4")]
    [InlineData("\"order\" >= 2", "T2 T3")]
    [InlineData("\"order\" IS NULL", "T4")]
    public async Task Moments_and_SQL_words_are_compared_by_CQL2(string filter, string codes)
    {
        await TakeAsync(Rows);
        var page = await gas.Running.JsonAsync(
            $"/ogc/collections/gas/items?sortby=code&filter={Uri.EscapeDataString($"code LIKE 'T_' AND ({filter})")}"
        );
        Assert.Equal(codes, string.Join(' ', Properties(page).Select(p => p.GetProperty("code").GetString())));
    }

    [Fact]
    public async Task A_page_is_ordered_and_continued_by_such_columns_and_filtered_by_their_values()
    {
        await TakeAsync(Rows);
        foreach (var sort in (string[])["-inspected_at", "-order"])
        {
            List<string> codes = [];
            for (
                var next = $"/ogc/collections/gas/items?filter=code+LIKE+'T_'&limit=1&sortby={sort}";
                next is not null;

            )
            {
                var page = await gas.Running.JsonAsync(next);
                codes.AddRange(Properties(page).Select(p => p.GetProperty("code").GetString()!));
                next = page.GetProperty("links")
                    .EnumerateArray()
                    .Where(l => l.GetProperty("rel").GetString() == "next")
                    .Select(l => l.GetProperty("href").GetString())
                    .FirstOrDefault();
            }

            Assert.Equal(["T3", "T2", "T1", "T4"], codes);
        }

        var one = await gas.Running.JsonAsync("/ogc/collections/gas/items?order=2&inspected_at=2019-05-01T02:30:15Z");
        Assert.Equal(["T2"], Properties(one).Select(p => p.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task The_schema_tells_a_moment_from_a_day()
    {
        foreach (var what in (string[])["schema", "queryables", "sortables"])
        {
            var properties = (await gas.Running.JsonAsync($"/ogc/collections/gas/{what}")).GetProperty("properties");
            Assert.Equal(
                ("string", "date-time", "巡检时间"),
                (
                    properties.GetProperty("inspected_at").GetProperty("type").GetString(),
                    properties.GetProperty("inspected_at").GetProperty("format").GetString(),
                    properties.GetProperty("inspected_at").GetProperty("title").GetString()
                )
            );
            Assert.Equal("date", properties.GetProperty("opened_on").GetProperty("format").GetString());
            Assert.Equal("integer", properties.GetProperty("order").GetProperty("type").GetString());
        }
    }

    [Fact]
    public async Task Edits_history_and_undo_know_such_columns()
    {
        await TakeAsync(Rows);
        await using var counted = gas.Database.Source.CreateCommand("select id from longlin.gas where code = 'T1'");
        var id = (long)(await counted.ExecuteScalarAsync(Token))!;
        using HttpRequestMessage request = new(HttpMethod.Patch, $"/ogc/collections/gas/items/{id}")
        {
            Content = new StringContent(
                """{"properties":{"order":9,"inspected_at":"2020-02-29T23:59:59+08:00"}}""",
                Encoding.UTF8,
                "application/merge-patch+json"
            ),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var response = await gas.Running.Client.SendAsync(request, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        var item = await gas.Running.JsonAsync($"/ogc/collections/gas/items/{id}");
        Assert.Equal(
            (9, "2020-02-29T15:59:59Z"),
            (
                item.GetProperty("properties").GetProperty("order").GetInt32(),
                item.GetProperty("properties").GetProperty("inspected_at").GetString()
            )
        );
        // An import changes it and is taken back.
        var import = await TakeAsync(Rows);
        Assert.Equal(Moments, await StoredAsync());
        await ImportUndo.RunAsync(gas.Database, import!.Value, null, Token);
        Assert.Equal(
            "9 2020-02-29T15:59:59Z",
            await gas.Database.ScalarAsync<string>(
                "select \"order\" || ' ' || to_char(inspected_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') "
                    + "from longlin.gas where code = 'T1'"
            )
        );
        await gas.Database.RunAsync("delete from longlin.gas where code like 'T_'");
    }

    [Fact]
    public async Task A_layer_without_a_tile_statement_has_tiles_with_its_attributes()
    {
        await TakeAsync(Rows);
        await gas.Database.RunAsync("update longlin.gas set pressure_mpa = 0.4 where code = 'T1'");
        var (x, y) = Tile(105.21, 24.71, 14);
        using MemoryStream bytes = new(await gas.Running.Client.GetByteArrayAsync($"/tiles/gas/14/{x}/{y}.mvt", Token));
        var features = new MapboxTileReader()
            .Read(bytes, new NetTopologySuite.IO.VectorTiles.Tiles.Tile(x, y, 14), "id")
            .Layers.Single()
            .Features.ToDictionary(f => (string)f.Attributes["code"]);
        var one = features["T1"].Attributes;
        Assert.Equal(
            ("valve", 0.4, 1L, "2019-05-01T01:30:00Z", "open"),
            (
                one["kind"],
                one["pressure_mpa"],
                Convert.ToInt64(one["order"], CultureInfo.InvariantCulture),
                one["inspected_at"],
                one["status"]
            )
        );
        Assert.Contains("T3", features.Keys);
        // Far away it shows nothing, as the other networks.
        var (farX, farY) = Tile(105.21, 24.71, 8);
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await gas.Running.Client.GetAsync($"/tiles/gas/8/{farX}/{farY}.mvt", Token)).StatusCode
        );
        var fields = (await gas.Running.JsonAsync("/tiles/gas.json"))
            .GetProperty("vector_layers")[0]
            .GetProperty("fields");
        Assert.Equal("巡检时间", fields.GetProperty("inspected_at").GetString());
    }

    // The import's number; null where nothing changed.
    private async Task<long?> TakeAsync(string text)
    {
        var file = gas.FileOf("rows.csv");
        await File.WriteAllTextAsync(file, text, Token);
        return (await TakeResultAsync(file)).ImportId;
    }

    private async Task<MergeCounts> TakeFileAsync(string file) => (await TakeResultAsync(file)).Counts;

    private async Task<IntakeResult> TakeResultAsync(string file)
    {
        var result = await Intake.RunAsync(
            gas.Database,
            new ImportOptions
            {
                File = file,
                Layer = Layer,
                Crs = "EPSG:4490",
            },
            new(Strict: true),
            null,
            Token
        );
        Assert.Empty(result.Rejections);
        return result;
    }

    private async Task<List<string?>> StoredAsync()
    {
        await using var command = gas.Database.Source.CreateCommand(
            "select inspected_at from longlin.gas where code like 'T_' order by code"
        );
        await using var r = await command.ExecuteReaderAsync(Token);
        List<string?> moments = [];
        while (await r.ReadAsync(Token))
            moments.Add(r.IsDBNull(0) ? null : MomentText.Iso(r.GetDateTime(0)));
        return moments;
    }

    private static IEnumerable<JsonElement> Properties(JsonElement page) =>
        page.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("properties"));

    private static (int X, int Y) Tile(double lon, double lat, int zoom)
    {
        var n = 1 << zoom;
        var φ = lat * Math.PI / 180;
        return ((int)((lon + 180) / 360 * n), (int)((1 - Math.Log(Math.Tan(φ) + 1 / Math.Cos(φ)) / Math.PI) / 2 * n));
    }
}
