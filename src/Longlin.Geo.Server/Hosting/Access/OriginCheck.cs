namespace Longlin.Geo.Server.Hosting.Access;

/// <summary>
/// Refuses requests that a page of another origin made. Browsers send Origin or Sec-Fetch-Site with every unsafe
/// request. One from another origin is refused, questions by POST among them: their answer could not be read, but
/// computing it costs. A request that changes something and is authenticated by the cookie alone must prove that it
/// comes from our own page. Whoever sends a valid token in the header knows it, and may come from anywhere.
/// </summary>
internal sealed class OriginCheck(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        IsForged(context)
            ? Problems.WriteAsync(
                context,
                StatusCodes.Status403Forbidden,
                "Origin",
                new(
                    "写请求只能由本服务的网页发出，或带 Authorization: Bearer …",
                    "a request that writes must come from a page of this service or carry Authorization: Bearer …"
                )
            )
            : next(context);

    private static bool IsForged(HttpContext context)
    {
        var request = context.Request;
        if (RequestOrigin.IsSafe(request))
            return false;
        var known = Caller.Of(context) is not null;
        if (known && request.Headers.Authorization.Count > 0)
            return false;
        return RequestOrigin.IsOwn(request) switch
        {
            true => false,
            false => true,
            null => known && AccessPolicy.Of(context) != AccessPolicy.Ask,
        };
    }
}
