using System.Text.Json;

namespace Longlin.Geo.Reports.Sites;

/// <summary>A question about sites as people write it.</summary>
/// <param name="Sites">Codes of the layer; or null.</param>
/// <param name="Geometry">A drawn site, GeoJSON Point or Polygon; or null.</param>
/// <param name="AsOf">The day of zones, ways and services; null is today.</param>
/// <param name="MoveInOn">The same day by its other name.</param>
/// <param name="Persons">Who shall live there.</param>
public sealed record SiteRequest(
    IReadOnlyList<string>? Sites = null,
    JsonElement? Geometry = null,
    string? AsOf = null,
    string? MoveInOn = null,
    int? Persons = null
);
