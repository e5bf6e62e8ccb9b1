using System.Net;
using System.Text;
using System.Text.Json;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Longlin.Geo.Server.Hosting.Access;
using Longlin.Geo.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Longlin.Geo.PostGis.Tests;

/// <summary>Where the administrator's token may go, and who may use the cookie that holds it.</summary>
public sealed class AccessTests(RunningService service) : IClassFixture<RunningService>, IDisposable
{
    private readonly HttpClient _client = new(
        new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            CheckCertificateRevocationList = true,
        }
    )
    {
        BaseAddress = new Uri(service.Url),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string CookieName => $"longlin_token_{new Uri(service.Url).Port}";

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("", "/")]
    [InlineData("&lang=en&x=a%20b", "/?lang=en&x=a%20b")]
    public async Task The_admin_link_becomes_a_cookie_and_a_clean_address(string more, string to)
    {
        using var response = await GetAsync(service.Link(more), "text/html,*/*;q=0.8");
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal(to, response.Headers.Location?.OriginalString);
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(response.Headers.CacheControl?.NoStore);
        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith($"{CookieName}=secret;", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_name_of_the_code_may_be_encoded_and_only_the_front_page_takes_it()
    {
        var link = service.Link();
        foreach (
            var elsewhere in (string[])
                ["/docs" + link[1..], "//evil.example" + link, "/ogc/collections/roads" + link[1..]]
        )
        {
            using var ignored = await GetAsync(elsewhere);
            Assert.False(ignored.Headers.Contains("Set-Cookie"), elsewhere);
            Assert.DoesNotContain("evil", ignored.Headers.Location?.OriginalString ?? "", StringComparison.Ordinal);
        }

        using (HttpRequestMessage preview = new(HttpMethod.Head, link))
        using (var seen = await _client.SendAsync(preview, Token))
            Assert.False(seen.Headers.Contains("Set-Cookie"));
        using var entered = await GetAsync(link.Replace("code", "%63ode", StringComparison.Ordinal));
        Assert.Equal("/", entered.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_code_that_was_used_replaced_doubled_or_guessed_is_refused_in_words()
    {
        var used = service.Link();
        (await GetAsync(used)).Dispose();
        await RefusedAsync(used);
        var older = service.Link();
        var newer = service.Link();
        await RefusedAsync(older);
        await RefusedAsync($"{newer}&{newer[2..]}");
        await RefusedAsync("/?code=");
        await RefusedAsync("/?code=" + new string('0', 32));
        using var entered = await GetAsync(newer);
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
    }

    [Fact]
    public async Task An_expired_code_is_refused()
    {
        MovableClock clock = new();
        await using var app = WebService.Build(
            new ServiceOptions(IPAddress.Loopback, 0, "secret"),
            service.Database,
            TestCluster.Standard,
            ProjectRoot.Find(),
            time: clock
        );
        await app.StartAsync(Token);
        var codes = app.Services.GetRequiredService<SignInCodes>();
        var late = codes.Issue().Link(app.Urls.First());
        clock.Ahead += SignInCodes.Lifetime;
        await RefusedAsync(late);
        clock.Ahead -= SignInCodes.Lifetime;
        await RefusedAsync(late); // it is used up
        var inTime = codes.Issue().Link(app.Urls.First());
        clock.Ahead += SignInCodes.Lifetime - TimeSpan.FromSeconds(1);
        using var entered = await GetAsync(inTime);
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
    }

    [Fact]
    public async Task A_browser_is_shown_a_page_where_the_link_fails()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/?code=wrong");
        request.Headers.Accept.ParseAdd("text/html");
        request.Headers.AcceptLanguage.ParseAdd("zh");
        using var response = await _client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        var page = await response.Content.ReadAsStringAsync(Token);
        Assert.Contains("./longlin user link", page, StringComparison.Ordinal);
        Assert.Contains("已过期", page, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/?token=secret")]
    [InlineData("/?lang=en&%74oken=secret")]
    [InlineData("/docs?token=secret")]
    [InlineData("/api/caller?token=secret")]
    [InlineData("/api/rules?token=wrong")]
    [InlineData("/tiles/hamlets/0/0/0.mvt?token=secret")]
    public async Task A_token_in_the_address_is_refused_with_how_to_sign_in(string path)
    {
        using var response = await GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal("token", problem.GetProperty("parameter").GetString());
        Assert.Contains("/sign-in", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_typed_at_the_sign_in_page_of_this_service_only()
    {
        var planner = await UserList.AddAsync(service.Database, "登录者", "planner", null, "tester", Token);
        using (var entered = await TypeAsync(planner, service.Url.TrimEnd('/')))
        {
            Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
            Assert.StartsWith(
                $"{CookieName}={planner};",
                entered.Headers.GetValues("Set-Cookie").Single(),
                StringComparison.Ordinal
            );
        }

        using (var wrong = await TypeAsync("ll_wrong", null))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
            Assert.False(wrong.Headers.Contains("Set-Cookie"));
        }

        using var foreign = await TypeAsync(planner, "http://127.0.0.1:1");
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
    }

    // An import that is let in is refused for its body (415); one that is kept out never gets so far (403).
    [Theory]
    [InlineData("POST", "/api/imports", "same", null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("POST", "/api/imports", null, "same-origin", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("POST", "/api/imports", null, null, HttpStatusCode.Forbidden)]
    [InlineData("POST", "/api/imports", "http://127.0.0.1:1", null, HttpStatusCode.Forbidden)]
    [InlineData("POST", "/api/imports", "null", null, HttpStatusCode.Forbidden)]
    [InlineData("POST", "/api/imports", "http://127.0.0.1:1", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/api/imports", null, "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("PUT", "/ogc/collections/hamlets/items/1", "http://127.0.0.1:1", null, HttpStatusCode.Forbidden)]
    [InlineData("PATCH", "/ogc/collections/hamlets/items/1", null, "same-site", HttpStatusCode.Forbidden)]
    [InlineData("DELETE", "/ogc/collections/hamlets/items/1", null, null, HttpStatusCode.Forbidden)]
    public async Task A_page_of_another_origin_cannot_write_with_the_cookie(
        string method,
        string path,
        string? origin,
        string? site,
        HttpStatusCode expected
    )
    {
        using var request = Request(method, path, origin, site);
        request.Headers.Add("Cookie", $"{CookieName}=secret");
        using var response = await _client.SendAsync(request, Token);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_program_with_a_bearer_token_writes_without_an_origin()
    {
        using var request = Request("POST", "/api/imports", null, null);
        request.Headers.Authorization = new("Bearer", "secret");
        using var response = await _client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    // An empty question that may be asked is refused for its content (400).
    [Theory]
    [InlineData("http://127.0.0.1:1", null, HttpStatusCode.Forbidden)]
    [InlineData(null, "same-site", HttpStatusCode.Forbidden)]
    [InlineData("same", "same-origin", HttpStatusCode.BadRequest)]
    [InlineData(null, null, HttpStatusCode.BadRequest)]
    public async Task A_page_of_another_origin_cannot_start_a_computation(
        string? origin,
        string? site,
        HttpStatusCode expected
    )
    {
        using var request = Request("POST", "/api/what-if", origin, site);
        using var response = await _client.SendAsync(request, Token);
        Assert.Equal(expected, response.StatusCode);
    }

    private async Task<HttpResponseMessage> GetAsync(string address, string? accept = null)
    {
        using HttpRequestMessage request = new(
            HttpMethod.Get,
            new Uri(address.StartsWith('/') ? service.Url.TrimEnd('/') + address : address)
        );
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        return await _client.SendAsync(request, Token);
    }

    private async Task RefusedAsync(string address)
    {
        using var response = await GetAsync(address);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal("code", problem.GetProperty("parameter").GetString());
        Assert.Contains("./longlin user link", problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> TypeAsync(string token, string? origin)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/sign-in")
        {
            Content = new FormUrlEncodedContent([new("token", token)]),
        };
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return await _client.SendAsync(request, Token);
    }

    private HttpRequestMessage Request(string method, string path, string? origin, string? site)
    {
        HttpRequestMessage request = new(new HttpMethod(method), path)
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        if (origin is not null)
            request.Headers.Add("Origin", origin == "same" ? service.Url.TrimEnd('/') : origin);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        return request;
    }

    private sealed class MovableClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
