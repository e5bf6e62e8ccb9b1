using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Longlin.Geo.Model;

namespace Longlin.Geo.Server.Ogc;

/// <summary>A link in a page.</summary>
internal sealed record OgcReference(string Text, string Address)
{
    /// <summary>A feature by its code.</summary>
    public static OgcReference Feature(string layer, string code) =>
        new(code, $"/ogc/collections/{layer}/items?code={Uri.EscapeDataString(code)}&f=html");
}

/// <summary>What stands around a table.</summary>
/// <param name="Above">What the page belongs to, from the whole to the part.</param>
/// <param name="Note">A sentence about the page.</param>
/// <param name="Map">A drawing; null: none.</param>
/// <param name="First">The first page, where this is another.</param>
/// <param name="Next">The next page; null on the last.</param>
internal sealed record OgcSurroundings(
    IReadOnlyList<OgcReference> Above,
    string? Note = null,
    string? Map = null,
    string? First = null,
    string? Next = null
);

/// <summary>The same answers for people: plain pages without scripts.</summary>
internal static class OgcHtml
{
    private static readonly string Style =
        $"body{{font:14px/1.5 sans-serif;background:{Palette.Own["paper"]};color:{Palette.Own["text"]};margin:1.5rem}}"
        + "div{overflow-x:auto}table{border-collapse:collapse;margin:.5rem 0;white-space:nowrap}"
        + $"td,th{{border:1px solid {Palette.Own["line"]};padding:.2rem .5rem;text-align:left;vertical-align:top}}"
        + $"a{{color:{Palette.Own["met"]}}}ul{{padding-left:1.2rem}}";

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

    /// <summary>A table of features, or of one feature's properties.</summary>
    /// <param name="title">Of the page.</param>
    /// <param name="language">Of the reader: zh or en.</param>
    /// <param name="head">Names of the columns, in that language.</param>
    /// <param name="rows">Cells; an <see cref="OgcReference"/> is a link.</param>
    /// <param name="more">Where the reader is and can go, and a drawing of what the page lists.</param>
    public static string Table(
        string title,
        string? language,
        IReadOnlyList<string> head,
        IEnumerable<IReadOnlyList<object?>> rows,
        OgcSurroundings more
    )
    {
        StringBuilder html = new();
        if (more.Note is not null)
            html.Append($"<p>{Safe(more.Note)}</p>");
        html.Append(more.Map).Append("<div><table>");
        if (head.Any(h => h.Length > 0))
            html.Append("<tr>").AppendJoin("", head.Select(h => $"<th scope=\"col\">{Safe(h)}</th>")).Append("</tr>\n");
        foreach (var row in rows)
            html.Append("<tr>").AppendJoin("", row.Select(c => $"<td>{Cell(c)}</td>")).Append("</tr>\n");
        html.Append("</table></div>");
        List<string> pages = [];
        if (more.First is not null)
            pages.Add(
                $"<a rel=\"first\" href=\"{Safe(more.First)}\">{new Bilingual("第一页", "First page").Pick(language)}</a>"
            );
        if (more.Next is not null)
            pages.Add(
                $"<a rel=\"next\" href=\"{Safe(more.Next)}\">{new Bilingual("下一页", "Next page").Pick(language)}</a>"
            );
        if (pages.Count > 0)
            html.Append($"<p>{string.Join(" · ", pages)}</p>");
        return Page(title, html.ToString(), language, more.Above);
    }

    private static string Cell(object? value) =>
        value switch
        {
            OgcReference link => $"<a href=\"{Safe(link.Address)}\">{Safe(link.Text)}</a>",
            IEnumerable<OgcReference> links => string.Join(' ', links.Select(Cell)),
            _ => Safe(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? ""),
        };

    private static string Page(
        string title,
        string body,
        string? language,
        IReadOnlyList<OgcReference>? above = null
    ) =>
        $"<!doctype html><html lang=\"{(language == "en" ? "en" : "zh")}\"><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width\">"
        + $"<title>{Safe(title)}</title><style>{Style}</style>{Navigation(language, above ?? [])}"
        + $"<h1>{Safe(title)}</h1>{body}</html>";

    private static string Navigation(string? language, IReadOnlyList<OgcReference> above) =>
        $"<nav><a href=\"/\">{new Bilingual("地图", "Map").Pick(language)}</a> · "
        + $"<a href=\"/docs\">{new Bilingual("接口说明", "Reference").Pick(language)}</a> · "
        + $"<a href=\"/ogc/?f=html\">OGC API</a> › "
        + $"<a href=\"/ogc/collections?f=html\">{new Bilingual("全部数据集", "Collections").Pick(language)}</a>"
        + string.Concat(above.Select(l => $" › {Cell(l)}"))
        + "</nav>";

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
