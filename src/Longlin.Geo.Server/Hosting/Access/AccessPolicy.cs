using Microsoft.AspNetCore.Authorization;

namespace Longlin.Geo.Server.Hosting.Access;

/// <summary>
/// The policies of the service. Every route has exactly one (<c>PolicyCheck</c>); what a policy demands stands
/// in <c>AccessHandler</c>.
/// </summary>
internal static class AccessPolicy
{
    /// <summary>Needs no token anywhere: whether the process runs, and signing in.</summary>
    public const string Anyone = "anyone";

    /// <summary>GET: free on loopback, a token elsewhere.</summary>
    public const string Read = "read";

    /// <summary>As <see cref="Read"/>, for a question too long for an address; it is asked by POST and stores
    /// nothing.</summary>
    public const string Ask = "ask";

    /// <summary>Starts or cancels a computation: any token.</summary>
    public const string Compute = "compute";

    /// <summary>Changes the layer that the route's <c>{layer}</c> names: a role that may write it.</summary>
    public const string WriteLayer = "write-layer";

    /// <summary>Changes works and what they build: a role that may write the layer <c>works</c>.</summary>
    public const string WriteWorks = "write-works";

    /// <summary>Imports, undoes an import, or decides about breaks: a role that may write a layer at all; which one, the
    /// request itself says.</summary>
    public const string Import = "import";

    /// <summary>The administrator alone.</summary>
    public const string Administer = "administer";

    public static IReadOnlyList<string> All { get; } =
    [Anyone, Read, Ask, Compute, WriteLayer, WriteWorks, Import, Administer];

    /// <summary>The policy of the route that this request takes; null where it takes none.</summary>
    public static string? Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>()?.Policy;

    /// <summary>
    /// Whether reading is free for this request. A token that was given on purpose and is wrong is refused; a cookie
    /// left by an earlier home is ignored.
    /// </summary>
    public static bool ReadsFreely(HttpRequest request, ServiceOptions options) =>
        options.Loopback && request.Headers.Authorization.Count == 0;
}
