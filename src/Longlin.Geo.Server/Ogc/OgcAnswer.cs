using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Longlin.Geo.Model;
using Longlin.Geo.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longlin.Geo.Server.Ogc;

/// <summary>What all answers of OGC API share: names, media types, the form of the JSON, links, and refusals.</summary>
internal static class OgcAnswer
{
    /// <summary>The media type of features.</summary>
    public const string GeoJson = "application/geo+json";

    /// <summary>Chinese text stands as it is, not escaped.</summary>
    public static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The derived collection: hamlets that lack a service, <c>datetime</c> is the day.</summary>
    public const string Gaps = "gaps";

    public static readonly Bilingual GapsTitle = new(
        "短板：还没有通的自然屯（datetime 为日期）",
        "gaps: who lacks a service (datetime is the day)"
    );

    /// <summary>Where the service answers.</summary>
    public static string Base(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";

    /// <summary>A link as a node.</summary>
    public static JsonObject Link(string href, string rel, string type, string? title = null)
    {
        JsonObject link = new()
        {
            ["href"] = href,
            ["rel"] = rel,
            ["type"] = type,
        };
        if (title is not null)
            link["title"] = title;
        return link;
    }

    /// <summary>Writes a link.</summary>
    public static void Link(Utf8JsonWriter json, string href, string rel, string type)
    {
        json.WriteStartObject();
        json.WriteString("href", href);
        json.WriteString("rel", rel);
        json.WriteString("type", type);
        json.WriteEndObject();
    }

    /// <summary>The address that was asked, with some parameters set, or left out where their value is null.</summary>
    public static string Address(HttpContext context, params (string Name, string? Value)[] set)
    {
        var query = QueryString.Create(
            context
                .Request.Query.Where(q => set.All(s => s.Name != q.Key))
                .SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v)))
                .Concat(set.Where(s => s.Value is not null).Select(s => KeyValuePair.Create(s.Name, s.Value)))
        );
        return $"{Base(context)}{context.Request.Path}{query}";
    }

    /// <summary>The first page of what was asked; null on it.</summary>
    public static string? FirstPage(HttpContext context) =>
        context.Request.Query.ContainsKey("cursor") ? Address(context, ("cursor", null)) : null;

    /// <summary>No layer has the name.</summary>
    public static ProblemHttpResult UnknownCollection(HttpContext context, LayerCatalog catalog, string layer)
    {
        var names = string.Join(", ", catalog.Layers.Select(l => l.Name).Append(Gaps));
        return Problems.Of(
            context,
            new(
                "collectionId",
                new($"没有数据集 {layer}，可用：{names}", $"there is no collection {layer}; use one of: {names}"),
                NotFound: true
            )
        );
    }

    /// <summary>
    /// Which of these formats is wanted, by <c>f</c> or by what the client accepts; null and the fault where none is.
    /// </summary>
    public static string? Format(HttpContext context, string[] formats, out ProblemHttpResult? problem)
    {
        problem = null;
        if (context.Request.Query["f"].FirstOrDefault() is { } f)
        {
            if (formats.Contains(f))
                return f;
            problem = Problems.Of(
                context,
                new("f", new($"应为 {string.Join("、", formats)}", $"should be one of: {string.Join(", ", formats)}"))
            );
            return null;
        }

        var accept = context.Request.Headers.Accept.ToString();
        return
            formats.Contains("html")
            && accept.Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && !accept.Contains("json", StringComparison.OrdinalIgnoreCase)
            ? "html"
            : formats[0];
    }

    /// <summary>The format of a document wanted; what is wrong with the request, or null.</summary>
    public static ProblemHttpResult? Begin(HttpContext context, out string? format)
    {
        format = null;
        format = Format(context, ["json", "html"], out var problem);
        return problem;
    }

    /// <summary>A document as JSON or as a page.</summary>
    public static IResult Send(HttpContext context, JsonObject document, string format) =>
        format == "html"
            ? TypedResults.Content(OgcHtml.Document(document, Problems.Language(context)), "text/html; charset=utf-8")
            : TypedResults.Json(document);
}
