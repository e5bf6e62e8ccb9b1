using System.Text.Json;

namespace Longlin.Geo.Reports.Sites;

/// <summary>A question about sites as people write it.</summary>
public sealed record SiteRequest
{
    /// <summary>Codes of the layer; or null.</summary>
    public IReadOnlyList<string>? Sites { get; init; }

    /// <summary>A drawn site, GeoJSON Point or Polygon; or null.</summary>
    public JsonElement Geometry { get; init; }

    /// <summary>The day of zones, ways and services; null is today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>The same day by its other name.</summary>
    public DateOnly? MoveInOn { get; init; }

    /// <summary>Who shall live there.</summary>
    public int? Persons { get; init; }

    /// <summary>The drawn site; null where there is none.</summary>
    public JsonElement? FindDrawn() =>
        Geometry.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : Geometry;
}
