using Microsoft.AspNetCore.Authorization;

namespace Longlin.Geo.Server.Hosting.Access;

/// <summary>
/// Keeps the service from starting with a route that has no policy, or one that cannot be meant: a forgotten policy
/// would otherwise show only when somebody abuses it.
/// </summary>
internal sealed class PolicyCheck : IHostedLifecycleService
{
    /// <summary>The routes to check when the service starts.</summary>
    public IEndpointRouteBuilder? Routes { get; set; }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var faults = (Routes?.DataSources ?? [])
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(FindFault)
            .OfType<string>()
            .ToList();
        return faults.Count == 0
            ? Task.CompletedTask
            : throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string? FindFault(RouteEndpoint route)
    {
        var methods = route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
        var name = $"{(methods.Count == 0 ? "*" : string.Join(',', methods))} {route.RoutePattern.RawText}";
        var policies = route.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy).ToList();
        var known = string.Join(", ", AccessPolicy.All);
        if (route.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return $"Route {name} allows anonymous callers: give it the policy {AccessPolicy.Anyone} instead.";
        if (policies is not [{ } policy] || !AccessPolicy.All.Contains(policy))
            return policies.Count == 0
                ? $"Route {name} has no access policy: add .RequireAuthorization(AccessPolicy.…), one of {known}."
                : $"Route {name} has the access policies {string.Join(", ", policies)}: it needs one of {known}.";
        return policy == AccessPolicy.Read && methods.Any(m => !RequestOrigin.IsSafe(m))
            ? $"Route {name} has the policy {policy}, which is for GET: use {AccessPolicy.Ask} for a question, else "
                + "a policy that demands a token."
            : null;
    }
}
