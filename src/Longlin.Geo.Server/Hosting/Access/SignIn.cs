using Longlin.Geo.Model;
using Longlin.Geo.Store;

namespace Longlin.Geo.Server.Hosting.Access;

/// <summary>
/// How a browser gets its cookie: by the one-time code of the admin link, or by typing a token at <c>/sign-in</c>. A
/// token in an address is refused: addresses are copied, bookmarked, kept in histories and logs.
/// </summary>
internal sealed class SignIn(RequestDelegate next, ServiceOptions options, SignInCodes codes)
{
    /// <summary>The query parameter of <c>/</c> that holds the one-time code.</summary>
    public const string CodeParameter = "code";

    /// <summary>Where a token is typed.</summary>
    public const string Address = "/sign-in";

    private const string TokenParameter = "token";
    private static readonly Bilingual TokenInAddress = new(
        "地址里不能带令牌：请在 /sign-in 登录，或打开管理链接；程序请发送 Authorization: Bearer …",
        "an address must not hold a token: sign in at /sign-in or open the admin link; programs send "
            + "Authorization: Bearer …"
    );
    private static readonly Bilingual CodeRefused = new(
        $"这个登录码无效、已用过或已过期（只能用一次，{SignInCodes.Lifetime.TotalMinutes:0} 分钟内有效）。"
            + "请运行 ./longlin user link 取得新链接，或在 /sign-in 用令牌登录。",
        "this code is wrong, was used or has expired (it works once, within "
            + $"{SignInCodes.Lifetime.TotalMinutes:0} minutes): run ./longlin user link for a new link, or sign in at "
            + "/sign-in with a token"
    );
    private static readonly Bilingual TokenRefused = new(
        "令牌无效或已撤销。管理员的令牌在数据目录的 token 文件里；用户的令牌由管理员用 ./longlin user add 生成。",
        "this token is wrong or was revoked; the administrator's token stands in the file token of the data folder, a "
            + "user's is made by the administrator with ./longlin user add"
    );

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.QueryString.HasValue)
            return next(context);
        if (request.Query.ContainsKey(TokenParameter))
            return RefuseAsync(context, StatusCodes.Status400BadRequest, TokenParameter, TokenInAddress);
        // HEAD, which programs send to preview a link, must not use it up.
        return
            HttpMethods.IsGet(request.Method)
            && request.Path.Value is null or "" or "/"
            && request.Query.TryGetValue(CodeParameter, out var code)
            ? RedeemAsync(context, code.Count == 1 ? code.ToString() : "")
            : next(context);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(Address, (HttpContext context) => SignInPage.WriteAsync(context, StatusCodes.Status200OK, null))
            .RequireAuthorization(AccessPolicy.Anyone)
            .ExcludeFromDescription();
        routes.MapPost(Address, TypedAsync).RequireAuthorization(AccessPolicy.Anyone).ExcludeFromDescription();
        // Asked by `longlin user link`, which reads the administrator's token from its file.
        routes
            .MapPost($"{Address}/codes", (SignInCodes codes) => TypedResults.Ok(codes.Issue()))
            .RequireAuthorization(AccessPolicy.Administer)
            .ExcludeFromDescription();
    }

    private static async Task TypedAsync(HttpContext context, ServiceOptions options, Database database)
    {
        var token = context.Request.HasFormContentType
            ? (await context.Request.ReadFormAsync(context.RequestAborted))[TokenParameter].ToString().Trim()
            : "";
        if (
            token.Length == 0
            || await TokenAuthentication.FindCallerAsync(token, options, database, context.RequestAborted) is null
        )
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, TokenParameter, TokenRefused);
        }
        else
        {
            Enter(context, token, "/");
        }
    }

    private Task RedeemAsync(HttpContext context, string code)
    {
        if (!codes.Redeem(code))
            return RefuseAsync(context, StatusCodes.Status400BadRequest, CodeParameter, CodeRefused);
        Enter(context, options.AdminToken, TokenCookie.AddressWithout(context.Request, CodeParameter));
        return Task.CompletedTask;
    }

    private static void Enter(HttpContext context, string token, string to)
    {
        TokenCookie.Append(context, token);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = to;
    }

    private static Task RefuseAsync(HttpContext context, int status, string parameter, Bilingual text)
    {
        context.Response.Headers.CacheControl = "no-store";
        return SignInPage.IsWanted(context.Request)
            ? SignInPage.WriteAsync(context, status, text)
            : Problems.WriteAsync(context, status, parameter, text);
    }
}
