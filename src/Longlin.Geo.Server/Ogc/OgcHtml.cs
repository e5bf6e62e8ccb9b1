using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Longlin.Geo.Model;

namespace Longlin.Geo.Server.Ogc;

/// <summary>The same answers for people: plain pages without scripts.</summary>
internal static class OgcHtml
{
    private static readonly string Style =
        $"body{{font:14px/1.5 sans-serif;background:{Palette.Own["paper"]};color:{Palette.Own["text"]};margin:1.5rem}}"
        + "table{border-collapse:collapse}"
        + $"td,th{{border:1px solid {Palette.Own["line"]};padding:.2rem .5rem;text-align:left;vertical-align:top}}"
        + $"a{{color:{Palette.Own["met"]}}}ul{{padding-left:1.2rem}}";

    /// <summary>A document as nested lists; addresses are links.</summary>
    public static string Document(JsonObject document)
    {
        StringBuilder html = new();
        Write(html, document);
        return Page(document["title"]?.ToString() ?? document["id"]?.ToString() ?? "Longlin Geo", html.ToString());
    }

    /// <summary>A table of features.</summary>
    public static string Table(
        string title,
        IReadOnlyList<string> head,
        IEnumerable<IReadOnlyList<object?>> rows,
        string? next
    )
    {
        StringBuilder html = new("<table><tr>");
        foreach (var name in head)
            html.Append($"<th>{Safe(name)}</th>");
        html.Append("</tr>\n");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            foreach (var value in row)
                html.Append(
                    $"<td>{Safe(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "")}</td>"
                );
            html.Append("</tr>\n");
        }

        html.Append("</table>");
        if (next is not null)
            html.Append($"<p><a rel=\"next\" href=\"{Safe(next)}\">下一页</a></p>");
        return Page(title, html.ToString());
    }

    private static string Page(string title, string body) =>
        "<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width\">"
        + $"<title>{Safe(title)}</title><style>{Style}</style><h1>{Safe(title)}</h1>{body}</html>";

    private static void Write(StringBuilder html, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } link when link["href"] is { } href:
                html.Append(
                    $"<a href=\"{Safe(href.ToString())}\">"
                        + $"{Safe(link["title"]?.ToString() ?? link["rel"]?.ToString() ?? href.ToString())}</a> "
                        + $"<small>{Safe(link["type"]?.ToString() ?? "")}</small>"
                );
                break;
            case JsonObject many:
                html.Append("<ul>");
                foreach (var (name, value) in many)
                {
                    html.Append($"<li>{Safe(name)}: ");
                    Write(html, value);
                    html.Append("</li>");
                }

                html.Append("</ul>");
                break;
            case JsonArray list:
                html.Append("<ul>");
                foreach (var value in list)
                {
                    html.Append("<li>");
                    Write(html, value);
                    html.Append("</li>");
                }

                html.Append("</ul>");
                break;
            default:
                html.Append(Safe(node?.ToString() ?? ""));
                break;
        }
    }

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
