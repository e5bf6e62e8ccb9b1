using System.Security.Cryptography;
using System.Text;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Microsoft.Extensions.Primitives;

namespace Longlin.Geo.Server.Hosting;

/// <summary>
/// Who may ask: on loopback everybody may read; elsewhere, and for every write, a request carries a token. Says to
/// browsers what a page of ours may load.
/// </summary>
internal sealed class AccessPolicy(RequestDelegate next, ServiceOptions options, Database database)
{
    private const string Cookie = "longlin_token";
    private static readonly StringValues NoSniff = "nosniff",
        NoReferrer = "no-referrer";
    private static readonly StringValues DocsPolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:";
    private readonly StringValues _policy = PolicyWith(options.Basemap?.Origin is { } origin ? $" {origin}" : "");

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        // A tile is no page: nothing of it is loaded or run, and its kind is not guessed.
        if (!context.Request.Path.StartsWithSegments("/tiles", StringComparison.Ordinal))
            headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal)
                ? DocsPolicy
                : _policy;
        headers.XContentTypeOptions = NoSniff;
        headers["Referrer-Policy"] = NoReferrer;
        var shown = Shown(context.Request);
        return shown is null && MayRead(context.Request) ? next(context) : RunAsync(context, shown);
    }

    private async Task RunAsync(HttpContext context, string? shown)
    {
        if (shown is not null && await CallerAsync(shown, context.RequestAborted) is { } caller)
        {
            context.Features.Set(caller);
            // The link with the token is opened once; the page's own requests carry it from then on.
            if (context.Request.Query.ContainsKey("token"))
                context.Response.Cookies.Append(
                    Cookie,
                    shown,
                    new CookieOptions
                    {
                        HttpOnly = true,
                        SameSite = SameSiteMode.Strict,
                        Secure = context.Request.IsHttps,
                    }
                );
            await next(context);
            return;
        }

        if (MayRead(context.Request))
        {
            await next(context);
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        await Problems.WriteAsync(
            context,
            StatusCodes.Status401Unauthorized,
            "token",
            new(
                "需要有效的令牌：Authorization: Bearer … 或 ?token=…",
                "a valid token is needed: Authorization: Bearer … or ?token=…"
            )
        );
    }

    // On loopback everybody may read; only a token that is shown on purpose and wrong is refused, not the cookie of an
    // earlier home.
    private bool MayRead(HttpRequest request) =>
        options.Loopback
        && Reads(request)
        && request.Headers.Authorization.Count == 0
        && !(request.QueryString.HasValue && request.Query.ContainsKey("token"));

    private static string PolicyWith(string basemap) =>
        $"default-src 'self'; worker-src 'self'; connect-src 'self'{basemap}; img-src 'self' data: blob:{basemap}; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'";

    // A supposition stores nothing: it is a question that is too long for an address.
    private static bool Reads(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        || HttpMethods.IsHead(request.Method)
        || HttpMethods.IsOptions(request.Method)
        || (HttpMethods.IsPost(request.Method) && request.Path.Value is "/api/what-if" or "/api/sites/score");

    private static string? Shown(HttpRequest request)
    {
        if (
            request.Headers.Authorization.ToString() is { Length: > 0 } header
            && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        )
            return header[7..].Trim();
        return (request.QueryString.HasValue ? request.Query["token"].FirstOrDefault() : null)
            ?? (request.Headers.Cookie.Count > 0 ? request.Cookies[Cookie] : null);
    }

    private async Task<Caller?> CallerAsync(string shown, CancellationToken cancellationToken)
    {
        if (Matches(shown))
            return new Caller("admin", Role.Administrator, null);
        return await UserList.OfTokenAsync(database, shown, cancellationToken) is { } user
            ? new Caller(user.Name, user.Role, user.TownshipCode)
            : null;
    }

    private bool Matches(string shown) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(shown)),
            SHA256.HashData(Encoding.UTF8.GetBytes(options.AdminToken))
        );
}
