using System.Security.Cryptography;
using System.Text;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Microsoft.Extensions.Primitives;

namespace Longlin.Geo.Server.Hosting;

/// <summary>
/// Who may do what: on loopback everybody may read; elsewhere, and for every write, a request needs a token. Also tells
/// browsers what our pages may load.
/// </summary>
internal sealed class AccessPolicy(RequestDelegate next, ServiceOptions options, Database database)
{
    private static readonly StringValues NoSniff = "nosniff",
        NoReferrer = "no-referrer";
    private static readonly StringValues DocsPolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; font-src 'self' data:";
    private readonly StringValues _policy = PolicyWith(options.Basemap?.Origin is { } origin ? $" {origin}" : "");

    /// <summary>How a request carries its token.</summary>
    private enum Carrier
    {
        None,

        /// <summary>In the Authorization header or the address: whoever made the request knows the token.</summary>
        Explicit,

        /// <summary>In the cookie: the browser adds it, whichever page made the request.</summary>
        Cookie,
    }

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        // A tile is not a page: it loads and runs nothing, and nosniff keeps browsers from guessing its type.
        if (!context.Request.Path.StartsWithSegments("/tiles", StringComparison.Ordinal))
            headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal)
                ? DocsPolicy
                : _policy;
        headers.XContentTypeOptions = NoSniff;
        headers["Referrer-Policy"] = NoReferrer;
        var (token, carrier) = FindToken(context);
        return carrier == Carrier.None && MayRead(context.Request) && RequestOrigin.IsSafe(context.Request)
            ? next(context)
            : CheckAsync(context, token, carrier);
    }

    private async Task CheckAsync(HttpContext context, string? token, Carrier carrier)
    {
        var caller = token is null ? null : await FindCallerAsync(token, context.RequestAborted);
        if (IsForged(context.Request, caller is null ? Carrier.None : carrier))
        {
            await RefuseForgedAsync(context);
            return;
        }

        if (caller is not null)
        {
            context.Features.Set(caller);
            if (IsInAddress(context.Request))
            {
                TokenCookie.Append(context, token!);
                // The address of a page is copied, bookmarked and kept in the history: the token must not stay in it.
                if (TokenCookie.IsPage(context.Request))
                {
                    context.Response.Headers.CacheControl = "no-store";
                    context.Response.StatusCode = StatusCodes.Status303SeeOther;
                    context.Response.Headers.Location = TokenCookie.AddressWithoutToken(context.Request);
                    return;
                }
            }

            await next(context);
        }
        else if (MayRead(context.Request))
        {
            await next(context);
        }
        else
        {
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
    }

    // Browsers send Origin or Sec-Fetch-Site with every unsafe request. One from another origin is refused, questions
    // by POST among them: their answer could not be read, but computing it costs. A request that changes something and
    // is authenticated by the cookie alone must prove that it comes from our own page.
    private static bool IsForged(HttpRequest request, Carrier carrier) =>
        carrier != Carrier.Explicit
        && !RequestOrigin.IsSafe(request)
        && RequestOrigin.IsOwn(request) is var own
        && (own == false || (own is null && carrier == Carrier.Cookie && !IsRead(request)));

    private static Task RefuseForgedAsync(HttpContext context) =>
        Problems.WriteAsync(
            context,
            StatusCodes.Status403Forbidden,
            "Origin",
            new(
                "写请求只能由本服务的网页发出，或带 Authorization: Bearer …",
                "a request that writes must come from a page of this service or carry Authorization: Bearer …"
            )
        );

    // On loopback everybody may read. A token that was given on purpose and is wrong is refused; a cookie left by an
    // earlier home is ignored.
    private bool MayRead(HttpRequest request) =>
        options.Loopback && IsRead(request) && request.Headers.Authorization.Count == 0 && !IsInAddress(request);

    private static string PolicyWith(string basemap) =>
        $"default-src 'self'; worker-src 'self'; connect-src 'self'{basemap}; "
        + $"img-src 'self' data: blob:{basemap}; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'";

    // What-if and site scores store nothing: they are questions too long for an address.
    private static bool IsRead(HttpRequest request) =>
        RequestOrigin.IsSafe(request)
        || (HttpMethods.IsPost(request.Method) && request.Path.Value is "/api/what-if" or "/api/sites/score");

    private static bool IsInAddress(HttpRequest request) =>
        request.QueryString.HasValue && request.Query.ContainsKey(TokenCookie.Parameter);

    private static (string? Token, Carrier Carrier) FindToken(HttpContext context)
    {
        var request = context.Request;
        if (
            request.Headers.Authorization.ToString() is { Length: > 0 } header
            && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        )
            return (header[7..].Trim(), Carrier.Explicit);
        if (IsInAddress(request))
            return (request.Query[TokenCookie.Parameter].FirstOrDefault(), Carrier.Explicit);
        return request.Headers.Cookie.Count > 0 && request.Cookies[TokenCookie.Name(context)] is { } kept
            ? (kept, Carrier.Cookie)
            : (null, Carrier.None);
    }

    private async Task<Caller?> FindCallerAsync(string token, CancellationToken cancellationToken)
    {
        if (IsAdministrator(token))
            return new Caller("admin", Role.Administrator, null);
        return await UserList.OfTokenAsync(database, token, cancellationToken) is { } user
            ? new Caller(user.Name, user.Role, user.TownshipCode)
            : null;
    }

    private bool IsAdministrator(string token) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(token)),
            SHA256.HashData(Encoding.UTF8.GetBytes(options.AdminToken))
        );
}
