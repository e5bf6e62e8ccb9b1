using Microsoft.Extensions.Primitives;

namespace Longlin.Geo.Server.Hosting.Access;

/// <summary>Tells browsers what our pages may load, and that no other site learns their addresses.</summary>
internal sealed class PageHeaders(RequestDelegate next, ServiceOptions options)
{
    private static readonly StringValues NoSniff = "nosniff",
        NoReferrer = "no-referrer";
    private static readonly StringValues DocsPolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; font-src 'self' data:";
    private readonly StringValues _policy = PolicyWith(options.Basemap?.Origin is { } origin ? $" {origin}" : "");

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
        return next(context);
    }

    private static string PolicyWith(string basemap) =>
        $"default-src 'self'; worker-src 'self'; connect-src 'self'{basemap}; "
        + $"img-src 'self' data: blob:{basemap}; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'";
}
