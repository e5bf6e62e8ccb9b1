using System.Text.Json;
using Longlin.Geo.Model;

namespace Longlin.Geo.Reports.Moving;

/// <summary>A red line that may be drawn, as a GeoJSON feature in longitude and latitude (EPSG:4490).</summary>
public sealed record RedLineFeature(string Type, JsonElement Geometry, RedLineProperties Properties);

/// <summary>
/// What the proposal rests on; a row of the layer <c>zones</c> is made from it once somebody has checked it.
/// </summary>
public sealed record RedLineProperties(
    string Hamlet,
    string? Name,
    string Kind,
    string Crs,
    bool FromPoint,
    int? Households,
    double AreaM2,
    double AreaMu,
    Bilingual Sentence,
    bool Synthetic
);
