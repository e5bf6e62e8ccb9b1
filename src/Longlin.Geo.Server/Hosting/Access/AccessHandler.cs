using Longlin.Geo.Model;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Longlin.Geo.Server.Hosting.Access;

/// <summary>What a policy demands.</summary>
/// <param name="Policy">One of <see cref="AccessPolicy"/>; null where the request takes no route of ours.</param>
internal sealed record AccessRequirement(string? Policy) : IAuthorizationRequirement;

/// <summary>Why somebody who is known may not do this.</summary>
internal sealed class Refusal(IAuthorizationHandler handler, Bilingual text)
    : AuthorizationFailureReason(handler, text.En)
{
    public Bilingual Text => text;
}

/// <summary>Decides who may do what. Without a caller the answer is 401, with one it is 403 and says why.</summary>
internal sealed class AccessHandler(ServiceOptions options, LayerCatalog catalog)
    : AuthorizationHandler<AccessRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AccessRequirement requirement)
    {
        var http = (HttpContext)context.Resource!;
        if (IsFree(http.Request, requirement.Policy))
            context.Succeed(requirement);
        else if (Caller.Of(http) is { } caller)
        {
            if (FindRefusal(http, requirement.Policy, caller) is { } text)
                context.Fail(new Refusal(this, text));
            else
                context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    private bool IsFree(HttpRequest request, string? policy) =>
        policy switch
        {
            AccessPolicy.Anyone => true,
            AccessPolicy.Read or AccessPolicy.Ask => AccessPolicy.ReadsFreely(request, options),
            null => RequestOrigin.IsSafe(request) && AccessPolicy.ReadsFreely(request, options),
            _ => false,
        };

    private Bilingual? FindRefusal(HttpContext http, string? policy, Caller caller) =>
        policy switch
        {
            AccessPolicy.WriteLayer => catalog.Find(http.GetRouteValue("layer") as string ?? "") is { } layer
                ? RefuseLayer(caller, layer)
                : null, // 404, as the route says
            AccessPolicy.WriteWorks => RefuseLayer(caller, catalog["works"]),
            AccessPolicy.Import => catalog.Layers.Any(caller.MayWrite)
                ? null
                : new($"角色 {caller.Role} 不能导入", $"role {caller.Role} may not import"),
            AccessPolicy.Administer => caller.IsAdministrator
                ? null
                : new("只有管理员可以这样做", "only the administrator may do this"),
            _ => null,
        };

    private static Bilingual? RefuseLayer(Caller caller, LayerDescription layer) =>
        caller.MayWrite(layer)
            ? null
            : new(
                $"角色 {caller.Role} 不能写图层 {layer.Name}，可写者：{string.Join("、", layer.Writers)}",
                $"role {caller.Role} may not write layer {layer.Name}; those who may: "
                    + string.Join(", ", layer.Writers)
            );
}

/// <summary>Writes a refusal in the caller's language; the rest is the framework's.</summary>
internal sealed class RefusalWriter : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _framework = new();

    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    ) =>
        authorizeResult.AuthorizationFailure?.FailureReasons.OfType<Refusal>().FirstOrDefault() is { } refusal
            ? Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "token", refusal.Text)
            : _framework.HandleAsync(next, context, policy, authorizeResult);
}
