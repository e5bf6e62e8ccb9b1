using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>What an import over HTTP tells: everything it took, left and changed, in the words of its form.</summary>
public class ImportReportTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Ledger = """
        编码,名称,户数,经度,纬度,备注
        ="Q1",甲,30户,105.2,24.7,x
        Q2,乙,约三十,105.21,24.7,y
        合计,,60,,,
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content = null
    )
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        using var response = await service.Client.SendAsync(request, Token);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement);
    }

    private async Task<JsonElement> ImportAsync(string text, params (string Name, string Value)[] fields)
    {
        MultipartFormDataContent form = [];
        form.Add(new StringContent(text), "file", "台账.csv");
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        var (_, posted) = await SendAsync(HttpMethod.Post, "/api/imports", form);
        for (var i = 0; i < 600; i++)
        {
            var (_, job) = await SendAsync(HttpMethod.Get, $"/api/jobs/{posted.GetProperty("id").GetString()}");
            if (job.GetProperty("state").GetString() is not ("queued" or "running"))
                return job;
            await Task.Delay(50, Token);
        }

        throw new TimeoutException("The job does not end.");
    }

    [Fact]
    public async Task Columns_repairs_encoding_and_system_are_told_with_their_reasons()
    {
        var job = await ImportAsync(Ledger, ("layer", "hamlets"), ("crs", "EPSG:4490"), ("dryRun", "true"));
        var result = job.GetProperty("result");
        Assert.Equal(2, result.GetProperty("rowsRead").GetInt64());
        Assert.Equal("“坐标系”（crs）中指定", result.GetProperty("crsReason").GetString());
        Assert.StartsWith("UTF-8（", result.GetProperty("encoding").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ["备注"],
            result
                .GetProperty("columns")
                .EnumerateArray()
                .Where(c => c.GetProperty("target").ValueKind == JsonValueKind.Null)
                .Select(c => c.GetProperty("source").GetString())
        );
        Assert.Equal(
            [(1L, "code"), (3L, "passedOver")],
            result
                .GetProperty("repairList")
                .EnumerateArray()
                .Select(r => (r.GetProperty("row").GetInt64(), r.GetProperty("kind").GetString()!))
        );
        Assert.Equal(2, result.GetProperty("repairsTotal").GetInt64());
        var file = await service.Client.GetStringAsync(
            $"/api/jobs/{job.GetProperty("id").GetString()}/rejects.csv",
            Token
        );
        Assert.Contains("约三十", file, StringComparison.Ordinal);
        Assert.Contains("合计", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_name_the_fields_of_the_form_and_not_options_of_a_command()
    {
        var refused = await ImportAsync("甲,乙\n1,2\n", ("layer", "hamlets"), ("crs", "EPSG:4490"));
        var error = refused.GetProperty("error").GetString()!;
        Assert.Contains("“列的对应”（map）", error, StringComparison.Ordinal);
        Assert.DoesNotContain("--", error, StringComparison.Ordinal);
        const string roads = "code,路面类型,wkt\nR1,BT,\"LINESTRING(105.2 24.7,105.21 24.7)\"\n";
        var unknown = await ImportAsync(roads, ("layer", "roads"), ("crs", "EPSG:4490"), ("dryRun", "true"));
        Assert.DoesNotContain("--", unknown.GetProperty("result").GetRawText(), StringComparison.Ordinal);
        var meant = await ImportAsync(
            roads,
            ("layer", "roads"),
            ("crs", "EPSG:4490"),
            ("dryRun", "true"),
            ("value", "surface:BT=asphalt"),
            ("numberRepeats", "true")
        );
        Assert.Equal(1, meant.GetProperty("result").GetProperty("inserted").GetInt64());
    }

    [Fact]
    public async Task Words_are_remembered_for_a_role_and_a_layer_until_others_take_their_place()
    {
        const string roads = "code,路面类型,wkt\nM1,BT,\"LINESTRING(105.2 24.7,105.21 24.7)\"\n";
        (string, string)[] form = [("layer", "roads"), ("crs", "EPSG:4490")];
        Task<JsonElement> CheckAsync(params (string, string)[] more) =>
            ImportAsync(roads, [.. form, ("dryRun", "true"), .. more]);
        static long Good(JsonElement job) => 1 - job.GetProperty("result").GetProperty("rejected").GetInt64();
        // A check alone is no promise.
        Assert.Equal(1, Good(await CheckAsync(("value", "surface:BT=asphalt"))));
        var unknown = await CheckAsync();
        Assert.Equal(0, Good(unknown));
        var word = unknown.GetProperty("result").GetProperty("unknownWords")[0];
        Assert.Equal(("BT", 1), (word.GetProperty("word").GetString(), word.GetProperty("rows").GetInt32()));
        Assert.Contains("asphalt", word.GetProperty("allowed").EnumerateArray().Select(a => a.GetString()));
        var done = await ImportAsync(roads, [.. form, ("value", "surface:bt=asphalt")]);
        var remembered = await CheckAsync();
        Assert.Equal(1, Good(remembered));
        var meaning = remembered.GetProperty("result").GetProperty("meanings")[0];
        Assert.True(meaning.GetProperty("remembered").GetBoolean());
        Assert.Equal("asphalt", meaning.GetProperty("value").GetString());
        Assert.Equal(0, Good(await CheckAsync(("remembered", "false"))));
        // Another layer, another role: nothing is known.
        Assert.Equal(
            "administrator roads surface BT asphalt",
            await service.Database.ScalarAsync<string>(
                "select string_agg(concat_ws(' ', role, layer, field, word, meaning), ', ') from longlin.word_meanings"
            )
        );
        await ImportAsync(roads, [.. form, ("remembered", "false"), ("value", "surface:XX=gravel")]);
        Assert.Equal(
            "XX",
            await service.Database.ScalarAsync<string>("select string_agg(word, ',') from longlin.word_meanings")
        );
        await service.Database.RunAsync("delete from longlin.word_meanings");
        // The list has what was imported, with who and how many; its report is there for later.
        var listed = (await service.JsonAsync("/api/imports?layer=roads&limit=2")).GetProperty("items")[1];
        Assert.Equal(
            (done.GetProperty("result").GetProperty("importId").GetInt64(), 1L, "台账.csv"),
            (
                listed.GetProperty("importId").GetInt64(),
                listed.GetProperty("inserted").GetInt64(),
                listed.GetProperty("fileName").GetString()
            )
        );
    }

    [Fact]
    public async Task The_report_of_an_import_outlives_its_job()
    {
        var job = await ImportAsync(Ledger, ("layer", "hamlets"), ("crs", "EPSG:4490"));
        var id = job.GetProperty("result").GetProperty("importId").GetInt64();
        var kept = await service.Client.GetStringAsync($"/api/imports/{id}/rejects.csv", Token);
        Assert.Equal(
            await service.Client.GetStringAsync($"/api/jobs/{job.GetProperty("id").GetString()}/rejects.csv", Token),
            kept
        );
        Assert.Contains("合计", kept, StringComparison.Ordinal);
        var item = (await service.JsonAsync("/api/imports?layer=hamlets&limit=1")).GetProperty("items")[0];
        Assert.True(item.GetProperty("hasReport").GetBoolean());
        using var missing = await service.Client.GetAsync("/api/imports/999999/rejects.csv", Token);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task A_collection_sent_to_one_layer_is_told_where_it_belongs()
    {
        foreach (var body in (string[])["""{"type":"FeatureCollection","features":[]}""", "[]"])
        {
            var (status, problem) = await SendAsync(
                HttpMethod.Post,
                "/ogc/collections/hamlets/items",
                new StringContent(body, Encoding.UTF8, "application/geo+json")
            );
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains("/api/imports", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }
}
