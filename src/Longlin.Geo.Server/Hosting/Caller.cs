using System.Security.Claims;
using Longlin.Geo.Model;

namespace Longlin.Geo.Server.Hosting;

/// <summary>Who asks, as his token says. A request without one has no caller.</summary>
internal sealed record Caller(string Name, string Role, string? Township)
{
    private const string TownshipClaim = "township";

    public bool IsAdministrator => Role == Model.Role.Administrator;

    public bool MayWrite(LayerDescription layer) => Model.Role.MayWrite(Role, layer);

    public static Caller? Of(HttpContext context) =>
        context.User.Identity is ClaimsIdentity { IsAuthenticated: true, Name: { } name } identity
        && identity.FindFirst(identity.RoleClaimType)?.Value is { } role
            ? new Caller(name, role, identity.FindFirst(TownshipClaim)?.Value)
            : null;

    /// <summary>The same as the framework knows it.</summary>
    /// <param name="scheme">How he was recognised.</param>
    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        ClaimsIdentity identity = new(scheme);
        identity.AddClaim(new Claim(identity.NameClaimType, Name));
        identity.AddClaim(new Claim(identity.RoleClaimType, Role));
        if (Township is not null)
            identity.AddClaim(new Claim(TownshipClaim, Township));
        return new ClaimsPrincipal(identity);
    }
}
