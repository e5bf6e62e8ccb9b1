using System.Globalization;

namespace Longlin.Geo.Server.Hosting.Access;

/// <summary>
/// The cookie that keeps the token of a page: after signing in the page's requests carry it.
/// </summary>
internal static class TokenCookie
{
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

    /// <summary>The same address on this host without one parameter; the others keep their spelling.</summary>
    public static string AddressWithout(HttpRequest request, string parameter)
    {
        var kept = (request.QueryString.Value ?? "")
            .TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(p => !IsNamed(p, parameter));
        // Two slashes at the front would name another host.
        var path = "/" + (request.PathBase + request.Path).ToUriComponent().TrimStart('/');
        return string.Join('&', kept) is { Length: > 0 } query ? $"{path}?{query}" : path;
    }

    private static bool IsNamed(string pair, string parameter) =>
        Uri.UnescapeDataString(pair.Split('=', 2)[0].Replace('+', ' '))
            .Equals(parameter, StringComparison.OrdinalIgnoreCase);
}
