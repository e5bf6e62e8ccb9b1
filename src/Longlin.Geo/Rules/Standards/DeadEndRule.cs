namespace Longlin.Geo.Rules.Standards;

/// <summary>
/// When a dead end 断头路 has a candidate link to fix it: another line close in a straight line and far by road.
/// </summary>
/// <param name="NearMetres">At most this far in a straight line.</param>
/// <param name="Detour">More than this many times as far by road.</param>
/// <param name="Verified">Whether the numbers were checked against a public source.</param>
public sealed record DeadEndRule(double NearMetres, double Detour, bool Verified);
