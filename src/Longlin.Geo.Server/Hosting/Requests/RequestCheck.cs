using System.Runtime.CompilerServices;
using Longlin.Geo.Server.Hosting.OpenApi;

namespace Longlin.Geo.Server.Hosting.Requests;

/// <summary>
/// Refuses a query with an unknown, doubled or wrong parameter before its handler binds it: 400, with the parameter and
/// the allowed values named in the caller's language.
/// </summary>
internal sealed class RequestCheck(RequestDelegate next)
{
    private readonly ConditionalWeakTable<Endpoint, RequestPlan> _plans = [];

    public Task InvokeAsync(HttpContext context)
    {
        if (
            context.Request.Query.Count == 0
            || context.GetEndpoint() is not RouteEndpoint endpoint
            // Without a summary it is not an operation of ours: the reference page and its scripts.
            || endpoint.Metadata.GetMetadata<EndpointSummary>() is null
        )
            return next(context);
        var plan = _plans.GetValue(
            endpoint,
            e =>
                RequestPlan.Read(
                    e.Metadata,
                    name => ((RouteEndpoint)e).RoutePattern.Parameters.Any(p => p.Name == name)
                )
        );
        return plan.FindFault(context.Request.Query) is { } fault
            ? Problems.Of(context, fault).ExecuteAsync(context)
            : next(context);
    }
}
