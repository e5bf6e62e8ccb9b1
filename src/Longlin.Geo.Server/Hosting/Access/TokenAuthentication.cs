using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Longlin.Geo.Model;
using Longlin.Geo.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Longlin.Geo.Server.Hosting.Access;

/// <summary>
/// Finds the caller by his token, which stands in the Authorization header or in the cookie of the page, and asks for
/// one (401) where it is missing or wrong.
/// </summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> schemeOptions,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ServiceOptions options,
    Database database
) : AuthenticationHandler<AuthenticationSchemeOptions>(schemeOptions, loggers, encoder)
{
    private static readonly Bilingual Wanted = new(
        "需要有效的令牌：请打开管理链接，或在 /sign-in 登录；程序请发送 Authorization: Bearer …",
        "a valid token is needed: open the admin link or sign in at /sign-in; programs send Authorization: Bearer …"
    );

    /// <summary>Whose token this is; null when it is unknown or revoked.</summary>
    public static async Task<Caller?> FindCallerAsync(
        string token,
        ServiceOptions options,
        Database database,
        CancellationToken cancellationToken
    )
    {
        if (
            CryptographicOperations.FixedTimeEquals(
                SHA256.HashData(Encoding.UTF8.GetBytes(token)),
                SHA256.HashData(Encoding.UTF8.GetBytes(options.AdminToken))
            )
        )
            return new Caller("admin", Role.Administrator, null);
        return await UserList.OfTokenAsync(database, token, cancellationToken) is { } user
            ? new Caller(user.Name, user.Role, user.TownshipCode)
            : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (FindToken() is not { } token)
            return AuthenticateResult.NoResult();
        return await FindCallerAsync(token, options, database, Context.RequestAborted) is { } caller
            ? AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(Scheme.Name), Scheme.Name))
            : AuthenticateResult.Fail("unknown or revoked token");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return SignInPage.IsWanted(Request)
            ? SignInPage.WriteAsync(Context, StatusCodes.Status401Unauthorized, null)
            : Problems.WriteAsync(Context, StatusCodes.Status401Unauthorized, "token", Wanted);
    }

    private string? FindToken()
    {
        if (Request.Headers.Authorization.ToString() is { Length: > 0 } header)
            return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;
        return Request.Headers.Cookie.Count > 0 ? Request.Cookies[TokenCookie.Name(Context)] : null;
    }
}
