using Longlin.Geo.Model;

namespace Longlin.Geo.Server.Hosting;

/// <summary>Who asks, as his token says. A request without one has no caller.</summary>
internal sealed record Caller(string Name, string Role, string? Township)
{
    public bool IsAdministrator => Role == Model.Role.Administrator;

    public bool MayWrite(LayerDescription layer) => Model.Role.MayWrite(Role, layer);

    public static Caller? Of(HttpContext context) => context.Features.Get<Caller>();
}
