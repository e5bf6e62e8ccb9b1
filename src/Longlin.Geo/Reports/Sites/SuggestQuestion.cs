using Longlin.Geo.Coverage.Timelines;
using NetTopologySuite.Geometries;

namespace Longlin.Geo.Reports.Sites;

/// <summary>A wish that can be looked for.</summary>
public sealed record SuggestQuestion(
    int Persons,
    string? Area,
    DateOnly AsOf,
    int Limit,
    CountyState County,
    string AreaCode,
    string? AreaName,
    Geometry Outline
);
