namespace Longlin.Geo.Rules.Moving;

/// <summary>A number that a planner may change.</summary>
/// <param name="Value">The number, at least 0.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Verified">Whether it was checked against a public source.</param>
public sealed record Figure(double Value, string Unit, bool Verified);
