namespace Longlin.Geo.Rules.Moving;

/// <summary>How a red line 红线 is proposed and what may be built inside.</summary>
/// <param name="FootprintBufferMetres">Around a footprint.</param>
/// <param name="GroundM2PerHousehold">Ground of a household, where only a point is known.</param>
/// <param name="AllowedWorkKinds">Works that restore the land: not forbidden inside.</param>
public sealed record RedLineRules(
    Figure FootprintBufferMetres,
    Figure GroundM2PerHousehold,
    IReadOnlyList<string> AllowedWorkKinds
);
