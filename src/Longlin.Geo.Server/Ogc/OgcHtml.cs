using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Longlin.Geo.Model;

namespace Longlin.Geo.Server.Ogc;

/// <summary>The same answers for people: plain pages without scripts.</summary>
internal static class OgcHtml
{
    private const string Style =
        "body{font:14px/1.5 sans-serif;background:#FAF9F6;color:#222;margin:1.5rem}"
        + "table{border-collapse:collapse}"
        + "td,th{border:1px solid #ddd;padding:.2rem .5rem;text-align:left;vertical-align:top}"
        + "a{color:#2B8CBE}ul{padding-left:1.2rem}";

    /// <summary>A document as nested lists; addresses are links.</summary>
    public static string Document(JsonObject document, string? language)
    {
        StringBuilder html = new();
        Write(html, document);
        return Page(
            document["title"]?.ToString() ?? document["id"]?.ToString() ?? "Longlin Geo",
            html.ToString(),
            language
        );
    }

    /// <summary>A table of features.</summary>
    /// <param name="title">Of the page.</param>
    /// <param name="language">Of the reader: zh or en.</param>
    /// <param name="head">Names of the columns, in that language.</param>
    /// <param name="rows">A row a feature; its first cell is a link where <paramref name="items"/> is given.</param>
    /// <param name="next">Address of the next page; null on the last.</param>
    /// <param name="items">Address of the items, under which each has its page; null: no links.</param>
    /// <param name="map">A drawing of what the page lists; null: none.</param>
    public static string Table(
        string title,
        string? language,
        IReadOnlyList<string> head,
        IEnumerable<IReadOnlyList<object?>> rows,
        string? next,
        string? items = null,
        string? map = null
    )
    {
        StringBuilder html = new(map);
        html.Append("<table><tr>");
        foreach (var name in head)
            html.Append($"<th>{Safe(name)}</th>");
        html.Append("</tr>\n");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Count; i++)
            {
                var text = Safe(Convert.ToString(row[i], System.Globalization.CultureInfo.InvariantCulture) ?? "");
                html.Append(
                    i == 0 && items is not null
                        ? $"<td><a href=\"{Safe(items)}/{text}?f=html\">{text}</a></td>"
                        : $"<td>{text}</td>"
                );
            }

            html.Append("</tr>\n");
        }

        html.Append("</table>");
        if (next is not null)
            html.Append(
                $"<p><a rel=\"next\" href=\"{Safe(next)}\">{new Bilingual("下一页", "Next page").Pick(language)}</a></p>"
            );
        return Page(title, html.ToString(), language);
    }

    private static string Page(string title, string body, string? language) =>
        $"<!doctype html><html lang=\"{(language == "en" ? "en" : "zh")}\"><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width\">"
        + $"<title>{Safe(title)}</title><style>{Style}</style>{Navigation(language)}<h1>{Safe(title)}</h1>{body}</html>";

    private static string Navigation(string? language) =>
        $"<nav><a href=\"/\">{new Bilingual("地图", "Map").Pick(language)}</a> · "
        + $"<a href=\"/ogc/?f=html\">OGC API</a> · "
        + $"<a href=\"/ogc/collections?f=html\">{new Bilingual("全部数据集", "Collections").Pick(language)}</a> · "
        + $"<a href=\"/docs\">{new Bilingual("接口说明", "Reference").Pick(language)}</a></nav>";

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
