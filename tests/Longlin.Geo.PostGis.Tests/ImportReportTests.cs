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
        Assert.Equal("“坐标系”（crs） 指定", result.GetProperty("crsReason").GetString());
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
