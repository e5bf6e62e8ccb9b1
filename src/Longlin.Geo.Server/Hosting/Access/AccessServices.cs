using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Longlin.Geo.Server.Hosting.Access;

/// <summary>Registers authentication by token or cookie, and the policies.</summary>
internal static class AccessServices
{
    private const string Scheme = "token";

    public static void Add(IServiceCollection services)
    {
        // Without AddAuthentication, which would also write keys for cookies that nobody here signs.
        services.AddWebEncoders();
        services.AddAuthenticationCore(o => o.DefaultScheme = Scheme);
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(Scheme, null);
        var policies = services.AddAuthorizationBuilder();
        foreach (var name in AccessPolicy.All)
            policies.AddPolicy(name, p => p.AddRequirements(new AccessRequirement(name)));
        // Files of the page, and addresses that lead nowhere.
        policies.SetFallbackPolicy(
            new AuthorizationPolicyBuilder().AddRequirements(new AccessRequirement(null)).Build()
        );
        services.AddSingleton<IAuthorizationHandler, AccessHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalWriter>();
        services.AddSingleton<SignInCodes>();
        services.AddSingleton<PolicyCheck>();
        services.AddHostedService(s => s.GetRequiredService<PolicyCheck>());
    }
}
