using NetTopologySuite.Geometries;

namespace Longlin.Geo.Crs;

/// <summary>
/// A declared coordinate system: how its numbers become longitude and latitude, and where they may lie.
/// </summary>
/// <param name="Name">As messages call it.</param>
/// <param name="Area">West, south, east, north of its area of use in degrees (EPSG registry).</param>
/// <param name="ToGeographic">Longitude and latitude in degrees of a coordinate (east, north).</param>
/// <param name="FromGeographic">The other way.</param>
/// <param name="Definition">Well-known text (version 1, Esri's names), for .prj files.</param>
/// <param name="IsGeographic">Whether its numbers are longitude and latitude already.</param>
/// <param name="Approximate">Whether the system can only be undone approximately (GCJ-02 and BD-09, about half a
/// metre): the import says so.</param>
/// <param name="Datum">What its datum means.</param>
/// <param name="Proj">The definition from which PostGIS's PROJ converts to WGS 84; null where the two functions do
/// it. They
/// leave the numbers as they are otherwise.</param>
/// <param name="ProjBase">The geographic system on the same datum, where PROJ must show that it knows a transformation
/// between the two datums; null where it needs none.</param>
public sealed record SpatialReference(
    string Name,
    Envelope Area,
    Func<double, double, (double Lon, double Lat)> ToGeographic,
    Func<double, double, (double X, double Y)> FromGeographic,
    bool Approximate = false,
    string? Definition = null,
    bool IsGeographic = false,
    DatumKind Datum = DatumKind.Equal,
    string? Proj = null,
    string? ProjBase = null
);
