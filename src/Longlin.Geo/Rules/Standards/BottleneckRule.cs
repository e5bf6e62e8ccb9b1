namespace Longlin.Geo.Rules.Standards;

/// <summary>
/// Limits beyond which a segment of the best path between a village and its township is a bottleneck 瓶颈路.
/// </summary>
/// <param name="SurfaceWidthMetres">Minimum surface width.</param>
/// <param name="RoadbedWidthMetres">Minimum roadbed width.</param>
/// <param name="GradePct">Maximum grade.</param>
/// <param name="RadiusMetres">Minimum radius of a bend.</param>
/// <param name="Detour">A way without a bottleneck counts as long as it is at most this many times the shortest.</param>
/// <param name="Required">Columns that must be known to say that a segment is not a bottleneck.</param>
/// <param name="Verified">Whether the numbers were checked against a public source.</param>
public sealed record BottleneckRule(
    double SurfaceWidthMetres,
    double RoadbedWidthMetres,
    double GradePct,
    double RadiusMetres,
    double Detour,
    IReadOnlyList<string> Required,
    bool Verified
);
