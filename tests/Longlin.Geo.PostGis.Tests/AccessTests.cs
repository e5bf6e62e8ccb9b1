using System.Net;
using System.Text;

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
    [InlineData("/?token=secret", "/")]
    [InlineData("/?lang=en&token=secret&x=a%20b", "/?lang=en&x=a%20b")]
    [InlineData("/?%74oken=secret", "/")]
    [InlineData("/docs?token=secret", "/docs")]
    [InlineData("/docs/?token=secret", "/docs/")]
    [InlineData("//evil.example/?token=secret", "/evil.example/")]
    public async Task A_page_opened_with_a_token_moves_it_into_the_cookie_and_out_of_the_address(string from, string to)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(service.Url.TrimEnd('/') + from));
        request.Headers.Accept.ParseAdd("text/html,*/*;q=0.8");
        using var response = await _client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal(to, response.Headers.Location?.OriginalString);
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith($"{CookieName}=secret;", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_program_that_sends_the_token_in_the_address_is_answered_at_once()
    {
        using var response = await _client.GetAsync("/api/caller?token=secret", Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("admin", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_opened_with_a_wrong_token_is_refused_and_sets_no_cookie()
    {
        using var response = await _client.GetAsync("/?token=wrong", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
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
}
