using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing.Template;

namespace Longlin.Geo.Server.Hosting.Requests;

/// <summary>HEAD and OPTIONS, for every route alike.</summary>
internal static class MethodAnswers
{
    /// <summary>
    /// HEAD runs the handler of GET: the same headers, and the server leaves the body out, since it remembers the
    /// method
    /// of the request line.
    /// </summary>
    public static Task HeadAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method))
            context.Request.Method = HttpMethods.Get;
        return next(context);
    }

    /// <summary>OPTIONS lists the methods that this caller may use at this address.</summary>
    public static async Task OptionsAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            await next(context);
            return;
        }

        SortedSet<string> allowed = new(StringComparer.Ordinal);
        var found = false;
        var authorization = context.RequestServices.GetRequiredService<IAuthorizationService>();
        foreach (
            var endpoint in context
                .RequestServices.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
        )
        {
            RouteValueDictionary values = [];
            if (
                endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not { HttpMethods.Count: > 0 } methods
                || !new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(
                    context.Request.Path,
                    values
                )
            )
                continue;
            found = true;
            // A policy reads the layer from the route.
            context.Request.RouteValues = values;
            if (
                endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy is { } policy
                && !(await authorization.AuthorizeAsync(context.User, context, policy)).Succeeded
            )
                continue;
            allowed.UnionWith(methods.HttpMethods);
        }

        if (!found)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (allowed.Contains(HttpMethods.Get))
            allowed.Add(HttpMethods.Head);
        allowed.Add(HttpMethods.Options);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.Allow = string.Join(", ", allowed);
    }
}
