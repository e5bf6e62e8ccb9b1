using System.Text.Encodings.Web;
using Longlin.Geo.Model;

namespace Longlin.Geo.Server.Hosting.Access;

/// <summary>The page on which a token is typed; also what a browser shows where signing in failed.</summary>
internal static class SignInPage
{
    // The page is UTF-8: Chinese stays readable in its source.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    private static readonly string Style =
        $"body{{font:16px/1.6 sans-serif;background:{Palette.Own["paper"]};color:{Palette.Own["text"]};"
        + "max-width:34rem;margin:3rem auto;padding:0 1rem}"
        + "input{font:inherit;width:100%;padding:.4rem;box-sizing:border-box}"
        + "button{font:inherit;margin-top:1rem;padding:.4rem 1.2rem}.fault{font-weight:bold}";

    /// <summary>Whether whoever asks wants to see a page: browsers say so when an address or a form is
    /// opened.</summary>
    public static bool IsWanted(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    public static Task WriteAsync(HttpContext context, int status, Bilingual? fault)
    {
        var language = Problems.Language(context)!;
        var title = Text("登录", "Sign in");
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        // Under no-referrer a form is sent with `Origin: null`, which looks like another site's. This tells other sites
        // no more than the host.
        response.Headers["Referrer-Policy"] = "strict-origin";
        return response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="{language}">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>{title} · Longlin Geo</title>
            <style>{Style}</style>
            <h1>{title}</h1>
            {(fault is null ? "" : $"<p class=\"fault\" role=\"alert\">{Safe(fault.Pick(language))}</p>")}
            <form method="post" action="{SignIn.Address}">
            <p><label for="token">{Text("令牌", "Token")}</label>
            <input id="token" name="token" type="password" autocomplete="current-password" required>
            <button>{title}</button>
            </form>
            <p>{Text(
                "管理员也可以运行 ./longlin user link，打开它给出的链接。",
                "The administrator can also run ./longlin user link and open the link that it prints."
            )}
            <p><a href="/">{Text("到地图", "To the map")}</a>
            </html>
            """,
            context.RequestAborted
        );

        string Text(string zh, string en) => Safe(new Bilingual(zh, en).Pick(language));
    }

    private static string Safe(string text) => Encoder.Encode(text);
}
