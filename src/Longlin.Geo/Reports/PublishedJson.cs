using System.Text.Json;
using System.Text.Json.Serialization;
using Longlin.Geo.Features;
using Longlin.Geo.Reports.Gaps;

namespace Longlin.Geo.Reports;

/// <summary>Source-generated JSON of the published records.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = false)]
[JsonSerializable(typeof(GapDocument))]
[JsonSerializable(typeof(GapItem))]
public sealed partial class PublishedJson : JsonSerializerContext
{
    /// <summary>The same as properties of GeoJSON.</summary>
    public static PublishedJson GeoJson { get; } = new(new JsonSerializerOptions(GeoJsonWriter.Options));
}
