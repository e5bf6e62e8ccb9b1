using System.Text.Encodings.Web;
using System.Text.Json;

namespace Longlin.Geo.Server.Ogc;

/// <summary>What all answers of OGC API – Features share: the media type, the form of the JSON, and links.</summary>
internal static class OgcAnswer
{
    /// <summary>The media type of features.</summary>
    public const string GeoJson = "application/geo+json";

    /// <summary>Chinese text stands as it is, not escaped.</summary>
    public static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
        return $"{OgcEndpoints.Base(context)}{context.Request.Path}{query}";
    }

    /// <summary>The first page of what was asked; null on it.</summary>
    public static string? FirstPage(HttpContext context) =>
        context.Request.Query.ContainsKey("cursor") ? Address(context, ("cursor", null)) : null;
}
