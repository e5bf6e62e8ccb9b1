using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NetTopologySuite.IO.Converters;

namespace Longlin.Geo.Model;

/// <summary>How JSON is read and written, once for each purpose. Data files have rules of their own.</summary>
public static class JsonForms
{
    // Deep enough for every request and geometry; deeper input only costs stack.
    private const int MaxDepth = 32;

    /// <summary>A document of the contract: camel case, Chinese text unescaped.</summary>
    public static JsonSerializerOptions Document { get; } =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A request from outside: an unknown or repeated member is an error.</summary>
    public static JsonSerializerOptions Request { get; } =
        new(JsonSerializerDefaults.Web)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            MaxDepth = MaxDepth,
        };

    /// <summary>A GeoJSON geometry.</summary>
    public static JsonSerializerOptions Geometry { get; } =
        new() { Converters = { new GeoJsonConverterFactory() }, MaxDepth = MaxDepth };
}
