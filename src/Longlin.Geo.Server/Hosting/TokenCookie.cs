using System.Globalization;

namespace Longlin.Geo.Server.Hosting;

/// <summary>
/// The cookie that keeps the token of a page. A link with a token is opened once; afterwards the page's requests carry
/// the cookie.
/// </summary>
internal static class TokenCookie
{
    /// <summary>The query parameter that holds a token.</summary>
    public const string Parameter = "token";

    /// <summary>
    /// Cookies are shared by all ports of a host: the name holds the port that the service listens on.
    /// </summary>
    public static string Name(HttpContext context) =>
        string.Create(CultureInfo.InvariantCulture, $"longlin_token_{context.Connection.LocalPort}");

    /// <summary>Sets the cookie.</summary>
    public static void Append(HttpContext context, string token) =>
        context.Response.Cookies.Append(
            Name(context),
            token,
            new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Secure = context.Request.IsHttps,
            }
        );

    /// <summary>Whether a browser would show the answer as a page.</summary>
    public static bool IsPage(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return false;
        return request.Path.Value is null or "" or "/" or "/index.html"
            || request.Path.StartsWithSegments("/docs", StringComparison.Ordinal)
            || request.Headers["Sec-Fetch-Mode"] == "navigate"
            || request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The same address on this host without its token; the other parameters keep their spelling.</summary>
    public static string AddressWithoutToken(HttpRequest request)
    {
        var kept = (request.QueryString.Value ?? "")
            .TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(p => !IsToken(p));
        // Two slashes at the front would name another host.
        var path = "/" + (request.PathBase + request.Path).ToUriComponent().TrimStart('/');
        return string.Join('&', kept) is { Length: > 0 } query ? $"{path}?{query}" : path;
    }

    private static bool IsToken(string pair) =>
        Uri.UnescapeDataString(pair.Split('=', 2)[0].Replace('+', ' '))
            .Equals(Parameter, StringComparison.OrdinalIgnoreCase);
}
