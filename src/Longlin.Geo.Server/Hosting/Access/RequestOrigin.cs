namespace Longlin.Geo.Server.Hosting.Access;

/// <summary>Which page a browser says that a request comes from.</summary>
internal static class RequestOrigin
{
    /// <summary>Whether the method only reads (RFC 9110, 9.2.1).</summary>
    public static bool IsSafe(HttpRequest request) => IsSafe(request.Method);

    /// <inheritdoc cref="IsSafe(HttpRequest)"/>
    public static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    /// <summary>
    /// Whether the request comes from a page of this service; null where it does not say, as programs do not.
    /// </summary>
    /// <remarks>
    /// Both headers are set by the browser; no page can change them. Sec-Fetch-Site is also right behind a proxy that
    /// ends TLS, but browsers send it only over HTTPS and to the machine itself.
    /// </remarks>
    public static bool? IsOwn(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site)
            return site == "same-origin";
        if (request.Headers.Origin is { Count: > 0 } origin)
            return string.Equals(
                origin.ToString(),
                $"{request.Scheme}://{request.Host.ToUriComponent()}",
                StringComparison.OrdinalIgnoreCase
            );
        return null;
    }
}
