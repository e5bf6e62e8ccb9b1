using System.Net;
using System.Text.Json;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>The service as a whole: health, explanations, bad requests, access, its own description.</summary>
[Collection(SharedService.Name)]
public sealed class ServiceTests(RunningService service)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_service_reports_when_it_is_ready() =>
        Assert.Equal("ready", await service.Client.GetStringAsync("/health/ready", Token));

    [Fact]
    public async Task A_hamlet_is_explained_in_both_languages_for_every_service()
    {
        var gap = (
            await service.JsonAsync(
                "/api/coverage/gaps?service=road&minHouseholds=20&asOf=2016-12-31&verdict=not_met&limit=1"
            )
        ).GetProperty("items")[0];
        var place = await service.JsonAsync(
            $"/api/hamlets/{gap.GetProperty("code").GetString()}/coverage?asOf=2016-12-31"
        );
        Assert.Equal(
            ["road", "access", "power", "broadband", "broadband_4g", "broadcast", "piped", "water"],
            place.GetProperty("services").EnumerateArray().Select(s => s.GetProperty("service").GetString()!)
        );
        var road = place.GetProperty("services")[0];
        Assert.Equal(
            (gap.GetProperty("verdict").GetString(), gap.GetProperty("metresToUpgrade").GetDouble()),
            (road.GetProperty("verdict").GetString(), road.GetProperty("metresToUpgrade").GetDouble())
        );
        Assert.Contains(
            "截至2016-12-31未通硬化路",
            road.GetProperty("sentence").GetProperty("zh").GetString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "as of 2016-12-31",
            road.GetProperty("sentence").GetProperty("en").GetString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/api/coverage/gaps?service=gas", 400, "service")]
    [InlineData("/api/coverage/gaps", 400, "service")]
    [InlineData("/api/coverage/gaps?service=road&minhouseholds=3", 400, "minhouseholds")]
    [InlineData("/api/coverage/gaps?service=road&minHouseholds=-3", 400, "minHouseholds")]
    [InlineData("/api/coverage/gaps?service=road&asOf=2018-02-30", 400, "asOf")]
    [InlineData("/api/coverage/gaps?service=road&area=999", 404, "area")]
    [InlineData("/api/coverage/gaps?service=road&bbox=1,2,3", 400, "bbox")]
    [InlineData("/api/coverage/gaps?service=road&limit=0", 400, "limit")]
    [InlineData("/api/coverage/gaps?service=road&f=pdf", 400, "f")]
    [InlineData("/api/coverage/gaps?service=road&cursor=nonsense", 400, "cursor")]
    [InlineData("/api/coverage/summary?service=road&by=street", 400, "by")]
    [InlineData("/api/hamlets/451031/coverage", 404, "code")]
    [InlineData("/tiles/hamlets/3/8/1.mvt", 400, "x")]
    [InlineData("/tiles/hamlets/3/1/8.mvt", 400, "y")]
    [InlineData("/tiles/hamlets/23/1/1.mvt", 400, "z")]
    [InlineData("/tiles/hamlets/3/a/1.mvt", 400, "x")]
    [InlineData("/tiles/gas/3/1/1.mvt", 404, "layers")]
    public async Task A_bad_request_names_its_parameter(string path, int status, string parameter)
    {
        using var response = await service.Client.GetAsync(path, Token);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
        Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_wrong_token_or_an_unknown_host_name_is_refused()
    {
        using HttpRequestMessage wrong = new(HttpMethod.Get, "/api/rules");
        wrong.Headers.Authorization = new("Bearer", "wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Client.SendAsync(wrong, Token)).StatusCode);
        using HttpRequestMessage strange = new(HttpMethod.Get, "/health/live") { Headers = { Host = "evil.example" } };
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Client.SendAsync(strange, Token)).StatusCode);
    }

    [Fact]
    public async Task Off_loopback_every_request_but_health_live_needs_a_token()
    {
        await using var app = WebService.Build(
            new ServiceOptions(IPAddress.Any, 0, "secret"),
            service.Database,
            TestCluster.Standard,
            ProjectRoot.Find(),
            "http://127.0.0.1:0"
        );
        await app.StartAsync(Token);
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.First()) };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/health/ready", Token)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await client.GetAsync("/tiles/hamlets/0/0/0.mvt", Token)).StatusCode
        );
        client.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/tiles/hamlets/0/0/0.mvt", Token)).StatusCode);
    }

    [Fact]
    public async Task The_reference_page_and_the_OpenAPI_document_describe_the_routes()
    {
        var paths = (await service.JsonAsync("/openapi.json"))
            .GetProperty("paths")
            .EnumerateObject()
            .Select(p => p.Name)
            .ToList();
        Assert.Contains("/api/coverage/gaps", paths);
        Assert.Contains("/tiles/{layers}/{z}/{x}/{y}.mvt", paths);
        Assert.Contains(
            "<html",
            await service.Client.GetStringAsync("/docs/", Token),
            StringComparison.OrdinalIgnoreCase
        );
    }
}
