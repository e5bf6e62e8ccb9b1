namespace Longlin.Geo.Network;

/// <summary>The path of a place on one day: metres, the links it runs over and their lines.</summary>
public sealed record PathAnswer(
    bool Served,
    double MetresToUpgrade,
    double MetresToBuild,
    IReadOnlyList<long> Links,
    IReadOnlyList<double[]> Lines
);
