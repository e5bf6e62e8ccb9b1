using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Access;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Every route of the service, every method, every kind of caller, on loopback and off it.</summary>
public sealed partial class PolicyTests(RunningService service) : IClassFixture<RunningService>
{
    // Who may do what changes something or computes: no token, a viewer, the transport bureau, the administrator. What
    // is not listed here must be a GET that everybody may send on loopback and everybody with a token elsewhere.
    // - not signed in (401), x signed in but not allowed (403), + let in.
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["POST /api/what-if"] = "++++",
        ["POST /api/sites/score"] = "++++",
        ["POST /api/sites/suggest"] = "-+++",
        ["POST /api/sites/assign"] = "-+++",
        ["DELETE /api/jobs/{id}"] = "-+++",
        ["POST /api/works/{code}/finish"] = "-x++",
        ["POST /api/network/{service}/breaks/confirm"] = "-x++",
        ["POST /api/network/{service}/breaks/refuse"] = "-x++",
        ["POST /api/network/{service}/breaks/{id}/confirm"] = "-x++",
        ["POST /api/network/{service}/breaks/{id}/refuse"] = "-x++",
        ["POST /api/imports"] = "-x++",
        ["POST /api/imports/{id:long}/undo"] = "-x++",
        ["POST /ogc/collections/{layer}/items roads"] = "-x++",
        ["POST /ogc/collections/{layer}/items water"] = "-xx+",
        ["PUT /ogc/collections/{layer}/items/{id} roads"] = "-x++",
        ["PUT /ogc/collections/{layer}/items/{id} water"] = "-xx+",
        ["PATCH /ogc/collections/{layer}/items/{id} roads"] = "-x++",
        ["PATCH /ogc/collections/{layer}/items/{id} water"] = "-xx+",
        ["DELETE /ogc/collections/{layer}/items/{id} roads"] = "-x++",
        ["DELETE /ogc/collections/{layer}/items/{id} water"] = "-xx+",
        ["POST /sign-in/codes"] = "-xx+",
        ["POST /sign-in"] = "free",
        ["GET /sign-in"] = "free",
        ["GET /health/live"] = "free",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_route_lets_in_whom_its_policy_names(bool loopback)
    {
        await using var app = WebService.Build(
            new ServiceOptions(loopback ? IPAddress.Loopback : IPAddress.Any, 0, "secret"),
            service.Database,
            TestCluster.Standard,
            ProjectRoot.Find(),
            "http://127.0.0.1:0"
        );
        await app.StartAsync(Token);
        using HttpClientHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            CheckCertificateRevocationList = true,
        };
        using HttpClient client = new(handler) { BaseAddress = new Uri(app.Urls.First()) };
        var suffix = loopback ? "near" : "far";
        var viewer = await UserList.AddAsync(service.Database, $"viewer-{suffix}", "viewer", null, "tester", Token);
        var bureau = await UserList.AddAsync(service.Database, $"bureau-{suffix}", "transport", null, "tester", Token);
        List<string> wrong = [];
        HashSet<string> met = [];
        foreach (var (method, pattern, layer, type) in Requests(app))
        {
            var key = $"{method} {pattern}";
            if (!Expected.TryGetValue(key, out var expected))
                Expected.TryGetValue(key = $"{key} {layer}", out expected);
            if (expected is null && method is not ("GET" or "HEAD" or "OPTIONS"))
                wrong.Add($"{method} {pattern}: not in the table of this test");
            met.Add(key);
            expected = expected switch
            {
                "free" => "++++",
                null or "++++" => loopback ? "++++" : "-+++",
                _ => expected,
            };
            var seen = "";
            foreach (var token in (string?[])[null, viewer, bureau, "secret"])
                seen += await AskAsync(client, method, pattern, layer, type, token);
            if (seen != expected)
                wrong.Add($"{method} {pattern} {layer}: expected {expected}, was {seen}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Empty(Expected.Keys.Except(met));
    }

    [Theory]
    [InlineData(null, "has no access policy")]
    [InlineData("write-layr", "it needs one of")]
    [InlineData("anonymous", "allows anonymous callers")]
    [InlineData("read", "which is for GET")]
    public async Task A_route_without_a_sound_policy_keeps_the_service_from_starting(string? policy, string says)
    {
        await using var app = WebService.Build(
            new ServiceOptions(IPAddress.Loopback, 0, "secret"),
            service.Database,
            TestCluster.Standard,
            ProjectRoot.Find()
        );
        var route = app.MapPost("/api/forgotten", () => "open to everybody");
        if (policy == "anonymous")
            route.AllowAnonymous();
        else if (policy is not null)
            route.RequireAuthorization(policy);
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(Token));
        Assert.Contains("POST /api/forgotten", fault.Message, StringComparison.Ordinal);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(app.Urls, u => !u.EndsWith(":0", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_route_has_one_policy_and_files_and_unknown_addresses_have_the_common_one()
    {
        var routes = (IEndpointRouteBuilder)service.App;
        Assert.All(
            routes.DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>(),
            e =>
                Assert.Contains(Assert.Single(e.Metadata.GetOrderedMetadata<IAuthorizeData>()).Policy, AccessPolicy.All)
        );
    }

    [Theory]
    [InlineData("zh", "POST", "/ogc/collections/water/items", "可写者", 403)]
    [InlineData("en", "POST", "/ogc/collections/water/items", "those who may: water, planner", 403)]
    [InlineData("en", "POST", "/sign-in/codes", "only the administrator", 403)]
    [InlineData("zh", "POST", "/api/sites/assign", "需要有效的令牌", 401)]
    [InlineData("en", "POST", "/api/sites/assign", "a valid token is needed", 401)]
    [InlineData("en", "POST", "/no/such/address", "a valid token is needed", 401)]
    [InlineData("en", "POST", "/api/rules", "a valid token is needed", 401)]
    public async Task A_refusal_is_in_the_language_of_the_caller(
        string language,
        string method,
        string path,
        string says,
        int status
    )
    {
        var bureau =
            status == 403
                ? await UserList.AddAsync(service.Database, $"u-{Guid.NewGuid():N}", "transport", null, "t", Token)
                : null;
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        request.Headers.AcceptLanguage.ParseAdd(language);
        if (bureau is not null)
            request.Headers.Authorization = new("Bearer", bureau);
        using var response = await service.Client.SendAsync(request, Token);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status == 401 ? "Bearer" : "", response.Headers.WwwAuthenticate.ToString());
        using var problem = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("token", problem.RootElement.GetProperty("parameter").GetString());
        Assert.Contains(says, problem.RootElement.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/index.html", "text/html")]
    [InlineData("/archive/none.pmtiles", "text/html")]
    [InlineData("/no/such/address", "application/problem+json")]
    public async Task Off_loopback_files_need_a_token_too_and_a_browser_is_asked_to_sign_in(string path, string type)
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
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(type);
        using var response = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        if (type == "text/html")
            Assert.Contains(
                "action=\"/sign-in\"",
                await response.Content.ReadAsStringAsync(Token),
                StringComparison.Ordinal
            );
    }

    private static IEnumerable<(string Method, string Pattern, string Layer, string Type)> Requests(
        IEndpointRouteBuilder app
    )
    {
        foreach (var route in app.DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>())
        {
            var pattern = "/" + route.RoutePattern.RawText!.Trim('/');
            var methods = route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
            // Routing answers 415 itself where a route does not take the type.
            var type = route.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes[0] ?? "application/json";
            foreach (var method in methods is { Count: > 0 } ? methods : ["GET"])
            {
                yield return (method, pattern, "roads", type);
                if (pattern.StartsWith("/ogc/collections/{layer}/items", StringComparison.Ordinal))
                    yield return (method, pattern, "water", type);
            }
        }
    }

    // A parameter that no route knows and an empty body: whoever is let in is refused for these, before any work.
    private static async Task<char> AskAsync(
        HttpClient client,
        string method,
        string pattern,
        string layer,
        string type,
        string? token
    )
    {
        var path = Parameter()
            .Replace(
                pattern,
                p =>
                    p.Groups[1].Value is "layer" or "layers"
                        ? layer
                        : 999_999_999.ToString(CultureInfo.InvariantCulture)
            );
        using HttpRequestMessage request = new(new HttpMethod(method), $"{path}?forgotten=1");
        if (method is not ("GET" or "HEAD" or "OPTIONS"))
            request.Content =
                pattern == "/sign-in"
                    ? new FormUrlEncodedContent([new("token", "secret")])
                    : new StringContent("{}", Encoding.UTF8, type);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => '-',
            HttpStatusCode.Forbidden => 'x',
            HttpStatusCode.InternalServerError => '!',
            _ => '+',
        };
    }

    [GeneratedRegex(@"\{\*{0,2}(\w+)[^}]*\}")]
    private static partial Regex Parameter();
}
